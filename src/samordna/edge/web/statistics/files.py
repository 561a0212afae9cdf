"""A table as a file to take away: what was chosen, what it means, which release it is, and how hidden cells look."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from samordna.engine.document import Document, Heading, Presentation, Terms, signs_in
from samordna.engine.formats.about import csv_with_about
from samordna.engine.formats.bars import Bars
from samordna.engine.formats.chart import Chart
from samordna.engine.formats.json import table_as_json
from samordna.engine.formats.json_stat import json_stat
from samordna.engine.formats.px import table_as_px
from samordna.engine.words import Words

#: Format → its name on the page, and what browsers are told that it is.
TYPES: dict[str, tuple[str, str]] = {
    "xlsx": ("Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": ("CSV", "text/csv; charset=utf-8"),
    "json": ("JSON", "application/json"),
    "px": ("PX", "text/x-pc-axis; charset=utf-8"),
    "json-stat": ("JSON-stat", "application/json"),
    "pdf": ("PDF", "application/pdf"),
}
#: How the file's name ends, where that is not the format.
ENDINGS = {"json-stat": "jsonstat.json"}


def as_file(one: Presentation, form: str, charts: Sequence[Chart | Bars], made: date, language: str) -> bytes:
    """The file's content. KeyError for a format that there is not."""
    if form == "csv":
        return csv_with_about(one, language).encode("utf-8")
    if form == "json":
        return as_json(one, language).encode("utf-8")
    if form == "px":
        return table_as_px(one).encode("utf-8")
    if form == "json-stat":
        return json_stat(one, language).encode("utf-8")
    if form == "xlsx":
        from samordna.engine.formats.xlsx import workbook  # noqa: PLC0415 – only needed here

        return workbook([one], one.table.form.title, made.isoformat(), language)
    if form == "pdf":
        from samordna.engine.formats.pdf import document_as_pdf  # noqa: PLC0415 – heavy, and only needed here

        return document_as_pdf(_document(one, charts, made), language)
    raise KeyError(form)


def as_json(one: Presentation, language: str) -> str:
    """The table as the command prints it, with what is said about it under ``about``."""
    document: dict[str, Any] = json.loads(table_as_json(one.table))
    about = {
        "table": one.caption.in_language(language),
        "scope": one.scope.in_language(language),
        "source": one.source.in_language(language),
        "signs": {sign: words.in_language(language) for sign, words in signs_in(one.table)},
        "definitions": {term.in_language(language): text.in_language(language) for term, text in one.definitions},
    }
    return json.dumps({"about": about, **document}, ensure_ascii=False, indent=2) + "\n"


def _document(one: Presentation, charts: Sequence[Chart | Bars], made: date) -> Document:
    counted = Heading(Words("Så är siffrorna räknade", "How the figures are counted"))
    return Document(
        one.table.name, one.table.form.title, one.scope, made, (one, *charts, counted, Terms(one.definitions))
    )
