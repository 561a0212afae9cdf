"""A certificate as a paper, from the facts that were frozen with it. Swedish in every language: it is a document."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from samordna.agree.decisions.agreements.agreement_text import KINDS, MONTHS
from samordna.engine.paper import Paper, Part, Rows, SignHere, Text
from samordna.ground.kernel.money import Money

#: Must stand on what is shown outside (Regulation (EU) 2021/1060, article 50).
EU_WORDS = "Medfinansieras av Europeiska unionen"


def certificate_paper(facts: Mapping[str, Any], document_hash: str) -> Paper:
    """Who pays what, by kind and year, how it was computed, and a place to sign."""
    payer = facts["payer"]["name"]
    period = " till och med ".join(day_words(facts[name]) for name in ("start", "end") if facts[name])
    said = [
        ("Medfinansiär", payer),
        ("Projekt", f"{facts['project']}, ärende {facts['case']}, {facts['association']}"),
        ("Projektanordnare", facts["organiser"]),
        ("Programområde", ", ".join(filter(None, [facts["area"], facts["region"] or "nationellt"]))),
        ("Projektets tid", period),
        ("Ställningstagande", _by_and_day(facts, "answered")),
        ("Beslut", _by_and_day(facts, "decided")),
    ]
    lines = [
        (
            kind_words(line["kind"], facts["payer"]["party"]),
            str(line["year"]),
            basis_words(line),
            _amount(line["amount"]),
        )
        for line in facts["lines"]
    ]
    table = Rows(
        "Medfinansiering i kronor",
        ("Form", "År", "Så är det räknat", "Belopp"),
        (*lines, ("Summa", "", "", _amount(facts["total"]))),
        numbers=(3,),
        sums=1,
    )
    return Paper(
        title=f"Medfinansieringsintyg {facts['number']}",
        subtitle=EU_WORDS,
        made=date.fromisoformat(facts["on"]),
        facts=tuple((name, value) for name, value in said if value),
        blocks=(
            Text(
                f"{payer} intygar att projektet medfinansieras med de belopp som står här, om det får stöd från ESF+."
            ),
            table,
            Part("Underskrift"),
            SignHere(payer, "Namnförtydligande, titel, ort och datum"),
            Text(f"Intygets kontrollsumma: {document_hash}"),
        ),
    )


def _by_and_day(facts: Mapping[str, Any], what: str) -> str:
    """Who answered or decided, and when. Certificates from before the two were told apart hold only ``decided``."""
    return ", ".join(filter(None, [facts.get(f"{what}_by", ""), day_words(facts.get(f"{what}_on"))]))


def kind_words(kind: str, party: str) -> str:
    """A kind of co-financing in the payer's own word."""
    words = "försörjningsstöd" if kind == "benefits" and party.startswith("municipality") else KINDS.get(kind, kind)
    return words[0].upper() + words[1:]


def basis_words(line: Mapping[str, Any]) -> str:
    """How an amount was computed, when the promise says so."""
    basis = line["basis"]
    if basis is None:
        return "Enligt partens beslut"
    return f"{basis['participants']} deltagare × {basis['hours']} timmar × {_amount(basis['value'])} kronor"


def day_words(text: str | None) -> str:
    """2026-12-03 as 3 december 2026."""
    if not text:
        return ""
    day = date.fromisoformat(text)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _amount(text: str) -> str:
    return amount_words(Money.parse(text))


def amount_words(amount: Money) -> str:
    """1 234 567,50: kronor with öre, so that columns add up to what is seen."""
    whole, ore = divmod(abs(amount.ore), 100)
    sign = "\N{MINUS SIGN}" if amount.ore < 0 else ""
    return f"{sign}{whole:,}".replace(",", "\N{NO-BREAK SPACE}") + f",{ore:02d}"
