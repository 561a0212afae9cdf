"""What a row has no room for is refused in words before the database sees it, on SQLite as on PostgreSQL."""

from __future__ import annotations

import pytest
from tests.factories.agree import make_cast, on

from samordna.agree.decisions.meetings import actions
from samordna.agree.decisions.meetings.models import Meeting
from samordna.ground.kernel.errors import Refusal
from samordna.ground.privacy import storable

pytestmark = pytest.mark.django_db


def plan(**facts):
    cast = make_cast()
    told = {"kind": "group", "starts_at": on(12, 9), "place": "Motala", **facts}
    return actions.plan_meeting(by=cast.actor("maria"), at=on(12, 4), association=cast.association, **told)


@pytest.mark.parametrize("field", ["place", "called_by"])
def test_an_action_refuses_a_text_that_the_column_has_no_room_for(field):
    most = Meeting._meta.get_field(field).max_length
    with pytest.raises(Refusal, match=f"högst {most} tecken, den har {most + 1}") as refused:
        plan(**{field: "å" * (most + 1)})
    assert (refused.value.field, Meeting.objects.count()) == (field, 0)


def test_an_action_takes_a_text_that_just_fits():
    assert plan(place="å" * 200).place == "å" * 200


def test_an_action_refuses_a_control_character_from_a_command():
    with pytest.raises(Refusal, match=r"U\+0000") as refused:
        plan(place="Motala\x00")
    assert refused.value.field == "place"


def test_a_number_without_room_is_refused():
    meeting = plan()
    meeting.last_section = 2**40
    field = next(name for _a, name, _l, _g in storable._numbers(Meeting))
    setattr(meeting, field, 2**70)
    with pytest.raises(Refusal, match="Talet är för stort") as refused:
        storable.check(meeting)
    assert refused.value.field == field


def test_rows_of_others_are_left_alone():
    storable.before_save(type("Session", (), {"__module__": "django.contrib.sessions.models"}), object())
