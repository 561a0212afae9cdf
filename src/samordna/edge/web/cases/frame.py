"""What every page of a case shares: the case in the reader's scope, its tabs, and its forms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from samordna.agree.preparation.case_state import CaseState
from samordna.agree.preparation.lookup import CaseView, case_by_key
from samordna.agree.preparation.permissions import READERS
from samordna.agree.preparation.states import ESF
from samordna.edge.web.cases import words
from samordna.edge.web.forms import refuse
from samordna.edge.web.once import run_once
from samordna.edge.web.request import Request
from samordna.ground.kernel.errors import Refusal

ROLES = (*READERS, "fk_esf")
#: Stages of an ESF+ case in which there is an application to prepare or to look at.
APPLYING = ("decision", "application", "agreement", "agreed", "running", "ended", "handed_over", "closed")


@dataclass(frozen=True)
class Tab:
    """A page of the case."""

    name: str
    label: str
    url: str


def open_case(request: Request, key: str) -> CaseView:
    """The case with this key; outside the reader's scope there is none (404)."""
    return case_by_key(request.actor, key)


def context(request: Request, view: CaseView, tab: str, **more: Any) -> dict[str, Any]:
    """What the templates of a case need."""
    return {
        "nav": "cases",
        "view": view,
        "case": view.case,
        "state": view.state,
        "place": words.place(view.state),
        "time": words.time_of(view.state.plan.start, view.state.plan.end),
        "tabs": tabs(view),
        "tab": tab,
        "today": request.clock.today(),
        **more,
    }


def tabs(view: CaseView) -> list[Tab]:
    """The pages that this case has, in the order of the road."""
    names = [("detail", _("Översikt")), ("proposal", _("Förslag")), ("positions", _("Svar"))]
    if view.state.plan.kind == ESF:
        names.append(("cofinancing", _("Medfinansiering")))
    if view.state.guarantor is not None or _may_be_guaranteed(view.state):
        names.append(("guarantor", _("Garantärende")))
    names.append(("decision", _("Beslut")))
    if view.state.plan.kind == ESF and view.state.stage in APPLYING:
        names.append(("application", _("Ansökan")))
    names.append(("agreement", _("Överenskommelse")))
    return [Tab(name, text, reverse(f"cases:{name}", args=[view.case.key])) for name, text in names]


def _may_be_guaranteed(state: CaseState) -> bool:
    """Everybody has answered, it is not recommended yet, and nobody is willing: what stops the guarantee is told."""
    willing = any(state.value(party, "organiser") == "willing" for party in state.taking_part)
    return state.plan.kind == ESF and state.stage == "organiser" and not willing


def submit(
    request: Request,
    act: Callable[[], object],
    *,
    back: str | Callable[[], str],
    done: str = "",
    form: forms.Form | None = None,
) -> HttpResponse | None:
    """Carry out a form once and go to ``back`` (or what it gives afterwards). A refusal stays on the form; None then,
    and the page is shown again.

    Without a form the refusal becomes a message.
    """

    def once() -> str:
        act()
        if done:
            messages.success(request, done)
        return back() if callable(back) else back

    try:
        return run_once(request, once)
    except Refusal as refusal:
        if form is None:
            raise
        refuse(form, refusal)
        return None
