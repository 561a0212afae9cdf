"""A case's money as the co-financing rule sees it, and as tables that add up in the unit they are printed in. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import cast

from samordna.agree.preparation.case_facts import Plan as CasePlan
from samordna.agree.preparation.case_state import CaseState
from samordna.agree.preparation.case_state import total as sum_of
from samordna.agree.preparation.cofinancing import tables
from samordna.agree.preparation.rules.closing import WaysToClose, ways_to_close
from samordna.agree.preparation.rules.cofinancing import Figures, Outcome, Rates, cofinancing, rates_for, whole_project
from samordna.agree.preparation.rules.phases import HOURS_A_DAY, PhaseFigures, Span, figures
from samordna.agree.preparation.rules.plan import Commitment, CommitmentKind, Plan
from samordna.agree.preparation.states import ESF
from samordna.ground.kernel.errors import Refusal
from samordna.ground.kernel.identifiers import PartyId
from samordna.ground.kernel.money import Money
from samordna.ground.kernel.share import Share

TKR = tables.TKR
#: The kinds of promises in the order that pages show them.
KINDS_SHOWN = ("benefits", "wages", "cash")
#: Until the group has recommended, the shares in force on the day of the call hold.
_RATES_OPEN = ("identified", "proposal", "positions", "organiser")


def plan_of(state: CaseState, on: date) -> Plan | None:
    """The plan as the rule sees it; None for an ordinary measure or while no year is planned.

    The share is that of the day of the call; ``on`` stands in for it until the call is known.
    """
    costs = state.cash_costs
    if state.plan.kind != ESF or not costs:
        return None
    amounts: dict[tuple[str, str], dict[int, Money]] = {}
    for c in state.commitments:
        by_year = amounts.setdefault((c.party, c.kind), {})
        by_year[c.year] = by_year.get(c.year, Money.zero()) + c.amount
        costs.setdefault(c.year, Money.zero())
    return Plan(
        area=state.plan.area,
        region=state.plan.region or None,
        call_date=state.plan.call_date or on,
        cash_costs=costs,
        commitments=tuple(
            Commitment(PartyId.parse(party), cast(CommitmentKind, kind), by_year)
            for (party, kind), by_year in amounts.items()
        ),
    )


def solve(state: CaseState, on: date, rates: Rates | None = None) -> Outcome | None:
    """The co-financing of a case; None when there is nothing to compute yet. Refusal where the share is not public.

    A case that has been recommended keeps the shares it was tried with then. ``rates`` tries others.
    """
    plan = plan_of(state, on)
    return cofinancing(plan, rates or kept_rates(state)) if plan else None


def solve_whole(state: CaseState, on: date) -> Figures | None:
    """The figures of the whole project alone, for those who count thousands of cases. As ``solve`` for the rest."""
    plan = plan_of(state, on)
    return whole_project(plan, kept_rates(state)) if plan else None


def solve_or_why_not(state: CaseState, on: date, rates: Rates | None = None) -> tuple[Outcome | None, Refusal | None]:
    """The same for pages: the refusal is something to show, not an error."""
    try:
        return solve(state, on, rates), None
    except Refusal as refusal:
        return None, refusal


def rates_now(state: CaseState, on: date) -> Rates | None:
    """The shares in force for the case; None for a measure and where they are not public."""
    if state.plan.kind != ESF:
        return None
    try:
        return rates_for(state.plan.area, state.plan.region or None, state.plan.call_date or on)
    except Refusal:
        return None


def rates_data(rates: Rates) -> dict[str, str | None]:
    """Shares as event data."""
    eu = rates.eu.decimal() if rates.eu else None
    return {**rates.as_json(), "note": rates.note, "eu_rate": eu}


def kept_rates(state: CaseState) -> Rates | None:
    """The shares that a recommended case was tried with; None before that, and when it is worked on again."""
    kept = state.recommendation.rates if state.recommendation else None
    if not kept or state.stage in _RATES_OPEN:
        return None
    return Rates(
        support=Share(Fraction(kept["support_rate"])),
        area=kept["area"],
        region=kept["region"],
        valid_from=date.fromisoformat(kept["valid_from"]),
        source=kept["source"],
        status=kept["status"],
        note=kept.get("note", ""),
        eu=Share(Fraction(kept["eu_rate"])) if kept.get("eu_rate") else None,
    )


def span_of(plan: CasePlan) -> Span | None:
    """The days of a plan with its phases; None until first and last day are set."""
    if plan.start is None or plan.end is None:
        return None
    return Span(plan.start, plan.end, plan.planning_until, plan.closing_from)


@dataclass(frozen=True)
class PromiseRow:
    """One party and kind, by year, in thousands of kronor.

    ``kind`` "" is a party that takes part and promises nothing.
    """

    party: str
    kind: str
    years: tuple[int, ...]
    total: int


@dataclass(frozen=True)
class Board:
    """What the co-financing page prints, in thousands of kronor; every row and column adds up.

    ``missing`` is required less promised (negative: more than required). Two amounts must never be taken for each
    other: ``support`` is what ESF+ pays, ``ceiling`` what it may pay, its share of the cost.
    """

    outcome: Outcome
    years: tuple[int, ...]
    promises: tuple[PromiseRow, ...]
    promised: tuple[int, ...]
    required: tuple[int, ...]
    missing: tuple[int, ...]
    promised_total: int
    required_total: int
    missing_total: int
    costs: tuple[PromiseRow, ...]
    cost: tuple[int, ...]
    cost_total: int
    by_party: tuple[tuple[str, int], ...]
    ways: WaysToClose | None

    @property
    def ceiling_total(self) -> int:
        """What ESF+ may pay: what is left of the cost when the parties' required share is taken away."""
        return self.cost_total - self.required_total

    @property
    def ceiling(self) -> tuple[int, ...]:
        """The ceiling by year: the cost less what is required."""
        return tuple(cost - required for cost, required in zip(self.cost, self.required, strict=True))

    @property
    def support_total(self) -> int:
        """What ESF+ pays: what is left of the cost when the promises, and what is missing, are taken away."""
        return max(0, self.cost_total - self.promised_total - max(0, self.missing_total))

    @property
    def support(self) -> tuple[int, ...]:
        """What ESF+ pays, by year: as the rule divides it, after what each year needs in cash."""
        return tables.spread([self.outcome.years[year].support for year in self.years], self.support_total)

    @property
    def by_kind(self) -> tuple[PromiseRow, ...]:
        """What is promised of each kind, by year: sums of the printed rows, so that the tables agree."""
        return tuple(_kind_row(self.promises, kind, len(self.years)) for kind in KINDS_SHOWN)

    @property
    def by_party_and_kind(self) -> tuple[tuple[str, tuple[int, ...], int], ...]:
        """Each party that takes part with what it promises of each kind, and together."""
        found: dict[str, dict[str, int]] = {}
        for row in self.promises:
            found.setdefault(row.party, dict.fromkeys(KINDS_SHOWN, 0))
            if row.kind:
                found[row.party][row.kind] += row.total
        return tuple((party, tuple(kinds.values()), sum(kinds.values())) for party, kinds in found.items())

    @property
    def covered(self) -> bool:
        """The parties have promised what is required."""
        return self.outcome.plan.share_gap.ore <= 0


def board(state: CaseState, outcome: Outcome) -> Board:
    """The printed tables of a case and its outcome."""
    years = outcome.asked.years
    keys = _promise_keys(state)
    rows = [[sum_of(state.commitments, party=p, kind=k, year=y) for y in years] for p, k in keys]
    gap = [outcome.years[year].share_gap for year in years]
    table = tables.printed([*rows, gap], up=len(rows) if outcome.plan.share_gap.ore > 0 else None)
    promises = tuple(PromiseRow(p, k, table.cells[i], table.rows[i]) for i, (p, k) in enumerate(keys))
    promised = tuple(sum(row.years[i] for row in promises) for i in range(len(years)))
    costs, cost = _cost_rows(state, years, promises)
    return Board(
        outcome=outcome,
        years=years,
        promises=promises,
        promised=promised,
        required=table.columns,
        missing=table.cells[-1],
        promised_total=sum(promised),
        required_total=table.total,
        missing_total=table.rows[-1],
        costs=costs,
        cost=cost,
        cost_total=sum(cost),
        by_party=_by_party(promises),
        ways=ways_to_close(outcome, TKR),
    )


def _promise_keys(state: CaseState) -> list[tuple[str, str]]:
    """The rows of the table: what each party promises, and those who take part without promising anything."""
    keys: list[tuple[str, str]] = []
    for party in state.asked:
        kinds = {c.kind for c in state.commitments if c.party == party}
        keys += [(party, kind) for kind in KINDS_SHOWN if kind in kinds]
        if not kinds and party in state.taking_part:
            keys.append((party, ""))
    return keys


def planned_costs(state: CaseState) -> tuple[tuple[int, ...], tuple[PromiseRow, ...], tuple[int, ...]]:
    """What the plan costs in cash: its years, a row for each line, and the years' sums; in thousands of kronor.

    For those who read a proposal: a party that answers, and a board that decides, must see the money.
    """
    years = tuple(state.cash_costs)
    lines = [line for line in state.costs if line.total.ore]
    table = tables.printed([[line.of(year) for year in years] for line in lines])
    rows = tuple(PromiseRow("", line.id, table.cells[i], table.rows[i]) for i, line in enumerate(lines))
    return years, rows, table.columns


def _cost_rows(
    state: CaseState, years: tuple[int, ...], promises: tuple[PromiseRow, ...]
) -> tuple[tuple[PromiseRow, ...], tuple[int, ...]]:
    """The cost table: what is paid in cash, rounded by itself as the proposal prints it, and the promised benefits and
    wages as they are printed beside the parties, so that no two tables differ by a thousand.
    """
    cash = tables.printed([[line.of(year) for year in years] for line in state.costs])
    rows = [PromiseRow("", line.id, cash.cells[i], cash.rows[i]) for i, line in enumerate(state.costs)]
    for kind in ("benefits", "wages"):
        row = _kind_row(promises, kind, len(years))
        if any(row.kind == kind for row in promises):
            rows.append(row)
    return tuple(rows), tuple(sum(row.years[i] for row in rows) for i in range(len(years)))


def _kind_row(promises: tuple[PromiseRow, ...], kind: str, width: int) -> PromiseRow:
    """What is promised of a kind, by year: the sum of the printed rows."""
    rows = [row for row in promises if row.kind == kind]
    years = tuple(sum(row.years[i] for row in rows) for i in range(width))
    return PromiseRow("", kind, years, sum(years))


def _by_party(promises: tuple[PromiseRow, ...]) -> tuple[tuple[str, int], ...]:
    totals: dict[str, int] = {}
    for row in promises:
        totals[row.party] = totals.get(row.party, 0) + row.total
    return tuple((party, amount) for party, amount in totals.items() if amount)


def tkr_up(amount: Money) -> int:
    """Whole thousands of kronor that are enough: rounded up, so that what is missing is never said to be less."""
    return -(-amount.ore // TKR.ore)


def phases_of(state: CaseState, outcome: Outcome) -> tuple[PhaseFigures, ...]:
    """The phases of the plan on their own, when it has any without participants; else nothing."""
    span = span_of(state.plan)
    if span is None or not (span.of("planning") or span.of("closing")):
        return ()
    by_kind = {
        kind: {year: sum_of(state.commitments, kind=kind, year=year) for year in outcome.asked.years}
        for kind in ("cash", "wages")
    }
    return figures(span, outcome.asked.cash_costs, by_kind["cash"], by_kind["wages"], outcome.rates.support)


def tiny(state: CaseState) -> tuple[tuple[str, Money], ...]:
    """The parties whose whole promise is something, but less than the unit that the tables are printed in."""
    sums = {party: sum_of(state.commitments, party=party) for party in state.taking_part}
    return tuple((party, amount) for party, amount in sums.items() if 0 < amount.ore < TKR.ore)


@dataclass(frozen=True)
class Crowded:
    """Benefits that do not fit the days with participants: none at all (``most`` 0), or more hours than there are."""

    party: str
    year: int
    hours: int
    most: int


def crowded(state: CaseState) -> tuple[Crowded, ...]:
    """Promised benefits for years without participants, or with more hours for each than working days can hold."""
    span = span_of(state.plan)
    found = []
    for c in state.commitments if span else ():
        assert span is not None
        if c.kind != "benefits" or not c.amount.ore:
            continue
        most = span.working_days(c.year) * HOURS_A_DAY
        hours = c.basis.hours if c.basis else 0
        if most == 0 or hours > most:
            found.append(Crowded(c.party, c.year, hours, most))
    return tuple(found)
