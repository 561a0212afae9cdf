"""Acts that end or erase, each on a page of its own that says what will happen, with a receipt afterwards."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samordna.deliver.participants import erasing, mistaking, queries
from samordna.deliver.participants.consequences import PROTECTED, WITHDRAWN, Gone
from samordna.deliver.participants.models import Participation
from samordna.edge.web.access import needs_role
from samordna.edge.web.cases.frame import submit
from samordna.edge.web.once import run_once
from samordna.edge.web.register import erased
from samordna.edge.web.register.forms import AnonymousMistakeForm
from samordna.edge.web.register.requests import participant
from samordna.edge.web.register.words import language
from samordna.edge.web.request import Request
from samordna.ground.kernel.clock import SystemClock
from samordna.ground.kernel.errors import NotFound
from samordna.ground.parameters.reader import code_list


@needs_role("participant_registrar")
def withdraw(request: Request, public_id: str) -> HttpResponse:
    """The person takes back the consent: say what goes and what stays, then do it."""
    return _page(request, public_id, "register/withdraw.html", WITHDRAWN, erasing.withdraw_consent)


@needs_role("participant_registrar")
def protect(request: Request, public_id: str) -> HttpResponse:
    """The person has been given protected identity."""
    return _page(request, public_id, "register/protect.html", PROTECTED, erasing.protect_identity)


def _page(request: Request, public_id: str, template: str, kind: str, act: Callable[..., Gone]) -> HttpResponse:
    if request.method == "POST":
        # Looked up within: on a second press the participant may be gone, and the first press has the answer.
        def do() -> tuple[Participation, Gone]:
            one = participant(request, public_id, "close")
            return one, act(participation=one, by=request.actor, at=request.clock.now())

        return erased.run(request, do, kind)
    one = participant(request, public_id, "close")
    known = {"nav": "register", "one": one, "name": queries.identity_of(one).name}
    return render(request, template, known | erased.consequences_of(kind, erasing.about(one)))


class MistakeForm(forms.Form):
    """Why the entry should never have been made."""

    use_required_attribute = False
    reason = forms.ChoiceField(
        label=gettext_lazy("Vad blev fel?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Välj varför registreringen var fel.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reasons = code_list("mistake_reason").choices(language(), SystemClock().today())
        self.fields["reason"].choices = reasons  # type: ignore[attr-defined]


@needs_role("participant_registrar")
def mistaken(request: Request, public_id: str) -> HttpResponse:
    """The entry should never have been made: close it, and erase the person if there was no consent."""
    form = MistakeForm(request.POST if request.method == "POST" else None)

    def do() -> None:
        one, reason = participant(request, public_id, "close"), form.cleaned_data["reason"]
        mistaking.close_as_mistaken(participation=one, reason=reason, by=request.actor, at=request.clock.now())
        said = _("Registreringen är stängd som felregistrering och räknas inte längre.")
        if mistaking.erases(reason):
            said = _("Registreringen är stängd, och allt om personen är raderat.")
        messages.success(request, said)

    if (
        request.method == "POST"
        and form.is_valid()
        and (done := submit(request, do, back=reverse("register:mine"), form=form))
    ):
        return done
    one = participant(request, public_id, "close")
    context = {"nav": "register", "form": form, "one": one, "name": queries.identity_of(one).name}
    return render(request, "register/mistaken.html", context)


@needs_role("participant_registrar")
def reopen(request: Request, public_id: str) -> HttpResponse:
    """Closing the entry was the mistake: open it again as it was."""

    def do() -> None:
        one = participant(request, public_id, "close")
        mistaking.reopen(participation=one, by=request.actor, at=request.clock.now())

    if request.method == "POST":
        back = reverse("register:detail", args=[public_id])
        done = submit(request, do, back=back, done=_("Registreringen är öppen igen och räknas som förut."))
        assert done is not None  # a refusal is raised, since there is no form
        return done
    one = participant(request, public_id, "close")
    if mistaking.closing_of(one) is None:
        raise NotFound
    return render(
        request, "register/reopen.html", {"nav": "register", "one": one, "name": queries.identity_of(one).name}
    )


@needs_role("participant_registrar")
def anonymous(request: Request) -> HttpResponse:
    """Entries without person data, by measure, year and sex, and the way to take one back that was wrong."""
    measures = {one.code: one for one in queries.own_measures(request.actor)}
    if request.method == "POST":
        form = AnonymousMistakeForm(request.POST)
        if not form.is_valid() or form.cleaned_data["measure"] not in measures:
            raise NotFound
        return run_once(request, lambda: _take_back(request, measures, form.cleaned_data))
    rows = mistaking.anonymous_entries(measures.values())
    return render(request, "register/anonymous.html", {"nav": "register", "rows": rows})


def _take_back(request: Request, measures: dict[str, Any], data: dict[str, Any]) -> str:
    mistaking.close_anonymous_as_mistaken(
        measure=measures[data["measure"]],
        sex=data["sex"],
        start_year=data["start_year"],
        by=request.actor,
        at=request.clock.now(),
    )
    messages.success(request, _("En registrering är stängd som felregistrering och räknas inte längre."))
    return reverse("register:anonymous")
