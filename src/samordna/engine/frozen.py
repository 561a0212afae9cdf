"""Tables as documents: all that a table says, kept so that it can be printed again when its declaration is gone."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

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
    return {
        "format": FORMAT,
        "name": form.name,
        "title": _words(form.title),
        "columns": [_column(column) for column in form.columns],
        "what": {"counted": form.what.counted.value, "name": form.what.name, "words": _words(form.what.words)},
        "of_people": form.of_people,
        "is_share": form.is_share,
        "notes": [_words(note) for note in form.notes],
        "origin": {"extract": table.origin.extract, "as_of": table.origin.as_of},
        "certificate": dict(table.certificate) if table.certificate is not None else None,
        "cells": [_cell(cell) for _, cell in table.rows()],
    }


def _words(words: Words) -> dict[str, str]:
    return {"sv": words.sv, "en": words.en}


def _column(column: Column) -> dict[str, Any]:
    return {
        "name": column.name,
        "words": _words(column.words),
        "codes": [{"code": code} | _words(words) for code, words in zip(column.codes, column.code_words, strict=True)],
        "total": column.total,
        "parts": [list(part) for part in column.parts],
    }


def _cell(cell: Cell) -> Any:
    """A number, a number with its whole, or the status of a cell that has none."""
    if cell.status is not Status.VALUE:
        return cell.status.value
    return cell.value if cell.of is None else [cell.value, cell.of]


def thaw(document: Mapping[str, Any]) -> Table:
    """The table that was frozen. NotATable when the document is something else."""
    if document.get("format") != FORMAT:
        raise NotATable("the document is not a table of a format that this version reads")
    try:
        form = _form(document)
        keys = list(form.cell_keys())
        cells = {key: _thawed(cell) for key, cell in zip(keys, document["cells"], strict=True)}
        return Table(form, cells, Origin(**document["origin"]), document["certificate"])
    except (KeyError, TypeError, ValueError) as error:
        raise NotATable(f"the document is not a whole table: {error}") from error


def _form(document: Mapping[str, Any]) -> FrozenForm:
    what = document["what"]
    return FrozenForm(
        document["name"],
        Words(**document["title"]),
        tuple(_thawed_column(column) for column in document["columns"]),
        What(Counted(what["counted"]), what["name"], Words(**what["words"])),
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
    )


def _thawed(cell: Any) -> Cell:
    if isinstance(cell, str):
        return Cell(Status(cell))
    if isinstance(cell, list):
        return Cell(Status.VALUE, cell[0], cell[1])
    return Cell(Status.VALUE, cell)
