"""What has changed in a proposal since a party said something about it: so that it need not read all of it again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from samordna.agree.preparation import lookup
from samordna.agree.preparation.case_state import CaseState, Plan
from samordna.agree.preparation.history import replay
from samordna.agree.preparation.lookup import CaseView
from samordna.agree.preparation.models import SectionVersion
from samordna.agree.preparation.writing.differences import Piece, difference
from samordna.ground.kernel.money import Money


@dataclass(frozen=True)
class Fact:
    """A fact of the plan that has another value. ``what`` is the field of Plan; either may be None or empty."""

    what: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Cost:
    """A planned cost that has another amount in a year. ``line`` is the id of the cost line."""

    line: str
    year: int
    before: Money
    after: Money


@dataclass(frozen=True)
class Text:
    """A text that reads otherwise; ``pieces`` lead from the old to the new."""

    question: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Changes:
    """All that differs from how the proposal was at ``since``. False when nothing does."""

    since: datetime
    facts: tuple[Fact, ...]
    costs: tuple[Cost, ...]
    texts: tuple[Text, ...]

    def __bool__(self) -> bool:
        return bool(self.facts or self.costs or self.texts)


def changes_for(view: CaseView, party: str) -> Changes | None:
    """What has changed since the party last answered, or was asked before this round; None for one that is new to it.

    An answer of any round counts: the question is what the party has read.
    """
    answered = [answer.at for answer in view.state.answers if answer.party == party]
    since = max(answered, default=None) or _asked_before(view, party)
    return changes_since(view, since) if since else None


def changes_since(view: CaseView, since: datetime) -> Changes:
    """The proposal as it is now, read against how it was."""
    then = replay(event for event in view.events if event.at <= since)
    return Changes(
        since,
        tuple(_facts(then.plan, view.state.plan)),
        tuple(_costs(then, view.state)),
        tuple(_texts(view, since)),
    )


def _asked_before(view: CaseView, party: str) -> datetime | None:
    rounds = [event for event in view.events if event.kind == "parties_asked"]
    asked = [e.at for e in rounds[:-1] if any(row["party"] == party for row in e.data["parties"])]
    return asked[-1] if asked else None


def _facts(then: Plan, now: Plan) -> Iterator[Fact]:
    for name in (f.name for f in fields(Plan)):
        before, after = getattr(then, name), getattr(now, name)
        if before != after:
            yield Fact(name, before, after)


def _costs(then: CaseState, now: CaseState) -> Iterator[Cost]:
    before, after = ({line.id: line for line in state.costs} for state in (then, now))
    for line in dict.fromkeys([*before, *after]):
        was, became = (dict(lines[line].amounts) if line in lines else {} for lines in (before, after))
        for year in sorted({*was, *became}):
            amounts = was.get(year, Money.zero()), became.get(year, Money.zero())
            if amounts[0] != amounts[1]:
                yield Cost(line, year, *amounts)


def _texts(view: CaseView, since: datetime) -> Iterator[Text]:
    then: dict[str, str] = {}
    for row in SectionVersion.objects.filter(case=view.case, saved_at__lte=since).order_by("version"):
        then[row.question] = row.text
    for question, newest in lookup.texts(view.case).items():
        if newest.text != then.get(question, ""):
            yield Text(question, difference(then.get(question, ""), newest.text))
