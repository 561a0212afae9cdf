"""The benchmarks start and compare; how fast they are is for those who read, never for a test."""

import pytest

from samordna.edge.cli import bench
from samordna.edge.cli.main import main

SMALL = ["--projects", "4", "--parties", "3", "--years", "2", "--runs", "1"]


def test_cofinance_prints_times_the_ratio_and_that_both_agree(capsys):
    assert main(["bench", "cofinance", *SMALL]) == 0
    said = capsys.readouterr().out
    assert "4 projects × 3 parties × 2 years: 72 amounts of 3 kinds" in said
    assert "ratio of processor time: " in said
    assert "same sums to the öre in all 4 projects" in said


def test_a_difference_of_one_ore_is_found(capsys, monkeypatch):
    from samordna.agree.preparation.rules import cofinancing as rule
    from samordna.ground.kernel.money import Money

    honest = rule._whole

    def wrong(costs, cash, other, rates):
        return honest(costs + Money(1), cash, other, rates)

    monkeypatch.setattr(rule, "_whole", wrong)
    assert main(["bench", "cofinance", *SMALL]) == 1
    assert "project 0: total differs" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["", "nothing"])
def test_an_unknown_benchmark_is_said(name, capsys):
    assert main(["bench", name]) == 2
    assert f"There is {', '.join(bench.names())}." in capsys.readouterr().err
    assert {"account", "cofinance", "engines", "importing", "register", "start"} <= set(bench.names())


def test_outside_a_clone_there_are_none(capsys, monkeypatch, tmp_path):
    monkeypatch.setattr(bench, "FOLDER", tmp_path)
    assert main(["bench", "cofinance"]) == 2
    assert "come with a clone" in capsys.readouterr().err
