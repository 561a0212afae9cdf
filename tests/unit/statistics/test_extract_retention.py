"""After so long the rows of an extract go: by rule or by hand, with a certificate, and what was released stands."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.db.models import F
from django.test import Client
from tests.factories.deliver import AT, TODAY, committed, make_cast, personal_number, registered, sign_in
from tests.factories.linking import delivered, linked, person, spell, starts
from tests.factories.pages import words
from tests.factories.statistics import extracted, fill, released

from samordna.deliver.participants import erasing
from samordna.edge.cli.main import main
from samordna.engine.extract import ExtractMissing, ExtractRemoved, extracts, newest_for, open_extract, take_away
from samordna.engine.table import Status
from samordna.ground.kernel.errors import NotFound, Refusal
from samordna.ground.privacy.models import AuditEvent
from samordna.learn.statistics import actions, queries, retention, sweeping
from samordna.learn.statistics.af_fk_2020 import PARTICIPANTS
from samordna.learn.statistics.models import ExtractRecord, ExtractRemoval, ExtractRetentionRule, ExtractRetentionRun

pytestmark = pytest.mark.django_db(databases="__all__")
YEAR = timedelta(days=366)


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path, monkeypatch):
    settings.EXTRACTS = tmp_path / "extracts"
    monkeypatch.setenv("SAMORDNA_HOME", str(tmp_path))


@pytest.fixture
def cast():
    made = make_cast()
    fill(made)
    return made


@pytest.fixture
def nils(cast):
    return cast.actor("nils")


def set_rule(by, months=12, at=AT):
    return retention.set_rule(months=months, source="Beslut 7", valid_from=TODAY, by=by, at=at)


def files(settings, record):
    return sorted(path.name for path in (settings.EXTRACTS / record.extract_id).iterdir())


def removed(record, by, why="Ingen behöver det", at=AT):
    return committed(lambda: retention.remove(extract=record, why=why, by=by, at=at))


def test_nothing_goes_until_a_time_is_decided(cast, nils):
    record = extracted()
    assert retention.due(TODAY + 10 * YEAR) == []
    set_rule(nils, months=None)
    assert retention.due(TODAY + 10 * YEAR) == []
    with pytest.raises(Refusal, match="Inget uttags tid"):
        retention.carry_out(by=nils, at=AT)
    assert queries.state_of_files(record) is None


def test_by_the_rule_what_is_older_goes_and_the_rest_stays(cast, nils, settings):
    old, young = extracted(AT - YEAR - timedelta(days=1)), extracted(AT - timedelta(days=300))
    set_rule(nils)
    assert retention.due(TODAY) == [old]
    run = committed(lambda: retention.carry_out(by=nils, at=AT))
    assert files(settings, old) == ["manifest.json", "removed.json"]
    assert "participations.parquet" in files(settings, young)
    assert (run.months, run.source, run.by_name) == (12, "Beslut 7", nils.name)
    assert [one["id"] for one in run.extracts] == [old.extract_id] and run.extracts[0]["rows"] == 64
    assert retention.holds(run) and retention.due(TODAY) == [] and retention.kept() == [young]
    event = AuditEvent.objects.get(what="extract.removed")
    assert (event.subject, event.data["digest"]) == (old.extract_id, run.digest)


def test_by_hand_for_a_reason(cast, nils, settings):
    record = extracted()
    with pytest.raises(Refusal) as refusal:
        retention.remove(extract=record, why=" ", by=nils, at=AT)
    assert refusal.value.field == "why"
    assert removed(record, nils).months is None
    with pytest.raises(Refusal, match="redan gallrat"):
        retention.remove(extract=record, why="igen", by=nils, at=AT)


@pytest.mark.parametrize("who", ["anna", "sara", "mona", "maria", "bo"])
def test_nobody_else_decides(cast, who):
    record = extracted()
    for act in (
        lambda: retention.remove(extract=record, why="x", by=cast.actor(who), at=AT),
        lambda: set_rule(cast.actor(who)),
        lambda: retention.carry_out(by=cast.actor(who), at=AT),
        lambda: retention.still_held(cast.actor(who)),
    ):
        with pytest.raises(NotFound):
            act()


def test_what_was_released_stands_and_everything_else_says_that_the_rows_are_gone(cast, nils, settings, tmp_path):
    release = released(cast)
    record = release.extract
    before = queries.table_in(release, "af-fk-2020-1").table.cells
    removed(record, nils)
    latest = queries.latest("af-fk-2020-1")
    assert latest is not None and latest.table.cells == before
    assert any(cell.status is not Status.HIDDEN for cell in before.values())
    folder = settings.EXTRACTS / record.extract_id
    with pytest.raises(ExtractRemoved, match=r"removed by retention on 2026-11-12 \(Ingen behöver det\)"):
        open_extract(folder)
    assert [one.id for one in extracts(settings.EXTRACTS)] == [record.extract_id], "the manifest is there"
    with pytest.raises(ExtractMissing, match="were removed by retention"):
        newest_for(settings.EXTRACTS, PARTICIPANTS)
    said = "Uttagets rader är gallrade 2026-11-12 av Nils Alm: Ingen behöver det. Det som är utgivet gäller."
    for act in (
        lambda: actions.propose_release(extract=record, tables=["af-fk-2020-1"], by=cast.actor("anna"), at=AT),
        lambda: linked(cast, record, delivered(tmp_path, [spell(person())])),
        lambda: queries.areas_of(cast.actor("anna"), queries.latest("af-fk-2020-1")),
    ):
        with pytest.raises(Refusal) as refusal:
            act()
        assert refusal.value.message_sv.startswith(said.replace("Nils Alm", nils.name))
    assert queries.extracts(nils).count() == 1 and not queries.extracts_to_use(nils).exists()


def test_tables_of_one_association_go_with_the_rows_they_were_made_of(cast, nils, settings):
    release = released(cast, areas=True)
    queries.areas_of(cast.actor("anna"), queries.latest("af-fk-2020-1"))
    assert list((settings.EXTRACTS / ".areas").iterdir()) != []
    removed(release.extract, nils)
    assert list((settings.EXTRACTS / ".areas").iterdir()) == []


def test_linked_extracts_go_with_their_base(cast, nils, settings, tmp_path):
    starts(cast, person())
    base = extracted(AT - YEAR - timedelta(days=1))
    _, record = linked(cast, base, delivered(tmp_path, [spell(person())]))
    other = extracted(AT)
    set_rule(nils)
    assert retention.due(TODAY) == [record, base], "the linked one was made today, of rows that are older"
    removed(base, nils)
    assert files(settings, record) == files(settings, base) == ["manifest.json", "removed.json"]
    assert retention.kept() == [other]


def test_what_stopped_between_the_register_and_the_files_is_finished_by_the_sweep(cast, nils, settings, monkeypatch):
    record = extracted()
    monkeypatch.setattr(retention, "finish", lambda: 0)
    removed(record, nils)
    assert "participations.parquet" in files(settings, record), "stopped before the files went"
    with pytest.raises(Refusal, match="gallrade"):
        actions.propose_release(extract=record, tables=["af-fk-2020-1"], by=cast.actor("anna"), at=AT)
    monkeypatch.undo()
    settings.EXTRACTS = settings.EXTRACTS.parent / "extracts"
    sweeping.sweep(at=AT)
    assert files(settings, record) == ["manifest.json", "removed.json"]


def test_rows_that_are_taken_away_twice_and_a_folder_that_is_not_there(cast, settings, tmp_path):
    record = extracted()
    for _ in range(2):
        take_away(settings.EXTRACTS / record.extract_id, on=TODAY, why="test")
    assert files(settings, record) == ["manifest.json", "removed.json"]
    take_away(tmp_path / "nothing", on=TODAY, why="test")
    assert not (tmp_path / "nothing").exists()


def test_an_equal_one_of_the_same_day_does_not_bring_it_back(cast, nils, settings):
    record = extracted()
    removed(record, nils)
    with pytest.raises(Refusal, match="gallrade"):
        extracted(AT + timedelta(minutes=5))
    assert files(settings, record) == ["manifest.json", "removed.json"]
    assert ExtractRecord.objects.count() == 1


@pytest.mark.parametrize("model", [ExtractRetentionRule, ExtractRetentionRun, ExtractRemoval])
def test_the_trace_is_never_changed(cast, nils, model):
    set_rule(nils)
    removed(extracted(), nils)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        model.objects.update(id=F("id"))


# Who is still held ---------------------------------------------------------------------------------------------------


def test_the_officer_is_told_which_older_extracts_hold_somebody_who_has_left(cast, nils):
    officer = cast.actor("disa")
    before = extracted(AT - timedelta(days=3))
    gone = registered(cast, number=personal_number(date(1999, 6, 14), 238))
    with_her = extracted(AT - timedelta(days=2))
    assert retention.still_held(officer) == {} and queries.waiting_for(officer, TODAY) == []
    committed(lambda: erasing.withdraw_consent(participation=gone, by=cast.actor("sara"), at=AT))
    after = extracted(AT + timedelta(minutes=1))
    assert retention.still_held(officer) == {with_her.extract_id: 1}
    assert before.extract_id != after.extract_id
    (waits,) = queries.waiting_for(officer, TODAY)
    assert waits.text.startswith("1 uttag har kvar personer")
    assert [one.title for one in queries.waiting_for(nils, TODAY)] == []
    removed(with_her, officer)
    assert retention.still_held(officer) == {} and queries.waiting_for(officer, TODAY) == []


# Pages and commands --------------------------------------------------------------------------------------------------

PAGE = "/gallring/uttag/"


def test_the_page_decides_shows_and_removes(cast, settings):
    record = extracted(AT - YEAR - timedelta(days=1))
    client = sign_in(Client(), cast.people["nils"])
    page = words(client.get(PAGE))
    assert "Tiden är inte bestämd." in page and "Personer som har lämnat registret" not in page
    sent = {"months": "12", "valid_from": date.today().isoformat(), "source": "Beslut 7"}
    page = words(client.post(PAGE, sent, follow=True))
    assert "Uttag sparas i 12 månader efter att de gjordes, enligt Beslut 7." in page
    one = f"{PAGE}{record.extract_id}/"
    assert "Alla rader i uttaget raderas." in words(client.get(one))
    assert "Skriv varför uttaget gallras." in words(client.post(one, {"sure": "on"}))
    page = words(committed(lambda: client.post(one, {"why": "Behövs inte", "sure": "on"}, follow=True)))
    number = ExtractRetentionRun.objects.get().pk
    assert f"Intyg {number} " in page and "Behövs inte" in page
    assert files(settings, record) == ["manifest.json", "removed.json"]
    assert client.get(f"{PAGE}intyg/{number}/").content.startswith(b"%PDF")
    seen = words(sign_in(Client(), cast.people["anna"]).get(f"/statistik/uttag/{record.extract_id}/"))
    assert "Raderna är gallrade." in seen and "det som är utgivet gäller" in seen
    assert "Gallrat" in words(client.get("/statistik/uttag/"))


def test_the_officers_page_has_the_number_and_no_setting(cast):
    extracted()
    page = words(sign_in(Client(), cast.people["disa"]).get(PAGE))
    assert "Personer som har lämnat registret" in page and "Bestäm en tid" not in page
    assert sign_in(Client(), cast.people["disa"]).post(PAGE, {"seen": ""}).status_code == 404


def test_the_command(cast, tmp_path, capsys):
    record = extracted(AT - YEAR - timedelta(days=1))
    nils = cast.people["nils"].email
    assert main(["retention", "--extracts"]) == 0
    assert "no rule; nothing goes" in capsys.readouterr().err
    assert main(["retention", "--extract", record.extract_id, "--yes", "--by", "sara@example.se", "--why", "x"]) == 2
    assert main(["retention", "--extracts", "--months", "12", "--source", "Beslut", "--by", nils]) == 0
    assert main(["retention", "--extract", record.extract_id]) == 0
    assert record.extract_id in capsys.readouterr().out
    done = ["retention", "--extract", record.extract_id, "--yes", "--by", nils, "--why", "Behövs inte"]
    assert committed(lambda: main(done)) == 0
    number = capsys.readouterr().out.split("\t")[0]
    assert main(["retention", "--extracts", "--certificate", number, "--out", str(tmp_path / "paper.pdf")]) == 0
    assert (tmp_path / "paper.pdf").read_bytes().startswith(b"%PDF")
    assert main(["table", "af-fk-2020-1", "--extract", record.extract_id]) == 2
    assert "removed by retention" in capsys.readouterr().err
