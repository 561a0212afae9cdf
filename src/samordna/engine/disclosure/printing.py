"""The protected cells as a file: every code of every table, in the order of print."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from samordna.engine.disclosure.cells import Grid
from samordna.engine.disclosure.perturbed import Perturbed
from samordna.engine.disclosure.release import Release


def to_csv(found: Release | Perturbed) -> str:
    """The release as CSV: table, a code for each dimension, the number (empty if hidden), and the status."""
    return _text(found.grid, _suppressed(found) if isinstance(found, Release) else _perturbed(found))


def _suppressed(found: Release) -> Iterator[tuple[str | int, str]]:
    cells = zip(found.value.tolist(), found.hidden.tolist(), found.small.tolist(), strict=True)
    for value, hidden, small in cells:
        status = ("primary" if small else "secondary") if hidden else "published"
        yield "" if hidden else value, status


def _perturbed(found: Perturbed) -> Iterator[tuple[str | int, str]]:
    for value, natural in zip(found.value.tolist(), found.natural.tolist(), strict=True):
        # Also where the number is the true one: which those are must not be known.
        yield value, "published" if natural else "perturbed"


def _text(grid: Grid, cells: Iterator[tuple[str | int, str]]) -> str:
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\n")
    write.writerow(["table", *(dimension.name for dimension in grid.spec.dimensions), "value", "status"])
    for table in range(len(grid.spec.tables)):
        for codes in grid.rows(table):
            write.writerow([table, *codes, *next(cells)])
    return out.getvalue()
