"""`samordna attack LEAVES.csv OUT.csv … --spec SPEC.toml`: what a reader of all the files can work out.

Prints the least and the most that every hidden cell can be, as JSON, and how many are certain: those that can be one
number only, and small ones that are printed. LEAVES says which combinations exist, and is compared with the files.

Exit code 0: nothing is certain. 1: something is. 2: the files contradict each other, or hold rounded or noisy
numbers: what is hidden is judged, not what is changed.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Final

from samordna.edge.cli.protect import read, say

if TYPE_CHECKING:
    from samordna.engine.disclosure.cells import Grid
    from samordna.engine.disclosure.earlier import Printed

HELP: Final = "work out what a reader of protected tables can know of what is hidden"
needs_register: Final = False


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Leaves, the files to read together, and the specification."""
    parser.add_argument("leaves", type=Path, metavar="LEAVES.csv", help="one column for each variable, and n")
    parser.add_argument("printed", type=Path, nargs="+", metavar="OUT.csv", help="all that a reader has")
    parser.add_argument("--spec", type=Path, required=True, metavar="SPEC.toml", help="threshold, dimensions, tables")
    parser.add_argument("--language", choices=["en", "sv"], default="en", help="of what is wrong")


def run(args: argparse.Namespace) -> int:
    """Print what can be known; 1 if that is too much."""
    from samordna.engine.disclosure.bounds import attack  # noqa: PLC0415 – the solver is loaded by those who need it
    from samordna.engine.disclosure.refusals import WrongInput  # noqa: PLC0415
    from samordna.engine.disclosure.release import attacker_of  # noqa: PLC0415

    try:
        grid, files = read(args.leaves, args.spec, args.printed)
        _refuse_changed(grid, files)
        found = attack(grid, files)
    except WrongInput as error:
        return say(error, args.language)
    names = [dimension.name for dimension in grid.spec.dimensions]
    cells = [
        {
            "table": int(bound.table) if bound.table.isdigit() else bound.table,
            **dict(zip(names, bound.codes, strict=True)),
            "low": bound.low,
            "high": bound.high,
            "certain": bound.is_certain,
        }
        for bound in found
    ]
    certain = sum(bound.is_certain for bound in found)
    answer = {"attacker": attacker_of(grid.spec.zeros_published), "cells": cells, "certain": certain}
    print(json.dumps(answer, ensure_ascii=False, indent=1))
    return 1 if certain else 0


def _refuse_changed(grid: Grid, files: list[Printed]) -> None:
    from samordna.engine.disclosure.earlier import PERTURBED  # noqa: PLC0415
    from samordna.engine.disclosure.refusals import WrongInput  # noqa: PLC0415

    changed = [file.what for file in files if any(status == PERTURBED for _, _, _, status in file.rows)]
    if changed or grid.spec.method.changes_numbers:
        which = changed[0] if changed else "SPEC"
        raise WrongInput(
            f"{which}: talen är avrundade eller har brus. attack bedömer bara tabeller där celler är dolda.",
            f"{which}: the numbers are rounded or noisy. attack judges only tables where cells are hidden.",
        )
