"""A stamp holds exactly as long as what it was made from, and a killed launcher leaves nobody waiting."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from pathlib import Path

import pytest

from samordna.edge.launcher import stamps


def test_a_stamp_follows_the_files(tmp_path):
    lock = tmp_path / "lock.txt"
    lock.write_text("a==1")
    stamp = tmp_path / "made" / ".stamp"
    assert not stamps.holds(stamp, stamps.fingerprint([lock]))
    stamps.write(stamp, stamps.fingerprint([lock]))
    assert stamps.holds(stamp, stamps.fingerprint([lock]))
    assert not stamps.holds(stamp, stamps.fingerprint([lock], "another Python"))
    lock.write_text("a==2")
    assert not stamps.holds(stamp, stamps.fingerprint([lock]))


@pytest.mark.parametrize(("one", "other"), [(("ab", "c"), ("a", "bc")), (("a",), ("a", ""))])
def test_texts_do_not_run_together(one, other):
    assert stamps.fingerprint([], *one) != stamps.fingerprint([], *other)


def hold(folder: Path, seconds: float) -> None:
    """Take the lock, say so, and keep it."""
    stamps.VAR = folder
    with stamps.one_at_a_time():
        (folder / "held").touch()
        time.sleep(seconds)
        (folder / "released").touch()


def start(folder: Path, seconds: float) -> multiprocessing.Process:
    """Another launcher that holds the lock."""
    process = multiprocessing.get_context("spawn").Process(target=hold, args=(folder, seconds))
    process.start()
    while not (folder / "held").exists():
        time.sleep(0.01)
    return process


def test_the_second_waits_for_the_first(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(stamps, "VAR", tmp_path)
    other = start(tmp_path, 0.5)
    with stamps.one_at_a_time():
        assert (tmp_path / "released").exists()
    assert "waiting for it" in capsys.readouterr().err
    other.join()


def test_a_killed_launcher_blocks_nobody(tmp_path, monkeypatch):
    monkeypatch.setattr(stamps, "VAR", tmp_path)
    other = start(tmp_path, 60)
    os.kill(other.pid, signal.SIGKILL)
    other.join()
    with stamps.one_at_a_time():
        assert not (tmp_path / "released").exists()
