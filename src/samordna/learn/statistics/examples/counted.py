"""What a cell holds: persons, rows, days, money, and what is missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from samordna.engine.dimensions import Band, Bands, Dimension, Total
from samordna.engine.request import Absent, Count, Latest
from samordna.learn.statistics.columns import MEASURES, MONEY, PARTICIPATIONS
from samordna.learn.statistics.examples.making import (
    BOTH_YEARS,
    DAYS,
    LONG,
    MEASURE,
    ROWS,
    SHORT,
    SPENT,
    Example,
    code,
    measures,
    money,
    people,
    words,
)

_ASSOCIATION = Dimension(
    "association", words("Association"), MONEY["association"], (code("north"), code("south")), Total()
)


_YOUNG = Bands(
    "age",
    words("Age"),
    PARTICIPATIONS["age"],
    (Band("-29", words("under 30"), None, 29), Band("30-", words("30 or over"), 30, None)),
)

EXAMPLES = (
    Example(
        "What is counted",
        "A person is counted once in each cell",
        "Whoever takes part in two measures in the same year is one person, also in the total. Those who are anonymous"
        " are nobody who could be recognised, so they are not counted as persons but as participations.",
        people(),
        {
            "participations": (
                {"person": "a", "start": SHORT, "end": LONG},
                {"person": "a", "start": date(2019, 9, 1)},
                {"person": "b", "start": date(2019, 9, 1), "sex": "men"},
                {"mode": "anonymous", "start_year": 2019},
            )
        },
        ("2019,women,1", "2019,men,1", "2019,total,2"),
    ),
    Example(
        "What is counted",
        "Participations, and whoever is known with the year only",
        "Who is anonymous is known with the year of the start and counts in that year only, as ongoing and as new.",
        people(BOTH_YEARS, what=ROWS),
        {
            "participations": (
                {"person": "a", "start": SHORT, "end": LONG},
                {"mode": "anonymous", "start_year": 2018, "sex": "men"},
            )
        },
        ("2018,women,1", "2018,men,1", "2018,total,2", "2019,women,1", "2019,men,0", "2019,total,1"),
    ),
    Example(
        "What is counted",
        "Who comes again counts as the last time",
        "Of the rows with the same key in a period, only the latest may count: the one with the greatest value in the"
        " named columns. Here somebody takes part in the same measure three times. In 2018 the last time began in May;"
        " the one that began in 2019 is the only one there.",
        replace(people(BOTH_YEARS, _YOUNG, what=ROWS), latest=Latest(("person", "measure"), ("start",))),
        {
            "participations": (
                {"person": "a", "start": date(2018, 1, 1), "end": date(2018, 12, 1), "age": 29},
                {"person": "a", "start": date(2018, 5, 1), "end": date(2018, 6, 30), "age": 30},
                {"person": "a", "start": date(2019, 3, 1), "age": 31},
                {"person": "b", "start": date(2018, 2, 1), "end": date(2018, 3, 1), "age": 20, "sex": "men"},
            )
        },
        (
            "2018,-29,women,0",
            "2018,-29,men,1",
            "2018,-29,total,1",
            "2018,30-,women,1",
            "2018,30-,men,0",
            "2018,30-,total,1",
            "2019,-29,women,0",
            "2019,-29,men,0",
            "2019,-29,total,0",
            "2019,30-,women,1",
            "2019,30-,men,0",
            "2019,30-,total,1",
        ),
    ),
    Example(
        "What is counted",
        "Days within the period",
        "Of a row that holds over New Year, each year has its own days, first and last day included. A row that has not"
        " ended is counted to the end of the period.",
        measures(BOTH_YEARS, what=DAYS),
        {
            "measures": (
                {"measure": "I-1", "start": SHORT, "end": LONG},
                {"measure": "I-2", "start": date(2019, 12, 31)},
            )
        },
        ("2018,61", "2019,60"),
    ),
    Example(
        "What is counted",
        "Money",
        "Money is whole öre of 64 bits and adds up exactly. It is printed in kronor; files to compute on have öre.",
        money(_ASSOCIATION),
        {"money": SPENT},
        ("2019,north,4000000150", "2019,south,-50", "2019,total,4000000100"),
    ),
    Example(
        "What is counted",
        "An amount that nobody has entered is missing",
        "A sum is of what somebody has entered. Where nobody has, it is missing, `...`, which is not nought: the north"
        " has entered 0, the south nothing for 2019, and its row of 2018 is empty. Numbers of persons, rows, things and"
        " days are known all the same: where there are no rows, they are 0.",
        money(_ASSOCIATION, time=BOTH_YEARS),
        {
            "money": (
                {"year": 2018, "association": "south", "kind": "outcome", "ore": None},
                {"year": 2019, "association": "north", "kind": "outcome", "ore": 0},
                {"year": 2019, "association": "south", "kind": "budget", "ore": 700},
            )
        },
        (
            "2018,north,...",
            "2018,south,...",
            "2018,total,...",
            "2019,north,0",
            "2019,south,...",
            "2019,total,0",
        ),
    ),
    Example(
        "What is counted",
        "What was never asked is missing",
        "A cell that the register was never asked for is missing, `...`, which is not nought.",
        Count(
            "example",
            words("Measures"),
            MEASURES,
            BOTH_YEARS,
            (),
            MEASURE,
            absent=(Absent((("year", "2018"),), words("Not asked for in 2018.")),),
        ),
        {"measures": ({"measure": "I-1", "start": SHORT},)},
        ("2018,...", "2019,1"),
    ),
)
