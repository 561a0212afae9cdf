"""Looking at the files of the repository for what must not be in them. A look returns findings; none: all is well."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
BINARY = {".png", ".jpg", ".woff2", ".parquet", ".pdf", ".xlsx", ".ico", ".mo", ".gz"}

# Written so that the patterns do not find themselves.
ADDRESS = re.compile(r"[a-z+]+[:]//|[@]file:|--(extra-)?index-url|--find-links", re.IGNORECASE)
MACHINE = re.compile(
    r"/[w]ork/|/[o]pt/(pypi|wheels)|[.]library/|\bshared/(domain|design|seeds|data)\b|pythonhosted[.]|npmjs[.]org|/[r]oot/"
)
TWELVE = re.compile(r"(?<![\w.-])((?:18|19|20)\d{6})[-+]?(\d{4})(?![\w-])")
TEN = re.compile(r"(?<![\w.-])(\d{6})[-+](\d{4})(?![\w-])")
TEST_SERIALS = {*range(980, 1000), 238, 239}
# Published by Skatteverket as test numbers (open data "Testpersonnummer"): never assigned to anybody.
PUBLISHED_TEST_NUMBERS = {"201701012393", "197010632391", "189001019802"}


@cache
def committed() -> tuple[Path, ...]:
    """Every text file that git knows, or would take."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    paths = [ROOT / name for name in sorted(set(listed))]
    return tuple(path for path in paths if path.is_file() and path.suffix not in BINARY)


def lines(paths: Iterable[Path]) -> Iterator[tuple[str, str]]:
    """Each line with the place it stands at, `path:line`."""
    for path in paths:
        shown = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path.name
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            yield f"{shown}:{number}", line


def matching(pattern: re.Pattern[str], paths: Iterable[Path]) -> list[str]:
    """The places where a pattern occurs."""
    return [f"{place}: {found[0]}" for place, line in lines(paths) if (found := pattern.search(line))]


def real_looking_personal_numbers(paths: Iterable[Path]) -> list[str]:
    """Places with a valid personal or coordination number that is not reserved for tests, so may be somebody's."""
    return [
        f"{place}: {found[0]}"
        for place, line in lines(paths)
        for pattern in (TWELVE, TEN)
        for found in pattern.finditer(line)
        if _could_be_somebodys(found[1], found[2])
    ]


def _could_be_somebodys(day: str, last_four: str) -> bool:
    if day + last_four in PUBLISHED_TEST_NUMBERS or int(last_four[:3]) in TEST_SERIALS:
        return False
    return _is_a_day(day) and _check_digit_fits(day[-6:] + last_four)


def _is_a_day(text: str) -> bool:
    year, month, day = int(text[:-4]), int(text[-4:-2]), int(text[-2:])
    try:
        date(year if year > 99 else 1900 + year, month, day - 60 if day > 60 else day)
    except ValueError:
        return False
    return True


def _check_digit_fits(ten: str) -> bool:
    total = 0
    for place, digit in enumerate(ten):
        doubled = int(digit) * (2 - place % 2)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0
