"""The organiser rule against a plain restatement of the issue's text, on generated situations."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from samordna.agree.preparation.rules.organiser import PartyAnswer, Situation, check, organiser
from samordna.ground.kernel.identifiers import PartyId

PARTIES = ["fk", "af", "region-05", "region-17", "municipality-0180", "municipality-1780", "association-samspelet"]
YES_NO = st.sampled_from(["yes", "yes", "no", "unanswered"])
TO_RULE = {"yes": True, "no": False, "unanswered": None, "willing": "willing", "refuses": "refuses"}
EDGES = [date(2025, 3, 12), date(2025, 3, 13), date(2029, 12, 31), date(2030, 1, 1)]


@st.composite
def situations(draw):
    """Plain rows, as the issue writes them; contradictions (no part, yet willing) are mended."""
    area = draw(st.sampled_from(["A1", "A2", "A2", "B", "C", "D", "D", "E", "F"]))
    regions = {"D": ["SE32", "SE33"], "E": [None]}.get(area, [None, "SE11", "SE31"])
    rows = []
    for party in draw(st.lists(st.sampled_from(PARTIES), unique=True, max_size=7)):
        row = {"party": party, "part": draw(YES_NO), "money": draw(YES_NO)}
        row["lead"] = draw(st.sampled_from(["willing", "refuses", "refuses", "refuses", "unanswered"]))
        if row["part"] == "no" and row["lead"] == "willing":
            row["lead"] = "refuses"
        rows.append(row)
    day = draw(st.sampled_from(EDGES) | st.dates(date(2024, 1, 1), date(2031, 1, 1)))
    kind, passed = draw(st.sampled_from(["individual", "structural"])), draw(st.booleans())
    return {
        "area": area,
        "region": draw(st.sampled_from(regions)),
        "kind": kind,
        "day": day,
        "passed": passed,
        "rows": rows,
    }


def asked(case):
    answers = tuple(
        PartyAnswer(PartyId.parse(row["party"]), TO_RULE[row["part"]], TO_RULE[row["money"]], TO_RULE.get(row["lead"]))
        for row in case["rows"]
    )
    return Situation(case["area"], case["region"], case["kind"], case["day"], answers, case["passed"])


def restated(case):
    """The rule once more, by elimination over party names and without reasons."""
    rows = [row for row in case["rows"] if not row["party"].startswith("association")]
    silent = [row["party"] for row in rows if "unanswered" in row.values()]
    waiting = [] if case["passed"] else silent
    in_project = [row for row in rows if row["part"] == "yes"]
    may = {"B": lambda party: party == "af"}.get(case["area"], lambda party: party != "fk" or case["area"] not in "CF")
    willing = [row["party"] for row in in_project if row["lead"] == "willing" and may(row["party"])]
    refused_money = {"no", "unanswered"} if case["passed"] else {"no"}
    in_the_way = [row["party"] for row in in_project if row["money"] in refused_money]
    guarantee = case["area"] in ("A1", "A2", "D", "E") and EDGES[1] <= case["day"] < EDGES[3]
    result = {
        "organiser": None,
        "as": None,
        "candidates": willing,
        "blocked_by": [],
        "waiting_for": waiting,
        "conditions": [],
    }
    if guarantee and not willing:
        result["blocked_by"] = in_the_way
    if waiting or len(willing) > 1:
        return result
    if willing:
        return result | {"organiser": willing[0], "as": "willing"}
    if guarantee and in_project and not in_the_way:
        conditions = ["no_other_organiser", "all_co_finance"] + ["carry_on_plan"] * (case["kind"] == "individual")
        return result | {"organiser": "fk", "as": "guarantor", "conditions": conditions}
    return result


def without_reasons(answer):
    return {key: value for key, value in answer.as_json().items() if key != "reasons"}


@settings(max_examples=600)
@given(situations())
def test_agrees_with_the_restatement(case):
    assert without_reasons(organiser(asked(case))) == restated(case)


@settings(max_examples=150)
@given(situations(), st.randoms(use_true_random=False))
def test_the_order_of_the_parties_changes_nothing_but_the_order_of_the_lists(case, random):
    shuffled = case | {"rows": random.sample(case["rows"], len(case["rows"]))}
    one, other = (without_reasons(organiser(asked(each))) for each in (case, shuffled))
    for name in ("candidates", "blocked_by", "waiting_for"):
        order = [row["party"] for row in shuffled["rows"]]
        assert other[name] == sorted(one[name], key=order.index)
    assert {key: one[key] for key in ("organiser", "as", "conditions")} == {
        key: other[key] for key in ("organiser", "as", "conditions")
    }


@settings(max_examples=150)
@given(situations())
def test_there_is_always_a_reason_and_one_that_stops_when_there_is_no_organiser(case):
    answer = organiser(asked(case))
    assert answer.reasons
    assert any(reason.stops for reason in answer.reasons) is (answer.organiser is None)


@settings(max_examples=150)
@given(situations())
def test_the_association_changes_no_outcome(case):
    without = case | {"rows": [row for row in case["rows"] if not row["party"].startswith("association")]}
    assert without_reasons(organiser(asked(case))) == without_reasons(organiser(asked(without)))


@settings(max_examples=150)
@given(situations())
def test_after_the_deadline_nobody_is_waited_for_and_earlier_nobody_is_hurried(case):
    late = organiser(asked(case | {"passed": True}))
    early = organiser(asked(case | {"passed": False}))
    assert late.waiting_for == ()
    assert not early.waiting_for or early.organiser is None
    assert early.waiting_for or without_reasons(early) == without_reasons(late)


@given(situations(), st.integers(0, 3000))
def test_a_possible_situation_is_possible_on_every_day(case, days):
    other_day = case | {"day": date(2018, 1, 1) + timedelta(days=days)}
    assert list(check(asked(case))) == list(check(asked(other_day))) == []
