"""A table as a file to take away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from samordna.engine.document import Document, Heading, Presentation, Terms
from samordna.engine.formats.chart import Chart
from samordna.engine.formats.csv import table_as_csv
from samordna.engine.words import Words

#: Format → its name on the page, and what browsers are told that it is.
TYPES: dict[str, tuple[str, str]] = {
    "xlsx": ("Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": ("CSV", "text/csv; charset=utf-8"),
    "pdf": ("PDF", "application/pdf"),
}


def as_file(one: Presentation, form: str, charts: Sequence[Chart], made: date, language: str) -> bytes:
    """The file's content. KeyError for a format that there is not."""
    if form == "csv":
        return table_as_csv(one.table).encode("utf-8")
    if form == "xlsx":
        from samordna.engine.formats.xlsx import workbook  # noqa: PLC0415 – only needed here

        return workbook([one], one.table.form.title, made.isoformat(), language)
    if form == "pdf":
        from samordna.engine.formats.pdf import document_as_pdf  # noqa: PLC0415 – heavy, and only needed here

        return document_as_pdf(_document(one, charts, made), language)
    raise KeyError(form)


def _document(one: Presentation, charts: Sequence[Chart], made: date) -> Document:
    counted = Heading(Words("Så är siffrorna räknade", "How the figures are counted"))
    return Document(
        one.table.name, one.table.form.title, one.scope, made, (one, *charts, counted, Terms(one.definitions))
    )
