"""What is paid in cash, typed by line and year in thousands of kronor, with sums and a question about slips."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from samordna.agree.preparation.case_state import CaseState
from samordna.agree.preparation.cofinancing import costs, tables
from samordna.agree.preparation.rules.plausible import too_much_each
from samordna.agree.preparation.states import ESF
from samordna.edge.web.amounts import TkrField
from samordna.edge.web.cases.asked import EACH_ABOVE, Asked, AskedFields
from samordna.edge.web.cases.words import COST_LINES
from samordna.ground.kernel.money import Money

OTHER_40 = "other_40"


@dataclass(frozen=True)
class Row:
    """A line of the table: fields for its years (none where it is computed), and what stands in it now."""

    line: str
    name: Any
    fields: tuple[forms.BoundField, ...]
    amounts: tuple[int, ...]
    total: int

    @property
    def cells(self) -> list[tuple[forms.BoundField | None, int]]:
        """A field, or a figure, for each year."""
        return list(zip(self.fields or [None] * len(self.amounts), self.amounts, strict=True))


@dataclass(frozen=True)
class Sums:
    """The table as it stands: its rows, the sum of each year, and of all; thousands of kronor that add up."""

    rows: tuple[Row, ...]
    years: tuple[int, ...]
    total: int
    amount: Money
    each: Money | None

    @property
    def fixed(self) -> tuple[int, ...]:
        """What rows without fields add to each year."""
        return tuple(sum(row.amounts[i] for row in self.rows if not row.fields) for i in range(len(self.years)))


class CostFields(AskedFields):
    """What is paid in cash by line and year. A cost that looks like a slip is asked about."""

    def add_lines(self, state: CaseState, lines: Iterable[str]) -> None:
        """The fields, with what is saved in them."""
        self.state, self.years, self.lines = state, state.plan.years, tuple(lines)
        self.known = costs.lines_of(state)
        for line in self.lines:
            for year in self.years:
                initial = self.known.get(line, {}).get(year)
                self.fields[f"{line}-{year}"] = TkrField(label=f"{COST_LINES[line]} {year}", initial=initial)
        self.read_as_kronor()

    def planned_amount(self, line: str, year: int) -> Money:
        """What is to be saved. An empty field is nothing; a year that was not on the sender's page stays as it is."""
        name = f"{line}-{year}"
        typed_now = self.cleaned_data.get(name) if name in self.data else self.known.get(line, {}).get(year)
        return typed_now or Money.zero()

    def about_sum(self) -> Asked | None:
        """All costs in kronor: no year stands out, but what they come to for each participant does.

        What is saved has been asked about already: no more than twice as much is a change, and no slip.
        """
        persons, limit = self.state.plan.participants, self.at_most(EACH_ABOVE)
        total = _total(self.amounts())
        before = _total({line: years for line, years in self.known.items() if line in self.lines})
        if total.ore <= 2 * before.ore or not too_much_each(total, persons, limit):
            return None
        return self.ask_about_all(_now("Kostnaderna tillsammans"), total, each=_each(total, persons))

    @property
    def sums(self) -> Sums:
        """The table with its sums, as it stands. A line that is computed stands beside with what is saved."""
        now = self.amounts()
        shown = now | {line: years for line, years in self.known.items() if line not in now}
        order = [line for line in ("staff", "other", "indirect") if line in shown]
        exact = [[shown[line].get(year, Money.zero()) for year in self.years] for line in order]
        table = tables.printed(exact)
        rows = tuple(
            Row(line, COST_LINES[line], self._fields_of(line), table.cells[i], table.rows[i])
            for i, line in enumerate(order)
        )
        amount = Money.total(money for row in exact for money in row)
        persons = self.state.plan.participants
        return Sums(rows, table.columns, table.total, amount, _each(amount, persons))

    def _fields_of(self, line: str) -> tuple[forms.BoundField, ...]:
        return tuple(self[f"{line}-{year}"] for year in self.years) if line in self.lines else ()


def _total(lines: Mapping[str, Mapping[int, Money]]) -> Money:
    return Money.total(amount for years in lines.values() for amount in years.values())


def _each(amount: Money, persons: int | None) -> Money | None:
    return Money.kronor(amount.ore // 100 // persons) if persons else None


class CostsForm(CostFields):
    """The costs in the proposal. How they were computed stays while it holds."""

    flat = forms.BooleanField(
        label=_("Räkna övriga kostnader som 40 procent av personal"),
        help_text=_("En förenklad redovisning i ESF+. Beloppen under Övriga kostnader ersätts."),
        required=False,
    )

    def __init__(self, *args: Any, state: CaseState, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_lines(state, ("staff", "other"))
        self.fields["flat"].initial = costs.option_of(state) == OTHER_40
        if state.plan.kind != ESF:
            del self.fields["flat"]

    def planned(self) -> dict[str, Any]:
        """The lines and their bases, as the action takes them. An empty field is nothing.

        Flat rates follow the lines that they are computed from; hours stay while their amounts do. Refusal where no
        such flat rate is in force.
        """
        read = {line: {year: self.planned_amount(line, year) for year in self.years} for line in self.lines}
        before = costs.option_of(self.state)
        kept = "" if before == OTHER_40 else before
        option = OTHER_40 if self.cleaned_data.get("flat") else kept
        lines, bases = costs.with_flat_rate(read, option, costs.day_of_call(self.state))
        return {"lines": lines, "bases": bases | costs.hours_that_hold(self.state, lines)}
