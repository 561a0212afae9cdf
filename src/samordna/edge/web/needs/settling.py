"""Taking a stand on a need that there is no proposal of: no further, not yet, or taken up again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samordna.agree.needs import permissions, standing
from samordna.agree.needs.models import Need
from samordna.agree.needs.states import after
from samordna.edge.web.forms import refuse
from samordna.edge.web.needs.forms import DeclineForm, ResumeForm, WaitForm
from samordna.edge.web.once import FIELD, run_once
from samordna.edge.web.request import Request
from samordna.ground.kernel.errors import Refusal
from samordna.ground.privacy import once

#: By act: the form, what it leads to, and what is said when it is done.
_ACTS: dict[str, tuple[type[forms.Form], Callable[..., Any], Any]] = {
    "decline": (DeclineForm, standing.decline, gettext_lazy("Behovet är avslutat. Skälet är sparat.")),
    "wait": (WaitForm, standing.wait, gettext_lazy("Behovet väntar. Det kommer tillbaka till startsidan den dagen.")),
    "resume": (ResumeForm, standing.resume, gettext_lazy("Behovet är taget upp igen.")),
}


def settling_forms(request: Request, need: Need) -> dict[str, forms.Form]:
    """The forms that the reader may use now, by act; none once there is a proposal."""
    if not permissions.may_settle_need(request.actor, need) or need.cases.exists():
        return {}
    sent = request.POST.get("act")
    return {
        act: form(request.POST if act == sent else None)
        for act, (form, _action, _done) in _ACTS.items()
        if after(need.standing, act) is not None
    }


def settle(request: Request, need: Need, found: dict[str, forms.Form]) -> HttpResponse | None:
    """What the manager pressed. None when the form must be mended."""
    act = request.POST.get("act", "")
    if act not in _ACTS or not permissions.may_settle_need(request.actor, need):
        raise Http404
    _form, action, done = _ACTS[act]
    form = found.get(act)
    if form is None:  # pressed twice, or somebody was first
        if once.result_of(request.POST.get(FIELD, "")) is None:
            messages.error(request, _("Behovet har hunnit gå vidare. Läs sidan igen och se vad som gäller nu."))
        return HttpResponseRedirect(request.path)
    if not form.is_valid():
        return None
    try:
        return run_once(request, lambda: _do(request, need, action, form.cleaned_data, str(done)))
    except Refusal as refusal:
        refuse(form, refusal)
        return None


def _do(request: Request, need: Need, action: Callable[..., Any], facts: dict[str, Any], done: str) -> str:
    action(by=request.actor, at=request.clock.now(), need=need, **facts)
    messages.success(request, done)
    return reverse("needs:detail", args=[need.key])
