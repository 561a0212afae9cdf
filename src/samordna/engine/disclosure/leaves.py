"""The leaves: how many persons there are in every combination of the finest codes."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from samordna.engine.disclosure.refusals import WrongInput
from samordna.engine.disclosure.spec import TOTAL, Dimension, Spec

Ints = npt.NDArray[np.int64]
#: A count above this is a slip of the pen, and sums of such would no longer be exact.
_MOST: Final = 10**9


@dataclass(frozen=True, slots=True)
class Leaves:
    """``codes[column]`` sorted, ``places[column]`` the number of each leaf's code there, ``n`` its persons."""

    codes: dict[str, tuple[str, ...]]
    places: dict[str, Ints]
    n: Ints


def read_rows(text: str, what: str) -> tuple[list[str], list[list[str]]]:
    """Headings and rows of a CSV text; ``what`` names the file in what is said about it."""
    try:
        rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True))
    except csv.Error as error:
        raise WrongInput(f"{what} är inte CSV: {error}.", f"{what} is not CSV: {error}.") from None
    if not rows:
        raise WrongInput(f"{what} är tom.", f"{what} is empty.")
    head, body = rows[0], rows[1:]
    if len(set(head)) < len(head):
        raise WrongInput(f"{what}: en rubrik står två gånger.", f"{what}: a heading stands twice.")
    for number, row in enumerate(body, 2):
        if len(row) != len(head):
            raise WrongInput(
                f"{what}, rad {number}: {len(row)} fält, men {len(head)} rubriker.",
                f"{what}, row {number}: {len(row)} fields, but {len(head)} headings.",
            )
    return head, body


def need(head: list[str], columns: Iterable[str], what: str) -> None:
    """WrongInput where a column is not among the headings; it says so when they are not divided by commas."""
    for column in columns:
        if column not in head:
            sv, en = f"{what} har ingen kolumn ”{column}”.", f"{what} has no column {column!r}."
            if len(head) == 1 and (";" in head[0] or "\t" in head[0]):
                sv += " Kolumnerna ska skiljas åt med komma, inte med semikolon eller tabb."
                en += " Columns must be divided by commas, not by semicolons or tabs."
            raise WrongInput(sv, en)


def read_count(text: str, what: str, number: int) -> int:
    """A number of persons, or WrongInput about row ``number``."""
    if not (text.isascii() and text.isdigit()) or len(text) > 10 or int(text) > _MOST:
        raise WrongInput(
            f"{what}, rad {number}: ”{text}” är inte ett antal personer (ett heltal, noll eller mer).",
            f"{what}, row {number}: {text!r} is not a number of persons (a whole number, zero or more).",
        )
    return int(text)


def read_leaves(text: str, spec: Spec, what: str = "LEAVES") -> Leaves:
    """The leaves in ``text``, summed over columns that no dimension uses. WrongInput when they are contradictory."""
    head, body = read_rows(text, what)
    need(head, (*spec.columns, "n"), what)
    if not body:
        raise WrongInput(f"{what} har inga rader.", f"{what} has no rows.")
    at = head.index("n")
    counts = np.array([read_count(row[at], what, i) for i, row in enumerate(body, 2)], dtype=np.int64)
    seen: dict[tuple[str, ...], int] = {}
    for number, row in enumerate(body, 2):
        key = (*row[:at], *row[at + 1 :])
        if seen.setdefault(key, number) != number:
            raise WrongInput(
                f"{what}, rad {number}: samma kombination som på rad {seen[key]}.",
                f"{what}, row {number}: the same combination as in row {seen[key]}.",
            )
    columns = {name: [row[head.index(name)] for row in body] for name in spec.columns}
    return _summed(columns, counts, spec, what)


def _summed(columns: dict[str, list[str]], counts: Ints, spec: Spec, what: str) -> Leaves:
    codes: dict[str, tuple[str, ...]] = {}
    places: dict[str, Ints] = {}
    for name, values in columns.items():
        _check_codes(name, values, what)
        codes[name] = tuple(sorted(set(values)))
        number = {code: i for i, code in enumerate(codes[name])}
        places[name] = np.array([number[v] for v in values], dtype=np.int64)
    keys, which = np.unique(np.stack(list(places.values())), axis=1, return_inverse=True)
    which = which.ravel()
    n = np.zeros(keys.shape[1], dtype=np.int64)
    np.add.at(n, which, counts)
    leaves = Leaves(codes, {name: keys[i] for i, name in enumerate(columns)}, n)
    for dimension in spec.dimensions:
        _check_tree(dimension, leaves, what)
    return leaves


def _check_codes(column: str, values: list[str], what: str) -> None:
    for number, code in enumerate(values, 2):
        if not code.strip() or code == TOTAL:
            raise WrongInput(
                f"{what}, rad {number}: ”{code}” kan inte vara en kod i ”{column}”.",
                f"{what}, row {number}: {code!r} cannot be a code of {column!r}.",
            )


def _check_tree(dimension: Dimension, leaves: Leaves, what: str) -> None:
    """Every code has one parent, and stands at one level."""
    level_of: dict[str, str] = {}
    for column in dimension.columns:
        for code in leaves.codes[column]:
            if level_of.setdefault(code, column) != column:
                raise WrongInput(
                    f"{what}: koden ”{code}” står både i ”{level_of[code]}” och i ”{column}”.",
                    f"{what}: the code {code!r} stands both in {level_of[code]!r} and in {column!r}.",
                )
    for coarse, fine in zip(dimension.columns, dimension.columns[1:], strict=False):
        pairs = np.unique(np.stack([leaves.places[fine], leaves.places[coarse]]), axis=1)
        twice = np.flatnonzero(np.diff(pairs[0]) == 0)
        if len(twice):
            code = leaves.codes[fine][int(pairs[0, twice[0]])]
            raise WrongInput(
                f"{what}: koden ”{code}” i ”{fine}” har två överordnade i ”{coarse}”.",
                f"{what}: the code {code!r} of {fine!r} has two parents in {coarse!r}.",
            )
