"""What the parts of the standard report tell of each other: the same people stand in several tables.

Each table is protected by itself. Where two of them count the same people in two ways a reader can take one from the
other, so a row is left out where that would tell of one to four people, or exactly what a range was there to hide.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from samordna.deliver.participants.figures import SEXES, Between, together
from samordna.deliver.projects.rules import SMALL
from samordna.deliver.reporting.rules.cuts import Cut

Choice = frozenset[str] | None


def places(cut: Cut) -> Iterator[tuple[str | None, Choice]]:
    """Every sex and both, in every measure and in all of them together: what anybody can choose to see."""
    for chosen in (None, *(frozenset({one}) for one in cut.measures)):
        for sex in (*SEXES, None):
            yield sex, chosen


def is_told_anyway(cut: Cut) -> bool:
    """Whether the reader sees every number, as a registrar does of the own measure: nothing needs to be left out."""
    return any(number.is_exact and 0 < number.low < SMALL for number in cut.cells.values())


def gives_away(whole: Between, part: Between) -> bool:
    """Whether somebody who reads a whole and a part of it learns of one to four, or what one of the two hides.

    >>> gives_away(Between(20, 20), Between(18, 18)), gives_away(Between(20, 20), Between(15, 15))
    (True, False)
    >>> gives_away(Between(15, 19), Between(19, 19)), gives_away(Between(15, 15), Between(15, 19))
    (True, True)
    """
    if whole.is_exact and part.is_exact:
        return 0 < whole.low - part.low < SMALL
    return part.low > whole.low or part.high > whole.high


def rows_of_a_part(whole: Cut, part: Cut) -> frozenset[str]:
    """The values of ``part``, counts of some of those in ``whole``, that cannot stand beside it."""
    if is_told_anyway(whole):
        return frozenset()
    return frozenset(
        value
        for value in part.values
        if value in whole.values
        and any(gives_away(whole.of(value, sex, chosen), part.of(value, sex, chosen)) for sex, chosen in places(part))
    )


def rows_of_doing(does: Cut, occupation: Cut) -> frozenset[str]:
    """Part 1 beside part 2: who both works and studies, or works in both ways, is the difference between them."""
    found = set()
    for sex, chosen in () if is_told_anyway(does) else places(does):
        if gives_away(does.of("studies", sex, chosen), occupation.of("studies", sex, chosen)):
            found.add("studies")
        kinds = together(does.of(kind, sex, chosen) for kind in ("work_unsubsidised", "work_subsidised"))
        works = occupation.of("works", sex, chosen)
        if kinds.is_exact and works.is_exact and 0 < kinds.low - works.low < SMALL:
            found.add("work_subsidised")
    return frozenset(found)


@dataclass(frozen=True)
class _Sum:
    """Two sums that are the same number of people."""

    one: Sequence[Between]
    other: Sequence[Between]

    def tells(self) -> bool:
        """Whether one of the numbers that are ranges must be a certain one."""
        return _tells(self.one, self.other) or _tells(self.other, self.one)


def _tells(here: Sequence[Between], there: Sequence[Between]) -> bool:
    most, least = sum(each.high for each in there), sum(each.low for each in there)
    for place, number in enumerate(here):
        rest = [each for other, each in enumerate(here) if other != place]
        low = max(number.low, least - sum(each.high for each in rest))
        high = min(number.high, most - sum(each.low for each in rest))
        if not number.is_exact and low >= high:
            return True
    return False


def afterwards_tells(occupation: Cut, afterwards: Cut) -> bool:
    """Part 3 beside part 2: who started, does more or does the same are those who work or study, where all answered."""
    for sex, chosen in () if is_told_anyway(occupation) else places(afterwards):

        def of(cut: Cut, *codes: str, sex: str | None = sex, chosen: Choice = chosen) -> list[Between]:
            return [cut.of(code, sex, chosen) for code in codes]

        if not of(afterwards, "unknown")[0].high:
            doing = _Sum(of(occupation, "works", "studies"), of(afterwards, "started", "increased", "same"))
            if doing.tells():
                return True
        if (
            not of(occupation, "unknown")[0].high
            and _Sum(of(occupation, "seeking", "other"), of(afterwards, "not")).tells()
        ):
            return True
    return False
