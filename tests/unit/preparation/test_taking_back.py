"""A proposal that was sent is taken back, changed and sent again; and one party more is asked."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.factories.agree import make_cast, on
from tests.factories.cases import Story

from samordna.agree.preparation import actions
from samordna.agree.preparation.events import history_of, state_of
from samordna.agree.preparation.positions import answers, asking, reminders
from samordna.agree.preparation.writing import texts
from samordna.ground.kernel.errors import NotAllowed, Refusal
from samordna.ground.post.models import Letter

pytestmark = pytest.mark.django_db
THREE = ("fk", "region-05", "municipality-0583")
VADSTENA = "municipality-0584"


@pytest.fixture
def cast():
    return make_cast()


def take_back(story, who="maria", why="Beloppen var fel."):
    return asking.take_back(by=story.cast.actor(who), at=on(10, 25), case=story.case, why=why)


def ask(story, parties=THREE, at=None, deadline=date(2026, 12, 20)):
    by = story.cast.actor("maria")
    return actions.ask_parties(by=by, at=at or on(11, 2), case=story.case, parties=parties, deadline=deadline)


def add(story, party=VADSTENA, deadline=date(2026, 12, 10), at=None, who="maria"):
    return asking.add_party(
        by=story.cast.actor(who), at=at or on(11, 3), case=story.case, party=party, deadline=deadline
    )


# -- taken back ----------------------------------------------------------------------------------


def test_what_was_sent_is_changed_and_sent_again_and_every_earlier_answer_is_kept(cast):
    story = Story(cast).asked()
    story.answer("region-05")
    given = story.state.answers
    assert take_back(story).stage == "proposal"
    texts.save_text(
        by=cast.actor("johan"), at=on(10, 26), case=story.case, question="goals", text="Ett annat mål.", based_on=1
    )
    before = story.state
    state = ask(story)
    assert state.answers == given
    assert (state.round, state.decision_round) == (before.round + 1, before.decision_round + 1)
    assert state.waiting_for == THREE, "everybody is asked about what is new"
    assert state.earlier_answer("region-05", "takes_part").value == "yes"
    assert state.earlier_answer("fk", "takes_part") is None


def test_an_answer_of_this_round_is_not_an_earlier_one(cast):
    story = Story(cast).answered()
    assert story.state.earlier_answer("fk", "takes_part") is None


def test_taking_back_needs_a_reason_and_the_manager(cast):
    story = Story(cast).asked()
    with pytest.raises(Refusal) as refused:
        take_back(story, why=" ")
    assert refused.value.field == "why"
    with pytest.raises(NotAllowed):
        take_back(story, who="johan")
    assert story.state.stage == "positions"


def test_a_guarantor_case_is_closed_with_the_reason_when_the_proposal_is_taken_back(cast):
    story = Story(cast).answered()
    assert story.state.guarantor_open
    take_back(story)
    assert not story.state.guarantor_open
    assert [event.kind for event in history_of(story.case)][-2:] == ["guarantor_closed", "proposal_taken_back"]
    ask(story)
    for party in THREE:
        story.answer(party, at=on(11, 5))
    assert story.state.guarantor_open, "opened by itself when the answers are there again"


def test_what_the_group_has_recommended_is_not_taken_back(cast):
    story = Story(cast).recommended()
    with pytest.raises(Refusal):
        take_back(story)


# -- one party more ------------------------------------------------------------------------------


def test_one_party_more_has_a_last_day_of_its_own_and_disturbs_no_answer(cast):
    story = Story(cast).asked(THREE)
    story.answer("region-05")
    given = story.state.answers
    Letter.objects.all().delete()
    state = add(story)
    assert state.answers == given
    assert state.asked == (*THREE, VADSTENA)
    assert (state.deadline_of("fk"), state.deadline_of(VADSTENA)) == (date(2026, 11, 27), date(2026, 12, 10))
    assert [letter.to.name for letter in Letter.objects.all()] == ["Helena Brodd"], "nobody else is told"
    assert set(story.case.parties.values_list("party_id", flat=True)) == {*THREE, VADSTENA}


def test_when_all_had_answered_the_case_waits_for_the_new_party_and_goes_on_by_itself(cast):
    story = Story(cast).asked(THREE)
    for party in THREE:
        story.answer(party)
    assert (story.state.stage, story.state.guarantor_open) == ("organiser", True)
    assert (add(story).stage, story.state.guarantor_open) == ("positions", False)
    story.answer(VADSTENA, at=on(11, 5))
    assert (story.state.stage, story.state.guarantor_open) == ("organiser", True)


def test_answers_are_not_closed_before_the_last_of_the_last_days(cast):
    story, maria = Story(cast).asked(THREE), cast.actor("maria")
    add(story)
    assert story.state.late(date(2026, 12, 1)) == THREE
    with pytest.raises(Refusal):
        answers.close_answers(by=maria, at=on(12, 1), case=story.case)
    assert answers.close_answers(by=maria, at=on(12, 11), case=story.case).stage == "organiser"


def test_each_party_is_reminded_by_its_own_last_day(cast):
    story = Story(cast).asked(THREE)
    add(story)
    found = {day: reminders.remind(at=on(*day)) for day in ((11, 24), (12, 7))}
    assert [r.parties for r in found[11, 24]] == [THREE]
    assert [r.parties for r in found[12, 7]] == [(*THREE, VADSTENA)]


@pytest.mark.parametrize(
    ("party", "deadline", "field"),
    [
        ("fk", date(2026, 12, 10), "party"),  # asked already
        ("municipality-0114", date(2026, 12, 10), "party"),  # no member
        (VADSTENA, date(2026, 11, 2), "deadline"),  # has been
        (VADSTENA, date(9999, 12, 31), "deadline"),  # nobody means that
    ],
)
def test_a_party_that_cannot_be_added_is_refused_in_words(cast, party, deadline, field):
    story = Story(cast).asked(THREE)
    with pytest.raises(Refusal) as refused:
        add(story, party, deadline)
    assert refused.value.field == field
    assert story.state.asked == THREE


def test_only_the_manager_adds_a_party(cast):
    story = Story(cast).asked(THREE)
    with pytest.raises(NotAllowed):
        add(story, who="johan")


# -- asked again ---------------------------------------------------------------------------------


def test_a_new_question_goes_through_on_the_same_day_and_reaches_the_party(cast):
    story, maria = Story(cast).asked(), cast.actor("maria")
    at, case = on(9, 8, 14), story.case
    first = Letter.objects.count()
    assert asking.opens_on(case, story.state, "fk", at.date()) == date(2026, 9, 9)
    with pytest.raises(Refusal):
        asking.ask_again(by=maria, at=at, case=case, party="fk")
    asking.ask_again(by=maria, at=at, case=case, party="fk", why="Kan ni bidra med 400 tkr?")
    assert Letter.objects.count() > first
    with pytest.raises(Refusal):
        asking.ask_again(by=maria, at=at, case=case, party="fk", why="Kan ni bidra med 400 tkr?")
    asking.ask_again(by=maria, at=at, case=case, party="fk", why="Kan ni bidra med 300 tkr?")
    assert asking.opens_on(case, state_of(case), "fk", date(2026, 9, 9)) is None


# -- what nobody means, and what goes wrong ------------------------------------------------------


@pytest.mark.parametrize("deadline", [date(9999, 12, 31), date(9999, 9, 1), date(2029, 1, 1)])
def test_a_last_day_that_nobody_means_is_refused(cast, deadline):
    story = Story(cast).complete()
    with pytest.raises(Refusal) as refused:
        ask(story, at=on(9, 8), deadline=deadline)
    assert refused.value.field == "deadline"
    asked = ask(story, at=on(9, 8))
    with pytest.raises(Refusal):
        asking.move_deadline(by=cast.actor("maria"), at=on(9, 9), case=story.case, deadline=deadline, why="Mer tid.")
    assert state_of(story.case) == asked


def test_a_case_in_which_something_goes_wrong_stops_nobody_elses_reminders(cast, monkeypatch):
    broken = Story(cast, title="Trasigt").asked()
    whole = Story(cast, title="Helt").asked()
    due = reminders.due_parties

    def fails(case, *rest):
        if case.pk == broken.case.pk:
            raise OverflowError("date value out of range")
        return due(case, *rest)

    monkeypatch.setattr(reminders, "due_parties", fails)
    done = reminders.remind(at=on(11, 24))
    assert [(r.case.key, r.letters > 0, r.problem) for r in done] == [
        (broken.case.key, False, "OverflowError: date value out of range"),
        (whole.case.key, True, ""),
    ]


@pytest.mark.parametrize("decided_on", [date(1, 1, 1), date(1900, 1, 1)])
def test_a_decision_of_another_century_is_asked_about(cast, decided_on):
    story = Story(cast).asked()
    with pytest.raises(Refusal) as refused:
        story.answer("region-05", decided_on=decided_on)
    assert refused.value.field == "decided_on"


def test_a_link_reaches_as_far_as_there_are_days(cast):
    from samordna.ground.post.outbox import _after

    assert _after(date(9999, 12, 31)) == date.max
    assert _after(date(2026, 11, 1)) == date(2026, 11, 1) + timedelta(days=30)
