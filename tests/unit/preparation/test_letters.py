"""Who gets a letter about a case, when, and who does not."""

from datetime import date

import pytest
from tests.factories.agree import make_cast, on
from tests.factories.cases import EVERYBODY, Story

from samordna.agree.preparation import actions
from samordna.agree.preparation.positions import asking
from samordna.agree.preparation.positions.respondents import silent_parties
from samordna.ground.kernel.errors import NotAllowed, NotFound, Refusal
from samordna.ground.parties.models import Account, Assignment, Membership
from samordna.ground.post.models import Letter

VADSTENA, MOTALA = "municipality-0584", "municipality-0583"


@pytest.fixture
def cast(db):
    return make_cast()


@pytest.fixture
def asked(cast):
    return Story(cast).asked()


def got(**match):
    return sorted(Letter.objects.filter(**match).values_list("to__email", flat=True))


def addresses(*who):
    return sorted(f"{name}@example.test" for name in who)


def test_everybody_who_can_answer_gets_a_letter_when_the_party_is_asked(cast, asked):
    assert got() == addresses("erik", "nadia", "anna", "johan", "fatima", "helena")
    assert set(Letter.objects.values_list("path", flat=True)) == {f"/arenden/{asked.case.key}/svara/"}


def test_fks_esf_office_is_not_asked_about_a_measure(cast):
    Story(cast, kind="measure").asked()
    assert got() == addresses("erik", "anna", "johan", "fatima", "helena")


def test_a_colleague_in_the_group_gets_a_letter_too_but_not_one_who_has_left_or_sits_elsewhere(cast):
    for name, fields in {
        "kollega": {},
        "slutat": {"valid_to": date(2026, 9, 8)},
        "annat-forbund": {"scope_key": "langt-borta"},
        "styrelsen": {"role": "board_member"},
        "inte-an": {"valid_from": date(2026, 9, 9)},
    }.items():
        account = Account.objects.create(
            email=f"{name}@example.test", name=name, organisation=cast.organisation(VADSTENA)
        )
        usual = {"role": "preparation_member", "scope_kind": "association", "scope_key": "ostra-vattern"}
        Assignment.objects.create(
            **(usual | {"valid_from": date(2020, 1, 1)} | fields), account=account, assigned_by="test"
        )
    Story(cast).asked()
    assert got(to__organisation__party_id=VADSTENA) == addresses("helena", "kollega")


def test_an_act_that_fails_leaves_no_letter(cast):
    story = Story(cast).complete()
    with pytest.raises(Refusal):
        actions.ask_parties(
            by=cast.actor("maria"), at=on(9, 8), case=story.case, parties=EVERYBODY, deadline=date(2026, 9, 7)
        )
    assert got() == []


def test_two_managers_who_ask_at_once_ask_once(cast, asked):
    with pytest.raises(Refusal, match="gå vidare"):
        actions.ask_parties(by=cast.actor("maria"), at=on(9, 8), case=asked.case, parties=EVERYBODY)
    assert Letter.objects.count() == 6


# -- asking again --------------------------------------------------------------------------------


def again(cast, story, day, party=VADSTENA, who="maria", month=9):
    return asking.ask_again(by=cast.actor(who), at=on(month, day), case=story.case, party=party)


def test_a_party_is_asked_again_by_letter_but_not_twice_the_same_day(cast, asked):
    with pytest.raises(Refusal, match="redan fått frågan i dag"):
        again(cast, asked, 8)
    again(cast, asked, 9)
    with pytest.raises(Refusal, match="redan fått frågan i dag"):
        again(cast, asked, 9)
    again(cast, asked, 9, party="af")
    assert got(kind="asked_again") == addresses("anna", "helena")


@pytest.mark.parametrize(("who", "error"), [("helena", NotAllowed), ("bo", NotAllowed), ("outsider", NotFound)])
def test_only_the_manager_asks_again_and_moves_the_deadline(cast, asked, who, error):
    with pytest.raises(error):
        again(cast, asked, 9, who=who)
    with pytest.raises(error):
        move(cast, asked, date(2026, 12, 4), who=who)


def test_a_party_that_has_left_the_association_is_neither_reminded_nor_answers(cast, asked):
    Membership.objects.filter(organisation__party_id=VADSTENA).update(
        valid_from=date(2020, 1, 1), valid_to=date(2026, 10, 1)
    )
    with pytest.raises(Refusal, match="inte längre medlem"):
        again(cast, asked, 1, month=10)
    with pytest.raises(Refusal, match="inte längre medlem"):
        asked.answer(VADSTENA)
    assert asked.state.waiting_for == EVERYBODY


# -- the last day for answers --------------------------------------------------------------------


def move(cast, story, to, *, day=9, why="Nämnden möts senare.", who="maria"):
    return asking.move_deadline(by=cast.actor(who), at=on(9, day), case=story.case, deadline=to, why=why)


def test_the_deadline_moves_with_its_reason_and_a_letter_to_those_who_have_something_left(cast, asked):
    asked.answer("af", at=on(9, 8, 11), decided_on=date(2026, 9, 8))
    move(cast, asked, date(2026, 12, 4))
    assert asked.state.deadline == date(2026, 12, 4)
    assert {p.deadline for p in asked.state.parties} == {date(2026, 12, 4)}
    event = asked.case.events.get(kind="deadline_moved")
    assert (event.why, event.data["before"]) == ("Nämnden möts senare.", "2026-11-27")
    assert got(kind="deadline_moved") == addresses("erik", "nadia", "johan", "fatima", "helena")


@pytest.mark.parametrize(
    ("to", "why", "field"),
    [
        (date(2026, 9, 8), "Skäl.", "deadline"),
        (date(2026, 11, 27), "Skäl.", "deadline"),
        (date(2026, 12, 4), " ", "why"),
    ],
)
def test_a_deadline_that_has_been_or_is_the_same_or_has_no_reason_is_refused(cast, asked, to, why, field):
    with pytest.raises(Refusal) as refusal:
        move(cast, asked, to, why=why)
    assert refusal.value.field == field
    assert asked.state.deadline == date(2026, 11, 27)
    assert not Letter.objects.filter(kind="deadline_moved").exists()


def test_a_deadline_that_came_today_may_still_be_kept(cast, asked):
    assert move(cast, asked, date(2026, 9, 9)).deadline == date(2026, 9, 9)


def test_parties_for_which_nobody_can_answer_are_known(cast):
    story = Story(cast).complete()
    assert silent_parties(story.case, EVERYBODY, date(2026, 9, 8)) == ()
    cast.people["helena"].assignments.update(valid_to=date(2026, 9, 8))
    cast.people["erik"].assignments.update(valid_to=date(2026, 9, 8))
    Account.objects.filter(pk=cast.people["fatima"].pk).update(is_active=False)
    assert silent_parties(story.case, EVERYBODY, date(2026, 9, 7)) == (MOTALA,)
    assert silent_parties(story.case, EVERYBODY, date(2026, 9, 8)) == (MOTALA, VADSTENA)  # FK has its ESF office
    Account.objects.filter(pk=cast.people["nadia"].pk).update(is_active=False)
    assert "fk" in silent_parties(story.case, EVERYBODY, date(2026, 9, 8))
