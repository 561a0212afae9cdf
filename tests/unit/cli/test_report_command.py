"""`report` at the command line: the newest release as a file, and exit code 2 with a clear sentence for the rest."""

from __future__ import annotations

import csv
import io
import sys
from datetime import timedelta

import pytest
from tests.factories.deliver import AT, make_cast
from tests.factories.statistics import fill, proposed, released

from samordna.deliver.participants.models import SupportAnswer
from samordna.edge.cli import main as cli
from samordna.learn.reports import actions
from samordna.learn.reports.description import description

pytestmark = pytest.mark.django_db(databases="__all__")
ALL = tuple(description("af-fk-2020").tables.values())


@pytest.fixture
def cast(settings, tmp_path, monkeypatch):
    settings.EXTRACTS = tmp_path / "extracts"
    monkeypatch.setenv("SAMORDNA_HOME", str(tmp_path))
    made = make_cast()
    fill(made)
    return made


@pytest.fixture
def samordna(capfdbinary):
    """Runs a command: exit code, stdout, stderr."""

    def run(*arguments):
        code = cli.main(list(arguments))
        out, error = capfdbinary.readouterr()
        return code, out, error.decode()

    return run


@pytest.mark.parametrize(
    ("form", "begins"), [("pdf", b"%PDF"), ("html", b"<!doctype html>"), ("xlsx", b"PK"), ("csv", b"table,cell")]
)
def test_a_report_in_every_form(cast, samordna, tmp_path, form, begins):
    released(cast, ALL)
    target = tmp_path / f"report.{form}"
    assert samordna("report", "af-fk-2020", "--format", form, "--out", str(target)) == (0, b"", "")
    code, out, _ = samordna("report", "af-fk-2020", "--format", form)
    assert (code, out) == (0, target.read_bytes())
    assert out.startswith(begins)


def test_csv_holds_every_table(cast, samordna):
    released(cast, ALL)
    _, out, _ = samordna("report", "af-fk-2020", "--format", "csv")
    assert {row["table"] for row in csv.DictReader(io.StringIO(out.decode()))} == set(ALL)


def test_in_english(cast, samordna):
    released(cast, ALL)
    _, out, _ = samordna("report", "af-fk-2020", "--format", "html", "--language", "en")
    assert "Measures for priority groups 2019" in out.decode()


def test_what_is_not_released_exits_2(cast, samordna):
    proposed(cast, ALL)
    code, out, error = samordna("report", "af-fk-2020")
    assert (code, out) == (2, b"")
    assert "Not released: af-fk-2020-1" in error


def test_an_unknown_report_exits_2(cast, samordna):
    code, out, error = samordna("report", "af-fk-1999")
    assert (code, out) == (2, b"")
    assert "There is no report af-fk-1999. Did you mean af-fk-2020?" in error


def test_without_a_register_it_says_how_to_get_one(samordna, monkeypatch):
    monkeypatch.delenv("SAMORDNA_HOME", raising=False)
    monkeypatch.delenv("SAMORDNA_DATABASE_URL", raising=False)
    code, out, error = samordna("report", "af-fk-2020")
    assert (code, out) == (2, b"")
    assert "./samordna demo" in error


def test_a_pdf_does_not_go_to_a_terminal(cast, samordna, monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    released(cast, ALL)
    monkeypatch.setattr(sys, "stdout", Terminal())
    code, _, error = samordna("report", "af-fk-2020")
    assert code == 2
    assert "--out FILE" in error


def test_a_file_that_cannot_be_written(cast, samordna, tmp_path):
    released(cast, ALL)
    code, _, error = samordna("report", "af-fk-2020", "--format", "csv", "--out", str(tmp_path / "no" / "x.csv"))
    assert code == 2
    assert "No such file" in error


def test_a_decided_version_is_the_same_whatever_comes_after(cast, samordna):
    released(cast, ALL)
    draft = actions.begin_draft(report="af-fk-2020", by=cast.actor("anna"), at=AT)
    actions.propose(draft=draft, by=cast.actor("anna"), at=AT)
    actions.decide(draft=draft, by=cast.actor("nils"), at=AT)
    _, before, _ = samordna("report", "af-fk-2020", "--format", "html")
    assert samordna("report", "af-fk-2020", "--decided", "1", "--format", "html") == (0, before, "")
    SupportAnswer.objects.all().delete()
    released(cast, ALL, at=AT + timedelta(days=1))
    _, later, _ = samordna("report", "af-fk-2020", "--format", "html")
    assert later != before
    assert samordna("report", "af-fk-2020", "--decided", "1", "--format", "html") == (0, before, "")


def test_a_version_that_nobody_has_decided(cast, samordna):
    code, out, error = samordna("report", "af-fk-2020", "--decided", "1")
    assert (code, out) == (2, b"")
    assert "None has been decided yet." in error
    code, out, error = samordna("report", "af-fk-2002", "--decided", "1")
    assert (code, out) == (2, b"")
    assert "Did you mean af-fk-2020?" in error
