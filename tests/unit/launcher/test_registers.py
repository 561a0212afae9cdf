"""Which register a command is about."""

from __future__ import annotations

import pytest

from samordna.edge.launcher import registers


@pytest.fixture
def var(tmp_path, monkeypatch):
    """A clone's var folder, with no register and nothing said by the caller."""
    monkeypatch.setattr(registers, "VAR", tmp_path)
    monkeypatch.setattr(registers, "CURRENT", tmp_path / "current")
    monkeypatch.delenv(registers.HOME, raising=False)
    return tmp_path


def test_before_the_first_start_there_is_none(var, capsys):
    assert registers.in_use() is None
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(("command", "folder"), [("demo", "demo"), ("start", "real")])
def test_the_one_started_last_is_used(var, capsys, command, folder):
    for other in ("demo", "start", command):
        home = registers.to_start(other)
        home.mkdir(exist_ok=True)
    assert home == var / folder
    assert registers.in_use() == var / folder
    assert f"var/{folder}" in capsys.readouterr().err


def test_the_caller_may_choose(var, monkeypatch):
    monkeypatch.setenv(registers.HOME, str(var / "elsewhere"))
    assert registers.to_start("demo") == registers.in_use() == var / "elsewhere"
    assert not registers.CURRENT.exists()


@pytest.mark.parametrize("content", ["", "nonsense", "../..", "real"])
def test_a_file_that_names_no_register_is_passed_over(var, content):
    registers.CURRENT.write_text(content)
    assert registers.in_use() is None
