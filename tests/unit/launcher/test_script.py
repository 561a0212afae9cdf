"""The script at the root, run as a person runs it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


def fake(folder: Path, name: str, text: str) -> None:
    """A program that only says something."""
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


@pytest.fixture
def programs(tmp_path):
    """A folder with what the script itself needs, and no Python."""
    for name in ("sh", "readlink", "dirname", "cat", "printf"):
        found = next(path for path in (Path("/bin") / name, Path("/usr/bin") / name) if path.exists())
        (tmp_path / name).symlink_to(found)
    return tmp_path


def run(programs):
    """Start the script where only these programs are to be found."""
    return subprocess.run(
        [ROOT / "samordna", "x"], env={"PATH": str(programs)}, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(("version", "said"), [(None, "none"), ("Python 3.10.12", "Python 3.10.12")])
def test_without_a_python_that_is_new_enough_it_says_so(programs, version, said):
    if version:
        fake(programs, "python3", f'[ "$1" = -V ] && echo "{version}" || exit 1')
    done = run(programs)
    assert done.returncode == 1
    assert f"this machine has: {said}" in done.stderr
    assert done.stdout == ""


def test_a_newer_python_beside_an_old_one_is_found(programs):
    fake(programs, "python3", "exit 1")
    fake(programs, "python3.12", 'case "$1" in -S) exit 0;; *) echo "$@";; esac')
    assert run(programs).stdout == f"{ROOT}/src/samordna/edge/launcher x\n"
