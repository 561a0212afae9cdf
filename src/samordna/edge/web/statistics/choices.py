"""What a reader has chosen on a table's page. Everything stands in the address, so a view can be shared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from samordna.edge.web.statistics.shown import VIEWS, language
from samordna.engine.grid import Layout, default_layout
from samordna.engine.request import Column
from samordna.engine.seen import has_changes, has_shares, usual_codes
from samordna.engine.table import Table
from samordna.learn.statistics.queries import Area

#: What an area can be compared with beside a named one: county, nation and similar; all associations of the county.
NEAR, IN_COUNTY = "nara", "lan"
SEX = "sex"


@dataclass(frozen=True)
class Choices:
    """Areas, periods from and to, what cells show, rows and columns, and which figure is drawn and compared."""

    area: Area | None = None
    other: Area | None = None
    group: str = ""
    first: str = ""
    last: str = ""
    view: str = VIEWS[0]
    rows: str = ""
    columns: str = ""
    series: str = ""
    codes: Mapping[str, str] = field(default_factory=dict)
    all_rows: bool = False

    def as_query(self, **more: str) -> str:
        """The choices as a part of an address; empty when all are the usual ones."""
        chosen = {
            "omr": self.area.code if self.area else "",
            "jmf": self.other.code if self.other else self.group,
            "fran": self.first,
            "till": self.last,
            "visa": self.view if self.view != VIEWS[0] else "",
            "rader": self.rows,
            "kolumner": self.columns,
            "linjer": self.series,
            "alla": "1" if self.all_rows else "",
            **self.codes,
            **more,
        }
        said = urlencode({name: value for name, value in chosen.items() if value})
        return f"?{said}" if said else ""

    def without_comparison(self) -> Choices:
        """The same choices for one area alone."""
        return replace(self, other=None, group="")

    @property
    def is_arranged(self) -> bool:
        """True when the reader has chosen more than area and period."""
        return bool(self.rows or self.columns or self.series or self.codes)


def choices(query: QueryDict, table: Table, areas: Sequence[Area]) -> Choices:
    """Read the choices. What cannot be chosen is not: an area nobody may ask for is as if it had not been named."""
    by_code = {area.code: area for area in areas}
    area, wanted = by_code.get(query.get("omr", "")), query.get("jmf", "")
    other = by_code.get(wanted)
    first, last = _periods(query, table.columns[0].codes)
    rows, columns = (_one_of(query.get(name, ""), _names(table)) for name in ("rader", "kolumner"))
    return Choices(
        area,
        other if other != area else None,
        wanted if areas and wanted in (NEAR, IN_COUNTY) else "",
        first,
        last,
        _one_of(query.get("visa", ""), views(table)) or VIEWS[0],
        rows,
        columns if columns != rows else "",
        _one_of(query.get("linjer", ""), [column.name for column in drawable(table)]),
        _codes(query, table),
        query.get("alla") == "1",
    )


def _codes(query: QueryDict, table: Table) -> dict[str, str]:
    """The codes that were chosen of what the diagram and the comparison show, where they are not the usual ones."""
    usual = usual_codes(table.columns[1:])
    said = {column.name: _one_of(query.get(column.name, ""), column.codes) for column in table.columns[1:]}
    return {name: code for name, code in said.items() if code and code != usual[name]}


def _periods(query: QueryDict, codes: Sequence[str]) -> tuple[str, str]:
    """From and to, in their order; empty where nothing less than all is chosen. ``ar`` is one period alone."""
    one = query.get("ar", "")
    first = _one_of(query.get("fran", one), codes) or codes[0]
    last = _one_of(query.get("till", one), codes) or codes[-1]
    if codes.index(first) > codes.index(last):
        first, last = last, first
    return (first if first != codes[0] else "", last if last != codes[-1] else "")


def _one_of(said: str, possible: Sequence[str]) -> str:
    return said if said in possible else ""


def _names(table: Table) -> list[str]:
    return [column.name for column in table.columns]


def views(table: Table) -> list[str]:
    """What the cells of a table can show."""
    return [VIEWS[0], *([VIEWS[1]] if has_shares(table) else []), *([VIEWS[2]] if has_changes(table) else [])]


def drawable(table: Table) -> Sequence[Column]:
    """The columns that a diagram can have a line or bar for each code of: all but the periods."""
    return [column for column in table.columns[1:] if len(column.codes) > 1]


def periods(chosen: Choices, table: Table) -> tuple[str, ...]:
    """The chosen periods of the table."""
    codes = table.columns[0].codes
    first = codes.index(chosen.first) if chosen.first else 0
    last = codes.index(chosen.last) if chosen.last else len(codes) - 1
    return codes[first : last + 1]


# The form ------------------------------------------------------------------------------------------------------------


def options(chosen: Choices, table: Table, areas: Sequence[Area]) -> list[dict[str, Any]]:
    """The fields that everybody needs: area, comparison, from, to, and what the cells show. No choice, no field."""
    codes = [(code, words.in_language(language())) for code, words in _pairs(table.columns[0])]
    fields = []
    if areas:
        fields += [_area_field(chosen, areas), _compared_field(chosen, areas)]
    if len(codes) > 1:
        fields.append(_field("fran", _("Från"), codes, chosen.first or codes[0][0]))
        fields.append(_field("till", _("Till"), codes, chosen.last or codes[-1][0]))
    if len(views(table)) > 1:
        names = {"numbers": _numbers_word(table), "shares": _("Andel med antal"), "changes": _("Förändring")}
        fields.append(_field("visa", _("Visa som"), [(one, names[one]) for one in views(table)], chosen.view))
    return fields


def _numbers_word(table: Table) -> str:
    """What the numbers of a table are: how many, or amounts."""
    if all(cell.printing.unit == 1 for cell in table.cells.values()):
        return _("Antal")
    return capital(table.form.what.words.in_language(language()))


def more_options(chosen: Choices, table: Table, layout: Layout | None) -> list[dict[str, Any]]:
    """The fields for those who want more: rows, columns, lines of the diagram, and which figure it shows."""
    speak = language()
    layout = layout or default_layout(table.columns)
    every = [(column.name, capital(column.words.in_language(speak))) for column in table.columns]
    fields = [
        _field("rader", _("Rader"), every, chosen.rows or layout.rows[-1]),
        _field("kolumner", _("Kolumner"), every, chosen.columns or layout.columns[-1]),
    ]
    lines = [(column.name, capital(column.words.in_language(speak))) for column in drawable(table)]
    if len(lines) > 1:
        fields.append(_field("linjer", _("Diagrammet delas efter"), lines, series_of(chosen, table)))
    usual = usual_codes(table.columns)
    for column in drawable(table):
        pairs = [(code, words.in_language(speak)) for code, words in _pairs(column)]
        name = capital(column.words.in_language(speak))
        fields.append(_field(column.name, name, pairs, chosen.codes.get(column.name, usual[column.name])))
    return fields


def series_of(chosen: Choices, table: Table) -> str:
    """What the lines of the diagram are: what was chosen, else women and men, else the last column."""
    names = [column.name for column in drawable(table)]
    if chosen.series in names or not names:
        return chosen.series
    return SEX if SEX in names else names[-1]


def capital(text: str) -> str:
    """The text with a capital letter first."""
    return text[:1].upper() + text[1:]


def _pairs(column: Column) -> list[tuple[str, Any]]:
    return list(zip(column.codes, column.code_words, strict=True))


def _area_field(chosen: Choices, areas: Sequence[Area]) -> dict[str, Any]:
    return _grouped("omr", _("Område"), [("", _("Hela landet"))], areas, chosen.area.code if chosen.area else "")


def _compared_field(chosen: Choices, areas: Sequence[Area]) -> dict[str, Any]:
    first = [
        ("", _("Inget")),
        (NEAR, _("Länet, landet och liknande")),
        (IN_COUNTY, _("Alla förbund i länet")),
    ]
    return _grouped("jmf", _("Jämför med"), first, areas, chosen.other.code if chosen.other else chosen.group)


def _grouped(name: str, label: str, first: list[tuple[str, str]], areas: Sequence[Area], chosen: str) -> dict[str, Any]:
    found = _field(name, label, first, chosen)
    for heading, is_county in ((_("Samordningsförbund"), False), (_("Län"), True)):
        pairs = [(area.code, area.name) for area in areas if area.is_county is is_county]
        if pairs:
            found["groups"].append({"label": heading, "options": _field(name, label, pairs, chosen)["options"]})
    return found


def _field(name: str, label: str, pairs: list[tuple[str, str]], chosen: str) -> dict[str, Any]:
    return {
        "id": name,
        "label": label,
        "options": [{"value": value, "text": text, "selected": value == chosen} for value, text in pairs],
        "groups": [],
    }
