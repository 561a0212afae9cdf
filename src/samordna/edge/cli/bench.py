"""Run one of the repository's benchmarks: what is measured, and what came out, stands in bench/README.md.

samordna bench cofinance          a portfolio of ESF+ projects re-solved, beside plain arithmetic in numpy
samordna bench NAME --help        what a benchmark takes
"""

from __future__ import annotations

import argparse
import runpy
import sys
from pathlib import Path
from typing import Final

import samordna

HELP: Final = "measure something, for example how fast a portfolio is re-solved (bench cofinance)"
needs_register: Final = False
FOLDER: Final = Path(samordna.__file__).parents[2] / "bench"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which one, and what it takes."""
    parser.add_argument("name", metavar="NAME", help=f"one of: {', '.join(names()) or 'none here'}")
    parser.add_argument("rest", nargs=argparse.REMAINDER, metavar="…", help="what the benchmark takes")


def names() -> list[str]:
    """The benchmarks there are; none outside a clone of the repository."""
    return sorted(path.stem for path in FOLDER.glob("*.py"))


def run(args: argparse.Namespace) -> int:
    """Run it in this process, as if it had been started by itself."""
    if args.name not in names():
        known = ", ".join(names()) or "none: benchmarks come with a clone of the repository"
        print(f"samordna bench: there is no benchmark {args.name!r}. There is {known}.", file=sys.stderr)
        return 2
    path = FOLDER / f"{args.name}.py"
    before, sys.argv = sys.argv, [str(path), *args.rest]
    try:
        runpy.run_path(str(path), run_name="__main__")
    except SystemExit as end:
        return int(end.code or 0)
    finally:
        sys.argv = before
    return 0
