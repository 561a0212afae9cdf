"""A delivered file and an extract: what comes of them, what never does, and what stops it."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from tests.factories.deliver import AT, make_cast
from tests.factories.linking import SICKNESS, as_csv, delivered, linked, person, spell, starts
from tests.factories.statistics import extracted

from samordna.deliver.participants import erasing
from samordna.engine.extract import open_extract
from samordna.ground.kernel.errors import NotAllowed, Refusal
from samordna.ground.privacy.models import AuditEvent
from samordna.learn.statistics import actions
from samordna.learn.statistics.linked_columns import LINKED_STARTS, SPELLS
from samordna.learn.statistics.linking import DeliveredFileWrong
from samordna.learn.statistics.models import ExtractRecord

pytestmark = pytest.mark.django_db
ELIN, BO, OUTSIDER = person(), person(date(1980, 3, 2), 239), person(date(1970, 5, 6), 980)


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.EXTRACTS = tmp_path / "extracts"


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def base(cast) -> ExtractRecord:
    """Elin began with activity compensation, Bo with sickness benefit."""
    starts(cast, ELIN)
    starts(cast, BO, answers=SICKNESS)
    return extracted()


def rows(extract, source):
    return list(extract.rows(source.name, [column.name for column in source.columns]))


def folders(settings):
    return sorted(one.name for one in settings.EXTRACTS.iterdir())


def test_a_start_is_found_with_its_days_and_its_diagnosis(cast, base, tmp_path):
    file = delivered(
        tmp_path, [spell(ELIN, "2025-01-12"), spell(BO, "2024-01-01", "2025-12-31", benefit="sjukpenning")]
    )
    outcome, record = linked(cast, base, file)
    one, two = rows(outcome.extract, LINKED_STARTS)
    by_benefit = {row["benefit"]: row for row in (one, two)}
    elin, bo = by_benefit["aktivitetsersattning"], by_benefit["sjukpenning"]
    assert (elin["found"], elin["why_not"], elin["days_before"], elin["diagnosis_group"]) == (
        "yes",
        None,
        365,
        "F00-F99",
    )
    assert (elin["age"], elin["sex"], elin["start_in_year"]) == (27, "women", "first")
    assert (bo["found"], bo["why_not"], bo["days_before"]) == ("no", "ended_before", None)
    assert record.extract_id == outcome.extract.id != base.extract_id


def test_a_linked_extract_has_the_files_of_its_base_and_two_more(cast, base, tmp_path, settings):
    outcome, record = linked(cast, base, delivered(tmp_path, [spell(ELIN)]))
    first, made = open_extract(settings.EXTRACTS / base.extract_id), outcome.extract
    for name, facts in first.manifest.files.items():
        assert made.manifest.files[name] == facts
        assert made.path(name).samefile(first.path(name))
    assert set(made.manifest.files) - set(first.manifest.files) == {"spells", "linked_starts"}
    assert made.manifest.linked["base"] == first.id
    assert made.manifest.state == first.manifest.state
    assert made.manifest.rules["linking"] == made.manifest.linked["rule"]
    assert record.manifest["linked"]["spells"]["delivered"] == 1
    event = AuditEvent.objects.get(what="extract.linked")
    assert (event.subject, event.actor, event.why) == (made.id, "anna@example.se", "test")
    assert event.data["file"] == made.manifest.linked["file"]


def test_people_are_called_what_the_extract_calls_them(cast, base, tmp_path):
    outcome, _ = linked(cast, base, delivered(tmp_path, [spell(ELIN)]))
    in_extract = {row["person"] for row in outcome.extract.rows("participations", ["person"])}
    assert {row["person"] for row in rows(outcome.extract, SPELLS)} < in_extract


def test_no_personal_number_is_anywhere(cast, base, tmp_path, settings, caplog):
    file = delivered(tmp_path, [spell(ELIN), spell(OUTSIDER), spell(BO, benefit="sjukpenning")])
    linked(cast, base, file)
    parts = [path.read_bytes() for path in settings.EXTRACTS.rglob("*") if path.is_file()]
    parts += [json.dumps(event.data).encode() for event in AuditEvent.objects.all()]
    parts += [caplog.text.encode(), json.dumps(list(ExtractRecord.objects.values_list("manifest", flat=True))).encode()]
    for number in (ELIN, BO, OUTSIDER):
        assert not [part for part in parts if number.encode() in part or number[2:].encode() in part]


def test_outsiders_are_counted_and_not_kept(cast, base, tmp_path):
    outcome, _ = linked(cast, base, delivered(tmp_path, [spell(ELIN), spell(OUTSIDER), spell(OUTSIDER, "2020-01-01")]))
    assert len(rows(outcome.extract, SPELLS)) == 1
    spells = outcome.report["spells"]
    assert (spells["delivered"], spells["in_extract"], spells["not_in_extract"]) == (3, 1, 2)
    assert (spells["people"], spells["people_not_in_extract"]) == (2, 1)
    assert "linked_not_in_extract" in [line.code for line in outcome.extract.manifest.quality]


def test_the_same_file_twice_is_the_same_linked_extract(cast, base, tmp_path, settings):
    file = delivered(tmp_path, [spell(ELIN), spell(BO, benefit="sjukpenning")])
    first, one = linked(cast, base, file)
    second, other = linked(cast, base, file)
    assert (first.extract.id, one.pk) == (second.extract.id, other.pk)
    assert len(folders(settings)) == 2
    assert AuditEvent.objects.filter(what="extract.asked_again").count() == 1


@pytest.mark.parametrize("name", ["spells.parquet", "spells.csv"])
def test_the_order_of_the_rows_does_not_matter(cast, base, tmp_path, name):
    some = [spell(ELIN), spell(BO, benefit="sjukpenning"), spell(ELIN, "2020-01-01", "2020-05-01")]
    first, _ = linked(cast, base, delivered(tmp_path, some, name))
    second, _ = linked(cast, base, delivered(tmp_path, reversed(some)))
    for one in (SPELLS, LINKED_STARTS):
        assert first.extract.path(one.name).read_bytes() == second.extract.path(one.name).read_bytes()


def test_a_dry_run_says_the_same_and_leaves_nothing(cast, base, tmp_path, settings):
    file = delivered(tmp_path, [spell(ELIN), spell(OUTSIDER)])
    before = folders(settings)
    tried, nothing = linked(cast, base, file, dry_run=True)
    assert (tried.extract, nothing, folders(settings)) == (None, None, before)
    assert AuditEvent.objects.filter(what="extract.link_tried").count() == 1
    done, _ = linked(cast, base, file)
    assert (tried.report, tried.quality) == (done.report, done.quality)


def test_what_is_odd_but_possible_is_told(cast, base, tmp_path):
    again = spell(ELIN, "2025-01-01", "2025-12-31")
    some = [again, again, spell(ELIN, "2025-01-01", "2025-06-01"), spell(ELIN, "2025-12-01")]
    outcome, _ = linked(cast, base, delivered(tmp_path, some))
    assert {name: outcome.report["spells"][name] for name in ("duplicates", "same_key", "overlapping")} == {
        "duplicates": 1,
        "same_key": 1,
        "overlapping": 2,
    }
    lines = [line.code for line in outcome.extract.manifest.quality]
    assert [line for line in lines if line.startswith("linked")] == [
        "linked_duplicates",
        "linked_same_key",
        "linked_overlapping",
    ]


def test_a_file_with_something_wrong_is_not_linked_at_all(cast, base, tmp_path, settings):
    before = folders(settings)
    file = delivered(tmp_path, [spell(ELIN), spell(BO, "2025-05-01", "2025-04-01", benefit="sjukpenning")])
    with pytest.raises(DeliveredFileWrong) as wrong:
        linked(cast, base, file)
    assert [problem.said("en") for problem in wrong.value.problems.shown] == [
        "Line 3, column to: The spell ends before it begins. Check the days."
    ]
    assert folders(settings) == before
    assert not AuditEvent.objects.filter(what__startswith="extract.link").exists()


def test_a_file_about_others_or_for_another_time_is_refused(cast, base, tmp_path, settings):
    before = folders(settings)
    with pytest.raises(Refusal, match="Ingen i filen finns i uttaget"):
        linked(cast, base, delivered(tmp_path, [spell(OUTSIDER)]))
    with pytest.raises(Refusal, match="från 2010-01-01 till 2010-12-31"):
        linked(cast, base, delivered(tmp_path, [spell(ELIN, "2010-01-01", "2010-12-31")]))
    assert folders(settings) == before


def test_who_has_withdrawn_since_is_in_no_new_extract(cast, base, tmp_path, settings):
    gone = starts(cast, person(date(1991, 1, 3), 982))
    with_her = extracted(AT + timedelta(minutes=1))
    erasing.withdraw_consent(participation=gone, by=cast.actor("sara"), at=AT)
    with pytest.raises(Refusal, match="Gör ett nytt uttag"):
        linked(cast, with_her, delivered(tmp_path, [spell(ELIN)]))
    without = extracted(AT + timedelta(minutes=2))
    outcome, _ = linked(cast, without, delivered(tmp_path, [spell(ELIN), spell(person(date(1991, 1, 3), 982))]))
    assert outcome.report["spells"]["not_in_extract"] == 1


def test_a_linked_extract_is_not_linked_again_and_a_broken_one_not_at_all(cast, base, tmp_path, settings):
    file = delivered(tmp_path, [spell(ELIN)])
    _, record = linked(cast, base, file)
    with pytest.raises(Refusal, match=base.extract_id):
        linked(cast, record, file)
    (settings.EXTRACTS / base.extract_id / "measures.parquet").unlink()
    with pytest.raises(Refusal, match="Gör ett nytt uttag"):
        linked(cast, base, file)


@pytest.mark.parametrize("who", ["sara", "mona", "maria", "bo", "nils"])
def test_only_analysts_link(cast, base, tmp_path, who):
    with pytest.raises(NotAllowed):
        actions.link_extract(
            extract=base, file=delivered(tmp_path, [spell(ELIN)]), by=cast.actor(who), at=AT, why="test"
        )


def test_a_reason_is_asked_for(cast, base, tmp_path):
    with pytest.raises(Refusal) as refusal:
        actions.link_extract(
            extract=base, file=delivered(tmp_path, [spell(ELIN)]), by=cast.actor("anna"), at=AT, why=" "
        )
    assert refusal.value.field == "why"


def test_what_stops_the_work_leaves_nothing(cast, base, tmp_path, settings, monkeypatch):
    before = folders(settings)
    monkeypatch.setattr("samordna.learn.statistics.linking._report", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        linked(cast, base, delivered(tmp_path, [spell(ELIN)]))
    assert folders(settings) == before


def test_a_file_with_windows_line_ends_and_a_mark_is_read(cast, base, tmp_path):
    file = tmp_path / "spells.csv"
    file.write_bytes(("\ufeff" + as_csv([spell(ELIN)]).replace(",", ";").replace("\n", "\r\n")).encode())
    outcome, _ = linked(cast, base, file)
    assert outcome.report["spells"]["in_extract"] == 1
