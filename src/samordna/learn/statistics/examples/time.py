"""When a row belongs to a period."""

from __future__ import annotations

from datetime import date

from samordna.engine.dimensions import Time
from samordna.engine.periods import Periods, days, half_years
from samordna.learn.statistics.examples.making import (
    AT_END,
    ENDED,
    EVER,
    LONG,
    NEW,
    SHORT,
    Example,
    measures,
)

EXAMPLES = (
    Example(
        "Time",
        "Ongoing, new, ended, and there on the last day",
        "*Ongoing* held on any day of the year, *new* began in it, *ended* had its last day in it, and the stock *at"
        " the end* held on 31 December. A row without an end still holds. One and the same row may count in all four.",
        measures(Time(2018, 2019, (EVER, NEW, ENDED, AT_END))),
        {
            "measures": (
                {"measure": "I-1", "start": date(2017, 5, 1), "end": date(2018, 12, 31)},
                {"measure": "I-2", "start": date(2018, 2, 1), "end": date(2019, 6, 30)},
                {"measure": "I-3", "start": date(2019, 1, 1), "end": None},
            )
        },
        (
            "2018,ongoing,2",
            "2018,new,1",
            "2018,ended,1",
            "2018,at-the-end,2",
            "2019,ongoing,2",
            "2019,new,1",
            "2019,ended,1",
            "2019,at-the-end,1",
        ),
    ),
    Example(
        "Time",
        "Half-years",
        "Periods may be shorter than years: half-years, quarters, months, or any with a name, in the order of time.",
        measures(Periods(half_years(2018, 2019), (EVER,))),
        {"measures": ({"measure": "I-1", "start": date(2018, 6, 30), "end": date(2019, 6, 30)},)},
        ("2018H1,1", "2018H2,1", "2019H1,1", "2019H2,0"),
    ),
    Example(
        "Time",
        "The stock at given days",
        "A period may be a single day: then what holds on that day is counted.",
        measures(Periods(days(date(2018, 10, 31), SHORT, LONG, date(2019, 3, 1)), (EVER,))),
        {"measures": ({"measure": "I-1", "start": SHORT, "end": LONG},)},
        ("2018-10-31,0", "2018-11-01,1", "2019-02-28,1", "2019-03-01,0"),
    ),
)
