"""An answer on paper: who may write it in, when, and how it is known for what it is."""

from datetime import date

import pytest
from tests.factories.agree import make_cast, on
from tests.factories.cases import Story, promised

from samordna.agree.preparation.case_facts import OnPaper
from samordna.agree.preparation.events import state_of
from samordna.agree.preparation.positions import answers
from samordna.agree.preparation.positions.respondents import may_write_in_for
from samordna.ground.kernel.errors import NotAllowed, NotFound, Refusal
from samordna.ground.parties.models import Account, Assignment

VADSTENA = "municipality-0584"
LETTER = OnPaper("Helena Brodd, socialchef", "brev 2026-10-19, diarienummer 12/2026")


@pytest.fixture
def cast(db):
    return make_cast()


@pytest.fixture
def silent(cast):
    """Nobody in Vadstena can answer any more."""
    story = Story(cast).asked()
    Account.objects.filter(pk=cast.people["helena"].pk).update(is_active=False)
    return story


def write_in(story, who="maria", party=VADSTENA, day=20, **changes):
    facts = {
        "takes_part": "yes",
        "co_finances": "yes",
        "organiser": "refuses",
        "amounts": promised(VADSTENA),
        "reasons": {"organiser": "Liten förvaltning."},
        "decided_by": "kommunstyrelsen",
        "decided_on": date(2026, 10, 19),
        "paper": LETTER,
    }
    return answers.answer(by=story.cast.actor(who), at=on(10, day), case=story.case, party=party, **(facts | changes))


def test_the_manager_writes_in_what_a_silent_party_said_in_a_letter(silent):
    write_in(silent)
    answer = silent.state.answer(VADSTENA, "takes_part")
    assert answer.paper == LETTER
    assert answer.by_name.startswith("Maria Lindqvist")
    assert answer.decided_by == "kommunstyrelsen"
    event = silent.case.events.get(kind="answered")
    assert event.on_behalf_of.party_id == VADSTENA
    assert VADSTENA not in silent.state.waiting_for


@pytest.mark.parametrize(
    ("who", "party", "error"),
    [
        ("maria", "af", NotAllowed),  # Anna can answer
        ("maria", "fk", NotAllowed),
        ("johan", VADSTENA, NotAllowed),
        ("bo", VADSTENA, NotAllowed),
        ("nadia", VADSTENA, NotAllowed),
        ("outsider", VADSTENA, NotFound),
    ],
)
def test_nobody_writes_in_for_a_party_that_can_answer_or_without_being_manager(silent, who, party, error):
    with pytest.raises(error):
        write_in(silent, who, party)
    assert not silent.case.events.filter(kind="answered").exists()


def test_the_manager_answers_for_nobody_without_a_document(silent):
    with pytest.raises(NotAllowed):
        write_in(silent, paper=None)


@pytest.mark.parametrize("field", ["said_by", "document"])
def test_who_said_it_and_where_it_is_found_must_be_said(silent, field):
    with pytest.raises(Refusal) as refusal:
        write_in(silent, paper=OnPaper(**{"said_by": "x", "document": "y", field: " "}))
    assert refusal.value.field == field


def test_once_somebody_can_answer_only_the_party_changes_its_answer(silent, cast):
    write_in(silent)
    Account.objects.filter(pk=cast.people["helena"].pk).update(is_active=True)
    assert not may_write_in_for(cast.actor("maria"), silent.case, VADSTENA, date(2026, 10, 21))
    with pytest.raises(NotAllowed):
        write_in(silent, day=21, co_finances="no", amounts=[])
    silent.answer(VADSTENA, at=on(10, 22), co_finances="no", amounts=[])
    given = state_of(silent.case).answers_to(VADSTENA, "co_finances")
    assert [(a.value, a.paper) for a in given] == [("yes", LETTER), ("no", None)]


def test_another_decider_of_the_same_answer_is_kept(cast):
    story = Story(cast).asked()
    story.answer(VADSTENA)
    story.answer(VADSTENA, at=on(10, 25), decided_by="kommunstyrelsen", decided_on=date(2026, 10, 24))
    assert [a.decided_by for a in story.state.answers_to(VADSTENA, "takes_part")] == ["chefen", "kommunstyrelsen"]
    # what was only repeated with a new answer to another question is not said again
    story.answer(
        VADSTENA, at=on(10, 26), decided_by="nämnden", decided_on=date(2026, 10, 25), co_finances="no", amounts=[]
    )
    assert len(story.state.answers_to(VADSTENA, "takes_part")) == 2


def test_nobody_gets_to_answer_for_a_party_by_ending_its_members_assignment(cast):
    """Two weeks are given to name somebody else; what a manager ended today opens nothing today."""
    story = Story(cast).asked()
    held = Assignment.objects.filter(account=cast.people["helena"], role="preparation_member")
    held.update(valid_to=date(2026, 10, 20))
    maria = cast.actor("maria")
    for day, may in ((20, False), (31, False)):
        assert may_write_in_for(maria, story.case, VADSTENA, date(2026, 10, day)) is may
    with pytest.raises(NotAllowed):
        write_in(story)
    assert may_write_in_for(maria, story.case, VADSTENA, date(2026, 11, 3))
