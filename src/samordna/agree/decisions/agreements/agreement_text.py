"""The agreement's first text, put together from a template and what the case already says. People change it after.

A template has headings (lines that begin with ``# ``) and named places in braces: ``{parter}``, ``{mål}``. A heading
whose places are all empty is left out. The text is in Swedish in every language of the pages: it is a document.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

from samordna.agree.decisions.rules import signatories
from samordna.agree.preparation.case_facts import CostLine
from samordna.agree.preparation.case_state import CaseState
from samordna.agree.preparation.models import Case, SectionVersion
from samordna.agree.preparation.states import ESF
from samordna.ground.kernel.money import Money

KINDS = {"cash": "kontant", "benefits": "ersättning till deltagare", "wages": "lön till personal"}
MONTHS = (
    *("januari", "februari", "mars", "april", "maj", "juni"),
    *("juli", "augusti", "september", "oktober", "november", "december"),
)
LINES = {"staff": "Personal", "other": "Övriga kostnader"}
#: The places that a template may name, and what comes there (Swedish, for the page where templates are written).
PLACES = {
    "titel": "Ärendets namn",
    "nummer": "Ärendets nummer",
    "förbund": "Förbundets namn",
    "dag": "Dagen då texten skrivs",
    "parter": "Förbundet och de parter som utför arbetet, en på varje rad",
    "ansvar": "Vem som leder insatsen eller är projektanordnare",
    "mål": "Målen i förslaget",
    "innehåll": "Innehållet i förslaget",
    "arbetssätt": "Hur parterna arbetar tillsammans",
    "bemanning": "Hur arbetet bemannas",
    "tid": "Första och sista dag, och antal deltagare",
    "pengar": "Kostnaderna och det parterna har lovat",
    "uppföljning": "Hur arbetet följs upp",
    "efteråt": "Vem som tar över när arbetet slutar",
}
DEFAULT = """\
# Överenskommelse
{titel}. Ärende {nummer}, {förbund}. Skriven {dag}.

# Parter
{parter}

# Ansvar
{ansvar}

# Mål
{mål}

# Innehåll
{innehåll}

# Arbetssätt
{arbetssätt}

# Bemanning
{bemanning}

# Tid
{tid}

# Pengar
{pengar}

# Uppföljning
{uppföljning}

# När arbetet slutar
{efteråt}
"""
_PLACE = re.compile(r"\{([^{}\n]*)\}")


def unknown_places(template: str) -> tuple[str, ...]:
    """The names in braces that a template may not use, as they are written, each once."""
    return tuple(dict.fromkeys(name for name in _PLACE.findall(template) if name.strip() not in PLACES))


def agreement_text(
    case: Case, state: CaseState, texts: Mapping[str, SectionVersion], on: date, template: str = DEFAULT
) -> str:
    """Parties, purpose, content, time, money, follow-up and handing over, as the template sets them."""
    return fill(template, values(case, state, texts, on))


def fill(template: str, words: Mapping[str, str]) -> str:
    """The template with its places filled; a part whose places are all empty is left out, heading and all."""
    parts = re.split(r"(?m)^(?=# )", template.replace("\r\n", "\n"))
    return "\n\n".join(filter(None, (_filled(part, words) for part in parts)))


def _filled(part: str, words: Mapping[str, str]) -> str:
    names = [name.strip() for name in _PLACE.findall(part)]
    if names and not any(words.get(name) for name in names):
        return ""
    return _PLACE.sub(lambda place: words.get(place.group(1).strip(), place.group(0)), part).strip()


def values(case: Case, state: CaseState, texts: Mapping[str, SectionVersion], on: date) -> dict[str, str]:
    """What stands in each place for this case."""
    home = case.association.organisation
    return {
        "titel": case.title,
        "nummer": case.number,
        "förbund": home.name,
        "dag": day_in_words(on),
        "parter": "\n".join(_party_lines(state, home.party_id, home.name)),
        "ansvar": _responsible(state),
        "mål": _text(texts, "goals"),
        "innehåll": _text(texts, "content"),
        "arbetssätt": _text(texts, "together"),
        "bemanning": _text(texts, "staffing"),
        "tid": _time(state),
        "pengar": "\n".join([*_cost_lines(state), *_paid(state, home.name), *_promise_lines(state)]),
        "uppföljning": _text(texts, "follow_up"),
        "efteråt": _text(texts, "afterwards"),
    }


def _text(texts: Mapping[str, SectionVersion], question: str) -> str:
    return texts[question].text if question in texts else ""


def _party_lines(state: CaseState, home: str, home_name: str) -> list[str]:
    names = {j.party: j.name for j in state.joining} | {home: home_name, "fk": "Försäkringskassan"}
    return [names.get(party) or state.name_of(party) for party in signatories(state, home)]


def _responsible(state: CaseState) -> str:
    made = state.recommendation
    if made is None:
        return ""
    organiser = state.next_organiser or made.organiser
    name = "Försäkringskassan" if organiser == "fk" else state.name_of(organiser)
    return f"{name} {_ROLES[made.role]}."


_ROLES = {
    "lead": "leder insatsen",
    "willing": "är projektanordnare",
    "guarantor": "är projektanordnare som garant, enligt regeringens beslut 2025-03-13, S2025/00456",
}


def _time(state: CaseState) -> str:
    plan = state.plan
    if plan.start is None or plan.end is None:
        return ""
    people = f" {plan.participants} deltagare är planerade." if plan.participants else ""
    return f"Från {day_in_words(plan.start)} till och med {day_in_words(plan.end)}.{people}"


def _paid(state: CaseState, home: str) -> list[str]:
    """Who pays: the association a measure, the ESF council its part of a project when it has granted it."""
    if not _with_money(state.costs):
        return []
    if state.plan.kind != ESF:
        return [f"{home} betalar kostnaderna."]
    if state.grant is None or state.grant.total is None or state.grant.support is None:
        return []
    whole, support = kronor(state.grant.total), kronor(state.grant.support)
    return [f"Hela projektet, med det parterna går in med: {whole}. Av det har ESF-rådet beviljat {support}."]


def by_year(amounts: Mapping[int, Money]) -> str:
    """1 500 000 kronor, varav 700 000 kronor år 2027 och 800 000 kronor år 2028; one year is named after it."""
    known = sorted((year, amount) for year, amount in amounts.items() if amount.ore)
    if len(known) == 1:
        return f"{kronor(known[0][1])} år {known[0][0]}"
    told = [f"{kronor(amount)} år {year}" for year, amount in known]
    whole = Money.total(amount for _year, amount in known)
    return f"{kronor(whole)}, varav {', '.join(told[:-1])} och {told[-1]}"


def _cost_lines(state: CaseState) -> list[str]:
    lines = _with_money(state.costs)
    told = [f"{LINES.get(line.id, line.id)}: {kronor(line.total)}" for line in lines]
    # Only a project has other costs than cash, so only there the word says something.
    together = "Kontanta kostnader tillsammans" if state.plan.kind == ESF else "Kostnader tillsammans"
    return [*told, f"{together}: {by_year(state.cash_costs)}"] if lines else []


def _with_money(lines: tuple[CostLine, ...]) -> list[CostLine]:
    return [line for line in lines if line.total.ore]


def _promise_lines(state: CaseState) -> list[str]:
    totals: dict[tuple[str, str], dict[int, Money]] = {}
    for c in state.commitments:
        years = totals.setdefault((c.party, c.kind), {})
        years[c.year] = years.get(c.year, Money.zero()) + c.amount
    return [
        f"{state.name_of(party)}, {_kind(party, kind)}: {by_year(years)}"
        for (party, kind), years in totals.items()
        if any(amount.ore for amount in years.values())
    ]


def _kind(party: str, kind: str) -> str:
    return "försörjningsstöd" if kind == "benefits" and party.startswith("municipality") else KINDS[kind]


def day_in_words(day: date) -> str:
    """1 mars 2027."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def kronor(amount: Money) -> str:
    """1 500 000 kronor, with öre only where there are any."""
    whole, ore = divmod(amount.ore, 100)
    grouped = f"{whole:,}".replace(",", "\u00a0")
    return f"{grouped},{ore:02d}\u00a0kronor" if ore else f"{grouped}\u00a0kronor"


def without_parties(text: str, names: Iterable[str]) -> str:
    """The text without the lines that are about these parties alone: their names, and what they promised.

    A start for an amendment when somebody has left; what is said of them in running text stays for people to change.
    """
    gone = tuple(names)
    kept = [
        line
        for line in text.splitlines()
        if line.strip() not in gone and not line.startswith(tuple(f"{name}," for name in gone))
    ]
    return "\n".join(kept)


def parts_of(text: str) -> list[tuple[str, str]]:
    """The headings of an agreement, each with the text under it; "" is a text before the first heading."""
    found: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        if line.startswith("# "):
            found.append((line[2:], []))
        elif found:
            found[-1][1].append(line)
        else:
            found.append(("", [line]))
    return [(heading, "\n".join(lines).strip()) for heading, lines in found]
