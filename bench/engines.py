"""The same official tables on every engine: duckdb, postgres and sail, of one extract, each in a process of its own.

    ./samordna bench engines                            a million participations; a PostgreSQL of its own; some minutes
    ./samordna bench engines --participations 50000     fewer
    ./samordna bench engines --engines duckdb,sail      some of them; memory is slow and has to be asked for

Printed for each engine: seconds to the first table (starting, connecting, copying), seconds for all tables once more
with everything in place, and the most memory that its process held. PostgreSQL's own server is not in that figure, nor
is a Spark that SAMORDNA_SPARK names. Exit code 1 when one cell differs.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from bench.large_extract import make  # noqa: E402
from tests.services import engines  # noqa: E402

from samordna.edge.launcher import scale  # noqa: E402
from samordna.engine import postgres  # noqa: E402
from samordna.engine.combined import Declaration  # noqa: E402
from samordna.engine.elsewhere import Elsewhere  # noqa: E402
from samordna.engine.extract import Extract, open_extract  # noqa: E402
from samordna.engine.run import run_all  # noqa: E402
from samordna.engine.writer import Writer  # noqa: E402
from samordna.learn.statistics.catalogue import OFFICIAL  # noqa: E402


def main() -> int:
    """Make the extract, run each engine in a process of its own, print and compare."""
    args = arguments()
    if args.one:
        return measured(open_extract(Path(args.extract)), args.one)
    with tempfile.TemporaryDirectory(prefix="samordna-engines-") as folder:
        extract = made(Path(folder), args.participations)
        print(f"{args.participations:,} participations, {len(tables(extract))} official tables, {os.cpu_count()} cores")
        print(f"{'engine':10}{'first table':>14}{'all, again':>14}{'memory, MB':>14}  same cells")
        answers = {name: in_a_process(name, extract) for name in args.engines.split(",")}
    expected = next(iter(answers.values()))["cells"]
    for name, found in answers.items():
        same = "yes" if found["cells"] == expected else "NO"
        print(f"{name:10}{found['first']:12.2f} s{found['all']:12.2f} s{found['memory']:14,.0f}  {same}")
    return int(any(found["cells"] != expected for found in answers.values()))


def arguments() -> argparse.Namespace:
    """How large, which engines."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--participations", type=int, default=1_000_000, metavar="N")
    parser.add_argument("--engines", default="duckdb,postgres,sail", metavar="NAME,…")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("--extract", help=argparse.SUPPRESS)
    return parser.parse_args()


def made(root: Path, participations: int) -> Extract:
    """An invented extract of that size, the same every time."""
    files = make.files(participations, 0)
    with Writer(root, [source for source, _ in files.values()]) as writer:
        for name, (_, chunks) in files.items():
            for chunk in chunks:
                for batch in chunk.to_batches():
                    writer.add_batch(name, batch)
        facts: dict[str, Any] = {"made_at": "", "made_by": "", "why": "", "state": "", "codes": {}, "rules": {}}
        return writer.finish(as_of=date(make.LAST_YEAR + 1, 1, 15), **facts)


def tables(extract: Extract) -> list[Declaration]:
    """The official tables that the extract covers."""
    declarations = [one.declaration for one in OFFICIAL.values()]
    return [declaration for declaration in declarations if extract.why_not(declaration) is None]


def in_a_process(name: str, extract: Extract) -> dict[str, Any]:
    """What one engine needed, and its cells."""
    with environment(name) as more:
        command = [sys.executable, __file__, "--one", name, "--extract", str(extract.folder)]
        done = subprocess.run(command, env=os.environ | more, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@contextmanager
def environment(name: str) -> Iterator[dict[str, str]]:
    """What must be there for an engine: the server that is named, or one that is started for it."""
    if name == "sail":
        scale.python()
    if name != "postgres" or os.environ.get(postgres.ADDRESS):
        yield {}
        return
    with engines.database() as address:
        yield {postgres.ADDRESS: address}


def measured(extract: Extract, name: str) -> int:
    """The first table, then all of them once more; printed as JSON."""
    wanted = tables(extract)
    started = time.monotonic()
    ways = {
        "postgres": postgres.opened,
        "sail": lambda: Elsewhere(scale.python(), "samordna.engine.sail"),
    }
    with ways.get(name, lambda: nullcontext(name))() as engine:
        run_all(wanted[:1], extract, engine)
        first = time.monotonic() - started
        run_all(wanted, extract, engine)
        started = time.monotonic()
        found = run_all(wanted, extract, engine)
        again = time.monotonic() - started
    # Both are in kilobytes on Linux. Sail is a child of ours.
    who = resource.RUSAGE_CHILDREN if name == "sail" else resource.RUSAGE_SELF
    cells = [[[*key, cell.status, cell.value] for key, cell in table.rows()] for table in found]
    memory = resource.getrusage(who).ru_maxrss / 1024
    print(json.dumps({"first": first, "all": again, "memory": memory, "cells": cells}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
