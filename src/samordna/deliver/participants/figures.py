"""How many took part, without a single person: one arithmetic for the three ways to be in the register.

Plain Python. Every figure is with person data + anonymous + volume. Inside one measure and one year the three add up.
Over several measures or years the same person may be counted again: with person data each person once, anonymous and
volume cannot be told apart, so the sum is an interval that says why.

A count of one to four is not shown to those who may not see persons; neither is anything from which it could be worked
out: every sum is made from what is shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from samordna.deliver.projects.rules import SMALL
from samordna.ground.kernel.words import Words

PERSON, ANONYMOUS, VOLUME = MODES = ("person", "anonymous", "volume")
SEXES = ("women", "men")

#: Why a figure is an interval. The order is the order of print.
WHY: dict[str, Words] = {
    "small": Words(
        "Färre än 5 betyder 1 till 4. Summor visas då som ett spann.",
        "Fewer than 5 means 1 to 4. Sums are then shown as a range.",
    ),
    "hidden": Words(
        "Ett spann, som 5–9, står där ett exakt tal skulle visa hur det är för en till fyra personer.",
        "A range, such as 5–9, stands where an exact number would show how it is for one to four people.",
    ),
    "years": Words(
        "Samma person kan ha deltagit i flera av åren.",
        "The same person may have taken part in several of the years.",
    ),
    "again": Words(
        "Några är med i flera insatser eller år. De är för få för att visa hur många.",
        "Some take part in several measures or years. They are too few to show how many.",
    ),
    "anonymous": Words(
        "Den som är registrerad utan personuppgifter kan vara samma person i en annan insats eller ett annat år.",
        "Somebody entered without person data may be the same person in another measure or year.",
    ),
    "volume": Words(
        "De som bara är räknade som antal kan vara samma personer i en annan insats eller ett annat år.",
        "Those who are only counted as numbers may be the same people in another measure or year.",
    ),
}
#: How each of the three is counted; said with every total.
COUNTED: dict[str, Words] = {
    PERSON: Words(
        "Med personuppgifter: var och en räknas en gång, alla år som personen är med någon dag.",
        "With person data: each person once, in every year with any day of the participation.",
    ),
    ANONYMOUS: Words(
        "Utan personuppgifter: varje registrering räknas en gång, bara i sitt startår.",
        "Without person data: each entry counts once, in its start year only.",
    ),
    VOLUME: Words(
        "Bara antal: räknas i det år som antalet är ifyllt för.",
        "Numbers only: count in the year that the number is entered for.",
    ),
}


@dataclass(frozen=True)
class Between:
    """A count as it may be said: from ``low`` to ``high``, known when they are equal. ``why`` are codes of ``WHY``.

    >>> Between(1, 4, frozenset({"small"})) + Between(20, 20)
    Between(low=21, high=24, why=frozenset({'small'}))
    """

    low: int
    high: int
    why: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.high:
            raise ValueError(f"no interval of counts: {self.low}–{self.high}")

    @property
    def is_exact(self) -> bool:
        """Whether the reader sees the number itself."""
        return self.low == self.high

    @property
    def is_small(self) -> bool:
        """Hidden because it is one to four."""
        return (self.low, self.high) == (1, SMALL - 1)

    def __add__(self, other: Between) -> Between:
        return Between(self.low + other.low, self.high + other.high, self.why | other.why)

    def holds(self, number: int) -> bool:
        """Whether the number may be the truth."""
        return self.low <= number <= self.high

    def reasons(self) -> tuple[Words, ...]:
        """Why it is an interval, in words; nothing for a number that is known."""
        return () if self.is_exact else tuple(words for code, words in WHY.items() if code in self.why)


NOBODY = Between(0, 0)
_SMALL = Between(1, SMALL - 1, frozenset({"small"}))


def shown(count: int, *, exact: bool) -> Between:
    """A count for a reader who may see it exactly, or only from five.

    >>> shown(3, exact=False).is_small, shown(0, exact=False).high, shown(3, exact=True).low
    (True, 0, 3)
    """
    return Between(count, count) if exact or count == 0 or count >= SMALL else _SMALL


def together(parts: Iterable[Between]) -> Between:
    """The sum of counts that cannot be the same persons."""
    return sum(parts, NOBODY)


@dataclass(frozen=True)
class YearFigures:
    """Participants of one measure in a year: (mode, sex) → count as shown. Modes are person, anonymous and volume."""

    year: int
    cells: Mapping[tuple[str, str], Between]

    def of(self, *, mode: str | None = None, sex: str | None = None) -> Between:
        """The sum over everything that fits; made from shown counts only."""
        return together(
            cell
            for (its_mode, its_sex), cell in self.cells.items()
            if mode in (None, its_mode) and sex in (None, its_sex)
        )


def once(parts: Collection[Between], again: Between | None) -> Between:
    """People with person data over several measures or years, each once.

    ``again`` is how many more times than once they are counted when the parts are added; None when it is not known.
    Made from what is shown, so that a hidden part stays hidden.

    >>> once([Between(20, 20), Between(30, 30)], again=Between(5, 5))
    Between(low=45, high=45, why=frozenset())
    """
    whole = together(parts)
    most = max((part.low for part in parts), default=0)
    if again is None:
        single = sum(part.high > 0 for part in parts) < 2
        return whole if single else Between(most, whole.high, whole.why | {"again"})
    why = whole.why | ({"again"} if not again.is_exact else frozenset())
    high = max(most, whole.high - again.low)
    return Between(min(max(most, whole.low - again.high), high), high, why)


def people(cells: Collection[YearFigures], again: Mapping[str, Between | None], sex: str | None = None) -> Between:
    """How many different people took part, over cells of one measure and one year each.

    At most everybody is somebody new; at least as many as with person data, and as in the largest cell. One cell adds
    up: inside a measure and a year every entry counts as one person.
    """
    if sex is None:
        return together(people(cells, again, one) for one in SEXES)
    filled = [cell for cell in cells if cell.of(sex=sex).high]
    if len(filled) < 2:
        return together(cell.of(sex=sex) for cell in filled)
    known = once([cell.of(mode=PERSON, sex=sex) for cell in filled], again.get(sex))
    unknown = {mode: together(cell.of(mode=mode, sex=sex) for cell in filled) for mode in (ANONYMOUS, VOLUME)}
    largest = max(cell.of(sex=sex).low for cell in filled)
    why = known.why.union(*(part.why for part in unknown.values()))
    why |= {mode for mode, part in unknown.items() if part.high}
    high = known.high + sum(part.high for part in unknown.values())
    return Between(max(known.low, largest), max(high, largest), why)
