"""Situations with the answers that the two rules must give, as readable files: the command is run on each.

organiser/*.yaml and cofinance/*.yaml: a title, the situation exactly as a user writes it, the answer, and for the
organiser the ids of the reasons in order.
"""

import json
from pathlib import Path

import pytest
import yaml

from samordna.edge.cli.main import main

HERE = Path(__file__).parent
ORGANISER = sorted((HERE / "organiser").glob("*.yaml"))
COFINANCE = sorted((HERE / "cofinance").glob("*.yaml"))


def ask(command, case, tmp_path, capsys):
    file = tmp_path / "situation.yaml"
    file.write_text(case["situation"], encoding="utf-8")
    code = main([command, str(file)])
    told = capsys.readouterr()
    assert (code, told.err) == (0, "")
    return json.loads(told.out)


@pytest.mark.parametrize("path", ORGANISER, ids=lambda path: path.stem)
def test_who_may_be_organiser(path, tmp_path, capsys):
    case = yaml.safe_load(path.read_text(encoding="utf-8"))
    answer = ask("organiser", case, tmp_path, capsys)
    reasons = answer.pop("reasons")
    assert answer == case["answer"]
    assert [reason["rule"] for reason in reasons] == case["reasons"]
    assert all(set(reason) == {"rule", "text", "source", "valid_from"} for reason in reasons)
    assert all(reason["text"].endswith(".") and "{" not in reason["text"] and reason["source"] for reason in reasons)


@pytest.mark.parametrize("path", COFINANCE, ids=lambda path: path.stem)
def test_what_is_covered_and_what_is_missing(path, tmp_path, capsys):
    case = yaml.safe_load(path.read_text(encoding="utf-8"))
    answer = ask("cofinance", case, tmp_path, capsys)
    parameter = answer.pop("parameter")
    assert answer == case["answer"]
    assert parameter.keys() == {*case["parameter"], "valid_from", "source"}
    assert {key: parameter[key] for key in case["parameter"]} == case["parameter"]


def test_there_are_situations():
    assert len(ORGANISER) == 26
    assert len(COFINANCE) == 5
