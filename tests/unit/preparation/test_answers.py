"""Positions: who answers for whom, what fits together, what is kept, and what follows by itself."""

from datetime import date

import pytest
from django.db import Error, transaction
from tests.factories.agree import make_cast, on
from tests.factories.cases import EVERYBODY, Story, promised

from samordna.agree.preparation import actions
from samordna.agree.preparation.case_facts import Basis
from samordna.agree.preparation.models import CaseEvent
from samordna.agree.preparation.permissions import may_answer_for, may_manage, may_see_case, visible_cases
from samordna.agree.preparation.positions import answers
from samordna.ground.kernel.errors import NotAllowed, NotFound, Refusal
from samordna.ground.kernel.money import Money

VADSTENA = "municipality-0584"


@pytest.fixture
def cast(db):
    return make_cast()


@pytest.fixture
def asked(cast):
    return Story(cast).asked()


def kinds(story):
    return list(story.case.events.values_list("kind", flat=True))


@pytest.mark.parametrize(
    ("who", "party", "outcome"),
    [
        ("helena", VADSTENA, None),
        ("erik", "fk", None),
        ("nadia", "fk", None),
        ("helena", "municipality-0583", NotAllowed),
        ("maria", VADSTENA, NotAllowed),
        ("bo", "municipality-0583", NotAllowed),
        ("nadia", "af", NotAllowed),
        ("vera", "fk", NotFound),
        ("outsider", VADSTENA, NotFound),
    ],
)
def test_everybody_answers_for_the_own_party_only(cast, asked, who, party, outcome):
    assert may_answer_for(cast.actor(who), asked.case, party) == (outcome is None)
    act = {
        "by": cast.actor(who),
        "at": on(10, 1),
        "case": asked.case,
        "party": party,
        "takes_part": "no",
        "decided_by": "chefen",
        "decided_on": date(2026, 9, 30),
        "reasons": {"takes_part": "Har inga deltagare."},
    }
    if outcome is None:
        answers.answer(**act)
        assert asked.state.value(party, "takes_part") == "no"
    else:
        with pytest.raises(outcome):
            answers.answer(**act)
        assert "answered" not in kinds(asked)


@pytest.mark.parametrize(
    ("who", "sees", "manages"),
    [
        ("maria", True, True),
        ("helena", True, False),
        ("bo", True, False),
        ("nadia", True, False),
        ("vera", False, False),
        ("outsider", False, False),
    ],
)
def test_who_sees_and_who_manages(cast, asked, who, sees, manages):
    actor = cast.actor(who)
    assert may_see_case(actor, asked.case) == visible_cases(actor).filter(pk=asked.case.pk).exists() == sees
    assert may_manage(actor, asked.case) == manages


def test_fks_office_sees_nothing_before_fk_is_asked(cast):
    story = Story(cast).complete()
    assert not may_see_case(cast.actor("nadia"), story.case)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"takes_part": "no", "organiser": "willing", "co_finances": None, "amounts": []}, "organiser"),
        ({"co_finances": "yes", "amounts": []}, "co_finances"),
        ({"co_finances": "no", "amounts": promised(VADSTENA)}, "co_finances"),
        ({"co_finances": "no", "amounts": [], "reasons": {"organiser": "x"}}, "co_finances_reason"),
        ({"organiser": "refuses", "reasons": {}}, "organiser_reason"),
        (
            {"takes_part": "no", "co_finances": None, "organiser": None, "amounts": [], "reasons": {}},
            "takes_part_reason",
        ),
        ({"amounts": [("cash", 2027, Money(-1))]}, "cash-2027"),
        ({"amounts": [("cash", 2035, Money(1))]}, "cash-2035"),
        ({"amounts": [("cash", 2027, Money(1)), ("cash", 2027, Money(2))]}, "cash-2027"),
        ({"amounts": [("benefits", 2027, Money(100), Basis(1, 1, Money(99)))]}, "benefits-2027"),
        ({"amounts": [("cash", 2027, Money(100), Basis(1, 1, Money(100)))]}, "cash-2027"),
        ({"decided_by": " "}, "decided_by"),
        ({"decided_on": date(2027, 1, 1)}, "decided_on"),
        ({"takes_part": None, "co_finances": None, "organiser": None, "amounts": []}, "takes_part"),
    ],
)
def test_what_does_not_fit_is_said_on_its_field_and_nothing_is_kept(asked, changes, field):
    with pytest.raises(Refusal) as refusal:
        asked.answer(VADSTENA, **changes)
    assert refusal.value.field == field
    assert "answered" not in kinds(asked)


def test_only_those_who_were_asked_can_answer(cast):
    story = Story(cast).asked(parties=("fk", "af", "region-05"))
    with pytest.raises(Refusal, match="inte tillfrågad"):
        story.answer(VADSTENA)


def test_the_same_answer_twice_is_one_event(asked):
    asked.answer(VADSTENA)
    asked.answer(VADSTENA, at=on(10, 21))
    assert kinds(asked).count("answered") == 1


def test_a_changed_answer_keeps_the_one_before(asked):
    asked.answer(VADSTENA, co_finances="no", amounts=[])
    asked.answer(VADSTENA, at=on(11, 26))
    given = asked.state.answers_to(VADSTENA, "co_finances")
    assert [a.value for a in given] == ["no", "yes"]
    assert given[0].reason == "Det finns inga pengar i år."
    # what was not changed was not said again
    assert len(asked.state.answers_to(VADSTENA, "takes_part")) == 1
    assert Money.total(c.amount for c in asked.state.commitments) == Money.kronor(320_000)


def test_a_party_that_leaves_takes_its_promise_with_it(asked):
    asked.answer(VADSTENA)
    asked.answer(
        VADSTENA,
        at=on(10, 25),
        takes_part="cooperating",
        co_finances=None,
        organiser=None,
        amounts=[],
    )
    assert asked.state.commitments == ()
    assert asked.state.unanswered(VADSTENA) == ()


def test_when_all_have_answered_the_case_goes_on_by_itself(asked):
    for party in EVERYBODY[:-1]:
        asked.answer(party)
    assert asked.state.stage == "positions"
    asked.answer(EVERYBODY[-1])
    assert kinds(asked)[-2:] == ["answers_complete", "guarantor_opened"]
    assert asked.state.guarantor_open
    assert asked.case.guarantor_open


def test_a_party_that_takes_part_without_paying_blocks_and_a_late_promise_unblocks(cast):
    story = Story(cast, unwilling_to_pay=(VADSTENA,)).answered()
    assert not story.state.guarantor_open
    with pytest.raises(Refusal, match="Vadstena kommun"):
        actions.recommend(by=cast.actor("maria"), at=on(11, 12), case=story.case)
    story.answer(VADSTENA, at=on(11, 26), co_finances="yes", amounts=promised(VADSTENA))
    assert story.state.guarantor_open
    story.answer(VADSTENA, at=on(11, 27), co_finances="no", amounts=[])
    assert not story.state.guarantor_open
    closed = story.case.events.get(kind="guarantor_closed")
    assert "Vadstena kommun" in closed.why


def test_a_willing_party_closes_the_guarantor_case(cast):
    story = Story(cast).answered()
    story.answer("municipality-0583", at=on(11, 1), organiser="willing")
    assert not story.state.guarantor_open
    actions.recommend(by=cast.actor("maria"), at=on(12, 3), case=story.case)
    assert story.state.recommendation.organiser == "municipality-0583"


def test_several_willing_the_group_chooses(cast):
    story = Story(cast, organiser="municipality-0583").answered()
    story.answer("region-05", at=on(11, 1), organiser="willing")
    for chosen in ("", "af"):
        with pytest.raises(Refusal) as refusal:
            actions.recommend(by=cast.actor("maria"), at=on(12, 3), case=story.case, organiser=chosen)
        assert refusal.value.field == "organiser"
    actions.recommend(
        by=cast.actor("maria"), at=on(12, 3), case=story.case, organiser="region-05", why="Har drivit ett förut."
    )
    assert story.state.recommendation.organiser == "region-05"


def test_money_that_is_missing_stops_the_recommendation(cast):
    story = Story(cast, organiser="municipality-0583", unwilling_to_pay=(VADSTENA,)).answered()
    with pytest.raises(Refusal, match="saknas"):
        actions.recommend(by=cast.actor("maria"), at=on(12, 3), case=story.case)


def test_after_the_recommendation_no_answer_changes(cast):
    story = Story(cast).recommended()
    with pytest.raises(Refusal, match="gå vidare"):
        story.answer(VADSTENA, at=on(12, 4), co_finances="no", amounts=[])


@pytest.mark.parametrize(("day", "allowed"), [(27, False), (28, True)])
def test_the_deadline_must_be_over_before_silence_counts_as_no(cast, asked, day, allowed):
    for party in EVERYBODY[:-1]:
        asked.answer(party)
    act = {"by": cast.actor("maria"), "at": on(11, day), "case": asked.case}
    if not allowed:
        with pytest.raises(Refusal, match="inte gått ut"):
            answers.close_answers(**act)
        return
    answers.close_answers(**act)
    assert asked.state.stage == "organiser"
    # the silent party does not take part, so it blocks nothing
    assert asked.state.guarantor_open
    asked.answer(VADSTENA, at=on(11, 29))
    assert asked.state.value(VADSTENA, "takes_part") == "yes"


@pytest.mark.parametrize("change", [{"why": "rewritten"}, {"at": on(1, 1)}])
def test_events_cannot_be_rewritten_or_removed(asked, change):
    with pytest.raises(Error, match="append-only"), transaction.atomic():
        CaseEvent.objects.filter(case=asked.case, sequence=1).update(**change)
    with pytest.raises(Error, match="append-only"), transaction.atomic():
        CaseEvent.objects.filter(case=asked.case, sequence=1).delete()
