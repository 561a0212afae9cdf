"""A file of participants: what is wrong is said where it stands; what is right is stored once, all or nothing."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from tests.factories.deliver import AT, ended, make_cast, personal_number, registered
from tests.factories.importing import GOOD, NUMBER, OTHER, file_of, rows_of

from samordna.deliver.participants import actions as one_by_one
from samordna.deliver.participants import mistaking
from samordna.deliver.participants.importing import actions, checking, columns, report, storing
from samordna.deliver.participants.models import (
    Consent,
    Occasion,
    ParticipantImport,
    Participation,
    ParticipationGroup,
    SupportAnswer,
)
from samordna.ground.files.problems import Problems
from samordna.ground.files.writing import csv_of, xlsx_of
from samordna.ground.kernel.errors import NotFound, Refusal
from samordna.ground.parties.actor import SYSTEM
from samordna.ground.privacy import audit, vault
from samordna.ground.privacy.digests import keyed
from samordna.ground.privacy.models import AuditEvent
from samordna.ground.privacy.safe.models import VaultRecord

pytestmark = pytest.mark.django_db(databases="__all__")
LATER = AT + timedelta(hours=1)


@pytest.fixture
def cast():
    return make_cast()


def send(cast, content: bytes, *, by="sara", at=AT, **more):
    return actions.import_participants(measure=cast.measure, content=content, by=cast.actor(by), at=at, **more)


def faults(outcome) -> list[tuple[int, str, str]]:
    return [(p.line, p.column, p.kind) for p in outcome.checked.problems.shown]


def without_who(row):
    *rest, consents, weeks, _by = row
    return rest, [consent[:5] for consent in consents], weeks


# What is stored -----------------------------------------------------------------------------------------------------


def test_the_template_with_its_examples_can_be_read_in(cast):
    names, *rows = columns.template()
    outcome = send(cast, csv_of(names, rows))
    assert not faults(outcome)
    assert (outcome.persons, outcome.anonymous, outcome.done) == (1, 1, AT)
    person = Participation.objects.get(mode="person")
    assert vault.read(person.person).name == "Elin Exempel"
    assert (person.state, person.end_reason) == ("ended", "according_to_plan")
    assert {group.group for group in person.groups.all()} == {"long_term_sick", "other"}
    assert person.registered_by_id == cast.people["sara"].pk
    assert person.registered_at == AT
    week = person.occasions.get(kind="in")
    assert dict(week.support.values_list("source", "extent")) == {"sjukpenning": 75, "a_kassa": 25}
    assert not week.all_asked  # what was not answered is not 0
    anonymous = Participation.objects.get(mode="anonymous")
    assert (anonymous.sex, anonymous.start_year, anonymous.registered_by_id) == ("men", 2026, None)
    assert anonymous.pk < 0  # a place by lot: its neighbours do not say when it was written


def test_a_source_that_was_asked_about_and_a_source_that_was_not(cast):
    asked = {f"in_{source}": "0" for source in columns.SOURCES}
    send(cast, file_of(GOOD | asked | {"in_a_kassa": "50"}, GOOD | {"personal_number": OTHER, "in_none": "100"}))
    first, second = Occasion.objects.order_by("pk")
    assert first.all_asked
    assert dict(first.support.values_list("source", "extent")) == {"a_kassa": 50}
    assert not second.all_asked
    assert dict(second.support.values_list("source", "extent")) == {"none": 100}


def test_everything_else_that_the_register_asks_may_come_along(cast):
    row = GOOD | {
        "planned_end": "2026-12-31", "in_studies": "50", "in_studies_kind": "sfi", "in_seeking": "nej",
        "in_enrolled_af": "ja", "in_work_subsidised": "25 %",
    }  # fmt: skip
    assert not faults(send(cast, file_of(row)))
    week = Occasion.objects.get()
    assert (week.studies, week.studies_kind, week.seeking, week.enrolled_af) == (50, "sfi", False, True)
    assert week.work_subsidised == 25
    assert Participation.objects.get().planned_end == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("column", "written", "stored"),
    [
        ("municipality", "583", "0583"),
        ("referred_by", "Arbetsförmedlingen", "arbetsformedlingen"),
        ("referred_by", "region", "region"),
        ("education", "Upper secondary school", "upper_secondary"),
    ],
)
def test_what_people_write_is_understood(cast, column, written, stored):
    assert not faults(send(cast, file_of(GOOD | {column: written})))
    assert getattr(Participation.objects.get(), f"{column}_id" if column == "municipality" else column) == stored


def test_a_workbook_gives_the_same_rows_as_a_text_file(cast):
    names, *rows = columns.template()
    send(cast, csv_of(names, rows))
    mine = rows_of(cast.measure)
    actions.import_participants(measure=cast.other, content=xlsx_of(names, rows, "x"), by=cast.actor("rut"), at=AT)
    theirs = rows_of(cast.other)
    assert [without_who(row) for row in mine] == [without_who(row) for row in theirs]


def test_a_name_that_looks_like_a_formula_is_a_name(cast):
    assert not faults(send(cast, file_of(GOOD | {"name": "'=cmd"})))
    assert vault.read(Participation.objects.get().person).name == "=cmd"


# All or nothing, and once -------------------------------------------------------------------------------------------


def test_one_fault_and_nothing_is_stored(cast):
    outcome = send(cast, file_of(GOOD, GOOD | {"personal_number": OTHER, "start": "2026-02-30"}))
    assert faults(outcome) == [(3, "start", "day")]
    assert not Participation.objects.exists()
    assert not VaultRecord.objects.exists()
    assert not ParticipantImport.objects.exists()
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("content", [file_of(GOOD), file_of(GOOD | {"start": "x"}), b"", b"PK nothing"])
def test_a_dry_run_says_what_the_import_would_say_and_writes_nothing(cast, content):
    tried = actions.try_participants(measure=cast.measure, content=content, by=cast.actor("sara"), at=AT)
    assert not Participation.objects.exists()
    assert not VaultRecord.objects.exists()
    assert not ParticipantImport.objects.exists()
    done = send(cast, content)
    assert faults(tried) == faults(done)
    assert (tried.persons, tried.anonymous) == (done.persons, done.anonymous)
    assert tried.checked.notices == done.checked.notices


def test_the_same_file_again_changes_nothing_and_says_so(cast):
    content = file_of(GOOD, {"sex": "women", "start_year": "2026"})
    send(cast, content)
    before = rows_of(cast.measure)
    again = send(cast, content, at=LATER)
    assert again.before
    assert again.done == AT
    assert "redan inläst" in report.headline(again, tried=False).sv
    assert rows_of(cast.measure) == before
    assert AuditEvent.objects.count() == 1
    tried = actions.try_participants(measure=cast.measure, content=content, by=cast.actor("sara"), at=LATER)
    assert tried.before


def test_rows_that_are_there_already_are_left_as_they_are(cast):
    send(cast, file_of(GOOD))
    outcome = send(cast, file_of(GOOD | {"education": "higher"}, GOOD | {"personal_number": OTHER}), at=LATER)
    assert outcome.checked.already == [2]
    assert outcome.persons == 1
    assert "1 rader finns redan" in outcome.checked.notices[-1].sv
    assert sorted(Participation.objects.values_list("education", flat=True)) == ["", ""]
    assert report.as_data(outcome, tried=False)["already_lines"] == [2]


def test_rows_without_a_number_are_not_counted_twice_unasked(cast):
    anonymous = {"sex": "kvinna", "start_year": "2026"}
    send(cast, file_of(anonymous))
    changed = file_of(anonymous, anonymous)
    assert faults(send(cast, changed, at=LATER)) == [(2, "", "anonymous again")]
    assert not faults(send(cast, changed, at=LATER, anonymous_again=True))
    assert Participation.objects.count() == 3


def test_a_person_who_is_in_the_measure_with_another_first_day_is_refused(cast):
    registered(cast, number=NUMBER)
    assert faults(send(cast, file_of(GOOD | {"start": "2026-03-01"}))) == [(2, "personal_number", "there already")]


def test_a_person_who_has_left_may_come_again(cast):
    ended(cast, number=NUMBER, end=date(2026, 2, 1))
    assert not faults(send(cast, file_of(GOOD | {"start": "2026-03-01"})))
    assert Participation.objects.count() == 2


def test_a_mistaken_entry_does_not_stand_in_the_way(cast):
    one = registered(cast, number=NUMBER)
    mistaking.close_as_mistaken(participation=one, reason="never_began", by=cast.actor("sara"), at=AT)
    assert not faults(send(cast, file_of(GOOD)))


def test_a_person_known_from_another_measure_is_one_person(cast):
    known = registered(cast, number=NUMBER, by="rut", name="Äldre Namn").person
    send(cast, file_of(GOOD))
    assert Participation.objects.get(measure=cast.measure).person == known
    both = vault.read(known)
    assert (both.called(cast.measure.pk), both.called(cast.other.pk)) == ("Åsa Örn", "Äldre Namn"), (
        "each as it was sent"
    )


# Faults -------------------------------------------------------------------------------------------------------------

FAULTS = [
    ({"personal_number": "900101-2385"}, "personal_number"),
    ({"personal_number": "19900101-2386"}, "personal_number"),
    ({"personal_number": "Åsa Örn"}, "personal_number"),
    ({"personal_number": personal_number(date(2015, 1, 1))}, "personal_number"),
    ({"name": ""}, "name"),
    ({"name": "x" * 121}, "name"),
    ({"name": "Ã…sa Ã–rn"}, "name"),
    ({"name": "\N{REPLACEMENT CHARACTER}sa"}, "name"),
    ({"consent_date": ""}, "consent_date"),
    ({"consent_date": "2027-01-01"}, "consent_date"),
    ({"consent_version": "1999-1"}, "consent_version"),
    ({"consent_version": "2026-2"}, "consent_version"),
    ({"start": ""}, "start"),
    ({"start": "2026-02-30"}, "start"),
    ({"start": "46034"}, "start"),
    ({"start": "12/1 2026"}, "start"),
    ({"start": "2023-12-31"}, "start"),
    ({"start": "2028-01-01"}, "start"),
    ({"end": "2026-01-11", "end_reason": "moved"}, "end"),
    ({"end": "2026-12-31", "end_reason": "moved"}, "end"),
    ({"end": "2026-02-01"}, "end_reason"),
    ({"end": "2026-02-01", "end_reason": "withdrawn_consent"}, "end_reason"),
    ({"end_reason": "moved"}, "end"),
    ({"out_a_kassa": "25"}, "end"),
    ({"municipality": "9999"}, "municipality"),
    ({"municipality": "Motala"}, "municipality"),
    ({"target_groups": "other;others2"}, "target_groups"),
    ({"referred_by": "komun"}, "referred_by"),
    ({"education": "phd"}, "education"),
    ({"support_time": "7"}, "support_time"),
    ({"in_a_kassa": "30"}, "in_a_kassa"),
    ({"in_a_kassa": "-25"}, "in_a_kassa"),
    ({"in_none": "50"}, "in_none"),
    ({"in_none": "100", "in_a_kassa": "50"}, "in_none"),
    ({"in_seeking": "kanske"}, "in_seeking"),
    ({"in_studies_kind": "sfi"}, "in_studies_kind"),
    ({"planned_end": "2026-01-01"}, "planned_end"),
    ({"district": "0180-01"}, "district"),
    ({"sex": "man"}, "sex"),
    ({"start_year": "2025"}, "start_year"),
    ({"personal_number": ""}, "name"),
]


@pytest.mark.parametrize(("change", "column"), FAULTS)
def test_a_fault_is_told_at_its_line_and_column_and_never_repeated(cast, change, column):
    fine = GOOD | {"personal_number": OTHER}
    outcome = send(cast, file_of(fine, GOOD | change))
    assert {(line, where) for line, where, _ in faults(outcome)} == {(3, column)}
    said = [*report.lines(outcome, "sv", tried=True), *report.lines(outcome, "en", tried=True)]
    said += [report.as_json(outcome, tried=True), report.as_csv(outcome).decode()]
    for text in said:
        assert NUMBER not in text
        assert NUMBER[:8] not in text
        assert "Åsa" not in text
    assert json.loads(report.as_json(outcome, tried=True))["problems"]["total"] == len(faults(outcome))


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"sex": "x"}, "sex"),
        ({"sex": ""}, "sex"),
        ({"start_year": ""}, "start_year"),
        ({"start_year": "2023"}, "start_year"),
        ({"start_year": "2027"}, "start_year"),
        ({"municipality": "0583"}, "municipality"),
    ],
)
def test_a_row_without_a_number_holds_a_sex_and_a_year(cast, change, column):
    outcome = send(cast, file_of({"sex": "women", "start_year": "2026"} | change))
    assert [(line, where) for line, where, _ in faults(outcome)] == [(2, column)]


def test_the_nearest_choice_is_suggested(cast):
    outcome = send(cast, file_of(GOOD | {"referred_by": "komun"}))
    assert outcome.checked.problems.shown[0].words.sv == "Menade du kommun?"


def test_only_reasons_that_can_be_chosen_are_listed(cast):
    outcome = send(cast, file_of(GOOD | {"end": "2026-02-01", "end_reason": "x"}))
    said = outcome.checked.problems.shown[0].words.sv
    assert "according_to_plan" in said
    assert "withdrawn_consent" not in said
    assert "mistaken_entry" not in said


def test_rows_without_a_number_lie_neither_beside_the_people_of_the_file_nor_in_its_order(cast):
    """Two hundred years in a row do not come out in that row, nor as neighbours; by chance once in 10^15 tries."""
    rows = [storing.Anonymous(line, "women", line) for line in range(200)]
    written = list(storing._without_person(cast.measure, rows))
    year = storing._PARTICIPATION.index("start_year")
    assert sorted(row[year] for row in written) == list(range(200))
    assert [row[year] for row in written] != list(range(200))
    places = [row[0] for row in written]
    assert max(places) < 0
    assert min(abs(a - b) for a, b in zip(sorted(places), sorted(places)[1:], strict=False)) > 1


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([GOOD, GOOD], (3, "personal_number")),
        ([GOOD, GOOD | {"start": "2026-03-01"}], (3, "start")),
        ([GOOD | {"start": "2026-03-01"}, GOOD], (2, "start")),
    ],
)
def test_the_same_person_twice_in_the_file(cast, rows, found):
    assert [(line, column) for line, column, _ in faults(send(cast, file_of(*rows)))] == [found]


def test_the_same_person_again_after_the_end_is_right(cast):
    first = GOOD | {"end": "2026-02-01", "end_reason": "moved"}
    assert not faults(send(cast, file_of(GOOD | {"start": "2026-03-01"}, first)))


@pytest.mark.parametrize(
    ("first", "second"),
    [("personal_number", "name"), ("start", "end"), ("referred_by", "education"), ("municipality", "start")],
)
def test_columns_that_have_changed_places_are_pointed_out_first(cast, first, second):
    rows = []
    for day in range(1, 6):
        row = GOOD | {"personal_number": personal_number(date(1990, 1, day)), "end": f"2026-02-0{day}"}
        row |= {"end_reason": "moved", "referred_by": "kommun", "education": "higher"}
        row[first], row[second] = row[second], row[first]
        rows.append(row)
    shown = send(cast, file_of(*rows)).checked.problems.shown
    assert shown[0].kind == "swapped"
    assert {first, second} <= set(shown[0].words.sv.replace(".", "").split())


def test_many_faults_are_counted_by_kind_and_some_are_shown(cast):
    numbers = [personal_number(date(1960, 1, 1) + timedelta(n)) for n in range(500)]
    wrong = [GOOD | {"personal_number": number, "start": "x"} for number in numbers]
    outcome = send(cast, file_of(*wrong))
    assert outcome.checked.problems.kinds == {"day": 500}
    assert len(outcome.checked.problems.shown) == Problems().most
    assert list(report.lines(outcome, "sv", tried=False))[-1] == "… och 300 till."


@pytest.mark.parametrize("content", [csv_of(columns.TEMPLATE, []), file_of({})])
def test_a_file_with_headings_only_is_empty(cast, content):
    assert [kind for _, _, kind in faults(send(cast, content))] == ["empty"]


def test_columns_that_are_missing_count_as_not_answered_and_that_is_said(cast):
    names = [name for name in columns.TEMPLATE if not name.startswith("out_")]
    outcome = send(cast, file_of(GOOD, names=names))
    assert not faults(outcome)
    assert "out_sjukpenning" in outcome.checked.notices[0].sv


# Who may, and what is left behind -----------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["rut", "mona", "maria", "ada", "nils", "anna"])
def test_nobody_else_may(cast, who):
    with pytest.raises(NotFound):
        send(cast, file_of(GOOD), by=who)
    with pytest.raises(NotFound):
        actions.try_participants(measure=cast.measure, content=b"", by=cast.actor(who), at=AT)


def test_a_measure_that_is_counted_in_numbers_takes_no_people(cast):
    with pytest.raises(Refusal, match="antal"):
        actions.import_participants(measure=cast.volume, content=file_of(GOOD), by=SYSTEM, at=AT)


def test_one_event_answers_for_every_row(cast):
    import hashlib

    content = file_of(GOOD, GOOD | {"personal_number": OTHER}, {"sex": "men", "start_year": "2026"})
    send(cast, content)
    event = AuditEvent.objects.get()
    assert (event.what, event.subject, event.actor) == ("participation.imported", "I-0001", "sara@example.se")
    counts = {"rows": 3, "persons": 2, "anonymous": 1, "already": 0, "file": keyed("file", content)}
    ids = Participation.objects.filter(registered_at=event.at).order_by("pk").values_list("public_id", flat=True)
    assert event.data == counts | {"ids": hashlib.sha256("\n".join(ids).encode()).hexdigest()}
    assert list(audit.broken_links()) == []


def test_somebody_comes_in_by_the_page_while_the_file_is_stored(cast, monkeypatch):
    keep = vault.keep_many

    def meanwhile(*given, **more):
        monkeypatch.setattr(vault, "keep_many", keep)
        registered(cast, number=NUMBER)
        return keep(*given, **more)

    monkeypatch.setattr(vault, "keep_many", meanwhile)
    outcome = send(cast, file_of(GOOD | {"start": "2026-03-01"}))
    assert faults(outcome) == [(2, "personal_number", "there already")]
    assert Participation.objects.count() == 1


def test_a_stray_that_is_swept_while_the_file_is_stored_is_put_back(cast, monkeypatch):
    keep = vault.keep_many

    def meanwhile(*given, **more):
        kept = keep(*given, **more)
        vault.erase_many(kept)
        return kept

    monkeypatch.setattr(vault, "keep_many", meanwhile)
    assert not faults(send(cast, file_of(GOOD)))
    assert vault.read(Participation.objects.get().person).name == "Åsa Örn"


def test_the_rows_are_those_that_the_page_would_have_made(cast):
    """The same people, one by one through the action and all at once by a file, leave the same rows."""
    from samordna.deliver.participants.checks import ConsentGiven, Ending, Entry
    from samordna.deliver.participants.rules import Answers

    sara = {"by": cast.actor("sara"), "at": AT}
    made = one_by_one.register_in(
        measure=cast.measure,
        consent=ConsentGiven(date(2026, 1, 8), seen=True),
        personal_number=NUMBER,
        name="Åsa Örn",
        entry=Entry(date(2026, 1, 12), "0583", groups=("other",), referred_by="kommun"),
        answers=Answers({"sjukpenning": 50}),
        **sara,
    )
    one_by_one.register_out(
        participation=made,
        ending=Ending(date(2026, 2, 1), "moved"),
        answers=Answers(dict.fromkeys(columns.SOURCES[:-1], 0) | {"a_kassa": 25}, all_asked=True),
        **sara,
    )
    expected = rows_of(cast.measure)
    for model in (SupportAnswer, Occasion, Consent, ParticipationGroup, Participation):
        model.objects.all().delete()
    out = {f"out_{source}": "0" for source in columns.SOURCES} | {"out_a_kassa": "25"}
    row = GOOD | {"target_groups": "other", "referred_by": "kommun", "in_sjukpenning": "50"} | out
    assert not faults(send(cast, file_of(row | {"end": "2026-02-01", "end_reason": "moved"})))
    assert rows_of(cast.measure) == expected


def test_the_checks_need_no_database_but_for_municipalities_and_own_questions(cast, django_assert_num_queries):
    with django_assert_num_queries(2):
        found = checking.check_file(file_of(*[GOOD] * 50), cast.measure, date(2026, 11, 12))
    assert found.rows == 50
