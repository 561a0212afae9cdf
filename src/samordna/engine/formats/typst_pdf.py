"""From Typst to PDF, also when a text holds characters that the font lacks.

An archive's PDF (PDF/A-2a) may not hold a character that cannot be seen, so Typst makes none at all when one is missing
in the font: a smiling face in a title would keep the minutes from everybody. Such characters become a square.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Final, Literal

STANDARDS: Final[list[Literal["ua-1", "a-2a"]]] = ["ua-1", "a-2a"]
#: Stands for a character that the font lacks.
SQUARE: Final = "\N{WHITE SQUARE}"
_MISSING: Final = re.compile(r'(?:the text|codepoint) `"(.+?)"`', re.DOTALL)
_ESCAPED: Final = re.compile(r"\\u\{([0-9a-f]+)\}")
#: Typst names all that it meets at once; what only appears when others are gone is found in the next round.
_ROUNDS: Final = 5


def compiled(source: str, made: date) -> bytes:
    """The PDF, as of the day ``made``. TypstError, which would be a mistake of ours, when it cannot be made."""
    import typst  # noqa: PLC0415 – only needed when a PDF is made

    at = datetime(made.year, made.month, made.day, tzinfo=UTC)
    left = _ROUNDS
    while True:
        try:
            code = source.encode()
            return bytes(typst.compile(code, ignore_system_fonts=True, pdf_standards=[*STANDARDS], timestamp=at))
        except typst.TypstError as error:
            missing, left = _missing(str(getattr(error, "diagnostic", error))), left - 1
            if not missing or not left:
                raise
        source = source.translate(dict.fromkeys(map(ord, missing), SQUARE))


def _missing(said: str) -> set[str]:
    """The characters that could not be shown. Ordinary ones are in the font, so they are never replaced."""
    named = (_ESCAPED.sub(lambda code: chr(int(code[1], 16)), text) for text in _MISSING.findall(said))
    return {character for text in named for character in text if not character.isascii() and character != SQUARE}
