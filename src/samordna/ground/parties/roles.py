"""The roles of people at work: what each is called, and which are never held together. Plain Python.

Sources: the register's roles and forbidden combinations are those of Uppföljning Finsam (domain notes, R31 in the
law parameters); the others follow who does what in the preparation.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Role:
    """A role: its scope kind (what an assignment to it points at) and its names."""

    id: str
    scope: str
    sv: str
    en: str
    does_sv: str
    does_en: str


ROLES: dict[str, Role] = {
    role.id: role
    for role in (
        Role(
            "association_manager",
            "association",
            "Förbundschef",
            "Association manager",
            "Leder förbundets arbete",
            "Leads the association’s work",
        ),
        Role(
            "association_admin",
            "association",
            "Förbundsadministratör",
            "Association administrator",
            "Lägger upp parter och insatser, utser insatsansvariga",
            "Adds parties and measures, appoints measure owners",
        ),
        Role(
            "preparation_member",
            "association",
            "Beredningsgruppen",
            "Preparation group",
            "Tar upp behov och svarar för sin part",
            "Brings up needs and answers for the own party",
        ),
        Role(
            "board_member",
            "association",
            "Styrelseledamot",
            "Board member",
            "Beslutar om insatser",
            "Decides on measures",
        ),
        Role(
            "measure_owner",
            "measure",
            "Insatsansvarig",
            "Measure owner",
            "Driver en insats, ser inga personer",
            "Runs a measure, sees no people",
        ),
        Role(
            "participant_registrar",
            "measure",
            "Deltagaransvarig",
            "Participant registrar",
            "Registrerar deltagare in och ut",
            "Registers participants in and out",
        ),
        Role(
            "access_orderer",
            "organisation",
            "Beställare av behörighet",
            "Access orderer",
            "Beställer konton till den egna organisationen",
            "Orders accounts for the own organisation",
        ),
        Role(
            "fk_esf",
            "national",
            "Försäkringskassans ESF-kansli",
            "FK's ESF office",
            "Handlägger garantärenden",
            "Handles guarantor cases",
        ),
        Role(
            "national_viewer",
            "national",
            "Nationella rådet",
            "National council",
            "Ser nationella siffror",
            "Sees national figures",
        ),
        Role("analyst", "national", "Analytiker", "Analyst", "Gör uttag och tabeller", "Makes extracts and tables"),
        Role(
            "privacy_officer",
            "national",
            "Dataskyddshandläggare",
            "Privacy officer",
            "Tar fram registerutdrag åt den som ber om sitt eget",
            "Prepares extracts for those who ask for their own",
        ),
        Role(
            "national_admin",
            "national",
            "Nationell administratör",
            "National administrator",
            "Sköter förbund, kodlistor och behörigheter",
            "Looks after associations, code lists and access",
        ),
    )
}

#: The one role that sees who a participant is.
SEES_PERSONS = "participant_registrar"
#: R31, and the manual of the register before it for the orderer: never at the same time as the one who sees persons.
#: The database holds it too (migration 0002): two at once cannot get round it.
NEVER_WITH_REGISTRAR: tuple[str, ...] = ("association_admin", "association_manager", "access_orderer")
#: Our own: who finds anybody by number neither registers, nor holds extracts whose pseudonyms could be told apart, nor
#: gives roles (ADR 0025). The database holds it too (migration 0004).
NEVER_WITH_OFFICER: tuple[str, ...] = (SEES_PERSONS, "analyst", "national_admin")
NEVER_TOGETHER: tuple[frozenset[str], ...] = (
    *(frozenset({SEES_PERSONS, role}) for role in NEVER_WITH_REGISTRAR),
    *(frozenset({"privacy_officer", role}) for role in NEVER_WITH_OFFICER),
)


def conflict(held: set[str], wanted: str) -> str | None:
    """The held role that forbids ``wanted``, or None. Rule R31."""
    for pair in NEVER_TOGETHER:
        if wanted in pair and (others := pair & held - {wanted}):
            return sorted(others)[0]
    return None
