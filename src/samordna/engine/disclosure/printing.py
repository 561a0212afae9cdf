"""The protected cells as a file: every code of every table, in the order of print."""

from __future__ import annotations

import csv
import io

from samordna.engine.disclosure.release import Release


def to_csv(found: Release) -> str:
    """The release as CSV: table, a code for each dimension, the number (empty if hidden), and the status."""
    grid = found.grid
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\n")
    write.writerow(["table", *(dimension.name for dimension in grid.spec.dimensions), "value", "status"])
    value, hidden, small = found.value.tolist(), found.hidden.tolist(), found.small.tolist()
    cell = 0
    for table in range(len(grid.spec.tables)):
        for codes in grid.rows(table):
            status = ("primary" if small[cell] else "secondary") if hidden[cell] else "published"
            write.writerow([table, *codes, "" if hidden[cell] else value[cell], status])
            cell += 1
    return out.getvalue()
