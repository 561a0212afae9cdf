"""How fast the official tables are computed on a large extract, beside the same tables by hand and by peers.

    ./samordna bench tables                              a million participations, linked with 20 million spells
    ./samordna bench tables --participations 100000000   as many as one likes: they are made chunk by chunk
    ./samordna bench tables --keep FOLDER                keep the extract, and use it again the next time
    ./samordna bench tables --ways samordna,by_hand      without polars (made if missing) and pandas

Each way runs in a process of its own, for one year and for twenty. Printed: seconds the first time, when queries are
written, and the better of two more; processor time; the most memory. Every cell is compared: 1 when one differs.
At the end, which tables were counted, and which were passed over for want of a file or a column.
Everybody in the extract is invented. Above two million participations there are starts, but no spells behind them.
SAMORDNA_TABLES_MEMORY=4GB bounds DuckDB's memory, in both ways that use it.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

import duckdb as duckdb_itself  # noqa: E402
import pyarrow.parquet as pq  # noqa: E402
from bench.large_extract import by_hand, make, peers  # noqa: E402

from samordna.edge.launcher.environment import Environment  # noqa: E402
from samordna.edge.launcher.places import VAR  # noqa: E402
from samordna.engine import duckdb  # noqa: E402
from samordna.engine.combined import counts_in  # noqa: E402
from samordna.engine.periods import Time  # noqa: E402
from samordna.engine.reading import columns_read  # noqa: E402
from samordna.engine.request import Count  # noqa: E402
from samordna.learn.statistics.catalogue import OFFICIAL  # noqa: E402
from samordna.learn.statistics.deriving import Derived  # noqa: E402
from samordna.learn.statistics.linked_columns import LINKED_STARTS, SPELLS  # noqa: E402

YEARS = ((make.LAST_YEAR, make.LAST_YEAR), (make.FIRST_YEAR, make.LAST_YEAR))
SPELLS_EACH, MOST_LINKED = 20, 2_000_000
PEERS = Environment(VAR / "peers", {"peers": ("peers",)}, "peers")
WAYS = ("samordna", "by_hand", "polars", "pandas")

#: The count and the codes of its cell → the number.
Cells = dict[tuple[str, str], int | None]


@dataclass(frozen=True)
class Folder:
    """An extract without a manifest: the engine asks only where a file lies."""

    folder: Path

    def path(self, source: str) -> Path:
        """Where the file lies."""
        return self.folder / f"{source}.parquet"


def main() -> int:
    """Make, measure, compare, print. 1 when two ways disagree."""
    args = arguments()
    if args.one:
        print(json.dumps(one_way(args.one, Folder(args.keep), *args.years, args.times)))
        return 0
    with ExitStack() as stack:
        folder = args.keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="samordna-bench-")))
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / "linked_starts.parquet").exists():
            made(folder, args.participations)
        return measured(folder, args.ways.split(","), args.times)


def arguments() -> argparse.Namespace:
    """What it takes."""
    parser = argparse.ArgumentParser(
        prog="samordna bench tables", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--participations", type=int, default=1_000_000, help="how many (default a million)")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="make it there, or use what was made there")
    parser.add_argument("--ways", default=",".join(WAYS), metavar="NAME,…", help=f"of {', '.join(WAYS)}")
    parser.add_argument("--times", type=int, default=3, help="how often each way counts (default 3)")
    parser.add_argument("--one", choices=WAYS[:2], help=argparse.SUPPRESS)
    parser.add_argument("--years", type=int, nargs=2, help=argparse.SUPPRESS)
    return parser.parse_args()


# The extract ---------------------------------------------------------------------------------------------------------


def made(folder: Path, participations: int) -> None:
    """Write the extract, and link it as the product does when the spells have room."""
    _, seconds, processor = timed(lambda: make.write(folder, participations))
    print(
        f"{participations:,} participations made in {seconds:.1f} s ({processor:.1f} s of processor time)", flush=True
    )
    linking = linked if participations <= MOST_LINKED else invented
    said, seconds, processor = timed(lambda: linking(folder, participations))
    print(f"{said} in {seconds:.1f} s ({processor:.1f} s of processor time)", flush=True)


def linked(folder: Path, participations: int) -> str:
    """Spells of everybody, linked with the extract by the product's own rule."""
    sizes = [min(make.CHUNK, participations - at) for at in range(0, participations, make.CHUNK)]
    persons = [max(1, size * make.PERSONS_PER_HUNDRED // 100) for size in sizes]
    chunks = (make.spells_of(1, n, p, SPELLS_EACH * s / p) for n, (s, p) in enumerate(zip(sizes, persons, strict=True)))
    with tempfile.TemporaryDirectory(dir=folder) as work:
        raw = Path(work) / "delivered.parquet"
        spells = make.written(raw, SPELLS, chunks)
        with Derived(raw, Folder(folder), 0, Path(work)) as derived:  # type: ignore[arg-type]
            make.written(folder / "spells.parquet", SPELLS, derived.spells())
            starts = make.written(
                folder / "linked_starts.parquet", LINKED_STARTS, derived.starts(folder / "spells.parquet")
            )
    return f"{spells:,} spells made and linked with {starts:,} starts"


def invented(folder: Path, participations: int) -> str:
    """Starts without spells behind them."""
    starts = make.written(folder / "linked_starts.parquet", LINKED_STARTS, make.invented_starts(participations))
    return f"{starts:,} linked starts made"


# Measuring -----------------------------------------------------------------------------------------------------------


def measured(folder: Path, ways: list[str], times: int) -> int:
    """Every way for one year and for all; how many are wrong, at most 1."""
    wrong, extract = False, Folder(folder)
    for first, last in YEARS:
        print(f"\n{first}–{last}{'':12}{'first':>10}{'again':>10}{'processor':>12}{'MB':>8}   cells")
        found = {way: in_a_process(way, folder, first, last, times) for way in ways}
        expected = {(name, codes): number for name, codes, number in next(iter(found.values()))["cells"]}
        nothing = {count.name: None if count.missing_of_none else 0 for count in official_counts(extract, first, last)}
        for way, answer in found.items():
            cells = {(name, codes): number for name, codes, number in answer["cells"]}
            same = agree(expected, cells, {name: nothing[name] for name in answer["counts"]})
            wrong = wrong or not same
            print(
                f"{way:21}{answer['first']:8.2f} s{answer['seconds']:8.2f} s{answer['processor']:10.2f} s"
                f"{answer['memory']:8,.0f}   {len(cells):,}, {'the same' if same else 'NOT THE SAME'}"
            )
        if {"samordna", "by_hand"} <= found.keys():
            ratio = found["samordna"]["processor"] / found["by_hand"]["processor"]
            print(f"samordna takes {ratio:.2f} times the processor time of the tables by hand")
    print(f"\n{told(extract, expected)}")
    return int(wrong)


def agree(expected: Cells, cells: Cells, nothing: dict[str, int | None]) -> bool:
    """True when the numbers of these counts are the same. Who finds nothing may say nothing; what that means is told:
    there are nought persons, but an amount that nobody has entered is missing.
    """
    keys = {key for key in (*expected, *cells) if key[0] in nothing}
    return all(expected.get(key, nothing[key[0]]) == cells.get(key, nothing[key[0]]) for key in keys)


def in_a_process(way: str, folder: Path, first: int, last: int, times: int) -> dict[str, Any]:
    """What a way came to, in a process of its own, which alone has its memory."""
    years = (str(first), str(last))
    if way in WAYS[:2]:
        here = [sys.executable, __file__, "--one", way, "--keep", str(folder), "--times", str(times)]
        command = [*here, "--years", *years]
    else:
        if way == "polars":
            PEERS.prepare("peers")
        python = PEERS.python if way == "polars" else sys.executable
        command = [str(python), peers.__file__, way, str(folder), *years]
    answer: dict[str, Any] = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    return {"first": answer["seconds"], "counts": list(peers.COUNTS)} | answer


def one_way(way: str, extract: Folder, first: int, last: int, times: int) -> dict[str, Any]:
    """All official tables, several times, by the engine or by hand."""
    counts = official_counts(extract, first, last)
    do = of_the_engine if way == "samordna" else of_hand
    runs = [timed(lambda: do(counts, extract, first, last)) for _ in range(times)]
    better = min(runs[1:] or runs, key=lambda run: run[2])
    return {
        "first": runs[0][1],
        "seconds": better[1],
        "processor": better[2],
        "memory": peers.most_memory(),
        "cells": [[*key, number] for key, number in better[0].items()],
        "counts": [count.name for count in counts],
    }


def official_counts(extract: Folder, first: int, last: int) -> list[Count]:
    """Every count behind the official tables, over these years; those of a programme over the programme."""
    without = passed_over(extract)
    behind = [count for name, counts in behind_tables().items() if name not in without for count in counts]
    return list(dict.fromkeys(in_years(count, first, last) for count in behind))


def behind_tables() -> dict[str, list[Count]]:
    """The counts behind each official table, without those of what the register never asks."""
    return {
        name: [count for count in counts_in(official.declaration) if not count.never_asked]
        for name, official in OFFICIAL.items()
    }


def passed_over(extract: Folder) -> dict[str, str]:
    """The tables that cannot be made of the extract, and why: a file or a column is not there."""
    there = {path.stem: set(pq.read_schema(path).names) for path in extract.folder.glob("*.parquet")}
    lacking = {}
    for name, counts in behind_tables().items():
        read = [place for count in counts for place in columns_read(count)]
        lacks = [f"{source}.{column}" for source, column in read if column not in there.get(source, ())]
        if lacks:
            lacking[name] = f"there is no {', '.join(dict.fromkeys(lacks))}"
    return lacking


def told(extract: Folder, cells: Cells) -> str:
    """Which tables were counted, which were passed over, and those into whose cells nobody falls."""
    without = passed_over(extract)
    counts = {name: counts for name, counts in behind_tables().items() if name not in without}
    found = {name for (name, _), number in cells.items() if number}
    empty = [name for name, behind in counts.items() if not any(count.name in found for count in behind)]
    lines = [f"{len(counts)} official tables counted, all cells of them: {', '.join(counts)}"]
    lines += [f"passed over: {name}, since {why}" for name, why in without.items()]
    lines += [f"counted, but nothing falls into any cell: {', '.join(empty)}"] if empty else []
    return "\n".join(lines)


def in_years(count: Count, first: int, last: int) -> Count:
    """The count over other years."""
    if not isinstance(count.time, Time):
        return count
    return replace(count, time=replace(count.time, first=first, last=last), absent=())


def of_the_engine(counts: list[Count], extract: Folder, first: int, last: int) -> Cells:
    """As the product counts them."""
    answers = duckdb.count_all(counts, extract)  # type: ignore[arg-type]
    return {
        (count.name, " ".join(key)): number
        for count, cells in zip(counts, answers, strict=True)
        for key, number in cells.items()
    }


def of_hand(counts: list[Count], extract: Folder, first: int, last: int) -> Cells:
    """As somebody who knows DuckDB writes them."""
    found: Cells = {}
    costs = tuple(count.name for count in counts if count.name.startswith("sus-cost"))
    missing = {count.name for count in counts if count.missing_of_none}
    memory = os.environ.get(duckdb.MEMORY)
    with tempfile.TemporaryDirectory(dir=extract.folder) as overflow, duckdb_itself.connect() as connection:
        connection.execute(f"SET temp_directory = '{overflow}'")
        connection.execute(f"SET memory_limit = '{memory}'" if memory else "SET enable_progress_bar = false")
        for file in extract.folder.glob("*.parquet"):
            connection.read_parquet(str(file)).create_view(file.stem)
        for sql, names in by_hand.all_tables(costs):
            rows = connection.execute(sql.format(first=first, last=last))
            for row in rows.fetchall() if names else ():
                codes = " ".join(map(str, row[: -len(names)]))
                for name, n in zip(names, row[-len(names) :], strict=True):
                    found[name, codes] = None if n is None and name in missing else int(n or 0)
    return found


def timed(do: Callable[[], Any]) -> tuple[Any, float, float]:
    """The answer, the seconds and the seconds of processor time."""
    start, processor = time.perf_counter(), time.process_time()
    answer = do()
    return answer, time.perf_counter() - start, time.process_time() - processor


if __name__ == "__main__":
    sys.exit(main())
