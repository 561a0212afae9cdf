"""Beginning a proposal: from a need, with empty pages or with the texts of an earlier proposal."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from samordna.agree.needs import permissions as need_permissions
from samordna.agree.needs.models import Need
from samordna.agree.needs.queries import need_by_key
from samordna.agree.preparation.lookup import CaseView, case_by_key
from samordna.agree.preparation.models import Case
from samordna.agree.preparation.writing import copying
from samordna.edge.web.access import needs_role
from samordna.edge.web.cases.forms import ProposalForm
from samordna.edge.web.cases.frame import submit
from samordna.edge.web.request import Request
from samordna.ground.parameters.areas import municipalities


@needs_role(*need_permissions.WRITERS)
def new(request: Request, key: str) -> HttpResponse:
    """Begin a proposal from a need. ``?fran=`` names the earlier proposal that it starts from."""
    need = need_by_key(request.actor, key)
    if not need_permissions.may_write_need(request.actor, need.association.slug):
        raise Http404
    source = _source(request)
    initial = {"title": need.title, "region": _region_of(need)} | (_as_before(source) if source else {})
    form = ProposalForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        made: list[Any] = []

        def act() -> None:
            facts: dict[str, Any] = {"by": request.actor, "at": request.clock.now(), "need": need} | form.cleaned_data
            if source:
                made.append(copying.copy_proposal(source=source.case, **facts))
            else:
                made.append(copying.begin_proposal(**facts))
            messages.success(request, _("Förslaget är påbörjat som %(number)s.") % {"number": made[0].number})

        done = submit(request, act, back=lambda: reverse("cases:proposal", args=[made[0].key]), form=form)
        if done:
            return done
    return render(
        request,
        "cases/new.html",
        {
            "nav": "cases",
            "need": need,
            "form": form,
            "source": source,
            "earlier": earlier(request),
            "years": copying.years_ahead(source.state.plan.start, request.clock.today()) if source else 0,
        },
    )


@needs_role(*need_permissions.WRITERS)
def from_earlier(request: Request) -> HttpResponse:
    """From the list of cases: to a new proposal on the same need as the earlier one."""
    source = _source(request)
    if source is None:
        return HttpResponseRedirect(reverse("cases:list"))
    page = reverse("cases:new", args=[source.case.need.key])
    return HttpResponseRedirect(f"{page}?fran={source.case.key}")


def earlier(request: Request) -> list[Case]:
    """The proposals that the reader may begin from; none for those who do not write."""
    return copying.earlier_proposals(request.actor)


def _source(request: Request) -> CaseView | None:
    key = request.GET.get("fran", "")
    return case_by_key(request.actor, key) if key else None


def _region_of(need: Need) -> str:
    """The region of the need's municipalities, else of the association's; nothing where they lie in several."""
    places = list(need.municipalities.values_list("code", flat=True))
    if not places:
        held = need.association.memberships.exclude(municipality=None)
        places = list(held.values_list("municipality__code", flat=True))
    regions = {municipalities()[code].nuts2 for code in places if code in municipalities()}
    return regions.pop() if len(regions) == 1 else ""


def _as_before(source: CaseView) -> dict[str, Any]:
    plan = source.state.plan
    return {
        "title": source.case.title,
        "kind": plan.kind,
        "area": plan.area,
        "region": plan.region,
        "orientation": plan.orientation,
    }
