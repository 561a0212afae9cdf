"""How a person leaves the register: by mistake, by taking back the consent, or into protection.

A mistaken entry is closed and stays. Consent taken back, and protection granted later, erase everything that leads to
the person: the row keeps measure, sex, start year and, for a withdrawn consent, the reason. It also gets a new public
id, so that neither the audit trail, the log of who looked, nor a printed receipt points at it any longer.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from samordna.deliver.participants import identity, permissions
from samordna.deliver.participants.models import Mode, ParticipantLink, Participation, new_public_id
from samordna.deliver.participants.writing import keep_earlier, locked, next_state, note
from samordna.deliver.projects.models import Measure
from samordna.ground.kernel.errors import NotFound, Refusal
from samordna.ground.parties.actor import Actor
from samordna.ground.privacy import audit

WITHDRAWN, MISTAKEN = "withdrawn_consent", "mistaken_entry"


@transaction.atomic
def close_as_mistaken(*, participation: Participation, by: Actor, at: datetime) -> Participation:
    """Close an entry that should never have been made. It is not deleted, and left out of all statistics."""
    participation = locked(participation)
    permissions.check_see_person(by, participation)
    state = next_state(participation, "closed_as_mistaken")
    before = {"state": participation.state, "end_reason": participation.end_reason}
    keep_earlier(participation, "state", before, by, at)
    participation.state, participation.end_reason = state, MISTAKEN
    participation.save(update_fields=["state", "end_reason"])
    note(participation, "closed_as_mistaken", by, at)
    return participation


@transaction.atomic
def close_anonymous_as_mistaken(*, measure: Measure, sex: str, start_year: int, by: Actor, at: datetime) -> None:
    """Take back one anonymous entry. They cannot be told apart, so any of the same sex and year is the right one."""
    permissions.check_register(by, measure)
    one = (
        Participation.objects.select_for_update()
        .filter(measure=measure, mode=Mode.ANONYMOUS, sex=sex, start_year=start_year, state="active")
        .first()
    )
    if one is None:
        raise Refusal(
            "Det finns ingen registrering utan personuppgifter med det könet och det året.",
            message_en="There is no entry without person data of that sex and year.",
        )
    one.state, one.end_reason = "mistaken", MISTAKEN
    one.save(update_fields=["state", "end_reason"])
    audit.record(
        by=by,
        at=at,
        what="participation.anonymous_closed_as_mistaken",
        subject_kind="measure",
        subject=measure.code,
        data={"start_year": start_year},
    )


@transaction.atomic
def withdraw_consent(*, participation: Participation, by: Actor, at: datetime) -> None:
    """The person takes back the consent: registered out at once, and everything about the person is erased."""
    participation = locked(participation)
    permissions.check_see_person(by, participation)
    _erase(participation, "consent_withdrawn", by, at)


@transaction.atomic
def withdraw_own_consent(*, participation: Participation, at: datetime) -> None:
    """The same, by the participant, who came with the link on the receipt."""
    _erase(locked(participation), "consent_withdrawn", permissions.PARTICIPANT, at)


@transaction.atomic
def protect_identity(*, participation: Participation, by: Actor, at: datetime) -> None:
    """The person has been given protected identity: from now on nothing may lead to the person, in any measure.

    So every participation of the person is stripped, also those in measures that the registrar knows nothing of;
    the page does not say whether there were any.
    """
    participation = locked(participation)
    permissions.check_see_person(by, participation)
    for one in Participation.objects.filter(person=participation.person).order_by("pk"):
        _erase(locked(one), "protected", by, at)


def _erase(participation: Participation, event: str, by: Actor, at: datetime) -> None:
    state = next_state(participation, event)
    person = participation.person
    if person is None:  # somebody else erased it a moment ago
        raise NotFound
    note(participation, event, by, at)
    for rows in (participation.consents, participation.occasions, participation.groups, participation.earlier_answers):
        rows.all().delete()
    ParticipantLink.objects.filter(participation=participation).delete()
    reason = {"withdrawn": WITHDRAWN, "mistaken": MISTAKEN}.get(state, "")
    Participation.objects.filter(pk=participation.pk).update(
        public_id=new_public_id(),
        mode=Mode.ANONYMOUS,
        state=state,
        end_reason=reason,
        person=None,
        birth_year=None,
        municipality=None,
        start=None,
        planned_end=None,
        end=None,
        referred_by="",
        education="",
        support_time="",
        registered_by=None,
        registered_at=None,
    )
    identity.let_go(person)
