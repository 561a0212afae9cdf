"""What an answering party is shown beside the questions: what has changed since its answer, and what it said then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samordna.agree.preparation.case_state import QUESTIONS, Answer
from samordna.agree.preparation.lookup import CaseView
from samordna.agree.preparation.positions.changes import changes_for
from samordna.agree.preparation.writing.differences import Piece
from samordna.agree.preparation.writing.sections import label
from samordna.edge.web.cases.plan_words import ORIENTATION
from samordna.edge.web.cases.words import COST_LINES, answer_line
from samordna.edge.web.components.templatetags.samordna import integer, long_day, tkr
from samordna.edge.web.components.templatetags.samordna import label as in_language
from samordna.ground.parameters.areas import nuts2_regions

FACTS = {
    "orientation": gettext_lazy("Vad det gäller"),
    "participants": gettext_lazy("Deltagare"),
    "start": gettext_lazy("Första dag"),
    "end": gettext_lazy("Sista dag"),
    "planning_until": gettext_lazy("Planering till och med"),
    "closing_from": gettext_lazy("Avslutning från och med"),
    "area": gettext_lazy("Programområde"),
    "region": gettext_lazy("Region"),
    "call_date": gettext_lazy("Utlysningens dag"),
}


@dataclass(frozen=True)
class Line:
    """A fact or an amount: its name, what it was and what it is."""

    name: str
    was: str
    became: str


@dataclass(frozen=True)
class Rewritten:
    """A text with its difference."""

    question: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class SinceThen:
    """Everything that changed since a moment; empty tuples when the proposal reads as it did."""

    since: datetime
    lines: tuple[Line, ...]
    texts: tuple[Rewritten, ...]


def since_then(view: CaseView, party: str) -> SinceThen | None:
    """What has changed since the party answered, or was asked the time before; None for a party that is new to it."""
    found = changes_for(view, party)
    if found is None:
        return None
    facts = (
        Line(str(FACTS.get(f.what, f.what)), _value(f.what, f.before), _value(f.what, f.after)) for f in found.facts
    )
    costs = (
        Line(
            f"{COST_LINES.get(c.line, c.line)} {c.year}",
            _("%(n)s tkr") % {"n": tkr(c.before)},
            _("%(n)s tkr") % {"n": tkr(c.after)},
        )
        for c in found.costs
    )
    texts = tuple(Rewritten(in_language(label(t.question)), t.pieces) for t in found.texts)
    return SinceThen(found.since, (*facts, *costs), texts)


def earlier_answers(view: CaseView, party: str) -> list[tuple[str, Answer]]:
    """What the party said the time before, question by question, where it has not answered anew."""
    held = [view.state.earlier_answer(party, question) for question in QUESTIONS]
    return [
        (answer_line(answer, view.state), answer)
        for answer in held
        if answer is not None and view.state.answer(party, answer.question) is None
    ]


def _value(what: str, value: Any) -> str:
    if value in (None, ""):
        return _("nationellt") if what == "region" else _("inte satt")
    if isinstance(value, date):
        return long_day(value)
    if what == "orientation":
        return str(ORIENTATION[value])
    if what == "region":
        return str(nuts2_regions().get(value, value))
    return integer(value) if isinstance(value, int) else str(value)
