"""People whom a careless count gets wrong. Plain Python.

They are made first and counted; the calibration then fills up around them. Each pattern exercises one counting rule:
a person counts once per cell; the benefit is the one at that participation's entry; an extent of 0 is no benefit; the
first and the last day of a year belong to it; mistaken entries count nowhere; a withdrawn consent leaves an anonymous
participation in its start year.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from samordna.edge.demo.calibration import CALIBRATED, SEXES, published
from samordna.edge.demo.measures import OTHER
from samordna.edge.demo.register import GOES_TO, Register
from samordna.edge.demo.rows import Support, Work

#: How many of each pattern per year and sex.
EACH = 22
MISTAKEN = 70
WITHDRAWN_OF_100 = 4
QUIET = Work(0, 0, 0, False, False, False)


def take_part_oddly(register: Register) -> None:
    """All patterns for every calibrated year and both sexes."""
    for year in CALIBRATED:
        for sex in SEXES:
            for pattern in PATTERNS:
                for _ in range(EACH if pattern.__name__ != "on_the_last_and_the_first_day" else 6):
                    pattern(register, sex, year)


def _twice(
    register: Register,
    sex: str,
    kinds: tuple[str, str],
    days: tuple[tuple[date, date], tuple[date, date]],
    supports: tuple[Support | None, Support | None] = (None, None),
) -> None:
    """One person, two participations."""
    born = date(days[0][0].year - 20 - int(register.random.random() * 7), 1, 1)
    born += timedelta(days=int(register.random.random() * 365))
    person = register.person(sex, born)
    for kind, (start, end), support in zip(kinds, days, supports, strict=True):
        wanted = GOES_TO[kind][0][0]
        measure = register.outside_ostra_vattern.draw(register.random, (wanted, OTHER), start.year - 1, end.year + 1)
        answered = None if support is None else (support, QUIET)
        register.add(person, sex, born, kind, measure, start, end, support=answered)


def _day(register: Register, year: int, month: int) -> date:
    return date(year, month, 1 + int(register.random.random() * 27))


def began_twice(register: Register, sex: str, year: int) -> None:
    """Two participations begin in the year with the same benefit: one new person."""
    kind = register.random.choice(("sjukpenning", "aktivitetsersättning", "other"))
    first = (_day(register, year, 1), _day(register, year, 4))
    second = (_day(register, year, 9), _day(register, year, 12))
    _twice(register, sex, (kind, kind), (first, second))


def stayed_and_began(register: Register, sex: str, year: int) -> None:
    """One participation goes on from the year before while another begins: ongoing once, and new."""
    kind = register.random.choice(("sjukpenning", "aktivitetsersättning", "other"))
    if year == CALIBRATED[0]:
        return
    first = (_day(register, year - 1, 8), _day(register, year, 6))
    second = (_day(register, year, 3), _day(register, year, 11))
    _twice(register, sex, (kind, kind), (first, second))


def changed_benefit(register: Register, sex: str, year: int) -> None:
    """Sjukpenning at the first entry, aktivitetsersättning at the second: once in each row, once among all."""
    first = (_day(register, year, 2), _day(register, year, 5))
    second = (_day(register, year, 8), _day(register, year, 12))
    _twice(register, sex, ("sjukpenning", "aktivitetsersättning"), (first, second))


def benefit_only_once(register: Register, sex: str, year: int) -> None:
    """A benefit at the first entry; at the second the row says 0 per cent, which is no benefit."""
    first = (_day(register, year, 1), _day(register, year, 6))
    second = (_day(register, year, 5), _day(register, year, 10))
    nothing: Support = (("forsorjningsstod", 100), ("sjukpenning", 0), ("aktivitetsersattning", 0))
    _twice(register, sex, ("sjukpenning", "other"), (first, second), (None, nothing))


def both_benefits(register: Register, sex: str, year: int) -> None:
    """Both benefits at one entry: once in each row."""
    register.begin(register.outside_ostra_vattern, sex, "both", year, year)


def on_the_last_and_the_first_day(register: Register, sex: str, year: int) -> None:
    """Begins on 31 December and ends on 1 January: new in one year, ongoing in two."""
    if year == CALIBRATED[-1]:
        return
    kind = register.random.choice(("sjukpenning", "aktivitetsersättning"))
    start, end = date(year, 12, 31), date(year + 1, 1, 1)
    measure = register.outside_ostra_vattern.draw(register.random, (GOES_TO[kind][0][0], OTHER), year - 1, year + 2)
    born = register.born(kind, measure, start)
    register.add(register.person(sex, born), sex, born, kind, measure, start, end)


PATTERNS: tuple[Callable[[Register, str, int], None], ...] = (
    began_twice,
    stayed_and_began,
    changed_benefit,
    benefit_only_once,
    both_benefits,
    on_the_last_and_the_first_day,
)


def enter_by_mistake(register: Register, years: Iterable[int]) -> None:
    """Entries that were never true; they hold a benefit, so that a count that takes them is wrong."""
    random = register.random
    for year in years:
        for number in range(MISTAKEN if year in CALIBRATED else 4):
            kind = ("sjukpenning", "aktivitetsersättning", "other")[number % 3]
            sex = SEXES[number % 2]
            measure = register.draw_measure(register.outside_ostra_vattern, kind, year, year)
            start, end = register.days(measure, year, year)
            born = register.born(kind, measure, start)
            register.add(register.person(sex, born), sex, born, kind, measure, start, end, state="mistaken")
            if random.random() < 0.2:
                register.anonymous(measure, sex, year, "mistaken")


def take_part_unnamed(register: Register, last: int) -> None:
    """Anonymous participations, as many as the targets say; four of a hundred had consented and withdrew it."""
    for (year, sex), number in published().anonymous.items():
        if year > last:
            continue
        for position in range(number):
            measure = register.draw_measure(register.outside_ostra_vattern, "other", year, year)
            withdrawn = position % 100 < WITHDRAWN_OF_100
            register.anonymous(measure, sex, year, "withdrawn" if withdrawn else "active")
