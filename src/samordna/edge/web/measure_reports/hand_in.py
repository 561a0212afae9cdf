"""Handing in a year: what is missing and where to fill it in, what is handed in, and how it differs from last time."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from samordna.deliver.participants.figures import COUNTED
from samordna.deliver.reporting import actions, queries
from samordna.deliver.reporting.derive import measures_of
from samordna.deliver.reporting.permissions import ECONOMY_READERS, check_hand_in, may_hand_in
from samordna.deliver.reporting.queries import Reader, YearOfHandIn
from samordna.deliver.reporting.rules.hand_in import Missing
from samordna.edge.web.access import needs_role
from samordna.edge.web.cases.frame import submit
from samordna.edge.web.components.templatetags.samordna import label
from samordna.edge.web.measure_reports import files
from samordna.edge.web.measure_reports.forms import HandInForm
from samordna.edge.web.measure_reports.handed_in import difference_sheet, sheets_of
from samordna.edge.web.measure_reports.sheets import Sheet
from samordna.edge.web.measure_reports.ways import back_to, to_homes
from samordna.edge.web.request import Request
from samordna.ground.kernel.errors import NotFound
from samordna.ground.kernel.finsam import FIRST_YEAR
from samordna.ground.parties.models import Association

NAV = "reports"
YEARS = 6


@needs_role(*ECONOMY_READERS)
def years(request: Request) -> HttpResponse:
    """Every year of an association: whether it has been handed in."""
    associations = queries.associations_of(request.actor)
    if not associations:
        raise NotFound
    chosen = next((one for one in associations if one.slug == request.GET.get("forbund")), associations[0])
    this_year, handed_in = request.clock.today().year, queries.handed_in(chosen)
    first = max(FIRST_YEAR, chosen.start.year if chosen.start else FIRST_YEAR, this_year - YEARS)
    rows = [(year, handed_in.get(year)) for year in range(this_year - 1, min([first, *handed_in]) - 1, -1)]
    context = {"nav": NAV, "associations": associations, "association": chosen, "rows": rows}
    return render(request, "measure_reports/years.html", context)


@needs_role(*ECONOMY_READERS)
def hand_in(request: Request, slug: str, year: int) -> HttpResponse:
    """A year as the register has it now; with what was handed in, the difference. Read, taken away, or handed in."""
    association, found = _year(request, slug, year)
    reader = _reader(request, association, year)
    if form := request.GET.get("fil"):
        sheets, difference = _sheets(found, reader)
        sheets += [difference] if difference else []
        name = f"uppfoljning-{slug}-{year}"
        return files.as_response(sheets, form, name=name, title=_title(association, year), at=request.clock.now())
    sent = HandInForm(request.POST if request.method == "POST" else None)
    done = _hand_in(request, association, year, sent) if request.method == "POST" else None
    return done or render(request, "measure_reports/hand_in.html", _context(request, found, reader, sent))


def _hand_in(request: Request, association: Association, year: int, form: HandInForm) -> HttpResponse | None:
    check_hand_in(request.actor, association)
    if not form.is_valid():
        return None
    return submit(
        request,
        lambda: actions.hand_in(
            association=association,
            year=year,
            seen=form.cleaned_data["seen"],
            anyway=form.cleaned_data["anyway"],
            by=request.actor,
            at=request.clock.now(),
        ),
        back=request.path,
        done=_("Uppföljningen för %(year)d är inlämnad.") % {"year": year},
        form=form,
    )


@needs_role(*ECONOMY_READERS)
def version(request: Request, slug: str, year: int, number: int) -> HttpResponse:
    """One version as it was handed in, and how it differed from the one before."""
    association = queries.association_of(request.actor, slug)
    held = queries.version_of(request.actor, association, year, number)
    reader = _reader(request, association, year)
    before = queries.version_of(request.actor, association, year, number - 1) if number > 1 else None
    differences, who = queries.since(held, before) if before else ((), {})
    given = queries.rows_until(association, year, number)
    *earlier, told = reader.tells(given)
    sheets = sheets_of(given[-1], told)
    if form := request.GET.get("fil"):
        name = f"uppfoljning-{slug}-{year}-{number}"
        return files.as_response(sheets, form, name=name, title=_title(association, year), at=held.handed_in_at)
    context = {
        "nav": NAV,
        "association": association,
        "year": year,
        "held": held,
        "is_whole": queries.is_whole(held),
        "sheets": sheets,
        "difference": difference_sheet(differences, reader, who, then=earlier[-1], today=told) if differences else None,
        "file_url": reverse("measure_reports:version", args=[slug, year, number]),
        "query": "?",
    }
    return render(request, "measure_reports/version.html", context)


def _year(request: Request, slug: str, year: int) -> tuple[Association, YearOfHandIn]:
    association = queries.association_of(request.actor, slug)
    if not FIRST_YEAR <= year < request.clock.today().year:
        raise NotFound
    return association, queries.year_of(request.actor, association, year)


def _sheets(found: YearOfHandIn, reader: Reader) -> tuple[list[Sheet], Sheet | None]:
    """The year as it is now, and the difference against last time: as all versions together may tell it."""
    given = queries.rows_until(found.association, found.year, found.newest.version) if found.newest else ()
    *earlier, now = reader.tells([*given, found.rows])
    sheets = sheets_of(found.rows, now)
    if not found.differences:
        return sheets, None
    return sheets, difference_sheet(found.differences, reader, found.traces, then=earlier[-1], today=now)


def _reader(request: Request, association: Association, year: int) -> Reader:
    measures = measures_of(association, year)
    return queries.reader(request.actor, measures, runs=may_hand_in(request.actor, association))


def _title(association: Association, year: int) -> str:
    return _("Uppföljning %(year)d, %(name)s") % {"year": year, "name": association.name}


def _context(request: Request, found: YearOfHandIn, reader: Reader, form: HandInForm) -> dict[str, Any]:
    association, year = found.association, found.year
    differences = found.differences
    sheets, difference = _sheets(found, reader)
    return {
        "nav": NAV,
        "association": association,
        "year": year,
        "found": found,
        "form": form,
        "may_hand_in": may_hand_in(request.actor, association) and (differences or not found.versions),
        "missing": [(label(one.words), _where(one, association, year)) for one in found.missing],
        "may_fill_in": may_hand_in(request.actor, association),
        "sheets": sheets,
        "difference": difference,
        "counted": list(COUNTED.values()),
        "ways": (*back_to(request.actor, association, "economy_year", year), to_homes(association, year)),
        "file_url": reverse("measure_reports:hand-in", args=[association.slug, year]),
        "query": "?",
    }


def _where(one: Missing, association: Association, year: int) -> str:
    """The page on which something is filled in."""
    if not one.measure:
        name, args = f"associations:{one.page}", [association.slug, str(year)]
    else:
        name, args = f"measures:{one.page}", [one.measure] if one.page == "change" else [one.measure, str(year)]
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
