"""A report's document in each form: PDF, DOCX, XLSX, HTML or CSV. The bytes follow from the document alone."""

from __future__ import annotations

from typing import Final

from samordna.engine.document import Document

#: Format → what browsers are told that it is.
TYPES: Final[dict[str, str]] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
}


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
