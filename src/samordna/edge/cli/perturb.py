"""What `protect` does when the specification's method changes numbers instead of hiding them."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from samordna.engine.disclosure.cells import Grid
    from samordna.engine.disclosure.earlier import Printed
    from samordna.engine.disclosure.mixing import Earlier


def perturb(args: argparse.Namespace, grid: Grid, released: list[Printed]) -> dict[Path, str]:
    """The files to write, the answer last. WrongInput, or CannotBeSafe where it would mix with what was released."""
    from samordna.engine.disclosure.methods import CELL_KEY  # noqa: PLC0415
    from samordna.engine.disclosure.mixing import refuse_mixing  # noqa: PLC0415 – numpy is loaded by those who need it
    from samordna.engine.disclosure.perturbed import fingerprint, rounded  # noqa: PLC0415
    from samordna.engine.disclosure.printing import to_csv  # noqa: PLC0415
    from samordna.engine.disclosure.refusals import WrongInput  # noqa: PLC0415

    if args.seconds is not None:
        raise WrongInput(
            "--seconds hör till att dölja; att ändra tal tar den tid det tar.",
            "--seconds is for hiding; changing numbers takes the time it takes.",
        )
    if grid.spec.method.name == CELL_KEY:
        raise WrongInput('method = "cell-key" finns inte ännu.', 'method = "cell-key" is not there yet.')
    found = rounded(grid)
    refuse_mixing(found, [_earlier(file, path) for file, path in zip(released, args.released, strict=True)])
    out = to_csv(found)
    if not args.certificate:
        return {args.out: out}
    certificate = found.certificate | {"out_sha256": fingerprint(out)}
    return {args.certificate: json.dumps(certificate, ensure_ascii=False, indent=2) + "\n", args.out: out}


def _earlier(printed: Printed, path: Path) -> Earlier:
    """The file with the certificate beside it: the same name, but for .json at its end."""
    from samordna.edge.cli.protect import text_of  # noqa: PLC0415
    from samordna.engine.disclosure.mixing import Earlier, read_certificate  # noqa: PLC0415

    beside = path.with_suffix(".json")
    if not beside.is_file():
        return Earlier(printed)
    return Earlier(printed, read_certificate(text_of(beside), text_of(path), beside.name))
