"""What a table is split by: codes, bands, areas that change, before and after."""

from __future__ import annotations

from datetime import date

from samordna.engine.conditions import Is
from samordna.engine.dimensions import Band, Bands, Compared, Dimension, Link, Mapped, Total, YearsFrom
from samordna.learn.statistics.columns import AREAS, MEASURE_GROUPS_FILE, OCCUPATIONS, PARTICIPATIONS
from samordna.learn.statistics.examples.making import IN_2019, Example, code, measures, people, words

_GROUPS = Dimension(
    "group",
    words("Target group"),
    Link(MEASURE_GROUPS_FILE, "measure", "group"),
    (code("long_term_sick"), code("young", "young_disability", "young_activity_compensation")),
    Total(),
)
_AGES = Bands(
    "age",
    words("Age in the year of the start"),
    YearsFrom(PARTICIPATIONS["birth_year"], PARTICIPATIONS["start"]),
    (Band("-29", words("under 30"), None, 29), Band("30-", words("30 or over"), 30, None)),
)
_AREA = Dimension(
    "association",
    words("Association of the home municipality at the start"),
    Mapped(AREAS, "municipality", "association", PARTICIPATIONS["start"]),
    (code("north"), code("south")),
    Total(),
)
_WORK = Dimension(
    "work",
    words("Work at the exit compared with entry"),
    Compared(
        OCCUPATIONS,
        "participation",
        "extent",
        (Is(OCCUPATIONS["occasion"], ("in",)),),
        (Is(OCCUPATIONS["occasion"], ("out",)),),
        of=(Is(OCCUPATIONS["kind"], ("work_unsubsidised", "work_subsidised")),),
    ),
    (code("more"), code("not-more", "same", "less"), code("unknown")),
)

EXAMPLES = (
    Example(
        "Splits",
        "Several codes per row, and codes put together",
        "A measure may have several target groups. It counts once under each, and once in the total, which is counted"
        " anew and is less than the sum. Here two groups of the register make one of the table.",
        measures(IN_2019, _GROUPS),
        {
            "measures": ({"measure": "I-1"}, {"measure": "I-2"}, {"measure": "I-3"}),
            "measure_groups": (
                {"measure": "I-1", "group": "long_term_sick"},
                {"measure": "I-1", "group": "young_disability"},
                {"measure": "I-2", "group": "young_disability"},
                {"measure": "I-2", "group": "young_activity_compensation"},
                {"measure": "I-3", "group": "other"},
            ),
        },
        ("2019,long_term_sick,1", "2019,young,2", "2019,total,2"),
    ),
    Example(
        "Splits",
        "Bands of a whole number",
        "Ages, days or years fall into bands. Whose number is not known stands in none.",
        people(IN_2019, _AGES),
        {
            "participations": (
                {"person": "a", "start": date(2019, 1, 1), "birth_year": 1990},
                {"person": "b", "start": date(2019, 12, 31), "birth_year": 1989},
                {"person": "c", "start": date(2019, 3, 1), "birth_year": None},
            )
        },
        (
            "2019,-29,women,1",
            "2019,-29,men,0",
            "2019,-29,total,1",
            "2019,30-,women,1",
            "2019,30-,men,0",
            "2019,30-,total,1",
        ),
    ),
    Example(
        "Splits",
        "Areas that change",
        "A municipality that changes association is counted in the one it was in on the row's own day; so is one whose"
        " association is merged with another.",
        people(IN_2019, _AREA),
        {
            "participations": (
                {"person": "a", "municipality": "0580", "start": date(2019, 6, 30)},
                {"person": "b", "municipality": "0580", "start": date(2019, 7, 1)},
                {"person": "c", "municipality": "0581", "start": date(2019, 7, 1), "sex": "men"},
            ),
            "areas": (
                {"municipality": "0580", "association": "north", "from": date(1900, 1, 1), "to": date(2019, 6, 30)},
                {"municipality": "0580", "association": "south", "from": date(2019, 7, 1), "to": None},
                {"municipality": "0581", "association": "north", "from": date(2019, 1, 1), "to": None},
            ),
        },
        (
            "2019,north,women,1",
            "2019,north,men,1",
            "2019,north,total,2",
            "2019,south,women,1",
            "2019,south,men,0",
            "2019,south,total,1",
            "2019,total,women,2",
            "2019,total,men,1",
            "2019,total,total,3",
        ),
    ),
    Example(
        "Splits",
        "Before and after",
        "Two occasions of the same participation are compared: here the extent of work, in per cent of full time, at"
        " the exit and at entry. Who does not work works nought; who was not asked on one of the occasions is unknown."
        " Participations are numbered in their order.",
        people(IN_2019, _WORK),
        {
            "participations": tuple({"person": person, "start": date(2019, 1, 1)} for person in "abcd"),
            "occupations": (
                {"participation": 1, "occasion": "in", "kind": "seeking", "extent": None},
                {"participation": 1, "occasion": "out", "kind": "work_unsubsidised", "extent": 50},
                {"participation": 2, "occasion": "in", "kind": "work_unsubsidised", "extent": 50},
                {"participation": 2, "occasion": "out", "kind": "work_unsubsidised", "extent": 25},
                {"participation": 3, "occasion": "in", "kind": "work_unsubsidised", "extent": 50},
            ),
        },
        (
            "2019,more,women,1",
            "2019,more,men,0",
            "2019,more,total,1",
            "2019,not-more,women,1",
            "2019,not-more,men,0",
            "2019,not-more,total,1",
            "2019,unknown,women,2",
            "2019,unknown,men,0",
            "2019,unknown,total,2",
        ),
    ),
)
