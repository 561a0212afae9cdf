"""Stories told as rows of events, for what is pure: (month, day), kind, data, why."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from samordna.agree.accounting.rules.facts import CaseFacts, NeedFacts
from samordna.agree.accounting.rules.story import Head, facts_of
from samordna.agree.preparation.history import Event
from samordna.ground.kernel.clock import STOCKHOLM

PLAN = {"area": "A2", "region": "SE12", "start": "2027-01-01", "end": "2028-12-31", "orientation": "individual"}
NAMES = {"fk": "Försäkringskassan", "af": "Arbetsförmedlingen", "region-05": "Region Östergötland"}
HEAD = Head("here-2026-01", "2026-01", "Steget", "here", "association-here", "here-2026-07")

Row = tuple[str, str, dict[str, Any]]


def need(day: str = "2026-01-10") -> Row:
    """The need is written."""
    return day, "need_identified", {"need": "2026-07", "low": 10, "high": 20}


def proposal(day: str, kind: str = "esf") -> Row:
    """A proposal of a kind is begun."""
    return day, "proposal_made", {"title": "Steget", "kind": kind, **PLAN}


def ask(day: str, *parties: str) -> Row:
    """The parties are asked."""
    return day, "parties_asked", {"parties": [{"party": p, "name": NAMES.get(p, p)} for p in parties]}


def answer(day: str, party: str, **values: str) -> Row:
    """A party answers; a no gets the reason "Nej, därför att"."""
    answers = {
        question: {"value": value, "reason": "Nej, därför att" if value in ("no", "refuses") else ""}
        | ({"amounts": [{"kind": "benefits", "year": 2027, "amount": "1000.00"}]} if _pays(question, value) else {})
        for question, value in values.items()
    }
    return day, "answered", {"party": party, "answers": answers}


def _pays(question: str, value: str) -> bool:
    return (question, value) == ("co_finances", "yes")


def all_in(day: str, party: str, organiser: str = "refuses", co_finances: str = "yes") -> Row:
    """A party takes part and answers everything."""
    return answer(day, party, takes_part="yes", co_finances=co_finances, organiser=organiser)


def decided(day: str, kind: str, body: str, outcome: str) -> Row:
    """A decision by somebody."""
    return day, kind, {"body": body, "outcome": outcome, "decided_by": "chefen", "decided_on": day, "why": "Skälet"}


def events(*rows: Row) -> list[Event]:
    """Rows as events, numbered from one; a day may also be written with a time."""
    return [
        Event(kind, _at(day), "Maria", data=data, why=str(data.get("why", "")), sequence=number)
        for number, (day, kind, data) in enumerate(rows, start=1)
    ]


def _at(day: str) -> datetime:
    moment = datetime.fromisoformat(day)
    return moment.replace(hour=moment.hour or 10, tzinfo=STOCKHOLM)


def told(*rows: Row, known: str = "2026-12-31", head: Head = HEAD) -> CaseFacts:
    """The facts of a story, which has a proposal by then."""
    found = facts_of(head, events(*rows), date.fromisoformat(known))
    assert found is not None
    return found


def need_facts(key: str = "here-2026-07", day: str = "2026-01-10", association: str = "here", *cases: str) -> NeedFacts:
    """A need."""
    return NeedFacts(key, key[-7:], "Behovet", association, date.fromisoformat(day), cases=cases)
