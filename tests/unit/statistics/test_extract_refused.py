"""What stops an extract is said to the one who makes it, and nothing of it is left; what is damaged is made anew."""

from __future__ import annotations

import errno
import fcntl
import os
from datetime import timedelta

import duckdb
import pytest
from django.test import Client
from tests.factories.deliver import AT, make_cast, registered, sign_in
from tests.factories.linking import delivered, linked, person, spell, starts
from tests.factories.pages import words
from tests.factories.statistics import extracted

from samordna.deliver.participants.models import Occasion, SupportAnswer
from samordna.deliver.participants.rules import Answers
from samordna.edge.cli.main import main
from samordna.engine import making, writer
from samordna.engine.extract import open_extract
from samordna.ground.kernel.errors import Refusal
from samordna.ground.privacy.models import AuditEvent
from samordna.learn.statistics import extraction, gathering, people_sql, sweeping
from samordna.learn.statistics.models import ExtractRecord

pytestmark = pytest.mark.django_db
FULL = OSError(errno.ENOSPC, "No space left on device")
NOT_ALLOWED = PermissionError(errno.EACCES, "Permission denied")


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path, monkeypatch):
    settings.EXTRACTS = tmp_path / "extracts"
    monkeypatch.setenv("SAMORDNA_HOME", str(tmp_path))


@pytest.fixture
def cast():
    return make_cast()


def names(settings):
    """What lies where the extracts are."""
    return sorted(path.name for path in settings.EXTRACTS.iterdir())


def broken(error):
    """Something that stops in this way."""

    def stop(*_given, **_more):
        raise error

    return stop


STOPS = [
    (making, "begin", NOT_ALLOWED, "may not be written in"),
    (making, "begin", FULL, "the disk is full"),
    (writer.Writer, "_write_group", FULL, "the disk is full"),
    (writer.Writer, "fill", FULL, "the disk is full"),
    (writer, "_to_disk", OSError(errno.EIO, "Input/output error"), "Input/output error"),
    (writer.Writer, "_placed", NOT_ALLOWED, "may not be written in"),
    (gathering.Gathered, "run", duckdb.IOException("Could not write"), "no room for the rows"),
    (gathering.Gathered, "batches", duckdb.OutOfMemoryException("failed to offload"), "no room for the rows"),
]


@pytest.mark.parametrize(("where", "name", "error", "said"), STOPS)
def test_what_cannot_be_written_is_said_and_leaves_nothing(cast, settings, monkeypatch, where, name, error, said):
    registered(cast)
    with monkeypatch.context() as patched:
        patched.setattr(where, name, broken(error))
        with pytest.raises(Refusal, match="uttag") as refusal:
            extracted()
    assert said in refusal.value.message_en
    assert not settings.EXTRACTS.exists() or list(settings.EXTRACTS.iterdir()) == []
    assert not ExtractRecord.objects.exists()
    assert extracted().extract_id in names(settings)


def test_the_command_says_it_and_ends_with_two(cast, monkeypatch, capsys):
    monkeypatch.setattr(making, "begin", broken(FULL))
    assert main(["extract", "--why", "The yearly report"]) == 2
    assert "the disk is full. Make room in" in capsys.readouterr().err


def test_the_page_says_it(cast, monkeypatch):
    monkeypatch.setattr(making, "begin", broken(NOT_ALLOWED))
    page = sign_in(Client(), cast.people["anna"]).post("/statistik/uttag/", {"why": "Årets rapport"})
    assert "Uttagens mapp går inte att skriva i. Inget uttag gjordes." in words(page)


def test_a_real_folder_that_is_a_file(cast, settings):
    settings.EXTRACTS.write_text("no folder", encoding="utf-8")
    with pytest.raises(Refusal, match="gick inte att skriva"):
        extracted()


def test_what_cannot_be_linked_for_want_of_room_is_said_and_a_lost_file_is_another_thing(
    cast, settings, tmp_path, monkeypatch
):
    starts(cast, person())
    base = extracted()
    before = names(settings)
    with pytest.raises(FileNotFoundError):
        linked(cast, base, tmp_path / "nothing.csv")
    monkeypatch.setattr(writer.Writer, "take_over", broken(FULL))
    with pytest.raises(Refusal, match="Disken är full"):
        linked(cast, base, delivered(tmp_path, [spell(person())]))
    assert names(settings) == before


def test_two_who_make_the_same_at_once_both_get_it(cast, settings, monkeypatch):
    """The other one is finished just before this one gets its name."""
    registered(cast)
    to_disk, others = writer._to_disk, []

    def another_first(folder):
        to_disk(folder)
        if not others:
            others.append(None)
            others.append(extracted())

    monkeypatch.setattr(writer, "_to_disk", another_first)
    mine = extracted()
    assert others[1].pk == mine.pk
    assert names(settings) == [mine.extract_id]


def test_two_who_put_it_there_in_the_same_moment(cast, settings, monkeypatch):
    """Neither saw the other one's, and the system lets only one of them in."""
    registered(cast)
    first = extraction.extract(root=settings.EXTRACTS, secret=settings.KEYS.extract, at=AT, made_by="A", why="a")
    exists, asked = type(first.folder).exists, []

    def not_seen_at_first(path, **more):
        if path == first.folder and not asked:
            asked.append(path)
            return False
        return exists(path, **more)

    monkeypatch.setattr(type(first.folder), "exists", not_seen_at_first)
    assert extracted().extract_id == first.id
    assert asked
    assert names(settings) == [first.id]


def test_a_changed_byte_is_told_with_the_file_and_mended_by_making_it_again(cast, settings):
    registered(cast)
    record = extracted()
    file = settings.EXTRACTS / record.extract_id / "participations.parquet"
    right = file.read_bytes()
    file.write_bytes(right[:100] + bytes([right[100] ^ 1]) + right[101:])
    assert extracted(AT + timedelta(minutes=1)).pk == record.pk
    assert file.read_bytes() == right
    event = AuditEvent.objects.get(what="extract.mended")
    assert "participations.parquet" in event.data["replaced"]
    assert names(settings) == [record.extract_id]


# What is left over ---------------------------------------------------------------------------------------------------


def abandoned(root, name=".making-000000000001"):
    """What a killed process leaves."""
    folder = root / name
    folder.mkdir(parents=True)
    (folder / "support.parquet").write_bytes(b"half")
    return folder


def test_the_next_one_removes_what_was_left_over_and_nothing_that_somebody_works_in(cast, settings):
    registered(cast)
    dead, alive = abandoned(settings.EXTRACTS), abandoned(settings.EXTRACTS, ".making-000000000002")
    held = os.open(alive, os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    record = extracted()
    assert not dead.exists() and (alive / "support.parquet").exists()
    os.close(held)
    assert making.left_over(settings.EXTRACTS) == [alive]
    assert sweeping.sweep(at=AT) == sweeping.Left(1, 0)
    assert names(settings) == [record.extract_id]


def test_a_folder_that_is_being_made_is_held(settings):
    held = making.begin(settings.EXTRACTS)
    assert making.left_over(settings.EXTRACTS) == [] and making.sweep(settings.EXTRACTS) == 0
    held.let_go()
    assert making.left_over(settings.EXTRACTS) == [held.folder]


def test_without_locks_nothing_is_swept_and_extracts_are_made_all_the_same(cast, settings, monkeypatch):
    monkeypatch.setattr(fcntl, "flock", broken(OSError(errno.ENOLCK, "No locks available")))
    dead = abandoned(settings.EXTRACTS)
    assert extracted().extract_id in names(settings)
    assert dead.exists()


def test_the_sweep_writes_down_an_extract_that_was_finished_and_forgotten(cast, settings, capsys):
    registered(cast)
    made = extraction.extract(root=settings.EXTRACTS, secret=settings.KEYS.extract, at=AT, made_by="Anna", why="x")
    soon, later = AT + timedelta(minutes=5), AT + timedelta(hours=2)
    assert sweeping.sweep(at=soon) == sweeping.Left(0, 0), "somebody may be about to write it down"
    assert sweeping.left_over(at=later) == sweeping.Left(0, 1)
    assert sweeping.sweep(at=later) == sweeping.Left(0, 1)
    record = ExtractRecord.objects.get()
    assert (record.extract_id, record.made_by_name, record.made_at, record.why) == (made.id, "Anna", AT, "x")
    assert AuditEvent.objects.get(what="extract.found").subject == made.id
    assert sweeping.sweep(at=later) == sweeping.Left(0, 0)


def test_the_command_sweeps_them_too(cast, settings, capsys):
    dead = abandoned(settings.EXTRACTS)
    assert main(["sweep"]) == 0
    assert "1 unfinished extracts, 0 that were not written down." in capsys.readouterr().err and dead.exists()
    assert main(["sweep", "--now"]) == 0
    assert "put right" in capsys.readouterr().err and not dead.exists()


# Keys that stand twice -----------------------------------------------------------------------------------------------

TWICE = [("occasion", Occasion), ("support", SupportAnswer)]


@pytest.mark.parametrize(("table", "model"), TWICE)
def test_two_rows_with_the_same_key_stop_it(cast, settings, monkeypatch, table, model):
    """The register's database refuses them; an extract looks all the same, for a base that has lost its rule."""
    registered(cast, answers=Answers({"sjukpenning": 50}, 0, 0, 0, False, False, False, all_asked=True))
    pieces = gathering.pieces

    def twice(rows, *fields):
        for piece in pieces(rows, *fields):
            yield piece
            if rows.model is model:
                yield piece

    monkeypatch.setattr(gathering, "pieces", twice)
    with pytest.raises(Refusal, match=f"“{table}” stand twice") as refusal:
        extracted()
    assert "restore it from a copy" in refusal.value.message_en
    assert list(settings.EXTRACTS.iterdir()) == []


def test_every_file_with_people_is_looked_at_for_doubles():
    from samordna.learn.statistics import quality

    looked_at = {table for table, _key in quality._ONCE}
    assert {"participation", "occasion", "support", "target"} <= looked_at
    assert all(table in people_sql.PARTICIPATIONS + people_sql.SUPPORT + people_sql.TARGETS for table, _ in TWICE)


def test_the_extract_in_its_place_is_opened_before_it_is_given(cast, settings, tmp_path, monkeypatch):
    """A file of the base that changes while it is taken over: the linked extract is not left there."""
    starts(cast, person())
    base = extracted()
    take_over = writer.Writer.take_over

    def change(self, extract):
        take_over(self, extract)
        path = self.folder / "support.parquet"
        content = path.read_bytes()
        path.unlink()
        path.write_bytes(content[:-1])

    monkeypatch.setattr(writer.Writer, "take_over", change)
    with pytest.raises(Refusal, match=r"support.parquet"):
        linked(cast, base, delivered(tmp_path, [spell(person())]))
    assert names(settings) == [base.extract_id]
    open_extract(settings.EXTRACTS / base.extract_id)
