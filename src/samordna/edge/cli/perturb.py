"""What `protect` does when the specification's method changes numbers instead of hiding them."""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from samordna.engine.disclosure.cells import Grid
    from samordna.engine.disclosure.earlier import Printed
    from samordna.engine.disclosure.methods import Method
    from samordna.engine.disclosure.mixing import Earlier
    from samordna.engine.disclosure.perturbed import Perturbed

KEY_VARIABLE: Final = "SAMORDNA_NOISE_KEY"


def perturb(args: argparse.Namespace, grid: Grid, released: list[Printed]) -> dict[Path, str]:
    """The files to write, the answer last. WrongInput, or CannotBeSafe where it would mix with what was released."""
    from samordna.engine.disclosure.methods import CELL_KEY  # noqa: PLC0415
    from samordna.engine.disclosure.mixing import refuse_mixing  # noqa: PLC0415 – numpy is loaded by those who need it
    from samordna.engine.disclosure.perturbed import fingerprint, rounded  # noqa: PLC0415
    from samordna.engine.disclosure.printing import to_csv  # noqa: PLC0415

    found = _noised(args, grid) if grid.spec.method.name == CELL_KEY else rounded(grid)
    refuse_mixing(found, [_earlier(file, path) for file, path in zip(released, args.released, strict=True)])
    out = to_csv(found)
    if not args.certificate:
        return {args.out: out}
    certificate = found.certificate | {"out_sha256": fingerprint(out)}
    return {args.certificate: json.dumps(certificate, ensure_ascii=False, indent=2) + "\n", args.out: out}


def check_options(args: argparse.Namespace, method: Method) -> None:
    """WrongInput for an option that says nothing with the method that is declared."""
    from samordna.engine.disclosure.methods import CELL_KEY  # noqa: PLC0415
    from samordna.engine.disclosure.refusals import WrongInput  # noqa: PLC0415

    if args.seconds is not None and method.changes_numbers:
        raise WrongInput(
            "--seconds hör till att dölja; att ändra tal tar den tid det tar.",
            "--seconds is for hiding; changing numbers takes the time it takes.",
        )
    if args.key is not None and method.name != CELL_KEY:
        raise WrongInput('--key hör till method = "cell-key".', '--key belongs to method = "cell-key".')


def _noised(args: argparse.Namespace, grid: Grid) -> Perturbed:
    from samordna.edge.cli.protect import text_of  # noqa: PLC0415
    from samordna.engine.disclosure.cell_key import check_secret, leaf_keys, noised  # noqa: PLC0415
    from samordna.engine.disclosure.refusals import WrongInput  # noqa: PLC0415

    said = text_of(args.key) if args.key else os.environ.get(KEY_VARIABLE)
    if said is None:
        raise WrongInput(
            f"cell-key behöver en hemlig nyckel: --key FIL, eller {KEY_VARIABLE} i miljön.",
            f"cell-key needs a secret key: --key FILE, or {KEY_VARIABLE} in the environment.",
        )
    secret = said.strip().encode("utf-8")
    check_secret(secret)
    return noised(grid, leaf_keys(text_of(args.leaves), grid, secret, args.leaves.name), secret)


def _earlier(printed: Printed, path: Path) -> Earlier:
    """The file with the certificate beside it: the same name, but for .json at its end."""
    from samordna.edge.cli.protect import text_of  # noqa: PLC0415
    from samordna.engine.disclosure.mixing import Earlier, read_certificate  # noqa: PLC0415

    beside = path.with_suffix(".json")
    if not beside.is_file():
        return Earlier(printed)
    return Earlier(printed, read_certificate(text_of(beside), text_of(path), beside.name))
