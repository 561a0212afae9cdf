"""The cost report of SUS as a table of an extract: means by group of financiers, and what measures and administration
cost, as budgeted and as it became.

Sums of whole öre over the associations that have said something; where none has, the amount is missing, not nought.
Projects that no association is in are left out. The rules of the register's report stand in
``deliver/reporting/costs.py``; a test compares the two, to the öre.
"""

from __future__ import annotations

from fractions import Fraction

from samordna.engine.combined import Part, Stacked
from samordna.engine.conditions import Given, Is
from samordna.engine.dimensions import Basis, Code, Dimension, Time, When
from samordna.engine.printed import Printed, Way
from samordna.engine.request import Absent, Count, Counted, What
from samordna.engine.words import Words
from samordna.ground.parameters.reader import shipped_list
from samordna.learn.statistics.measure_columns import MONEY, OWN_CAPITAL

_NAME = "sus-cost"
_TITLE = Words("Medel och kostnader", "Means and costs")
#: Counted in öre, printed in kronor to the öre.
ORE = What(Counted.SUM, "ore", Words("kronor", "kronor"), "ore", Printed(Way.NUMBER, 2, Fraction(100)))
_IN_YEAR = (When("year", Words("Under året", "In the year"), Basis.EVER),)
_AMOUNT = Dimension(
    "amount",
    Words("Belopp", "Amount"),
    MONEY["kind"],
    (
        Code("means", Words("Medel", "Means"), ("means",)),
        Code("budget", Words("Budget", "Budget"), ("budget",)),
        Code("outcome", Words("Utfall", "Outcome"), ("outcome",)),
    ),
)
_NO_BUDGET = Words(
    "Medel är vad finansiärerna har betalat in. De har ingen budget och inget utfall.",
    "Means are what the financiers have paid. They have no budget and no outcome.",
)
_NO_MEANS = Words("Kostnader har budget och utfall.", "Costs have a budget and an outcome.")


def _absent(part: str) -> tuple[Absent, ...]:
    """The amounts that rows of a part cannot have."""
    if part == "means":
        return tuple(Absent((("amount", code),), _NO_BUDGET) for code in ("budget", "outcome"))
    return (Absent((("amount", "means"),), _NO_MEANS),)


def _line(code: str, words: Words, years: tuple[int, int], parts: tuple[str, ...], *what: str) -> Part:
    """One row of the report: the sum of some parts of the economy, or of one kind in them."""
    where = (Given(MONEY["association"]), Is(MONEY["part"], parts), *((Is(MONEY["what"], what),) if what else ()))
    count = Count(
        f"{_NAME}-{code.replace('_', '-')}",
        _TITLE,
        MONEY,
        Time(*years, _IN_YEAR),
        (_AMOUNT,),
        ORE,
        where=where,
        absent=_absent(parts[0]),
    )
    return Part(code, words, count)


def _listed(name: str, part: str, sv: str, en: str, years: tuple[int, int]) -> list[Part]:
    """A row for each code of a code table."""
    return [
        _line(f"{part}_{one.code}", Words(f"{sv}: {one.sv}", f"{en}: {one.en}"), years, (part,), one.code)
        for one in shipped_list(name).codes
    ]


def costs(first: int, last: int) -> Stacked:
    """Means first, then what measures and administration cost, and all costs."""
    years = (first, last)
    own = Words("Medel: Eget kapital när året började", "Means: Own capital when the year began")
    lines = [
        *_listed("financier_group", "means", "Medel", "Means", years),
        _line("means_own_capital", own, years, ("means",), OWN_CAPITAL),
        _line("means_all", Words("Alla medel", "All means"), years, ("means",)),
        *_listed("cost_kind", "measures", "Insatser", "Measures", years),
        _line("measures_all", Words("Alla insatser", "All measures"), years, ("measures",)),
        *_listed("admin_cost", "administration", "Administration", "Administration", years),
        _line("administration_all", Words("All administration", "All administration"), years, ("administration",)),
        _line("costs_all", Words("Alla kostnader", "All costs"), years, ("measures", "administration")),
    ]
    return Stacked(_NAME, _TITLE, "line", Words("Rad", "Row"), tuple(lines), ORE)
