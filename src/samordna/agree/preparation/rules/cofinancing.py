"""What an ESF+ project costs, what the parties have promised, what the support covers, and what is missing.

    total          = cash costs + benefits + wages
    support_max    = support rate × total, rounded down to the öre
    required       = total − support_max            share_gap = required − committed
    support_needed = max(0, cash costs − cash promised)
    support        = min(support_max, support_needed)        gap = support_needed − support

The rule holds for the whole project; years inform. A year's total and commitments are its own. Its support_max and
required are the plan's, divided by the years' totals; its support_needed and support are the plan's, divided by
max(0, the year's cash costs − cash promised); largest remainder, ties to the earlier year. So years add up to the
plan.

Where the sources are silent, this is how the rule reads them:

- A surplus of cash (``cash_surplus``) is told per year only. Years need not add up to a plan's surplus: cash too much
  in one year covers costs of another, which is why the plan says ``over_financed`` only when the whole has too much.
- The rate is the one in force on the day of the call, for the area and region; region None is a national project.
- A year is any calendar year with cash costs, also 0.00; the years need not follow upon each other.
- A party may promise nothing in a year by leaving it out, and nothing at all; it is then shown with zeros.
- A coordination association may promise money like the other parties (its own means can be co-financing).
- The gap in money is the gap in shares where that is positive, and 0 otherwise: gap = max(0, share_gap), for the
  plan.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from samordna.agree.preparation.rules.plan import KINDS, CommitmentKind, Plan, check
from samordna.ground.kernel.errors import Refusal
from samordna.ground.kernel.identifiers import PartyId
from samordna.ground.kernel.money import Money
from samordna.ground.kernel.share import Share
from samordna.ground.parameters.reader import parameter
from samordna.ground.parameters.values import NoParameter


@dataclass(frozen=True, slots=True)
class Rates:
    """The shares a plan is computed with, and where they stand.

    ``eu`` is the EU's part of the total cost, given only when it has been read in a source; the state appropriation
    pays the rest of the support.
    """

    support: Share
    area: str
    region: str | None
    valid_from: date
    source: str
    status: str
    note: str = ""
    eu: Share | None = None

    @property
    def parties(self) -> Share:
        """The parties' share: what remains of the whole."""
        return self.support.rest

    def as_json(self) -> dict[str, str | None]:
        """The parameter as files hold it; shares as exact decimals of one: "0.54", "0.60"."""
        return {
            "support_rate": self.support.decimal(),
            "parties_rate": self.parties.decimal(),
            "area": self.area,
            "region": self.region,
            "valid_from": self.valid_from.isoformat(),
            "source": self.source,
            "status": self.status,
        }


@dataclass(frozen=True, slots=True)
class Figures:
    """The outcome for the plan or one of its years. ``cash_surplus`` is None for the plan."""

    total: Money
    support_max: Money
    parties_share_required: Money
    committed: Money
    support_needed: Money
    support: Money
    over_financed: bool
    support_eu: Money | None = None
    support_state: Money | None = None
    cash_surplus: Money | None = None

    @property
    def share_gap(self) -> Money:
        """What the parties' share lacks; negative when they have promised more than is required."""
        return self.parties_share_required - self.committed

    @property
    def gap(self) -> Money:
        """The money that is missing."""
        return self.support_needed - self.support

    def as_json(self) -> dict[str, str | bool | None]:
        """The figures as files hold them, money as decimal strings."""
        shown: dict[str, str | bool | None] = {
            "total": str(self.total),
            "support_max": str(self.support_max),
            "parties_share_required": str(self.parties_share_required),
            "committed": str(self.committed),
            "share_gap": str(self.share_gap),
            "support_needed": str(self.support_needed),
            "support": str(self.support),
            "gap": str(self.gap),
            "over_financed": self.over_financed,
            "support_eu": _or_null(self.support_eu),
            "support_state": _or_null(self.support_state),
        }
        return shown if self.cash_surplus is None else {**shown, "cash_surplus": str(self.cash_surplus)}


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer: the plan, its years, what each party promises by kind, the shares used, and what was asked."""

    plan: Figures
    years: dict[int, Figures]
    parties: dict[PartyId, dict[CommitmentKind, Money]]
    rates: Rates
    asked: Plan

    def as_json(self) -> dict[str, Any]:
        """The answer as ``samordna cofinance`` prints it; parties in the order of the file, years earliest first."""
        return {
            "plan": self.plan.as_json(),
            "years": {str(year): figures.as_json() for year, figures in self.years.items()},
            "parties": {str(party): _party_json(kinds) for party, kinds in self.parties.items()},
            "parameter": self.rates.as_json(),
        }


def cofinancing(plan: Plan, rates: Rates | None = None) -> Outcome:
    """Compute a plan. ``rates`` replaces those in force, to try another share. Raises the first Refusal of check()."""
    for problem in check(plan):
        raise problem
    rates = rates or rates_for(plan.area, plan.region, plan.call_date)
    years = plan.years
    costs = [plan.cash_costs[year] for year in years]
    cash = [plan.promised("cash", year) for year in years]
    other = [plan.promised("benefits", year) + plan.promised("wages", year) for year in years]
    whole = _whole(Money.total(costs), Money.total(cash), Money.total(other), rates)
    return Outcome(whole, _by_year(years, costs, cash, other, whole), _by_party(plan), rates, plan)


def whole_project(plan: Plan, rates: Rates | None = None) -> Figures:
    """The figures of the whole project alone: what ``cofinancing`` says of the plan, without its years and parties."""
    for problem in check(plan):
        raise problem
    costs = Money.total(plan.cash_costs.values())
    sums = {kind: Money.zero() for kind in KINDS}
    for commitment in plan.commitments:
        sums[commitment.kind] += commitment.total
    other = sums["benefits"] + sums["wages"]
    return _whole(costs, sums["cash"], other, rates or rates_for(plan.area, plan.region, plan.call_date))


def rates_for(area: str, region: str | None, call_date: date) -> Rates:
    """The shares in force on the day of the call. Raises Refusal where they are not public or none are in force."""
    place: dict[str, str | None] = {"area": area, "region": region}
    try:
        support = parameter("esf.support_rate", on=call_date, **place)
    except NoParameter as missing:
        raise Refusal(
            "För den här utlysningen finns ingen andel. Kontrollera utlysningens datum.", "call_date", str(missing)
        ) from missing
    if support.value is None:
        raise Refusal(
            f"Stödets andel i programområde {area} är inte offentlig. Medfinansieringen kan inte räknas.",
            "area",
            f"the support rate of area {area} is not public, so co-financing cannot be computed",
        )
    eu = parameter("esf.eu_rate", on=call_date, **place)
    read_eu = eu.share if eu.status == "read" else None
    return Rates(support.share, area, region, support.valid_from, support.source, support.status, support.note, read_eu)


def _whole(costs: Money, cash: Money, other: Money, rates: Rates) -> Figures:
    """The rule itself, on the sums of the whole project."""
    total = costs + other
    support_max = total.times(rates.support)
    needed = max(Money.zero(), costs - cash)
    support = min(support_max, needed)
    eu, state = _eu_and_state(support, rates)
    return Figures(total, support_max, total - support_max, cash + other, needed, support, cash > costs, eu, state)


def _by_year(
    years: tuple[int, ...], costs: list[Money], cash: list[Money], other: list[Money], whole: Figures
) -> dict[int, Figures]:
    """Divide the plan's figures among its years so that they add up again."""
    totals = [cost + more for cost, more in zip(costs, other, strict=True)]
    by_total = [total.ore for total in totals]
    by_need = [max(0, cost.ore - paid.ore) for cost, paid in zip(costs, cash, strict=True)]
    maxima, required = whole.support_max.split(by_total), whole.parties_share_required.split(by_total)
    needed, support = whole.support_needed.split(by_need), whole.support.split(by_need)
    eu, state = _years_of_the_split(support, whole)
    return {
        year: Figures(
            total=totals[i],
            support_max=maxima[i],
            parties_share_required=required[i],
            committed=cash[i] + other[i],
            support_needed=needed[i],
            support=support[i],
            over_financed=cash[i] > costs[i],
            support_eu=eu[i],
            support_state=state[i],
            cash_surplus=max(Money.zero(), cash[i] - costs[i]),
        )
        for i, year in enumerate(years)
    }


def _eu_and_state(support: Money, rates: Rates) -> tuple[Money | None, Money | None]:
    """The support parted between EU and state, when the split has been read in a source."""
    if rates.eu is None:
        return None, None
    part = rates.eu.value / rates.support.value
    eu, state = support.split([part.numerator, part.denominator - part.numerator])
    return eu, state


def _years_of_the_split(
    support: tuple[Money, ...], whole: Figures
) -> tuple[tuple[Money | None, ...], tuple[Money | None, ...]]:
    """Each year's support in the plan's proportion of EU and state.

    Split as running sums, so that the years add up to the plan and no year's part is negative or above its support.
    """
    if whole.support_eu is None or whole.support_state is None:
        return (None,) * len(support), (None,) * len(support)
    eu: list[Money] = []
    so_far = given = Money.zero()
    for amount in support:
        so_far += amount
        part = so_far.split([whole.support_eu.ore, whole.support_state.ore])[0]
        eu.append(part - given)
        given = part
    return tuple(eu), tuple(amount - part for amount, part in zip(support, eu, strict=True))


def _by_party(plan: Plan) -> dict[PartyId, dict[CommitmentKind, Money]]:
    parties: dict[PartyId, dict[CommitmentKind, Money]] = {}
    for commitment in plan.commitments:
        kinds = parties.setdefault(commitment.party, dict.fromkeys(KINDS, Money.zero()))
        kinds[commitment.kind] += commitment.total
    return parties


def _party_json(kinds: dict[CommitmentKind, Money]) -> dict[str, str]:
    return {**{kind: str(kinds[kind]) for kind in KINDS}, "total": str(Money.total(kinds.values()))}


def _or_null(amount: Money | None) -> str | None:
    return None if amount is None else str(amount)
