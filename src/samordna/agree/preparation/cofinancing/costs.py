"""A case's costs from what was typed: hours at unit costs, flat rates, and what to warn about. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from samordna.agree.preparation.case_facts import CostLine
from samordna.agree.preparation.case_state import CaseState
from samordna.agree.preparation.cofinancing import cost_basis
from samordna.agree.preparation.cofinancing.cost_basis import Basis, ByHours, ByRate
from samordna.agree.preparation.rules import flat_rates
from samordna.ground.kernel.money import Money

Lines = dict[str, dict[int, Money]]
Bases = dict[str, Basis]


def with_flat_rate(lines: Mapping[str, Mapping[int, Money]], option: str, on: date) -> tuple[Lines, Bases]:
    """The lines with the one that a flat rate gives, and that line's basis. An empty option leaves them as they are.

    With ``other_40`` nothing stands beside staff; with another option "indirect" is added.
    """
    if not option:
        return {name: dict(amounts) for name, amounts in lines.items() if name != "indirect"}, {}
    basis = flat_rates.flat_rate(option, on)
    name = flat_rates.line_of(basis)
    kept = {line: dict(amounts) for line, amounts in lines.items() if line not in ("indirect", name)}
    return kept | {name: flat_rates.computed(basis, kept)}, {name: basis}


def option_of(state: CaseState) -> str:
    """The flat rate that the case's costs are computed with now; nothing where all is typed."""
    return next((line.basis.option for line in state.costs if isinstance(line.basis, ByRate)), "")


def hours_of(state: CaseState) -> ByHours | None:
    """How the staff line was computed, when it was computed from hours."""
    return next((line.basis for line in state.costs if isinstance(line.basis, ByHours)), None)


def hours_that_hold(state: CaseState, lines: Mapping[str, Mapping[int, Money]]) -> Bases:
    """The hours behind the staff line, while they give its amounts."""
    hours = hours_of(state)
    return {"staff": hours} if hours and fits(hours, "staff", lines) else {}


def day_of_call(state: CaseState) -> date:
    """The day that decides which table and which flat rates hold: that of the call, else the first of the plan."""
    found = state.plan.call_date or state.plan.start
    if found is None:
        raise ValueError("a plan without days has no costs")
    return found


def lines_of(state: CaseState) -> Lines:
    """What is planned now, by line and year."""
    return {line.id: dict(line.amounts) for line in state.costs}


def bases_that_hold(state: CaseState, lines: Mapping[str, Mapping[int, Money]]) -> Bases:
    """The bases of the case's lines that still say what the lines say: what somebody typed over is typed."""
    before = lines_of(state)
    held = {line.id: line.basis for line in state.costs if line.basis is not None}
    return {name: basis for name, basis in held.items() if lines.get(name) == before[name] and fits(basis, name, lines)}


def fits(basis: Basis, name: str, lines: Mapping[str, Mapping[int, Money]]) -> bool:
    """A basis gives exactly the amounts of its line."""
    found = basis.amounts() if isinstance(basis, ByHours) else flat_rates.computed(basis, lines)
    return _not_zero(found) == _not_zero(lines.get(name, {}))


def as_data(lines: Mapping[str, Mapping[int, Money]], bases: Mapping[str, Basis]) -> list[dict[str, Any]]:
    """The lines as event data, each with its basis when it has one."""
    return [
        {"id": name, "amounts": {str(year): str(amount) for year, amount in sorted(amounts.items())}}
        | ({"basis": cost_basis.as_data(bases[name])} if name in bases else {})
        for name, amounts in lines.items()
    ]


def says_already(state: CaseState, lines: Mapping[str, Mapping[int, Money]], bases: Mapping[str, Basis]) -> bool:
    """True when the case's costs say exactly this."""
    now = tuple(CostLine(name, tuple(sorted(amounts.items())), bases.get(name)) for name, amounts in lines.items())
    return sorted(now, key=_id) == sorted(state.costs, key=_id)


def _id(line: CostLine) -> str:
    return line.id


def _not_zero(amounts: Mapping[int, Money]) -> dict[int, Money]:
    return {year: amount for year, amount in amounts.items() if amount.ore}
