"""A report as a file: PDF, DOCX, HTML, XLSX or CSV. The bytes follow from the release alone."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from samordna.engine.document import Document
from samordna.learn.reports.queries import Made

#: Format → what browsers are told that it is.
TYPES: Final[dict[str, str]] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
}


def content(made: Made, form: str, language: str = "sv") -> bytes:
    """The file. KeyError for a format that there is not. Kept for a while: a PDF takes a second to make."""
    if form not in TYPES:
        raise KeyError(form)
    release = made.release
    state = json.dumps([release.number, str(release.answer.answered_at), release.tables], sort_keys=True)
    return _content(_Task(hashlib.sha256(state.encode()).hexdigest(), form, language, made))


def file_name(made: Made, form: str) -> str:
    """What the file is called when it is saved: the report, the release and the format."""
    return f"{made.document.name}-utgava-{made.release.number}.{form}"


@dataclass(frozen=True, slots=True)
class _Task:
    """What is to be made. Two tasks are the same when the release's content, the format and the language are."""

    digest: str
    form: str
    language: str
    made: Made = field(compare=False)


@lru_cache(maxsize=8)
def _content(task: _Task) -> bytes:
    return bytes_of(task.made.document, task.form, task.language)


def bytes_of(document: Document, form: str, language: str) -> bytes:
    """The document as a file. KeyError for a format that there is not."""
    if form not in TYPES:
        raise KeyError(form)
    if form == "pdf":
        from samordna.engine.formats.pdf import document_as_pdf  # noqa: PLC0415 – heavy, and only for this

        return document_as_pdf(document, language)
    if form == "docx":
        from samordna.engine.formats.document_docx import document_as_docx  # noqa: PLC0415

        return document_as_docx(document, language)
    if form == "xlsx":
        from samordna.engine.formats.xlsx import workbook  # noqa: PLC0415

        return workbook(list(document.presentations()), document.title, document.made.isoformat(), language)
    if form == "html":
        from samordna.engine.formats.html import document_as_html  # noqa: PLC0415

        return document_as_html(document, language).encode()
    from samordna.engine.formats.csv import tables_as_csv  # noqa: PLC0415

    return tables_as_csv([one.table for one in document.presentations()]).encode()
