"""Who sees a participant: the registrars of the measure, and a privacy officer whom the person has asked.

The docstring is the rule.
"""

from __future__ import annotations

from samordna.deliver.participants.models import Participation
from samordna.deliver.projects.models import Measure
from samordna.ground.kernel.errors import NotFound
from samordna.ground.parties.actor import Actor

#: The participant acts for himself or herself through the link on the receipt; no account, no assignment.
PARTICIPANT = Actor(email="", name="Deltagaren", organisation="", organisation_name="Deltagaren")


def may_register(actor: Actor, measure: Measure) -> bool:
    """A participant registrar of this measure. Owners, managers and administrators never register anybody."""
    return actor.has("participant_registrar", measure=measure.code)


def check_register(actor: Actor, measure: Measure) -> None:
    """NotFound: whether a measure has participants is nothing that others learn."""
    if not may_register(actor, measure):
        raise NotFound


def may_see_person(actor: Actor, participation: Participation) -> bool:
    """A registrar sees those who take or took part in the own measures, as long as they are there as persons."""
    return participation.mode == "person" and may_register(actor, participation.measure)


def check_see_person(actor: Actor, participation: Participation) -> None:
    """NotFound, for other registrars as for everybody else: that a record exists is itself a secret."""
    if not may_see_person(actor, participation):
        raise NotFound


def may_give_extract(actor: Actor) -> bool:
    """A privacy officer, asked by the person, finds one person by number in all measures; never a list of anybody."""
    return actor.has("privacy_officer")


def check_give_extract(actor: Actor) -> None:
    """NotFound for everybody else: whether somebody is in the register is itself a secret."""
    if not may_give_extract(actor):
        raise NotFound
