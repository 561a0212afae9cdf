"""One figure of an area beside the same figure of its county, the nation and similar areas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from samordna.edge.web.statistics.choices import IN_COUNTY, NEAR, Choices, periods
from samordna.edge.web.statistics.shown import as_seen
from samordna.engine.formats.bars import Bars
from samordna.engine.formats.chart import Series
from samordna.engine.printed import CHANGES
from samordna.engine.seen import beside, labels, usual_codes
from samordna.engine.table import Table
from samordna.engine.words import Words
from samordna.learn.statistics.areas import Areas, sorted_by_nearness
from samordna.learn.statistics.queries import Area

#: How many similar areas are shown.
SIMILAR = 4
NATION = "riket"
NATION_WORDS = Words("Hela landet", "The whole country")


@dataclass(frozen=True)
class Comparison:
    """A table of one figure by area, what the figure is, and what is said below about how the areas were chosen."""

    table: Table
    figure: str
    codes: Mapping[str, str]
    remarks: tuple[str, ...]


def figure_codes(table: Table, chosen: Choices) -> dict[str, str]:
    """Which figure is compared. Of shares the first part and not the total, which is all of itself."""
    codes = usual_codes(table.columns[1:]) | dict(chosen.codes)
    if chosen.view == "shares":
        last = next(column for column in reversed(table.columns) if column.total)
        if codes.get(last.name) == last.total:
            codes[last.name] = last.adding_up[0]
    return codes


def comparison(areas: Areas, names: Sequence[Area], chosen: Choices, speak: str) -> Comparison | None:
    """The chosen area beside what it is compared with; None when nothing is."""
    known = {area.code: area for area in names}
    if chosen.area is None or not (chosen.group or chosen.other):
        return None
    codes = figure_codes(areas.national, chosen)
    beside_it, remarks = _beside(areas, chosen, known, codes)
    tables = {code: areas.table(code) for code in beside_it if code != NATION}
    tables = {code: areas.national if code == NATION else tables[code] for code in beside_it}
    seen = {code: as_seen(table, chosen.view, periods(chosen, table)) for code, table in tables.items()}
    words = {code: Words(known[code].name, known[code].name) for code in seen if code in known} | {NATION: NATION_WORDS}
    made = beside(seen, words, codes, Words("Område", "Area"))
    figure = " · ".join(one.in_language(speak) for one in labels(areas.national, codes))
    return Comparison(made, figure or areas.national.form.what.words.in_language(speak), codes, tuple(remarks))


def _beside(
    areas: Areas, chosen: Choices, known: Mapping[str, Area], codes: Mapping[str, str]
) -> tuple[list[str], list[str]]:
    """The codes of the areas in their order, the chosen one first and the nation last, and the remarks."""
    area = chosen.area
    assert area is not None
    if chosen.other:
        return [area.code, chosen.other.code, NATION], []
    county = area.code if area.is_county else areas.county_of(area.code)
    inside = [code for code in areas.by_county.get(county or "", ()) if code in known and code != area.code]
    remarks = [] if county else [_("Länet är inte med: förbundet ligger inte helt i ett län som registret känner.")]
    if chosen.group == IN_COUNTY:
        if county and not inside:
            remarks.append(_("Det finns inget annat förbund i länet."))
        return [*dict.fromkeys([area.code, *inside, *([county] if county else []), NATION])], remarks
    similar = _similar(areas, area, known, codes)
    remarks.append(
        _(
            "Liknande är de områden vars visade tal ligger närmast, det senaste år som talet visas. Ingen har beslutat"
            " vilka förbund som liknar varandra, och storleken säger inget om vilka människor som bor där."
        )
        if similar
        else _("Liknande områden går inte att välja: områdets eget tal är dolt eller finns inte.")
    )
    return [*dict.fromkeys([area.code, *([county] if county else []), *similar, NATION])], remarks


def _similar(areas: Areas, area: Area, known: Mapping[str, Area], codes: Mapping[str, str]) -> list[str]:
    """Areas of the same kind that are nearest in size: by the last shown figure of both sexes."""
    national = areas.national
    whole = {**codes, **{column.name: column.total for column in national.columns[1:] if column.total}}
    among = [code for code in areas.known if code in known and known[code].is_county is area.is_county]
    for period in reversed(national.columns[0].codes):
        key = (period, *(whole[column.name] for column in national.columns[1:]))
        shown = {code: areas.cell(key, code) for code in {*among, area.code}}
        if similar := sorted_by_nearness(shown, area.code, among, SIMILAR):
            return similar
    return []


def compared_bars(made: Comparison) -> Bars | None:
    """The comparison as bars. Of numbers the nation is left out, since every other bar would vanish beside it."""
    period, area = made.table.columns
    codes = [code for code in area.codes if code != NATION or made.table.is_share]
    series = tuple(
        Series(area.label(code), tuple(made.table.cells[(when, code)] for when in period.codes)) for code in codes
    )
    known = [cell for one in series for cell in one.cells if cell.figure is not None]
    if not known or any(cell.printing.way in CHANGES for cell in known) or len(series) * len(period.codes) > 60:
        return None
    sv, en = made.figure, made.figure
    return Bars(Words(sv, en), period.codes, series, period.code_words)


__all__ = ["IN_COUNTY", "NEAR", "Comparison", "compared_bars", "comparison", "figure_codes"]
