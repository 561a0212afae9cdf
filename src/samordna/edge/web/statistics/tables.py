"""Pages that anybody can read: the tables that are released, each with its definitions, diagrams and files."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from samordna.edge.web.access import anyone
from samordna.edge.web.request import Request
from samordna.edge.web.statistics.choices import Choices, choices, options
from samordna.edge.web.statistics.files import TYPES, as_file
from samordna.edge.web.statistics.shown import drawn, language, said, shown
from samordna.engine.disclosure.policy import DEFAULT, NOT_PROTECTED_AGAINST
from samordna.engine.document import Presentation, signs_in
from samordna.engine.words import Words
from samordna.ground.parties.models import Association
from samordna.learn.statistics import permissions, queries
from samordna.learn.statistics.catalogue import OFFICIAL, presentation
from samordna.learn.statistics.highlights import highlights
from samordna.learn.statistics.queries import ReleasedTable

PUBLIC = anyone("released tables are for everybody")
NAV = "statistics"
NOT_FOR_PUBLICATION = Words("Inte för publicering.", "Not for publication.")


@PUBLIC
def table_list(request: Request) -> HttpResponse:
    """Every official table: what it says, and since when it is released."""
    rows = [(one, queries.latest(one.name)) for one in OFFICIAL.values()]
    context = {
        "nav": NAV,
        "released": [_listed(one, found) for one, found in rows if found],
        "waiting": [_listed(one, None) for one, found in rows if not found],
        "works": permissions.may_see_extracts(request.actor),
        "proposes": permissions.may_propose_release(request.actor),
    }
    return render(request, "statistics/list.html", context)


def _listed(one: Any, found: ReleasedTable | None) -> dict[str, Any]:
    speak = language()
    years = one.declaration.columns[0].codes
    return {
        "name": one.name,
        "number": one.number.in_language(speak),
        "title": one.declaration.title.in_language(speak),
        "scope": one.scope.in_language(speak),
        "years": f"{years[0]}–{years[-1]}",
        "release": found.release if found else None,
    }


@PUBLIC
def protection(request: Request) -> HttpResponse:
    """How single persons are protected, and what the protection does not do."""
    english = language().startswith("en")
    limits = [en if english else sv for sv, en in NOT_PROTECTED_AGAINST]
    return render(request, "statistics/protection.html", {"nav": NAV, "threshold": DEFAULT.threshold, "limits": limits})


@PUBLIC
def table(request: Request, name: str) -> HttpResponse:
    """The newest edition of a table; for those with a role also one association's."""
    newest = queries.latest(name)
    if newest is None:
        raise Http404
    return _table_page(request, newest, is_newest=True)


@PUBLIC
def edition(request: Request, number: str, name: str) -> HttpResponse:
    """A table exactly as it stood in a release: the address that never changes."""
    return _table_page(request, _edition(request, number, name), is_newest=False)


def _edition(request: Request, number: str, name: str) -> ReleasedTable:
    return queries.table_in(queries.release_of(request.actor, number), name)


def _areas(request: Request, found: ReleasedTable, is_newest: bool) -> list[Association]:
    """Areas are shown beside the newest edition only: an older one stands as it was released."""
    return queries.areas(request.actor) if is_newest and queries.has_areas(found.table.name) else []


def _table_page(request: Request, found: ReleasedTable, *, is_newest: bool) -> HttpResponse:
    areas = _areas(request, found, is_newest)
    chosen = choices(request.GET, found.table, areas)
    name, number = found.table.name, found.release.number
    one = presentation(found.table, number)
    fixed = reverse("statistics:edition", args=[number, name])
    context = {
        "nav": NAV,
        "one": one,
        "title": found.table.form.title.in_language(language()),
        "scope": one.scope.in_language(language()),
        "release": found.release,
        "editions": queries.editions(name),
        "is_newest": is_newest,
        "fields": options(chosen, found.table, areas),
        "sections": _sections(request, found, chosen),
        "definitions": [(t.in_language(language()), d.in_language(language())) for t, d in one.definitions],
        "signs": [(sign, words.in_language(language())) for sign, words in signs_in(found.table)],
        "notes": [note.in_language(language()) for note in found.table.form.notes],
        "certificate": found.table.certificate or {},
        "fixed": request.build_absolute_uri(fixed) if not chosen.area and not chosen.other else "",
        "files": _files(found, chosen, is_newest),
        "unpublished": bool(chosen.area or chosen.other),
    }
    return render(request, "statistics/table.html", context)


def _sections(request: Request, found: ReleasedTable, chosen: Choices) -> list[dict[str, Any]]:
    """One section for each area that was chosen: the first with its diagrams and sentences, the other smaller."""
    made = []
    for place, area in enumerate([chosen.area, chosen.other]):
        if place == 1 and area is None:
            continue
        here = found if area is None else queries.area_table(request.actor, found.table.name, area)
        picked = highlights(here.table)
        one = presentation(here.table, "" if area else found.release.number)
        years = (chosen.year,) if chosen.year else ()
        where = area.name if area else _("Hela landet")
        made.append(
            {
                "id": f"omrade-{place}",
                "heading": where,
                "source": one.source.in_language(language()),
                "caption": f"{here.table.form.title.in_language(language())}. {where}.",
                "table": shown(one, chosen.view, years),
                "charts": drawn(picked.charts, f"d{place}-") if place == 0 else [],
                "sentences": said(picked.sentences),
                "hidden": here.table.hidden(),
                "is_area": area is not None,
                # Two numbers under each change need the room that the diagrams have otherwise.
                "is_wide": chosen.view == "changes",
            }
        )
    return made


def _files(found: ReleasedTable, chosen: Choices, is_newest: bool) -> list[dict[str, str]]:
    name, query = found.table.name, Choices(chosen.area, None, "", "numbers").as_query()
    made = []
    for form, (label, _type) in TYPES.items():
        address = (
            reverse("statistics:download", args=[name, form]) + query
            if is_newest
            else reverse("statistics:edition-download", args=[found.release.number, name, form])
        )
        made.append({"form": form, "label": label, "url": address})
    return made


@PUBLIC
def download(request: HttpRequest, name: str, form: str) -> HttpResponse:
    """The newest edition as a file; with an area, that area's table, marked as not for publication."""
    newest = queries.latest(name)
    if newest is None or form not in TYPES:
        raise Http404
    area = choices(request.GET, newest.table, _areas(request, newest, True)).area  # type: ignore[arg-type]
    if area is None:
        return _as_response(presentation(newest.table, newest.release.number), form, newest)
    found = queries.area_table(request.actor, name, area)  # type: ignore[attr-defined]
    one = presentation(found.table)
    scope = Words(
        f"{area.name}. {NOT_FOR_PUBLICATION.sv} {one.scope.sv}", f"{area.name}. {NOT_FOR_PUBLICATION.en} {one.scope.en}"
    )
    return _as_response(replace(one, scope=scope), form, newest, area.slug)


@PUBLIC
def edition_download(request: Request, number: str, name: str, form: str) -> HttpResponse:
    """A table of a release as a file: the same bytes for as long as the product makes files in this way."""
    if form not in TYPES:
        raise Http404
    found = _edition(request, number, name)
    return _as_response(presentation(found.table, number), form, found)


def _as_response(one: Presentation, form: str, found: ReleasedTable, area: str = "") -> HttpResponse:
    made = found.release.extract.as_of
    picked = highlights(one.table)
    content = as_file(one, form, picked.charts, date(made.year, made.month, made.day), language())
    response = HttpResponse(content, content_type=TYPES[form][1])
    stem = "-".join(filter(None, [one.table.name, area, f"utgava-{found.release.number}"]))
    response["Content-Disposition"] = f'attachment; filename="{stem}.{form}"'
    return response
