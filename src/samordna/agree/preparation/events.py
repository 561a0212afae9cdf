"""How an event comes to a case: the only place where events are written and where Case's columns follow."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from samordna.agree.needs.actions import signature
from samordna.agree.preparation.case_state import CaseState
from samordna.agree.preparation.history import Event, apply, replay
from samordna.agree.preparation.models import Case, CaseEvent
from samordna.agree.preparation.states import ImpossibleStep
from samordna.ground.kernel.errors import Refusal
from samordna.ground.parties.actor import Actor
from samordna.ground.parties.models import Organisation
from samordna.ground.privacy import audit


def history_of(case: Case) -> list[Event]:
    """The events of a case in order."""
    return [row.value for row in case.events.select_related("on_behalf_of").order_by("sequence")]


def state_of(case: Case) -> CaseState:
    """What is true of a case, by replaying its events."""
    return replay(history_of(case))


def lock(case: Case) -> CaseState:
    """Hold the case for this transaction, so that two who act at once act one after the other. Gives the state then."""
    fresh = Case.objects.select_for_update().get(pk=case.pk)
    for field in Case._meta.concrete_fields:
        setattr(case, field.attname, getattr(fresh, field.attname))
    return state_of(case)


def record(
    case: Case,
    kind: str,
    *,
    by: Actor,
    at: datetime,
    party: str = "",
    data: Mapping[str, Any] | None = None,
    why: str = "",
    happened: datetime | None = None,
    by_name: str = "",
) -> CaseEvent:
    """Write an event, let the case's columns follow, and add it to the audit trail. To be called inside an action.

    ``party`` is on whose behalf. ``happened`` and ``by_name`` are for what another person did before there was a case.
    Refusal if the table of stages has no such way: somebody else was first.
    """
    state = lock(case)
    event = Event(kind, happened or at, by_name or signature(by), party, data or {}, why, case.last_sequence + 1)
    try:
        after = apply(state, event)
    except ImpossibleStep as step:
        raise Refusal(
            "Ärendet har hunnit gå vidare. Läs sidan igen och se vad som gäller nu.",
            message_en=f"The case has moved on. Read the page again. ({step})",
        ) from step
    row = CaseEvent.objects.create(
        case=case,
        sequence=event.sequence,
        kind=kind,
        at=event.at,
        by_id=None if by_name else by.account_id,
        by_name=event.by_name,
        on_behalf_of=Organisation.objects.filter(party_id=party).first() if party else None,
        data=dict(event.data),
        why=why,
    )
    project(case, after, event.sequence)
    audit.record(
        by=by,
        at=at,
        what=f"case.{kind}",
        subject_kind="case",
        subject=case.key,
        why=why,
        data={"event": event.sequence},
        on_behalf_of=party,
    )
    return row


def project(case: Case, state: CaseState, sequence: int) -> None:
    """Make the columns of Case say what the events say."""
    for column, value in columns(state).items():
        setattr(case, column, value)
    case.last_sequence = sequence
    case.save(update_fields=[*columns(state), "last_sequence"])
    case.parties.set(Organisation.objects.filter(party_id__in=state.asked))


def columns(state: CaseState) -> dict[str, Any]:
    """The columns of Case that are a projection, with the values that the state gives them."""
    way = {"stage": state.stage, "since": state.since, "guarantor_open": state.guarantor_open}
    plan = state.plan
    if not plan.kind:  # only the need so far: the plan comes with the proposal
        return way
    return way | {
        "kind": plan.kind,
        "orientation": plan.orientation,
        "area": plan.area,
        "region": plan.region,
        "call_date": plan.call_date,
        "start": plan.start,
        "end": plan.end,
        "planned_participants": plan.participants,
    }
