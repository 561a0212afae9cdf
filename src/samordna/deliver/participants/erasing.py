"""How everything about a person leaves the register: by taking back the consent, or into protection.

The row keeps measure, sex, start year and, for a withdrawn consent, the reason. It gets a new public id and a new place
in the table, so that neither the audit trail, the log of who looked, a printed receipt, nor the order in which rows
were written points at it any longer. The audit event says that a person was erased, never why: that somebody has been
given a protected identity is itself a secret.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model, QuerySet

from samordna.deliver.participants import drafts, identity, permissions
from samordna.deliver.participants.consequences import Gone
from samordna.deliver.participants.models import Mode, Participation, new_public_id
from samordna.deliver.participants.writing import locked, locked_rows, next_state, note
from samordna.ground.kernel.errors import NotFound
from samordna.ground.parties.actor import Actor
from samordna.ground.privacy import vault

REASONS = {"withdrawn": "withdrawn_consent", "mistaken": "mistaken_entry"}


@transaction.atomic
def withdraw_consent(*, participation: Participation, by: Actor, at: datetime) -> Gone:
    """The person takes back the consent: registered out at once, and everything about the person is erased."""
    participation = locked(participation)
    permissions.check_see_person(by, participation)
    return _erase_all([participation], "consent_withdrawn", by, at)


@transaction.atomic
def withdraw_own_consent(*, participation: Participation, at: datetime) -> Gone:
    """The same, by the participant, who came with the link on the receipt."""
    return _erase_all([locked(participation)], "consent_withdrawn", permissions.PARTICIPANT, at)


@transaction.atomic
def protect_identity(*, participation: Participation, by: Actor, at: datetime) -> Gone:
    """The person has been given protected identity: from now on nothing may lead to the person, in any measure.

    So every participation of the person is stripped, also those in measures that the registrar knows nothing of. What
    is told, to the registrar and in the audit trail, is about the registrar's own one only.
    """
    participation = locked(participation)
    permissions.check_see_person(by, participation)
    others = locked_rows().filter(person=participation.person).exclude(pk=participation.pk).order_by("pk")
    return _erase_all([participation, *others], "protected", by, at, drafts_everywhere=True)


def erase_mistaken(participation: Participation, by: Actor, at: datetime) -> Gone:
    """Somebody who never consented was entered: nothing about the person remains. Inside the caller's transaction."""
    return _erase_all([participation], "consent_withdrawn", by, at)


def about(participation: Participation) -> Gone:
    """What is stored about the person, and would be erased: for the page that asks, and for the receipt."""
    counts = {model: rows.count() for model, rows in _leading_there(participation)}
    return Gone(
        weeks=counts.get("occasion", 0),
        consents=counts.get("consent", 0),
        corrections=counts.get("earlieranswers", 0),
        links=counts.get("participantlink", 0),
        drafts=counts.get("draft", 0),
    )


def _leading_there(participation: Participation) -> Iterable[tuple[str, QuerySet[Model]]]:
    """Every table with rows that belong to the participation, also one that is added tomorrow."""
    for relation in Participation._meta.related_objects:
        model: Any = relation.related_model
        yield model._meta.model_name, model._base_manager.filter(**{relation.field.name: participation})


def _erase_all(
    participations: list[Participation], event: str, by: Actor, at: datetime, *, drafts_everywhere: bool = False
) -> Gone:
    """Erase the first one and those that follow; one event, about the first, says that it was done.

    Drafts of an entry of the same person lead there as well: those in the same measure go, or those in all.
    """
    first = participations[0]
    if first.person is None:  # somebody else erased it a moment ago
        raise NotFound
    gone = about(first)
    note(first, "erased", by, at)
    number = vault.read(first.person).personal_number
    drafts.discard_entries_of(number, measures=None if drafts_everywhere else [first.measure_id])
    for one in participations:
        _erase(one, next_state(one, event))
    identity.let_go(first.person)
    return gone


def _erase(participation: Participation, state: str) -> None:
    for _model, rows in _leading_there(participation):
        rows.delete()
    Participation.objects.filter(pk=participation.pk).update(
        id=place_of_nobody(),
        public_id=new_public_id(),
        mode=Mode.ANONYMOUS,
        state=state,
        end_reason=REASONS.get(state, ""),
        person=None,
        birth_year=None,
        municipality=None,
        district="",
        start=None,
        planned_end=None,
        end=None,
        referred_by="",
        education="",
        support_time="",
        registered_by=None,
        registered_at=None,
    )


def erase_row(participation: Participation, state: str) -> None:
    """Take everything that leads to the person from one row, for another rule than this module's: retention."""
    _erase(participation, state)


def place_of_nobody() -> int:
    """A key for an anonymous row. Drawn by lot below zero, so that its neighbours do not say when it was written."""
    return -1 - secrets.randbelow(2**62)
