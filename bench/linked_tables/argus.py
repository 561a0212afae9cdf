"""tau-ARGUS on one table, in the environment of the peers.

    python bench/linked_tables/argus.py LEAVES.csv SPEC.toml METHOD OUT.csv

METHOD is OPT or MOD. OUT is as `samordna protect` writes it. One line about time and memory.
"""

from __future__ import annotations

import contextlib
import csv
import itertools
import json
import resource
import sys
import tempfile
import time
import tomllib
from pathlib import Path

from pytauargus import protect

#: Below so many persons a cell is small; so many per cent is how wide the interval must be that hides it.
RULE = "FREQ(5,10)"
SUPPRESS = {"OPT": "OPT(1)", "MOD": "MOD(1,1,1,1,1)"}


def people(leaves, fine):
    """One row a person, with the finest code of each dimension."""
    rows = [row for row in leaves for _ in range(int(row["n"]))]
    return {name: [row[column] for row in rows] for name, column in fine.items()} | {"persons": [1] * len(rows)}


def hierarchy(leaves, columns, folder):
    """The codes of two columns as a file of tau-ARGUS; none for a single column."""
    if len(columns) == 1:
        return None
    coarse, finer = columns
    lines = []
    for code, group in itertools.groupby(sorted({(row[coarse], row[finer]) for row in leaves}), lambda pair: pair[0]):
        lines += [code, *(f"@{inner}" for _, inner in group)]
    path = Path(folder) / f"{finer}.hrc"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return str(path)


def main():
    """Protect one table."""
    leaves_file, spec_file, method, out = sys.argv[1:]
    said = tomllib.loads(Path(spec_file).read_text("utf-8"))
    with Path(leaves_file).open(encoding="utf-8", newline="") as file:
        leaves = list(csv.DictReader(file))
    names = [dimension["name"] for dimension in said["dimension"]]
    columns = {dimension["name"]: dimension["columns"] for dimension in said["dimension"]}
    wall, processor = time.monotonic(), time.process_time()
    out = Path(out).absolute()
    # It writes logs where it stands.
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        files = {name: hierarchy(leaves, columns[name], folder) for name in names}
        found = protect(
            people(leaves, {name: of[-1] for name, of in columns.items()}),
            names,
            "persons",
            RULE,
            SUPPRESS[method],
            hrc={name: path for name, path in files.items() if path},
            hierleadstring="@",
            totcode="Total",
            workdir=folder,
        )
        table = found.tables[0]
        status, rows = table.status(), table.rows
    line = {"wall": round(time.monotonic() - wall, 1), "processor": round(time.process_time() - processor, 1)}
    line["megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    kinds = {"U": "primary", "M": "secondary"}
    with out.open("w", encoding="utf-8", newline="") as file:
        printed = csv.writer(file)
        printed.writerow(["table", *names, "value", "status"])
        for row, kind in zip(rows, status, strict=True):
            said_of = kinds.get(kind, "published")
            number = round(float(row["persons"]))
            line[said_of] = line.get(said_of, 0) + 1
            line["sumsec"] = line.get("sumsec", 0) + (number if said_of == "secondary" else 0)
            value = number if said_of == "published" else ""
            printed.writerow([0, *(row[name] for name in names), value, said_of])
    print(json.dumps({"method": method, **line}))


if __name__ == "__main__":
    main()
