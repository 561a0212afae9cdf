"""The agreement's first text, put together from what the case already says. People change it before they sign.

Lines that begin with ``# `` are headings. The text is in Swedish in every language of the pages: it is a document.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from samordna.agree.decisions.rules import signatories
from samordna.agree.preparation.case_state import CaseState, CostLine
from samordna.agree.preparation.models import Case, SectionVersion
from samordna.ground.kernel.money import Money

KINDS = {"cash": "kontant", "benefits": "ersättning till deltagare", "wages": "lön till personal"}
MONTHS = (
    *("januari", "februari", "mars", "april", "maj", "juni"),
    *("juli", "augusti", "september", "oktober", "november", "december"),
)
LINES = {"staff": "Personal", "other": "Övriga kostnader"}


def agreement_text(case: Case, state: CaseState, texts: Mapping[str, SectionVersion], on: date) -> str:
    """Parties, purpose, content, time, money, follow-up and handing over, as headings and paragraphs."""
    home = case.association.organisation
    organiser = state.recommendation.organiser if state.recommendation else ""
    parts = [
        ("Överenskommelse", f"{case.title}. Ärende {case.number}, {home.name}. Skriven {_day(on)}."),
        ("Parter", "\n".join(_party_lines(state, home.party_id, home.name))),
        ("Ansvar", f"{state.name_of(organiser)} {_role(state)}." if organiser else ""),
        ("Mål", _text(texts, "goals")),
        ("Innehåll", _text(texts, "content")),
        ("Arbetssätt", _text(texts, "together")),
        ("Tid", _time(state)),
        ("Pengar", "\n".join([*_cost_lines(state), *_promise_lines(state)])),
        ("Uppföljning", _text(texts, "follow_up")),
        ("När arbetet slutar", _text(texts, "afterwards")),
    ]
    return "\n\n".join(f"# {heading}\n{text}" for heading, text in parts if text)


def _text(texts: Mapping[str, SectionVersion], question: str) -> str:
    return texts[question].text if question in texts else ""


def _party_lines(state: CaseState, home: str, home_name: str) -> list[str]:
    return [home_name if party == home else state.name_of(party) for party in signatories(state, home)]


def _role(state: CaseState) -> str:
    role = state.recommendation.role if state.recommendation else ""
    return {
        "lead": "leder insatsen",
        "willing": "är projektanordnare",
        "guarantor": "är projektanordnare som garant, enligt regeringens beslut 2025-03-13, S2025/00456",
    }[role]


def _time(state: CaseState) -> str:
    plan = state.plan
    if plan.start is None or plan.end is None:
        return ""
    people = f" {plan.participants} deltagare är planerade." if plan.participants else ""
    return f"Från {_day(plan.start)} till och med {_day(plan.end)}.{people}"


def _cost_lines(state: CaseState) -> list[str]:
    return [f"{LINES.get(line.id, line.id)}: {_kronor(line.total)}" for line in _with_money(state.costs)]


def _with_money(lines: tuple[CostLine, ...]) -> list[CostLine]:
    return [line for line in lines if line.total.ore]


def _promise_lines(state: CaseState) -> list[str]:
    totals: dict[tuple[str, str], Money] = {}
    for c in state.commitments:
        totals[c.party, c.kind] = totals.get((c.party, c.kind), Money.zero()) + c.amount
    return [
        f"{state.name_of(party)}, {_kind(party, kind)}: {_kronor(amount)}" for (party, kind), amount in totals.items()
    ]


def _kind(party: str, kind: str) -> str:
    return "försörjningsstöd" if kind == "benefits" and party.startswith("municipality") else KINDS[kind]


def _day(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _kronor(amount: Money) -> str:
    whole, ore = divmod(amount.ore, 100)
    grouped = f"{whole:,}".replace(",", "\u00a0")
    return f"{grouped},{ore:02d}\u00a0kronor" if ore else f"{grouped}\u00a0kronor"
