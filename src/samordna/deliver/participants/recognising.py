"""Is this person with us already? Answered about the registrar's own measures only, and every answer is logged.

Whether somebody takes part in a measure is a secret to everybody else, so the question never reaches further: a person
who is in the register elsewhere is answered exactly as one who is nowhere.
"""

from __future__ import annotations

from datetime import datetime

from samordna.deliver.participants import permissions
from samordna.deliver.participants.models import Participation
from samordna.deliver.participants.queries import SUBJECT, own_participations
from samordna.deliver.projects.models import Measure
from samordna.ground.kernel.identifiers import PersonalNumber
from samordna.ground.parties.actor import Actor
from samordna.ground.privacy import access_log, vault


def own_of(number: PersonalNumber, *, measure: Measure, by: Actor, at: datetime) -> list[Participation]:
    """The person's participations in the registrar's own measures: those in ``measure`` first, then the latest start.

    Mistaken ones are left out. NotFound unless the registrar registers in ``measure``.
    """
    permissions.check_register(by, measure)
    pseudonym = vault.find(number.value)
    if pseudonym is None:
        return []
    found = own_participations(by).filter(person=pseudonym).exclude(state="mistaken").order_by("-start", "pk")
    ours = sorted(found, key=lambda one: one.measure_id != measure.pk)
    if ours:
        access_log.looked_at_list(
            by=by, at=at, subject_kind=SUBJECT, subjects=[one.public_id for one in ours], purpose="register_in"
        )
    return ours
