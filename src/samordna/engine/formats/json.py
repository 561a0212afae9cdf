"""Tables as JSON: the cells as objects, and everything needed to trust them."""

from __future__ import annotations

import json
from typing import Any

from samordna.engine.formats.told import certificate_told
from samordna.engine.frozen import freeze
from samordna.engine.request import Key
from samordna.engine.table import Cell, Status, Table


def table_as_json(table: Table) -> str:
    """An object with the table's words, origin, certificate (null: unprotected) and ``cells`` in the order of print."""
    document = freeze(table)
    del document["format"]
    document["certificate"] = certificate_told(table)
    document["protected"] = table.certificate is not None
    names = [column.name for column in table.columns]
    document["cells"] = [_cell(table, names, key, cell) for key, cell in table.rows()]
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _cell(table: Table, names: list[str], key: Key, cell: Cell) -> dict[str, Any]:
    status = Status.MISSING if cell.status is Status.VALUE and cell.rounded is None else cell.status
    found: dict[str, Any] = dict(zip(names, key, strict=True)) | {"status": status.value}
    number = cell.value if cell.status is Status.VALUE else None
    if table.is_share:
        figure = None if cell.rounded is None else float(cell.rounded) if "." in cell.rounded else int(cell.rounded)
        return found | {table.form.what.name: figure, "part": number, "whole": cell.of}
    return found | {table.form.what.name: number}
