"""How numbers are written in Swedish (and English) text. One way for each."""

from __future__ import annotations

from datetime import date

NBSP = "\u00a0"
_WORDS = {
    "sv": ("noll", "en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv"),
    "en": (
        "none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    ),
}  # fmt: skip
_MONTHS = {
    "sv": (
        "januari", "februari", "mars", "april", "maj", "juni",
        "juli", "augusti", "september", "oktober", "november", "december",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip


def language_of(language: str) -> str:
    """``en`` for every English, else ``sv``."""
    return "en" if language.startswith("en") else "sv"


def integer(number: int) -> str:
    """Digits in threes with a no-break space, and a real minus sign.

    >>> integer(31167).replace(NBSP, "_"), integer(-457), integer(894)
    ('31_167', '−457', '894')
    """
    return f"{number:,}".replace(",", NBSP).replace("-", "−")


def with_decimals(plain: str, language: str = "sv") -> str:
    """A number as a program writes it, as a reader does: digits in threes, decimal comma in Swedish.

    >>> with_decimals("12345.6").replace(NBSP, "_"), with_decimals("-3.8", "en"), with_decimals("71")
    ('12_345,6', '−3.8', '71')
    """
    sign, digits = ("−", plain[1:]) if plain.startswith("-") else ("", plain)
    whole, _, part = digits.partition(".")
    mark = "." if language_of(language) == "en" else ","
    return f"{sign}{integer(int(whole))}{mark}{part}" if part else f"{sign}{integer(int(whole))}"


def number_word(number: int, language: str = "sv", neuter: bool = False) -> str:
    """Numbers to twelve as words, larger ones in digits. ``neuter``: ``ett`` for one in Swedish.

    >>> number_word(3), number_word(1, neuter=True), number_word(13), number_word(12, "en")
    ('tre', 'ett', '13', 'twelve')
    """
    words = _WORDS[language_of(language)]
    if number == 1 and neuter and language_of(language) == "sv":
        return "ett"
    return words[number] if 0 <= number < len(words) else integer(number)


def per_cent(whole: int, language: str = "sv") -> str:
    """A share in running text: “procent” is written out, “%” stands in tables.

    >>> per_cent(71).replace(NBSP, "_"), per_cent(16, "en").replace(NBSP, "_")
    ('71_procent', '16_per_cent')
    """
    unit = f"per{NBSP}cent" if language_of(language) == "en" else "procent"
    return f"{integer(whole)}{NBSP}{unit}"


def long_day(day: date, language: str = "sv") -> str:
    """A day in running text.

    >>> long_day(date(2026, 11, 2)).replace(NBSP, " "), long_day(date(2026, 11, 2), "en").replace(NBSP, " ")
    ('2 november 2026', '2 November 2026')
    """
    return f"{day.day}{NBSP}{_MONTHS[language_of(language)][day.month - 1]}{NBSP}{day.year}"


def listing(things: list[str], language: str = "sv") -> str:
    """Things in a row: commas, and “och” before the last.

    >>> listing(["a", "b", "c"]), listing(["a"])
    ('a, b och c', 'a')
    """
    if len(things) < 2:
        return "".join(things)
    last = "and" if language_of(language) == "en" else "och"
    return f"{', '.join(things[:-1])} {last} {things[-1]}"
