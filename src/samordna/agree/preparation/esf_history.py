"""How the events of an application change a case. A part of ``history``; pure, and it trusts what events say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from samordna.agree.preparation.case_facts import Certificate, Handling
from samordna.agree.preparation.case_state import CaseState
from samordna.agree.preparation.esf_state import Application, Grant, PartyRole, Undertaking
from samordna.ground.kernel.clock import day_of
from samordna.ground.kernel.money import Money

if TYPE_CHECKING:
    from samordna.agree.preparation.history import Event

_Handler = Callable[[CaseState, "Event"], CaseState]


def _applied(state: CaseState, event: Event) -> CaseState:
    data = event.data
    made = Application(
        on=_day(data.get("on")) or day_of(event.at),
        at=event.at,
        by_name=event.by_name,
        diary_number=data.get("diary_number", ""),
        support=_money(data.get("support")),
        total=_money(data.get("total")),
        package_hash=data.get("package_hash", ""),
    )
    return state.with_(applied_at=event.at, diary_number=made.diary_number, application=made)


def _handled(state: CaseState, event: Event) -> CaseState:
    data = event.data
    step = Handling(
        event=event.kind,
        at=event.at,
        by_name=event.by_name,
        on=_day(data.get("on")),
        outcome=data.get("outcome", ""),
        body=data.get("body", ""),
        note=event.why,
        deadline=_day(data.get("deadline")),
    )
    return state.with_(handling=(*state.handling, step))


def _granted(state: CaseState, event: Event) -> CaseState:
    """The council's own number replaces the one the application had; the period is the project's from now on."""
    data = event.data
    made = Grant(
        on=_day(data.get("on")) or day_of(event.at),
        support=_money(data.get("support")),
        total=_money(data.get("total")),
        start=_day(data.get("start")),
        end=_day(data.get("end")),
        conditions=data.get("conditions", ""),
        diary_number=data.get("diary_number", ""),
    )
    return _with_period(state, made).with_(grant=made, diary_number=made.diary_number or state.diary_number)


def _with_period(state: CaseState, made: Grant) -> CaseState:
    """The granted period becomes the plan's, unless money is planned outside it: that must be moved by people."""
    plan = replace(state.plan, start=made.start or state.plan.start, end=made.end or state.plan.end)
    money = {year for line in state.costs for year, amount in line.amounts if amount.ore}
    money |= {c.year for c in state.commitments if c.amount.ore}
    return state.with_(plan=plan) if money <= set(plan.years) else state


def _refused(state: CaseState, event: Event) -> CaseState:
    return _handled(state, event).with_(closed_because=event.why)


def _certificate_issued(state: CaseState, event: Event) -> CaseState:
    data = event.data
    made = Certificate(data["party"], int(data["number"]), event.at, data["document_hash"])
    return state.with_(certificates=(*state.certificates, made))


def _certificate_signed(state: CaseState, event: Event) -> CaseState:
    data = event.data
    who = ", ".join(filter(None, (data["name"], data["title"])))
    return state.with_(
        certificates=tuple(
            replace(c, signed_by=who, signed_on=_day(data["on"])) if c.number == int(data["number"]) else c
            for c in state.certificates
        )
    )


def _role_set(state: CaseState, event: Event) -> CaseState:
    data = event.data
    role = PartyRole(data["party"], data["role"], event.at, event.by_name, _money(data.get("budget")))
    return state.with_(roles=(*state.roles, role))


def _undertaking_signed(state: CaseState, event: Event) -> CaseState:
    data = event.data
    on = _day(data["on"]) or day_of(event.at)
    made = Undertaking(data["party"], data["name"], data["title"], on, data["document_hash"], event.at)
    return state.with_(undertakings=(*state.undertakings, made))


def _day(text: object) -> date | None:
    return date.fromisoformat(str(text)) if text else None


def _money(text: object) -> Money | None:
    return Money.parse(str(text)) if text else None


#: What a party that leaves takes with it: the application was about another project.
NOTHING_APPLIED = {
    "applied_at": None,
    "application": None,
    "handling": (),
    "grant": None,
    "certificates": (),
    "roles": (),
    "undertakings": (),
}

HANDLERS: dict[str, _Handler] = {
    "applied": _applied,
    "completion_asked": _handled,
    "completion_sent": _handled,
    "legality_checked": _handled,
    "prioritised": _handled,
    "granted": _granted,
    "refused": _refused,
    "certificate_issued": _certificate_issued,
    "certificate_signed": _certificate_signed,
    "role_set": _role_set,
    "undertaking_signed": _undertaking_signed,
}
