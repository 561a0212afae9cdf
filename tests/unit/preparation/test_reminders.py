"""Customs of an association, and the reminders that follow from them: on the right days, once, to the right people."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import time_machine
from django.db import Error, transaction
from tests.factories.agree import make_cast, on
from tests.factories.cases import EVERYBODY, Story

from samordna.agree.preparation.models import CustomsVersion
from samordna.agree.preparation.positions import asking, customs
from samordna.agree.preparation.positions.customs import Customs, customs_of
from samordna.agree.preparation.positions.reminders import last_due, remind
from samordna.edge.cli import main as cli
from samordna.ground.kernel.errors import NotAllowed, NotFound, Refusal
from samordna.ground.parties.models import Membership
from samordna.ground.post.models import Letter
from samordna.ground.privacy.models import AuditEvent

VADSTENA = "municipality-0584"
DEADLINE = date(2026, 11, 27)


@pytest.fixture
def cast(db):
    return make_cast()


@pytest.fixture
def asked(cast):
    """Everybody but Vadstena and FK has answered."""
    story = Story(cast).asked()
    for party in EVERYBODY[1:-1]:
        story.answer(party)
    return story


def days_reminded(who, kind="reminder"):
    return sorted(Letter.objects.filter(kind=kind, to__email=f"{who}@example.test").values_list("day", flat=True))


def every_day(first, last):
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        for hour in (6, 7, 22):
            remind(at=on(day.month, day.day, hour, year=day.year))


# -- reminders -----------------------------------------------------------------------------------


def test_reminders_come_on_the_usual_days_to_those_who_have_not_answered(cast, asked):
    every_day(date(2026, 11, 20), date(2026, 12, 10))
    expected = [date(2026, 11, 24), date(2026, 11, 28), date(2026, 12, 4)]
    assert days_reminded("helena") == days_reminded("erik") == days_reminded("nadia") == expected
    assert days_reminded("johan") == days_reminded("fatima") == days_reminded("anna") == []
    assert days_reminded("maria", "deadline_passed") == [date(2026, 11, 28)]


def test_a_day_without_a_run_is_made_up_for_once(cast, asked):
    remind(at=on(11, 26))
    remind(at=on(11, 27))
    remind(at=on(12, 20))
    remind(at=on(12, 21))
    assert days_reminded("helena") == [date(2026, 11, 26), date(2026, 12, 20)]
    assert days_reminded("maria", "deadline_passed") == [date(2026, 12, 20)]


def test_whoever_answers_is_not_reminded_any_more(cast, asked):
    remind(at=on(11, 24))
    asked.answer(VADSTENA, at=on(11, 25))
    every_day(date(2026, 11, 26), date(2026, 12, 5))
    assert days_reminded("helena") == [date(2026, 11, 24)]
    assert len(days_reminded("erik")) == 3


def test_a_party_that_the_manager_asked_meanwhile_is_not_reminded_once_more(cast, asked):
    asking.ask_again(by=cast.actor("maria"), at=on(11, 24, 8), case=asked.case, party=VADSTENA)
    every_day(date(2026, 11, 24), date(2026, 11, 27))
    assert days_reminded("helena") == []
    assert days_reminded("erik") == [date(2026, 11, 24)]


def test_a_party_that_was_reminded_is_not_asked_again_the_same_day(cast, asked):
    remind(at=on(11, 24, 6))
    with pytest.raises(Refusal, match="i dag"):
        asking.ask_again(by=cast.actor("maria"), at=on(11, 24, 10), case=asked.case, party=VADSTENA)


def test_reminders_follow_a_deadline_that_moves(cast, asked):
    remind(at=on(11, 24))
    asking.move_deadline(
        by=cast.actor("maria"), at=on(11, 26), case=asked.case, deadline=date(2026, 12, 11), why="Nämnden."
    )
    every_day(date(2026, 11, 27), date(2026, 12, 12))
    assert days_reminded("helena") == [date(2026, 11, 24), date(2026, 12, 8), date(2026, 12, 12)]
    assert days_reminded("maria", "deadline_passed") == [date(2026, 12, 12)]


def test_nobody_is_reminded_on_the_day_of_the_question_or_without_a_deadline(cast):
    Story(cast).asked(deadline=date(2026, 9, 9))  # asked on 8 September: three days before is before the question
    remind(at=on(9, 8, 12))
    remind(at=on(9, 9))
    assert days_reminded("helena") == []
    Letter.objects.all().delete()
    Story(cast, title="Utan dag").asked(deadline=None)
    remind(at=on(11, 12))
    assert not Letter.objects.filter(subject__endswith="-02", kind="reminder").exists()


def test_a_party_that_has_left_and_a_person_without_assignment_get_no_reminder(cast, asked):
    Membership.objects.filter(organisation__party_id=VADSTENA).update(valid_to=date(2026, 11, 1))
    cast.people["erik"].assignments.update(valid_to=date(2026, 11, 24))
    remind(at=on(11, 24))
    assert days_reminded("helena") == days_reminded("erik") == []
    assert days_reminded("nadia") == [date(2026, 11, 24)]


def test_every_run_that_wrote_something_is_in_the_trail(cast, asked):
    remind(at=on(11, 24))
    remind(at=on(11, 24, 12))
    event = AuditEvent.objects.get(what="case.reminded")
    assert event.data == {"parties": ["fk", VADSTENA], "letters": 3}


def test_the_command_reminds_for_a_day(cast, asked, capsys, monkeypatch):
    monkeypatch.setenv("SAMORDNA_HOME", "/nowhere")  # the register is the one of the test
    with time_machine.travel(on(11, 25), tick=False):
        assert cli.main(["remind", "--on", "2026-11-24"]) == 0
        assert "3 letters in 1 cases" in capsys.readouterr().out
        assert cli.main(["remind", "--on", "2026-11-24"]) == 0
        assert "0 letters in 0 cases" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        cli.main(["remind", "--on", "i morgon"])


@pytest.mark.parametrize("day", ["2026-11-25", "2027-11-24", "9999-12-31", "0001-01-01"])
def test_the_command_reminds_for_no_day_to_come(cast, asked, capsys, monkeypatch, day):
    monkeypatch.setenv("SAMORDNA_HOME", "/nowhere")
    with time_machine.travel(on(11, 24), tick=False):
        assert cli.main(["remind", "--on", day]) == 2
    assert "the day must have come" in capsys.readouterr().err


# -- customs -------------------------------------------------------------------------------------

OWN = Customs(answer_days=21, group_days=10, board_days=20, remind_before=(2, 7), remind_after=())


def test_what_holds_until_an_association_has_set_anything_is_what_was_seen_in_practice(cast):
    held = customs_of(cast.association, date(2026, 9, 8))
    assert (held.answer_days, held.group_days, held.board_days) == (14, 7, 14)
    assert held.deadline(date(2026, 9, 8)) == date(2026, 9, 22)


def test_customs_are_dated_and_what_was_holds_for_its_days(cast):
    maria = cast.actor("maria")
    customs.set_customs(by=maria, at=on(9, 8), association=cast.association, customs=OWN, valid_from=date(2027, 1, 1))
    assert customs_of(cast.association, date(2026, 12, 31)).answer_days == 14
    assert customs_of(cast.association, date(2027, 1, 1)) == replace(OWN, remind_before=(7, 2))
    customs.set_customs(by=maria, at=on(9, 9), association=cast.association, customs=replace(OWN, answer_days=5))
    assert customs_of(cast.association, date(2026, 9, 9)).answer_days == 5
    assert customs_of(cast.association, date(2027, 1, 1)).answer_days == 21


def test_setting_the_same_again_adds_nothing_and_nothing_is_rewritten(cast):
    for _ in range(2):
        customs.set_customs(by=cast.actor("maria"), at=on(9, 8), association=cast.association, customs=OWN)
    assert CustomsVersion.objects.count() == 1
    with pytest.raises(Error, match="append-only"), transaction.atomic():
        CustomsVersion.objects.update(answer_days=1)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"answer_days": 0}, "answer_days"),
        ({"board_days": 366}, "board_days"),
        ({"remind_before": (0,)}, "remind_before"),
        ({"remind_after": (1, 2, 3, 4, 5, 6)}, "remind_after"),
        ({"valid_from": date(2026, 9, 7)}, "valid_from"),
    ],
)
def test_limits_that_nobody_means_are_refused(cast, changes, field):
    start = {"valid_from": changes.pop("valid_from")} if "valid_from" in changes else {}
    with pytest.raises(Refusal) as refusal:
        customs.set_customs(
            by=cast.actor("maria"), at=on(9, 8), association=cast.association, customs=replace(OWN, **changes), **start
        )
    assert refusal.value.field == field
    assert not CustomsVersion.objects.exists()


@pytest.mark.parametrize(("who", "error"), [("helena", NotAllowed), ("nadia", NotFound), ("outsider", NotFound)])
def test_only_the_manager_sets_them(cast, who, error):
    with pytest.raises(error):
        customs.set_customs(by=cast.actor(who), at=on(9, 8), association=cast.association, customs=OWN)


def test_reminders_follow_the_customs_of_the_association(cast, asked):
    customs.set_customs(by=cast.actor("maria"), at=on(9, 8), association=cast.association, customs=OWN)
    every_day(date(2026, 11, 15), date(2026, 12, 10))
    assert days_reminded("helena") == [date(2026, 11, 20), date(2026, 11, 25)]
    assert days_reminded("maria", "deadline_passed") == [date(2026, 11, 28)]


@pytest.mark.parametrize(
    ("day", "due"),
    [("2026-11-23", None), ("2026-11-24", "2026-11-24"), ("2026-11-27", "2026-11-24"), ("2027-05-01", "2026-12-04")],
)
def test_the_latest_day_of_reminding(day, due):
    found = last_due(DEADLINE, Customs(14, 7, 14), date.fromisoformat(day))
    assert found == (date.fromisoformat(due) if due else None)
    assert last_due(None, Customs(14, 7, 14), date.fromisoformat(day)) is None
