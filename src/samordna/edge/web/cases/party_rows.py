"""The answers of a case as a table: a row for each party, and what was changed since it first answered."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from samordna.agree.preparation.case_facts import Answer, Asked
from samordna.agree.preparation.case_state import CaseState
from samordna.agree.preparation.lookup import CaseView, members
from samordna.agree.preparation.positions import letters
from samordna.agree.preparation.positions.asking import opens_on
from samordna.agree.preparation.positions.respondents import silent_parties
from samordna.agree.preparation.waits.overview import reminders_by_party
from samordna.edge.web.cases.words import answer_line
from samordna.ground.kernel.clock import day_of


@dataclass(frozen=True)
class Change:
    """An answer that took the place of another: what was said before, and what since then."""

    before: Answer
    was: str
    after: Answer
    became: str


@dataclass(frozen=True)
class PartyRow:
    """A party with the answers that hold, what it has left, and what it said before."""

    party: str
    name: str
    answers: tuple[Answer | None, ...]
    lines: tuple[str, ...]
    left: int
    since: datetime
    changes: tuple[Change, ...]
    reminded: tuple[date, ...]
    opens_on: date | None
    deadline: date | None
    earlier: tuple[str, ...]
    silent: bool
    is_member: bool

    @property
    def decided(self) -> Answer | None:
        """The latest answer that somebody decided: who and when. Else the latest."""
        said = [answer for answer in self.answers if answer]
        given = [answer for answer in said if answer.decided_by] or said
        return max(given, key=lambda a: a.at) if given else None


def party_rows(view: CaseView, today: date) -> list[PartyRow]:
    """Every party that was asked in this round, with what it says now and how it was reminded."""
    told = reminders_by_party(letters.about(view.case))
    silent = silent_parties(view.case, view.state.asked, today)
    known = members(view.case, today)
    return [
        _row(view, asked, told=told.get(asked.party, ()), today=today, silent=silent, known=known)
        for asked in view.state.parties
    ]


def _row(
    view: CaseView,
    asked: Asked,
    *,
    told: tuple[date, ...],
    today: date,
    silent: Collection[str],
    known: Collection[str],
) -> PartyRow:
    state, party = view.state, asked.party
    questions = _questions(state)
    now = tuple(state.answer(party, question) for question in questions)
    given = (state.answers_to(party, question) for question in questions)
    days = sorted({*(day for day in told if day >= day_of(asked.at)), *map(day_of, asked.again)})
    return PartyRow(
        party=party,
        name=asked.name,
        answers=now,
        lines=tuple(answer_line(a, state) if a else "" for a in now),
        left=len(state.unanswered(party)),
        since=asked.at,
        changes=tuple(
            Change(before, answer_line(before, state), after, answer_line(after, state))
            for answers_given in given
            for before, after in pairwise(answers_given)
        ),
        reminded=tuple(days),
        opens_on=opens_on(view.case, state, party, today),
        deadline=asked.deadline,
        earlier=tuple(answer_line(a, state) if a else "" for a in (state.earlier_answer(party, q) for q in questions)),
        silent=party in silent,
        is_member=party in known,
    )


def _questions(state: CaseState) -> tuple[str, ...]:
    esf = state.plan.kind == "esf"
    return ("takes_part", "co_finances", "organiser") if esf else ("takes_part", "organiser")
