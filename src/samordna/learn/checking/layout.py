"""Tables that are drawn with bars, semicolons or two spaces: their lines with tabs between the cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from samordna.learn.checking.lines import Line

#: A line that only draws: |---|:--:|, +-----+, ======.
_DRAWN: Final = re.compile(r"^[\s|+:=_–—-]*[-=_–—]{3,}[\s|+:=_–—-]*$")
_FIGURE: Final = re.compile(
    r"^[−–+-]?\d{1,3}(?:[ \u00a0]?\d{3})*(?:,\d+)?[ \u00a0]?(?:%|\(\d+(?:,\d+)?[ \u00a0]?%?\))?$|"
    r"^(?:\.\.|[-–]|<[ \u00a0]?\d+|)$"
)
_TWO: Final = re.compile(r"[ \u00a0]{2,}")


def tabbed(lines: Sequence[Line]) -> list[Line]:
    """The lines, with tabs between the cells of tables however they are drawn; lines that only draw become empty."""
    bare = [line for line in lines if not (_DRAWN.match(line.text) and _beside_cells(lines, line))]
    for divide in (_bars, _semicolons, _two_spaces):
        bare = _divided(bare, divide)
    return bare


def _beside_cells(lines: Sequence[Line], line: Line) -> bool:
    """A line with cells stands next to it; then it is a part of the table and not its end."""
    if "|" in line.text or "+" in line.text:
        return True
    place = next(n for n, one in enumerate(lines) if one is line)
    return any(_looks_divided(one.text) for one in lines[max(0, place - 1) : place + 2] if one is not line)


def _looks_divided(text: str) -> bool:
    return "\t" in text.strip() or bool(re.search(r"\S {2,}\S", text))


def _divided(lines: list[Line], divide: Callable[[str], list[str] | None]) -> list[Line]:
    """Runs of lines that ``divide`` gives as many cells, of which two hold figures."""
    made = list(lines)
    run: list[int] = []
    cells: list[list[str]] = []
    for place, line in enumerate([*lines, None]):
        own = divide(line.text) if line is not None and "\t" not in line.text else None
        if own is not None and (not run or len(own) == len(cells[0])):
            run.append(place)
            cells.append(own)
            continue
        _put(made, run, cells)
        run, cells = ([place], [own]) if own is not None else ([], [])
    return made


def _put(made: list[Line], run: list[int], cells: list[list[str]]) -> None:
    if sum(_figures(one) for one in cells) < 2:
        return
    for place, one in zip(run, cells, strict=True):
        made[place] = replace(made[place], text="\t".join(one))


def _figures(cells: Sequence[str]) -> bool:
    """All but the first are figures or empty, and one is a figure."""
    return all(_FIGURE.match(cell) for cell in cells[1:]) and any(re.search(r"\d", cell) for cell in cells[1:])


def _bars(text: str) -> list[str] | None:
    bare = text.strip()
    if "|" not in bare:
        return None
    return [cell.strip() for cell in bare.removeprefix("|").removesuffix("|").split("|")]


def _semicolons(text: str) -> list[str] | None:
    return [cell.strip() for cell in text.split(";")] if ";" in text and not text.rstrip().endswith(".") else None


def _two_spaces(text: str) -> list[str] | None:
    """Two spaces or more; text that is indented has an empty first cell only where others follow."""
    cells = [cell.strip() for cell in _TWO.split(text.rstrip())]
    return cells if len(cells) > 1 and any(cells[1:]) and not re.match(r"\s*[-–•*·]\s", text) else None
