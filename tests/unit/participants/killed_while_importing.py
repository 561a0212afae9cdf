"""Run by test_importing_killed: kills an import at every step of it, starts it again, and tells what is there then.

One process; each import is a child of it, which is killed with SIGKILL just before its n-th step. Prints JSON.
"""

# ruff: noqa: E402, PLW0603 – Django is set up first; a child of its own counts its steps
from __future__ import annotations

import json
import os
import random
import signal
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "samordna.config.settings"
import django

django.setup()

from django.db import connections
from tests.factories.importing import rows_of

from samordna.deliver.participants import identity
from samordna.deliver.participants.importing import actions, storing
from samordna.deliver.participants.models import ParticipantImport, Participation
from samordna.deliver.projects.models import Measure
from samordna.ground.parties.actor import SYSTEM
from samordna.ground.privacy import audit, vault
from samordna.ground.privacy.models import AuditEvent
from samordna.ground.privacy.safe.models import VaultRecord

AT = datetime(2026, 11, 12, 9, 0, tzinfo=UTC)
steps: list[str] = []
killed_at = 0


def step(name: str) -> None:
    """One more step has been reached."""
    steps.append(name)
    if len(steps) == killed_at:
        os.kill(os.getpid(), signal.SIGKILL)


def watched(where: Any, name: str) -> None:
    """Count the beginning and the end of every call as steps."""
    inner = getattr(where, name)

    def outer(*given: Any, **more: Any) -> Any:
        step(f"{name} …")
        result = inner(*given, **more)
        step(f"{name} done")
        return result

    setattr(where, name, outer)


def in_a_child(act: Callable[[], None]) -> int:
    """Run it in a process of its own, with connections of its own; how it ended."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            act()
        except BaseException as error:
            print(repr(error), file=sys.stderr)
            os._exit(1)
        os._exit(0)
    return os.waitpid(child, 0)[1]


def read_in(content: bytes, *, kill_at: int = 0, kill_after: float = 0.0) -> int:
    """Import the file, and be killed at a step or after some seconds."""

    def act() -> None:
        global killed_at
        killed_at = kill_at
        if kill_after:
            timer = threading.Timer(kill_after, lambda: os.kill(os.getpid(), signal.SIGKILL))
            timer.daemon = True
            timer.start()
        for where, name in WATCHED:
            watched(where, name)
        outcome = actions.import_participants(
            measure=Measure.objects.get(code="I-0001"), content=content, by=SYSTEM, at=AT
        )
        assert not outcome.checked.problems, list(outcome.checked.problems.lines("en"))
        step("end")
        if not kill_at and not kill_after:
            Path(sys.argv[3]).write_text(json.dumps(steps))

    return in_a_child(act)


WATCHED = [
    (vault, "_keep_batch"),
    (vault, "keep_many"),
    (ParticipantImport.objects, "get_or_create"),
    (storing, "new_ids"),
    (storing, "copy_rows"),
    (storing, "settle"),
    (identity, "hold_all"),
    (audit, "record"),
    (actions, "_store"),
]


def there() -> dict[str, Any]:
    """What counts, what is left over, and what the trail says."""
    return {
        "rows": rows_of(Measure.objects.get(code="I-0001")),
        "strays": VaultRecord.objects.count() - Participation.objects.filter(mode="person").count(),
        "events": AuditEvent.objects.count(),
        "done": ParticipantImport.objects.filter(done_at__isnull=False).count(),
    }


def start_over() -> None:
    """As before the first import; the trail stays, as it must."""
    Participation.objects.all().delete()
    ParticipantImport.objects.all().delete()
    VaultRecord.objects.all().delete()


def main() -> None:
    """Once without a kill; then with one at each step, and at some random moments; each time again after that."""
    content = Path(sys.argv[1]).read_bytes()
    vault.BATCH = 2
    assert read_in(content) == 0
    told = json.loads(Path(sys.argv[3]).read_text())
    expected, tries = there(), []
    moments = [{"kill_at": n} for n in range(1, len(told) + 1)]
    moments += [{"kill_after": random.uniform(0.001, 0.1)} for _ in range(int(sys.argv[2]))]
    for moment in moments:
        start_over()
        events = AuditEvent.objects.count()
        ended = read_in(content, **moment)
        between = there()
        again = read_in(content)
        after = there()
        tries.append(
            {
                "at": told[moment["kill_at"] - 1] if "kill_at" in moment else moment["kill_after"],
                "ended": ended,
                "between": len(between["rows"]),
                "again": again,
                "same": after["rows"] == expected["rows"],
                "strays": after["strays"],
                "events": after["events"] - events,
                "done": after["done"],
            }
        )
    print(json.dumps({"rows": len(expected["rows"]), "tries": tries}))


main()
