"""Run by test_extracts_in_trouble: makes extracts while others write, and while it is killed. Prints JSON.

Each extract that is killed is made in a child of this process, which ends with SIGKILL just before its n-th step.
"""

# ruff: noqa: E402, PLW0603 – Django is set up first; a child of its own counts its steps
from __future__ import annotations

import json
import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "samordna.config.settings"
import django

django.setup()

from django.conf import settings
from django.db import connections

from samordna.deliver.participants.models import Occasion, Participation, SupportAnswer
from samordna.deliver.projects.models import Measure, VolumeCount
from samordna.engine import making, writer
from samordna.engine.extract import extracts, open_extract
from samordna.ground.parties.actor import SYSTEM
from samordna.ground.privacy import audit
from samordna.learn.statistics import actions, extraction, pieces
from samordna.learn.statistics.gathering import Gathered
from samordna.learn.statistics.models import ExtractRecord

AT = datetime(2026, 1, 1, 9, 0, tzinfo=UTC)
FOLDER = Path(sys.argv[2])
MOST = 40
steps: list[str] = []
killed_at = 0


# Others write meanwhile ----------------------------------------------------------------------------------------------


def changed(number: int) -> None:
    """What somebody else does in one moment, and commits: one more, one less, and other answers."""
    measure = Measure.objects.order_by("code").first()
    one = Participation.objects.create(
        measure=measure, mode="person", person=f"meanwhile-{number}", sex="women", birth_year=1980,
        start=date(2019, 3, 1), start_year=2019, state="active",
    )  # fmt: skip
    occasion = Occasion.objects.create(participation=one, kind="in", on=one.start, all_asked=True)
    SupportAnswer.objects.create(occasion=occasion, source="a_kassa", extent=50)
    SupportAnswer.objects.filter(source="sjukpenning").order_by("-pk").first().delete()
    SupportAnswer.objects.update(extent=25 + 25 * (number % 2))
    VolumeCount.objects.update_or_create(measure=measure, year=2019, sex="men", defaults={"persons": number})
    measure.name = f"Insats {number}"
    measure.save()


def by_another(act: Callable[[], None]) -> None:
    """Do it on a connection of one's own, and wait until it is committed."""

    def alone() -> None:
        try:
            act()
        finally:
            connections.close_all()

    thread = threading.Thread(target=alone)
    thread.start()
    thread.join(30)
    assert not thread.is_alive(), "a writer waits for the extract"


def extract(name: str, at: datetime = AT) -> Any:
    return extraction.extract(root=FOLDER / name, secret=b"s" * 32, at=at, made_by="Anna", why="test")


def while_others_write() -> dict[str, Any]:
    """The same register four times: at rest, with a writer between every two readings, without a view of one's own."""
    pieces.PIECE = 7
    asked, written = pieces._asked, 0

    def asked_and_changed(*given: Any) -> Any:
        nonlocal written
        found = asked(*given)
        if written < MOST:  # without a view of its own, a reading that sees what is added would never end
            written += 1
            by_another(lambda: changed(written))
        return found

    before = extract("before")
    pieces._asked = asked_and_changed
    during, meanwhile, written = extract("during"), written, 0
    snapshot, extraction._snapshot = extraction._snapshot, nullcontext
    torn = extract("torn")
    extraction._snapshot, pieces._asked = snapshot, asked
    after = extract("after")
    same = [one.manifest.files == before.manifest.files for one in (during, torn, after)]
    return {
        "written": meanwhile,
        "same": same,
        "agrees": [agrees(o) for o in (during, torn)],
    }


def agrees(one: Any) -> bool:
    """Whether every participation has the answers that it was entered with, and no answer is of another moment."""
    people = {row["participation"] for row in one.rows("participations", ["participation"])}
    rows = list(one.rows("support", ["participation", "extent"]))
    return people >= {row["participation"] for row in rows} and len({row["extent"] for row in rows}) == 1


# Killed --------------------------------------------------------------------------------------------------------------


def step(name: str) -> None:
    steps.append(name)
    if len(steps) == killed_at:
        os.kill(os.getpid(), signal.SIGKILL)


def watched(where: Any, name: str) -> None:
    """Count the beginning of every call as a step."""
    inner = getattr(where, name)

    def outer(*given: Any, **more: Any) -> Any:
        step(name)
        return inner(*given, **more)

    setattr(where, name, outer)


WATCHED = [
    (making, "begin"),
    *((writer.Writer, name) for name in ("_open_all", "_write_group", "fill", "_placed", "_looked_at", "_leave")),
    (writer, "_to_disk"),
    *((Gathered, name) for name in ("take", "run")),
    (actions, "_note"),
    (audit, "record"),
]


def in_a_child(kill_at: int, at: datetime) -> int:
    """Make an extract in a process of its own, and be killed at a step; how it ended."""
    connections.close_all()
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1]
    try:
        global killed_at
        killed_at = kill_at
        for where, name in WATCHED:
            watched(where, name)
        actions.make_extract(by=SYSTEM, at=at, why="test")
        if not kill_at:
            (FOLDER / "steps.json").write_text(json.dumps(steps))
    except BaseException as error:
        print(repr(error), file=sys.stderr)
        os._exit(1)
    os._exit(0)


def killed_everywhere() -> dict[str, Any]:
    """Once without a kill; then with one at each step, each on a day of its own, and each time again after that."""
    settings.EXTRACTS = FOLDER / "killed"
    assert in_a_child(0, AT) == 0
    told = json.loads((FOLDER / "steps.json").read_text())
    (first,) = extracts(settings.EXTRACTS)
    tries = []
    for number, name in enumerate(told, 1):
        at = AT + timedelta(days=number)
        ended = in_a_child(number, at)
        found = [one.id for one in extracts(settings.EXTRACTS) if one.as_of == at.date().isoformat()]
        whole = all(open_extract(settings.EXTRACTS / each).manifest.files == first.files for each in found)
        left = len(making.left_over(settings.EXTRACTS))
        again = in_a_child(0, at)
        noted = ExtractRecord.objects.filter(as_of=at.date()).values_list("extract_id", flat=True)
        (made,) = [one for one in extracts(settings.EXTRACTS) if one.as_of == at.date().isoformat()]
        hidden = [one.name for one in settings.EXTRACTS.iterdir() if one.name.startswith(".")]
        tries.append(
            {
                "at": name, "ended": ended, "found": len(found), "whole": whole, "left": left, "again": again,
                "noted": list(noted) == [made.id], "same": made.files == first.files, "hidden": hidden,
            }
        )  # fmt: skip
    return {"tries": tries}


print(json.dumps({"write": while_others_write, "kill": killed_everywhere}[sys.argv[1]]()))
