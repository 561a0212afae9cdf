"""Shares, means, ratios, changes, sums, and tables under each other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from samordna.engine.combined import Added, Change, Mean, Part, Ratio, Share, Stacked
from samordna.engine.dimensions import Dimension, Total
from samordna.engine.printed import KRONOR
from samordna.engine.request import Count, Counted, What
from samordna.learn.statistics.af_fk_2020 import SEX
from samordna.learn.statistics.columns import COUNTS, MEASURES
from samordna.learn.statistics.examples.making import (
    BOTH_YEARS,
    DAYS,
    IN_2019,
    MEASURE,
    PERSONS,
    SPENT,
    Example,
    Rows,
    money,
    people,
    words,
)
from samordna.learn.statistics.retained import added, kept

_COUNTED = Count(
    "example-counts",
    words("Head counts"),
    COUNTS,
    IN_2019,
    (Dimension("sex", SEX.words, COUNTS["sex"], SEX.codes, Total()),),
    What(Counted.SUM, "persons", words("persons"), "persons"),
)
_TWO_YEARS: Rows = (
    {"person": "a", "start": date(2018, 3, 1), "end": date(2018, 9, 30)},
    {"person": "b", "start": date(2018, 5, 1), "end": date(2019, 1, 31), "sex": "men"},
    {"person": "c", "start": date(2019, 2, 1), "end": date(2019, 2, 10)},
    {"person": "d", "start": date(2019, 3, 1), "end": date(2019, 3, 30)},
)


_STILL_THERE = replace(people(BOTH_YEARS), told=added(BOTH_YEARS))

EXAMPLES = (
    Example(
        "Made of counts",
        "Shares",
        "A share is one count of another: per cent, part, whole. A share of nobody is missing.",
        Share("example", words("Share of women and men"), people(BOTH_YEARS), over="sex"),
        {
            "participations": (
                {"person": "a", "start": date(2019, 1, 1)},
                {"person": "b", "start": date(2019, 1, 1), "sex": "men"},
                {"person": "c", "start": date(2019, 1, 1), "sex": "men"},
            )
        },
        (
            "2018,women,...,...,...",
            "2018,men,...,...,...",
            "2018,total,...,...,...",
            "2019,women,33,1,3",
            "2019,men,67,2,3",
            "2019,total,100,3,3",
        ),
    ),
    Example(
        "Made of counts",
        "Means",
        "A mean is a sum divided by how many it is of, exact until it is rounded: mean, sum, number. Here days per"
        " participation within the year.",
        Mean("example", words("Days"), people(IN_2019, what=DAYS), words("days on average")),
        {"participations": _TWO_YEARS},
        ("2019,women,20.0,40,2", "2019,men,31.0,31,1", "2019,total,23.7,71,3"),
    ),
    Example(
        "Made of counts",
        "Ratios",
        "One count divided by another with the same columns: here kronor for each measure.",
        Ratio(
            "example",
            words("Kronor per measure"),
            money(name="example-kronor"),
            Count("example-measures", words("Measures"), MEASURES, IN_2019, (), MEASURE),
            What(Counted.SUM, "kronor_per_measure", words("kronor per measure"), printed=KRONOR),
        ),
        {"money": SPENT, "measures": ({"measure": "I-1"}, {"measure": "I-2"}, {"measure": "I-3"})},
        ("2019,13333334,4000000100,3",),
    ),
    Example(
        "Made of counts",
        "Changes",
        "How much more there are than a period earlier, in per cent of the earlier number: per cent, now, before.",
        Change("example", words("Change"), people(BOTH_YEARS)),
        {"participations": _TWO_YEARS},
        ("2019,women,100,2,1", "2019,men,0,1,1", "2019,total,50,3,2"),
    ),
    Example(
        "Made of counts",
        "Changes in number",
        "How many more or fewer there are: the difference, now, before. From nought there is one too, though no per"
        " cent. Here the women of 2019 are one fewer than in 2018, and the men one more than nobody.",
        Change("example", words("Change"), people(BOTH_YEARS), in_number=True),
        {
            "participations": (
                {"person": "a", "start": date(2018, 3, 1), "end": date(2018, 9, 30)},
                {"person": "b", "start": date(2018, 5, 1), "end": date(2019, 1, 31)},
                {"person": "c", "start": date(2019, 2, 1), "sex": "men"},
            )
        },
        ("2019,women,-1,1,2", "2019,men,1,1,0", "2019,total,0,2,2"),
    ),
    Example(
        "Made of counts",
        "Tables under each other",
        "Several counts with the same columns stand under each other and may be added up.",
        Stacked(
            "example",
            words("Participants"),
            "registered_as",
            words("Registered"),
            (
                Part("person_data", words("with person data"), people(name="example-persons")),
                Part("volume", words("numbers only"), _COUNTED),
            ),
            PERSONS,
            Total(),
        ),
        {
            "participations": ({"person": "a", "start": date(2019, 1, 1)},),
            "counts": ({"year": 2019, "sex": "men", "persons": 7},),
        },
        (
            "2019,person_data,women,1",
            "2019,person_data,men,0",
            "2019,person_data,total,1",
            "2019,volume,women,0",
            "2019,volume,men,7",
            "2019,volume,total,7",
            "2019,total,women,1",
            "2019,total,men,7",
            "2019,total,total,8",
        ),
    ),
    Example(
        "Made of counts",
        "Sums of counts",
        "Counts with the same columns are added cell by cell, or taken away. Here what retention has kept as a number"
        " only is counted with those who are still there; then a footnote says of which years.",
        Added("example", words("Participants"), (_STILL_THERE, kept(_STILL_THERE, "people")), PERSONS),
        {
            "participations": ({"person": "a", "start": date(2018, 1, 1)},),
            "kept_counts": (
                {"year": 2018, "sex": "women", "people": 2, "more": 2},
                {"year": 2018, "sex": "men", "people": 1, "more": 1},
            ),
        },
        (
            "2018,women,3",
            "2018,men,1",
            "2018,total,4",
            "2019,women,1",
            "2019,men,0",
            "2019,total,1",
        ),
    ),
)
