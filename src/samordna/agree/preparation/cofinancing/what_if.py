"""The case as it would be if: a party leaves or promises, hours fall, the rate changes, the start slips. Pure.

Nothing is stored. What is tried can be tried together; a scenario without change gives the case as it is.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from fractions import Fraction

from samordna.agree.preparation.case_facts import COMMITMENT_KINDS, Answer, Commitment, CostLine, Plan
from samordna.agree.preparation.case_state import CaseState
from samordna.agree.preparation.cofinancing import costs
from samordna.agree.preparation.cofinancing.cost_basis import Basis as CostBasis
from samordna.agree.preparation.cofinancing.cost_basis import ByHours
from samordna.agree.preparation.rules.cofinancing import Rates, rates_for
from samordna.ground.kernel.clock import STOCKHOLM
from samordna.ground.kernel.money import Money
from samordna.ground.kernel.share import Share


@dataclass(frozen=True)
class Scenario:
    """What is tried, any of it together.

    ``leaves``: parties that withdraw. ``party`` with ``amounts``: another promise by one party, by kind, for the whole
    plan. ``hours``: the participants' hours as a part of those planned. ``place``: another area, region and day of
    the call. ``support``: a share of support that somebody has typed. ``months``: how much later everything begins.
    """

    leaves: tuple[str, ...] = ()
    party: str = ""
    amounts: Mapping[str, Money] | None = None
    hours: Fraction = Fraction(1)
    place: tuple[str, str, date | None] | None = None
    support: Share | None = None
    months: int = 0

    @property
    def changes_plan(self) -> bool:
        """Something that the association itself can decide: place, or time."""
        return self.place is not None or self.months != 0


@dataclass(frozen=True)
class Tried:
    """The case as it would be, and the shares to compute it with; None for those that hold."""

    state: CaseState
    rates: Rates | None


def apply(state: CaseState, scenario: Scenario, on: date) -> Tried:
    """Try a scenario. Refusal where the place has no public share."""
    after = state
    if scenario.party and scenario.amounts is not None:
        after = promise(after, scenario.party, scenario.amounts, on)
    for party in scenario.leaves:
        after = promise(after, party, {}, on)
    if scenario.hours != 1:
        after = with_hours(after, scenario.hours)
    if scenario.place is not None:
        area, region, call_date = scenario.place
        after = after.with_(plan=replace(after.plan, area=area, region=region, call_date=call_date))
    if scenario.months:
        after = later(after, scenario.months)
    return Tried(after, _rates(after.plan, scenario, on))


def _rates(plan: Plan, scenario: Scenario, on: date) -> Rates | None:
    day = plan.call_date or on
    if scenario.support is not None:
        return Rates(scenario.support, plan.area, plan.region or None, day, "", "inferred")
    return rates_for(plan.area, plan.region or None, day) if scenario.place is not None else None


def promise(state: CaseState, party: str, amounts: Mapping[str, Money], on: date) -> CaseState:
    """The case as if ``party`` took part and promised these amounts by kind for the whole plan; nothing is stored.

    An amount is spread over the years by their costs. All kinds zero: the party takes part without co-financing.
    No kinds at all: the party leaves.
    """
    at = state.changed or datetime.combine(on, time(), STOCKHOLM)
    years, weights = tuple(state.cash_costs), [amount.ore for amount in state.cash_costs.values()]
    promised = tuple(
        commitment
        for kind in COMMITMENT_KINDS
        for commitment in _spread(party, kind, amounts.get(kind, Money.zero()), years, weights)
    )
    leaves = not amounts
    tried = (
        Answer(party, "takes_part", "no" if leaves else "yes", at, round=state.round),
        Answer(party, "co_finances", "yes" if promised else "no", at, commitments=promised, round=state.round),
        *((Answer(party, "organiser", "refuses", at, round=state.round),) if _has_not_said(state, party) else ()),
    )
    return state.with_(answers=state.answers + tried)


def _has_not_said(state: CaseState, party: str) -> bool:
    """A party that has not said whether it wants to be organiser: what-if counts it as no."""
    return state.value(party, "organiser") is None


def _spread(party: str, kind: str, amount: Money, years: tuple[int, ...], weights: list[int]) -> tuple[Commitment, ...]:
    if amount.ore == 0 or not years:
        return ()
    parts = amount.split(weights if any(weights) else [1] * len(years))
    return tuple(Commitment(party, kind, year, part) for year, part in zip(years, parts, strict=True))


def with_hours(state: CaseState, part: Fraction) -> CaseState:
    """The case when participants come for a part of the planned hours: benefits follow, down to the öre."""

    def fewer(c: Commitment) -> Commitment:
        if c.kind != "benefits":
            return c
        return replace(c, amount=Money(int(c.amount.ore * part)), basis=None)

    return _with_promises(state, {p: tuple(map(fewer, promises)) for p, promises in _promises(state).items()})


def later(state: CaseState, months: int) -> CaseState:
    """The case when all begins and ends so many months later: costs and promises move along, month by month.

    A year's amount lies on the plan's days of that year. What is moved adds up to what was there, to the öre.
    """
    plan = state.plan
    if plan.start is None or plan.end is None:
        return state
    lines = {line.id: move(dict(line.amounts), plan, months) for line in state.costs}
    promises = {party: _moved_promises(given, plan, months) for party, given in _promises(state).items()}
    after = _with_promises(state, promises)
    return after.with_(plan=moved_plan(plan, months), costs=_moved_costs(state, lines, months))


def moved_plan(plan: Plan, months: int) -> Plan:
    """The same plan so many months later; the last day of a month stays one."""

    def moved(day: date | None) -> date | None:
        return _months_after(day, months) if day else None

    return replace(
        plan,
        start=moved(plan.start),
        end=moved(plan.end),
        planning_until=moved(plan.planning_until),
        closing_from=moved(plan.closing_from),
    )


def move(amounts: Mapping[int, Money], plan: Plan, months: int) -> dict[int, Money]:
    """Amounts by year, so many months later."""
    found: dict[int, Money] = {}
    for year, amount in amounts.items():
        for month, part in enumerate(amount.split(_weights(plan, year))):
            if part.ore:
                into = year + (month + months) // 12
                found[into] = found.get(into, Money.zero()) + part
    return dict(sorted(found.items()))


def _weights(plan: Plan, year: int) -> list[int]:
    """The plan's days in each month of a year; the months alike for a year that the plan does not touch."""
    assert plan.start and plan.end
    found = []
    for month in range(1, 13):
        first, last = date(year, month, 1), date(year, month, monthrange(year, month)[1])
        found.append(max(0, (min(last, plan.end) - max(first, plan.start)).days + 1))
    return found if any(found) else [1] * 12


def _months_after(day: date, months: int) -> date:
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    last = monthrange(year, month + 1)[1]
    is_last = day.day == monthrange(day.year, day.month)[1]
    return date(year, month + 1, last if is_last else min(day.day, last))


def _moved_costs(state: CaseState, lines: costs.Lines, months: int) -> tuple[CostLine, ...]:
    """Moved lines keep a basis that still gives their amounts: hours move with whole years, flat rates when exact."""
    found = []
    for line in state.costs:
        basis: CostBasis | None = line.basis
        if isinstance(basis, ByHours) and months % 12 == 0:
            rows = tuple(replace(row, year=row.year + months // 12) for row in basis.rows)
            basis = replace(basis, rows=rows)
        kept = basis if basis is not None and costs.fits(basis, line.id, lines) else None
        found.append(CostLine(line.id, tuple(lines[line.id].items()), kept))
    return tuple(found)


def _moved_promises(given: tuple[Commitment, ...], plan: Plan, months: int) -> tuple[Commitment, ...]:
    found: list[Commitment] = []
    for kind in dict.fromkeys(c.kind for c in given):
        ours = [c for c in given if c.kind == kind]
        moved = move({c.year: c.amount for c in ours}, plan, months)
        found += [Commitment(ours[0].party, kind, year, amount, post=ours[0].post) for year, amount in moved.items()]
    return tuple(found)


def _promises(state: CaseState) -> dict[str, tuple[Commitment, ...]]:
    """What is promised now, by party."""
    return {
        party: tuple(c for c in state.commitments if c.party == party)
        for party in dict.fromkeys(c.party for c in state.commitments)
    }


def _with_promises(state: CaseState, promises: Mapping[str, tuple[Commitment, ...]]) -> CaseState:
    """The same case with other amounts in the answers that hold."""
    tried = []
    for party, commitments in promises.items():
        answer = state.answer(party, "co_finances")
        if answer is not None:
            tried.append(replace(answer, commitments=commitments))
    return state.with_(answers=(*state.answers, *tried))
