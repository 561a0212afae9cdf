"""Tables by area are made when a release is approved, by a process of its own, and shown from where they are kept.

To protect one takes up to half a minute, so nobody waits for it in a page. The approval starts the command that makes
them (``samordna tables --areas NUMBER``); a page says how far it has come. Killed half way, it has kept the tables that
were finished, and the same command makes the rest.

A table is kept under an address that follows from what it was made of: the extract, what the release prints of it, and
how it is protected. Two releases that print the same share it, and it is never written over by another.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections

from samordna.engine.extract import Extract, ExtractError, open_extract
from samordna.engine.frozen import thaw
from samordna.engine.request import Count
from samordna.engine.run import run_protected
from samordna.engine.table import Table
from samordna.learn.statistics import areas, ledger, retention
from samordna.learn.statistics.areas import AreasGone, NoAreas
from samordna.learn.statistics.catalogue import OFFICIAL
from samordna.learn.statistics.models import AreasTold, ExtractRemoval, Release

#: Changed when the tables come out otherwise, so that those that were made in another way are made again.
METHOD = 4
#: So long, in seconds, may pass between an approval and the moment when the process that it started is at work.
STARTING = 60
#: The command that makes them, as the approval starts it; without -P a folder that somebody stands in would be read.
COMMAND = ("-P", "-m", "samordna.edge.cli.main", "tables", "--areas")


class AreasLater(NoAreas):
    """The release's tables by area are being made: so many of so many are ready."""

    def __init__(self, progress: Progress) -> None:
        super().__init__(f"{progress.ready} of {progress.wanted} tables by area are made")
        self.progress = progress


class AreasNotMade(NoAreas):
    """The release has none, and nobody is making them: it is older, or what made them was stopped."""


@dataclass(frozen=True)
class Progress:
    """How many of a release's tables by area are ``ready``, and whether somebody is at work on the rest."""

    ready: int
    wanted: int
    is_being_made: bool

    @property
    def is_whole(self) -> bool:
        """True when none is lacking."""
        return self.ready == self.wanted


@dataclass(frozen=True)
class _Wanted:
    """One count to be made by area, and where it is kept. ``printed`` is what the release prints of it, if anything."""

    base: Count
    path: Path
    printed: Mapping[str, Any] | None


def _wanted(release: Release, name: str) -> _Wanted | None:
    """What stands behind a table of a release; None when it has no areas.

    The shares of a table are made of the same hidden and printed counts as the table itself: one for both.
    """
    known = OFFICIAL.get(name)
    base = areas.base_of(known.as_of(release.extract.as_of)) if known else None
    if base is None:
        return None
    document = release.tables.get(base.name)
    said = json.dumps([METHOD, areas.MANY, base.name, document or release.tables[name]], sort_keys=True)
    address = hashlib.sha256(said.encode()).hexdigest()[:20]
    path = settings.EXTRACTS / ".areas" / f"{release.extract.extract_id}-{base.name}-{address}.json"
    return _Wanted(base, path, document)


def _all_wanted(release: Release) -> list[_Wanted]:
    """Every count to be made for a release, in the order of the list of tables, which people read from the top."""
    found = (_wanted(release, name) for name in OFFICIAL if name in release.tables)
    return list({one.path: one for one in found if one is not None}.values())


# Shown ---------------------------------------------------------------------------------------------------------------


def of_table(release: Release, name: str) -> Table:
    """The count behind a released table on every level of area, as it was kept.

    NoAreas when it cannot be shown by area, AreasLater while it is made, AreasNotMade when nobody makes it; AreasGone
    when the extract cannot be used, Refusal when its rows are gone by retention.
    """
    wanted = _wanted(release, name)
    if wanted is None:
        raise NoAreas(f"{name} has no areas")
    made = areas.kept(wanted.path)
    if made is not None:
        return made
    retention.refuse_removed(release.extract)
    so_far = progress(release)
    if so_far.is_being_made:
        raise AreasLater(so_far)
    _open(release)
    raise AreasNotMade(f"{name} was never made by area")


def can_be_shown(release: Release, name: str) -> bool:
    """Whether :func:`of_table` gives a table. It is not read, so a page may ask before it shows a way there."""
    wanted = _wanted(release, name)
    return wanted is not None and areas.is_kept(wanted.path)


def progress(release: Release) -> Progress:
    """How far a release's tables by area have come. A table that was found to have no areas is ready too."""
    wanted = _all_wanted(release)
    ready = sum(one.path.exists() for one in wanted)
    return Progress(ready, len(wanted), ready < len(wanted) and _is_held(release.number))


# Made ----------------------------------------------------------------------------------------------------------------


def begin(release: Release) -> None:
    """Start the process that makes a release's tables by area, and leave it. It outlives a restart of the server."""
    if progress(release).is_whole:
        return
    mark = _mark(release.number)
    mark.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    mark.touch()
    process = subprocess.Popen(
        [sys.executable, *COMMAND, release.number],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    # Somebody must hear when it ends, or it stays as a name without a process for as long as the server lives.
    threading.Thread(target=process.wait, daemon=True).start()


def make(release: Release, say: Callable[[str], None] = lambda _: None) -> Progress:
    """Make what a release lacks, one after the other. Waits for another process that is making them already.

    AreasGone when the extract cannot be used, Refusal when its rows are gone by retention.
    """
    with _held(release.number, say):
        retention.refuse_removed(release.extract)
        _note_what_is_there()
        wanted = [one for one in _all_wanted(release) if not one.path.exists()]
        extract = _open(release) if wanted else None
        for one in wanted:
            assert extract is not None
            started = time.monotonic()
            made = _made(one, extract)
            if isinstance(made, Table):
                ledger.note_areas(release, made)  # before anybody can see it
            areas.keep(one.path, made)
            say(f"{one.base.name} ({time.monotonic() - started:.1f} s)")
            _let_go_if_removed(release, one.path)
    return progress(release)


def _made(wanted: _Wanted, extract: Extract) -> Table | NoAreas:
    try:
        # Where only its shares were released, the ledger says what they told: the same is printed and hidden.
        told = ledger.earlier() if wanted.printed is None else None
        before = ledger.areas_earlier(wanted.base.name)
        _hang_up()
        national = thaw(wanted.printed) if wanted.printed else run_protected(wanted.base, extract, earlier=told)
        return areas.by_area(wanted.base, extract, national, before)
    except ExtractError as error:
        raise AreasGone(str(error)) from error
    except NoAreas as none:
        return none


def _note_what_is_there() -> None:
    """Tables by area of released releases that are kept and not in the ledger: made before there was one, or by a
    process that was stopped, or for another release that prints the same."""
    released = Release.objects.filter(answer__released=True).select_related("extract", "answer")
    noted = set(AreasTold.objects.values_list("release", "count"))
    for release in released.order_by("answer__answered_at", "pk"):
        for one in _all_wanted(release):
            if (release.pk, one.base.name) not in noted and areas.is_kept(one.path):
                table = areas.kept(one.path)
                if table is not None:
                    ledger.note_areas(release, table)


def _let_go_if_removed(release: Release, path: Path) -> None:
    """The extract may have been removed while the table was made: then it goes too. Refusal stops the rest."""
    if ExtractRemoval.objects.filter(extract=release.extract).exists():
        path.unlink(missing_ok=True)
        retention.refuse_removed(release.extract)


def _hang_up() -> None:
    """Hold no connection to the databases while a table is made, once what they must say is read: it takes minutes in
    all, others may need the place, and a database that somebody is in can neither be copied nor moved."""
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close()


def _open(release: Release) -> Extract:
    try:
        return open_extract(settings.EXTRACTS / release.extract.extract_id)
    except ExtractError as error:
        raise AreasGone(str(error)) from error


# Who is at work ------------------------------------------------------------------------------------------------------


def _mark(number: str) -> Path:
    """The file that whoever makes a release's tables has a lock on, which the system lets go of however it ends."""
    extracts: Path = settings.EXTRACTS
    return extracts / ".areas-being-made" / number


def _is_held(number: str) -> bool:
    """Whether somebody is at work, or was asked to be a moment ago."""
    mark = _mark(number)
    try:
        if abs(time.time() - mark.stat().st_mtime) < STARTING:
            return True
        lock = os.open(mark, os.O_RDWR)
    except OSError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:  # a file system without locks
        return False
    finally:
        os.close(lock)
    return False


@contextmanager
def _held(number: str, say: Callable[[str], None]) -> Iterator[None]:
    mark = _mark(number)
    mark.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = os.open(mark, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"{number}: another process is making them; waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        except OSError:  # a file system without locks: two may make the same, which does no harm
            pass
        os.utime(lock, (0, 0))  # from now on the lock tells, not the moment
        yield
    finally:
        os.close(lock)
