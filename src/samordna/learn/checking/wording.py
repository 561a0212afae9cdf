"""Figures written as those beside them are written."""

from __future__ import annotations

from fractions import Fraction

from samordna.engine.text.numbers import NBSP


def printed_like(text: str, value: Fraction) -> str:
    """``value`` with the decimals, sign, spaces and unit that ``text`` has.

    >>> printed_like("2 533", Fraction(2353)), printed_like("39 %", Fraction(29)), printed_like("+17 %", Fraction(20))
    ('2 353', '29 %', '+20 %')
    """
    decimals = len(text.partition(",")[2].split(" ")[0].rstrip("%").strip(NBSP))
    number = round_half_up(abs(value) * 10**decimals)
    whole, part = divmod(number, 10**decimals)
    space = next((sign for sign in (NBSP, " ") if sign in text), " ")
    grouped = (
        f"{whole:,}".replace(",", space) if any(sign in text for sign in (NBSP, " ")) or whole >= 10_000 else str(whole)
    )
    sign = "+" if text.startswith("+") and value >= 0 else "−" if value < 0 or (text[:1] in "−-–" and value) else ""
    unit = text[len(text.rstrip("abcdefghijklmnopqrstuvwxyzåäö% \u00a0")) :]
    return f"{sign}{grouped}{',' + str(part).zfill(decimals) if decimals else ''}{unit}"


def round_half_up(value: Fraction) -> int:
    """To the nearest whole number, halves upwards, as officials round."""
    return int(value + Fraction(1, 2))


def per_cent_of(part: Fraction, whole: Fraction) -> Fraction:
    """How many per cent ``part`` is of ``whole``."""
    return 100 * part / whole


def rounds_to(value: Fraction, printed: Fraction, decimals: int, more: Fraction = Fraction(0)) -> bool:
    """``value`` may be printed as ``printed``: rounded to its decimals, halves either way, and ``more`` beside."""
    return abs(value - printed) <= Fraction(1, 2 * 10**decimals) + more


def slip(printed: Fraction, right: Fraction, *, one_digit: bool = False) -> bool:
    """``printed`` is what a hand makes of ``right``: two digits changed places, or with ``one_digit`` one is another.

    >>> slip(Fraction(176), Fraction(167)), slip(Fraction(46), Fraction(64)), slip(Fraction(44), Fraction(41))
    (True, True, False)
    >>> slip(Fraction(44), Fraction(41), one_digit=True), slip(Fraction(875, 100), Fraction(785, 100))
    (True, True)
    """
    if printed == right or printed < 0 or right < 0:
        return False
    scale = 1
    while (printed * scale).denominator > 1 and scale < 1000:
        scale *= 10
    if (right * scale).denominator > 1:
        return False
    one, other = str(int(printed * scale)), str(int(right * scale))
    if len(one) != len(other):
        return False
    away = [n for n in range(len(one)) if one[n] != other[n]]
    if len(away) == 2 and one[away[0]] == other[away[1]] and one[away[1]] == other[away[0]]:
        return True
    return one_digit and len(away) == 1 and len(one) > 1
