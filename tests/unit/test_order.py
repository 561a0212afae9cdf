"""The tests that must be run by one process are handed out as a whole, whatever version of pytest reads the marks."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEST = """import os, pytest

@pytest.mark.parametrize("n", range(8))
def test(n, record_property):
    record_property("by", os.getpid())
"""


def test_a_folder_that_stays_together_is_run_by_one_process(tmp_path):
    for folder in ("tests/scale", "tests/unit"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / f"test_{folder[6:]}.py").write_text(TEST)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    command = [sys.executable, "-m", "pytest", "-p", "tests.order", "-n", "2", "--junitxml=found.xml", "tests"]
    subprocess.run(command, cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, check=True, capture_output=True)
    cases = (tmp_path / "found.xml").read_text().split("<testcase ")[1:]
    by = [case.split('value="')[1].split('"')[0] for case in cases if "test_scale" in case]
    assert (len(cases), len(by), len(set(by))) == (16, 8, 1)
