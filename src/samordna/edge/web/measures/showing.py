"""The page of one measure: fixed choices, plan and money by year, who shares it, and participants as numbers only."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from samordna.deliver.participants.figures import COUNTED
from samordna.deliver.participants.queries import figures_of
from samordna.deliver.projects import permissions, queries
from samordna.deliver.projects.states import state_on
from samordna.deliver.reporting import totals
from samordna.edge.web.codes import code_words
from samordna.edge.web.measure_reports import ways
from samordna.edge.web.measures import sharing
from samordna.edge.web.measures.views import LOOKERS, shown_row
from samordna.edge.web.register.words import label_of
from samordna.edge.web.request import Request


@LOOKERS
def detail(request: Request, code: str) -> HttpResponse:
    """One measure: fixed choices, plan and money by year, and participants as numbers only."""
    measure = queries.measure_of(request.actor, code)
    today = request.clock.today()
    years = queries.years_of(measure, today)
    so_far = [year for year in years if year <= today.year]
    figures = figures_of(request.actor, [measure], so_far)
    plans = queries.plans_of(measure)
    return render(
        request,
        "measures/detail.html",
        {
            "nav": "measures",
            "measure": measure,
            "state": state_on(today, start=measure.start, end=measure.end),
            "groups": [label_of("target_group", row.group) for row in measure.groups.all()],
            "category": label_of("category", measure.category),
            "area": label_of("programme_area", measure.programme_area),
            "fk_roles": [label_of("fk_role", row.role) for row in measure.fk_roles.order_by("pk")],
            "plans": [_plan_row(year, plans.get(year, queries.YearPlan())) for year in years],
            "figures": [(year, shown_row(measure, figures[measure.pk, year])) for year in so_far],
            "whole": totals.over_years(request.actor, measure, figures, so_far) if len(so_far) > 1 else None,
            "counted": COUNTED.values(),
            "may_change": permissions.may_change_measure(request.actor, measure),
            "exact": permissions.may_see_exact_counts(request.actor, measure),
            "this_year": (this_year := min(today.year, years[0])),
            "owner_kind": code_words("organisation_kind", measure.owner.kind) if measure.owner else "",
            "reports": ways.from_measure(measure, this_year),
            **sharing.shown(request, measure, this_year),
        },
    )


def _plan_row(year: int, plan: queries.YearPlan) -> dict[str, Any]:
    money = plan.sum()
    return {"year": year, "planned": plan.planned_participants, "budget": money.budget, "outcome": money.outcome}
