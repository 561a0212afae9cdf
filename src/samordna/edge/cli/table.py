"""`samordna table NAME`: one official table, computed from an extract.

Without --extract it uses the newest extract that covers the table. The table is unprotected: for those who may see
it, not for publication. With --released it is the protected one, where small numbers are hidden (..). Hidden is not
zero (0), and zero is not missing (...).

A file can be traced by itself: json, xlsx, px and json-stat, and csv with --out in lines that begin with #, say what is
counted, the footnotes, whether it is protected, and the extract with the sha256 of its manifest. On stdout csv is the
cells alone. px (PC-Axis 2013, Swedish and English) and json-stat (JSON-stat 2.0, Swedish) are what statistical agencies
read: there a missing figure is "." and a hidden one "..", as in their own tables.
"""

from __future__ import annotations

import argparse
import sys
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from samordna.edge.cli.extracts_of_register import NoRegister, chosen
from samordna.edge.cli.output import WouldSpoilTheScreen, write

if TYPE_CHECKING:
    from samordna.engine.document import Presentation
    from samordna.engine.extract import Extract
    from samordna.engine.run import Engine
    from samordna.engine.table import Table
    from samordna.engine.words import Words

HELP: Final = "print one official table (csv, json, xlsx, px or json-stat)"
needs_register: Final = False
FORMATS: Final = ("csv", "json", "xlsx", "px", "json-stat")
ENGINES: Final = "default: duckdb; the others give the same answer, see docs/how-to/large-registers.md"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """NAME and the choices."""
    parser.add_argument("name", metavar="NAME", help="see ./samordna tables")
    parser.add_argument("--extract", metavar="ID", help="default: the newest that covers the table")
    parser.add_argument("--engine", choices=("memory", "duckdb", "postgres", "sail"), default="duckdb", help=ENGINES)
    parser.add_argument("--format", choices=FORMATS, default="csv", help="default: csv")
    parser.add_argument(
        "--released", action="store_true", help="protected by itself; a release protects its tables together"
    )
    parser.add_argument("--out", type=Path, metavar="FILE", help="default: stdout")


def run(args: argparse.Namespace) -> int:
    """Print the table, or why there is none (exit code 2, nothing on stdout)."""
    from samordna.edge.launcher.progress import SetupFailed  # noqa: PLC0415
    from samordna.engine.disclosure.protect import CannotProtect  # noqa: PLC0415
    from samordna.engine.errors import EngineUnavailable  # noqa: PLC0415
    from samordna.engine.extract import ExtractError  # noqa: PLC0415
    from samordna.learn.statistics.catalogue import NoSuchTable  # noqa: PLC0415

    try:
        table, extract = _table(args)
        write(_written(_traceable(table, extract), extract, args.format, in_a_file=args.out is not None), args.out)
    except (NoSuchTable, NoRegister, ExtractError, CannotProtect, WouldSpoilTheScreen, OSError) as wrong:
        print(wrong, file=sys.stderr)
        return 2
    except (EngineUnavailable, SetupFailed) as problem:
        print(problem, file=sys.stderr)
        return 1
    for note in table.told:
        print(note.en, file=sys.stderr)
    if not args.released:
        print("Unprotected: not for publication. --released gives the protected table.", file=sys.stderr)
    elif hidden := table.hidden():
        print(f"{hidden} cells are hidden (..).{_printed_before(table)}", file=sys.stderr)
    return 0


def _printed_before(table: Table) -> str:
    """Which of the hidden cells the original printed, without its numbers; nothing when it printed none of them."""
    words = _hidden_though_printed(table)
    return f" {words.en}" if words else ""


def _hidden_though_printed(table: Table) -> Words | None:
    from samordna.engine.words import Words  # noqa: PLC0415
    from samordna.learn.statistics.printed import hidden_though_printed  # noqa: PLC0415

    cells = [" ".join(key) for key in hidden_though_printed(table)]
    if not cells:
        return None
    listed = ", ".join(cells)
    return Words(
        f"Originalet tryckte {len(cells)} av dem som är dolda här: {listed}.",
        f"The original printed {len(cells)} of them: {listed}.",
    )


def _traceable(table: Table, extract: Extract) -> Presentation:
    """The table with all that stands beside it, and in its source the manifest that its extract is known by."""
    from samordna.engine.words import Words  # noqa: PLC0415
    from samordna.learn.statistics.catalogue import presentation  # noqa: PLC0415

    words = _hidden_though_printed(table)
    one = presentation(replace(table, told=(*table.told, *([words] if words else []))))
    digest = _manifest_digest(extract)
    return replace(
        one,
        source=Words(
            f"{one.source.sv} Manifestets sha256: {digest}.", f"{one.source.en} The manifest's sha256: {digest}."
        ),
    )


def _manifest_digest(extract: Extract) -> str:
    from samordna.engine.extract import MANIFEST, digest  # noqa: PLC0415

    return digest(extract.folder / MANIFEST)


def _table(args: argparse.Namespace) -> tuple[Table, Extract]:
    from samordna.learn.statistics.catalogue import official  # noqa: PLC0415

    one = official(args.name)
    extract = chosen(args.extract, one.declaration, one.as_of)
    declaration = one.as_of(date.fromisoformat(extract.manifest.as_of))
    from samordna.engine.run import check_covers, run, run_protected  # noqa: PLC0415 – after what is refused at once

    check_covers(declaration, extract)  # before an engine is made ready, which may take minutes
    with _opened(args.engine) as engine:
        return (run_protected if args.released else run)(declaration, extract, engine), extract


def _opened(name: str) -> AbstractContextManager[str | Engine]:
    """The engine, ready for several counts. The distributed one runs in an environment of its own."""
    if name == "postgres":
        from samordna.engine import postgres  # noqa: PLC0415

        return postgres.opened()
    if name == "sail":
        from samordna.edge.launcher import scale  # noqa: PLC0415
        from samordna.engine.elsewhere import Elsewhere  # noqa: PLC0415

        return Elsewhere(scale.python(), "samordna.engine.sail")
    return nullcontext(name)


def _written(one: Presentation, extract: Extract, form: str, *, in_a_file: bool) -> str | bytes:
    table = one.table
    if form == "csv":
        from samordna.engine.formats.about import csv_with_about  # noqa: PLC0415
        from samordna.engine.formats.csv import table_as_csv  # noqa: PLC0415

        return csv_with_about(one, "sv") if in_a_file else table_as_csv(table)
    if form == "json":
        from samordna.engine.formats.about import json_with_about  # noqa: PLC0415

        known = extract.manifest
        facts = {name: getattr(known, name) for name in ("id", "as_of", "made_at", "codes", "rules")}
        files = {name: file.sha256 for name, file in known.files.items()}
        facts |= {"manifest_sha256": _manifest_digest(extract), "files_sha256": files}
        return json_with_about(one, extract=facts)
    if form == "px":
        from samordna.engine.formats.px import table_as_px  # noqa: PLC0415

        return table_as_px(one)
    if form == "json-stat":
        from samordna.engine.formats.json_stat import json_stat  # noqa: PLC0415

        return json_stat(one, manifest_sha256=_manifest_digest(extract))
    from samordna.engine.formats.xlsx import workbook  # noqa: PLC0415

    return workbook([one], table.form.title, table.origin.as_of)
