"""What the events of a case say years later, against stories told by hand."""

from __future__ import annotations

from datetime import date

import pytest
from tests.factories.accounting import HEAD, all_in, answer, ask, decided, events, need, proposal, told

from samordna.agree.accounting.rules.facts import Trace
from samordna.agree.accounting.rules.figures import FIGURES
from samordna.agree.accounting.rules.story import facts_of

BEGIN = (need(), proposal("2026-02-01"), ask("2026-03-01", "fk", "af", "region-05"))
ALL_PAY = (all_in("2026-03-11", "fk"), all_in("2026-03-21", "af"), all_in("2026-03-31", "region-05"))
COMPLETE = ("2026-03-31", "answers_complete", {})


def recommend(day="2026-05-01", organiser="fk", role="guarantor"):
    reasons = [{"text": "Ingen annan vill.", "source": "S2025/00456"}]
    return day, "recommended", {"organiser": organiser, "role": role, "reasons": reasons, "why": "Eniga."}


def test_before_the_proposal_there_is_only_a_need():
    story = events(*BEGIN)
    assert facts_of(HEAD, story, date(2026, 1, 31)) is None
    assert facts_of(HEAD, story, date(2026, 2, 1)).stage == "proposal"


@pytest.mark.parametrize(
    ("known", "days", "life"),
    [
        ("2026-02-01", {"identified": 22, "proposal": 0}, 22),
        ("2026-02-28", {"identified": 22, "proposal": 27}, 49),
        ("2026-03-01", {"identified": 22, "proposal": 28, "positions": 0}, 50),
        ("2026-03-02", {"identified": 22, "proposal": 28, "positions": 1}, 51),
    ],
)
def test_days_are_half_open_and_an_open_stage_counts_to_the_day_known(known, days, life):
    facts = told(*BEGIN, known=known)
    assert {span.stage: span.days for span in facts.spans} == days
    assert facts.life == life


def test_a_day_is_swedish():
    late = told(need(), ("2026-02-01T23:30", "proposal_made", proposal("")[2]))
    assert late.when("proposal_made").day == date(2026, 2, 1)


def test_a_case_that_went_back_was_twice_in_the_same_stage():
    facts = told(
        need(),
        proposal("2026-02-01", "measure"),
        ask("2026-03-01", "fk", "af"),
        answer("2026-03-11", "fk", takes_part="yes", organiser="willing"),
        answer("2026-03-21", "af", takes_part="yes", organiser="refuses"),
        ("2026-03-21", "answers_complete", {}),
        recommend("2026-04-01", "fk", "lead"),
        decided("2026-04-11", "sent_back", "board", "sent_back"),
        ask("2026-05-01", "fk", "af"),
        known="2026-05-05",
    )
    assert [(s.stage, s.days) for s in facts.spans] == [
        ("identified", 22), ("proposal", 28), ("positions", 20), ("organiser", 11), ("decision", 10),
        ("proposal", 20), ("positions", 4),
    ]  # fmt: skip
    assert facts.days_in("proposal") == 48
    assert facts.days_in("running") is None
    assert [(a.party, a.round, a.days) for a in facts.asked] == [
        ("fk", 1, 10), ("af", 1, 20), ("fk", 2, None), ("af", 2, None),
    ]  # fmt: skip
    assert not [no for no in facts.refusals if no.kind == "organiser"]  # nobody has to lead a measure


def test_every_answer_is_kept_and_says_what_it_changed():
    facts = told(*BEGIN, all_in("2026-03-11", "fk", co_finances="no"), answer("2026-04-10", "fk", co_finances="yes"))
    said = [(a.question, a.value, a.days, a.changed) for a in facts.answers]
    assert said == [
        ("takes_part", "yes", 10, False),
        ("co_finances", "no", 10, False),
        ("organiser", "refuses", 10, False),
        ("co_finances", "yes", 40, True),
    ]
    assert [(no.kind, no.stands) for no in facts.refusals] == [("co_finances", False), ("organiser", True)]
    asked = facts.asked[0]
    assert asked.answered == Trace(4, date(2026, 3, 11))
    assert asked.value("co_finances") == "yes"


def test_why_nobody_could_run_it_and_what_solved_it():
    blocked = (*BEGIN, ALL_PAY[0], ALL_PAY[1], all_in("2026-03-31", "region-05", co_finances="no"), COMPLETE)
    stuck = told(*blocked)
    [block] = stuck.blocked
    assert block.parties == ("region-05",)
    assert block.names == ("Region Östergötland",)
    assert "Det gör inte Region Östergötland" in block.reason_sv
    assert block.ended is None
    solved = told(*blocked, answer("2026-04-20", "region-05", co_finances="yes"))
    [block] = solved.blocked
    assert block.ended == Trace(8, date(2026, 4, 20))
    assert (block.ended_by, block.ended_by_party) == ("answered", "region-05")


def test_a_willing_party_is_no_block():
    facts = told(*BEGIN, all_in("2026-03-11", "fk", co_finances="no"), all_in("2026-03-21", "af", "willing"),
                 all_in("2026-03-31", "region-05"), COMPLETE)  # fmt: skip
    assert facts.blocked == ()


GUARANTOR = (*BEGIN, *ALL_PAY, COMPLETE, ("2026-03-31", "guarantor_opened", {"conditions": ["all_co_finance"]}))


def test_a_guarantor_case_and_why_it_fell():
    facts = told(*GUARANTOR, answer("2026-04-02", "af", co_finances="no"),
                 ("2026-04-02", "guarantor_closed", {"why": "Det gör inte af."}))  # fmt: skip
    [one] = facts.guarantor
    assert one.opened.day == date(2026, 3, 31)
    assert one.conditions == ("all_co_finance",)
    assert (one.closed.day, one.why_closed) == (date(2026, 4, 2), "Det gör inte af.")


def test_the_money_is_that_of_the_recommendation():
    costs = ("2026-02-10", "costs_planned", {"lines": [{"id": "staff", "amounts": {"2027": "1000.00"}}]})
    facts = told(BEGIN[0], BEGIN[1], costs, BEGIN[2], *ALL_PAY, COMPLETE, recommend())
    [money] = facts.money
    assert str(money.cash_cost) == "1000.00"
    assert {kind: str(amount) for kind, amount in money.promised} == {
        "cash": "0.00", "benefits": "3000.00", "wages": "0.00",
    }  # fmt: skip
    assert str(money.total_cost) == "4000.00"
    assert facts.organisers[0].reasons[0].source == "S2025/00456"


@pytest.mark.parametrize(
    ("rows", "outcome", "refused"),
    [
        ([], "under_way", []),
        ([("2026-06-01", "withdrawn", {"why": "Inga pengar."})], "withdrawn", [("withdrawn", "Inga pengar.")]),
        ([decided("2026-06-01", "party_decided", "af", "no")], "under_way", [("party", "Skälet")]),
        (
            [("2026-06-01", "all_decided", {}), ("2026-07-01", "refused", {"why": "Fel inriktning."})],
            "esf_refused",
            [("esf", "Fel inriktning.")],
        ),
        (
            [("2026-06-01", "all_decided", {}), ("2026-07-01", "granted", {}), ("2026-08-01", "all_signed", {})],
            "agreed",
            [],
        ),
        (
            [("2026-06-01", "party_left", {"party": "af", "why": "Ny ledning."})],
            "under_way",
            [("left", "Ny ledning.")],
        ),
    ],
)  # fmt: skip
def test_what_became_of_it(rows, outcome, refused):
    facts = told(*GUARANTOR, recommend(), *rows)
    assert facts.outcome == outcome
    assert [(no.kind, no.reason) for no in facts.refusals if no.kind != "organiser"] == refused


def test_what_came_later_was_not_known():
    rows = (*GUARANTOR, recommend("2026-05-01"))
    early, late = told(*rows, known="2026-04-30"), told(*rows, known="2029-01-01")
    assert early.organisers == ()
    assert late.organisers
    assert told(*GUARANTOR, known="2026-04-30") == early


def test_fks_yes_is_a_guarantors_only_while_it_is_the_one_proposed():
    again = (*GUARANTOR, recommend("2026-05-01"), decided("2026-05-10", "sent_back", "group", "sent_back"))
    anew = (all_in("2026-05-21", "fk"), all_in("2026-05-21", "af", organiser="willing"))
    complete = ("2026-05-21", "answers_complete", {})
    other = (*again, ask("2026-05-20", "fk", "af"), *anew, complete, recommend("2026-06-01", "af", "willing"))
    yes = decided("2026-06-10", "party_decided", "fk", "yes")
    of_case = FIGURES["fk_yes"].of_case
    assert of_case(told(*GUARANTOR, recommend("2026-05-01"), yes)) == [date(2026, 6, 10)]
    assert of_case(told(*other, yes)) == []


def test_only_fk_willing_in_an_area_where_it_takes_no_part_is_a_block():
    answers = (all_in("2026-03-11", "fk", organiser="willing"), *ALL_PAY[1:], COMPLETE)
    begin = (need(), ("2026-02-01", "proposal_made", proposal("2026-02-01")[2] | {"area": "C", "region": ""}), BEGIN[2])
    [block] = told(*begin, *answers).blocked
    assert "ingen garanti" in block.reason_sv
