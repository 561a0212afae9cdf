"""What an answer counts as is the same in an extract as by the register's rules, for every answer there can be."""

from __future__ import annotations

from itertools import product

import duckdb
import pyarrow as pa
import pytest

from samordna.deliver.participants.rules import DOINGS, Answers, counts_as_seeking, occupation
from samordna.deliver.reporting.rules.standard import afterwards
from samordna.learn.statistics import people_sql

EXTENTS = (None, 0, 25, 100)
EVERY = [
    dict(zip((*DOINGS, "seeking"), said, strict=True))
    for said in product(EXTENTS, EXTENTS, EXTENTS, (None, True, False))
]


@pytest.fixture(scope="module")
def database():
    made = duckdb.connect()
    made.execute(people_sql.MACROS)
    made.register("given", pa.Table.from_pylist(EVERY))
    made.execute("CREATE TABLE answers AS SELECT row_number() OVER () - 1 AS place, * FROM given")
    yield made
    made.close()


def answers(place):
    return Answers({}, **EVERY[place])


def test_every_answer_is_an_occupation(database):
    found = database.execute(
        "SELECT place, occupation(work_unsubsidised, work_subsidised, studies, seeking),"
        " seeking(work_unsubsidised, work_subsidised, studies, seeking) FROM answers ORDER BY place"
    ).fetchall()
    assert [(what, seeks) for _place, what, seeks in found] == [
        (occupation(answers(place)), {True: "yes", False: "no", None: "unknown"}[counts_as_seeking(answers(place))])
        for place in range(len(EVERY))
    ]


def test_every_pair_of_answers_is_a_way_from_before_to_after(database):
    doings = ", ".join("{0}." + name for name in DOINGS)
    both = ", ".join(f"{macro}({doings.format(at)})" for macro in ("extent", "lacks") for at in ("a", "b"))
    found = database.execute(
        f"SELECT a.place, b.place, afterwards({both}) FROM answers a CROSS JOIN answers b"
        " WHERE a.seeking IS NULL AND b.seeking IS NULL"
    ).fetchall()
    wrong = [
        (EVERY[before], EVERY[after], said)
        for before, after, said in found
        if said != afterwards(answers(before), answers(after))
    ]
    assert len(found) == 64 * 64
    assert wrong == []


def employment(said, enrolled):
    """The EU's three groups, in plain words; None when no answer decides."""
    if said["work_unsubsidised"] or said["work_subsidised"]:
        return "employed"
    if said["work_unsubsidised"] is None or said["work_subsidised"] is None:
        return None
    if enrolled:
        return "unemployed"
    seeks = counts_as_seeking(Answers({}, **said))
    return None if seeks is None else "unemployed" if seeks else "inactive"


def test_employment_is_known_exactly_when_one_of_the_three_groups_is(database):
    found = database.execute(
        "SELECT place, enrolled, employment_known(work_unsubsidised, work_subsidised, studies, seeking, enrolled)"
        " FROM answers CROSS JOIN (VALUES (TRUE), (FALSE)) AS there(enrolled)"
    ).fetchall()
    assert len(found) == 2 * len(EVERY)
    wrong = [(EVERY[place], yes) for place, yes, known in found if known != (employment(EVERY[place], yes) is not None)]
    assert wrong == []
