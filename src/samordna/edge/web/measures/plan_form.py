"""The form of a measure's calendar year: planned participants, and what it costs row by row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from samordna.deliver.projects.models import BudgetRow, CostKind
from samordna.deliver.projects.queries import money
from samordna.deliver.projects.rows import CostRow, state_of
from samordna.deliver.projects.rules import economy
from samordna.edge.web.amounts import KronorField
from samordna.edge.web.codes import code_choices
from samordna.edge.web.forms import Line, NumberField, longest, refuse
from samordna.edge.web.rows import RowsForm
from samordna.ground.kernel.errors import Refusal


class PlanForm(RowsForm):
    """Plan, budget and outcome of a calendar year. Rows read from a file are not here: the file changes them."""

    columns: ClassVar = {
        "kind": lambda: forms.ChoiceField(label=_("Slag av kostnad"), choices=code_choices("cost_kind")),
        "description": lambda: Line(
            label=_("Vad det gäller"), max_length=longest(BudgetRow, "description"), required=False
        ),
        "budget": lambda: KronorField(label=_("Budget, kronor")),
        "outcome": lambda: KronorField(label=_("Utfall, kronor"), may_be_negative=True),
    }
    silent = frozenset({"kind"})
    planned_participants = NumberField(label=_("Planerat antal deltagare"), required=False)
    seen = Line(required=False, max_length=16, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, stored: Sequence[BudgetRow], planned: int | None, esf: bool) -> None:
        self.esf = esf
        initial = {"planned_participants": planned, "seen": state_of(stored)}
        super().__init__(data, known=[_typed(row) for row in stored], initial=initial)

    def shape(self) -> None:
        """Without ESF's money there is one kind of cost, and nobody has to choose it."""
        for n in range(self.row_count if not self.esf else 0):
            field = self.fields[f"kind-{n}"]
            field.widget, field.initial = forms.HiddenInput(), CostKind.MEASURE.value

    def clean(self) -> dict[str, Any]:
        """A row has an amount."""
        data = super().clean() or {}
        for n, values in self.filled():
            if {f"budget-{n}", f"outcome-{n}"} & self.errors.keys():
                continue
            said = economy.says_something(values["budget"], values["outcome"], values["description"])
            if not said:
                refuse(self, Refusal(said.text, f"budget-{n}", said.text_en))
        return data

    def rows(self) -> list[CostRow]:
        """The rows as the action wants them."""
        return [
            CostRow(row["budget"], row["outcome"], row["description"], row["kind"] or CostKind.MEASURE.value)
            for _n, row in self.filled()
        ]


def _typed(row: BudgetRow) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "description": row.description,
        "budget": money(row.budget_ore),
        "outcome": money(row.outcome_ore),
    }
