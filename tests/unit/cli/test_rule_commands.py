"""organiser and cofinance refuse wrong files: exit code 2, line and field on stderr, nothing on stdout."""

import pytest

from samordna.edge.cli.main import main

SITUATION = """\
area: A2
region: SE31
kind: individual
date: 2025-06-01
deadline_passed: false
parties:
  - {party: fk, takes_part: true, co_finances: true, organiser: refuses}
  - {party: municipality-1780, takes_part: true, co_finances: false, organiser: refuses}
"""
PLAN = """\
area: A2
region: SE31
call_date: 2025-09-01
cash_costs: {2026: "1800000.00", 2027: "2400000.00"}
commitments:
  - {party: fk, kind: benefits, amounts: {2026: "700000.00", 2027: "900000.00"}}
  - {party: municipality-1780, kind: cash, amounts: {2026: "100000.00"}}
"""

WRONG_SITUATIONS = {
    "D outside the north": ("area: A2", "area: D", "2: region: area D is open for SE32 and SE33 only"),
    "a region for E": ("area: A2", "area: E", "2: region: area E is open for national only, not for SE31"),
    "D as a national project": (
        "area: A2\nregion: SE31",
        "area: D\nregion: null",
        "2: region: area D is open for SE32",
    ),
    "unknown area": ("area: A2", "area: A", "1: area: 'A' is not one of A1, A2, B"),
    "unknown region": ("SE31", "SE99", "2: region: 'SE99' is not one of SE11"),
    "no region": ("region: SE31\n", "", "1: region: is missing"),
    "unknown kind": ("individual", "personal", "3: kind: 'personal' is not one of individual, structural"),
    "no such day": ("2025-06-01", "2025-06-31", "4: date: there is no day 2025-06-31"),
    "unknown municipality": ("1780", "1779", "8: parties[2].party: there is no party municipality-1779"),
    "unknown county": ("municipality-1780", "region-02", "8: parties[2].party: there is no party region-02"),
    "unknown kind of party": ("municipality-1780", "kommun-1780", "8: parties[2].party: 'kommun-1780' is not a party"),
    "a party of another kind": ("municipality-1780", "other-x", "8: parties[2].party: there is no party other-x"),
    "repeated party": ("municipality-1780", "fk", "8: parties[2].party: fk stands twice"),
    "willing but not taking part": (
        "fk, takes_part: true, co_finances: true, organiser: refuses",
        "fk, takes_part: false, co_finances: true, organiser: willing",
        "7: parties[1].organiser: fk does not take part",
    ),
    "an association that is willing but takes no part": (
        "municipality-1780, takes_part: true, co_finances: false, organiser: refuses",
        "association-x, takes_part: false, co_finances: false, organiser: willing",
        "8: parties[2].organiser: association-x does not take part",
    ),
    "a missing answer": ("co_finances: false, ", "", "8: parties[2].co_finances: is missing"),
    "an empty answer": ("co_finances: false", "co_finances: null", "8: parties[2].co_finances: 'null' is not one of"),
    "an unknown answer": (
        "organiser: refuses}\n  - ",
        "organiser: no}\n  - ",
        "7: parties[1].organiser: 'no' is not one of",
    ),
    "an unknown key": ("deadline_passed", "deadline", "5: deadline: is not a known key; did you mean deadline_passed?"),
    "an unknown key of a party": (
        "takes_part: true, co_finances: false",
        "takespart: true, takes_part: true, co_finances: false",
        "8: parties[2].takespart: is not a known key",
    ),
    "not a list": ("parties:", "parties: {}\nothers:", "6: parties: a mapping is not a list"),
}

WRONG_PLANS = {
    "a share that is not public": ("area: A2", "area: C", "1: area: the support rate of area C is not public"),
    "area B": ("area: A2\nregion: SE31", "area: B\nregion: null", "1: area: the support rate of area B is not public"),
    "area F": ("area: A2\nregion: SE31", "area: F\nregion: null", "1: area: the support rate of area F is not public"),
    "D outside the north": ("area: A2", "area: D", "2: region: area D is open for SE32 and SE33 only"),
    "a region for E": ("area: A2", "area: E", "2: region: area E is open for national only"),
    "a negative cost": ('"1800000.00"', '"-1.00"', "4: cash_costs.2026: -1.00 is negative"),
    "a negative promise": ('"900000.00"', '"-0.01"', "6: commitments[1].amounts.2027: -0.01 is negative"),
    "three decimals": ('"700000.00"', '"700000.005"', "6: commitments[1].amounts.2026: '700000.005' has more than two"),
    "three decimals of nothing": (
        '"2400000.00"',
        '"2400000.000"',
        "4: cash_costs.2027: '2400000.000' has more than two",
    ),
    "the same party and kind": (
        "municipality-1780, kind: cash",
        "fk, kind: benefits",
        "7: commitments[2].kind: fk with benefits stands twice",
    ),
    "an unknown kind": (
        "kind: cash",
        "kind: time",
        "7: commitments[2].kind: 'time' is not one of cash, benefits, wages",
    ),
    "an unknown party": ("municipality-1780", "municipality-0000", "7: commitments[2].party: there is no party"),
    "an unknown key": ("kind: cash,", "kind: cash, note: x,", "7: commitments[2].note: is not a known key"),
    "an unknown key of the plan": (
        "call_date: 2025-09-01",
        "call_date: 2025-09-01\ntitle: x",
        "4: title: is not a known key",
    ),
    "a year without costs": (
        '{2026: "100000.00"}',
        '{2028: "100000.00"}',
        "7: commitments[2].amounts.2028: the year 2028 is not among",
    ),
    "no costs": ('cash_costs: {2026: "1800000.00", 2027: "2400000.00"}\n', "", "1: cash_costs: is missing"),
    "no year": ('{2026: "1800000.00", 2027: "2400000.00"}', "{}", "4: cash_costs: there is no year"),
    "no promises": (PLAN[PLAN.index("commitments") :], "", "1: commitments: is missing"),
    "a call before the programme": (
        "2025-09-01",
        "2020-12-31",
        "3: call_date: esf.support_rate for area A2, region SE31 has no value on 2020-12-31",
    ),
    "a call after the programme": ("2025-09-01", "2030-01-01", "3: call_date: esf.support_rate"),
    "not YAML": ("cash_costs: {", "cash_costs: {{", "is not YAML"),
}


def refused(command, text, tmp_path, capsys):
    file = tmp_path / "file.yaml"
    file.write_text(text, encoding="utf-8")
    assert main([command, str(file)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert file.read_text(encoding="utf-8") == text
    return told.err.replace(f"{file}:", "")


@pytest.mark.parametrize("wrong", WRONG_SITUATIONS)
def test_a_wrong_situation(wrong, tmp_path, capsys):
    old, new, told = WRONG_SITUATIONS[wrong]
    assert old in SITUATION
    assert told in refused("organiser", SITUATION.replace(old, new, 1), tmp_path, capsys)


@pytest.mark.parametrize("wrong", WRONG_PLANS)
def test_a_wrong_plan(wrong, tmp_path, capsys):
    old, new, told = WRONG_PLANS[wrong]
    assert old in PLAN
    assert told in refused("cofinance", PLAN.replace(old, new, 1), tmp_path, capsys)


@pytest.mark.parametrize("command", ["organiser", "cofinance"])
def test_a_file_that_is_not_there(command, tmp_path, capsys):
    assert main([command, str(tmp_path / "none.yaml")]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "none.yaml: cannot be read: No such file or directory" in told.err


@pytest.mark.parametrize(("command", "text"), [("organiser", SITUATION), ("cofinance", PLAN)])
def test_the_unchanged_file_is_right(command, text, tmp_path, capsys):
    file = tmp_path / "file.yaml"
    file.write_text(text, encoding="utf-8")
    assert main([command, str(file)]) == 0
    assert capsys.readouterr().err == ""
