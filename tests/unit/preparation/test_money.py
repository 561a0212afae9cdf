"""The money of a case: the board of the page pictures, and what-if."""

from datetime import date
from fractions import Fraction

import pytest
from tests.factories.agree import on

from samordna.agree.preparation.case_facts import Answer, Asked, Commitment, CostLine, Plan
from samordna.agree.preparation.case_state import CaseState, total
from samordna.agree.preparation.cofinancing import money, what_if
from samordna.ground.kernel.money import Money

DAY = date(2026, 11, 12)
YEARS = (2027, 2028, 2029)
NAMES = {"fk": "Försäkringskassan", "af": "Arbetsförmedlingen", "municipality-0584": "Vadstena kommun"}


def tkr(*amounts):
    return dict(zip(YEARS, (Money.kronor(a * 1000) for a in amounts), strict=True))


COSTS = (tkr(1250, 1650, 1000), tkr(500, 660, 400))


def state(promises, unpaid=(), area="A2", region="SE12"):
    """Parties that all take part; ``promises``: (party, kind) → amounts by year."""
    parties = tuple(dict.fromkeys([*(p for p, _ in promises), *unpaid]))
    answers = []
    for party in parties:
        given = tuple(
            Commitment(party, kind, year, amount)
            for (p, kind), amounts in promises.items()
            for year, amount in amounts.items()
            if p == party
        )
        answers.append(Answer(party, "takes_part", "yes", on(10, 1)))
        answers.append(Answer(party, "co_finances", "yes" if given else "no", on(10, 1), commitments=given))
        answers.append(Answer(party, "organiser", "refuses", on(10, 1)))
    return CaseState(
        stage="organiser",
        round=1,
        plan=Plan("esf", "individual", area, region, date(2026, 9, 1), date(2027, 3, 1), date(2029, 8, 31), 120),
        parties=tuple(Asked(p, NAMES.get(p, p), on(9, 8)) for p in parties),
        answers=tuple(answers),
        costs=tuple(CostLine(name, tuple(line.items())) for name, line in zip(("staff", "other"), COSTS, strict=True)),
    )


#: the case of the page picture 04
PICTURE = state(
    {
        ("fk", "benefits"): tkr(350, 700, 400),
        ("af", "benefits"): tkr(150, 300, 170),
        ("region-05", "wages"): tkr(230, 340, 210),
        ("municipality-0583", "benefits"): tkr(100, 200, 120),
        ("municipality-0583", "cash"): tkr(120, 120, 60),
        ("municipality-0586", "benefits"): tkr(70, 150, 90),
        ("municipality-0586", "wages"): tkr(40, 50, 30),
    },
    unpaid=("municipality-0584",),
)


def test_what_is_paid_and_what_may_be_paid_are_two_amounts_when_the_parties_promise_more():
    more = state({("fk", "benefits"): tkr(2000, 2600, 1000), ("region-05", "wages"): tkr(100, 100, 100)})
    outcome = money.solve(more, DAY)
    board = money.board(more, outcome)
    assert board.missing_total < 0
    assert board.support_total == board.cost_total - board.promised_total == outcome.plan.support.ore // 100_000
    assert board.ceiling_total > board.support_total
    assert sum(board.support) == board.support_total


def test_the_table_of_costs_and_that_of_kinds_print_the_same_when_amounts_are_not_whole():
    odd = state(
        {
            ("fk", "benefits"): dict.fromkeys((2027, 2028, 2029), Money(90_149_999)),
            ("af", "benefits"): dict.fromkeys((2027, 2028, 2029), Money(30_149_999)),
            ("region-05", "wages"): dict.fromkeys((2027, 2028, 2029), Money(20_050_001)),
        }
    )
    board = money.board(odd, money.solve(odd, DAY))
    kinds = {row.kind: row for row in board.by_kind}
    for row in board.costs[-2:]:
        assert (row.years, row.total) == (kinds[row.kind].years, kinds[row.kind].total)
    assert board.cost == tuple(sum(row.years[i] for row in board.costs) for i in range(3))


def test_the_board_of_the_picture_adds_up_in_thousands():
    board = money.board(PICTURE, money.solve(PICTURE, DAY))
    assert (board.promised, board.promised_total) == ((1060, 1860, 1080), 4000)
    assert (board.cost, board.cost_total) == ((2690, 4050, 2420), 9160)
    assert (board.missing, board.missing_total) == ((177, 3, 34), 214)
    assert (board.required, board.required_total) == ((1237, 1863, 1114), 4214)
    assert board.support_total == board.ceiling_total == 4946  # something is missing: all that may be paid is paid
    assert sum(board.support) == sum(board.ceiling) == 4946
    assert (board.ways.cash, board.ways.in_kind, board.ways.lower_cost) == tuple(
        Money.kronor(a * 1000) for a in (214, 396, 465)
    )
    assert board.promises[-1] == money.PromiseRow("municipality-0584", "", (0, 0, 0), 0)
    assert dict(board.by_party) == {
        "fk": 1450,
        "af": 620,
        "region-05": 780,
        "municipality-0583": 720,
        "municipality-0586": 430,
    }
    assert not board.covered


def test_what_if_of_the_picture_reaches_the_requirement_and_stores_nothing():
    tried = what_if.promise(
        PICTURE, "municipality-0584", {"cash": Money.kronor(90_000), "benefits": Money.kronor(230_000)}, DAY
    )
    board = money.board(tried, money.solve(tried, DAY))
    assert (board.promised_total, board.cost_total, board.covered) == (4320, 9390, True)
    assert board.missing_total <= 0
    assert PICTURE.value("municipality-0584", "co_finances") == "no"


@pytest.mark.parametrize(
    ("amounts", "takes_part", "co_finances"),
    [({}, "no", "no"), ({"cash": Money.zero()}, "yes", "no"), ({"wages": Money(1)}, "yes", "yes")],
)
def test_what_if_a_party_leaves_or_pays_nothing(amounts, takes_part, co_finances):
    tried = what_if.promise(PICTURE, "fk", amounts, DAY)
    assert tried.value("fk", "takes_part") == takes_part
    assert tried.value("fk", "co_finances") == co_finances
    assert total(tried.commitments, party="fk") == Money.total(amounts.values())


def test_a_share_that_is_not_public_is_said_and_nothing_is_guessed():
    outcome, why_not = money.solve_or_why_not(state({}, unpaid=("af",), area="C", region=""), DAY)
    assert outcome is None
    assert "inte offentlig" in why_not.message_sv


def test_the_share_is_that_of_the_day_of_the_call_and_the_region():
    transition = state({("af", "benefits"): tkr(1, 1, 1)}, region="SE31")
    assert money.solve(transition, DAY).rates.support.value == Fraction(60, 100)


def test_more_than_required_is_shown_as_minus_and_is_covered():
    rich = state({("af", "benefits"): tkr(9000, 0, 0)})
    board = money.board(rich, money.solve(rich, DAY))
    assert board.covered
    assert board.missing_total < 0
    assert board.ways is None
    assert tuple(p + m for p, m in zip(board.promised, board.missing, strict=True)) == board.required


def test_nothing_to_compute_before_there_are_years_or_for_a_measure():
    empty = CaseState(plan=Plan(kind="esf", area="A2", region="SE12"))
    assert money.solve(empty, DAY) is None
    assert money.solve(CaseState(plan=Plan(kind="measure")), DAY) is None


@pytest.mark.parametrize(("ore", "shown"), [(1, 1), (100_000, 1), (100_001, 2), (0, 0)])
def test_what_is_missing_is_rounded_up(ore, shown):
    assert money.tkr_up(Money(ore)) == shown
