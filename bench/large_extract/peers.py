"""Some official tables as somebody writes them in polars or pandas. Runs in a Python that has the one that is named.

    python bench/large_extract/peers.py polars FOLDER FIRST LAST

Prints one line of JSON: seconds, seconds of processor time, the most memory in MB, and the cells.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from pathlib import Path
from typing import Any

#: What the peers count: a table over a link by year, one before and after, and a linked one.
COUNTS = (
    "af-fk-2020-1",
    "sus-standard-4-before",
    "sus-standard-4-after",
    "af-fk-2020-4-2-started",
    "af-fk-2020-4-2-found",
)
BENEFITS = {
    "sjukpenning": "sjukpenning",
    "rehabiliteringspenning": "sjukpenning",
    "aktivitetsersattning": "aktivitetsersättning",
}
Cells = list[tuple[str, str, int]]


def in_polars(folder: Path, first: int, last: int) -> Cells:
    """By lazy queries, which polars plans as a whole."""
    pl: Any = importlib.import_module("polars")
    person, year = pl.col("person").n_unique(), pl.col("year")

    def file(name: str) -> Any:
        return pl.scan_parquet(folder / f"{name}.parquet").with_columns(pl.col(pl.Categorical).cast(pl.String))

    def totals(rows: Any, by: list[list[str]], value: Any) -> Any:
        return [rows.group_by(keys).agg(value.alias("n")).collect().to_dicts() for keys in by]

    paid = (pl.col("association").is_not_null(), pl.col("orientation") == "individual")
    # Table 1.
    had = (
        file("support")
        .filter(pl.col("occasion") == "in", pl.col("extent") > 0, pl.col("source").is_in(list(BENEFITS)))
        .select("participation", benefit=pl.col("source").replace_strict(BENEFITS))
        .unique()
    )
    rows = (
        file("participations")
        .filter(*paid, pl.col("mode") == "person", pl.col("start").dt.year() <= last)
        .filter(pl.col("end").is_null() | (pl.col("end").dt.year() >= first))
        .select("participation", "person", "sex", "start", "end")
        .join(had, on="participation")
        .with_columns(
            year=pl.int_ranges(
                pl.max_horizontal(pl.col("start").dt.year(), first),
                pl.min_horizontal(pl.col("end").dt.year().fill_null(last), last) + 1,
            )
        )
        .explode("year")
    )
    cells: Cells = []
    for name, part in (("ongoing", rows), ("new", rows.filter(pl.col("start").dt.year() == year))):
        for found in totals(part, [["year", "benefit", "sex"], ["year", "benefit"]], person):
            cells += [
                _cell("af-fk-2020-1", r["year"], name, r["benefit"], r.get("sex", "total"), n=r["n"]) for r in found
            ]
    # Standard report, part 4.
    ended = (
        file("participations")
        .filter(paid[0], pl.col("mode") == "person", pl.col("state") == "ended", pl.col("last_ended") == "yes")
        .select("participation", "sex", year=pl.col("end").dt.year())
        .filter(year.is_between(first, last))
    )
    by = [["year", "source", "sex"], ["year", "source"], ["year", "sex"], ["year"]]
    for name, occasion in (("before", "in"), ("after", "out")):
        sources = file("support").filter(pl.col("occasion") == occasion, pl.col("extent") > 0)
        rows = ended.join(sources.select("participation", "source"), on="participation")
        for found in totals(rows, by, pl.col("participation").n_unique()):
            for r in found:
                codes = (r["year"], r.get("source", "any"), r.get("sex", "total"))
                cells.append(_cell(f"sus-standard-4-{name}", *codes, n=r["n"]))
    # Section 4.2.
    starts = (
        file("linked_starts")
        .filter(*paid, pl.col("start_in_year") == "first", pl.col("benefit") == "sjukpenning")
        .select("person", "sex", "found", year=pl.col("start").dt.year())
        .filter(year.is_between(first, last))
    )
    for name, part in (("started", starts), ("found", starts.filter(pl.col("found") == "yes"))):
        for found in totals(part, [["year", "sex"], ["year"]], person):
            cells += [_cell(f"af-fk-2020-4-2-{name}", r["year"], r.get("sex", "total"), n=r["n"]) for r in found]
    return cells


def in_pandas(folder: Path, first: int, last: int) -> Cells:
    """By data frames, reading only the columns that are needed."""
    pd: Any = importlib.import_module("pandas")

    def file(name: str, *columns: str) -> Any:
        return pd.read_parquet(folder / f"{name}.parquet", columns=list(columns))

    def totals(rows: Any, by: list[list[str]], column: str) -> Any:
        return [(keys, rows.groupby(keys, observed=True)[column].nunique()) for keys in by]

    def told(name: str, rows: Any, by: list[list[str]], column: str, before: str = "") -> Cells:
        instead = {"source": "any", "sex": "total"}
        found: Cells = []
        for keys, numbers in totals(rows, by, column):
            for key, n in numbers.items():
                codes = dict(zip(keys, key if isinstance(key, tuple) else (key,), strict=True))
                rest = [codes.get(one, instead.get(one, "")) for one in by[0][1:]]
                found.append(_cell(name, codes["year"], *before.split(), *rest, n=n))
        return found

    cells: Cells = []
    everybody = file(
        "participations", "participation", "person", "sex", "mode", "association", "orientation", "start", "end",
        "state", "last_ended",
    )  # fmt: skip
    everybody = everybody[everybody["association"].notna() & (everybody["mode"] == "person")]
    for name in ("start", "end"):
        everybody[f"{name}_year"] = pd.to_datetime(everybody[name]).dt.year
    support = file("support", "participation", "occasion", "extent", "source")
    support = support[support["extent"] > 0]
    # Table 1.
    at_entry = support[support["occasion"] == "in"]
    had = at_entry[at_entry["source"].isin(list(BENEFITS))].assign(
        benefit=lambda rows: rows["source"].astype(str).map(BENEFITS)
    )
    had = had[["participation", "benefit"]].drop_duplicates()
    rows = everybody[(everybody["orientation"] == "individual") & (everybody["start_year"] <= last)]
    rows = rows[rows["end_year"].isna() | (rows["end_year"] >= first)].merge(had, on="participation")
    since, until = (
        rows["start_year"].clip(lower=first).astype(int),
        rows["end_year"].fillna(last).clip(upper=last).astype(int),
    )
    rows["year"] = [range(one, other + 1) for one, other in zip(since, until, strict=True)]
    rows = rows[["year", "benefit", "sex", "person", "start_year"]].explode("year")
    by = [["year", "benefit", "sex"], ["year", "benefit"]]
    for name, part in (("ongoing", rows), ("new", rows[rows["start_year"] == rows["year"]])):
        cells += told("af-fk-2020-1", part, by, "person", name)
    # Standard report, part 4.
    ended = everybody[(everybody["state"] == "ended") & (everybody["last_ended"] == "yes")]
    ended = ended[ended["end_year"].between(first, last)].assign(year=lambda rows: rows["end_year"].astype(int))
    by = [["year", "source", "sex"], ["year", "source"], ["year", "sex"], ["year"]]
    for name, occasion in (("before", "in"), ("after", "out")):
        sources = support.loc[support["occasion"] == occasion, ["participation", "source"]]
        rows = ended[["participation", "sex", "year"]].merge(sources, on="participation")
        cells += told(f"sus-standard-4-{name}", rows, by, "participation")
    # Section 4.2.
    starts = file(
        "linked_starts", "person", "sex", "association", "orientation", "start", "benefit", "start_in_year", "found"
    )
    starts = starts[starts["association"].notna() & (starts["orientation"] == "individual")]
    starts = starts[(starts["start_in_year"] == "first") & (starts["benefit"] == "sjukpenning")]
    starts = starts.assign(year=lambda rows: pd.to_datetime(rows["start"]).dt.year)
    starts = starts[starts["year"].between(first, last)]
    for name, part in (("started", starts), ("found", starts[starts["found"] == "yes"])):
        cells += told(f"af-fk-2020-4-2-{name}", part, [["year", "sex"], ["year"]], "person")
    return cells


def _cell(count: str, *codes: object, n: int) -> tuple[str, str, int]:
    return count, " ".join(map(str, codes)), int(n)


WAYS = {"polars": in_polars, "pandas": in_pandas}


def main() -> None:
    """Count, and say what it took."""
    way, folder, first, last = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    importlib.import_module(way)
    clock, processor = time.perf_counter(), time.process_time()
    cells = WAYS[way](folder, first, last)
    seconds, processor = time.perf_counter() - clock, time.process_time() - processor
    print(json.dumps({"seconds": seconds, "processor": processor, "memory": most_memory(), "cells": cells}))


def most_memory() -> float:
    """The most memory that this process has held, in MB. What getrusage says includes whoever started it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


if __name__ == "__main__":
    main()
