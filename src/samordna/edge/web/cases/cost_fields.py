"""What is paid in cash, typed by line and year in thousands of kronor, with sums and a question about slips."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from samordna.agree.preparation.case_state import CaseState
from samordna.agree.preparation.cofinancing import costs, tables
from samordna.agree.preparation.rules.plausible import Doubt, doubts
from samordna.agree.preparation.states import ESF
from samordna.edge.web.cases.tkr import TkrField, typed
from samordna.edge.web.cases.words import COST_LINES
from samordna.edge.web.components.templatetags.samordna import group
from samordna.ground.kernel.money import Money
from samordna.ground.parameters.reader import parameter

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


@dataclass(frozen=True)
class Asked:
    """A question about an amount: the field, what stands there, and what was probably meant."""

    field: str
    name: str
    says: str
    amount: Money
    perhaps: str

    @property
    def key(self) -> str:
        """Field and amount: a yes holds for this amount and no other."""
        return f"{self.field}={self.amount.ore}"


class CostFields(forms.Form):
    """Amounts by line and year. A doubtful amount is asked about before it is saved; a yes lets it through.

    ``mean`` in what was sent names a field whose amount is to be read as kronor; ``sure`` holds the keys of the
    amounts that the sender has said yes to.
    """

    def add_lines(self, state: CaseState, lines: Iterable[str]) -> None:
        """The fields, with what is saved in them."""
        self.state, self.years, self.lines = state, state.plan.years, tuple(lines)
        self.known = costs.lines_of(state)
        for line in self.lines:
            for year in self.years:
                initial = self.known.get(line, {}).get(year)
                self.fields[f"{line}-{year}"] = TkrField(label=f"{COST_LINES[line]} {year}", initial=initial)
        self._read_as_kronor(str(self.data.get("mean", "")))

    def _read_as_kronor(self, name: str) -> None:
        if name in self.fields and isinstance(self.fields[name], TkrField):
            amount = self._amount(name)
            changed = {name: typed(Money(amount.ore // 1000))}
            self.data = MultiValueDict({key: [changed.get(key, self.data[key])] for key in self.data})

    def _amount(self, name: str) -> Money:
        """What stands in a field now; nothing where it cannot be read."""
        bound = self[name]
        if self.is_bound and name not in self.data:
            return bound.initial or Money.zero()
        try:
            return (bound.field.clean(bound.data) if self.is_bound else bound.initial) or Money.zero()
        except forms.ValidationError:
            return Money.zero()

    def amounts(self) -> dict[str, dict[int, Money]]:
        """What stands in the fields now, by line and year."""
        return {line: {year: self._amount(f"{line}-{year}") for year in self.years} for line in self.lines}

    def planned_amount(self, line: str, year: int) -> Money:
        """What is to be saved. An empty field is nothing; a year that was not on the sender's page stays as it is."""
        name = f"{line}-{year}"
        typed_now = self.cleaned_data.get(name) if name in self.data else self.known.get(line, {}).get(year)
        return typed_now or Money.zero()

    def clean(self) -> dict[str, Any]:
        """A doubtful amount that is new, and that nobody has said yes to, is asked about."""
        facts: dict[str, Any] = super().clean() or {}
        for asked in self.questions:
            text = _now("%(name)s: menar du %(perhaps)s tkr? Svara på frågan vid beloppen.")
            self.add_error(asked.field, text % {"name": asked.name, "perhaps": asked.perhaps})
        return facts

    @property
    def questions(self) -> list[Asked]:
        """The amounts to ask about: above the limit or far above another year, changed, and not confirmed."""
        if not self.is_bound or not self.years:
            return []
        limit = parameter("preparation.ask_about_cost_above", on=costs.day_of_call(self.state)).value
        found = doubts(self.amounts(), limit if isinstance(limit, Money) else None)
        sure = set(str(self.data.get("sure", "")).split())
        asked = [self._asked(doubt) for doubt in found if doubt.amount != self._before(doubt)]
        return [question for question in asked if question.key not in sure]

    def _before(self, doubt: Doubt) -> Money | None:
        return self.known.get(doubt.line, {}).get(doubt.year)

    def _asked(self, doubt: Doubt) -> Asked:
        name = f"{COST_LINES[doubt.line]} {doubt.year}"
        whole = Money.kronor(doubt.perhaps.ore // 100)
        return Asked(f"{doubt.line}-{doubt.year}", name, _spaced(doubt.amount), doubt.amount, _spaced(whole))

    @property
    def sure(self) -> str:
        """The keys of the questions, to be sent with a yes."""
        before = str(self.data.get("sure", "")).split()
        return " ".join([*before, *(question.key for question in self.questions)])

    @property
    def confirmed(self) -> str:
        """What has been said yes to, to be sent along while something else is mended."""
        return str(self.data.get("sure", ""))

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
        each = Money.kronor(amount.ore // 100 // persons) if persons else None
        return Sums(rows, table.columns, table.total, amount, each)

    def _fields_of(self, line: str) -> tuple[forms.BoundField, ...]:
        return tuple(self[f"{line}-{year}"] for year in self.years) if line in self.lines else ()


def _spaced(amount: Money) -> str:
    """Thousands of kronor with spaces, as a sentence says them: 1 150 or 1 150,5."""
    whole, _comma, rest = typed(amount).partition(",")
    return group(whole) + (f",{rest}" if rest else "")


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
