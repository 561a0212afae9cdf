"""Pages that anybody can read: the tables that are released, each with its definitions, diagrams and files."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from samordna.edge.web.access import anyone
from samordna.edge.web.middleware import sentence
from samordna.edge.web.request import Request
from samordna.edge.web.statistics import figure
from samordna.edge.web.statistics.choices import Choices, choices, more_options, options, periods
from samordna.edge.web.statistics.comparing import Comparison, compared_bars, comparison
from samordna.edge.web.statistics.diagrams import diagram, says_anything
from samordna.edge.web.statistics.files import ENDINGS, TYPES, as_file
from samordna.edge.web.statistics.shown import as_seen, drawn, language, said, shown
from samordna.engine.document import Presentation, signs_in
from samordna.engine.formats.bars import Bars
from samordna.engine.formats.chart import Chart
from samordna.engine.grid import Layout, default_layout
from samordna.engine.request import Key
from samordna.engine.seen import arranged, in_whole_units
from samordna.engine.table import Table
from samordna.engine.words import Words
from samordna.ground.kernel.errors import Refusal
from samordna.learn.statistics import queries
from samordna.learn.statistics.areas import Areas, AreasGone, NoAreas
from samordna.learn.statistics.catalogue import presentation
from samordna.learn.statistics.highlights import Highlights, highlights
from samordna.learn.statistics.queries import Area, ReleasedTable
from samordna.learn.statistics.stored_areas import AreasLater, AreasNotMade

PUBLIC = anyone("released tables are for everybody")
NAV = "statistics"
NOT_FOR_PUBLICATION = Words("Inte för publicering.", "Not for publication.")
#: The part of a page that a file is of, when it is not the table itself.
COMPARISON = "jamforelse"


@dataclass(frozen=True)
class Looked:
    """What one look at a table is of: the released table, the choices, and the areas if any are chosen."""

    found: ReleasedTable
    chosen: Choices
    names: list[Area]
    areas: Areas | None = None
    #: Why no area is shown though one was chosen; empty when there is nothing to say. ``later``: it will be.
    no_areas: str = ""
    later: bool = False

    @property
    def table(self) -> Table:
        """The chosen area's table in whole."""
        if self.chosen.area is None or self.areas is None:
            return self.found.table
        return self.areas.table(self.chosen.area.code)

    def comparison(self) -> Comparison | None:
        """The chosen area beside what it is compared with."""
        return None if self.areas is None else comparison(self.areas, self.names, self.chosen, language())

    def present(self, table: Table, *, released: bool) -> Presentation:
        """A table in the chosen form: periods, what the cells show, rows and columns."""
        one = presentation(table, self.found.release.number if released else "")
        layout = one.layout or default_layout(table.columns)
        seen = in_whole_units(as_seen(table, self.chosen.view, periods(self.chosen, table)))
        return replace(one, table=seen, layout=arranged(layout, self.chosen.rows, self.chosen.columns))


@PUBLIC
def table(request: Request, name: str) -> HttpResponse:
    """The newest edition of a table; for those with a role also one association's or county's."""
    return _table_page(request, _newest(name), is_newest=True)


@PUBLIC
def edition(request: Request, number: str, name: str) -> HttpResponse:
    """A table exactly as it stood in a release: the address that never changes."""
    return _table_page(request, edition_of(request, number, name), is_newest=False)


def _newest(name: str) -> ReleasedTable:
    newest = queries.latest(name)
    if newest is None:
        raise Http404
    return newest


def edition_of(request: Request, number: str, name: str) -> ReleasedTable:
    """A table of a release that the person may see; NotFound for others."""
    return queries.table_in(queries.release_of(request.actor, number), name)


def look(request: Request, found: ReleasedTable) -> Looked:
    """What the address asks for, as far as the person may see it."""
    names = queries.areas(request.actor) if queries.has_areas(found.table.name) else []
    chosen = choices(request.GET, found.table, names)
    if chosen.area is None and chosen.other is None:
        return Looked(found, chosen, names)
    nation = Looked(found, replace(chosen, area=None, other=None, group=""), names)
    try:
        return Looked(found, chosen, names, queries.areas_of(request.actor, found))
    except (AreasLater, AreasNotMade) as later:
        return replace(nation, no_areas=why_later(later, found.release.number), later=True)
    except AreasGone:
        why = _("Uttaget som siffrorna räknades ur går inte att använda. Det som är utgivet gäller.")
    except NoAreas:
        why = _("Så små tal som finns i områdena skulle gå att räkna fram ur det som redan är utgivet.")
    except Refusal as refusal:
        why = sentence(refusal)
    return replace(nation, no_areas=why)


def why_later(later: AreasLater | AreasNotMade, number: str) -> str:
    """Why a release's tables by area are not there yet, and what to do."""
    if isinstance(later, AreasLater):
        said = _("De görs nu: %(ready)d av %(wanted)d är klara. Läs in sidan igen om en stund.")
        return said % {"ready": later.progress.ready, "wanted": later.progress.wanted}
    said = _("De är inte gjorda för utgåva %(number)s. Den som sköter driften gör dem med %(command)s.")
    return said % {"number": number, "command": f"./samordna tables --areas {number}"}


def _table_page(request: Request, found: ReleasedTable, *, is_newest: bool) -> HttpResponse:
    at = look(request, found)
    chosen, speak = at.chosen, language()
    one = presentation(found.table, found.release.number)
    fixed = reverse("statistics:edition", args=[found.release.number, found.table.name]) + chosen.as_query()
    context = {
        "nav": NAV,
        "one": one,
        "title": found.table.form.title.in_language(speak),
        "scope": one.scope.in_language(speak),
        "release": found.release,
        "editions": queries.editions(found.table.name),
        "newer": reverse("statistics:table", args=[found.table.name]) + chosen.as_query(),
        "is_newest": is_newest,
        "fields": options(chosen, found.table, at.names),
        "more_fields": more_options(chosen, found.table, one.layout),
        "is_arranged": chosen.is_arranged,
        "no_areas": at.no_areas,
        "areas_later": at.later,
        "areas_exist": queries.has_areas(found.table.name),
        "asks_for_area": bool(chosen.group and chosen.area is None and not at.no_areas),
        "is_coarse": at.areas.is_coarse if at.areas else False,
        "main": _main(at),
        "compared": _compared(at),
        "other": _other(at),
        "definitions": [(t.in_language(speak), d.in_language(speak)) for t, d in one.definitions],
        "signs": [(sign, words.in_language(speak)) for sign, words in signs_in(at.table)],
        "notes": [note.in_language(speak) for note in found.table.notes],
        "certificate": found.table.certificate or {},
        "fixed": request.build_absolute_uri(fixed),
        "files": _files(found, chosen, is_newest),
        "unpublished": bool(chosen.area or chosen.other),
    }
    return render(request, "statistics/table.html", context)


def _main(at: Looked) -> dict[str, Any]:
    """The chosen area, or the nation, with its diagrams and sentences."""
    area = at.chosen.area
    made = _section(at, at.table, area, "omrade-0")
    charts, sentences = _pictures(at)
    return made | {"charts": drawn(charts, "d0-"), "sentences": said(sentences)}


def _other(at: Looked) -> dict[str, Any] | None:
    """The whole table of a named area to compare with."""
    if at.areas is None or at.chosen.other is None:
        return None
    return _section(at, at.areas.table(at.chosen.other.code), at.chosen.other, "omrade-1")


def _section(at: Looked, whole: Table, area: Area | None, identity: str) -> dict[str, Any]:
    one = at.present(whole, released=area is None)
    where = area.name if area else _("Hela landet")
    link = figure.links(at.found, area.code if area else "")
    return {
        "id": identity,
        "heading": where,
        "source": one.source.in_language(language()),
        "caption": f"{whole.form.title.in_language(language())}. {where}.",
        "table": shown(one, link, all_rows=at.chosen.all_rows),
        "all_rows": replace(at.chosen, all_rows=True).as_query(),
        "hidden": one.table.hidden(),
        "cells": len(one.table.cells),
        "is_area": area is not None,
        # Two numbers under each change need the room that the diagrams have otherwise.
        "is_wide": at.chosen.view == "changes" or one.grid.width > 9,
    }


def _pictures(at: Looked) -> tuple[list[Chart | Bars], Any]:
    """Diagrams and sentences: the table's own while nothing else is chosen, else the one that was asked for."""
    seen = as_seen(at.table, periods=periods(at.chosen, at.table))
    own = highlights(seen) if len(seen.columns[0].codes) > 1 else Highlights()
    if own.charts and at.chosen.view == "numbers" and not at.chosen.is_arranged:
        return [chart for chart in own.charts if says_anything(chart)], own.sentences
    # Changes go below nought and are read in the table; the numbers behind them are drawn.
    view = "numbers" if at.chosen.view == "changes" else at.chosen.view
    made = diagram(in_whole_units(as_seen(at.table, view, periods(at.chosen, at.table))), at.chosen)
    return [made] if made else [], own.sentences


def _compared(at: Looked) -> dict[str, Any] | None:
    made = at.comparison()
    if made is None:
        return None
    one = _comparison_presented(at, made)
    name, chosen = at.found.table.name, at.chosen

    def link(key: Key) -> str:
        period, area = key
        codes = (period, *(made.codes[column.name] for column in at.found.table.columns[1:]))
        return figure.links(at.found, area if area != "riket" else "")(codes)

    bars = compared_bars(made)
    return {
        "id": "jamforelse",
        "figure": made.figure,
        "caption": f"{one.table.form.title.in_language(language())}. {made.figure}.",
        "table": shown(one, link),
        "hidden": one.table.hidden(),
        "cells": len(one.table.cells),
        "remarks": made.remarks,
        "charts": drawn([bars] if bars else [], "j-"),
        "is_numbers": chosen.view == "numbers" and not at.found.table.is_share,
        "files": [
            {
                "label": label,
                "form": form,
                "url": reverse("statistics:edition-download", args=[at.found.release.number, name, form])
                + chosen.as_query(**{"del": COMPARISON}),
            }
            for form, (label, _type) in TYPES.items()
            if form != "pdf"
        ],
    }


def _comparison_presented(at: Looked, made: Comparison) -> Presentation:
    one = presentation(made.table)
    period, area = made.table.columns
    return replace(one, scope=_unpublished(f"{made.figure}.", one.scope), layout=Layout((area.name,), (period.name,)))


def _unpublished(where: str, scope: Words) -> Words:
    return Words(f"{where} {NOT_FOR_PUBLICATION.sv} {scope.sv}", f"{where} {NOT_FOR_PUBLICATION.en} {scope.en}")


# Files ---------------------------------------------------------------------------------------------------------------


def _files(found: ReleasedTable, chosen: Choices, is_newest: bool) -> list[dict[str, str]]:
    name, query = found.table.name, chosen.without_comparison().as_query()
    made = []
    for form, (label, _type) in TYPES.items():
        address = (
            reverse("statistics:download", args=[name, form])
            if is_newest
            else reverse("statistics:edition-download", args=[found.release.number, name, form])
        )
        made.append({"form": form, "label": label, "url": address + query})
    return made


@PUBLIC
def download(request: Request, name: str, form: str) -> HttpResponse:
    """The newest edition as a file, as it was chosen; with an area marked as not for publication."""
    return _file(request, _newest(name), form)


@PUBLIC
def edition_download(request: Request, number: str, name: str, form: str) -> HttpResponse:
    """A table of a release as a file: the same bytes for as long as the product makes files in this way."""
    return _file(request, edition_of(request, number, name), form)


def _file(request: Request, found: ReleasedTable, form: str) -> HttpResponse:
    if form not in TYPES:
        raise Http404
    at = look(request, found)
    if at.no_areas:
        raise Http404
    area = at.chosen.area
    if request.GET.get("del") == COMPARISON:
        made = at.comparison()
        if made is None:
            raise Http404
        return _as_response(_comparison_presented(at, made), form, found, [], COMPARISON)
    one = at.present(at.table, released=area is None)
    if area is not None:
        one = replace(one, scope=_unpublished(f"{area.name}.", one.scope))
    return _as_response(one, form, found, _pictures(at)[0] if form == "pdf" else [], area.code if area else "")


def _as_response(
    one: Presentation, form: str, found: ReleasedTable, charts: list[Chart | Bars], part: str
) -> HttpResponse:
    made = found.release.extract.as_of
    content = as_file(one, form, charts, date(made.year, made.month, made.day), language())
    response = HttpResponse(content, content_type=TYPES[form][1])
    stem = "-".join(filter(None, [one.table.name, part, f"utgava-{found.release.number}"]))
    response["Content-Disposition"] = f'attachment; filename="{stem}.{ENDINGS.get(form, form)}"'
    return response
