"""`samordna table NAME`: one official table, computed from an extract.

Without --extract it uses the newest extract that covers the table. The table is unprotected: for those who may see
it, not for publication. With --released it is the protected one, where small numbers are hidden (..). Hidden is not
zero (0), and zero is not missing (...).
"""

from __future__ import annotations

import argparse
import sys
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from samordna.edge.cli.extracts_of_register import NoRegister, chosen
from samordna.edge.cli.output import WouldSpoilTheScreen, write

if TYPE_CHECKING:
    from samordna.engine.run import Engine
    from samordna.engine.table import Table

HELP: Final = "print one official table (csv, json or xlsx)"
needs_register: Final = False
ENGINES: Final = "default: duckdb; the others give the same answer, see docs/how-to/large-registers.md"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """NAME and the choices."""
    parser.add_argument("name", metavar="NAME", help="see ./samordna tables")
    parser.add_argument("--extract", metavar="ID", help="default: the newest that covers the table")
    parser.add_argument("--engine", choices=("memory", "duckdb", "postgres", "sail"), default="duckdb", help=ENGINES)
    parser.add_argument("--format", choices=("csv", "json", "xlsx"), default="csv", help="default: csv")
    parser.add_argument("--released", action="store_true", help="the protected table, as it may be shown")
    parser.add_argument("--out", type=Path, metavar="FILE", help="default: stdout")


def run(args: argparse.Namespace) -> int:
    """Print the table, or why there is none (exit code 2, nothing on stdout)."""
    from samordna.edge.launcher.progress import SetupFailed  # noqa: PLC0415
    from samordna.engine.disclosure.protect import CannotProtect  # noqa: PLC0415
    from samordna.engine.errors import EngineUnavailable  # noqa: PLC0415
    from samordna.engine.extract import ExtractError  # noqa: PLC0415
    from samordna.learn.statistics.catalogue import NoSuchTable  # noqa: PLC0415

    try:
        table = _table(args)
        write(_written(table, args.format), args.out)
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
    from samordna.learn.statistics.printed import hidden_though_printed  # noqa: PLC0415

    cells = [" ".join(key) for key in hidden_though_printed(table)]
    return f" The original printed {len(cells)} of them: {', '.join(cells)}." if cells else ""


def _table(args: argparse.Namespace) -> Table:
    from samordna.learn.statistics.catalogue import official  # noqa: PLC0415

    one = official(args.name)
    extract = chosen(args.extract, one.declaration, one.as_of)
    declaration = one.as_of(date.fromisoformat(extract.manifest.as_of))
    from samordna.engine.run import check_covers, run, run_protected  # noqa: PLC0415 – after what is refused at once

    check_covers(declaration, extract)  # before an engine is made ready, which may take minutes
    with _opened(args.engine) as engine:
        return (run_protected if args.released else run)(declaration, extract, engine)


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


def _written(table: Table, form: str) -> str | bytes:
    if form == "csv":
        from samordna.engine.formats.csv import table_as_csv  # noqa: PLC0415

        return table_as_csv(table)
    if form == "json":
        from samordna.engine.formats.json import table_as_json  # noqa: PLC0415

        return table_as_json(table)
    from samordna.engine.formats.xlsx import workbook  # noqa: PLC0415
    from samordna.learn.statistics.catalogue import presentation  # noqa: PLC0415

    return workbook([presentation(table)], table.form.title, table.origin.as_of)
