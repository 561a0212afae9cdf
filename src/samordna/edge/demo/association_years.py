"""The associations' own economy of the last years, and who shares a joint measure.

Means follow what the measures cost: half from the state, a quarter each from region and municipalities, as the law's
parties commonly divide it; a little is left, and stands as own capital the year after. Invented.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from samordna.deliver.projects.models import (
    AdminCost,
    FinancingRow,
    Measure,
    MeasureShare,
)
from samordna.edge.demo.geography import OSTRA_VATTERN
from samordna.edge.demo.ostra_vattern import GRON_VAG
from samordna.edge.demo.rows import DemoCountry
from samordna.edge.demo.writer import write
from samordna.ground.kernel.money import largest_remainder
from samordna.ground.parties.models import Association, Organisation, PartyPart

#: How many years an association's economy is told, the running one counted: the five whole ones that tables show, too.
YEARS = 6
SINCE = date(2016, 1, 1)
THOUSAND = 100_000  # öre
#: Hundredths of what the measures cost: premises and personnel of the office, and what is left over each year.
PREMISES, PERSONNEL, LEFT = 4, 12, 5
OFFICE = {
    "description": "Vi samordnar rehabilitering i kommunerna öster om Vättern.",
    "address": "Påhittade gatan 1, Motala",
    "contact_name": "Maria Lindqvist",
    "contact_email": "maria.lindqvist@demo.example",
}


class Party(NamedTuple):
    """Who finances, in which group, and how many of eight parts."""

    party_id: str
    group: str
    parts: int


def write_years(country: DemoCountry) -> None:
    """Who finances, means and administration of every association, and the joint measure."""
    keys = dict(Association.objects.filter(invented=True).values_list("slug", "pk"))
    organisations = dict(Organisation.objects.values_list("party_id", "pk"))
    parties = {one.slug: _parties(one.county, [code for code, *_ in one.members]) for one in country.associations}
    write(
        PartyPart,
        ("association", "organisation", "part", "valid_from", "valid_to"),
        ((keys[slug], organisations[p.party_id], "finances", SINCE, None) for slug, of in parties.items() for p in of),
    )
    means, costs = [], []
    for (slug, year), cost in _cost_of_measures(country).items():
        means += [
            (keys[slug], year, organisations.get(who or ""), group, amount, own, place, "", text, "")
            for place, (who, group, amount, own, text) in enumerate(_means(parties[slug], cost), start=1)
        ]
        costs += [(keys[slug], year, *row, "") for row in _office(cost, country.today, year)]
    names = ("association", "year", "financier", "group", "amount_ore", "own_capital", "position", "name")
    write(FinancingRow, (*names, "description", "source"), means)
    write(
        AdminCost,
        ("association", "year", "kind", "description", "budget_ore", "outcome_ore", "position", "source"),
        costs,
    )
    Association.objects.filter(slug=OSTRA_VATTERN).update(start=date(2012, 1, 1), **OFFICE)
    _share(country, keys)


def _parties(county: str, municipalities: list[str]) -> list[Party]:
    """The state pays half through Försäkringskassan, which pays for Arbetsförmedlingen too."""
    codes = sorted(dict.fromkeys(municipalities))
    each = largest_remainder(200, [1] * len(codes)) if codes else []
    towns = [Party(f"municipality-{code}", "municipalities", part) for code, part in zip(codes, each, strict=True)]
    return [Party("fk", "state", 400), Party(f"region-{county}", "regions", 200), *towns]


def _cost_of_measures(country: DemoCountry) -> dict[tuple[str, int], int]:
    """(association, year) → what its measures were given, for the years that are told."""
    found: dict[tuple[str, int], int] = defaultdict(int)
    for row in country.measure_years:
        association = country.measures[row.measure].association
        if association and row.year > country.today.year - YEARS:  # ESF+ projects belong to no association
            found[association, row.year] += row.budget
    return dict(sorted(found.items()))


def _means(parties: list[Party], cost: int) -> Iterator[tuple[str | None, str, int, bool, str]]:
    whole = cost * (100 + PREMISES + PERSONNEL) // 100 // THOUSAND
    amounts = largest_remainder(whole, [party.parts for party in parties])
    for party, amount in zip(parties, amounts, strict=True):
        yield party.party_id, party.group, amount * THOUSAND, False, ""
    yield None, "association", whole * LEFT // 100 * THOUSAND, True, "Kvar från förra året"


def _office(cost: int, today: date, year: int) -> Iterator[tuple[str, str, int, int, int]]:
    used = today.timetuple().tm_yday if year == today.year else 358
    for place, (kind, text, part) in enumerate(
        (("premises", "Hyra och kontor", PREMISES), ("personnel", "Förbundschef och samordnare", PERSONNEL)), start=1
    ):
        budget = cost * part // 100 // THOUSAND * THOUSAND
        yield kind, text, budget, budget * used // 365 // THOUSAND * THOUSAND, place


def _share(country: DemoCountry, keys: dict[str, int]) -> None:
    """A neighbour bears three tenths of Grön väg."""
    neighbour = next(
        one.slug for one in country.associations if one.slug != OSTRA_VATTERN and one.county == "05" and not one.end
    )
    joint = Measure.objects.get(code=GRON_VAG)
    for slug, share in ((OSTRA_VATTERN, 7_000), (neighbour, 3_000)):
        MeasureShare.objects.create(measure=joint, association_id=keys[slug], valid_from=joint.start, share=share)
