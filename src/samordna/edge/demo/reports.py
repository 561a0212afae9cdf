"""Reports of the demo country: each has a decided version, by two people, and one is being written again."""

from __future__ import annotations

from datetime import datetime

from samordna.edge.demo import people
from samordna.edge.demo.releases import APPROVES, PROPOSES
from samordna.learn.reports import actions, decided
from samordna.learn.reports.description import names
from samordna.learn.reports.models import ReportDraft

AGAIN = "af-fk-2020"
SAYS = "Sammanfattningen är lång. Kan den börja med hur många som deltog?"


def make(*, at: datetime) -> None:
    """Decide every report as its template has it, and begin one anew. What is there is not made again."""
    lena, per = people.actor(PROPOSES, at), people.actor(APPROVES, at)
    for name in names():
        if not decided.versions_of(name).exists():
            draft = ReportDraft.objects.filter(report=name).first()
            if draft is None:
                draft = actions.begin_draft(report=name, by=lena, at=at)
            if not draft.proposals.exists():
                actions.propose(draft=draft, by=lena, at=at)
            actions.decide(draft=draft, by=per, at=at)
    if ReportDraft.objects.filter(report=AGAIN).count() == 1:
        again = actions.begin_draft(report=AGAIN, by=lena, at=at)
        actions.comment(draft=again, section="", text=SAYS, by=per, at=at)
