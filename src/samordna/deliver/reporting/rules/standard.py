"""The six parts of the standard report: which variables each is made of, and what stands between before and after.

Source: the standard report of SUS (the register's domain notes). All parts are of those who ended in the year.
"""

from __future__ import annotations

from dataclasses import dataclass

from samordna.deliver.participants.figures import Between
from samordna.deliver.participants.rules import DOINGS, Answers
from samordna.ground.kernel.words import Words


@dataclass(frozen=True)
class Part:
    """A part: the variable before and after, or one variable alone (``before`` empty) and others ``also``."""

    number: int
    words: Words
    explained: Words
    after: str
    before: str = ""
    also: tuple[str, ...] = ()


PARTS: tuple[Part, ...] = (
    Part(
        1,
        Words("Sysselsättning före och efter", "Occupation before and after"),
        Words("Samma person kan stå på flera rader.", "The same person may be on several rows."),
        after="does_out",
        before="does_in",
    ),
    Part(
        2,
        Words("Sysselsättning i grupper", "Occupation in groups"),
        Words("Var och en står på en rad, den första som passar.", "Each person is on one row, the first that fits."),
        after="occupation_out",
        before="occupation_in",
    ),
    Part(
        3,
        Words("Arbetar eller studerar efteråt", "Works or studies afterwards"),
        Words("Omfattningen är arbete och studier tillsammans.", "The extent is work and studies together."),
        after="afterwards",
    ),
    Part(
        4,
        Words("Försörjning före och efter", "Support before and after"),
        Words(
            "I vilken omfattning som helst. Samma person kan stå på flera rader.",
            "To any extent. The same person may be on several rows.",
        ),
        after="support_out",
        before="support_in",
    ),
    Part(
        5,
        Words("Från en försörjning till en annan", "From one support to another"),
        Words(
            "Försörjning efteråt för dem som hade den valda före.",
            "Support afterwards for those who had the chosen one.",
        ),
        after="support_out",
    ),
    Part(
        6,
        Words("Hur länge", "How long"),
        Words(
            "Tid i insatsen, och tid med försörjning före start.", "Time in the measure, and with support before it."
        ),
        after="length",
        also=("support_time",),
    ),
)


def afterwards(before: Answers, after: Answers) -> str:
    """Part 3: whether somebody works or studies after, and whether that is new or more than before.

    >>> half, quarter = Answers({}, 50, 0, 0), Answers({}, 0, 25, 0)
    >>> afterwards(Answers({}, 0, 0, 0), half), afterwards(half, quarter), afterwards(quarter, half)
    ('started', 'same', 'increased')
    """
    first, last = ([getattr(answers, name) for name in DOINGS] for answers in (before, after))
    if not any(last):
        return "unknown" if None in last else "not"
    if not any(first):
        return "unknown" if None in first else "started"
    return "increased" if sum(n or 0 for n in last) > sum(n or 0 for n in first) else "same"


@dataclass(frozen=True)
class Change:
    """From before to after. ``number`` and ``percent`` are None where one of the two is not known."""

    before: Between
    after: Between

    @property
    def number(self) -> int | None:
        """How many more after than before."""
        return self.after.low - self.before.low if self.before.is_exact and self.after.is_exact else None

    @property
    def percent(self) -> int | None:
        """The change on the earlier number in whole per cent, halves away from zero; None on nobody.

        >>> Change(Between(40, 40), Between(45, 45)).percent, Change(Between(0, 0), Between(5, 5)).percent
        (13, None)
        """
        if self.number is None or not self.before.low:
            return None
        size = (200 * abs(self.number) + self.before.low) // (2 * self.before.low)
        return size if self.number >= 0 else -size
