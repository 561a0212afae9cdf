"""What leaves the register: what is declared, pseudonymous, from one state, and with a note of what was seen."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.factories.deliver import AT, committed, ended, make_cast, personal_number, registered

from samordna.deliver.participants import actions, erasing, mistaking
from samordna.deliver.participants.models import Participation, SupportAnswer
from samordna.deliver.participants.rules import Answers
from samordna.deliver.projects.models import MeasureGroup, VolumeCount
from samordna.engine.run import ENGINES, run
from samordna.learn.statistics import columns, extraction
from samordna.learn.statistics.af_fk_2020 import PARTICIPANTS

pytestmark = pytest.mark.django_db
SECRET = b"s" * 32
WITH_SJUKPENNING = Answers({"sjukpenning": 50, "forsorjningsstod": 0}, 0, 0, 0, False, False, False, all_asked=True)


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def extract(tmp_path):
    def make(*, secret=SECRET, at=AT, root="extracts"):
        return extraction.extract(root=tmp_path / root, secret=secret, at=at, made_by="Anna Lys", why="test")

    return make


def rows(extract, source):
    """All rows of a file."""
    return list(extract.rows(source.name, [column.name for column in source.columns]))


def test_a_participation_leaves_as_declared(cast, extract):
    one = registered(cast, number=personal_number(date(1999, 6, 14)), answers=WITH_SJUKPENNING)
    (row,) = rows(made := extract(), columns.PARTICIPATIONS)
    assert row.pop("person") != one.person
    assert {name: row.pop(name) for name in list(row) if name.endswith("_in")} == {
        "support_known_in": "yes",
        "occupation_in": "other",
        "work_in": "none",
        "studies_in": "0",
        "seeking_in": "no",
        "enrolled_af_in": "no",
        "programme_af_in": "no",
    }
    assert {row.pop(name) for name in list(row) if name.endswith("_out") or name == "afterwards"} == {None}
    assert row == {
        "participation": 1,
        "mode": "person",
        "sex": one.sex,
        "birth_year": 1999,
        "age": 27,
        "municipality": "0583",
        "district": None,
        "measure": "I-0001",
        "association": "ostra-vattern",
        "orientation": "individual",
        "programme_area": None,
        "counts_for": "ostra-vattern",
        "start": date(2026, 1, 12),
        "start_year": 2026,
        "end": None,
        "days": None,
        "state": "active",
        "end_reason": None,
        "referred_by": one.referred_by or None,
        "education": one.education or None,
        "support_time": one.support_time or None,
        "last_ended": None,
        "times": 1,
        "entered": 1,
    }
    answers = {(r["participation"], r["occasion"], r["source"], r["extent"]) for r in rows(made, columns.SUPPORT)}
    assert (1, "in", "sjukpenning", 50) in answers


def test_measures_groups_and_counts_leave(cast, extract):
    MeasureGroup.objects.create(measure=cast.measure, group="long_term_sick")
    VolumeCount.objects.create(measure=cast.volume, year=2025, sex="men", persons=12)
    made = extract()
    assert [row["measure"] for row in rows(made, columns.MEASURES)] == ["I-0001", "I-0002", "I-0003"]
    assert rows(made, columns.MEASURE_GROUPS_FILE) == [{"measure": "I-0001", "group": "long_term_sick"}]
    assert rows(made, columns.COUNTS) == [
        {
            "measure": "I-0003",
            "association": "ostra-vattern",
            "orientation": "individual",
            "year": 2025,
            "sex": "men",
            "persons": 12,
        }
    ]


def test_the_same_state_gives_the_same_bytes_another_state_other_pseudonyms(cast, extract):
    registered(cast)
    first, second = extract(root="a"), extract(root="b", at=AT + timedelta(hours=1))
    assert first.id == second.id
    assert first.path("participations").read_bytes() == second.path("participations").read_bytes()
    registered(cast, number=personal_number(date(2001, 2, 3)), name="Bo Ek")
    third = extract(root="c")
    people = [{row["person"] for row in rows(made, columns.PARTICIPATIONS)} for made in (first, third)]
    assert people[0].isdisjoint(people[1])


def test_a_person_is_the_same_within_an_extract_and_nobody_without_the_secret(cast, extract):
    one = ended(cast, end=date(2026, 3, 1))
    registered(cast, start=date(2026, 5, 1))
    made = extract(root="a")
    people = {row["person"] for row in rows(made, columns.PARTICIPATIONS)}
    assert len(people) == 1
    assert people != {one.person}
    other = {row["person"] for row in rows(extract(root="b", secret=b"t" * 32), columns.PARTICIPATIONS)}
    assert people != other
    assert len(people.pop()) == 26


def test_nothing_that_leads_to_a_person_is_in_the_files(cast, extract):
    number = personal_number(date(1999, 6, 14), 238)
    one = registered(cast, number=number, name="Elin Sandberg")
    folder = extract().folder
    forbidden = [number, number[2:], "Elin", "Sandberg", one.public_id, str(one.person)]
    text = json.dumps([[str(r) for r in rows(extract(), s)] for s in columns.SOURCES])
    text += "".join(path.read_bytes().decode("latin-1") for path in folder.iterdir())
    assert [word for word in forbidden if word in text] == []


def test_anonymous_ones_are_a_measure_a_sex_and_a_year(cast, extract):
    actions.register_anonymous(measure=cast.measure, sex="men", start_year=2025, by=cast.actor("sara"), at=AT)
    (row,) = rows(extract(), columns.PARTICIPATIONS)
    given = {name for name, value in row.items() if value is not None}
    assert given == {
        "participation", "mode", "sex", "start_year", "state", "measure", "association", "orientation", "counts_for",
    }  # fmt: skip


def test_mistaken_entries_stay_and_withdrawn_ones_leave_as_anonymous(cast, extract):
    kept = registered(cast)
    mistaken = registered(cast, number=personal_number(date(2001, 2, 3)), name="Bo Ek")
    withdrawn = registered(cast, number=personal_number(date(2002, 2, 3)), name="Eva Ek")
    sara = cast.actor("sara")
    mistaking.close_as_mistaken(participation=mistaken, reason="never_began", by=sara, at=AT)
    committed(lambda: erasing.withdraw_consent(participation=withdrawn, by=sara, at=AT))
    made = extract()
    assert {(row["mode"], row["state"]) for row in rows(made, columns.PARTICIPATIONS)} == {
        ("person", "active"),
        ("anonymous", "withdrawn"),
    }
    assert {line.code: line.count for line in made.manifest.quality} == {"mistaken": 1, "withdrawn": 1}
    assert Participation.objects.get(pk=kept.pk).state == "active"


def test_support_goes_with_its_participation(cast, extract):
    """The two streams are read side by side: many participations, some without answers."""
    without = Answers({})
    for serial in range(980, 992):
        answers = WITH_SJUKPENNING if serial % 3 else without
        registered(cast, number=personal_number(date(1990, 1, serial - 970), serial), name="X Y", answers=answers)
    made = extract()
    by_number = {row["participation"]: row for row in rows(made, columns.PARTICIPATIONS)}
    assert sorted(by_number) == list(range(1, 13))
    with_sjukpenning = {row["participation"] for row in rows(made, columns.SUPPORT) if row["source"] == "sjukpenning"}
    born = {by_number[number]["birth_year"] for number in with_sjukpenning}
    assert len(with_sjukpenning) == 8
    assert born == {1990}
    assert SupportAnswer.objects.filter(source="sjukpenning").count() == 8
    (line,) = [line for line in made.manifest.quality if line.code == "no_answer"]
    assert line.count == 4


def test_unknown_codes_and_two_sexes_are_told(cast, extract):
    one = ended(cast, end=date(2026, 3, 1))
    two = registered(cast, start=date(2026, 5, 1))
    other = "men" if one.sex == "women" else "women"
    Participation.objects.filter(pk=two.pk).update(sex=other, education="magister")
    lines = {line.code: (line.count, line.sv) for line in extract().manifest.quality}
    assert lines["two_sexes"][0] == 1
    assert lines["unknown_code"][0] == 1
    assert "participations.education" in lines["unknown_code"][1]


def test_rows_come_in_an_order_that_does_not_follow_who_came_first(cast, extract):
    for serial in range(980, 990):
        registered(cast, number=personal_number(date(1980 + serial - 980, 1, 2), serial), name="X Y")
    found = {row["birth_year"]: row["participation"] for row in rows(extract(), columns.PARTICIPATIONS)}
    by_public_id = list(Participation.objects.order_by("public_id").values_list("birth_year", flat=True))
    assert sorted(found, key=found.get) == by_public_id


def test_reading_takes_as_many_questions_however_many_there_are(cast, extract, django_assert_max_num_queries):
    for serial in range(980, 986):
        registered(cast, number=personal_number(date(1990, 1, 2), serial), name="X Y")
    with django_assert_max_num_queries(40):
        extract()


@pytest.mark.parametrize("engine", sorted(ENGINES))
def test_a_table_of_the_register(cast, extract, engine):
    type(cast.measure).objects.update(start=date(2016, 1, 1))
    cast.measure.refresh_from_db()
    registered(cast, start=date(2019, 5, 1))
    VolumeCount.objects.create(measure=cast.volume, year=2019, sex="men", persons=12)
    actions.register_anonymous(measure=cast.measure, sex="men", start_year=2019, by=cast.actor("sara"), at=AT)
    table = run(PARTICIPANTS, extract(), engine)
    found = [table.cell(year=2019, registered_as=kind, sex="total").value for kind in ("person_data", "anonymous")]
    assert found == [1, 1]
    assert table.cell(year=2019, registered_as="total", sex="total").value == 14


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_one_is_begun_for_reading_and_ended(extract):
    """The trail refuses to be emptied after the test, so the register is an empty one here."""
    assert not connection.in_atomic_block
    with CaptureQueriesContext(connection) as asked:
        assert rows(extract(), columns.PARTICIPATIONS) == []
    said = [query["sql"].split()[0] for query in asked]
    assert said[0] == "BEGIN" or "REPEATABLE READ" in asked[1]["sql"]
    assert said[-1] == "COMMIT"
    assert not connection.in_atomic_block


def test_every_column_has_a_comment_and_a_class_that_may_leave():
    assert {c.privacy for s in columns.SOURCES for c in s.columns} <= {"open", "internal", "pseudonymous"}
    assert all(c.comment for s in columns.SOURCES for c in s.columns)
    assert len(columns.code_versions()) == len(columns.CODE_TABLES)


def test_every_moment_of_a_day_in_sweden_is_the_same_day(cast, extract):
    moments = [datetime.fromisoformat(f"2026-06-30T{hour}:30:00+00:00") for hour in (10, 21, 22)]
    made = [extract(root=moment.isoformat(), at=moment) for moment in moments]
    assert [one.manifest.as_of for one in made] == ["2026-06-30", "2026-06-30", "2026-07-01"]
    assert [a.id == b.id for a, b in pairwise(made)] == [True, False]
