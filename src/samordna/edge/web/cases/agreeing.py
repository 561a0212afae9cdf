"""The agreement: its text, its versions, who has signed, and the start."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samordna.agree.decisions import carrying_out, rules
from samordna.agree.decisions.agreement_text import agreement_text
from samordna.agree.decisions.carrying_out import may_sign_for
from samordna.agree.decisions.models import Agreement, Signature
from samordna.agree.decisions.queries import newest_agreement
from samordna.agree.preparation.lookup import CaseView, texts
from samordna.agree.preparation.permissions import may_manage
from samordna.edge.web.access import needs_role
from samordna.edge.web.cases.forms import SignForm, text
from samordna.edge.web.cases.frame import ROLES, context, open_case, submit
from samordna.edge.web.request import Request
from samordna.ground.kernel.clock import day_of


class TextForm(forms.Form):
    """The text of the agreement. A line that begins with # is a heading."""

    text = text(
        gettext_lazy("Överenskommelsens text"),
        gettext_lazy("En rad som börjar med # blir en rubrik."),
        required=gettext_lazy("Skriv överenskommelsen."),
        rows=24,
    )


class HandOverForm(forms.Form):
    """What the parties took over."""

    why = text(gettext_lazy("Vad har parterna tagit över?"), required=gettext_lazy("Skriv vad som togs över."), rows=3)


@dataclass(frozen=True)
class Line:
    """Somebody who must sign, and the signature when there is one."""

    party: str
    name: str
    signature: Signature | None


@needs_role(*ROLES)
def agreement(request: Request, key: str) -> HttpResponse:
    """Read and sign; the manager writes the text, and starts when everybody has signed and the day has come."""
    view = open_case(request, key)
    made = newest_agreement(view.case)
    act = request.POST.get("act", "")
    available = _forms(request, view, made, act)
    if request.method == "POST":
        form = available.get(act)
        if form is None:
            raise Http404
        if form.is_valid():
            done = _ACTS[act](request, view, form)
            if done:
                return done
    lines = _lines(view, made)
    return render(
        request,
        "cases/agreement.html",
        context(
            request,
            view,
            "agreement",
            form=available.get(act),
            forms=available,
            made=made,
            parts=_parts(made.text) if made else [],
            lines=lines,
            signed=sum(1 for line in lines if line.signature),
            earlier=view.case.agreements.exclude(pk=made.pk).order_by("-version") if made else [],
            writes="skriv" in request.GET or act == "draft",
            organisation=request.actor.organisation_name,
        ),
    )


def _forms(request: Request, view: CaseView, made: Agreement | None, act: str) -> dict[str, forms.Form]:
    def data(name: str) -> Any:
        return request.POST if act == name else None

    state, manages, today = view.state, may_manage(request.actor, view.case), request.clock.today()
    found: dict[str, forms.Form] = {}
    if state.stage == "agreement":
        if manages:
            words = made.text if made else agreement_text(view.case, state, texts(view.case), today)
            found["draft"] = TextForm(data("draft"), initial={"text": words})
        if made and _own_line(request, view):
            known = {"version": made.version, "name": request.actor.name, "title": request.actor.title}
            found["sign"] = SignForm(data("sign"), initial=known)
    elif manages and state.stage == "agreed" and (state.plan.start is None or state.plan.start <= today):
        found["start"] = forms.Form(data("start"))
    elif manages and state.stage == "running":
        found["end"] = forms.Form(data("end"))
    elif manages and state.stage == "ended":
        found["hand_over"] = HandOverForm(data("hand_over"))
    return found


def _own_line(request: Request, view: CaseView) -> str:
    """The party that the reader signs for and that has not signed; nothing otherwise."""
    home = view.case.association.organisation.party_id
    mine = request.actor.organisation
    return mine if mine in rules.unsigned(view.state, home) and may_sign_for(request.actor, view.case, mine) else ""


def _lines(view: CaseView, made: Agreement | None) -> list[Line]:
    home = view.case.association.organisation
    known = {s.organisation.party_id: s for s in made.signatures.select_related("organisation")} if made else {}
    return [
        Line(party, home.name if party == home.party_id else _name(view, party), known.get(party))
        for party in rules.signatories(view.state, home.party_id)
    ]


def _name(view: CaseView, party: str) -> str:
    return "Försäkringskassan" if party == "fk" else view.state.name_of(party)


def _parts(words: str) -> list[tuple[str, str]]:
    """Headings with the text under each."""
    found: list[tuple[str, list[str]]] = []
    for line in words.splitlines():
        if line.startswith("# "):
            found.append((line[2:], []))
        elif found:
            found[-1][1].append(line)
        else:
            found.append(("", [line]))
    return [(heading, "\n".join(lines).strip()) for heading, lines in found]


def _draft(request: Request, view: CaseView, form: forms.Form) -> HttpResponse | None:
    words = form.cleaned_data["text"]
    return submit(
        request,
        lambda: carrying_out.draft_agreement(by=request.actor, at=request.clock.now(), case=view.case, text=words),
        back=_here(view),
        done=_("Överenskommelsen är sparad. Parterna kan läsa och skriva under."),
        form=form,
    )


def _sign(request: Request, view: CaseView, form: forms.Form) -> HttpResponse | None:
    party = _own_line(request, view)
    return submit(
        request,
        lambda: carrying_out.sign(
            by=request.actor, at=request.clock.now(), case=view.case, party=party, **form.cleaned_data
        ),
        back=_here(view),
        done=_("Underskriften är sparad."),
        form=form,
    )


def _start(request: Request, view: CaseView, form: forms.Form) -> HttpResponse | None:
    return submit(
        request,
        lambda: carrying_out.start(by=request.actor, at=request.clock.now(), case=view.case),
        back=_here(view),
        done=_("Arbetet är igång sedan %(day)s.") % {"day": day_of(request.clock.now()).isoformat()},
        form=form,
    )


def _end(request: Request, view: CaseView, form: forms.Form) -> HttpResponse | None:
    return submit(
        request,
        lambda: carrying_out.end(by=request.actor, at=request.clock.now(), case=view.case),
        back=_here(view),
        form=form,
    )


def _hand_over(request: Request, view: CaseView, form: forms.Form) -> HttpResponse | None:
    return submit(
        request,
        lambda: carrying_out.hand_over(
            by=request.actor, at=request.clock.now(), case=view.case, why=form.cleaned_data["why"]
        ),
        back=_here(view),
        form=form,
    )


_ACTS = {"draft": _draft, "sign": _sign, "start": _start, "end": _end, "hand_over": _hand_over}


def _here(view: CaseView) -> str:
    return reverse("cases:agreement", args=[view.case.key])
