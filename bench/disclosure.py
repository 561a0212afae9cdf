"""Protection of linked tables: size, what is hidden, persons, time, memory, and what an attacker is certain of.

samordna bench disclosure W0 W0b            which workloads (W0 W0b W1 WL W1x2 W1y)
samordna bench disclosure W1 --seed 7       another country
samordna bench disclosure W0 --attack       bounds of every hidden cell too
samordna bench disclosure W1 --audit        by the auditor of its own, which cells are certain
samordna bench disclosure W0 --beside       tau-ARGUS (pytauargus, optimal and modular) on the same table, audited too
samordna bench disclosure W1 --first        only the first safe answer, before anything is made cheaper

Each workload runs in a process of its own. Processor time stands beside the wall clock.
"""

from __future__ import annotations

import argparse
import itertools
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.linked_tables.auditing import audit

from samordna.edge.launcher.environment import Environment
from samordna.edge.launcher.places import VAR
from samordna.engine.disclosure import release as releasing
from samordna.engine.disclosure import secondary
from samordna.engine.disclosure.bounds import attack
from samordna.engine.disclosure.cells import grid_of
from samordna.engine.disclosure.earlier import read_printed
from samordna.engine.disclosure.leaves import read_leaves
from samordna.engine.disclosure.printing import to_csv
from samordna.engine.disclosure.refusals import CannotBeSafe
from samordna.engine.disclosure.release import release
from samordna.engine.disclosure.spec import read_spec

ARGUS = Path(__file__).with_name("linked_tables") / "argus.py"
PEERS = Environment(VAR / "peers", {"peers": ("peers",)}, "peers")
SHARES = {
    "gender": [0.62, 0.38],
    "age": [0.10, 0.20, 0.26, 0.27, 0.17],
    "benefit": [0.34, 0.27, 0.16, 0.12, 0.08, 0.03],
    "year": (np.linspace(0.9, 1.1, 8) / 8).tolist(),
    "dur": [0.35, 0.30, 0.2, 0.1, 0.05],
}
ALL = ["gender", "age", "benefit"]
# workload: persons, what people have, what the tables use, tables
WORK = {
    "W0": (20_000, ALL, ["gender", "age"], [["geo", "gender", "age"]]),
    "W0b": (20_000, ALL, ["age", "benefit"], [["geo", "age", "benefit"]]),
    "W1": (20_000, ALL, ALL, [["geo", *ALL]]),
    "WL": (20_000, [*ALL, "dur"], [*ALL, "dur"], [["geo", *ALL], ["geo", "gender", "dur"]]),
    "W1x2": (160_000, [*ALL, "year"], [*ALL, "year"], [["geo", *ALL, "year"]]),
    "W1y": (160_000, [*ALL, "year"], [*ALL, "year"], [["geo", *ALL, "year"]]),
}


def people(persons, dims, seed):
    """Regions of 69 associations, and the number of persons in every combination."""
    random = np.random.default_rng(seed)
    sizes = np.ones(21, int)
    sizes += random.multinomial(69 - 21, random.dirichlet(np.full(21, 0.9)))
    region = np.repeat(np.arange(21), sizes)
    weight = random.lognormal(0, 1.0, len(region))
    place = random.choice(len(region), persons, p=weight / weight.sum())
    columns = [place]
    for name in dims:
        share = np.asarray(SHARES[name]) / sum(SHARES[name])
        tilt = random.dirichlet(share * 30, len(region)).cumsum(1)
        drawn = random.random(persons)
        columns.append((drawn[:, None] > tilt[place]).sum(1).clip(0, len(share) - 1))
    shape = (len(region), *(len(SHARES[name]) for name in dims))
    n = np.bincount(np.ravel_multi_index(columns, shape), minlength=int(np.prod(shape)))
    return region, n.reshape(shape)


def texts(name, seed):
    """SPEC and LEAVES of a workload."""
    persons, dims, used, tables = WORK[name]
    region, n = people(persons, dims, seed)
    n = n.sum(axis=tuple(i for i, d in enumerate(dims, 1) if d not in used))
    if name == "W1x2":
        n = n[..., :2]
    rows = [",".join(["region", "assoc", *used, "n"])]
    for at in itertools.product(*map(range, n.shape)):
        codes = [f"{d[0]}{v:02d}" for d, v in zip(used, at[1:], strict=True)]
        rows.append(",".join([f"R{region[at[0]]:02d}", f"A{at[0]:02d}", *codes, str(n[at])]))
    spec = ['threshold = 5\n[[dimension]]\nname = "geo"\ncolumns = ["region", "assoc"]']
    spec += [f'[[dimension]]\nname = "{d}"\ncolumns = ["{d}"]' for d in used]
    spec += [f"[[table]]\nby = {json.dumps(by)}" for by in tables]
    return "\n".join(spec), "\n".join(rows) + "\n"


def measure(name, args):
    """One line about one workload."""
    spec, leaves = texts(name, args.seed)
    said = read_spec(spec)
    grid = grid_of(said, read_leaves(leaves, said))
    if args.first:
        releasing._STEPS, secondary.is_small = (0, 0), lambda _: False
    wall, processor = time.monotonic(), time.process_time()
    try:
        found = release(grid, [], args.seconds)
    except CannotBeSafe as error:
        return {"workload": name, "cells": grid.size, "refused": error.words.en}
    kept = ("cells", "primary", "secondary", "sumsec", "stopped_by_time", "proven")
    said_of = {key: found.certificate[key] for key in kept}
    spent = {"wall": round(time.monotonic() - wall, 1), "processor": round(time.process_time() - processor, 1)}
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    line = {"workload": name, "seed": args.seed, **said_of, **spent, "megabytes": megabytes}
    if args.audit:
        processor = time.process_time()
        audited = audit(spec, leaves, to_csv(found), exact=False)
        line["audited"], line["audited_certain"] = len(audited), sum(low == high for _, _, low, high in audited)
        line["audit"] = round(time.process_time() - processor, 1)
    if args.attack:
        bounds = attack(grid, [read_printed(to_csv(found), grid, "OUT")])
        line["certain"] = sum(bound.is_certain for bound in bounds)
    return line


def beside(name, args):
    """One line for each method of tau-ARGUS: what it hides, what that costs, and what is certain all the same."""
    PEERS.prepare("peers")
    spec, leaves = texts(name, args.seed)
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / file for file in ("leaves.csv", "spec.toml", "out.csv")]
        files[0].write_text(leaves, "utf-8")
        files[1].write_text(spec, "utf-8")
        for method in ("OPT", "MOD"):
            command = [str(PEERS.python), str(ARGUS), str(files[0]), str(files[1]), method, str(files[2])]
            try:
                said = subprocess.run(command, check=True, capture_output=True, text=True, timeout=args.limit)
            except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
                yield {"workload": name, "method": method, "no_answer": type(error).__name__, "limit": args.limit}
                continue
            audited = audit(spec, leaves, files[2].read_text("utf-8"), exact=False)
            line = json.loads(said.stdout.splitlines()[-1])
            line["audited"], line["audited_certain"] = len(audited), sum(low == high for _, _, low, high in audited)
            yield {"workload": name, "seed": args.seed, **line}


def main():
    """Measure each workload in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", nargs="*", default=["W0", "W0b", "W1"], metavar="WORKLOAD")
    parser.add_argument("--seed", type=int, default=20260101)
    parser.add_argument("--limit", type=float, default=300, help="seconds for each method of a peer")
    for flag in ("--attack", "--audit", "--first", "--beside"):
        parser.add_argument(flag, action="store_true")
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.here:
        print(json.dumps(measure(args.work[0], args)), flush=True)
        return
    more = [flag for flag in sys.argv[1:] if flag not in WORK]
    for name in args.work:
        subprocess.run([sys.executable, __file__, name, *more, "--here"], check=True)
        for line in beside(name, args) if args.beside else ():
            print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
