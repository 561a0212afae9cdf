"""The same cost promised in two projects at the same time. A krona can co-finance one of them.

What can be seen: what each party promises by kind and year, the days of the two plans, the party's own name for the
post or the participants, what benefits were computed from, and whether both projects come from the same need.

- *Certain* when a party has given the same post in both for the same kind and a year in which both go on.
- *Possible* for wages and benefits without such a name in one of them, when the amount of a year or the three numbers
  behind it are the same in both; and for benefits, when both projects come from the same need.
- Nothing when both name posts and the names differ.

What cannot be seen: who the participants and the employees are, how many hours a person works altogether, and cash
without a name – so that silence here is no proof.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from samordna.agree.preparation.case_facts import Commitment
from samordna.agree.preparation.case_state import CaseState

Why = Literal["post", "basis", "amount", "need"]


@dataclass(frozen=True, slots=True)
class Project:
    """A project's promises, its days and the need that it comes from."""

    key: str
    need: str
    start: date
    end: date
    promises: tuple[Commitment, ...]


@dataclass(frozen=True, slots=True)
class Twice:
    """What a party seems to promise in two projects: of which kind, in which years, and what gives it away."""

    party: str
    kind: str
    years: tuple[int, ...]
    other: str
    why: Why
    post: str = ""

    @property
    def certain(self) -> bool:
        """The party itself has called it the same."""
        return self.why == "post"


def project_of(key: str, need: str, state: CaseState) -> Project | None:
    """A case as the rule sees it; None until its days are set."""
    plan = state.plan
    if plan.start is None or plan.end is None:
        return None
    return Project(key, need, plan.start, plan.end, tuple(c for c in state.commitments if c.amount.ore))


def promised_twice(ours: Project, others: Iterable[Project]) -> list[Twice]:
    """What our project shares with others: by other project, party, kind and reason, its years together."""
    found: dict[tuple[str, str, str, Why, str], list[int]] = {}
    for other in others:
        for mine in ours.promises:
            for theirs in other.promises:
                why = _why(mine, theirs, ours, other)
                if why is not None:
                    post = mine.post.strip() if why == "post" else ""
                    found.setdefault((other.key, mine.party, mine.kind, why, post), []).append(mine.year)
    return [
        Twice(party, kind, tuple(sorted(set(years))), key, why, post)
        for (key, party, kind, why, post), years in found.items()
    ]


def _why(mine: Commitment, theirs: Commitment, ours: Project, other: Project) -> Why | None:
    """What gives two promises away as the same; None when nothing does."""
    same = (mine.party, mine.kind, mine.year) == (theirs.party, theirs.kind, theirs.year)
    if not same or not _both_go_on(mine.year, ours, other):
        return None
    posts = (_plain(mine.post), _plain(theirs.post))
    if all(posts):
        return "post" if posts[0] == posts[1] else None
    signs: dict[Why, bool] = {
        "basis": mine.basis is not None and mine.basis == theirs.basis,
        "amount": mine.amount == theirs.amount,
        "need": mine.kind == "benefits" and ours.need == other.need,
    }
    return next((why for why, seen in signs.items() if seen and mine.kind != "cash"), None)


def _both_go_on(year: int, ours: Project, other: Project) -> bool:
    """The two plans share a day of the year."""
    first = max(ours.start, other.start, date(year, 1, 1))
    return first <= min(ours.end, other.end, date(year, 12, 31))


def _plain(post: str) -> str:
    """A name without case and spaces: people write the same post a little differently."""
    return "".join(post.split()).casefold()
