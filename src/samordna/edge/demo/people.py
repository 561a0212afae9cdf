"""The people to try the system as: one for each role, invented, with one printed password."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.urls import reverse

from samordna.deliver.participants import links
from samordna.deliver.participants.models import Participation
from samordna.edge.demo.ostra_vattern import (
    ARBETSLIVSTEAMET,
    GRON_VAG,
    SAMVERKANSSTOD,
    UNGAS_VAG,
    VAGEN_IN,
)
from samordna.ground.kernel.clock import day_of
from samordna.ground.parties.actor import Actor, actor_of
from samordna.ground.parties.models import Account, Assignment, Organisation
from samordna.ground.parties.roles import ROLES

PASSWORD = "vattenspegel"  # noqa: S105 - printed; opens nothing but a database marked as demo
COUNCIL = "other-nationella-radet"
HERE = "ostra-vattern"
#: The participant whose own page can be tried.
PARTICIPANT = "Petra Holmgren"
LINK_NOTE = "demo-participant-link"
SINCE = date(2016, 1, 1)


@dataclass(frozen=True)
class Login:
    """Somebody to log in as. ``holds`` are (role, what it is for); ``try_*`` says what to look at first."""

    email: str
    name: str
    title: str
    party: str
    holds: tuple[tuple[str, str], ...]
    role_sv: str
    role_en: str
    try_sv: str
    try_en: str


Row = tuple[str, str, str, tuple[tuple[str, str], ...], str, str, str]


def _login(row: Row) -> Login:
    name, title, party, holds, role_en, try_sv, try_en = row
    address = name.lower().translate(str.maketrans("åäöé ", "aaoe."))
    return Login(f"{address}@demo.example", name, title, party, holds, title, role_en, try_sv, try_en)


MEMBER = (("preparation_member", HERE),)
#: Name, title, employer, what is held, the role in English, what to try in Swedish and in English.
ROWS: tuple[Row, ...] = (
    (
        "Maria Lindqvist", "Förbundschef", "association-ostra-vattern", (("association_manager", HERE),),
        "association manager",
        "Börja här: vad väntar i dag, och varför står Steget vidare still?",
        "Start here: what waits today, and why does Steget vidare stand still?",
    ),
    (
        "Oskar Friberg", "Förbundsadministratör", "association-ostra-vattern", (("association_admin", HERE),),
        "association administrator",
        "Lägg upp en insats och utse vem som är ansvarig.", "Make a measure and say who is in charge of it.",
    ),
    (
        "Johan Ek", "Sammankallande i beredningsgruppen", "region-05", MEMBER, "preparation group, Region Östergötland",
        "Läs behovet om unga utan väg till arbete och skriv ett nytt.", "Read the need of the young, and write one.",
    ),
    (
        "Fatima Noor", "Arbetsmarknadschef", "municipality-0583", MEMBER, "preparation group, Motala kommun",
        "Skriv vidare på förslaget Gemensam kartläggning.", "Go on writing the proposal Gemensam kartläggning.",
    ),
    (
        "Sara Nyberg", "Enhetschef", "municipality-0586", MEMBER, "preparation group, Mjölby kommun",
        "Svara för Mjölby i Hälsospåret.", "Answer for Mjölby in Hälsospåret.",
    ),
    (
        "Helena Brodd", "Socialchef", "municipality-0584", MEMBER, "preparation group, Vadstena kommun",
        "Ändra Vadstenas svar om Steget vidare och se vad som händer.",
        "Change Vadstena's answer on Steget vidare and see what happens.",
    ),
    (
        "Anna Wik", "Sektionschef", "af", MEMBER, "preparation group, Arbetsförmedlingen",
        "Se vad Arbetsförmedlingen har lovat.", "See what Arbetsförmedlingen has promised.",
    ),
    (
        "Erik Hallgren", "Samverkansansvarig", "fk", MEMBER, "preparation group, Försäkringskassan",
        "Se vad Försäkringskassan har lovat.", "See what Försäkringskassan has promised.",
    ),
    (
        "Lars Hedlund", "Styrelseledamot", "municipality-0583", (("board_member", HERE),), "board member",
        "Läs underlaget till beslutet om Arbetslivsteamet nästa år.",
        "Read the papers for the decision on Arbetslivsteamet next year.",
    ),
    (
        "Nadia Rahimi", "Controller, ESF-kansliet", "fk", (("fk_esf", ""),), "FK's ESF office",
        "Se garantärendet Ny riktning och vad som ännu är obesvarat.",
        "See the guarantor case Ny riktning and what is still unanswered.",
    ),
    (
        "Ahmed Rashid", "Insatsansvarig", "region-05",
        (("measure_owner", ARBETSLIVSTEAMET), ("measure_owner", UNGAS_VAG), ("measure_owner", SAMVERKANSSTOD)),
        "measure owner",
        "Bekräfta utfallet för Arbetslivsteamet. Inga personer syns.",
        "Confirm the outcome of Arbetslivsteamet. Not one person is seen.",
    ),
    (
        "Sara Holm", "Deltagaransvarig", "municipality-0583",
        (("participant_registrar", UNGAS_VAG), ("participant_registrar", ARBETSLIVSTEAMET)), "participant registrar",
        "Registrera ut Karin Öberg och registrera in en ny deltagare.",
        "Register Karin Öberg out and somebody new in.",
    ),
    (
        "Tomas Wall", "Deltagaransvarig", "municipality-0586",
        (("participant_registrar", VAGEN_IN), ("participant_registrar", GRON_VAG)), "another participant registrar",
        "Se att Saras deltagare inte finns här.", "See that Sara's participants do not exist here.",
    ),
    (
        "Ingrid Sund", "Nationella rådet", COUNCIL, (("national_viewer", ""),), "national council",
        "Se hela landet i tabeller och jämför med ett län.", "See the whole country in tables, beside a county.",
    ),
    (
        "Lena Björk", "Analytiker", "fk", (("analyst", ""),), "analyst",
        "Gör ett uttag och föreslå att en tabell ges ut.", "Make an extract and propose a table for release.",
    ),
    (
        "Per Åkesson", "Analytiker", "af", (("analyst", ""),), "analyst who approves",
        "Granska och godkänn det som Lena föreslår.", "Review and approve what Lena proposes.",
    ),
    (
        "Eva Nordin", "Nationell administratör", "fk", (("national_admin", ""),), "national administrator",
        "Se kodlistor, förbund och vilka som har vilka uppdrag.",
        "See code tables, associations and who has which assignments.",
    ),
    (
        "Anders Roos", "Beställare av behörighet", "municipality-0586",
        (("access_orderer", "municipality-0586"),), "access orderer",
        "Beställ ett konto till en ny kollega i kommunen.", "Order an account for a new colleague in the municipality.",
    ),
    (
        "Ylva Strand", "Dataskyddshandläggare", "fk", (("privacy_officer", ""),), "privacy officer",
        "Ta fram ett registerutdrag åt den som ber om sitt eget.",
        "Prepare the extract of somebody who asks for their own.",
    ),
)  # fmt: skip
LOGINS = tuple(_login(row) for row in ROWS)


def registrar_name() -> str:
    """Who registers participants in the tour."""
    return next(login.name for login in LOGINS if login.holds[0][0] == "participant_registrar")


def other_ways() -> list[str]:
    """The ways in that need no account: the participant's own link, and what is open to everybody."""
    lines = ["Nobody needs to log in to read tables and reports: choose Statistik or Rapporter."]
    if path := participant_path():
        lines.insert(0, f"{PARTICIPANT}, a participant, has no account but a page of her own: {path}")
    return lines


def participant_path() -> str:
    """The address of the participant's own page, without host; empty when there is none."""
    file = link_file()
    if file is None or not file.exists():
        return ""
    return reverse("register:own", args=[file.read_text(encoding="utf-8").strip()])


def link_file() -> Path | None:
    """Where the link is kept so that it can be printed again: an invented person's, in a demo's own folder."""
    home: Path | None = settings.HOME
    return home / LINK_NOTE if home else None


def make_accounts(*, at: datetime) -> None:
    """The accounts with their assignments. They open only in a database marked as demo."""
    Organisation.objects.get_or_create(party_id=COUNCIL, defaults={"kind": "other", "name": "Nationella rådet"})
    organisations = {o.party_id: o for o in Organisation.objects.filter(party_id__in={p.party for p in LOGINS})}
    password = make_password(PASSWORD)
    for login in LOGINS:
        account = Account.objects.create(
            email=login.email,
            name=login.name,
            title=login.title,
            organisation=organisations[login.party],
            is_demo=True,
            password=password,
        )
        Assignment.objects.bulk_create(
            Assignment(
                account=account,
                role=role,
                scope_kind=ROLES[role].scope,
                scope_key=key,
                valid_from=SINCE,
                assigned_by="demo",
            )
            for role, key in login.holds
        )


def account(name: str) -> Account:
    """The account of somebody by name."""
    return Account.objects.select_related("organisation").get(name=name, is_demo=True)


def actor(name: str, at: datetime) -> Actor:
    """Somebody as the actions see them."""
    return actor_of(account(name), day_of(at))


def make_participant_link(*, pseudonym: str, at: datetime) -> None:
    """The link that a participant has on the receipt, noted in the demo's folder so that it can be printed again."""
    if file := link_file():
        participation = Participation.objects.select_related("measure").get(person=pseudonym)
        token = links.make_link(participation=participation, by=actor(registrar_name(), at), at=at)
        file.write_text(token, encoding="utf-8")
