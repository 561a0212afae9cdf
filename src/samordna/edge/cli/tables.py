"""`samordna tables`: the official tables, with what each counts. `--format json` for programs."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from samordna.learn.statistics.official import Official

HELP: Final = "list the official tables"
needs_register: Final = False


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--format."""
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")


def run(args: argparse.Namespace) -> int:
    """Print the list."""
    from samordna.learn.statistics.catalogue import OFFICIAL  # noqa: PLC0415

    if args.format == "json":
        print(json.dumps([_as_json(one) for one in OFFICIAL.values()], ensure_ascii=False, indent=2))
        return 0
    width = max(len(name) for name in OFFICIAL)
    for one in OFFICIAL.values():
        print(f"{one.name:{width}}  {one.declaration.title.sv}")
        print(f"{'':{width}}  {', '.join(column.name for column in one.declaration.columns)}")
    return 0


def _as_json(one: Official) -> dict[str, Any]:
    declaration = one.declaration
    return {
        "name": one.name,
        "report": one.report,
        "title": {"sv": declaration.title.sv, "en": declaration.title.en},
        "columns": {column.name: list(column.codes) for column in declaration.columns},
        "counts": declaration.what.name,
        "of_people": declaration.of_people,
    }
