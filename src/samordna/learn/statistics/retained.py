"""What retention has taken away, in the tables of an extract.

The yearly counts of a measure are kept when its participants' data go (``kept_counts``). A table that counts by year,
measure and sex adds what was kept, and says the same as before. One that needs answers or days cannot: nothing says
what these were. Then a footnote names the years, if there are any.
"""

from __future__ import annotations

from dataclasses import replace

from samordna.engine.conditions import Condition, Given, Has, Is, MoreThan
from samordna.engine.dimensions import Basis, Time, When
from samordna.engine.periods import Periods
from samordna.engine.request import Count, Counted, Told, What
from samordna.engine.words import Words
from samordna.learn.statistics.columns import KEPT_COUNTS, PROJECTS

_LEFT_OUT = Words(
    "Uppgifter om deltagare {periods} har gallrats. De deltagarna ingår inte i tabellen.",
    "What was known of participants of {periods} has been erased, as retention says. They are not in the table.",
)
_ADDED = Words(
    "Uppgifter om deltagare {periods} har gallrats. De räknas som före gallringen. Den som var med i flera "
    "insatser räknas i var och en av dem.",
    "What was known of participants of {periods} has been erased, as retention says. They count as they did before, "
    "but who took part in several measures counts in each.",
)
#: In the measures that associations pay, and of them those that are individual; in those that ESF pays.
PAID: tuple[Condition, ...] = (Given(KEPT_COUNTS["association"]),)
INDIVIDUAL = (*PAID, Is(KEPT_COUNTS["orientation"], ("individual",)))
IN_ESF = (Has(PROJECTS, "measure"),)


def kept(like: Count, column: str) -> Count:
    """What was kept, in the same periods and split by sex as ``like`` is, of individual measures of associations."""
    sex = replace(like.dimensions[-1], on=KEPT_COUNTS["sex"])
    return Count(
        f"{like.name}-kept-{column}",
        like.title,
        KEPT_COUNTS,
        _in_years(like.time, like.title),
        (sex,),
        What(Counted.SUM, like.what.name, like.what.words, column),
        where=INDIVIDUAL,
    )


def left_out(time: Time | Periods, where: tuple[Condition, ...] = PAID) -> tuple[Told, ...]:
    """The footnote of a table that cannot count those whose data are gone."""
    return (_told(time, where, _LEFT_OUT),)


def added(time: Time | Periods) -> tuple[Told, ...]:
    """The footnote of a table that counts them by what was kept."""
    return (_told(time, INDIVIDUAL, _ADDED),)


def _told(time: Time | Periods, where: tuple[Condition, ...], words: Words) -> Told:
    title = Words("Deltagare vars uppgifter har gallrats", "Participants whose data were erased")
    over = _in_years(time, title)
    measures = What(Counted.DISTINCT, "measures", title, "measure")
    where = (*where, MoreThan(KEPT_COUNTS["people"], 0))
    return Told(Count("retained", title, KEPT_COUNTS, over, (), measures, where=where), words)


def _in_years(time: Time | Periods, words: Words) -> Time | Periods:
    """The same periods for a file that knows years only."""
    return replace(time, bases=(When("year", words, Basis.EVER),))
