"""Whatever the order of answers, reminders and moved deadlines: nobody is told too much, or in vain."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samordna.agree.preparation.positions import asking
from samordna.agree.preparation.positions.customs import Customs
from samordna.agree.preparation.positions.reminders import last_due, remind
from samordna.ground.kernel.errors import Refusal
from samordna.ground.post.models import Letter
from tests.factories.agree import make_cast, on
from tests.factories.cases import EVERYBODY, Story

days = st.integers(0, 40)
acts = st.lists(
    st.tuples(days, st.sampled_from(["run", "again", "answer", "move"]), st.sampled_from(EVERYBODY), days),
    min_size=1,
    max_size=12,
)


def attempt(cast, story, act, party, at, more):
    """One act; True when an answer was given."""
    maria, today = cast.actor("maria"), at.date()
    if act == "run":
        remind(at=at)
        assert remind(at=at + timedelta(hours=3)) == []  # a second run the same day finds nothing left to do
    elif act == "again":
        asking.ask_again(by=maria, at=at, case=story.case, party=party)
    elif act == "move":
        to = today + timedelta(days=more)
        asking.move_deadline(by=maria, at=at, case=story.case, deadline=to, why="Skäl.")
    else:
        story.answer(party, at=at, decided_on=date(2026, 9, 8))
    return act == "answer"


def in_vain(letter, answered):
    """A reminder to a party after the day of its answer, or a manager's letter to somebody else."""
    party = letter.to.organisation.party_id
    if letter.kind == "deadline_passed":
        return not party.startswith("association-")
    return letter.kind in ("reminder", "deadline_moved") and letter.day > answered.get(party, letter.day)


@pytest.mark.django_db
@given(acts)
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
def test_nobody_is_told_twice_a_day_or_after_the_answer(tried):
    with transaction.atomic():
        cast = make_cast()
        story = Story(cast).asked(deadline=date(2026, 9, 25))
        answered: dict[str, date] = {}
        for day, act, party, more in sorted(tried, key=lambda row: row[0]):
            at = on(9, 8) + timedelta(days=day)
            if story.state.stage != "positions" or (act == "answer" and party in answered):
                continue
            with suppress(Refusal), transaction.atomic():
                if attempt(cast, story, act, party, at, more):
                    answered[party] = at.date()
        letters = list(Letter.objects.select_related("to__organisation"))
        assert len({(letter.to_id, letter.day) for letter in letters}) == len(letters)
        assert [letter for letter in letters if in_vain(letter, answered)] == []
        transaction.set_rollback(True)


@given(
    deadline=st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    before=st.sets(st.integers(1, 60), max_size=5),
    after=st.sets(st.integers(1, 60), max_size=5),
    step=st.integers(-80, 80),
)
def test_the_day_that_is_due_is_one_of_those_set_and_never_moves_back(deadline, before, after, step):
    customs = Customs(14, 7, 14, tuple(before), tuple(after))
    today = deadline + timedelta(days=step)
    due, next_due = last_due(deadline, customs, today), last_due(deadline, customs, today + timedelta(days=1))
    allowed = {deadline - timedelta(days=d) for d in before} | {deadline + timedelta(days=d) for d in after}
    assert due is None or (due in allowed and due <= today)
    assert (
        next_due is None if due is None and today + timedelta(days=1) not in allowed else next_due >= (due or next_due)
    )
