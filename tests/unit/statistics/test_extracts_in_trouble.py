"""An extract is of one moment whoever writes meanwhile, and killed at any step it leaves nothing that counts."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.factories.deliver import make_cast
from tests.factories.statistics import fill
from tests.services.demo import ROOT
from tests.services.reached import reached_by_others

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")


def driven(what: str, folder: Path) -> dict:
    """What the driver tells, run on the databases of the test."""
    fill(make_cast())
    driver = Path(__file__).with_name("extracts_in_trouble.py")
    done = subprocess.run(
        [sys.executable, driver, what, folder],
        env=reached_by_others(folder), cwd=ROOT, capture_output=True, text=True, check=False, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_an_extract_is_of_one_moment_whoever_writes_meanwhile(tmp_path):
    told = driven("write", tmp_path)
    assert told["written"] > 20, "somebody wrote between the readings"
    during, torn, after = told["same"]
    assert during, "byte for byte the register as it was when the reading began"
    assert not torn and not after, "without a view of its own it would have been another"
    assert told["agrees"] == [True, False]


def test_killed_at_every_step_and_made_again(tmp_path):
    tries = driven("kill", tmp_path)["tries"]
    killed = [os.WIFSIGNALED(one["ended"]) and os.WTERMSIG(one["ended"]) == signal.SIGKILL for one in tries]
    assert all(killed) and len(killed) >= 20
    for one in tries:
        # Between there is the whole extract or nothing, and what is left lies where nobody looks; then all is well.
        assert one["found"] in (0, 1) and one["whole"] and one["left"] <= 1, one
        assert (one["again"], one["noted"], one["same"], one["hidden"]) == (0, True, True, []), one
    assert {one["found"] for one in tries} == {0, 1}
    assert {one["left"] for one in tries} == {0, 1}
