"""`samordna protect LEAVES.csv --spec SPEC.toml --out OUT.csv`: hide what must not become known, and prove it.

LEAVES has one column for each variable and n (persons). SPEC says threshold, dimensions and tables
(docs/how-to/protect-tables.md). OUT gets every cell of every table; CERT says what was done, and where the witnesses
are: other tables that fit all that is printed, one at least for every small cell. SPEC may ask for rounding or noise
instead of hiding; then no number is exact, nothing is proven, and such a release is not mixed with an exact one.

The same input gives the same output. --seconds only stops the search: the best answer proven by then is written.
Exit code 2: the input contradicts itself. 3: the release cannot be made safe. Nothing is written then.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from samordna.engine.disclosure.cells import Grid
    from samordna.engine.disclosure.earlier import Printed
    from samordna.engine.disclosure.refusals import CannotBeSafe, WrongInput

HELP: Final = "hide what must not become known in a set of tables, with a proof"
needs_register: Final = False


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Leaves, specification, and where the answer goes."""
    parser.add_argument("leaves", type=Path, metavar="LEAVES.csv", help="one column for each variable, and n")
    parser.add_argument("--spec", type=Path, required=True, metavar="SPEC.toml", help="threshold, dimensions, tables")
    parser.add_argument("--out", type=Path, required=True, metavar="OUT.csv", help="the protected cells")
    parser.add_argument("--certificate", type=Path, metavar="CERT.json", help="what was done; witnesses beside it")
    parser.add_argument(
        "--released", type=Path, nargs="+", action="extend", default=[], metavar="EARLIER.csv",
        help="what has been released before, as OUT files",
    )  # fmt: skip
    parser.add_argument(
        "--key", type=Path, metavar="FILE", help="the secret of cell-key noise, if not in SAMORDNA_NOISE_KEY"
    )
    parser.add_argument("--seconds", type=_seconds, metavar="N", help="stop after so long, with the best so far")
    parser.add_argument("--language", choices=["en", "sv"], default="en", help="of what is wrong")


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 < seconds < 10**7:
        raise argparse.ArgumentTypeError("must be more than nothing")
    return seconds


def run(args: argparse.Namespace) -> int:
    """Protect and write, or say why not."""
    started = time.monotonic()
    from samordna.edge.cli.perturb import check_options, perturb  # noqa: PLC0415 – the solver is loaded by those who need it
    from samordna.engine.disclosure.mixing import only_exact  # noqa: PLC0415
    from samordna.engine.disclosure.printing import to_csv  # noqa: PLC0415
    from samordna.engine.disclosure.refusals import CannotBeSafe, WrongInput  # noqa: PLC0415
    from samordna.engine.disclosure.release import release  # noqa: PLC0415
    from samordna.engine.disclosure.witnesses import to_text  # noqa: PLC0415

    try:
        _keep_what_is_read(args)
        grid, released = read(args.leaves, args.spec, args.released)
        check_options(args, grid.spec.method)
        if grid.spec.method.changes_numbers:
            return _write(perturb(args, grid, released))
        left = None if args.seconds is None else max(args.seconds - (time.monotonic() - started), 0.0)
        found = release(grid, [only_exact(grid, file) for file in released], left)
    except (WrongInput, CannotBeSafe) as error:
        return say(error, args.language)
    beside = args.certificate and args.certificate.with_suffix(".witnesses.json")
    files = {}
    if args.certificate:
        certificate = found.certificate | {"witnesses": beside.name, "seconds": round(time.monotonic() - started, 3)}
        files = {
            beside: to_text(grid, found.witnesses),
            args.certificate: json.dumps(certificate, ensure_ascii=False, indent=2) + "\n",
        }
    return _write(files | {args.out: to_csv(found)})


def _keep_what_is_read(args: argparse.Namespace) -> None:
    """WrongInput when the answer would be written over something that is read, or two answers over each other."""
    from samordna.engine.disclosure.refusals import WrongInput  # noqa: PLC0415

    written = [path.resolve() for path in (args.out, args.certificate) if path]
    read_from = [path.resolve() for path in (args.leaves, args.spec, args.key, *args.released) if path]
    for place, path in enumerate(written):
        if path in (*read_from, *written[:place]):
            raise WrongInput(
                f"{path.name} anges för två saker. Välj ett annat namn för det som ska skrivas.",
                f"{path.name} is given for two things. Choose another name for what is to be written.",
            )


def say(error: WrongInput | CannotBeSafe, language: str) -> int:
    """Print what is wrong; returns the exit code that says of which kind it is."""
    from samordna.engine.disclosure.refusals import CannotBeSafe  # noqa: PLC0415

    print(error.words.in_language(language), file=sys.stderr)
    return 3 if isinstance(error, CannotBeSafe) else 2


def read(leaves: Path, spec: Path, printed: list[Path]) -> tuple[Grid, list[Printed]]:
    """The three kinds of files; WrongInput for what is wrong with them, or when one cannot be read."""
    from samordna.engine.disclosure.cells import grid_of  # noqa: PLC0415
    from samordna.engine.disclosure.earlier import read_printed  # noqa: PLC0415
    from samordna.engine.disclosure.leaves import read_leaves  # noqa: PLC0415
    from samordna.engine.disclosure.spec import read_spec  # noqa: PLC0415

    said = read_spec(text_of(spec))
    grid = grid_of(said, read_leaves(text_of(leaves), said, leaves.name))
    return grid, [read_printed(text_of(path), grid, path.name) for path in printed]


def text_of(path: Path) -> str:
    """The file's text; WrongInput when it cannot be read."""
    from samordna.engine.disclosure.refusals import WrongInput  # noqa: PLC0415

    try:
        return path.read_bytes().decode("utf-8")
    except OSError as error:
        why = error.strerror or "?"
        raise WrongInput(f"{path.name} kan inte läsas: {why}.", f"{path.name} cannot be read: {why}.") from None
    except UnicodeDecodeError:
        raise WrongInput(
            f"{path.name} är inte UTF-8. Spara den som ”CSV UTF-8”.",
            f"{path.name} is not UTF-8. Save it as “CSV UTF-8”.",
        ) from None


def _write(files: dict[Path, str]) -> int:
    """Write all, each in one step, the answer last; nothing stays if one cannot be written."""
    made: list[Path] = []
    try:
        for path, text in files.items():
            beside = path.with_name(f".{path.name}.part")
            made.append(beside)
            beside.write_bytes(text.encode("utf-8"))
        for path in files:
            path.with_name(f".{path.name}.part").replace(path)
    except OSError as error:
        for path in made:
            path.unlink(missing_ok=True)
        print(f"The answer cannot be written: {error.strerror or 'unknown reason'}.", file=sys.stderr)
        return 2
    return 0
