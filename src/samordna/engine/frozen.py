"""Tables as documents: all that a table says, kept so that it can be printed again when its declaration is gone."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from samordna.engine.printed import Printed, Way
from samordna.engine.request import Column, Counted, Key, What
from samordna.engine.table import Cell, Origin, Status, Table
from samordna.engine.words import Words

FORMAT = 1


class NotATable(ValueError):
    """The document is not a frozen table that this version reads."""


@dataclass(frozen=True, slots=True)
class FrozenForm:
    """What was kept of a declaration."""

    name: str
    title: Words
    columns: tuple[Column, ...]
    what: What
    of_people: bool
    is_share: bool
    notes: tuple[Words, ...]

    def cell_keys(self) -> Iterator[Key]:
        """Every cell's key in the order of print."""
        return itertools.product(*(column.codes for column in self.columns))


def freeze(table: Table) -> dict[str, Any]:
    """The table as a document of JSON values."""
    form = table.form
    ways = list(dict.fromkeys(cell.printed for cell in table.cells.values() if cell.printed is not None))
    document = {
        "format": FORMAT,
        "name": form.name,
        "title": _words(form.title),
        "columns": [_column(column) for column in form.columns],
        "what": _what(form.what),
        "of_people": form.of_people,
        "is_share": form.is_share,
        "notes": [_words(note) for note in table.notes],
        "origin": {"extract": table.origin.extract, "as_of": table.origin.as_of},
        "certificate": dict(table.certificate) if table.certificate is not None else None,
        "cells": [_cell(cell, ways) for _, cell in table.rows()],
    }
    # A table of numbers or whole per cent needs no more; documents from before there were others say nothing of them.
    return document | ({"printed": [_printed(way) for way in ways]} if ways else {})


def _words(words: Words) -> dict[str, str]:
    return {"sv": words.sv, "en": words.en}


def _column(column: Column) -> dict[str, Any]:
    said = {
        "name": column.name,
        "words": _words(column.words),
        "codes": [{"code": code} | _words(words) for code, words in zip(column.codes, column.code_words, strict=True)],
        "total": column.total,
        "parts": [list(part) for part in column.parts],
    }
    more = {"apart": list(column.apart), "sums": [[whole, list(parts)] for whole, parts in column.sums]}
    return said | {name: value for name, value in more.items() if value}


def _what(what: What) -> dict[str, Any]:
    said = {"counted": what.counted.value, "name": what.name, "words": _words(what.words)}
    return said | ({"printed": _printed(what.printed)} if what.printed else {})


def _printed(printed: Printed) -> list[Any]:
    return [printed.way.value, printed.decimals, printed.unit.numerator, printed.unit.denominator]


def _cell(cell: Cell, ways: list[Printed]) -> Any:
    """A number, a number with its whole and how it is printed, or the status of a cell that has none."""
    if cell.status is not Status.VALUE:
        return cell.status.value
    if cell.printed is not None:
        return [cell.value, cell.of, ways.index(cell.printed)]
    return cell.value if cell.of is None else [cell.value, cell.of]


def thaw(document: Mapping[str, Any]) -> Table:
    """The table that was frozen. NotATable when the document is something else."""
    if document.get("format") != FORMAT:
        raise NotATable("the document is not a table of a format that this version reads")
    try:
        form = _form(document)
        keys = list(form.cell_keys())
        ways = [_thawed_way(way) for way in document.get("printed", ())]
        cells = {key: _thawed(cell, ways) for key, cell in zip(keys, document["cells"], strict=True)}
        return Table(form, cells, Origin(**document["origin"]), document["certificate"])
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise NotATable(f"the document is not a whole table: {error}") from error


def _form(document: Mapping[str, Any]) -> FrozenForm:
    what = document["what"]
    return FrozenForm(
        document["name"],
        Words(**document["title"]),
        tuple(_thawed_column(column) for column in document["columns"]),
        What(
            Counted(what["counted"]),
            what["name"],
            Words(**what["words"]),
            printed=_thawed_way(what["printed"]) if "printed" in what else None,
        ),
        document["of_people"],
        document["is_share"],
        tuple(Words(**note) for note in document["notes"]),
    )


def _thawed_column(column: Mapping[str, Any]) -> Column:
    return Column(
        column["name"],
        Words(**column["words"]),
        tuple(code["code"] for code in column["codes"]),
        tuple(Words(code["sv"], code["en"]) for code in column["codes"]),
        column["total"],
        tuple((part, whole) for part, whole in column["parts"]),
        tuple(column.get("apart", ())),
        tuple((whole, tuple(parts)) for whole, parts in column.get("sums", ())),
    )


def _thawed_way(way: Sequence[Any]) -> Printed:
    return Printed(Way(way[0]), way[1], Fraction(way[2], way[3]))


def _thawed(cell: Any, ways: Sequence[Printed]) -> Cell:
    if isinstance(cell, str):
        return Cell(Status(cell))
    if isinstance(cell, list):
        return Cell(Status.VALUE, cell[0], cell[1], ways[cell[2]] if len(cell) > 2 else None)
    return Cell(Status.VALUE, cell)
