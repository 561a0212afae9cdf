"""Decision orders that organisations have set up: dated versions, and which of them a case follows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from samordna.agree.decisions import rules
from samordna.agree.decisions.models import DecisionOrder
from samordna.agree.decisions.rules import Order, Step
from samordna.agree.needs.actions import signature
from samordna.agree.preparation.case_state import CaseState
from samordna.agree.preparation.models import Case
from samordna.agree.preparation.permissions import FK, check_answer_for, may_answer_for, may_handle_for_fk
from samordna.ground.kernel.errors import NotAllowed, NotFound, Refusal
from samordna.ground.kernel.words import Words
from samordna.ground.parties.actor import Actor
from samordna.ground.parties.models import Assignment, Membership, Organisation
from samordna.ground.privacy import audit

MAX_STEPS = 8
NEEDS = ("always", "owner")
FROM_STAGES = ("organiser", "decision")
PARTY_KINDS = ("fk", "af", "region", "municipality")


def versions(party: str) -> list[Order]:
    """Every version of a party's order, the oldest first; the one that comes with the system before those set up."""
    shipped = rules.order_of(party)
    rows = DecisionOrder.objects.filter(organisation__party_id=party).order_by("valid_from", "pk")
    own = [_order(party, row) for row in rows]
    return [*([shipped] if shipped else []), *own]


def order_in_force(party: str, on: date) -> Order | None:
    """The order that the party decides by on a day; None for one that has set up none: one recorded decision.

    What comes with the system also holds before its first day: how FK decided before its report is not known.
    """
    return next((order for order in reversed(versions(party)) if order.valid_from <= on), rules.order_of(party))


def order_for(state: CaseState, party: str, on: date) -> Order | None:
    """The order that a case follows: the one in force when the party began to decide on it, and no later one.

    None when the party has no order, or had none when it decided.
    """
    first = next((step for step in state.order if step.party == party), None)
    if first is not None:
        return next((o for o in versions(party) if o.key == first.order), None) or rules.order_of(party)
    if party in {d.body for d in state.decisions_now}:
        return None
    return order_in_force(party, on)


def _order(party: str, row: DecisionOrder) -> Order:
    return Order(party, row.source, row.valid_from, tuple(_step(step) for step in row.steps), str(row.pk))


def _step(row: dict[str, Any]) -> Step:
    label, decider = Words(row["label"], row["label"]), Words(row["decider"], row["decider"])
    return Step(row["id"], label, decider, row["needs"], row["from_stage"], row.get("days"))


# -- who may --------------------------------------------------------------------------------------


def may_take_steps(actor: Actor, case: Case, party: str) -> bool:
    """FK's steps are recorded by its ESF office, other parties' by their own members of the preparation group."""
    return may_handle_for_fk(actor, case) if party == FK else may_answer_for(actor, case, party)


def check_take_steps(actor: Actor, case: Case, party: str) -> None:
    """Raises NotFound outside one's scope, NotAllowed for another party than the own."""
    if not may_take_steps(actor, case, party):
        check_answer_for(actor, case, party)
        raise NotAllowed()


def may_set_order(actor: Actor, party: str, on: date) -> bool:
    """A party's own people set up its order: members of a preparation group; for FK its ESF office.

    The manager may help a member of the association that has nobody in a preparation group.
    """
    if party == FK:
        return actor.has("fk_esf")
    if actor.organisation == party and actor.has("preparation_member"):
        return True
    return party in _helped(actor, on)


def check_set_order(actor: Actor, party: str, on: date) -> None:
    """Raises NotFound for those who have nothing to do with the party, NotAllowed for those who may only read."""
    if may_set_order(actor, party, on):
        return
    if party not in {o.party_id for o in seen_by(actor, on)}:
        raise NotFound()
    raise NotAllowed()


def seen_by(actor: Actor, on: date) -> list[Organisation]:
    """The organisations whose orders a person sees: the own one, and the members of the own associations."""
    mine = _members(actor.associations, on)
    if actor.has("fk_esf"):
        mine |= {FK}
    if actor.organisation and actor.has("preparation_member", "fk_esf"):
        mine |= {actor.organisation}
    return list(Organisation.objects.filter(party_id__in=mine, kind__in=PARTY_KINDS).order_by("name"))


def _helped(actor: Actor, on: date) -> set[str]:
    """The members of the manager's associations that have nobody in any preparation group."""
    members = _members(actor.scopes("association_manager"), on)
    held = Assignment.objects.in_force(on).filter(role="preparation_member", account__is_active=True)
    return members - {FK} - set(held.values_list("account__organisation__party_id", flat=True))


def _members(associations: Sequence[str] | frozenset[str], on: date) -> set[str]:
    rows = Membership.objects.filter(association__slug__in=associations).select_related("organisation")
    return {
        row.organisation.party_id
        for row in rows
        if (row.valid_from is None or row.valid_from <= on) and (row.valid_to is None or row.valid_to > on)
    }


# -- setting up -----------------------------------------------------------------------------------


@transaction.atomic
def set_order(
    *, by: Actor, at: datetime, on: date, party: str, valid_from: date, steps: Sequence[dict[str, Any]], source: str
) -> DecisionOrder:
    """Set up how a party decides from a day on: steps with ``label``, ``decider``, ``needs``, ``from_stage``, ``days``.

    Cases that the party has begun to decide keep the order they began with. Refusal for an order without a step that
    always decides after the recommendation, and for a day before that of the version before.
    """
    check_set_order(by, party, on)
    told = [_told(number, step) for number, step in enumerate(steps, start=1)]
    _check_steps(told)
    newest = versions(party)[-1:]
    if newest and valid_from < newest[0].valid_from:
        day = newest[0].valid_from.isoformat()
        raise Refusal(
            f"Det finns redan en ordning som gäller från {day}. Välj den dagen eller en senare.",
            field="valid_from",
            message_en=f"There is an order from {day} already: choose that day or a later one.",
        )
    made = DecisionOrder.objects.create(
        organisation=Organisation.objects.get(party_id=party),
        valid_from=valid_from,
        steps=told,
        source=source.strip(),
        set_at=at,
        set_by_id=by.account_id,
        set_by_name=signature(by),
    )
    data = {"valid_from": valid_from.isoformat(), "steps": [step["label"] for step in told]}
    audit.record(
        by=by, at=at, what="decision_order.set", subject_kind="organisation", subject=party, data=data,
        on_behalf_of=party,
    )  # fmt: skip
    return made


def _told(number: int, step: dict[str, Any]) -> dict[str, Any]:
    if step["needs"] not in NEEDS or step["from_stage"] not in FROM_STAGES:
        raise ValueError(f"no such step: {step}")
    return {
        "id": f"step-{number}",
        "label": step["label"].strip(),
        "decider": step["decider"].strip(),
        "needs": step["needs"],
        "from_stage": step["from_stage"],
        "days": step.get("days"),
    }


def _check_steps(steps: list[dict[str, Any]]) -> None:
    if not any(step["needs"] == "always" and step["from_stage"] == "decision" for step in steps):
        raise Refusal(
            "Minst ett steg måste alltid tas efter beredningsgruppens förslag. Det är där ni beslutar.",
            message_en="At least one step must always be taken after the recommendation: there you decide.",
        )
    if len(steps) > MAX_STEPS:
        raise Refusal(f"Skriv högst {MAX_STEPS} steg.", message_en=f"Write at most {MAX_STEPS} steps.")
    for number, step in enumerate(steps, start=1):
        if not step["label"] or not step["decider"]:
            raise Refusal(
                f"Skriv vad steg {number} är och vem som beslutar.",
                field=f"{'decider' if step['label'] else 'label'}_{number}",
                message_en=f"Write what step {number} is and who decides.",
            )
    late = [step["from_stage"] for step in steps]
    if "organiser" in late[late.index("decision") :]:
        raise Refusal(
            "Steg som tas före beredningsgruppens förslag måste komma först.",
            message_en="Steps that are taken before the recommendation must come first.",
        )
