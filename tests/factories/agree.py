"""A small standing cast for needs and cases: one association, its parties, and people with one role each."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from samordna.ground.kernel.clock import STOCKHOLM
from samordna.ground.parties.actor import Actor, actor_of
from samordna.ground.parties.models import (
    Account,
    Assignment,
    Association,
    County,
    Membership,
    Municipality,
    Nuts2,
    Organisation,
)

DAY_ONE = datetime(2026, 4, 21, 9, 0, tzinfo=STOCKHOLM)
PARTIES = {
    "fk": ("fk", "Försäkringskassan"),
    "af": ("af", "Arbetsförmedlingen"),
    "region-05": ("region", "Region Östergötland"),
    "municipality-0583": ("municipality", "Motala kommun"),
    "municipality-0584": ("municipality", "Vadstena kommun"),
}


def on(month: int, day: int, hour: int = 10, year: int = 2026) -> datetime:
    """A moment in Sweden."""
    return datetime(year, month, day, hour, tzinfo=STOCKHOLM)


@dataclass
class Cast:
    """The people: Maria manages, Johan sits for the region, Helena for Vadstena, Nadia is FK's ESF office, and so on.

    ``outsider`` manages another association and must never see anything.
    """

    association: Association
    people: dict[str, Account] = field(default_factory=dict)

    def actor(self, who: str, on_day: date | None = None) -> Actor:
        """The person as the actions see them."""
        return actor_of(self.people[who], on_day or date(2026, 4, 21))

    def organisation(self, party: str) -> Organisation:
        """A party's organisation by party id."""
        return Organisation.objects.get(party_id=party)


def make_cast() -> Cast:
    """Everything in the database: call it in a test that uses one."""
    nuts2, _ = Nuts2.objects.get_or_create(code="SE12", defaults={"name": "Östra Mellansverige"})
    county, _ = County.objects.get_or_create(
        code="05", defaults={"name": "Östergötlands län", "region": "Region Östergötland", "nuts2": nuts2}
    )
    for code, name in (("0583", "Motala"), ("0584", "Vadstena")):
        Municipality.objects.get_or_create(code=code, defaults={"name": name, "county": county})
    for party, (kind, name) in PARTIES.items():
        Organisation.objects.get_or_create(party_id=party, defaults={"kind": kind, "name": name})
    cast = Cast(_association("ostra-vattern", "Östra Vättern"))
    for party in PARTIES:
        Membership.objects.create(
            association=cast.association, organisation=cast.organisation(party), certainty="made for a test"
        )
    _association("langt-borta", "Långt borta")
    _people(cast)
    return cast


def _association(slug: str, name: str) -> Association:
    organisation, _ = Organisation.objects.get_or_create(
        party_id=f"association-{slug}", defaults={"kind": "association", "name": f"Samordningsförbundet {name}"}
    )
    association, _ = Association.objects.get_or_create(
        slug=slug, defaults={"name": name, "organisation": organisation, "certainty": "made for a test"}
    )
    return association


def _people(cast: Cast) -> None:
    home, own = "association-ostra-vattern", cast.association.slug
    _person(cast, "maria", "Maria Lindqvist", home, "association_manager", "association", own, "Förbundschef")
    _person(cast, "johan", "Johan Ek", "region-05", "preparation_member", "association", own)
    _person(cast, "erik", "Erik Hallgren", "fk", "preparation_member", "association", own)
    _person(cast, "anna", "Anna Wik", "af", "preparation_member", "association", own)
    _person(cast, "fatima", "Fatima Noor", "municipality-0583", "preparation_member", "association", own)
    _person(cast, "helena", "Helena Brodd", "municipality-0584", "preparation_member", "association", own)
    _person(cast, "bo", "Bo Styrman", "municipality-0583", "board_member", "association", own)
    _person(cast, "nadia", "Nadia Rahimi", "fk", "fk_esf", "national", "", "Controller, ESF-kansliet")
    _person(cast, "vera", "Vera Lund", "fk", "national_viewer", "national", "")
    _person(
        cast, "outsider", "Otto Fjärran", "association-langt-borta", "association_manager", "association", "langt-borta"
    )


def _person(
    cast: Cast, who: str, name: str, party: str, role: str, scope_kind: str, scope_key: str, title: str = ""
) -> None:
    account = Account.objects.create(
        email=f"{who}@example.test", name=name, title=title, organisation=Organisation.objects.get(party_id=party)
    )
    Assignment.objects.create(
        account=account,
        role=role,
        scope_kind=scope_kind,
        scope_key=scope_key,
        valid_from=date(2020, 1, 1),
        assigned_by="test",
    )
    cast.people[who] = account


#: Who sits on the board: member, ordinary, substitute, and who leads. Bo has an account, the others need none.
BOARD = (
    ("fk", "Karin Falk", "Per Falk", ""),
    ("af", "Arne Alm", "Asta Alm", ""),
    ("region-05", "Rut Berg", "Rolf Berg", "chair"),
    ("municipality-0583", "Bo Styrman", "Maj Styrman", "vice"),
    ("municipality-0584", "Vera Vik", "Viktor Vik", ""),
)


def seat_the_board(cast: Cast, since: date = date(2023, 4, 1)) -> None:
    """Every member of the association has an ordinary seat and a substitute."""
    from samordna.agree.decisions.meetings.seats import give_seat

    maria, at = cast.actor("maria"), on(1, 2)
    for member, ordinary, substitute, lead in BOARD:
        facts = {"by": maria, "at": at, "association": cast.association, "member": member, "valid_from": since}
        account = cast.people["bo"] if ordinary == "Bo Styrman" else None
        give_seat(**facts, name=ordinary, lead=lead, account=account)
        give_seat(**facts, name=substitute, kind="substitute")
