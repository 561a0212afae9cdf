"""Needs: the list, the estimate of 2016, one need, and writing one."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from samordna.agree.needs import actions, permissions, queries
from samordna.agree.needs.models import Estimate, Need
from samordna.agree.needs.queries import EstimateView, GroupLine
from samordna.agree.needs.states import STATE
from samordna.agree.preparation.lookup import cases_of
from samordna.edge.web.access import needs_role
from samordna.edge.web.components.templatetags.samordna import decimals, integer
from samordna.edge.web.forms import refuse
from samordna.edge.web.needs.forms import NeedForm
from samordna.edge.web.needs.pictures import COPPER, HAZE, NIGHT, RangePicture, Span, draw
from samordna.edge.web.needs.settling import settle, settling_forms
from samordna.edge.web.once import run_once
from samordna.edge.web.request import Request
from samordna.ground.kernel.errors import Refusal

READERS = (*permissions.READERS, *permissions.NATIONAL_READERS)


@needs_role(*READERS)
def need_list(request: Request) -> HttpResponse:
    """All needs that the reader may see, the newest first, and the way to the national estimate."""
    needs = queries.needs_of(request.actor)
    taken_up = {case.need_id for case in cases_of(request.actor)}
    return render(
        request,
        "needs/list.html",
        {
            "nav": "needs",
            "needs": [(need, need.pk in taken_up, STATE[need.standing]) for need in needs],
            "several": len({need.association_id for need in needs}) > 1,
            "may_write": bool(_writes_for(request)),
            "estimates": permissions.visible_estimates(request.actor).order_by("-year", "name"),
        },
    )


@needs_role(*READERS)
def estimate(request: Request, key: str = queries.NATIONAL_2016) -> HttpResponse:
    """An estimate group by group: stock, share, product, what is printed, and the interval with its assumptions."""
    found = queries.estimate_by_key(request.actor, key)
    return render(
        request,
        "needs/estimate.html",
        {
            "nav": "needs",
            "view": found,
            "rows": [_row(line) for line in found.lines],
            "low": integer(found.low_persons),
            "high": integer(found.high_persons),
            "low_share": _share(found, found.interval.low),
            "high_share": _share(found, found.interval.high),
            "total": exact(found.total),
            "total_share": _share(found, found.total),
            "printed_share": _share(found, found.comparison.printed) if found.comparison else "",
            "difference": exact(found.comparison.difference) if found.comparison else "",
            "picture": _picture(found),
            "may_write": bool(_writes_for(request)),
        },
    )


@needs_role(*READERS)
def detail(request: Request, key: str) -> HttpResponse:
    """One need: how many, how sure, what is missing, and what became of it."""
    need = queries.need_by_key(request.actor, key)
    found_forms = settling_forms(request, need)
    if request.method == "POST":
        done = settle(request, need, found_forms)
        if done:
            return done
    own = need.estimate if need.estimate and need.estimate.association_id else None
    found = queries.view_of(own) if own else None
    return render(
        request,
        "needs/detail.html",
        {
            "nav": "needs",
            "need": need,
            "view": found,
            "picture": _picture(found, places=need.places) if found else None,
            "rows": [_row(line) for line in found.lines] if found else [],
            "overlap": _overlap_text(found.estimate) if found else "",
            "missing": _missing(need),
            "evidence": [line for line in need.evidence.splitlines() if line.strip()],
            "municipalities": need.municipalities.order_by("name"),
            "seen_by": need.seen_by.order_by("name"),
            "cases": [case for case in cases_of(request.actor) if case.need_id == need.pk],
            "may_write": permissions.may_write_need(request.actor, need.association.slug),
            "settling": found_forms,
            "form": next((form for form in found_forms.values() if form.errors), None),
            "standing": STATE[need.standing],
            "steps": list(need.steps.all())[::-1],
            "today": request.clock.today(),
        },
    )


@needs_role(*permissions.WRITERS)
def new(request: Request) -> HttpResponse:
    """Write a need down, with the estimate it rests on beside the form."""
    base = _estimate_behind(request)
    form = NeedForm(request.POST or None, associations=_writes_for(request))
    if request.method == "POST" and form.is_valid():
        facts: dict[str, Any] = dict(form.cleaned_data)
        facts["municipalities"] = [m.code for m in facts["municipalities"]]
        facts["seen_by"] = [o.party_id for o in facts["seen_by"]]

        def act() -> str:
            need = actions.write_need(by=request.actor, at=request.clock.now(), estimate=base, **facts)
            messages.success(request, _("Behovet är sparat som %(number)s.") % {"number": need.number})
            return reverse("needs:detail", args=[need.key])

        try:
            return run_once(request, act)
        except Refusal as refusal:
            refuse(form, refusal)
    view = queries.view_of(base) if base else None
    return render(request, "needs/new.html", {"nav": "needs", "form": form, "view": view})


def _estimate_behind(request: Request) -> Estimate | None:
    key = request.GET.get("uppskattning", "")
    if not key:
        return None
    found = permissions.visible_estimates(request.actor).filter(key=key).first()
    if found is None:
        raise Http404
    return found


def _writes_for(request: Request) -> list[str]:
    return permissions.own_associations(request.actor, permissions.WRITERS)


def exact(value: Fraction | int) -> str:
    """A number as it is: whole, or with its one decimal. The products of the estimate end in a half at most."""
    return integer(value) if Fraction(value).denominator == 1 else decimals(float(value))


def _share(view: EstimateView, persons: Fraction | int) -> str:
    share = view.share(persons)
    return "" if share is None else decimals(float(share))


def _row(line: GroupLine) -> dict[str, Any]:
    """A group in words and numbers, as the table prints it."""
    value, group = line.value, line.group
    return {
        "group": group,
        "share": _percent_span(value.share, value.share_high),
        "share_printed": _percent(value.share_printed),
        "result": exact(value.low),
        "span": f"{integer(line.low_persons)}–{integer(line.high_persons)}",
        "printed": integer(value.printed),
        "difference": "" if value.difference is None else exact(value.difference),
        "differs": value.difference not in (None, 0),
        "other_share": value.other_share_printed,
    }


def _percent(share: Fraction | None) -> str:
    return "..." if share is None else exact(share * 100) + "\N{NO-BREAK SPACE}%"


def _percent_span(low: Fraction, high: Fraction | None) -> str:
    return _percent(low) if high is None or high == low else f"{exact(low * 100)}–{_percent(high)}"


def _picture(view: EstimateView, places: int | None = None) -> RangePicture:
    """Each group, what is taken away for overlap, the whole, and the places that exist."""
    spans = [
        Span(line.group.name, _between(line.low_persons, line.high_persons), line.value.low, line.value.high)
        for line in view.lines
    ]
    estimate = view.estimate
    if estimate.overlap:
        spans.append(
            Span(_("Finns i flera grupper"), _overlap_text(estimate), estimate.overlap.low, estimate.overlap.high, HAZE)
        )
    whole = _between(view.low_persons, view.high_persons)
    spans.append(Span(_("Behöver samordnat stöd"), whole, view.interval.low, view.interval.high, NIGHT, total=True))
    if places is not None:
        spans.append(Span(_("Platser som finns i dag"), integer(places), places, places, COPPER))
    return draw(spans)


def _between(low: int, high: int) -> str:
    return integer(low) if low == high else f"{integer(low)}–{integer(high)}"


def _overlap_text(estimate: Estimate) -> str:
    """What is taken away: −30 till −10."""
    if not estimate.overlap:
        return ""
    low, high = estimate.overlap.low, estimate.overlap.high
    return _("%(high)s till %(low)s") % {"high": integer(-high), "low": integer(-low)}


def _missing(need: Need) -> str:
    """How many lack a place, as an interval: never below zero."""
    if need.low is None or need.high is None or need.places is None:
        return ""
    return _between(max(0, need.low - need.places), max(0, need.high - need.places))
