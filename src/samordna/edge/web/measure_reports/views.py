"""The register's own reports: what there is to read, the measure report and the standard report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from samordna.deliver.participants.figures import COUNTED
from samordna.deliver.reporting.own_questions import own_variables
from samordna.deliver.reporting.permissions import ECONOMY_READERS, READERS
from samordna.deliver.reporting.reports import measure_report
from samordna.deliver.reporting.rules.own_questions import OwnVariable
from samordna.deliver.reporting.rules.variables import VARIABLES
from samordna.deliver.reporting.scopes import area_of, areas_around, is_thinned
from samordna.edge.web.access import needs_role
from samordna.edge.web.components.templatetags.samordna import label
from samordna.edge.web.measure_reports import files, standard, tables
from samordna.edge.web.measure_reports.beside import Beside, of_ages, of_years
from samordna.edge.web.measure_reports.choices import (
    Asked,
    asked,
    association_field,
    field,
    one_year_field,
    year_fields,
)
from samordna.edge.web.measure_reports.sheets import Sheet
from samordna.edge.web.measure_reports.tables import ALL_TOPICS
from samordna.edge.web.measure_reports.ways import back_from
from samordna.edge.web.register.words import language
from samordna.edge.web.request import Request
from samordna.ground.parameters.reader import code_list

NAV = "reports"
#: What is shown first.
FIRST_VARIABLE = "age"
#: What an address calls years, and age groups, beside each other.
YEARS, AGES = "ar", "alder"


@needs_role(*READERS)
def overview(request: Request) -> HttpResponse:
    """What there is to read."""
    context = {"nav": NAV, "may_read_economy": request.actor.has(*ECONOMY_READERS)}
    return render(request, "measure_reports/overview.html", context)


@needs_role(*READERS)
def measures(request: Request) -> HttpResponse:
    """The measure report: one variable of those who took part in some measures over some years."""
    ask = asked(request)
    name = request.GET.get("variabel", "")
    own = own_variables(ask.association)
    variable = VARIABLES.get(name) or own.get(name) or VARIABLES[FIRST_VARIABLE]
    thinned = _thinned(request, ask, ask.years)
    sheet = _noted(tables.measure_sheet(measure_report(request.actor, ask.scope, variable, ask.years), ask), thinned)
    title = _("Insatsrapport")
    if form := request.GET.get("fil"):
        return files.as_response(
            [sheet], form, name=f"insatsrapport-{variable.id}", title=title, at=request.clock.now()
        )
    this_year = request.clock.today().year
    context = _frame(request, ask) | {
        "sheet": sheet,
        "thinned": thinned,
        "fields": [
            *association_field(ask.associations, ask.association.slug),
            _variable_field(variable.id, own),
            *year_fields(ask.years, this_year),
        ],
        "query": ask.query(variabel=variable.id),
        "file_url": reverse("measure_reports:measures"),
    }
    return render(request, "measure_reports/measures.html", context)


def _variable_field(chosen: str, own: Mapping[str, OwnVariable]) -> dict[str, Any]:
    every = [*VARIABLES.values(), *own.values()]
    groups: list[dict[str, Any]] = [
        {
            "group": label(words),
            "options": [
                {"value": one.id, "text": label(one.words), "selected": one.id == chosen}
                for one in every
                if one.topic == topic
            ],
        }
        for topic, words in ALL_TOPICS.items()
    ]
    return {"id": "variabel", "label": _("Visa"), "options": [group for group in groups if group["options"]]}


@needs_role(*READERS)
def standard_report(request: Request) -> HttpResponse:
    """The standard report: six parts about those who ended in a year, and an area to compare with."""
    ask = asked(request)
    year, source = ask.years[-1], request.GET.get("forsorjning", "")
    source = source if source in code_list("support_source").values else code_list("support_source").values[0]
    around = areas_around(ask.association)
    other = next((one for one in around if one.code == request.GET.get("jmf")), None)
    compared = "" if other else request.GET.get("jmf", "")
    columns = _beside(request, ask, year, compared)
    area = area_of(other.code) if other else None
    parts = standard.parts(request.actor, ask.scope, year, source, other=area, beside=columns)
    thinned = _thinned(request, ask, [year])
    if form := request.GET.get("fil"):
        sheets = [_noted(sheet, thinned) for part in parts for sheet in part.sheets]
        return files.as_response(
            sheets, form, name=f"standardrapport-{year}", title=_("Standardrapport"), at=request.clock.now()
        )
    compare = [
        ("", _("Inget")),
        (YEARS, _("Åren före")),
        (AGES, _("Åldersgrupper")),
        *((one.code, standard.area_name(one)) for one in around),
    ]
    chosen = other.code if other else compared if columns else ""
    context = _frame(request, ask) | {
        "parts": parts,
        "thinned": thinned,
        "year": year,
        "fields": [
            *association_field(ask.associations, ask.association.slug),
            one_year_field(year, request.clock.today().year),
            field("forsorjning", _("Från försörjning, del 5"), code_list("support_source").choices(language()), source),
            field("jmf", _("Jämför med"), compare, chosen),
        ],
        "query": ask.query(forsorjning=source, jmf=chosen),
        "why_not": columns.notes if columns and not columns.columns else (),
        "file_url": reverse("measure_reports:standard"),
    }
    return render(request, "measure_reports/standard.html", context)


def _beside(request: Request, ask: Asked, year: int, compared: str) -> Beside | None:
    """Years or age groups beside each other, where that is chosen."""
    if compared == YEARS:
        return of_years(request.actor, ask.scope, year)
    return of_ages(request.actor, ask.scope, year) if compared == AGES else None


def _thinned(request: Request, ask: Asked, years: Sequence[int]) -> str:
    """What is said where retention has taken answers from what is shown; nothing where it has not."""
    if not is_thinned(request.actor, ask.scope, years):
        return ""
    return _(
        "Personuppgifter och svar från en del av dem som deltog är raderade, för tiden de fick sparas har gått ut. "
        "Rapporten visar svaren från dem som finns kvar. De raderade räknas utan personuppgifter: antalet kvinnor och "
        "män som deltog varje år är detsamma som före."
    )


def _noted(sheet: Sheet, said: str) -> Sheet:
    """With the sentence among the notes, which follow the table into a file."""
    return replace(sheet, notes=(*sheet.notes, said)) if said else sheet


def _frame(request: Request, ask: Asked) -> dict[str, Any]:
    return {
        "nav": NAV,
        "ask": ask,
        "choices": [(one, one.code in ask.scope.chosen) for one in ask.measures],
        "counted": list(COUNTED.values()),
        "ways": back_from(request, ask.scope),
    }
