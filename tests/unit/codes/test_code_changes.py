"""A value that is added to a code table is seen by files, rules, reports and extracts; one that has ended is read."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from tests.factories.deliver import AT, TODAY, committed, ended, make_cast, registered
from tests.factories.importing import GOOD, file_of

from samordna.deliver.participants.checks import Entry
from samordna.deliver.participants.correcting import correct_entry
from samordna.deliver.participants.importing import actions as importing
from samordna.deliver.participants.models import Participation
from samordna.deliver.projects import financing
from samordna.deliver.projects.rows import CostRow
from samordna.deliver.reporting.derive import rows_and_facts
from samordna.deliver.reporting.rules.variables import VARIABLES
from samordna.ground.codes import actions
from samordna.ground.codes.models import CodeChange
from samordna.ground.codes.queries import refresh
from samordna.ground.kernel.errors import NotAllowed, Refusal
from samordna.ground.kernel.money import Money
from samordna.ground.parameters import reader
from samordna.learn.statistics import columns, extraction

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture
def cast():
    return make_cast()


def add(cast, table, sv, en, *, since=TODAY, group="", at=AT):
    return committed(
        lambda: actions.add_value(
            table=table, sv=sv, en=en, group=group, valid_from=since, why="test", by=cast.actor("nils"), at=at
        )
    )


def end(cast, table, code, last):
    by = cast.actor("nils")
    committed(lambda: actions.end_value(table=table, code=code, last=last, why="test", by=by, at=AT))


def rename(cast, table, code, sv, en, since=TODAY):
    by, given = cast.actor("nils"), {"sv": sv, "en": en, "valid_from": since, "why": "test"}
    committed(lambda: actions.rename_value(table=table, code=code, **given, by=by, at=AT))


def send(cast, **row):
    return importing.import_participants(
        measure=cast.measure, content=file_of(GOOD | row), by=cast.actor("sara"), at=AT
    )


def test_a_file_may_name_an_added_value_by_any_name_it_has_had(cast):
    add(cast, "referred_by", "Socialpsykiatrin", "Social psychiatry", since=date(2020, 1, 1))
    rename(cast, "referred_by", "socialpsykiatrin", "Psykiatrin i kommunen", "Municipal psychiatry")
    outcome = send(cast, referred_by="socialpsykiatrin")
    assert not outcome.checked.problems
    assert Participation.objects.get().referred_by == "socialpsykiatrin"
    assert "socialpsykiatrin" in VARIABLES["referred_by"].codes


@pytest.mark.parametrize("name", ["Psykiatrin i kommunen", "Social psychiatry"])
def test_both_the_old_and_the_new_name_are_understood(cast, name):
    add(cast, "referred_by", "Socialpsykiatrin", "Social psychiatry", since=date(2020, 1, 1))
    rename(cast, "referred_by", "socialpsykiatrin", "Psykiatrin i kommunen", "Municipal psychiatry")
    assert not send(cast, referred_by=name).checked.problems


def test_a_value_that_held_neither_then_nor_now_is_refused_in_a_file(cast):
    add(cast, "education", "Folkskola", "Elementary school", since=date(2020, 1, 1))
    end(cast, "education", "folkskola", date(2025, 12, 31))
    assert send(cast, education="Folkskola").checked.problems
    assert not send(cast, education="Folkskola", start="2025-12-30", consent_date="2025-12-29").checked.problems


def test_an_added_reason_ends_a_participation_and_stands_in_the_report_and_the_extract(cast, tmp_path):
    add(cast, "end_reason", "Fick arbete", "Got a job", since=date(2026, 1, 1))
    before = columns.code_versions()["end_reason"]
    ended(cast, reason="fick_arbete")
    labels = dict(VARIABLES["end_reason"].values)
    assert labels["fick_arbete"].sv == "Fick arbete"
    made = extraction.extract(root=tmp_path, secret=b"s" * 32, at=AT, made_by="Anna", why="test")
    assert [row["end_reason"] for row in made.rows("participations", ["end_reason"])] == ["fick_arbete"]
    assert made.manifest.codes["end_reason"] == before
    assert "unknown_code" not in {line.code for line in made.manifest.quality}
    reader.maintain(reader.NONE)
    assert columns.code_versions()["end_reason"] != before


def test_a_correction_keeps_what_has_ended_since(cast):
    add(cast, "education", "Folkskola", "Elementary school", since=date(2020, 1, 1))
    one = registered(cast, start=date(2026, 1, 12), education="folkskola")
    end(cast, "education", "folkskola", date(2026, 2, 1))
    entry = Entry(start=date(2026, 2, 10), municipality="0583", education="folkskola")
    correct_entry(
        participation=one, entry=entry, name="Elin Sandberg", why="typing_error", by=cast.actor("sara"), at=AT
    )
    with pytest.raises(Refusal):
        registered(cast, number="199001012385", start=date(2026, 2, 10), education="folkskola")


def test_an_added_kind_of_administration_is_stored_and_handed_in(cast):
    add(cast, "admin_cost", "Revision", "Audit", since=date(2026, 1, 1))
    row = CostRow(Money.parse("1000"), None, "", "revision")
    association = cast.measure.association
    financing.set_administration(association=association, year=2026, rows=[row], by=cast.actor("maria"), at=AT)
    rows, _facts = rows_and_facts(association, 2026)
    assert {r.parts: r.value for r in rows if r.section == "administration"}["revision", "budget"] == 100_000
    rows, _facts = rows_and_facts(association, 2025)
    assert not [r for r in rows if "revision" in r.parts]
    with pytest.raises(Refusal):
        wrong = CostRow(Money.parse("1"), None, "", "ingen")
        financing.set_administration(association=association, year=2026, rows=[wrong], by=cast.actor("maria"), at=AT)


def test_a_value_does_not_end_before_a_day_it_is_used_for(cast):
    ended(cast, reason="moved", end=date(2026, 10, 30))
    with pytest.raises(Refusal, match="använt 1 gånger"):
        end(cast, "end_reason", "moved", date(2026, 10, 29))
    end(cast, "end_reason", "moved", date(2026, 10, 30))
    assert "moved" not in reader.code_list("end_reason").in_force(TODAY)


@pytest.mark.parametrize(
    ("table", "group", "fits"),
    [("category", "individual", True), ("category", "", False), ("district", "0583", False), ("sex", "", False)],
)
def test_a_new_value_belongs_where_the_table_lets_it(cast, table, group, fits):
    if fits:
        assert add(cast, table, "Något nytt", "Something new", group=group).group == group
    else:
        with pytest.raises(Refusal):
            add(cast, table, "Något nytt", "Something new", group=group)


@pytest.mark.parametrize("code", sorted(reader.shipped_list("referred_by").locked))
def test_what_the_tables_of_esf_and_finsam_ask_for_stands(cast, code):
    with pytest.raises(Refusal, match="ligger fast"):
        end(cast, "referred_by", code, TODAY)
    with pytest.raises(Refusal, match="ligger fast"):
        rename(cast, "referred_by", code, "A", "B")


@pytest.mark.parametrize("who", ["ada", "maria", "sara", "anna"])
def test_nobody_else_maintains_a_table(cast, who):
    with pytest.raises(NotAllowed):
        actions.add_value(table="education", sv="A", en="B", valid_from=TODAY, why="w", by=cast.actor(who), at=AT)


def test_codes_have_room_where_they_are_stored_and_are_never_the_same(cast):
    long = "Mer än sex år med avbrott"
    first = add(cast, "support_time", long, "More than six years")
    second = add(cast, "support_time", f"{long} för studier", "More than six years, studies")
    assert (first.code, second.code) == ("mer_an_sex", "mer_an_s_2")


def test_what_has_been_changed_is_never_rewritten(cast):
    add(cast, "education", "Folkskola", "Elementary school")
    for write in (lambda: CodeChange.objects.update(sv="Annat"), lambda: CodeChange.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            write()


def test_another_process_reads_what_was_added_at_its_next_question(cast):
    add(cast, "education", "Folkskola", "Elementary school", since=TODAY - timedelta(days=1))
    reader.maintain(reader.NONE)  # a process that has not asked yet
    assert "folkskola" not in reader.code_list("education")
    refresh()
    assert "folkskola" in reader.code_list("education")
