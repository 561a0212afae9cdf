"""The environment of the distributed engine: announced, made once, whole or not used."""

from __future__ import annotations

from pathlib import Path

import pytest

from samordna.edge.launcher import environment, scale
from samordna.edge.launcher.places import REQUIREMENTS, VAR
from samordna.edge.launcher.progress import SetupFailed


@pytest.fixture
def programs(tmp_path, monkeypatch):
    """The programs that would have been run, in an environment that is not there yet."""
    ran: list[list[str]] = []

    def run(command, **_):
        ran.append([str(part) for part in command])
        if "venv" in ran[-1]:
            Path(ran[-1][-1], "bin").mkdir()
            Path(ran[-1][-1], "bin", "python").touch()
        return ""

    monkeypatch.setattr(environment, "run_quietly", run)
    monkeypatch.setattr(environment.subprocess, "run", lambda *_, **__: type("Done", (), {"stdout": ""}))
    monkeypatch.setattr("samordna.edge.launcher.stamps.VAR", tmp_path)
    monkeypatch.setattr(scale, "SCALE", environment.Environment(tmp_path / "scale", scale.SCALE.contains, "scale"))
    return ran


def test_it_is_announced_and_made_once(programs, capfd):
    assert scale.python() == scale.SCALE.folder / "bin" / "python"
    assert "Making the environment for the distributed engine, once: about" in capfd.readouterr().err
    programs.clear()
    scale.python()
    assert (programs, capfd.readouterr().err) == ([], "")


def test_what_has_no_wheel_is_built_with_what_is_pinned(programs):
    scale.python()
    *_, build, packages = programs
    assert str(REQUIREMENTS / "build.txt") in build
    assert "--no-build-isolation" in packages
    assert packages[packages.index("--no-binary") + 1] == "pyspark-client"
    assert all("--require-hashes" in command and ":all:" in command for command in (build, packages))


def test_nothing_else_is_built(programs):
    scale.SCALE.folder.mkdir()
    environment._install(scale.SCALE, REQUIREMENTS / "runtime.txt")
    assert not any("--no-binary" in command or "build.txt" in str(command) for command in programs)


@pytest.mark.parametrize("left", ["being changed", "no stamp"])
def test_half_made_is_never_used(programs, left):
    scale.python()
    if left == "being changed":
        scale.SCALE.changing.touch()
    else:
        (scale.SCALE.folder / ".stamp-scale").unlink()
    programs.clear()
    scale.python()
    assert any("venv" in command for command in programs)


@pytest.mark.parametrize(
    ("happens", "said"),
    [
        (SetupFailed("A package could not be found"), "A package could not be found"),
        (OSError(28, "No space left on device"), "No space left on device"),
    ],
)
def test_when_it_cannot_be_made_the_other_engines_are_named(programs, monkeypatch, happens, said):
    def fail(*_):
        raise happens

    monkeypatch.setattr(environment, "_install", fail)
    with pytest.raises(SetupFailed, match=rf"(?s){said}.*Every other engine gives the same table"):
        scale.python()
    assert not scale.SCALE.has("scale")


def test_a_full_disk_is_told_as_such():
    assert environment._cannot_install("OSError: [Errno 28] No space left on device").startswith("The disk is full")


def test_it_lies_outside_what_is_committed():
    assert scale.SCALE.folder.parent == VAR
