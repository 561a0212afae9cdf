"""Cell-key noise: a cell's change follows from who is counted in it, so the same cell is changed alike everywhere.

Each person of a leaf has a key, a digest of a secret, the leaf's codes and the person's number there. A cell's key is
the sum of its persons' keys, and chooses the change from a declared table (the method of the Australian Bureau of
Statistics: Fraser and Wooton, "A proposed method for confidentialising tabular output", 2005).
"""

from __future__ import annotations

import hmac
import json
import time
from typing import Final

import numpy as np

from samordna.engine.disclosure.cells import Grid
from samordna.engine.disclosure.leaves import Ints, read_count, read_rows
from samordna.engine.disclosure.perturbation_table import Keys, perturbation_table
from samordna.engine.disclosure.perturbed import Perturbed, agrees, finished, sums
from samordna.engine.disclosure.refusals import WrongInput

SHORTEST: Final = 32
_MOST_PERSONS: Final = 10**7
_ALL: Final = 2**64


def check_secret(secret: bytes) -> None:
    """WrongInput when the secret could be guessed: fewer than 32 characters."""
    if len(secret) < SHORTEST:
        raise WrongInput(
            f"Nyckeln ska ha minst {SHORTEST} tecken. Gör en på måfå, till exempel med openssl rand -hex 32.",
            f"The key must have at least {SHORTEST} characters. Make a random one, for instance with openssl rand "
            "-hex 32.",
        )


def key_id(secret: bytes) -> str:
    """By what it is seen that two releases had the same key, without telling anything of it."""
    return hmac.digest(secret, b"the id of this key", "sha256").hex()[:16]


def leaf_keys(text: str, grid: Grid, secret: bytes, what: str = "LEAVES") -> Keys:
    """The sum of the persons' keys in each of the grid's leaves, modulo 2⁶⁴; ``text`` is the file they were read from.

    All columns of the file are in a key, also those that no dimension uses: another specification over the same file
    changes the same cell alike.
    """
    head, body = read_rows(text, what)
    at = head.index("n")
    counts = [read_count(row[at], what, number) for number, row in enumerate(body, 2)]
    if sum(counts) > _MOST_PERSONS:
        raise WrongInput(
            f"{what}: cell-key räknar en nyckel för varje person, och högst {_MOST_PERSONS} ryms.",
            f"{what}: cell-key makes a key for each person, and at most {_MOST_PERSONS} are possible.",
        )
    order = sorted((i for i in range(len(head)) if i != at), key=head.__getitem__)
    keys = [0] * len(grid.leaves.n)
    for leaf, row, persons in zip(_leaf_of(grid, head, body), body, counts, strict=True):
        codes = json.dumps([[head[i], row[i]] for i in order]).encode("ascii")
        keys[leaf] += sum(_person_key(secret, codes, number) for number in range(persons))
    return np.array([key % _ALL for key in keys], dtype=np.uint64)


def _person_key(secret: bytes, codes: bytes, number: int) -> int:
    return int.from_bytes(hmac.digest(secret, b"%s %d" % (codes, number), "sha256")[:8], "big")


def _leaf_of(grid: Grid, head: list[str], body: list[list[str]]) -> list[int]:
    leaves = grid.leaves
    names = list(leaves.places)
    codes = zip(*([leaves.codes[name][i] for i in leaves.places[name].tolist()] for name in names), strict=True)
    number = {key: leaf for leaf, key in enumerate(codes)}
    at = [head.index(name) for name in names]
    return [number[tuple(row[i] for i in at)] for row in body]


def noised(grid: Grid, keys: Keys, secret: bytes) -> Perturbed:
    """The release with noise as the specification says, from the leaves' ``keys``."""
    started, method = time.monotonic(), grid.spec.method
    check_secret(secret)
    small = grid.spec.threshold
    table = perturbation_table(method.deviation, method.variance, small)
    slots = grid.slots()
    true = sums(grid, slots, grid.leaves.n)
    of_cell = np.zeros(grid.size, dtype=np.uint64)
    np.add.at(of_cell, slots.ravel(), np.repeat(keys, slots.shape[1]))
    value = true + table.changes_of(true, of_cell)
    if not agrees(grid, value) or ((value > 0) & (value < small)).any():
        raise ArithmeticError("the same cell has two numbers, or a small number is printed")

    def count(leaves: Ints) -> int:
        persons, key = grid.leaves.n[leaves].sum(keepdims=True), keys[leaves].sum(keepdims=True, dtype=np.uint64)
        return int((persons + table.changes_of(persons, key))[0])

    said = {
        "deviation": method.deviation,
        "variance": method.variance,
        "small_counts_below": small,
        "additive": False,
        "consistent": True,
        "perturbation_table": table.digest,
        "key_id": key_id(secret),
    }
    return finished(grid, value, count, said, started)
