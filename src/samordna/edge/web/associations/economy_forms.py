"""The forms of an association's year: its means, and what its administration costs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from samordna.deliver.projects.financing import Means
from samordna.deliver.projects.models import AdminCost, FinancingRow
from samordna.deliver.projects.queries import money
from samordna.deliver.projects.rows import CostRow, state_of
from samordna.deliver.projects.rules import economy
from samordna.edge.web.amounts import KronorField
from samordna.edge.web.codes import code_choices
from samordna.edge.web.forms import Line, longest, refuse
from samordna.edge.web.rows import RowsForm
from samordna.ground.kernel.errors import Refusal
from samordna.ground.kernel.money import Money
from samordna.ground.parties.models import Organisation

#: What can be chosen beside the organisations that finance.
OWN, ESF, OTHER = "own", "esf", "other"


class MeansForm(RowsForm):
    """Financier, what the money is for, and how much. Own capital is a row like the others, and may be a debt."""

    columns: ClassVar = {
        "financier": lambda: forms.ChoiceField(label=_("Vem som finansierar")),
        "description": lambda: Line(
            label=_("Vad det gäller"), max_length=longest(FinancingRow, "description"), required=False
        ),
        "amount": lambda: KronorField(label=_("Belopp, kronor"), may_be_negative=True),
    }
    seen = Line(required=False, max_length=16, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, stored: Sequence[FinancingRow], financiers: Sequence[Organisation]) -> None:
        held = {row.financier.pk: row.financier for row in stored if row.financier}
        self.organisations = {str(pk): one for pk, one in ({one.pk: one for one in financiers} | held).items()}
        super().__init__(data, known=[_means(row) for row in stored], initial={"seen": state_of(stored)})

    def shape(self) -> None:
        """Those who finance, by name, and the three that are no organisation here."""
        names = [(pk, one.name) for pk, one in sorted(self.organisations.items(), key=lambda row: row[1].name)]
        others = [(OWN, _now("Eget kapital")), (ESF, "ESF"), (OTHER, _now("Någon annan"))]
        for n in range(self.row_count):
            self.fields[f"financier-{n}"].choices = [("", _("Välj")), *names, *others]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A row has a financier and an amount; somebody else has a name; only own capital is a debt."""
        data = super().clean() or {}
        for n, row in self.filled():
            if f"amount-{n}" in self.errors:
                continue
            if not row["financier"]:
                self.add_error(f"financier-{n}", _now("Välj vem som finansierar."))
            elif row["amount"] is None:
                self.add_error(f"amount-{n}", _now("Skriv beloppet, eller töm raden."))
            elif row["amount"].ore < 0 and row["financier"] != OWN:
                self.add_error(f"amount-{n}", _now("Ett belopp kan inte vara mindre än noll."))
            elif row["financier"] == OTHER and not row["description"]:
                self.add_error(f"description-{n}", _now("Skriv vem som finansierar."))
        return data

    def rows(self) -> list[Means]:
        """The rows as the action wants them."""
        return [self._row(row) for _n, row in self.filled()]

    def _row(self, row: dict[str, Any]) -> Means:
        who, amount, text = row["financier"], row["amount"] or Money.zero(), row["description"]
        if who == OWN:
            return Means(amount, own_capital=True, description=text)
        if who in (ESF, OTHER):
            return Means(amount, name="ESF" if who == ESF else text, group=who, description=text)
        return Means(amount, self.organisations[who], description=text)


class CostsForm(RowsForm):
    """Type, what it is for, budget and outcome."""

    columns: ClassVar = {
        "kind": lambda: forms.ChoiceField(label=_("Slag av kostnad")),
        "description": lambda: Line(
            label=_("Vad det gäller"), max_length=longest(AdminCost, "description"), required=False
        ),
        "budget": lambda: KronorField(label=_("Budget, kronor")),
        "outcome": lambda: KronorField(label=_("Utfall, kronor"), may_be_negative=True),
    }
    silent = frozenset({"kind"})
    seen = Line(required=False, max_length=16, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, stored: Sequence[AdminCost], year: int) -> None:
        days = (date(year, 1, 1), date(year, 12, 31))
        self.kinds = code_choices("admin_cost", *days, kept={row.kind for row in stored})
        super().__init__(data, known=[_costs(row) for row in stored], initial={"seen": state_of(stored)})

    def shape(self) -> None:
        """The kinds that hold in the year, and those that stand already."""
        for n in range(self.row_count):
            self.fields[f"kind-{n}"].choices = self.kinds  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A row has an amount."""
        data = super().clean() or {}
        for n, row in self.filled():
            if {f"budget-{n}", f"outcome-{n}"} & self.errors.keys():
                continue
            said = economy.says_something(row["budget"], row["outcome"], row["description"])
            if not said:
                refuse(self, Refusal(said.text, f"budget-{n}", said.text_en))
        return data

    def rows(self) -> list[CostRow]:
        """The rows as the action wants them."""
        return [
            CostRow(row["budget"], row["outcome"], row["description"], row["kind"] or "other")
            for _n, row in self.filled()
        ]


def _means(row: FinancingRow) -> dict[str, Any]:
    who = OWN if row.own_capital else str(row.financier_id) if row.financier_id else ESF if row.group == ESF else OTHER
    text = row.description or (row.name if who == OTHER else "")
    return {"financier": who, "description": text, "amount": Money(row.amount_ore)}


def _costs(row: AdminCost) -> dict[str, Any]:
    budget, outcome = money(row.budget_ore), money(row.outcome_ore)
    return {"kind": row.kind, "description": row.description, "budget": budget, "outcome": outcome}
