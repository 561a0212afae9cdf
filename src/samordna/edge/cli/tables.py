"""`samordna tables`: the official tables, with what each counts. `--format json` for programs.

`--areas` makes the tables by association and county that released tables lack, and prints how many of how many each
release has. An approval starts it by itself; run it for releases from before, and after a stop half way. What is there
is not made again, and two at once do no harm.
"""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from samordna.learn.statistics.models import Release
    from samordna.learn.statistics.official import Official

HELP: Final = "list the official tables"
needs_register: Final = True


def without_register(args: argparse.Namespace) -> bool:
    """The list needs none."""
    return args.areas is None


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--format and --areas."""
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    parser.add_argument(
        "--areas",
        nargs="*",
        metavar="NUMBER",
        help="make what these releases lack of tables by area (default: every release)",
    )


def run(args: argparse.Namespace) -> int:
    """Print the list, or make tables by area."""
    if args.areas is not None:
        return _make_areas(args.areas)
    from samordna.learn.statistics.catalogue import OFFICIAL  # noqa: PLC0415

    if args.format == "json":
        print(json.dumps([_as_json(one) for one in OFFICIAL.values()], ensure_ascii=False, indent=2))
        return 0
    width = max(len(name) for name in OFFICIAL)
    for one in OFFICIAL.values():
        print(f"{one.name:{width}}  {one.declaration.title.sv}")
        print(f"{'':{width}}  {', '.join(column.name for column in one.declaration.columns)}")
    return 0


def _make_areas(numbers: list[str]) -> int:
    """Exit code 2 for a release that there is not, 1 when a release's tables could not be made."""
    from samordna.learn.statistics.queries import released  # noqa: PLC0415 – Django is set up by main

    found = {release.number: release for release in released()}
    if unknown := [number for number in numbers if number not in found]:
        print(f"There is no release {', '.join(unknown)}. Released: {', '.join(found) or 'none'}.", file=sys.stderr)
        return 2
    return max((_make_areas_of(found[number]) for number in numbers or found), default=0)


def _make_areas_of(release: Release) -> int:
    from samordna.ground.kernel.errors import Refusal  # noqa: PLC0415
    from samordna.learn.statistics import stored_areas  # noqa: PLC0415
    from samordna.learn.statistics.areas import AreasGone  # noqa: PLC0415

    try:
        so_far = stored_areas.make(release, lambda text: print(f"  {text}", file=sys.stderr, flush=True))
    except (AreasGone, Refusal) as why:
        said = why.message_en if isinstance(why, Refusal) else why
        print(f"{release.number}: {said}", file=sys.stderr)
        return 1
    print(f"{release.number}\t{so_far.ready}\t{so_far.wanted}")
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
