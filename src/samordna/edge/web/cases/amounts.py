"""The amounts of a party's answer: by kind and year, and benefits computed from participants, hours and value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samordna.agree.preparation.case_facts import Answer, Basis, Commitment
from samordna.agree.preparation.positions.answers import Promise
from samordna.edge.web.amounts import KronorField, TkrField, typed
from samordna.edge.web.cases.asked import Asked, AskedFields
from samordna.edge.web.cases.words import kind_of_promise
from samordna.edge.web.forms import Line, NumberField
from samordna.ground.kernel.money import Money

PROMISE_KINDS = ("benefits", "wages", "cash")
BASIS = {
    "participants": gettext_lazy("Planerade deltagare"),
    "hours": gettext_lazy("Timmar för varje deltagare"),
    "value": gettext_lazy("Värde per timme, kronor"),
}
POSTS = {
    "benefits": gettext_lazy("Vilka deltagare gäller ersättningen?"),
    "wages": gettext_lazy("Vilken tjänst gäller lönen?"),
    "cash": gettext_lazy("Vilka pengar gäller det kontanta?"),
}
_MOST = 1_000_000


@dataclass(frozen=True)
class Row:
    """A row of the table: its name, its fields year by year, and for benefits what the three numbers give."""

    name: str
    fields: list[forms.BoundField]
    computed: tuple[str, ...] = ()


class PromiseFields(AskedFields):
    """The part of an answer's form that holds the amounts. The form itself sets ``state``, ``years`` and ``party``.

    An amount above the usual limit, or above all that the project costs, is asked about; so is their sum.
    """

    party: str = ""
    before: Money = Money.zero()
    is_esf: bool = True

    def add_promises(self, before: Answer | None) -> None:
        """Add the fields, filled in with what the party has promised before."""
        known = {(c.kind, c.year): c for c in (before.commitments if before else ())}
        self.lines, self.before = PROMISE_KINDS, Money.total(c.amount for c in known.values())
        for kind in PROMISE_KINDS:
            for year in self.years:
                self._add_year(kind, year, known.get((kind, year)))
        for kind, label in POSTS.items():
            post = next((c.post for c in known.values() if c.kind == kind and c.post), "")
            self.fields[f"post-{kind}"] = Line(label=label, required=False, initial=post)
        self.read_as_kronor()

    def _add_year(self, kind: str, year: int, said: Commitment | None) -> None:
        basis = said.basis if said else None
        amount = None if said is None or basis is not None else said.amount
        self.fields[f"{kind}-{year}"] = TkrField(label=f"{kind_of_promise(kind, self.party)} {year}", initial=amount)
        if kind != "benefits":
            return
        for name, label in BASIS.items():
            initial = getattr(basis, name) if basis else None
            self.fields[f"{name}-{year}"] = _basis_field(name, f"{label} {year}", initial)

    def clean(self) -> dict[str, Any]:
        """The three numbers give the amount. Some of them, or another amount beside them, is a question back."""
        facts: dict[str, Any] = super().clean() or {}
        for year in self.years if self.is_esf else ():
            self._clean_year(year, facts)
        return facts

    def _clean_year(self, year: int, facts: dict[str, Any]) -> None:
        missing = [name for name in BASIS if facts.get(f"{name}-{year}") is None]
        if len(missing) == len(BASIS):
            return
        if missing:
            if not any(f"{name}-{year}" in self.errors for name in missing):
                field = f"{missing[0]}-{year}"
                self.add_error(field, _("Skriv alla tre talen för %(year)s, eller bara beloppet.") % {"year": year})
            return
        computed, amount = self._basis(year, facts).amount, facts.get(f"benefits-{year}")
        if amount is not None and amount != computed:
            self.add_error(
                f"benefits-{year}",
                _(
                    "Deltagare, timmar och värde ger %(computed)s tkr för %(year)s, men det står %(typed)s."
                    " Ändra talen, eller ta bort beloppet."
                )
                % {"computed": typed(computed), "typed": typed(amount), "year": year},
            )
            return
        facts[f"benefits-{year}"] = computed

    def _basis(self, year: int, facts: dict[str, Any]) -> Basis:
        return Basis(*(facts[f"{name}-{year}"] for name in BASIS))

    def promises(self) -> list[Promise]:
        """What was typed, as the action takes it; nothing when the party does not take part."""
        if not self.is_esf or self.cleaned_data["takes_part"] != "yes":
            return []
        return [
            Promise(kind, year, amount, self._basis_of(kind, year), self.cleaned_data.get(f"post-{kind}", ""))
            for kind in PROMISE_KINDS
            for year in self.years
            if (amount := self.cleaned_data.get(f"{kind}-{year}"))
        ]

    def _basis_of(self, kind: str, year: int) -> Basis | None:
        if kind != "benefits" or self.cleaned_data.get(f"participants-{year}") is None:
            return None
        return self._basis(year, self.cleaned_data)

    # -- what looks like a slip --------------------------------------------------

    @property
    def asks(self) -> bool:
        """Only a party that takes part and co-finances promises anything."""
        return super().asks and [self.data.get(name) for name in ("takes_part", "co_finances")] == ["yes", "yes"]

    @property
    def _cost(self) -> Money:
        return Money.total(self.state.cash_costs.values())

    def limit(self) -> Money | None:
        """No single amount is larger than the whole project."""
        usual, cost = super().limit(), self._cost
        return min(usual or cost, cost) if cost.ore else usual

    def about_sum(self) -> Asked | None:
        """One party that promises more than everything costs."""
        given = {year: amount for year in self.years if (amount := self._given(year))}
        total = Money.total(
            given.get(year, amount) if kind == "benefits" else amount
            for kind, years in self.amounts().items()
            for year, amount in years.items()
        )
        cost = self._cost
        if not cost.ore or total <= cost or total == self.before:
            return None
        computed = [f"value-{year}" for year in given]
        return self.ask_about_all(_("Svaret tillsammans"), total, others=computed, cost=cost)

    def only_count(self) -> None:
        """Show what the numbers give, and what is wrong with them; of the rest of the answer nothing is said yet."""
        numbers = {f"{name}-{year}" for year in self.years for name in ("benefits", *BASIS)}
        for name in [name for name in self.errors if name not in numbers]:
            del self.errors[name]

    # -- as the page draws it ----------------------------------------------------

    @property
    def promise_rows(self) -> list[Row]:
        """A row for each kind, in thousands of kronor."""
        return [
            Row(kind_of_promise(kind, self.party), [self[f"{kind}-{year}"] for year in self.years])
            for kind in PROMISE_KINDS
        ]

    @property
    def basis_rows(self) -> list[Row]:
        """A row for each of the three numbers."""
        return [Row(str(label), [self[f"{name}-{year}"] for year in self.years]) for name, label in BASIS.items()]

    @property
    def computed(self) -> list[str]:
        """What the three numbers give each year, in thousands of kronor; empty where they are not all there."""
        return [self._computed(year) for year in self.years]

    def _computed(self, year: int) -> str:
        amount = self._given(year)
        return "" if amount is None else typed(amount)

    def _given(self, year: int) -> Money | None:
        values = []
        for name in BASIS:
            bound = self[f"{name}-{year}"]
            try:
                values.append(bound.field.clean(bound.data) if self.is_bound else bound.initial)
            except forms.ValidationError:
                return None
        return Basis(*values).amount if all(value is not None for value in values) else None

    @property
    def has_basis(self) -> bool:
        """Some number is there already, so that the page shows the table at once."""
        return any(self.computed) or any(f"{name}-{year}" in self.errors for name in BASIS for year in self.years)

    @property
    def post_fields(self) -> list[forms.BoundField]:
        """One field for each kind."""
        return [self[f"post-{kind}"] for kind in POSTS]

    @property
    def has_posts(self) -> bool:
        """Something is written about which post or participants it is."""
        return any(field.value() for field in self.post_fields)


def _basis_field(name: str, label: str, initial: Any) -> forms.Field:
    if name == "value":
        return KronorField(label=label, initial=initial)
    at_least = {"min_value": gettext_lazy("Skriv ett antal som är minst 1.")}
    return NumberField(
        label=label, required=False, min_value=1, max_value=_MOST, initial=initial, error_messages=at_least
    )
