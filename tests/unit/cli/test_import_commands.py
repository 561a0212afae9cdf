"""`samordna import …`: who answers for a file, and what is said when it cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.factories.deliver import make_cast
from tests.factories.importing import GOOD, file_of

from samordna.deliver.participants.models import Participation
from samordna.deliver.projects.models import VolumeCount
from samordna.edge.cli import import_
from samordna.edge.cli.main import main

pytestmark = pytest.mark.django_db(databases="__all__")
NOBODY = "There is nobody who can sign in with that address."


@pytest.fixture
def given(tmp_path, monkeypatch):
    """A file of each kind, in a register that is in use."""
    monkeypatch.setenv("SAMORDNA_HOME", str(tmp_path))
    make_cast()
    files = {"participants": file_of(GOOD), "volumes": b"measure,year,women,men\nI-0003,2025,14,11\n", "economy": b""}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


def run(folder: Path, what: str, *more: str) -> int:
    more = (*more, "--measure", "I-0001") if what == "participants" else more
    more = (*more, "--mapping", str(folder / "economy")) if what == "economy" else more
    return main(["import", what, str(folder / what), *more])


@pytest.mark.parametrize("what", ["participants", "volumes", "economy"])
def test_somebody_who_does_not_exist_answers_for_nothing(given, capsys, what):
    assert run(given, what, "--by", "ingen@example.se") == 2
    assert NOBODY in capsys.readouterr().err
    assert not Participation.objects.exists()
    assert not VolumeCount.objects.exists()


@pytest.mark.parametrize("what", ["participants", "volumes", "economy"])
def test_a_file_that_is_not_there_is_named(given, capsys, what):
    (given / what).unlink()
    assert run(given, what, "--by", "maria@example.se") == 2
    assert f"{given / what}: No such file or directory" in capsys.readouterr().err


@pytest.mark.parametrize("what", ["volumes", "economy"])
def test_somebody_has_to_answer_for_figures(given, capsys, what):
    assert run(given, what) == 2
    assert "--by EMAIL" in capsys.readouterr().err


def test_rows_are_stored_for_the_one_who_answers_for_them(given):
    assert run(given, "volumes", "--by", " Maria@Example.se", "--dry-run") == 0
    assert not VolumeCount.objects.exists()
    assert run(given, "volumes", "--by", " Maria@Example.se") == 0
    assert VolumeCount.objects.count() == 2
    assert run(given, "participants", "--by", "sara@example.se") == 0
    assert Participation.objects.get().registered_by.email == "sara@example.se"


def test_every_template_can_be_printed_without_a_register(capsys, monkeypatch):
    monkeypatch.delenv("SAMORDNA_HOME", raising=False)
    for what in import_.WHAT:
        assert main(["import", what, "--template"]) == 0
        assert "," in capsys.readouterr().out.splitlines()[0]
