"""What becomes of a need until there is a proposal: a no with its reason, a day to wait for, taken up again."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction
from tests.factories.agree import make_cast, on
from tests.factories.cases import Story

from samordna.agree.accounting.queries import _needs
from samordna.agree.needs import standing
from samordna.agree.needs.models import Need, NeedStep
from samordna.agree.needs.permissions import untaken
from samordna.agree.preparation.queries import waiting_for
from samordna.agree.preparation.waits.road import road
from samordna.ground.kernel.errors import NotAllowed, NotFound, Refusal
from samordna.ground.privacy.models import AuditEvent

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 12)


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def need(cast):
    """A need without a proposal."""
    from samordna.agree.needs import actions

    return actions.write_need(
        by=cast.actor("johan"), at=on(4, 21), association=cast.association, title="Unga", group="19–29 år",
        area="Motala", gap="Stöd saknas.", evidence="Enkät.",
    )  # fmt: skip


def take(act, need, who, cast, at=None, **facts):
    facts = {"why": "Kommunen gör det själv."} | facts
    return getattr(standing, act)(by=cast.actor(who), at=at or on(11, 12), need=need, **facts)


def tasks(cast, on_day=DAY):
    return [task.title for task in waiting_for(cast.actor("maria"), on_day) if "behov" in task.title]


def on_the_road(cast, on_day=DAY):
    steps = road(cast.actor("maria"), on_day)
    return [item.title for item in steps[0].items] if steps else []


def test_a_no_is_kept_with_who_when_and_why_and_waits_for_nobody(cast, need):
    assert (len(tasks(cast)), on_the_road(cast)) == (1, ["Unga"])
    step = take("decline", need, "maria", cast)
    need.refresh_from_db()
    assert need.standing == "declined"
    assert (step.by_name.startswith("Maria Lindqvist"), step.at, step.why) == (
        True, on(11, 12), "Kommunen gör det själv.",
    )  # fmt: skip
    assert (tasks(cast), on_the_road(cast)) == ([], [])
    assert AuditEvent.objects.filter(what="need.decline", subject=need.key).exists()


def test_a_need_that_waits_comes_back_on_its_day(cast, need):
    take("wait", need, "maria", cast, until=date(2027, 3, 1))
    assert (tasks(cast), tasks(cast, date(2027, 2, 28))) == ([], [])
    assert len(tasks(cast, date(2027, 3, 1))) == 1
    assert list(untaken(Need.objects.all(), date(2027, 3, 1))) == [need]


def test_what_was_declined_can_be_taken_up_again_and_everything_said_stands(cast, need):
    take("decline", need, "maria", cast)
    take("resume", need, "maria", cast, at=on(11, 20), why="Regionen vill igen.")
    assert [step.act for step in NeedStep.objects.all()] == ["decline", "resume"]
    assert len(tasks(cast)) == 1


@pytest.mark.parametrize("until", [date(2026, 11, 12), date(2026, 1, 1), date(9999, 12, 31)])
def test_a_day_that_does_not_come_is_refused(cast, need, until):
    with pytest.raises(Refusal) as refused:
        take("wait", need, "maria", cast, until=until)
    assert refused.value.field == "until"
    assert not NeedStep.objects.exists()


@pytest.mark.parametrize("act", ["decline", "resume"])
def test_a_reason_is_needed(cast, need, act):
    if act == "resume":
        take("decline", need, "maria", cast)
    with pytest.raises(Refusal) as refused:
        take(act, need, "maria", cast, why="  ")
    assert refused.value.field == "why"


@pytest.mark.parametrize(("who", "fault"), [("johan", NotAllowed), ("bo", NotAllowed), ("outsider", NotFound)])
def test_only_the_manager_settles_a_need(cast, need, who, fault):
    with pytest.raises(fault):
        take("decline", need, who, cast)


def test_nothing_is_settled_twice_and_nothing_once_there_is_a_proposal(cast, need):
    take("decline", need, "maria", cast)
    with pytest.raises(Refusal):
        take("decline", need, "maria", cast)
    with_case = Story(cast).proposed().case.need
    with pytest.raises(Refusal):
        take("decline", with_case, "maria", cast)


def test_no_proposal_is_made_of_a_need_that_was_declined(cast, need):
    from samordna.agree.preparation.actions import make_proposal

    take("decline", need, "maria", cast)
    with pytest.raises(Refusal):
        make_proposal(by=cast.actor("johan"), at=on(11, 13), need=need, title="Ändå")
    take("resume", need, "maria", cast)
    assert make_proposal(by=cast.actor("johan"), at=on(11, 13), need=need, title="Nu").stage == "proposal"


def test_a_step_is_never_changed(cast, need):
    take("decline", need, "maria", cast)
    with pytest.raises(DatabaseError), transaction.atomic():
        NeedStep.objects.update(why="Något annat")


def test_the_account_knows_what_was_known_that_day(cast, need):
    take("decline", need, "maria", cast)
    take("resume", need, "maria", cast, at=on(12, 1))
    ids = [cast.association.pk]
    said = {
        day: [(n.declined, n.reason) for n in _needs(ids, (), day)]
        for day in (date(2026, 11, 11), date(2026, 11, 12), date(2026, 12, 1))
    }
    assert said == {
        date(2026, 11, 11): [(None, "")],
        date(2026, 11, 12): [(date(2026, 11, 12), "Kommunen gör det själv.")],
        date(2026, 12, 1): [(None, "")],
    }
