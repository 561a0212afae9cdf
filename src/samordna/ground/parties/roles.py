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
            "national_admin",
            "national",
            "Nationell administratör",
            "National administrator",
            "Sköter förbund, kodlistor och behörigheter",
            "Looks after associations, code lists and access",
        ),
    )
}

#: R31: these are never held by the same person at the same time.
NEVER_TOGETHER: tuple[frozenset[str], ...] = (
    frozenset({"participant_registrar", "association_admin"}),
    frozenset({"participant_registrar", "association_manager"}),
)


def conflict(held: set[str], wanted: str) -> str | None:
    """The held role that forbids ``wanted``, or None. Rule R31."""
    for pair in NEVER_TOGETHER:
        if wanted in pair and (others := pair & held - {wanted}):
            return sorted(others)[0]
    return None
