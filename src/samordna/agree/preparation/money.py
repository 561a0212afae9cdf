"""A case's money as the co-financing rule sees it, and as tables that add up in the unit they are printed in. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import cast

from samordna.agree.preparation import tables
from samordna.agree.preparation.case_state import COMMITMENT_KINDS, Answer, CaseState
from samordna.agree.preparation.case_state import Commitment as CaseCommitment
from samordna.agree.preparation.case_state import total as sum_of
from samordna.agree.preparation.rules.closing import WaysToClose, ways_to_close
from samordna.agree.preparation.rules.cofinancing import Outcome, cofinancing
from samordna.agree.preparation.rules.plan import Commitment, CommitmentKind, Plan
from samordna.agree.preparation.states import ESF
from samordna.ground.kernel.clock import STOCKHOLM
from samordna.ground.kernel.errors import Refusal
from samordna.ground.kernel.identifiers import PartyId
from samordna.ground.kernel.money import Money

TKR = tables.TKR


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


def solve(state: CaseState, on: date) -> Outcome | None:
    """The co-financing of a case; None when there is nothing to compute yet. Refusal where the share is not public."""
    plan = plan_of(state, on)
    return cofinancing(plan) if plan else None


def solve_or_why_not(state: CaseState, on: date) -> tuple[Outcome | None, Refusal | None]:
    """The same for pages: the refusal is something to show, not an error."""
    try:
        return solve(state, on), None
    except Refusal as refusal:
        return None, refusal


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

    ``missing`` is required less promised (negative: more than required). ``support`` is what ESF+ pays at most.
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
    def support_total(self) -> int:
        """What is left of the cost when the parties' required share is taken away."""
        return self.cost_total - self.required_total

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
    table = tables.printed([*rows, gap])
    promises = tuple(PromiseRow(p, k, table.cells[i], table.rows[i]) for i, (p, k) in enumerate(keys))
    promised = tuple(sum(row.years[i] for row in promises) for i in range(len(years)))
    costs, cost = _cost_rows(state, years)
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
        keys += [(party, kind) for kind in ("benefits", "wages", "cash") if kind in kinds]
        if not kinds and party in state.taking_part:
            keys.append((party, ""))
    return keys


def _cost_rows(state: CaseState, years: tuple[int, ...]) -> tuple[tuple[PromiseRow, ...], tuple[int, ...]]:
    lines = [(line.id, [line.of(year) for year in years]) for line in state.costs]
    for kind in ("benefits", "wages"):
        amounts = [sum_of(state.commitments, kind=kind, year=year) for year in years]
        if any(amount.ore for amount in amounts):
            lines.append((kind, amounts))
    table = (
        tables.printed([amounts for _, amounts in lines]) if lines else tables.printed([[Money.zero()] * len(years)])
    )
    rows = tuple(PromiseRow("", name, table.cells[i], table.rows[i]) for i, (name, _) in enumerate(lines))
    return rows, table.columns


def _by_party(promises: tuple[PromiseRow, ...]) -> tuple[tuple[str, int], ...]:
    totals: dict[str, int] = {}
    for row in promises:
        totals[row.party] = totals.get(row.party, 0) + row.total
    return tuple((party, amount) for party, amount in totals.items() if amount)


def tkr_up(amount: Money) -> int:
    """Whole thousands of kronor that are enough: rounded up, so that what is missing is never said to be less."""
    return -(-amount.ore // TKR.ore)


def what_if(state: CaseState, party: str, amounts: Mapping[str, Money], on: date) -> CaseState:
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
        *((Answer(party, "organiser", "refuses", at, round=state.round),) if _has_no_say(state, party) else ()),
    )
    return state.with_(answers=state.answers + tried)


def _has_no_say(state: CaseState, party: str) -> bool:
    """A party that has not said whether it wants to be organiser: what-if counts it as no."""
    return state.value(party, "organiser") is None


def _spread(
    party: str, kind: str, amount: Money, years: tuple[int, ...], weights: list[int]
) -> tuple[CaseCommitment, ...]:
    if amount.ore == 0 or not years:
        return ()
    parts = amount.split(weights if any(weights) else [1] * len(years))
    return tuple(CaseCommitment(party, kind, year, part) for year, part in zip(years, parts, strict=True))
