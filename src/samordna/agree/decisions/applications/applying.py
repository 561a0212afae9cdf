"""The application to the ESF council and its answer. Every act: check → rule → write → event and audit."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from typing import Any

from django.db import transaction

from samordna.agree.decisions.applications import handling, roles
from samordna.agree.decisions.applications.application_content import content_of
from samordna.agree.decisions.applications.application_package import package
from samordna.agree.decisions.applications.handling import check_signature
from samordna.agree.decisions.applications.permissions import check_apply, check_certify
from samordna.agree.decisions.models import ApplicationPackage
from samordna.agree.preparation.case_state import CaseState
from samordna.agree.preparation.checks import check_reason, check_stage
from samordna.agree.preparation.cofinancing import money
from samordna.agree.preparation.events import lock, record, state_of
from samordna.agree.preparation.models import Case
from samordna.agree.preparation.permissions import check_manage
from samordna.ground.kernel.clock import day_of
from samordna.ground.kernel.errors import Refusal
from samordna.ground.kernel.money import Money
from samordna.ground.parties.actor import Actor

ROLES_OPEN = ("organiser", "decision", "application", "agreement", "agreed")
UNDERTAKINGS_OPEN = ("agreement", "agreed")


@transaction.atomic
def apply_for_support(
    *, by: Actor, at: datetime, case: Case, diary_number: str = "", on: date | None = None
) -> CaseState:
    """The organiser (or the manager for it) has handed the application in to the ESF council, on day ``on``.

    What was applied for is kept: the sums and the whole package as it was then.
    """
    state = lock(case)
    check_apply(by, case, state)
    day = on or day_of(at)
    handling.check_step(state, "applied", day)
    handling.check_day(state, day, day_of(at))
    outcome, _not_public = money.solve_or_why_not(state, day_of(at))
    sums = {"support": str(outcome.plan.support), "total": str(outcome.plan.total)} if outcome else {}
    organiser = state.recommendation.organiser if state.recommendation else ""
    content = content_of(case, state, day_of(at))
    made = package(content, at)
    digest = hashlib.sha256(made).hexdigest()
    data = {"on": day.isoformat(), "diary_number": diary_number.strip(), "package_hash": digest, **sums}
    event = record(case, "applied", by=by, at=at, party=organiser, data=data)
    ApplicationPackage.objects.create(
        case=case, event=event, form=content.form.id, content=made, content_hash=digest, made_at=at
    )
    return state_of(case)


@transaction.atomic
def ask_completion(
    *, by: Actor, at: datetime, case: Case, what: str, on: date, deadline: date | None = None, asked_by: str = ""
) -> CaseState:
    """The ESF council has asked for ``what`` to be completed, at the latest on ``deadline``."""
    if not what.strip():
        raise Refusal("Skriv vad rådet ber om.", field="what", message_en="Write what the council asks for.")
    if deadline is not None and deadline < on:
        raise Refusal(
            "Sista dagen kan inte ligga före dagen då rådet bad om kompletteringen.",
            field="deadline",
            message_en="The last day cannot come before the day of the request.",
        )
    more = {"body": asked_by.strip(), "deadline": deadline.isoformat() if deadline else None}
    return _handle("completion_asked", by=by, at=at, case=case, on=on, why=what, more=more)


@transaction.atomic
def send_completion(*, by: Actor, at: datetime, case: Case, what: str, on: date) -> CaseState:
    """The completion has been handed in; ``what`` says with what."""
    if not what.strip():
        raise Refusal("Skriv vad ni lämnade.", field="what", message_en="Write what you handed in.")
    return _handle("completion_sent", by=by, at=at, case=case, on=on, why=what)


@transaction.atomic
def record_legality(*, by: Actor, at: datetime, case: Case, outcome: str, on: date, note: str = "") -> CaseState:
    """The council has checked the application: ``passed``, or ``failed`` with why in ``note``."""
    _check_outcome("legality_checked", outcome, note)
    return _handle("legality_checked", by=by, at=at, case=case, on=on, why=note, more={"outcome": outcome})


@transaction.atomic
def record_prioritisation(
    *, by: Actor, at: datetime, case: Case, outcome: str, on: date, body: str = "", note: str = ""
) -> CaseState:
    """A body in the region has put the application in order: ``supported`` or ``not_supported`` (with why).

    ``body`` is needed where law does not say which it is.
    """
    _check_outcome("prioritised", outcome, note)
    state = lock(case)
    who = handling.prioritisation(state.plan.region, on).body or body.strip()
    if not who:
        raise Refusal("Skriv vem som prioriterade.", field="body", message_en="Write who prioritised.")
    more = {"outcome": outcome, "body": who}
    return _handle("prioritised", by=by, at=at, case=case, on=on, why=note, more=more)


@transaction.atomic
def record_grant(
    *,
    by: Actor,
    at: datetime,
    case: Case,
    granted: bool,
    reason: str = "",
    on: date | None = None,
    support: Money | None = None,
    total: Money | None = None,
    start: date | None = None,
    end: date | None = None,
    conditions: str = "",
    diary_number: str = "",
) -> CaseState:
    """The ESF council granted (how much, for which period, on which conditions) or refused, with its reason.

    Amounts and days that are left out are those that were applied for.
    """
    state = lock(case)
    check_apply(by, case, state)
    kind, day = ("granted" if granted else "refused"), on or day_of(at)
    handling.check_step(state, kind, day)
    handling.check_day(state, day, day_of(at))
    data: dict[str, Any] = {"on": day.isoformat()}
    if granted:
        data |= _granted(state, support, total, start, end)
        data |= {"conditions": conditions.strip(), "diary_number": diary_number.strip()}
    else:
        check_reason(reason, field="reason")
    record(case, kind, by=by, at=at, data=data, why=reason.strip())
    return state_of(case)


def _granted(
    state: CaseState, support: Money | None, total: Money | None, start: date | None, end: date | None
) -> dict[str, Any]:
    """What was granted as event data. Refusal for amounts and days that cannot be."""
    applied = state.application
    if applied is not None:
        support, total = support or applied.support, total or applied.total
    if support is not None and support.ore <= 0:
        raise Refusal("Stödet är mer än noll.", field="support", message_en="The support is more than nothing.")
    if support is not None and total is not None and support > total:
        raise Refusal(
            "Stödet kan inte vara större än hela projektets kostnad.",
            field="support",
            message_en="The support cannot exceed the project's whole cost.",
        )
    first, last = start or state.plan.start, end or state.plan.end
    if first and last and last < first:
        raise Refusal(
            "Sista dagen kan inte ligga före första dagen.",
            field="end",
            message_en="The last day cannot come before the first.",
        )
    _check_likely(state, support, first, last)
    return {
        "support": str(support) if support else None,
        "total": str(total) if total else None,
        "start": first.isoformat() if first else None,
        "end": last.isoformat() if last else None,
    }


def _check_likely(state: CaseState, support: Money | None, first: date | None, last: date | None) -> None:
    """A council grants what was applied for or less, for days of the plan: something else is a slip of the pen."""
    sought = state.application.support if state.application else None
    if support is not None and sought is not None and support > sought:
        raise Refusal(
            "Stödet är större än det ni sökte. Kontrollera beloppet.",
            field="support",
            message_en="The support is more than was applied for: check the amount.",
        )
    plan = state.plan
    if first and last and plan.start and plan.end and (last < plan.start or first > plan.end):
        raise Refusal(
            "Perioden ligger helt utanför planen. Kontrollera årtalet.",
            field="start",
            message_en="The period lies wholly outside the plan: check the year.",
        )


@transaction.atomic
def set_role(*, by: Actor, at: datetime, case: Case, party: str, role: str, budget: Money | None = None) -> CaseState:
    """Write down the role that a party has in the project. The same once more changes nothing."""
    check_manage(by, case)
    state = lock(case)
    check_stage(state, ROLES_OPEN)
    roles.check_role(state, party, role, budget)
    held = next((h for h in roles.roles_in(state) if h.party == party), None)
    if held and held.written and (held.written.role, held.written.budget) == (role, budget):
        return state
    data = {"party": party, "role": role, "budget": str(budget) if budget else None}
    record(case, "role_set", by=by, at=at, party=party, data=data)
    return state_of(case)


@transaction.atomic
def sign_undertaking(
    *, by: Actor, at: datetime, case: Case, party: str, name: str, title: str, on: date, document_hash: str
) -> CaseState:
    """Record that a recipient has signed the commitment to the council, and the hash of the document it signed."""
    state = lock(case)
    check_certify(by, case, state, party)
    check_stage(state, UNDERTAKINGS_OPEN)
    if party not in roles.without_undertaking(state):
        raise Refusal(
            "Parten har redan skrivit under, eller får inget stöd.",
            message_en="That party has signed already, or receives no support.",
        )
    check_signature(name, title, on, day_of(at), not_before=state.grant.on if state.grant else None)
    digest = document_hash.strip().lower()
    if len(digest) != 64 or set(digest) - set("0123456789abcdef"):
        raise Refusal(
            "Välj den undertecknade filen, så räknas kontrollsumman ut.",
            field="document",
            message_en="Choose the signed file, so that its checksum can be computed.",
        )
    data = {"party": party, "name": name.strip(), "title": title.strip(), "on": on.isoformat()}
    record(case, "undertaking_signed", by=by, at=at, party=party, data=data | {"document_hash": digest})
    return state_of(case)


def _handle(
    kind: str, *, by: Actor, at: datetime, case: Case, on: date, why: str, more: dict[str, Any] | None = None
) -> CaseState:
    """One step of the handling: in its order, on a day that can be."""
    state = lock(case)
    check_apply(by, case, state)
    handling.check_step(state, kind, on)
    handling.check_day(state, on, day_of(at))
    data = {"on": on.isoformat(), **(more or {})}
    record(case, kind, by=by, at=at, data=data, why=why.strip())
    return state_of(case)


def _check_outcome(kind: str, outcome: str, note: str) -> None:
    if outcome not in handling.OUTCOMES[kind]:
        raise ValueError(f"no such outcome: {outcome}")
    if outcome != handling.OUTCOMES[kind][0]:
        check_reason(note, field="note")
