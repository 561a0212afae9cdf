"""Measures: the list, one measure with its figures, and the forms for plan, money and counts. No person is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from samordna.deliver.participants.figures import Shown, YearFigures
from samordna.deliver.participants.queries import figures_of, measure_overview
from samordna.deliver.projects import actions, permissions, queries
from samordna.deliver.projects.models import Measure, MeasureYear
from samordna.deliver.projects.states import state_on
from samordna.edge.web.access import needs_role
from samordna.edge.web.forms import refuse
from samordna.edge.web.measures.forms import ChangeMeasureForm, NewMeasureForm, PlanForm, VolumeForm
from samordna.edge.web.once import run_once
from samordna.edge.web.register.words import label_of
from samordna.edge.web.request import Request
from samordna.ground.kernel.errors import NotFound, Refusal
from samordna.ground.kernel.finsam import FIRST_YEAR
from samordna.ground.kernel.money import Money
from samordna.ground.kernel.typed import whole
from samordna.ground.parties.models import Association

LOOKERS = needs_role(*permissions.FOLLOWS, *permissions.OF_A_MEASURE)
CHANGERS = needs_role(*permissions.RUNS, "measure_owner")
CREATORS = needs_role(*permissions.RUNS)


@LOOKERS
def measure_list(request: Request) -> HttpResponse:
    """The measures of one's associations or one's own, with the year's participants and money."""
    today = request.clock.today()
    wanted = request.GET.get("ar", "")
    year = whole(wanted, today.year) or 0
    year = year if year >= FIRST_YEAR else today.year
    rows = [
        {
            "row": row,
            "figures": shown_row(row.measure, row.figures),
            "state": state_on(today, start=row.measure.start, end=row.measure.end),
            "budget": money(row.budget_ore),
            "outcome": money(row.outcome_ore),
        }
        for row in measure_overview(request.actor, year)
    ]
    return render(
        request,
        "measures/list.html",
        {
            "nav": "measures",
            "rows": rows,
            "year": year,
            "years": range(today.year, today.year - 5, -1),
            "may_create": bool(_own_associations(request)),
        },
    )


@LOOKERS
def detail(request: Request, code: str) -> HttpResponse:
    """One measure: fixed choices, plan and money by year, and participants as numbers only."""
    measure = queries.measure_of(request.actor, code)
    today = request.clock.today()
    years = queries.years_of(measure, today)
    figures = figures_of(request.actor, [measure], [year for year in years if year <= today.year])
    plans = {row.year: row for row in measure.years.all()}
    return render(
        request,
        "measures/detail.html",
        {
            "nav": "measures",
            "measure": measure,
            "state": state_on(today, start=measure.start, end=measure.end),
            "groups": [label_of("target_group", row.group) for row in measure.groups.all()],
            "category": label_of("category", measure.category),
            "plans": [_plan_row(year, plans.get(year)) for year in years],
            "figures": [(year, shown_row(measure, figures[measure.pk, year])) for year in years if year <= today.year],
            "may_change": permissions.may_change_measure(request.actor, measure),
            "exact": permissions.may_see_exact_counts(request.actor, measure),
            "this_year": min(today.year, years[0]),
        },
    )


def shown_row(measure: Measure, figures: YearFigures) -> dict[str, Shown | None]:
    """Women, men, all, and all by how they are known; None where nobody has entered any count."""
    if measure.follow_up == "numbers" and not figures.cells:
        return dict.fromkeys(("women", "men", "all", "person", "anonymous"))
    return {
        "women": figures.of(sex="women"),
        "men": figures.of(sex="men"),
        "all": figures.of(),
        "person": figures.of(mode="person"),
        "anonymous": figures.of(mode="anonymous"),
    }


def _plan_row(year: int, row: MeasureYear | None) -> dict[str, Any]:
    return {
        "year": year,
        "planned": row.planned_participants if row else None,
        "budget": money(row.budget_ore) if row else None,
        "outcome": money(row.outcome_ore) if row else None,
    }


def money(ore: int | None) -> Money | None:
    """Stored öre as money; None = nobody has said."""
    return None if ore is None else Money(ore)


@CREATORS
def new(request: Request) -> HttpResponse:
    """Make a measure."""
    own = _own_associations(request)
    if not own:
        raise Http404
    asked = request.POST.get("association") or request.GET.get("forbund")
    association = next((one for one in own if one.slug == asked), own[0])
    form = NewMeasureForm(
        request.POST or None,
        association=association,
        today=request.clock.today(),
        case_key=request.GET.get("arende", ""),
    )

    def act() -> str:
        made = actions.create_measure(
            association=association,
            measure=form.measure(),
            owner=form.cleaned_data["owner"],
            case=form.cleaned_data["case"],
            by=request.actor,
            at=request.clock.now(),
        )
        messages.success(request, _("Insatsen %(name)s är upplagd.") % {"name": made.name})
        return reverse("measures:detail", args=[made.code])

    done = _try(request, form, act)
    known = {"nav": "measures", "form": form, "association": association, "associations": own}
    return done or render(request, "measures/new.html", known)


def _own_associations(request: Request) -> list[Association]:
    slugs = {slug for role in permissions.RUNS for slug in request.actor.scopes(role)}
    return list(Association.objects.filter(slug__in=slugs).order_by("name"))


@CHANGERS
def change(request: Request, code: str) -> HttpResponse:
    """Change text, dates, groups and owner; the three fixed choices are shown, not asked."""
    measure = _changeable(request, code)
    form = ChangeMeasureForm(request.POST or None, measure=measure, today=request.clock.today())

    def act() -> str:
        data = dict(form.cleaned_data)
        groups = data.pop("groups")
        actions.change_measure(measure=measure, changes=data, groups=groups, by=request.actor, at=request.clock.now())
        messages.success(request, _("Ändringen är sparad."))
        return reverse("measures:detail", args=[measure.code])

    done = _try(request, form, act)
    return done or render(request, "measures/change.html", {"nav": "measures", "form": form, "measure": measure})


@CHANGERS
def plan(request: Request, code: str, year: int | None = None) -> HttpResponse:
    """Plan, budget and outcome of a year; without a year, the last one that is over."""
    measure = _changeable(request, code)
    year = year or _last_year(request, measure)
    row = measure.years.filter(year=year).first()
    initial = {key: value for key, value in _plan_row(year, row).items() if key in ("budget", "outcome")}
    initial["planned_participants"] = row.planned_participants if row else None
    form = PlanForm(request.POST or None, initial=initial)

    def act() -> str:
        actions.plan_year(measure=measure, year=year, **form.cleaned_data, by=request.actor, at=request.clock.now())
        messages.success(request, _("Plan och utfall för %(year)d är sparade.") % {"year": year})
        return reverse("measures:detail", args=[measure.code])

    done = _try(request, form, act)
    known = {"nav": "measures", "form": form, "measure": measure, "year": year}
    return done or render(request, "measures/plan.html", known)


@CHANGERS
def volume(request: Request, code: str, year: int | None = None) -> HttpResponse:
    """How many took part in a year, where no person is registered."""
    measure = _changeable(request, code)
    if measure.follow_up != "numbers":
        raise NotFound
    year = year or _last_year(request, measure)
    initial = queries.volumes([measure]).get((measure.pk, year), {})
    form = VolumeForm(request.POST or None, initial=initial)

    def act() -> str:
        actions.enter_volume(measure=measure, year=year, **form.cleaned_data, by=request.actor, at=request.clock.now())
        messages.success(request, _("Antalen för %(year)d är sparade.") % {"year": year})
        return reverse("measures:detail", args=[measure.code])

    done = _try(request, form, act)
    known = {"nav": "measures", "form": form, "measure": measure, "year": year}
    return done or render(request, "measures/volume.html", known)


def _changeable(request: Request, code: str) -> Measure:
    measure = queries.measure_of(request.actor, code)
    permissions.check_change_measure(request.actor, measure)
    return measure


def _last_year(request: Request, measure: Measure) -> int:
    """The last calendar year that is over, or the measure's first."""
    return max(measure.start.year, request.clock.today().year - 1)


def _try(request: Request, form: Any, act: Callable[[], str]) -> HttpResponse | None:
    """Carry out the act once when the form is right; a refusal becomes an error on the form."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return run_once(request, act)
    except Refusal as refusal:
        refuse(form, refusal)
        return None
