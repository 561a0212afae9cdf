"""How long a national report takes, from an extract of a million participations to the files.

    ./samordna bench report                              both reports, and all official tables in one release
    ./samordna bench report --participations 100000      as many as one likes
    ./samordna bench report --keep FOLDER                keep the extract, and use it again the next time

Each report is made in a process of its own: its tables counted and protected together with a proof, the text bound to
them, and the files. Printed: seconds of each step, cells and how many are hidden, and the most memory. Asked for: 30
seconds on two cores for a whole national report with all its tables. “all” is every official table of one release.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

import pyarrow.parquet as pq  # noqa: E402
from bench import tables as large  # noqa: E402
from bench.large_extract import make  # noqa: E402

from samordna.engine.disclosure.protect import CannotProtect  # noqa: E402
from samordna.engine.extract import Extract, FileFacts, Manifest  # noqa: E402
from samordna.engine.run import run_all_protected  # noqa: E402
from samordna.learn.reports.compose import compose  # noqa: E402
from samordna.learn.reports.description import description, names  # noqa: E402
from samordna.learn.reports.rendering import TYPES, bytes_of  # noqa: E402
from samordna.learn.statistics.catalogue import official  # noqa: E402

DAY = date(make.LAST_YEAR + 1, 3, 1)
ASKED = 30.0


def main() -> int:
    """Make, measure, print."""
    parser = argparse.ArgumentParser(
        prog="samordna bench report", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--participations", type=int, default=1_000_000, help="how many (default a million)")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="make it there, or use what was made there")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        try:
            print(json.dumps(one(args.one, args.keep)))
        except CannotProtect as reason:
            print(json.dumps({"refused": str(reason)}))
        return 0
    with ExitStack() as stack:
        folder = args.keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="samordna-bench-")))
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / "linked_starts.parquet").exists():
            large.made(folder, args.participations)
        for name in (*names(), "all"):
            here = [sys.executable, __file__, "--one", name, "--keep", str(folder)]
            print(told(name, json.loads(subprocess.run(here, check=True, stdout=subprocess.PIPE).stdout)), flush=True)
    return 0


def opened(folder: Path) -> Extract:
    """The made files as an extract; nobody asks whether they have been changed."""
    there = {path.stem: pq.read_schema(path).names for path in folder.glob("*.parquet")}
    files = {name: FileFacts(pq.read_metadata(folder / f"{name}.parquet").num_rows, 0, "") for name in there}
    columns = {name: [{"name": column} for column in named] for name, named in there.items()}
    return Extract(folder, Manifest("bench", DAY.isoformat(), DAY.isoformat(), "", "bench", "", files, columns, {}, {}))


def one(name: str, folder: Path) -> dict[str, Any]:
    """The seconds of each step, in their order."""
    steps: dict[str, float] = {}
    extract, without = opened(folder), large.passed_over(large.Folder(folder))
    of_report = large.OFFICIAL if name == "all" else description(name).tables.values()
    wanted = [table for table in of_report if table not in without]
    declared = [official(table).as_of(DAY) for table in wanted]
    made = timed(steps, "tables, counted and protected", lambda: run_all_protected(declared, extract))
    if name != "all":
        report = description(name)
        by_name = {table.name: table for table in made}
        document = timed(steps, "text", lambda: compose(report, by_name, "bench", DAY))
        for form in TYPES:
            timed(steps, form, lambda form=form: bytes_of(document, form, "sv"))  # type: ignore[misc]
    return {
        "steps": steps,
        "tables": len(made),
        "cells": sum(len(table.cells) for table in made),
        "hidden": sum(table.hidden() for table in made),
        "proven": all((table.certificate or {}).get("proven", True) for table in made),
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "passed_over": without,
    }


def timed(steps: dict[str, float], what: str, do: Callable[[], Any]) -> Any:
    """What ``do`` gives; its seconds are added to ``steps``."""
    start = time.perf_counter()
    found = do()
    steps[what] = time.perf_counter() - start
    return found


def told(name: str, answer: dict[str, Any]) -> str:
    """The answer in lines."""
    if "refused" in answer:
        return f"{name}: its tables cannot be released together: {answer['refused']}"
    whole = sum(answer["steps"].values())
    lines = [
        f"{name}: {whole:.1f} s ({'within' if whole < ASKED else 'ABOVE'} {ASKED:.0f}), {answer['memory']:,.0f} MB; "
        f"{answer['tables']} tables, {answer['cells']:,} cells, {answer['hidden']:,} hidden, "
        f"{'proven' if answer['proven'] else 'NOT PROVEN'}",
        "  " + ", ".join(f"{what} {seconds:.1f} s" for what, seconds in answer["steps"].items()),
    ]
    lines += [f"  passed over: {table}, since {why}" for table, why in answer["passed_over"].items()]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
