"""The versions of a section's texts: who wrote what and when, the difference between two, and going back to one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from samordna.agree.preparation.lookup import CaseView
from samordna.agree.preparation.models import SectionVersion
from samordna.agree.preparation.writing import texts
from samordna.agree.preparation.writing.differences import SAME, Piece, difference
from samordna.agree.preparation.writing.sections import Section, TextQuestion
from samordna.edge.web.access import needs_role
from samordna.edge.web.cases.frame import ROLES, context, open_case, submit
from samordna.edge.web.cases.proposal import chosen, editable
from samordna.edge.web.request import Request
from samordna.ground.kernel.typed import whole


@dataclass(frozen=True)
class Compared:
    """Two versions of a text, read against each other. ``before`` None is the empty page before the first."""

    before: SectionVersion | None
    after: SectionVersion
    pieces: tuple[Piece, ...]

    @property
    def same(self) -> bool:
        """Nothing differs."""
        return all(piece.kind == SAME for piece in self.pieces)


@needs_role(*ROLES)
def versions(request: Request, key: str) -> HttpResponse:
    """Every version of a question in a section. ``?fran=1&till=3`` compares two of them."""
    view, section = open_case(request, key), chosen(request)
    question = _question(request, view, section)
    rows = list(SectionVersion.objects.filter(case=view.case, question=question.id).order_by("-version"))
    if request.method == "POST":
        done = _restored(request, view, section, question, rows)
        if done:
            return done
    return render(
        request,
        "cases/versions.html",
        context(
            request,
            view,
            "proposal",
            section=section,
            questions=section.questions_for(view.state.plan.kind),
            question=question,
            versions=rows,
            compared=_compared(request, rows),
            editable=editable(request, view),
        ),
    )


def _question(request: Request, view: CaseView, section: Section) -> TextQuestion:
    here = section.questions_for(view.state.plan.kind)
    asked = request.GET.get("fraga", here[0].id)
    found = next((question for question in here if question.id == asked), None)
    if found is None:
        raise Http404
    return found


def _compared(request: Request, rows: list[SectionVersion]) -> Compared | None:
    """The two that are asked for; without, the newest with the one before it."""
    if not rows:
        return None
    by_number = {row.version: row for row in rows}
    after = by_number.get(_number(request, "till", rows[0].version))
    before = _number(request, "fran", (after or rows[0]).version - 1)
    if after is None or (before and before not in by_number):
        raise Http404
    old = by_number.get(before)
    return Compared(old, after, difference(old.text if old else "", after.text))


def _number(request: Request, name: str, default: int) -> int:
    number = whole(request.GET.get(name))
    return default if number is None else number


def _restored(
    request: Request, view: CaseView, section: Section, question: TextQuestion, rows: list[SectionVersion]
) -> HttpResponse | None:
    numbers: dict[str, Any] = {name: whole(request.POST.get(name)) for name in ("version", "based_on")}
    if not editable(request, view) or None in numbers.values():
        raise Http404
    page = reverse("cases:proposal", args=[view.case.key])

    def act() -> None:
        at = request.clock.now()
        texts.restore_text(by=request.actor, at=at, case=view.case, question=question.id, **numbers)

    done = _("Version %(n)d gäller igen, som en ny version.") % {"n": numbers["version"]}
    return submit(request, act, back=f"{page}?avsnitt={section.number}#id_{question.id}", done=done)
