"""Personal numbers that belong to nobody: only the serials that are set aside for tests. Plain Python.

Skatteverket's test numbers use the birth numbers 980–999, and 238–239; the third digit is odd for men and even for
women. So each day of birth has eleven numbers per sex.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

SERIALS = {
    "women": (980, 982, 984, 986, 988, 990, 992, 994, 996, 998, 238),
    "men": (981, 983, 985, 987, 989, 991, 993, 995, 997, 999, 239),
}
_ODD_PLACES = {digit: sum(divmod(2 * digit, 10)) for digit in range(10)}


def check_digit(nine: str) -> int:
    """The tenth digit that belongs to YYMMDD and the birth number (Luhn).

    >>> check_digit("170101239")
    3
    """
    total = 0
    for place, character in enumerate(nine):
        digit = ord(character) - 48
        total += digit if place % 2 else _ODD_PLACES[digit]
    return -total % 10


class TestNumbers:
    """Hands out test numbers, each once. A day that is used up leads to the day before it."""

    __test__ = False  # not a test class, whatever its name

    def __init__(self) -> None:
        self._used: defaultdict[tuple[date, str], int] = defaultdict(int)

    def take(self, born: date, sex: str) -> str:
        """Twelve digits for a person of ``sex`` born on ``born`` or, when that day is full, shortly before."""
        while self._used[born, sex] == len(SERIALS[sex]):
            born -= timedelta(days=1)
        serial = SERIALS[sex][self._used[born, sex]]
        self._used[born, sex] += 1
        nine = f"{born:%y%m%d}{serial}"
        return f"{born:%Y}{nine[2:]}{check_digit(nine)}"
