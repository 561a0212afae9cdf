"""Tables as JSON-stat 2.0: one dataset, as statistical agencies give their tables to programs.

A hidden or missing cell has the value null and its sign in ``status``: ``..`` hidden, ``.`` missing. JSON-stat has room
for one language; what cannot be said in it – how the table was protected, which extract it was counted in – stands
under ``extension``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any, Final

from samordna.engine.document import Presentation
from samordna.engine.formats import cube
from samordna.engine.formats.plain import everywhere
from samordna.engine.formats.told import certificate_told
from samordna.engine.frozen import freeze
from samordna.engine.request import Column
from samordna.engine.table import Table

VERSION: Final = "2.0"


def json_stat(one: Presentation, language: str = "sv", **more: Any) -> str:
    """The dataset. ``more`` stands under ``extension``, beside the certificate (null: unprotected) and the extract."""
    table = one.table
    axes = [*table.columns, cube.contents(table)]
    cells = [said for _, cell in table.rows() for said in cube.said(table, cell)]
    dataset: dict[str, Any] = {
        "version": VERSION,
        "class": "dataset",
        "label": one.caption.in_language(language),
        "source": one.source.in_language(language),
        "updated": table.origin.as_of,
        "note": list(_notes(one, language)),
        "role": {"time": [axes[0].name], "metric": [axes[-1].name]},
        "id": [axis.name for axis in axes],
        "size": [len(axis.codes) for axis in axes],
        "dimension": {axis.name: _dimension(axis, language) for axis in axes},
        "value": [_number(cell.figure) for cell in cells],
        "status": {str(place): cell.sign for place, cell in enumerate(cells) if cell.sign},
        "extension": _extension(table) | more,
    }
    dataset["dimension"][axes[-1].name]["category"]["unit"] = _units(table, axes[-1], language)
    return json.dumps(everywhere(dataset), ensure_ascii=False, indent=2) + "\n"


def _notes(one: Presentation, language: str) -> Iterator[str]:
    yield one.scope.in_language(language)
    yield from (f"{sign} {words.in_language(language)}" for sign, words in cube.signs_said(one.table))
    yield from (note.in_language(language) for note in one.table.notes)
    yield from (f"{term.in_language(language)}: {text.in_language(language)}" for term, text in one.definitions)


def _dimension(axis: Column, language: str) -> dict[str, Any]:
    labels = {code: axis.label(code).in_language(language) for code in axis.codes}
    return {"label": axis.words.in_language(language), "category": {"index": list(axis.codes), "label": labels}}


def _units(table: Table, contents: Column, language: str) -> dict[str, Any]:
    """The figures' unit; the numbers beside a ratio are whole."""
    first = {"label": cube.unit(table).in_language(language), "decimals": cube.decimals(table)}
    return {code: first if place == 0 else {"decimals": 0} for place, code in enumerate(contents.codes)}


def _number(figure: str | None) -> int | float | None:
    if figure is None:
        return None
    return float(figure) if "." in figure else int(figure)


def _extension(table: Table) -> dict[str, Any]:
    """What is needed to trust the table and to know it again: ``table_sha256`` is of all that it says."""
    frozen = json.dumps(freeze(table), sort_keys=True, ensure_ascii=False)
    return {
        "name": table.name,
        "extract": table.origin.extract,
        "as_of": table.origin.as_of,
        "table_sha256": hashlib.sha256(frozen.encode()).hexdigest(),
        "protected": table.certificate is not None,
        "certificate": certificate_told(table),
        "hidden": table.hidden(),
    }
