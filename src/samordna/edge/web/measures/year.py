"""A measure's calendar year: what was planned beside what became of it, and the form where its owner says so."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from samordna.deliver.participants.figures import Between
from samordna.deliver.participants.queries import figures_of
from samordna.deliver.projects import permissions, planning, queries
from samordna.deliver.projects.models import BudgetRow, Measure
from samordna.deliver.projects.queries import YearPlan
from samordna.edge.web.codes import code_choices, code_words
from samordna.edge.web.measures.plan_form import PlanForm
from samordna.edge.web.measures.views import LOOKERS, carry_out, changeable, last_year, shown_row
from samordna.edge.web.request import Request
from samordna.edge.web.twobars import Bar, bars, money_bars
from samordna.ground.kernel.errors import NotFound


@LOOKERS
def year(request: Request, code: str, year: int | None = None) -> HttpResponse:
    """Plan, budget and outcome of a year; without a year, the last one that is over. Those who may, fill it in."""
    measure = queries.measure_of(request.actor, code)
    today = request.clock.today()
    of_year = year or last_year(request, measure)
    if of_year not in queries.years_of(measure, today):
        raise NotFound
    plan = queries.plans([measure], of_year).get(measure.pk, YearPlan())
    may_change = permissions.may_change_measure(request.actor, measure)
    form = _form(request, plan, measure) if may_change or request.method == "POST" else None
    if form is not None and request.method == "POST":
        done = _save(request, changeable(request, code), of_year, form)
        if done:
            return done
    return render(request, "measures/year.html", _context(request, measure, of_year, plan, form))


def _form(request: Request, plan: YearPlan, measure: Measure) -> PlanForm:
    typed = [row for row in plan.rows if not row.source]
    return PlanForm(request.POST or None, stored=typed, planned=plan.planned_participants, esf=measure.esf)


def _save(request: Request, measure: Measure, of_year: int, form: PlanForm) -> HttpResponse | None:
    def act() -> str:
        planning.plan_year(
            measure=measure,
            year=of_year,
            planned_participants=form.cleaned_data["planned_participants"],
            rows=form.rows(),
            seen=form.cleaned_data["seen"],
            by=request.actor,
            at=request.clock.now(),
        )
        messages.success(request, _("Plan och utfall för %(year)d är sparade.") % {"year": of_year})
        return reverse("measures:year", args=[measure.code, of_year])

    return None if form.wants_more else carry_out(request, form, act)


def _context(request: Request, measure: Measure, of_year: int, plan: YearPlan, form: PlanForm | None) -> dict[str, Any]:
    today = request.clock.today()
    figures = shown_row(measure, figures_of(request.actor, [measure], [of_year])[measure.pk, of_year])
    money = plan.sum()
    return {
        "nav": "measures",
        "measure": measure,
        "year": of_year,
        "years": queries.years_of(measure, today),
        "form": form,
        "money": money,
        "people_bars": _people_bars(plan.planned_participants, figures["all"]),
        "money_bars": money_bars(money.budget, money.outcome),
        "kinds": _kinds(plan) if measure.esf else (),
        "rows": [_row(row) for row in plan.rows if form is None or row.source],
        "counted": figures["all"] is not None,
        "over": today.year > of_year,
    }


def _row(row: BudgetRow) -> dict[str, Any]:
    return {
        "kind": code_words("cost_kind", row.kind),
        "description": row.description,
        "budget": queries.money(row.budget_ore),
        "outcome": queries.money(row.outcome_ore),
        "source": row.source,
    }


def _kinds(plan: YearPlan) -> list[dict[str, Any]]:
    return [{"name": words, "sum": plan.sum(kind)} for kind, words in code_choices("cost_kind")]


def _people_bars(planned: int | None, took_part: Between | None) -> list[Bar]:
    low = None if took_part is None else took_part.low
    return bars([(_("Planerat"), planned, planned), (_("Deltog"), took_part, low)])
