"""What has been released before: cells that everybody knows already, and cells that were hidden then."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from samordna.engine.disclosure.cells import Grid
from samordna.engine.disclosure.leaves import Ints, need, read_count, read_rows
from samordna.engine.disclosure.refusals import WrongInput
from samordna.engine.disclosure.spec import TOTAL

#: A number that may be another than the register's.
PERTURBED = "perturbed"
STATUSES = ("published", "primary", "secondary", PERTURBED)


@dataclass(frozen=True, slots=True)
class Printed:
    """The rows of a file of protected cells: table, a code for each dimension, the number or None if hidden, status."""

    what: str
    rows: list[tuple[str, tuple[str, ...], int | None, str]]


def read_printed(text: str, grid: Grid, what: str) -> Printed:
    """The cells in ``text``. WrongInput for another form than that of OUT, or a dimension that is not known here."""
    head, body = read_rows(text, what)
    names = [dimension.name for dimension in grid.spec.dimensions]
    need(head, ("table", "value", "status"), what)
    places = [head.index(name) if name in head else None for name in names]
    others = [i for i, name in enumerate(head) if name not in (*names, "table", "value", "status")]
    table, value, status = (head.index(name) for name in ("table", "value", "status"))
    rows = []
    for number, row in enumerate(body, 2):
        for i in others:
            if row[i] != TOTAL:
                raise WrongInput(
                    f"{what}: specifikationen har ingen dimension ”{head[i]}”.",
                    f"{what}: the specification has no dimension {head[i]!r}.",
                )
        _check(what, number, row[value], row[status])
        codes = tuple(row[i] if i is not None else TOTAL for i in places)
        persons = read_count(row[value], what, number) if row[value] else None
        rows.append((row[table], codes, persons, row[status]))
    return Printed(what, rows)


def _check(what: str, number: int, value: str, status: str) -> None:
    if status not in STATUSES:
        raise WrongInput(
            f"{what}, rad {number}: status ”{status}” finns inte.",
            f"{what}, row {number}: there is no status {status!r}.",
        )
    if (status in ("published", PERTURBED)) != bool(value):
        raise WrongInput(
            f"{what}, rad {number}: en publicerad eller ändrad cell har ett värde, en dold har inget.",
            f"{what}, row {number}: a published or changed cell has a value, a hidden one has none.",
        )


def members(grid: Grid, every: list[tuple[str, ...]], what: str) -> list[Ints]:
    """The leaves of each cell in ``every``, given by its codes."""
    axes = [grid.axes[dimension.name] for dimension in grid.spec.dimensions]
    numbers = [{code: i for i, code in enumerate(axis.codes)} for axis in axes]
    level_of = [{int(c): k for k, level in enumerate(axis.levels) for c in np.unique(level)} for axis in axes]
    shape = tuple(len(axis.codes) for axis in axes)
    by_pattern: dict[tuple[int, ...], list[tuple[int, int]]] = {}
    found: list[Ints] = [np.zeros(0, dtype=np.int64)] * len(every)
    for i, codes in enumerate(every):
        at = [number.get(code) for number, code in zip(numbers, codes, strict=True)]
        # A code that no leaf has counts nobody.
        if all(place is not None for place in at):
            places = [place for place in at if place is not None]
            pattern = tuple(levels[place] for levels, place in zip(level_of, places, strict=True))
            by_pattern.setdefault(pattern, []).append((i, int(np.ravel_multi_index(places, shape))))
    for pattern, wanted in by_pattern.items():
        keys = np.ravel_multi_index([axis.levels[k] for axis, k in zip(axes, pattern, strict=True)], shape)
        order = np.argsort(keys, kind="stable")
        cells = np.array([flat for _, flat in wanted], dtype=np.int64)
        low, high = (np.searchsorted(keys[order], cells, side=side) for side in ("left", "right"))
        for (i, _), start, end in zip(wanted, low, high, strict=True):
            found[i] = np.sort(order[start:end])
    return found


def check_against_register(grid: Grid, printed: Printed, leaves: list[Ints]) -> None:
    """WrongInput when a released number is another than the register's."""
    n = grid.leaves.n
    for (_, codes, value, _), inside in zip(printed.rows, leaves, strict=True):
        if value is None and not n[inside].any() and (grid.spec.zeros_published or not len(inside)):
            where = " ".join(codes)
            raise WrongInput(
                f"{printed.what}: {where} är dold där, men noll i registret, och nollor skrivs ut.",
                f"{printed.what}: {where} is hidden there, but zero in the register, and zeros are printed.",
            )
        if value is not None and value != int(n[inside].sum()):
            where = " ".join(codes)
            raise WrongInput(
                f"{printed.what}: {where} är {value} där, men {int(n[inside].sum())} i registret. "
                "Rätta filen eller registret; en ändrad siffra måste granskas som en egen tabell.",
                f"{printed.what}: {where} is {value} there, but {int(n[inside].sum())} in the register. "
                "Mend the file or the register; a revised figure must be examined as a table of its own.",
            )
