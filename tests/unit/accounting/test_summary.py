"""The account of a year: which year something belongs to, time in stages, the way, and the same answer later."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from tests.factories.accounting import HEAD, all_in, answer, ask, decided, need, need_facts, proposal, told

from samordna.agree.accounting.rules.figures import FIGURES
from samordna.agree.accounting.rules.story import Head
from samordna.agree.accounting.rules.summary import period_of, quantile, summary

TODAY = date(2029, 5, 4)


@pytest.mark.parametrize(
    ("year", "today", "known", "first", "last", "as_known"),
    [
        (2026, date(2026, 11, 12), None, "2026-01-01", "2026-11-12", "2026-11-12"),
        (2026, TODAY, None, "2026-01-01", "2026-12-31", "2026-12-31"),
        (2026, TODAY, TODAY, "2026-01-01", "2026-12-31", "2029-05-04"),
        (2026, TODAY, date(2026, 6, 30), "2026-01-01", "2026-06-30", "2026-06-30"),
        (None, TODAY, None, "0001-01-01", "2029-05-04", "2029-05-04"),
    ],
)
def test_a_year_is_known_when_it_ended(year, today, known, first, last, as_known):
    period = period_of(year, today, known)
    assert [day.isoformat() for day in (period.first, period.last, period.known)] == [first, last, as_known]


@pytest.mark.parametrize(("year", "known"), [(2026, date(2025, 12, 31)), (2030, None), (2026, date(2029, 5, 5))])
def test_a_year_that_nobody_knows(year, known):
    with pytest.raises(ValueError, match="not"):
        period_of(year, TODAY, known)


@pytest.mark.parametrize(
    ("numbers", "quartiles"),
    [
        ([], (None, None, None)),
        ([7], (7, 7, 7)),
        ([1, 2], (Fraction(5, 4), Fraction(3, 2), Fraction(7, 4))),
        ([1, 2, 3, 4, 5], (2, 3, 4)),
        ([10, 20, 30, 40], (Fraction(35, 2), 25, Fraction(65, 2))),  # as QUARTILE.INC in Excel
    ],
)
def test_quartiles(numbers, quartiles):
    assert tuple(quantile(numbers, Fraction(n, 4)) for n in (1, 2, 3)) == quartiles


ROAD = (
    need("2025-11-01"),
    proposal("2025-12-01"),
    ask("2026-01-15", "fk", "af"),
    all_in("2026-01-25", "fk"),
    answer("2026-02-04", "af", takes_part="yes", co_finances="yes", organiser="willing"),
    ("2026-02-04", "answers_complete", {}),
    ("2026-03-01", "recommended", {"organiser": "af", "role": "willing"}),
    decided("2026-03-10", "party_decided", "fk", "yes"),
    ("2026-03-11", "all_decided", {}),
    ("2026-03-12", "applied", {}),
    ("2026-06-01", "granted", {}),
    ("2026-06-10", "all_signed", {}),
    ("2027-01-10", "started", {}),
)


def account(*rows, year=2026, known=None, today=TODAY):
    period = period_of(year, today, known)
    facts = told(*rows, known=period.known.isoformat())
    taken = need_facts(HEAD.need, rows[0][0], "here", HEAD.key)
    return summary([taken], [facts], period)


@pytest.mark.parametrize(
    ("year", "numbers"),
    [
        (2025, {"needs_identified": 1, "needs_taken_up": 1, "proposals_begun": 1, "parties_asked": 0}),
        (
            2026,
            {
                "needs_identified": 0, "proposals_begun": 0, "rounds": 1, "parties_asked": 2, "answered_all": 2,
                "takes_part": 2, "co_finances": 2, "willing": 1, "organiser_willing": 1, "approved": 1, "applied": 1,
                "granted": 1, "agreed": 1, "started": 0,
            },
        ),
        (2027, {"started": 1, "agreed": 0}),
    ],
)  # fmt: skip
def test_everything_belongs_to_the_year_in_which_it_happened(year, numbers):
    counted = account(*ROAD, year=year)
    assert {name: counted.value(name) for name in numbers} == numbers
    assert {key for one in counted.figures.values() for key in one.behind} <= {HEAD.key, f"need:{HEAD.need}"}


def test_the_answer_for_a_year_is_the_same_three_years_later():
    early = account(*ROAD[:-1], today=date(2026, 12, 31))
    assert account(*ROAD, today=TODAY) == early


def test_seen_from_a_later_day_the_way_is_longer_and_the_year_the_same():
    then, now = account(*ROAD, year=2025), account(*ROAD, year=2025, known=TODAY)
    reached = {step.id: len(step.reached) for step in now.way}
    assert reached == dict.fromkeys(("need", "proposal", "asked", "recommended", "decided", "agreed", "started"), 1) | {
        "ended": 0,
        "handed_over": 0,
    }
    assert [step.id for step in then.way if step.waiting] == ["proposal"]
    assert now.value("parties_asked") == then.value("parties_asked") == 0


def test_time_in_stages_is_of_the_stays_that_ended_and_beside_them_those_that_go_on():
    stages = {one.stage: one for one in account(*ROAD).stages}
    assert (stages["positions"].median, len(stages["positions"].left)) == (20, 1)
    assert stages["positions"].lower is None  # of one stay, quartiles would say more than is known
    assert stages["identified"].left == ()  # it ended in 2025
    assert (stages["agreed"].still_median, stages["agreed"].median) == (
        (date(2026, 12, 31) - date(2026, 6, 10)).days,
        None,
    )


def test_needs_that_nobody_has_taken_up_wait_in_the_first_stage():
    period = period_of(2026, TODAY)
    waiting = need_facts("here-2026-08", "2026-12-01")
    counted = summary([waiting], [], period)
    assert counted.stages[0].still == ("need:here-2026-08",)
    assert counted.stages[0].still_median == 30
    assert counted.way[0].waiting == ("need:here-2026-08",)
    assert counted.value("needs_taken_up") == 0


def test_a_need_and_a_case_with_the_same_key_are_two_things():
    period = period_of(2026, TODAY)
    head = Head("here-2026-01", "2026-01", "x", "here", "association-here", "here-2026-01")
    same = need_facts("here-2026-01", "2026-01-10", "here", "here-2026-01")
    counted = summary([same], [told(need(), proposal("2026-02-01"), head=head)], period)
    assert counted.figures["needs_identified"].behind == ("need:here-2026-01",)
    assert counted.figures["proposals_begun"].behind == ("here-2026-01",)


def test_closed_on_the_way_says_where_and_why():
    counted = account(*ROAD[:3], ("2026-02-20", "withdrawn", {"why": "x"}), year=2025, known=TODAY)
    step = {one.id: one for one in counted.way}
    assert step["asked"].closed == (("withdrawn", (HEAD.key,)),)
    assert step["asked"].waiting == ()
    assert step["recommended"].reached == ()


@pytest.mark.parametrize(("year", "alive"), [(2025, {"under_way": 1}), (2026, {"withdrawn": 1}), (2027, {})])
def test_a_case_stands_in_the_years_in_which_it_lived(year, alive):
    counted = account(*ROAD[:3], ("2026-02-20", "withdrawn", {"why": "x"}), year=year, known=None)
    assert {outcome: len(keys) for outcome, keys in counted.outcomes.items()} == alive


def test_every_figure_has_words_in_both_languages_and_a_whole_that_exists():
    for figure in FIGURES.values():
        assert all((figure.label.sv, figure.label.en, figure.definition.sv, figure.definition.en)), figure.id
        assert not figure.part_of or figure.part_of in FIGURES
        assert (figure.of_case is None) != (figure.of_need is None)
