"""Tables by area: made once by whoever comes first, also after a stop half way, and never for what was not approved."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from types import SimpleNamespace

import pytest
import time_machine
from django.db import transaction
from tests.factories.deliver import AT, make_cast
from tests.factories.statistics import fill, proposed, released

from samordna.engine.table import value
from samordna.learn.statistics import actions, areas, queries, stored_areas
from samordna.learn.statistics.areas import NoAreas
from samordna.learn.statistics.models import Release
from samordna.learn.statistics.stored_areas import AreasLater, AreasNotMade, Progress

pytestmark = pytest.mark.django_db
TABLES = ("af-fk-2020-1", "af-fk-2020-2", "af-fk-2020-measures")


@pytest.fixture(autouse=True)
def _noon_and_folder(settings, tmp_path):
    settings.EXTRACTS = tmp_path
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def cast():
    made = make_cast()
    fill(made)
    return made


@pytest.fixture
def started(monkeypatch):
    """The releases for which a process was started."""
    numbers = []
    monkeypatch.setattr(stored_areas, "begin", lambda release: numbers.append(release.number))
    return numbers


def kept(settings):
    folder = settings.EXTRACTS / ".areas"
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


# When they are begun -------------------------------------------------------------------------------------------------


def test_an_approval_starts_it_once_it_holds(cast, started, django_capture_on_commit_callbacks):
    release = proposed(cast)
    with django_capture_on_commit_callbacks(execute=True):
        actions.approve_release(release=release, by=cast.actor("nils"), at=AT)
        assert started == [], "the answer is not written yet"
    assert started == ["2026-1"]


def test_a_no_starts_nothing(cast, started, django_capture_on_commit_callbacks):
    release = proposed(cast)
    with django_capture_on_commit_callbacks(execute=True):
        actions.refuse_release(release=release, why="Fel år", by=cast.actor("nils"), at=AT)
    assert started == []


def test_an_approval_that_comes_to_nothing_starts_nothing(cast, started, django_capture_on_commit_callbacks):
    release = proposed(cast)
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(RuntimeError), transaction.atomic():
        actions.approve_release(release=release, by=cast.actor("nils"), at=AT)
        raise RuntimeError("something after the answer in the same transaction")
    assert started == []
    assert Release.objects.get().released is None


def test_the_process_is_the_command_and_is_heard_of_when_it_ends(cast, settings, monkeypatch):
    release = released(cast)
    begun = []
    monkeypatch.setattr(stored_areas.subprocess, "Popen", lambda command, **_: begun.append(command) or Ended())
    stored_areas.begin(release)
    assert begun == [[sys.executable, "-P", "-m", "samordna.edge.cli.main", "tables", "--areas", "2026-1"]]
    stored_areas.make(release)
    stored_areas.begin(release)
    assert len(begun) == 1, "nothing is lacking"


class Ended:
    """A process that ends at once."""

    def wait(self):
        """Its exit code."""
        return 0


# What is kept --------------------------------------------------------------------------------------------------------


def test_each_count_is_made_once_and_shares_are_of_it(cast, settings, monkeypatch):
    release = released(cast, TABLES)
    assert stored_areas.progress(release) == Progress(0, 2, is_being_made=False)
    assert stored_areas.make(release) == Progress(2, 2, is_being_made=False)
    before = kept(settings)
    assert [name.split("-", 1)[1].rsplit("-", 1)[0] for name in before] == ["af-fk-2020-1", "af-fk-2020-measures"]
    monkeypatch.setattr(areas, "by_area", lambda *_: pytest.fail("made again"))
    stored_areas.make(release)
    # Another release of the same extract that prints the same shows what is there.
    again = released(cast, TABLES)
    assert again.extract == release.extract and stored_areas.progress(again).is_whole
    assert kept(settings) == before


@pytest.mark.parametrize("tables", [TABLES, ("af-fk-2020-2",)], ids=["counts", "shares alone"])
def test_no_connection_to_the_databases_is_held_while_one_is_made(cast, monkeypatch, tables):
    release = released(cast, tables)
    events, reads, makes = [], stored_areas.ledger.earlier, areas.by_area
    monkeypatch.setattr(stored_areas, "_hang_up", lambda: events.append("hangs up"))
    monkeypatch.setattr(stored_areas.ledger, "earlier", lambda: events.append("reads") or reads())
    monkeypatch.setattr(areas, "by_area", lambda *given: events.append("makes") or makes(*given))
    stored_areas.make(release)
    assert events.count("makes") == len(stored_areas._all_wanted(release))
    assert all(events[at - 1] == "hangs up" for at, event in enumerate(events) if event == "makes")


def test_a_release_that_prints_something_else_has_its_own(cast, settings):
    release = released(cast, areas=True)
    other = released(cast)
    tables = other.tables
    key = next(n for n, cell in enumerate(tables["af-fk-2020-1"]["cells"]) if isinstance(cell, int) and cell)
    tables["af-fk-2020-1"]["cells"][key] = "hidden"
    other.tables = tables
    assert stored_areas.progress(release).is_whole
    assert not stored_areas.progress(other).is_whole


def test_areas_that_are_counted_in_another_way_than_what_is_printed_are_not_shown(cast):
    release = released(cast)
    cells = release.tables["af-fk-2020-1"]["cells"]
    place = next(n for n, cell in enumerate(cells) if isinstance(cell, int) and cell)
    cells[place] += 1  # as if the declaration had counted one more then
    stored_areas.make(release)
    with pytest.raises(NoAreas, match="declared in another way"):
        stored_areas.of_table(release, "af-fk-2020-1")


def test_a_table_of_nobody_is_nought_in_every_area(cast):
    released(cast, ("fk-esf-2025-1",), areas=True)
    found = queries.areas_of(cast.actor("maria"), queries.latest("fk-esf-2025-1"))
    assert {cell.value for cell in found.table("ostra-vattern").cells.values()} <= {0, None}


def test_those_in_no_association_are_an_area_of_their_own():
    """The nation less its associations would tell how many they are: here three women."""
    nation = SimpleNamespace(cells={("women",): value(20), ("men",): value(10)})
    inside = {("women", "total"): value(17), ("men", "total"): value(10)}
    assert areas._nowhere(nation, inside, 1) == {
        ("women", areas.NOWHERE): value(3),
        ("men", areas.NOWHERE): value(0),
        ("women", "total"): value(20),
        ("men", "total"): value(10),
    }
    assert areas._nowhere(nation, {(*key, "total"): cell for key, cell in nation.cells.items()}, 1) == {}


# Two at once, and a stop half way ------------------------------------------------------------------------------------


def test_while_somebody_makes_them_they_come_later_and_then_they_are_there(cast):
    release = released(cast)
    with stored_areas._held(release.number, print):
        with pytest.raises(AreasLater, match="0 of 1"):
            stored_areas.of_table(release, "af-fk-2020-1")
        assert stored_areas.progress(release).is_being_made
    with pytest.raises(AreasNotMade):
        stored_areas.of_table(release, "af-fk-2020-1")


def test_between_the_approval_and_its_process_they_come_later_but_not_for_ever(cast, monkeypatch):
    release = released(cast)
    monkeypatch.setattr(stored_areas.subprocess, "Popen", lambda *_args, **_named: Ended())
    mark = stored_areas._mark(release.number)
    stored_areas.begin(release)
    os.utime(mark, (time.time(), time.time()))
    assert stored_areas.progress(release).is_being_made
    late = time.time() - stored_areas.STARTING - 1
    os.utime(mark, (late, late))
    assert not stored_areas.progress(release).is_being_made


def test_the_second_waits_for_the_first_and_makes_nothing_again(cast, monkeypatch):
    release = released(cast)
    said, made, wait = [], [], threading.Event()

    def slowly(count, extract, national, earlier):
        made.append(count.name)
        wait.wait(10)
        raise NoAreas("for the test")

    monkeypatch.setattr(areas, "by_area", slowly)
    # The threads must not open the test's database.
    monkeypatch.setattr(stored_areas, "_note_what_is_there", lambda: None)
    monkeypatch.setattr(stored_areas.ledger, "areas_earlier", lambda _: None)
    monkeypatch.setattr(stored_areas, "_let_go_if_removed", lambda *_: None)
    wanted = stored_areas._all_wanted(release)
    monkeypatch.setattr(stored_areas, "_all_wanted", lambda _: wanted)
    monkeypatch.setattr(stored_areas.retention, "refuse_removed", lambda _: None)
    both = [threading.Thread(target=stored_areas.make, args=(release, said.append)) for _ in range(2)]
    for one in both:
        one.start()
    end = time.monotonic() + 10
    while not said and time.monotonic() < end:
        threading.Event().wait(0.01)
    wait.set()
    for one in both:
        one.join(10)
    assert made == ["af-fk-2020-1"]
    assert said[0] == "2026-1: another process is making them; waiting for it"


HOLDS = """
import fcntl, os, sys, time
lock = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT)
fcntl.flock(lock, fcntl.LOCK_EX)
os.utime(lock, (0, 0))
print("held", flush=True)
time.sleep(60)
"""


def test_a_process_that_is_killed_is_noticed_and_the_command_makes_the_rest(cast, settings):
    release = released(cast, TABLES, areas=True)
    finished = kept(settings)
    (settings.EXTRACTS / ".areas" / finished[1]).unlink()
    mark = stored_areas._mark(release.number)
    with subprocess.Popen([sys.executable, "-c", HOLDS, str(mark)], stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"held\n"
        assert stored_areas.progress(release) == Progress(1, 2, is_being_made=True)
        process.send_signal(signal.SIGKILL)
    assert stored_areas.progress(release) == Progress(1, 2, is_being_made=False)
    stored_areas.of_table(release, "af-fk-2020-1")
    with pytest.raises(AreasNotMade):
        stored_areas.of_table(release, "af-fk-2020-measures")
    assert stored_areas.make(release).is_whole
    assert kept(settings) == finished


def test_an_extract_that_is_removed_meanwhile_takes_them_with_it(cast, settings, monkeypatch):
    release = released(cast)
    by_area = areas.by_area

    def and_then_it_goes(*given):
        made = by_area(*given)
        actions.retention.remove(extract=release.extract, why="Ingen behöver det", by=cast.actor("nils"), at=AT)
        return made

    monkeypatch.setattr(areas, "by_area", and_then_it_goes)
    with pytest.raises(actions.Refusal, match="gallrade"):
        stored_areas.make(release)
    assert kept(settings) == []
