"""What the project costs, computed: staff from hours at unit costs, flat rates, and what was typed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samordna.agree.preparation import actions
from samordna.agree.preparation.case_state import CaseState
from samordna.agree.preparation.cofinancing import costs, unit_costs
from samordna.agree.preparation.cofinancing.cost_basis import ByHours
from samordna.agree.preparation.cofinancing.unit_cost_models import UnitCostTable
from samordna.agree.preparation.lookup import CaseView
from samordna.agree.preparation.permissions import may_write
from samordna.agree.preparation.rules.working_hours import ceiling
from samordna.agree.preparation.states import ESF, possible
from samordna.edge.web.access import needs_role
from samordna.edge.web.cases import board
from samordna.edge.web.cases.cost_fields import CostFields
from samordna.edge.web.cases.frame import ROLES, context, open_case, submit
from samordna.edge.web.cases.proposal_facts import leave_what_others_saved, shown_in
from samordna.edge.web.forms import NumberField, refuse
from samordna.edge.web.request import Request
from samordna.ground.kernel.errors import Refusal
from samordna.ground.kernel.money import Money

OPTIONS = {
    "": gettext_lazy("Ingen schablon"),
    "other_40": gettext_lazy("40 procent av personal i stället för alla övriga kostnader"),
    "indirect_15": gettext_lazy("Indirekta kostnader som 15 procent av personal"),
    "indirect_7": gettext_lazy("Indirekta kostnader som 7 procent av personal och övrigt"),
    "indirect_25": gettext_lazy("Indirekta kostnader som 25 procent av personal och övrigt, med egen beräkning"),
}


class ComputedCostsForm(CostFields):
    """Staff by hours at a table's amounts, or typed; other costs typed; a flat rate."""

    option = forms.ChoiceField(
        label=gettext_lazy("Schablon"),
        help_text=gettext_lazy("Utlysningen säger vilka schabloner som får användas."),
        choices=OPTIONS.items(),
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(self, *args: Any, state: CaseState, table: UnitCostTable | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.table = table
        self.functions = tuple(unit_costs.rates_of(table)) if table else ()
        self.fields["option"].initial = costs.option_of(state)
        self.add_lines(state, ("other",) if table else ("staff", "other"))
        for position, function in enumerate(self.functions):
            self._add_function(position, function, costs.hours_of(state))

    def _add_function(self, position: int, function: str, before: ByHours | None) -> None:
        rows = {row.year: row for row in (before.rows if before else ()) if row.function == function}
        persons = next((row.persons for row in rows.values()), None)
        self.fields[f"persons-{position}"] = _whole(_("%(what)s, personer") % {"what": function}, 1000, persons)
        for year in self.years:
            label = _("%(what)s, timmar per person %(year)s") % {"what": function, "year": year}
            hours = rows[year].hours if year in rows else None
            self.fields[f"hours-{position}-{year}"] = _whole(label, 10_000, hours)

    def clean(self) -> dict[str, Any]:
        """Hours need persons, and persons hours."""
        facts: dict[str, Any] = super().clean() or {}
        for position, function in enumerate(self.functions):
            hours = [facts.get(f"hours-{position}-{year}") for year in self.years]
            if any(hours) and not facts.get(f"persons-{position}"):
                problem = _("Skriv hur många personer som arbetar som %(what)s.") % {"what": function}
                self.add_error(f"persons-{position}", problem)
        return facts

    def planned(self) -> dict[str, Any]:
        """The lines and their bases, as the action takes them. Refusal for an amount that the table lacks."""
        read = {line: self._typed(line) for line in ("staff", "other")}
        bases: costs.Bases = {}
        if self.table is not None and self._staffing():
            hours = unit_costs.by_hours(self.table, self._staffing())
            read["staff"], bases["staff"] = hours.amounts(), hours
        lines, flat = costs.with_flat_rate(read, self.cleaned_data["option"], costs.day_of_call(self.state))
        return {"lines": lines, "bases": {**bases, **flat}}

    def _typed(self, line: str) -> dict[int, Money]:
        typed_here = line in self.lines
        return {year: self.planned_amount(line, year) if typed_here else Money.zero() for year in self.years}

    def _staffing(self) -> dict[str, tuple[int, dict[int, int]]]:
        found = {}
        for position, function in enumerate(self.functions):
            hours = {year: self.cleaned_data.get(f"hours-{position}-{year}") for year in self.years}
            planned = {year: count for year, count in hours.items() if count}
            if planned:
                found[function] = (self.cleaned_data[f"persons-{position}"], planned)
        return found

    @property
    def staff_rows(self) -> list[tuple[str, forms.BoundField, list[forms.BoundField]]]:
        """A function, its persons, and its hours by year."""
        return [
            (function, self[f"persons-{i}"], [self[f"hours-{i}-{year}"] for year in self.years])
            for i, function in enumerate(self.functions)
        ]


def _whole(label: str, most: int, initial: int | None) -> NumberField:
    return NumberField(label=label, required=False, max_value=most, initial=initial)


@needs_role(*ROLES)
def computed(request: Request, key: str) -> HttpResponse:
    """Compute the costs of an ESF+ project, and see how they were computed."""
    view = open_case(request, key)
    if view.state.plan.kind != ESF or not view.state.plan.years:
        raise Http404
    editable = may_write(request.actor, view.case) and "costs_planned" in possible(view.state.stage, ESF)
    tables = unit_costs.tables_for(view.case.association, costs.day_of_call(view.state))
    table = _chosen(request, view, tables)
    form = ComputedCostsForm(request.POST or None, state=view.state, table=table)
    was = shown_in(ComputedCostsForm(state=view.state, table=table))
    if request.method == "POST":
        if not editable:
            raise Http404
        if form.is_valid():
            leave_what_others_saved(request.POST.dict(), was, form, None)
        done = _saved(request, view, form) if form.is_bound and not form.errors else None
        if done:
            return done
    outcome = board.show(view, view.state, request.clock.today())[0]
    return render(
        request,
        "cases/costs.html",
        context(
            request,
            view,
            "proposal",
            form=form,
            was=was.items(),
            editable=editable,
            tables=tables,
            table=table,
            ceiling=ceiling(costs.day_of_call(view.state)),
            warnings=board.warnings(view.state, request.clock.today()),
            hours=costs.hours_of(view.state),
            flat_rates=board.rate_bases(view.state),
            costs=board.cost_rows(view.state, outcome.board) if outcome else [],
            board=outcome.board if outcome else None,
        ),
    )


def _chosen(request: Request, view: CaseView, tables: list[UnitCostTable]) -> UnitCostTable | None:
    """The table named in the address, "0" for none; else that of the hours planned before, else none."""
    wanted = request.GET.get("tabell")
    if wanted is not None:
        return next((table for table in tables if str(table.pk) == wanted), None)
    hours = costs.hours_of(view.state)
    return next((t for t in tables if hours and (t.name, t.valid_from) == (hours.table, hours.valid_from)), None)


def _saved(request: Request, view: CaseView, form: ComputedCostsForm) -> HttpResponse | None:
    try:
        planned = form.planned()
    except Refusal as refusal:
        refuse(form, refusal)
        return None
    return submit(
        request,
        lambda: actions.plan_costs(by=request.actor, at=request.clock.now(), case=view.case, **planned),
        back=reverse("cases:costs", args=[view.case.key]),
        done=_("Kostnaderna är sparade."),
        form=form,
    )
