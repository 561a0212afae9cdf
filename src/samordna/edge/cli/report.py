"""`samordna report NAME`: a report whose figures are bound to protected tables, computed from an extract.

--format pdf (tagged for screen readers and fit for the archive), html, xlsx (every table) or csv (every table, one
after the other with a column for the table's name).
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from samordna.edge.cli.extracts_of_register import NoRegister, chosen
from samordna.edge.cli.output import WouldSpoilTheScreen, write

if TYPE_CHECKING:
    from samordna.engine.document import Document

HELP: Final = "make a report (pdf, html, xlsx or csv)"
needs_register: Final = False


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """NAME and the choices."""
    parser.add_argument("name", metavar="NAME", help="af-fk-2020")
    parser.add_argument("--extract", metavar="ID", help="default: the newest that covers the report's tables")
    parser.add_argument("--format", choices=("pdf", "html", "xlsx", "csv"), default="pdf", help="default: pdf")
    parser.add_argument("--language", choices=("sv", "en"), default="sv", help="default: sv")
    parser.add_argument("--out", type=Path, metavar="FILE", help="default: stdout")


def run(args: argparse.Namespace) -> int:
    """Make the report, or say why not (exit code 2)."""
    from samordna.engine.disclosure.protect import CannotProtect  # noqa: PLC0415
    from samordna.engine.extract import ExtractError  # noqa: PLC0415
    from samordna.learn.reports.catalogue import NoSuchReport  # noqa: PLC0415

    try:
        write(_written(_document(args), args.format, args.language), args.out)
    except (NoSuchReport, NoRegister, ExtractError, CannotProtect, WouldSpoilTheScreen, OSError) as wrong:
        print(wrong, file=sys.stderr)
        return 2
    return 0


def _document(args: argparse.Namespace) -> Document:
    from samordna.learn.reports.catalogue import report  # noqa: PLC0415
    from samordna.learn.statistics.catalogue import official  # noqa: PLC0415

    wanted = report(args.name)
    declarations = [official(name).declaration for name in wanted.tables]
    extract = chosen(args.extract, declarations[0])
    from samordna.engine.run import run_protected  # noqa: PLC0415

    return wanted.compose({one.name: run_protected(one, extract) for one in declarations}, "")


def _written(document: Document, form: str, language: str) -> str | bytes:
    if form == "pdf":
        from samordna.engine.formats.pdf import document_as_pdf  # noqa: PLC0415

        return document_as_pdf(document, language)
    if form == "html":
        from samordna.engine.formats.html import document_as_html  # noqa: PLC0415

        return document_as_html(document, language)
    if form == "xlsx":
        from samordna.engine.formats.xlsx import workbook  # noqa: PLC0415

        return workbook(list(document.presentations()), document.title, document.made.isoformat(), language)
    from samordna.engine.formats.csv import tables_as_csv  # noqa: PLC0415

    return tables_as_csv([one.table for one in document.presentations()])
