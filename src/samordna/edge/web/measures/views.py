"""Measures: the list, one measure with its figures, and the forms for plan, money and counts. No person is shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from samordna.deliver.participants.figures import COUNTED, Between, YearFigures
from samordna.deliver.participants.queries import MeasureRow, measure_overview
from samordna.deliver.projects import actions, permissions, queries
from samordna.deliver.projects.models import Measure
from samordna.deliver.projects.states import state_on
from samordna.deliver.reporting import queries as reporting
from samordna.deliver.reporting import totals
from samordna.edge.web.access import needs_role
from samordna.edge.web.forms import refuse
from samordna.edge.web.measures.forms import ChangeMeasureForm, NewMeasureForm, VolumeForm
from samordna.edge.web.once import run_once
from samordna.edge.web.request import Request
from samordna.ground.kernel.errors import NotFound, Refusal
from samordna.ground.kernel.finsam import FIRST_YEAR
from samordna.ground.kernel.typed import whole
from samordna.ground.parties.models import Association

LOOKERS = needs_role(*permissions.FOLLOWS, *permissions.OF_A_MEASURE, "national_admin")
CHANGERS = needs_role(*permissions.RUNS, "measure_owner", "national_admin")
CREATORS = needs_role(*permissions.RUNS, "national_admin")


@LOOKERS
def measure_list(request: Request) -> HttpResponse:
    """The measures of one's associations or one's own, with the year's participants and money."""
    today = request.clock.today()
    wanted = request.GET.get("ar", "")
    year = whole(wanted, today.year) or 0
    year = year if year >= FIRST_YEAR else today.year
    overview = measure_overview(request.actor, year)
    rows = [
        {
            "row": row,
            "figures": shown_row(row.measure, row.figures),
            "state": state_on(today, start=row.measure.start, end=row.measure.end),
            "budget": queries.money(row.budget_ore),
            "outcome": queries.money(row.outcome_ore),
        }
        for row in overview
    ]
    return render(
        request,
        "measures/list.html",
        {
            "nav": "measures",
            "rows": rows,
            "may_take_out": request.actor.has(*permissions.RUNS, "measure_owner", "national_admin"),
            "wholes": (wholes := _wholes(request, overview, year)),
            "why": list(dict.fromkeys(words for _name, whole, _n in wholes for words in whole.reasons)),
            "counted": COUNTED.values(),
            "year": year,
            "years": range(today.year, today.year - 5, -1),
            "may_create": request.actor.has(*permissions.RUNS, "national_admin"),
        },
    )


def _wholes(request: Request, overview: Sequence[MeasureRow], year: int) -> list[tuple[str, totals.Whole, int]]:
    """Each association with several measures, how many different people take part in them, and how many lack counts."""
    figures = {(row.measure.pk, year): row.figures for row in overview}
    measures = [row.measure for row in overview]
    names = {
        one.association_id: one.association.name if one.association else _("Utan samordningsförbund")
        for one in measures
    }
    several = [key for key in names if sum(one.association_id == key for one in measures) > 1]
    wholes = totals.over_measures(request.actor, measures, figures, year) if several else {}
    lacking = Counter(
        row.measure.association_id
        for row in overview
        if row.measure.follow_up == "numbers" and len(row.figures.cells) < 2
    )
    return [(names[key], wholes[key], lacking[key]) for key in several]


def shown_row(measure: Measure, figures: YearFigures) -> dict[str, Between | None]:
    """Women, men, all, and all by how they are known. None where nobody has said: then there is no sum either."""
    if measure.follow_up == "numbers":
        women, men = (figures.cells.get(("volume", sex)) for sex in ("women", "men"))
        both = women + men if women is not None and men is not None else None
        return {"women": women, "men": men, "all": both, "person": None, "anonymous": None}
    return {
        "women": figures.of(sex="women"),
        "men": figures.of(sex="men"),
        "all": figures.of(),
        "person": figures.of(mode="person"),
        "anonymous": figures.of(mode="anonymous"),
    }


@CREATORS
def new(request: Request) -> HttpResponse:
    """Make a measure."""
    own = _own_associations(request)
    asked = request.POST.get("association") or request.GET.get("forbund")
    # The national administrator makes the projects that no association is in.
    association = next((one for one in own if one.slug == asked), own[0] if own else None)
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
            owner=form.owned_by(by=request.actor, at=request.clock.now()),
            case=form.cleaned_data["case"],
            by=request.actor,
            at=request.clock.now(),
        )
        messages.success(request, _("Insatsen %(name)s är upplagd.") % {"name": made.name})
        return reverse("measures:detail", args=[made.code])

    done = carry_out(request, form, act)
    known = {"nav": "measures", "form": form, "association": association, "associations": own}
    return done or render(request, "measures/new.html", known)


def _own_associations(request: Request) -> list[Association]:
    slugs = {slug for role in permissions.RUNS for slug in request.actor.scopes(role)}
    return list(Association.objects.filter(slug__in=slugs).order_by("name"))


@CHANGERS
def change(request: Request, code: str) -> HttpResponse:
    """Change text, dates, groups and owner; the three fixed choices are shown, not asked."""
    measure = changeable(request, code)
    form = ChangeMeasureForm(request.POST or None, measure=measure, today=request.clock.today())

    def act() -> str:
        by, at = request.actor, request.clock.now()
        said = form.cleaned_data
        data = {name: said[name] for name in ("name", "description", "category", "start", "end")}
        data |= {"owner": form.owned_by(by=by, at=at), **form.where()}
        if measure.esf:
            data["programme_area"] = said["programme_area"]
        actions.change_measure(
            measure=measure, changes=data, groups=said["groups"], fk_roles=said.get("fk_roles"), by=by, at=at
        )
        messages.success(request, _("Ändringen är sparad."))
        return reverse("measures:detail", args=[measure.code])

    done = carry_out(request, form, act)
    return done or render(request, "measures/change.html", {"nav": "measures", "form": form, "measure": measure})


@CHANGERS
def volume(request: Request, code: str, year: int | None = None) -> HttpResponse:
    """How many took part in a year, where no person is registered."""
    measure = changeable(request, code)
    if measure.follow_up != "numbers":
        raise NotFound
    year = year or last_year(request, measure)
    held = queries.volumes([measure]).get((measure.pk, year), {})
    form = VolumeForm(request.POST or None, held=held)

    def act() -> str:
        actions.enter_volume(measure=measure, year=year, **form.cleaned_data, by=request.actor, at=request.clock.now())
        messages.success(request, _("Antalen för %(year)d är sparade.") % {"year": year})
        return reverse("measures:detail", args=[measure.code])

    done = carry_out(request, form, act)
    known = {"nav": "measures", "form": form, "measure": measure, "year": year}
    handed_in = reporting.first_handed_in(measure.association, year)
    known["handed_in"] = handed_in
    changes = list(measure.volume_changes.filter(year=year))
    known["history"] = [{"change": one, "late": handed_in is not None and one.at > handed_in} for one in changes]
    # The first that anybody says needs no reason, so a first row with one tells that something stood there before.
    known["before_history"] = bool(changes[-1].why) if changes else bool(held)
    return done or render(request, "measures/volume.html", known)


def changeable(request: Request, code: str) -> Measure:
    """The measure, for somebody who may change it."""
    measure = queries.measure_of(request.actor, code)
    permissions.check_change_measure(request.actor, measure)
    return measure


def last_year(request: Request, measure: Measure) -> int:
    """The last calendar year that is over, or the measure's first."""
    return max(measure.start.year, request.clock.today().year - 1)


def carry_out(request: Request, form: Any, act: Callable[[], str]) -> HttpResponse | None:
    """Carry out the act once when the form is right; a refusal becomes an error on the form."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return run_once(request, act)
    except Refusal as refusal:
        refuse(form, refusal)
        return None
