"""Small-count rounding and cell-key noise on the tables of `bench disclosure`: time, and how far numbers move.

samordna bench perturbing W0 W1 WL          which workloads (W0 W0b W1 WL W1x2 W1y)
samordna bench perturbing W1 --seed 7       another country

Beside them a plain rounding: each small leaf by itself, up with the chance that keeps its mean.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))  # started from anywhere
from disclosure import texts

from samordna.engine.disclosure.cell_key import leaf_keys, noised
from samordna.engine.disclosure.cells import grid_of
from samordna.engine.disclosure.leaves import read_leaves
from samordna.engine.disclosure.perturbed import rounded, sums
from samordna.engine.disclosure.rounding import together
from samordna.engine.disclosure.spec import read_spec

SECRET = b"of the benchmark, nothing is secret here"
SAID = {
    "rounding": 'method = "rounding"\n',
    "cell-key": 'method = "cell-key"\nnoise = {deviation = 8, variance = 7}\n',
}


def plain(grid):
    """Every cell with each small leaf rounded by itself."""
    slots, which = together(grid.slots())
    n = np.bincount(which, weights=grid.leaves.n).astype(np.int64)
    up = np.random.default_rng(1).random(len(n)) * 5 < n
    return sums(grid, slots, np.where((n > 0) & (n < 5), np.where(up, 5, 0), n))


def line(name, method, grid, value, spent):
    """How far all cells, zeros too, are from the register."""
    off = value - sums(grid, grid.slots(), grid.leaves.n)
    far = {"max": int(np.abs(off).max()), "mean": round(float(np.abs(off).mean()), 3)}
    far["rms"] = round(float(np.sqrt((off**2).mean())), 3)
    changed = {"unchanged": round(float((off == 0).mean()), 3), "total": int(off[0])}
    print(json.dumps({"workload": name, "method": method, "cells": grid.size, **far, **changed, **spent}), flush=True)


def measure(name, seed):
    """Three lines about one workload; the reading of the files is not counted, making the keys is."""
    spec, leaves = texts(name, seed)
    for method in ("plain", "rounding", "cell-key"):
        said = read_spec(SAID.get(method, "") + spec)
        grid = grid_of(said, read_leaves(leaves, said))
        wall, processor = time.monotonic(), time.process_time()
        if method == "plain":
            value = plain(grid)
        elif method == "rounding":
            value = rounded(grid).value
        else:
            value = noised(grid, leaf_keys(leaves, grid, SECRET), SECRET).value
        spent = {"wall": round(time.monotonic() - wall, 2), "processor": round(time.process_time() - processor, 2)}
        line(name, method, grid, value, spent)


def main():
    """Measure each workload."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", nargs="*", default=["W0", "W1"], metavar="WORKLOAD")
    parser.add_argument("--seed", type=int, default=20260101)
    args = parser.parse_args()
    for name in args.work:
        measure(name, args.seed)


if __name__ == "__main__":
    main()
