"""No cell in two versions: exact or hidden in one release and changed in another, or changed in two ways.

Whoever has both subtracts one from the other, and what is left is what should not be known.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

from samordna.engine.disclosure.cells import Grid
from samordna.engine.disclosure.earlier import PERTURBED, Printed, check_against_register, members
from samordna.engine.disclosure.leaves import Ints
from samordna.engine.disclosure.perturbed import Perturbed, fingerprint
from samordna.engine.disclosure.refusals import CannotBeSafe, WrongInput

#: What must be the same in both certificates for changed numbers to be the same.
_SAME: Final = ("method", "base", "seed", "key_id", "perturbation_table")


@dataclass(frozen=True, slots=True)
class Earlier:
    """A file of released cells, and its certificate where there is one."""

    printed: Printed
    certificate: dict[str, Any] | None = None


def read_certificate(text: str, out: str, what: str) -> dict[str, Any]:
    """The certificate in ``text``; WrongInput when it is another file's than ``out``."""
    try:
        said = json.loads(text)
    except ValueError:
        said = None
    if not isinstance(said, dict):
        raise WrongInput(f"{what} är inte ett intyg.", f"{what} is not a certificate.")
    if said.get("out_sha256", fingerprint(out)) != fingerprint(out):
        raise WrongInput(f"{what} är intyget till en annan fil.", f"{what} is the certificate of another file.")
    return said


def only_exact(grid: Grid, printed: Printed) -> Printed:
    """The file without changed numbers of codes that are not here; CannotBeSafe when it has such of codes that are."""
    inside = members(grid, [codes for _, codes, _, _ in printed.rows], printed.what)
    kept = []
    for row, leaves in zip(printed.rows, inside, strict=True):
        if row[3] != PERTURBED:
            kept.append(row)
        elif len(leaves):
            raise _mixed(
                printed.what, row[1], "ändrad där och skulle bli exakt eller dold här",
                "changed there and would be exact or hidden here",
            )  # fmt: skip
    return Printed(printed.what, kept)


def refuse_mixing(found: Perturbed, earlier: list[Earlier]) -> None:
    """CannotBeSafe when ``earlier`` has a cell that is another version of what ``found`` says."""
    for file in earlier:
        printed = file.printed
        inside = members(found.grid, [codes for _, codes, _, _ in printed.rows], printed.what)
        changed = False
        for row, leaves in zip(printed.rows, inside, strict=True):
            _refuse_row(found, printed.what, row, leaves)
            changed = changed or (row[3] == PERTURBED and len(leaves) > 0)
        if changed:
            _refuse_other_method(found, file)
        for row, leaves in zip(printed.rows, inside, strict=True):
            _refuse_other_number(found, printed.what, row, leaves)
        exact = [i for i, row in enumerate(printed.rows) if row[3] != PERTURBED]
        check_against_register(
            found.grid, Printed(printed.what, [printed.rows[i] for i in exact]), [inside[i] for i in exact]
        )


Row = tuple[str, tuple[str, ...], int | None, str]


def _refuse_row(found: Perturbed, what: str, row: Row, leaves: Ints) -> None:
    if not len(leaves):
        return
    nobody = found.grid.spec.zeros_published and not found.grid.leaves.n[leaves].any()
    if row[3] == PERTURBED and nobody:
        raise _mixed(what, row[1], "ändrad där och exakt noll här", "changed there and exactly zero here")
    if row[3] != PERTURBED and not nobody:
        sv, en = ("dold", "hidden") if row[2] is None else ("exakt", "exact")
        raise _mixed(what, row[1], f"{sv} där och skulle bli ändrad här", f"{en} there and would be changed here")


def _refuse_other_method(found: Perturbed, file: Earlier) -> None:
    what = file.printed.what
    if file.certificate is None:
        raise CannotBeSafe(
            f"{what} har ändrade tal, och det är okänt hur de ändrades. Lägg intyget bredvid, med samma namn "
            "och .json.",
            f"{what} has changed numbers, and how they were changed is not known. Put its certificate beside it, with "
            "the same name and .json.",
        )
    if any(file.certificate.get(key) != found.certificate.get(key) for key in _SAME):
        raise CannotBeSafe(
            f"Talen i {what} är ändrade på ett annat sätt (metod, bas, frö, nyckel eller brus). Två versioner av samma "
            "tal berättar mer än en.",
            f"The numbers in {what} are changed in another way (method, base, seed, key or noise). Two versions of the "
            "same number tell more than one.",
        )


def _refuse_other_number(found: Perturbed, what: str, row: Row, leaves: Ints) -> None:
    if row[3] == PERTURBED and len(leaves) and found.count(leaves) != row[2]:
        raise _mixed(
            what, row[1], "ändrad till ett annat tal där; gör tabellerna tillsammans i en utgåva",
            "changed to another number there; make the tables together in one release",
        )  # fmt: skip


def _mixed(what: str, codes: tuple[str, ...], sv: str, en: str) -> CannotBeSafe:
    where = " ".join(codes)
    return CannotBeSafe(
        f"{what}: {where} är {sv}. Den som har båda drar den ena från den andra.",
        f"{what}: {where} is {en}. Whoever has both subtracts one from the other.",
    )
