"""One figure and what it is made of: what it counts, where it comes from, its parts, and the way down by rights."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from samordna.deliver.participants.permissions import may_register
from samordna.deliver.projects.queries import ran_in, visible_measures
from samordna.edge.web.access import anyone, needs_role
from samordna.edge.web.middleware import sentence
from samordna.edge.web.request import Request
from samordna.edge.web.statistics.choices import capital
from samordna.edge.web.statistics.shown import Shown, language, shown_cell
from samordna.engine.disclosure.policy import DEFAULT
from samordna.engine.request import Key
from samordna.engine.table import Status, Table
from samordna.ground.kernel.errors import Refusal
from samordna.ground.kernel.typed import whole
from samordna.learn.statistics import permissions, queries
from samordna.learn.statistics.areas import Areas, NoAreas
from samordna.learn.statistics.catalogue import presentation
from samordna.learn.statistics.queries import Area, ReleasedTable
from samordna.learn.statistics.stored_areas import AreasLater, AreasNotMade
from samordna.learn.statistics.unprotected import look_behind, why_hidden

NAV = "statistics"


def links(found: ReleasedTable, area: str) -> Callable[[Key], str]:
    """Where each cell of a released table leads, for the nation or for one area."""
    address = reverse("statistics:figure", args=[found.release.number, found.table.name])
    names = [column.name for column in found.table.columns]

    def link(key: Key) -> str:
        said = [*(("omr", area),) * bool(area), *zip(names, key, strict=True)]
        return f"{address}?{urlencode(said)}"

    return link


def links_of_hidden(found: ReleasedTable) -> Callable[[Key], str]:
    """Where the hidden cells of a released table lead: to why they are hidden. The others lead nowhere."""
    link, cells = links(found, ""), found.table.cells

    def of_hidden(key: Key) -> str:
        return link(key) if key in cells and cells[key].status is Status.HIDDEN else ""

    return of_hidden


@dataclass(frozen=True)
class Asked:
    """The figure that an address names: its cell in the released table, or in that of one area."""

    found: ReleasedTable
    key: Key
    area: Area | None
    areas: Areas | None

    @property
    def table(self) -> Table:
        """The table that the figure stands in."""
        return self.found.table if self.areas is None or self.area is None else self.areas.table(self.area.code)

    def link(self, key: Key | None = None, area: str | None = None) -> str:
        """The address of another figure of the same table."""
        code = (self.area.code if self.area else "") if area is None else area
        return links(self.found, code)(key or self.key)


def _asked(request: Request, number: str, name: str) -> Asked:
    """404 for a cell that there is not, and for an area that the person may not ask for or that cannot be shown.

    AreasLater or AreasNotMade when the area's table is not there yet.
    """
    found = queries.table_in(queries.release_of(request.actor, number), name)
    key = tuple(request.GET.get(column.name, "") for column in found.table.columns)
    if key not in found.table.cells:
        raise Http404
    wanted = request.GET.get("omr", "")
    if not wanted:
        return Asked(found, key, None, None)
    names = queries.areas(request.actor) if queries.has_areas(name) else []
    area = next((one for one in names if one.code == wanted), None)
    if area is None:
        raise Http404
    try:
        return Asked(found, key, area, queries.areas_of(request.actor, found))
    except (AreasLater, AreasNotMade):
        raise
    except (NoAreas, Refusal) as none:
        raise Http404 from none


def _not_yet(found_in: str, name: str, request: Request) -> HttpResponseRedirect:
    """To the table, which says why the area is not there yet and what to do."""
    area = urlencode({"omr": request.GET.get("omr", "")})
    return HttpResponseRedirect(f"{reverse('statistics:edition', args=[found_in, name])}?{area}")


@anyone("what a released figure is made of is for everybody; parts that are not released are shown by role")
def figure(request: Request, number: str, name: str) -> HttpResponse:
    """One figure: what it counts, where it comes from, what it is made of."""
    try:
        asked = _asked(request, number, name)
    except (AreasLater, AreasNotMade):
        return _not_yet(number, name, request)
    return render(request, "statistics/figure.html", _context(request, asked))


def _context(request: Request, asked: Asked) -> dict[str, Any]:
    found, speak = asked.found, language()
    one = presentation(found.table, found.release.number)
    record = found.release.extract
    inside = permissions.may_see_extracts(request.actor)
    english = speak.startswith("en")
    return {
        "nav": NAV,
        "asked": asked,
        "name": found.table.name,
        "cell": shown_cell(asked.table.cells[asked.key]),
        "title": " · ".join(text for _, text in _coordinates(asked.table, asked.key)),
        "where": asked.area.name if asked.area else _("Hela landet"),
        "coordinates": _coordinates(asked.table, asked.key),
        "counts": found.table.form.what.words.in_language(speak),
        "table_title": found.table.form.title.in_language(speak),
        "table_url": reverse("statistics:edition", args=[found.release.number, found.table.name])
        + (f"?omr={asked.area.code}" if asked.area else ""),
        "scope": one.scope.in_language(speak),
        "definitions": [(t.in_language(speak), d.in_language(speak)) for t, d in one.definitions],
        "notes": [note.in_language(speak) for note in found.table.notes],
        "release": found.release,
        "newest": next(iter(queries.editions(found.table.name)), None),
        "record": record,
        "certificate": asked.table.certificate or {},
        "quality": [(line["count"], line["en" if english else "sv"]) for line in record.manifest["quality"]]
        if inside
        else None,
        "parts": list(_parts(asked)),
        "editions": list(_other_editions(asked)),
        "own": _own(request, asked),
        "own_areas": _own_areas(request, asked),
        "threshold": DEFAULT.threshold,
        "unprotected": _for_analysts(request, asked, "statistics:unprotected"),
        "why_url": _for_analysts(request, asked, "statistics:why-hidden"),
    }


def _for_analysts(request: Request, asked: Asked, name: str) -> str:
    """Where something unprotected about the same figure is asked for; empty for those who may not."""
    if not permissions.may_see_unprotected(request.actor) or not asked.found.official:
        return ""
    address = reverse(name, args=[asked.found.release.number, asked.found.table.name])
    return f"{address}?{asked.link().split('?', 1)[1]}"


def _coordinates(table: Table, key: Key) -> list[tuple[str, str]]:
    """What each column is called, and what the figure's code in it is called."""
    speak = language()
    return [
        (capital(column.words.in_language(speak)), capital(column.label(code).in_language(speak)))
        for column, code in zip(table.columns, key, strict=True)
    ]


# What it is made of --------------------------------------------------------------------------------------------------

Line = tuple[str, Shown, str]


def _parts(asked: Asked) -> Iterator[dict[str, Any]]:
    """The finer released figures that this one is made of, by column; then what it is itself a part of."""
    table, speak = asked.table, language()
    above: list[Line] = []
    for place, (column, code) in enumerate(zip(table.columns, asked.key, strict=True)):

        def line(other: str, place: int = place) -> Line:
            key = (*asked.key[:place], other, *asked.key[place + 1 :])
            return column.label(other).in_language(speak), shown_cell(table.cells[key]), asked.link(key)  # noqa: B023

        whole = dict(column.sums) | ({column.total: column.adding_up} if column.total else {})
        inside = [*whole.get(code, ()), *(part for part, of in column.parts if of == code)]
        if inside and place:
            heading = _("Efter %(what)s") % {"what": column.words.in_language(speak).lower()}
            yield {"heading": heading, "lines": [line(other) for other in inside]}
        above += [line(of) for of in dict.fromkeys(_wholes(column, code, whole)) if of != code]
    if asked.areas is not None and asked.area is not None and asked.area.is_county:
        yield {"heading": _("Efter samordningsförbund"), "lines": list(_in_county(asked))}
    if asked.area is not None:
        key = asked.key
        above.append((_("Hela landet"), shown_cell(asked.found.table.cells[key]), asked.link(key, "")))
    if above:
        yield {"heading": _("Talet ingår i"), "lines": above}


def _wholes(column: Any, code: str, whole: dict[str, Any]) -> Iterator[str]:
    yield from (of for of, parts in whole.items() if code in parts)
    yield from (of for part, of in column.parts if part == code)


def _in_county(asked: Asked) -> Iterator[Line]:
    """The associations of the county. One that is not there has no name here and is left out."""
    assert asked.areas is not None and asked.area is not None
    names = dict(queries.names_of_associations())
    for slug in asked.areas.by_county.get(asked.area.code, ()):
        if slug in asked.areas.known and slug in names:
            cell = asked.areas.table(slug).cells[asked.key]
            yield names[slug], shown_cell(cell), asked.link(area=slug)


def _other_editions(asked: Asked) -> Iterator[Line]:
    """The same figure as other releases print it. Figures of areas are not released, so they have none."""
    name = asked.found.table.name
    for release in queries.editions(name) if asked.area is None else ():
        if release.pk == asked.found.release.pk:
            continue
        other = queries.table_in(release, name)
        if asked.key in other.table.cells and _names(other.table) == _names(asked.found.table):
            label = _("Utgåva %(number)s") % {"number": release.number}
            yield label, shown_cell(other.table.cells[asked.key]), links(other, "")(asked.key)


def _names(table: Table) -> list[str]:
    return [column.name for column in table.columns]


# By rights -----------------------------------------------------------------------------------------------------------


def _own(request: Request, asked: Asked) -> dict[str, Any] | None:
    """The measures of the area that the person works with, and whether participants may be seen. None: not theirs."""
    if asked.area is None or asked.area.is_county:
        return None
    measures = visible_measures(request.actor).filter(association__slug=asked.area.code)
    period = asked.key[0]
    year = whole(period, 9999)
    if year is not None:
        measures = measures.filter(ran_in(year))
    found = list(measures.order_by("name").distinct())
    if not found:
        return None
    return {"measures": found, "registers": any(may_register(request.actor, one) for one in found)}


def _own_areas(request: Request, asked: Asked) -> list[tuple[str, str]]:
    """The same figure for the associations that the person works for, when the nation's is looked at."""
    if asked.area is not None or not queries.can_show_areas(request.actor, asked.found):
        return []
    own = set(request.actor.associations)
    names = queries.names_of_associations() if own else []
    return [(name, asked.link(area=slug)) for slug, name in names if slug in own]


@needs_role("analyst")
def unprotected(request: Request, number: str, name: str) -> HttpResponse:
    """The unprotected figure, counted anew, after a press that says that the look is written down."""
    return _written_down(request, number, name, _with_behind)


@needs_role("analyst")
def why(request: Request, number: str, name: str) -> HttpResponse:
    """Which of the two reasons a figure is hidden for, without the figure; that it was asked is written down."""
    return _written_down(request, number, name, _with_why)


#: What a look is of: the release, the table's name, the cell, the area, who looks and when.
Look = dict[str, Any]


def _written_down(
    request: Request, number: str, name: str, look: Callable[[Asked, Look], dict[str, Any]]
) -> HttpResponse:
    """The figure's page with what ``look`` adds to it."""
    try:
        asked = _asked(request, number, name)
    except (AreasLater, AreasNotMade):
        return _not_yet(number, name, request)
    if request.method != "POST":
        return HttpResponseRedirect(asked.link())
    of = {
        "release": asked.found.release,
        "name": name,
        "key": asked.key,
        "area": asked.area.code if asked.area else "",
        "by": request.actor,
        "at": request.clock.now(),
    }
    try:
        found = look(asked, of)
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
        return HttpResponseRedirect(asked.link())
    return render(request, "statistics/figure.html", _context(request, asked) | found)


def _with_behind(asked: Asked, of: Look) -> dict[str, Any]:
    behind = look_behind(**of)
    known = Asked(ReleasedTable(behind.table, asked.found.release, asked.found.official), asked.key, None, None)
    return {
        "behind": shown_cell(behind.cell),
        "behind_parts": [group for group in _parts(known) if group["heading"] != _("Talet ingår i")],
    }


def _with_why(asked: Asked, of: Look) -> dict[str, Any]:
    """404 for a figure that is not hidden."""
    if asked.table.cells[asked.key].status is not Status.HIDDEN:
        raise Http404
    return {"why": why_hidden(**of).value}
