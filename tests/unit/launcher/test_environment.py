"""The environment is made when it must be and never otherwise."""

from __future__ import annotations

import pytest

from samordna.edge.launcher import environment
from samordna.edge.launcher.progress import SetupFailed


@pytest.fixture
def clone(tmp_path, monkeypatch):
    """An empty clone whose installing is only noted down."""
    folder, requirements = tmp_path / ".venv", tmp_path / "requirements"
    requirements.mkdir()
    for name in ("runtime", "test"):
        (requirements / f"{name}.txt").write_text(f"{name}==1\n")
    product = environment.Environment(folder, environment.PRODUCT.contains, environment.PRODUCT.first, requirements)
    monkeypatch.setattr(environment, "PRODUCT", product)
    monkeypatch.setattr("samordna.edge.launcher.stamps.VAR", tmp_path / "var")
    done: list[str] = []

    def make(made):
        done.append("make")
        environment._remove(folder)
        (folder / "bin").mkdir(parents=True)
        (folder / "bin" / "python").touch()

    monkeypatch.setattr(environment, "_make", make)
    monkeypatch.setattr(environment, "_install", lambda made, path: done.append(path.stem))
    monkeypatch.setattr(environment, "_done", done, raising=False)
    return tmp_path


def prepare(name):
    """What was done to have this list."""
    environment._done.clear()
    environment.PRODUCT.prepare(name)
    return list(environment._done)


def test_made_once(clone):
    assert prepare("runtime") == ["make", "runtime"]
    assert prepare("runtime") == []


def test_what_tests_need_is_added_and_holds_what_runs(clone):
    assert prepare("runtime") == ["make", "runtime"]
    assert prepare("test") == ["test"]
    assert prepare("runtime") == []


def test_the_test_list_alone_is_enough_for_both(clone):
    assert prepare("test") == ["make", "test"]
    assert prepare("runtime") == []


@pytest.mark.parametrize("changed", ["runtime", "test"])
def test_a_changed_list_makes_it_anew(clone, changed):
    prepare("test")
    (clone / "requirements" / f"{changed}.txt").write_text("other==2\n")
    assert prepare("test") == ["make", "test"]


@pytest.mark.parametrize("left", ["half made", "no interpreter", "no stamp"])
def test_what_is_broken_is_made_anew(clone, left):
    prepare("runtime")
    if left == "half made":
        (clone / ".venv" / ".being-changed").touch()
    elif left == "no interpreter":
        (clone / ".venv" / "bin" / "python").unlink()
    else:
        (clone / ".venv" / ".stamp-runtime").unlink()
    assert prepare("runtime") == ["make", "runtime"]
    assert [path.name for path in clone.glob(".venv*")] == [".venv"]


def test_a_failed_installation_leaves_no_stamp(clone, monkeypatch):
    def fail(made, path):
        raise SetupFailed("no network")

    with monkeypatch.context() as patch, pytest.raises(SetupFailed):
        patch.setattr(environment, "_install", fail)
        environment.PRODUCT.prepare("runtime")
    assert prepare("runtime") == ["make", "runtime"]
