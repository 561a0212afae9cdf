"""`retention` at the command line: counts by default, decides and carries out only for a national administrator."""

from datetime import date

import pytest
import time_machine
from tests.factories.deliver import AT, ended, make_cast, personal_number

from samordna.deliver.participants.models import Participation, RetentionRule, RetentionRun
from samordna.deliver.projects.models import Measure
from samordna.edge.cli import main as cli

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture
def cast(tmp_path, monkeypatch):
    monkeypatch.setenv("SAMORDNA_HOME", str(tmp_path))
    made = make_cast()
    Measure.objects.update(start=date(2016, 1, 1))
    made.measure.refresh_from_db()
    ended(made, number=personal_number(date(1985, 3, 1), 981), start=date(2018, 2, 1), end=date(2018, 6, 30))
    with time_machine.travel(AT, tick=False):
        yield made


@pytest.fixture
def samordna(capfd):
    def run(*arguments):
        code = cli.main(["retention", *arguments])
        out, error = capfd.readouterr()
        return code, out, error

    return run


def test_it_is_decided_counted_carried_out_and_written_down(cast, samordna, tmp_path):
    by = ("--by", cast.people["nils"].email.upper())
    assert samordna() == (0, "", "Dry run (no rule; nothing goes). Nothing has been removed.\n")
    code, out, error = samordna(*by, "--months", "60", "--backup-days", "30", "--source", "Beslut 12")
    assert (code, out) == (0, "I-0001\t2018\t1\n") and "60 months after the end: Beslut 12" in error
    assert RetentionRule.objects.values_list("months", "backup_days").get() == (60, 30)
    assert samordna(*by, "--yes", "--dry-run")[0] == 0 and Participation.objects.filter(mode="person").count() == 1
    code, out, _error = samordna(*by, "--yes")
    run = RetentionRun.objects.get()
    assert (code, out) == (0, f"{run.pk}\t{run.digest}\t1\n")
    assert not Participation.objects.filter(mode="person").exists()
    paper = tmp_path / "intyg.pdf"
    assert samordna("--certificate", str(run.pk), "--out", str(paper))[0] == 0
    assert paper.read_bytes().startswith(b"%PDF")
    assert samordna("--certificate", "999", "--out", str(paper))[0] == 2


@pytest.mark.parametrize("who", ["sara", "anna", "nobody"])
def test_nobody_else_decides(cast, samordna, who):
    address = cast.people[who].email if who in cast.people else "nobody@example.org"
    for asked in (("--months", "60", "--source", "x"), ("--yes",)):
        assert samordna("--by", address, *asked)[0] == 2
    assert not RetentionRule.objects.exists() and Participation.objects.filter(mode="person").count() == 1
