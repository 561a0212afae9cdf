"""Giving and ending assignments. What has been is history: it is ended, not changed, and begins when it is given.

Rule R31 is asked about every day that the new assignment would hold, and held once more by the database, so neither
an assignment that begins later nor two who give at the same moment get round it.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from samordna.ground.kernel.clock import day_of
from samordna.ground.kernel.errors import Refusal
from samordna.ground.parties.actor import SYSTEM, Actor
from samordna.ground.parties.models import Account, Assignment, AssignmentQuerySet
from samordna.ground.parties.roles import ROLES, SEES_PERSONS, conflict
from samordna.ground.privacy import audit


@transaction.atomic
def assign(
    *,
    account: Account,
    role: str,
    scope_key: str,
    valid_from: date,
    valid_to: date | None = None,
    by: Actor,
    at: datetime,
) -> Assignment:
    """Give a role for something from a day, until but not on ``valid_to``.

    Refusal for combinations that rule R31 forbids on any of those days, and for the same role twice.
    """
    kind = ROLES[role].scope
    account = Account.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=account.pk)
    _refuse_days(valid_from, valid_to, by, at)
    if kind != "national" and not scope_key:
        raise Refusal("Välj vad uppdraget gäller.", field="scope_key", message_en="Choose what it is for.")
    held = account.assignments.overlapping(valid_from, valid_to)
    if held.filter(role=role, scope_key=scope_key).exists():
        raise Refusal(
            "Personen har redan det uppdraget.", field="role", message_en="The person has that assignment already."
        )
    _refuse_conflicts(account, role, held, by)
    assignment = Assignment.objects.create(
        account=account,
        role=role,
        scope_kind=kind,
        scope_key=scope_key,
        valid_from=valid_from,
        valid_to=valid_to,
        assigned_by=by.email,
    )
    days = {"valid_from": valid_from.isoformat()} | ({"valid_to": valid_to.isoformat()} if valid_to else {})
    _log(by, at, "account.assigned", account.email, role=role, scope=scope_key, **days)
    return assignment


def _refuse_days(valid_from: date, valid_to: date | None, by: Actor, at: datetime) -> None:
    if valid_from < day_of(at) and by != SYSTEM:
        raise Refusal(
            "Ett uppdrag kan inte börja innan det ges. Välj i dag eller en senare dag.",
            field="valid_from",
            message_en="An assignment cannot begin before it is given. Choose today or a later day.",
        )
    if valid_to is not None and valid_to <= valid_from:
        raise Refusal(
            "Uppdraget slutar innan det börjar. Ändra en av dagarna.",
            field="valid_to",
            message_en="The assignment ends before it begins. Change one of the days.",
        )


def _refuse_conflicts(account: Account, role: str, held: AssignmentQuerySet, by: Actor) -> None:
    other = conflict(set(held.values_list("role", flat=True)), role)
    if other:  # which one is not said: it may be another association's
        raise Refusal(
            f"{account.name} kan inte vara {ROLES[role].sv.lower()} då. Det går inte ihop med ett uppdrag som personen "
            "har under den tiden.",
            field="role",
            message_en=f"{account.name} cannot be {ROLES[role].en} then. It cannot be combined with an assignment that "
            "the person has in that time.",
        )
    if role != SEES_PERSONS:
        return
    if account.organisation and account.organisation.kind == "association":
        raise Refusal(
            "Den som är anställd av ett förbund kan inte vara deltagaransvarig.",
            field="role",
            message_en="An employee of an association cannot be participant registrar.",
        )
    if account.pk == by.account_id:
        raise Refusal(
            "Du kan inte utse dig själv till deltagaransvarig. Be någon annan som ansvarar för insatsen.",
            field="role",
            message_en="You cannot make yourself participant registrar. Ask somebody else in charge of the measure.",
        )


@transaction.atomic
def end_assignment(*, assignment: Assignment, on: date, by: Actor, at: datetime) -> None:
    """End an assignment: from the day ``on`` it no longer holds. Refusal for one that has ended already."""
    assignment = Assignment.objects.select_for_update(of=("self",)).select_related("account").get(pk=assignment.pk)
    if assignment.valid_to is not None and assignment.valid_to <= max(on, assignment.valid_from):
        raise Refusal("Uppdraget har redan slutat.", message_en="The assignment has ended already.")
    assignment.valid_to = max(on, assignment.valid_from)
    assignment.ended_by = by.email
    assignment.save(update_fields=["valid_to", "ended_by"])
    _log(by, at, "account.assignment_ended", assignment.account.email, role=assignment.role, scope=assignment.scope_key)


def _log(by: Actor, at: datetime, what: str, email: str, **data: object) -> None:
    audit.record(by=by, at=at, what=what, subject_kind="account", subject=email[:80], data=dict(data))
