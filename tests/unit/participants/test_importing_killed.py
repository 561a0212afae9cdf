"""Killed at any moment and started again, an import ends with exactly the same rows, in both databases."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from tests.factories.deliver import make_cast, personal_number
from tests.factories.importing import GOOD, file_of
from tests.services.demo import ROOT
from tests.services.reached import reached_by_others

RANDOM_MOMENTS = 15


@pytest.mark.django_db(transaction=True, databases="__all__")
def test_killed_at_every_step_and_started_again(tmp_path):
    make_cast()
    rows = [
        GOOD | {"end": "2026-02-01", "end_reason": "moved", "out_a_kassa": "25", "target_groups": "other"},
        GOOD | {"start": "2026-03-01", "in_sjukpenning": "50"},
        *(GOOD | {"personal_number": personal_number(date(1985, 5, day), 990)} for day in range(1, 6)),
        {"sex": "women", "start_year": "2026"},
        {"sex": "women", "start_year": "2026"},
    ]
    file = tmp_path / "people.csv"
    file.write_bytes(file_of(*rows))
    driver = Path(__file__).with_name("killed_while_importing.py")
    done = subprocess.run(
        [sys.executable, driver, file, str(RANDOM_MOMENTS), tmp_path / "steps.json"],
        env=reached_by_others(tmp_path), cwd=ROOT, capture_output=True, text=True, check=False, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["rows"] == len(rows)
    killed = [
        one for one in told["tries"] if os.WIFSIGNALED(one["ended"]) and os.WTERMSIG(one["ended"]) == signal.SIGKILL
    ]
    assert len(killed) > 30
    for one in told["tries"]:
        # Between the kill and the second start there is all of the file or nothing; after it, exactly the file.
        assert one["between"] in (0, len(rows)), one
        assert (one["again"], one["same"], one["strays"], one["done"]) == (0, True, -1, 1), one
        assert one["events"] == 1, one
    assert {one["between"] for one in killed} == {0, len(rows)}
