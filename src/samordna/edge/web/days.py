"""Days as people write them: 2027-03-01, 20270301, 1 mars 2027, 28/2 2029. Plain Python."""

from __future__ import annotations

import re
from datetime import date

#: The first three letters of each month, in Swedish and English.
_MONTHS = (
    *(("jan",), ("feb",), ("mar",), ("apr",), ("maj", "may"), ("jun",)),
    *(("jul",), ("aug",), ("sep",), ("okt", "oct"), ("nov",), ("dec",)),
)
_MONTH = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
_FULL = (
    *("januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november"),
    *("december", "january", "february", "march", "may", "june", "july", "august", "october", "sept"),
)
_WRITTEN = re.compile(r"(?:den )?(\d{1,2})(?:\.|:[ae])? ([a-z]+)\.? (\d{4})")
_NUMBERS = (
    (re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})"), (1, 2, 3)),
    (re.compile(r"(\d{4})(\d{2})(\d{2})"), (1, 2, 3)),
    (re.compile(r"(\d{1,2})[/.] ?(\d{1,2})[ /.](\d{4})"), (3, 2, 1)),
)


def parse_day(text: str) -> date | None:
    """The day that somebody wrote; None for what is no day. The year has four figures: '27 could be a day or a year.

    >>> parse_day("1 mars 2027"), parse_day("28/2 2029")
    (datetime.date(2027, 3, 1), datetime.date(2029, 2, 28))
    >>> parse_day("i mars") is None, parse_day("2026-02-31") is None
    (True, True)
    """
    typed = " ".join(text.lower().replace("\N{EN DASH}", "-").split())
    for pattern, order in _NUMBERS:
        if found := pattern.fullmatch(typed):
            return _day(*(int(found[part]) for part in order))
    found = _WRITTEN.fullmatch(typed)
    if found is None or not (found[2] in _FULL or len(found[2]) == 3):
        return None
    return _day(int(found[3]), _MONTH.get(found[2][:3], 0), int(found[1]))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
