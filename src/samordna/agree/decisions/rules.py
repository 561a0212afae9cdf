"""Decision orders and when everything is decided or signed. Pure: orders are data, cases are values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources
from typing import Any

import yaml

from samordna.agree.preparation.case_facts import OrderStep
from samordna.agree.preparation.case_state import CaseState
from samordna.agree.preparation.states import ESF
from samordna.ground.kernel.clock import day_of
from samordna.ground.kernel.words import Words

_AT_LEAST = {"organiser": ("organiser", "decision"), "decision": ("decision",)}


@dataclass(frozen=True)
class Step:
    """A step of a decision order: what it is, who decides it, and from which stage of the case it may be taken.

    ``needs`` is ``always`` or ``owner``: only when the party is to be organiser. ``days`` is the party's own limit,
    counted from the day when the step's turn came; None when it has set none.
    """

    id: str
    label: Words
    decider: Words
    needs: str
    from_stage: str
    days: int | None = None


@dataclass(frozen=True)
class Order:
    """How a party decides, with its source. ``key`` names this version of it in the events of a case."""

    party: str
    source: str
    valid_from: date
    steps: tuple[Step, ...]
    key: str = ""


@dataclass(frozen=True)
class StepStatus:
    """A step in a case: ``done``, ``no`` (the party said no there), ``now``, or ``left``.

    ``taken`` when it has been; ``due`` when it is its turn and the order sets a limit.
    """

    step: Step
    status: str
    taken: OrderStep | None = None
    due: date | None = None


@cache
def order_of(party: str) -> Order | None:
    """The decision order that comes with the system: FK's, as its report describes it. Others set up their own."""
    if party != "fk":
        return None
    facts = yaml.safe_load((resources.files("samordna.agree.decisions.orders") / "fk.yaml").read_text(encoding="utf-8"))
    steps = tuple(_step(row) for row in facts["steps"])
    return Order(facts["party"], facts["source"], facts["valid_from"], steps, facts["valid_from"].isoformat())


def _step(row: dict[str, Any]) -> Step:
    return Step(
        id=row["id"],
        label=Words(row["sv"], row["en"]),
        decider=Words(row["decider_sv"], row["decider_en"]),
        needs=row["needs"],
        from_stage=row["from_stage"],
        days=row.get("days"),
    )


def is_owner(state: CaseState, party: str) -> bool:
    """Whether the party is to be organiser: recommended, or (before that) guarantor."""
    if state.recommendation is not None:
        return state.recommendation.organiser == party
    return party == "fk" and state.guarantor_open


def steps_in(state: CaseState, party: str = "fk", order: Order | None = None) -> tuple[StepStatus, ...]:
    """The party's steps in this case, in order, with what has been done.

    ``order`` is the version that the case follows (``decision_orders.order_for``); FK's own comes with the system.
    Empty for an ordinary measure, which the board decides, and for a party without an order.
    """
    order = order or order_of(party)
    if order is None or state.plan.kind != ESF:
        return ()
    needed = [step for step in order.steps if step.needs == "always" or is_owner(state, party)]
    found: list[StepStatus] = []
    stopped = False
    for step in needed:
        taken = next((t for t in reversed(state.order) if (t.party, t.step) == (party, step.id)), None)
        if taken is not None:
            found.append(StepStatus(step, taken.outcome, taken))
            stopped = stopped or taken.outcome == "no"
        else:
            now = not stopped and all(s.status == "done" for s in found)
            found.append(StepStatus(step, "now" if now else "left", due=_due(state, step, found) if now else None))
    return tuple(found)


def _due(state: CaseState, step: Step, before: list[StepStatus]) -> date | None:
    """The last day for a step whose turn it is: so many days after the step before, or after it could begin."""
    if step.days is None or not may_be_taken_now(step, state):
        return None
    made, opened = state.recommendation, state.guarantor.opened if state.guarantor else None
    began = made.at if step.from_stage == "decision" and made else opened or state.since
    moments = [m for m in (began, before[-1].taken.at if before and before[-1].taken else None) if m is not None]
    return day_of(max(moments)) + timedelta(days=step.days) if moments else None


def current_step(state: CaseState, party: str = "fk", order: Order | None = None) -> Step | None:
    """The step whose turn it is; None when all are taken, or when the party said no."""
    return next((s.step for s in steps_in(state, party, order) if s.status == "now"), None)


def takes_steps(state: CaseState, party: str) -> bool:
    """The party is one that decides on this case: it takes part, or is guarantor."""
    return state.plan.kind == ESF and (party in _deciding(state) or is_owner(state, party))


def may_be_taken_now(step: Step, state: CaseState) -> bool:
    """Participation and owning are decided after the recommendation; preparing and checking may begin before it."""
    return state.stage in _AT_LEAST[step.from_stage]


def departments_stated(state: CaseState) -> tuple[tuple[str, int], ...]:
    """FK's departments and their planned participants, as they were last stated; empty until they are."""
    return next((t.departments for t in reversed(state.order) if t.departments), ())


def with_most(stated: Sequence[tuple[str, int]]) -> tuple[str, ...]:
    """The departments with most planned participants, in the order of the alphabet: usually one; empty when none is."""
    most = max((number for _, number in stated), default=0)
    return tuple(name for name, number in sorted(stated) if number == most and most)


def deciding_department(state: CaseState) -> str:
    """The department that has decided on taking part; before that the one with most participants, if it is one."""
    decided = next((t.department for t in reversed(state.order) if t.department), "")
    most = with_most(departments_stated(state))
    return decided or (most[0] if len(most) == 1 else "")


def decided_no(state: CaseState) -> tuple[str, ...]:
    """The bodies that have said no in this round."""
    return tuple(d.body for d in state.decisions_now if d.outcome == "no")


def undecided(state: CaseState) -> tuple[str, ...]:
    """The participating parties that have not decided yet in this round; none for a measure: the board decides it."""
    if state.plan.kind != ESF:
        return ()
    done = {d.body for d in state.decisions_now}
    return tuple(party for party in _deciding(state) if party not in done)


def everybody_said_yes(state: CaseState) -> bool:
    """Every participating party, and the organiser, has decided yes."""
    yes = {d.body for d in state.decisions_now if d.outcome == "yes"}
    return bool(_deciding(state)) and all(party in yes for party in _deciding(state))


def _deciding(state: CaseState) -> tuple[str, ...]:
    """Those who take part, and a guarantor that was not among them."""
    made = state.recommendation
    extra = (made.organiser,) if made and made.role == "guarantor" and made.organiser not in state.taking_part else ()
    return (*state.taking_part, *extra)


def signatories(state: CaseState, association: str) -> tuple[str, ...]:
    """Who must sign the agreement: the association, every performing party (R11), and those who join by it."""
    joining = tuple(j.party for j in state.joining if j.party not in _deciding(state))
    return (association, *_deciding(state), *joining)


def unsigned(state: CaseState, association: str) -> tuple[str, ...]:
    """Those who have not signed the version that holds."""
    done = set(state.signed_parties)
    return tuple(party for party in signatories(state, association) if party not in done)


def is_outdated(state: CaseState) -> bool:
    """Somebody has left since the newest text was written: it names a party that is no longer there."""
    return state.agreement_version > 0 and len(state.left) > state.agreement_left


def lacks_amendment(state: CaseState) -> tuple[str, ...]:
    """The parties that signed the agreement in force and have left since: until it is amended it says too much."""
    if state.stage != "running":
        return ()
    signed = dict.fromkeys(s.party for s in state.signatures if s.version == state.agreement_in_force)
    gone = {left.party for left in state.left}
    return tuple(party for party in signed if party in gone and party not in state.taking_part)


def needs_new_organiser(state: CaseState) -> bool:
    """The one who was to run it has left while the work is running: the amendment names another (R12)."""
    made = state.recommendation
    return state.stage == "running" and made is not None and made.organiser not in _deciding(state)
