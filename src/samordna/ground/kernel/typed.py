"""What people type, paste and send: text without the characters that no file can hold, and numbers of a sane size.

Word writes a soft line break as U+000B, a page break as U+000C; other programs write U+0085, U+2028 or U+2029. They all
mean *new line*. Other control characters mean nothing to a reader, and make a document that no program opens.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from samordna.ground.kernel.errors import Refusal

#: The longest number that a page may send along: nothing in Samordna has more than nine digits.
MOST_DIGITS: Final = 9
#: The longest text of several lines where nothing else is said: ten closely written pages.
LONGEST: Final = 20_000
_NEW_LINES: Final = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
#: Controls (C0 and C1 but tab and line feed), halves of characters, what Unicode says are no characters, and what
#: nobody sees: spaces without width and word joiners come along when text is copied from pages, and marks of direction
#: can turn a name or a number around.
_NOTHING: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    "\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
)
#: Signs of the font Symbol, as Word writes the points of a list. Other programs show them as an empty square.
_SYMBOL: Final = re.compile("[\uf020-\uf0ff]")
#: What neither PostgreSQL, XML nor UTF-8 can hold, or what is left only when a text was never tidied.
_UNFIT: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def tidy(text: str) -> str:
    r"""The text as it was meant: every kind of new line is a line feed, and what cannot be printed is gone.

    >>> tidy("Vi träffas\x0bkl. 9.\x00")
    'Vi träffas\nkl. 9.'
    """
    return _NOTHING.sub("", _SYMBOL.sub("\N{BULLET}", _NEW_LINES.sub("\n", text)))


def one_line(text: str) -> str:
    r"""The text on one line, without space around it: a name, a title, a place.

    >>> one_line(" Folkets hus,\r\n Motala ")
    'Folkets hus, Motala'
    """
    return re.sub(r" *[\n\t]+ *", " ", tidy(text)).strip()


def whole(text: Any, most: int = 10**MOST_DIGITS - 1) -> int | None:
    """The whole number, zero to ``most``, that a page sends along; None for anything else.

    >>> whole("41"), whole(""), whole("-1"), whole("9" * 5000), whole("²"), whole(None)
    (41, None, None, None, None, None)
    """
    digits = str(text) if isinstance(text, str | int) else ""
    if not (digits.isascii() and digits.isdigit() and len(digits) <= MOST_DIGITS):
        return None
    return number if (number := int(digits)) <= most else None


def check_length(text: str, most: int, field: str | None = None) -> None:
    """Refusal, on ``field``, with how long the text may be and how long it is."""
    if len(text) > most:
        raise Refusal(
            f"Texten är för lång. Skriv högst {most} tecken, den har {len(text)}.",
            field=field,
            message_en=f"The text is too long: at most {most} characters, it has {len(text)}.",
        )


def check_fit(value: Any, field: str | None = None) -> None:
    """Refusal if a text – or one anywhere in a list or mapping – holds a character that cannot be kept.

    What is typed in pages has been tidied before it comes so far; this is for commands and files.
    """
    for text in _texts(value):
        if found := _UNFIT.search(text):
            code = f"U+{ord(found[0]):04X}"
            raise Refusal(
                f"Texten har ett tecken som inte går att spara, {code}. Ta bort det och försök igen.",
                field=field,
                message_en=f"The text has a character that cannot be kept, {code}. Remove it and try again.",
            )


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _texts(key)
            yield from _texts(inner)
    elif isinstance(value, list | tuple | set | frozenset):
        for inner in value:
            yield from _texts(inner)
