"""Tables as PX files (PC-Axis, version 2013), in Swedish and English at once, as PxWeb and its readers take them.

Hidden is ``".."``, missing ``"."`` and nought 0; the mandatory footnotes say so. Nobody may add the cells up by program
(AGGREGALLOWED=NO), since some are hidden.

The format has no way to write a quotation mark inside a text: it becomes ”. A new line in a footnote is #, so a # there
becomes ＃; in names a new line is a space. No line is longer than 256 characters; a longer text goes on in the next.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from samordna.engine.document import Presentation
from samordna.engine.formats import cube
from samordna.engine.formats.plain import on_one_line, printable
from samordna.engine.grid import default_layout
from samordna.engine.request import Column
from samordna.engine.table import Table
from samordna.engine.words import Words

LINE: Final = 256
#: A piece of a text, and a name: short enough to stand on a line with what belongs to it.
_PIECE, _NAME = 200, 100
_MATRIX: Final = 20
LANGUAGES: Final = ("sv", "en")
_SUBJECT: Final = Words("Samordningsförbund", "Coordination associations")


@dataclass(frozen=True, slots=True)
class _Axis:
    """A column with its names in one language, no two of them alike."""

    name: str
    labels: tuple[str, ...]


def table_as_px(one: Presentation) -> str:
    """The whole file, to be written in UTF-8."""
    table = one.table
    layout = one.layout or default_layout(table.columns)
    by_name = {column.name: column for column in table.columns}
    stub = [by_name[name] for name in layout.rows]
    heading = [by_name[name] for name in layout.columns]
    if table.is_share:
        heading.append(cube.contents(table))
    return "\n".join([*_head(table), *_said(one, stub, heading), *_data(table, stub, heading)]) + "\n"


def _head(table: Table) -> Iterator[str]:
    """What does not depend on the language."""
    yield from _entry("CHARSET", ["ANSI"])  # so it says in every PX file; the code page is what counts
    yield from _entry("AXIS-VERSION", ["2013"])
    yield from _entry("CODEPAGE", ["utf-8"])
    yield from _entry("LANGUAGE", [LANGUAGES[0]])
    yield from _entry("LANGUAGES", LANGUAGES)
    yield from _entry("CREATION-DATE", [f"{table.origin.as_of.replace('-', '')} 00:00"])
    yield f"DECIMALS={cube.decimals(table)};"
    yield f"SHOWDECIMALS={cube.decimals(table)};"
    yield from _entry("MATRIX", [table.name[:_MATRIX]])
    yield "AGGREGALLOWED=NO;"
    yield from _entry("SUBJECT-CODE", ["FINSA"])


def _said(one: Presentation, stub: Sequence[Column], heading: Sequence[Column]) -> Iterator[str]:
    """Everything that is said in words, first in Swedish and then in English."""
    table, columns = one.table, [*stub, *heading]
    for language in LANGUAGES:
        mark = "" if language == LANGUAGES[0] else f"[{language}]"
        axes = dict(zip([c.name for c in columns], _axes(columns, language), strict=True))
        for key, words in (
            ("SUBJECT-AREA", _SUBJECT),
            ("TITLE", one.caption),
            ("CONTENTS", table.form.what.words),
            ("UNITS", cube.unit(table)),
        ):
            yield from _entry(f"{key}{mark}", [_name(words.in_language(language), None)])
        for key, of in (("STUB", stub), ("HEADING", heading)):
            yield from _entry(f"{key}{mark}", [axes[column.name].name for column in of])
        for column in columns:
            yield from _axis(column, axes[column.name], mark, is_time=column == _time(table))
        yield from _entry(f"SOURCE{mark}", [_name(one.source.in_language(language), None)])
        yield from _entry(f"NOTEX{mark}", [_lines(_mandatory(one, language))])
        if one.definitions:
            definitions = (f"{t.in_language(language)}: {d.in_language(language)}" for t, d in one.definitions)
            yield from _entry(f"NOTE{mark}", [_lines(definitions)])


def _time(table: Table) -> Column | None:
    """The periods, when all of them are years; the first column always is the periods."""
    first = table.columns[0]
    return first if all(re.fullmatch(r"[0-9]{4}", code) for code in first.codes) else None


def _axis(column: Column, axis: _Axis, mark: str, *, is_time: bool) -> Iterator[str]:
    of = f'{mark}("{axis.name}")'
    yield from _entry(f"VALUES{of}", axis.labels)
    if is_time:
        yield from _entry(f"TIMEVAL{of}", column.codes, "TLIST(A1),")
    yield from _entry(f"CODES{of}", [_name(code) for code in column.codes])


def _mandatory(one: Presentation, language: str) -> Iterator[str]:
    """The footnotes that must follow the figures wherever they are shown."""
    yield one.scope.in_language(language)
    yield from (f"{sign} {words.in_language(language)}" for sign, words in cube.signs_said(one.table))
    yield from (note.in_language(language) for note in one.table.notes)
    hidden, cells = one.table.hidden(), len(one.table.cells)
    if hidden:
        yield f"{hidden} av {cells} tal är dolda." if language == "sv" else f"{hidden} of {cells} figures are hidden."


# Texts ---------------------------------------------------------------------------------------------------------------


def _axes(columns: Sequence[Column], language: str) -> list[_Axis]:
    names = _different([column.words.in_language(language) for column in columns], [c.name for c in columns])
    return [
        _Axis(name, tuple(_different([words.in_language(language) for words in column.code_words], column.codes)))
        for name, column in zip(names, columns, strict=True)
    ]


def _different(texts: Sequence[str], codes: Sequence[str]) -> list[str]:
    """The texts as names; where two are alike their codes tell them apart, since readers find values by name."""
    names = [_name(text) for text in texts]
    return [
        name if names.count(name) == 1 else f"{_name(name, _NAME - len(code) - 3)} ({_name(code)})"
        for name, code in zip(names, codes, strict=True)
    ]


def _name(text: str, longest: int | None = _NAME) -> str:
    name = _unquoted(on_one_line(text))
    return name if longest is None or len(name) <= longest else f"{name[: longest - 1]}…"


def _lines(texts: Iterable[str]) -> str:
    """Texts as one footnote, each on a line of its own."""
    return "#".join(_unquoted(printable(text)).replace("#", "＃").replace("\n", "#") for text in texts)


def _unquoted(text: str) -> str:
    return text.replace('"', "”")


def _entry(key: str, texts: Sequence[str], before: str = "") -> Iterator[str]:
    """A keyword and its texts in lines that are not too long; each text goes on in as many pieces as it needs."""
    line = f"{key}={before}"
    for place, text in enumerate(texts):
        pieces = [text[at : at + _PIECE] for at in range(0, len(text), _PIECE)] or [""]
        for number, piece in enumerate(pieces, start=1):
            end = "" if number < len(pieces) else ";" if place == len(texts) - 1 else ","
            token = f'"{piece}"{end}'
            if number > 1 or len(line) + len(token) > LINE:
                yield line
                line = ""
            line += token
    yield line


# Figures -------------------------------------------------------------------------------------------------------------


def _data(table: Table, stub: Sequence[Column], heading: Sequence[Column]) -> Iterator[str]:
    """The cells, a record for each line of the stub. Every line ends with a space, as the format asks."""
    yield "DATA="
    names = [column.name for column in table.columns]
    over = [column for column in heading if column.name in names]
    for rows in itertools.product(*(column.codes for column in stub)):
        line = ""
        for codes in itertools.product(*(column.codes for column in over)):
            of = dict(zip([c.name for c in (*stub, *over)], (*rows, *codes), strict=True))
            for said in cube.said(table, table.cells[tuple(of[name] for name in names)]):
                token = said.figure or f'"{said.sign}"'
                if len(line) + len(token) + 1 > LINE:
                    yield line
                    line = ""
                line += f"{token} "
        yield line
    yield ";"
