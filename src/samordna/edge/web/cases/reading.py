"""The whole proposal on one page: to read through, and to print."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from samordna.agree.preparation.cofinancing.money import planned_costs
from samordna.agree.preparation.lookup import CaseView, texts
from samordna.agree.preparation.writing.sections import SECTIONS, Section
from samordna.edge.web.access import needs_role
from samordna.edge.web.cases.frame import ROLES, context, open_case
from samordna.edge.web.cases.words import COST_LINES
from samordna.edge.web.components.templatetags.samordna import label
from samordna.edge.web.request import Request
from samordna.ground.kernel.money import Money


@dataclass(frozen=True)
class Part:
    """A section with its questions and saved answers ("" where there is none)."""

    section: Section
    texts: tuple[tuple[str, str], ...]


@needs_role(*ROLES)
def whole(request: Request, key: str) -> HttpResponse:
    """All ten sections as they are saved, with the time, the participants and the costs."""
    view = open_case(request, key)
    saved = texts(view.case)
    parts = [
        Part(
            section,
            tuple(
                (label(q.label), saved[q.id].text if q.id in saved else "")
                for q in section.questions_for(view.state.plan.kind)
                if not q.optional or (q.id in saved and saved[q.id].text)
            ),
        )
        for section in SECTIONS
    ]
    last = max(saved.values(), key=lambda version: version.saved_at, default=None)
    more: dict[str, Any] = {"parts": parts, "last": last, "planned": planned(view)}
    return render(request, "cases/proposal_whole.html", context(request, view, "proposal", **more))


def planned(view: CaseView) -> dict[str, Any] | None:
    """The planned costs as a table: years, lines with their names, sums, and what it is in words and for each."""
    if not view.state.costs:
        return None
    years, rows, sums = planned_costs(view.state)
    lines = [(COST_LINES.get(row.kind, row.kind), row.years, row.total) for row in rows]
    return {"years": years, "lines": lines, "sums": sums, "total": sum(sums), **amounts(view)}


def amounts(view: CaseView) -> dict[str, Money | None]:
    """The whole cost in cash, and that for each planned participant."""
    amount = Money.total(view.state.cash_costs.values())
    persons = view.state.plan.participants
    return {"amount": amount, "each": Money.kronor(amount.ore // 100 // persons) if persons else None}
