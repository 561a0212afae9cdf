"""Swedish number words up to the hundreds: what they say, and how a number is written as one."""

from __future__ import annotations

import re
from typing import Final

_ONES: Final = ("", "en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio")
_TEENS: Final = (
    "tio", "elva", "tolv", "tretton", "fjorton", "femton", "sexton", "sjutton", "arton", "nitton",
)  # fmt: skip
_TENS: Final = ("", "", "tjugo", "trettio", "fyrtio", "femtio", "sextio", "sjuttio", "åttio", "nittio")
_ONE: Final = "|".join((*_ONES[1:], "ett"))
_TEN: Final = "|".join(_TENS[2:])
_TEEN: Final = "|".join(_TEENS)
_UNDER_HUNDRED: Final = rf"(?:(?:{_TEN})(?:{_ONE})?|{_TEEN}|{_ONE})"
#: A number word by itself; “tjugotal” and “hundratals” are none.
WORD: Final = re.compile(rf"\b(?:(?:{_ONE})?hundra(?:{_UNDER_HUNDRED})?|{_UNDER_HUNDRED})\b", re.IGNORECASE)
_PARTS: Final = re.compile(
    rf"(?:(?P<hundreds>{_ONE})?(?P<hundred>hundra))?(?:(?P<tens>{_TEN})|(?P<teens>{_TEEN}))?(?P<ones>{_ONE})?",
    re.IGNORECASE,
)


def value_of(word: str) -> int:
    """What a number word says. ValueError when it is none.

    >>> value_of("tjugofyra"), value_of("tvåhundrafemton"), value_of("Elva"), value_of("hundra")
    (24, 215, 11, 100)
    """
    said = _PARTS.fullmatch(word.lower())
    if said is None or not word:
        raise ValueError(f"no number word: {word}")
    hundreds = (_one(said["hundreds"]) or 1) if said["hundred"] else 0
    tens = _TENS.index(said["tens"]) * 10 if said["tens"] else 0
    teens = 10 + _TEENS.index(said["teens"]) if said["teens"] else 0
    return hundreds * 100 + tens + teens + _one(said["ones"])


def _one(word: str | None) -> int:
    return 1 if word == "ett" else _ONES.index(word or "")


def word_of(number: int) -> str:
    """A number from 1 to 99 as a word; larger ones, and zero, in digits.

    >>> word_of(24), word_of(12), word_of(1), word_of(147)
    ('tjugofyra', 'tolv', 'en', '147')
    """
    if not 0 < number < 100:
        return str(number)
    if 10 <= number < 20:
        return _TEENS[number - 10]
    return _TENS[number // 10] + _ONES[number % 10]
