"""A party leaves: who, what follows, and then the act itself. Nothing happens before one has seen what follows."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samordna.agree.preparation.consequences import LEAVING, consequences
from samordna.agree.preparation.leaving import leave, may_record_leaving
from samordna.agree.preparation.lookup import CaseView
from samordna.agree.preparation.permissions import may_answer_for
from samordna.edge.web.access import needs_role
from samordna.edge.web.cases.forms import day, text
from samordna.edge.web.cases.frame import ROLES, context, open_case, submit
from samordna.edge.web.cases.leaving_words import follows
from samordna.edge.web.request import Request


class LeaveForm(forms.Form):
    """Who decided it, when and why; from the manager also which document says so."""

    decided_by = text(
        gettext_lazy("Vem hos parten har beslutat?"), required=gettext_lazy("Skriv vem hos parten som har beslutat.")
    )
    decided_on = day(
        gettext_lazy("När fattades beslutet?"), required=gettext_lazy("Skriv när beslutet fattades."), past=True
    )
    reason = text(
        gettext_lazy("Varför lämnar parten?"),
        required=gettext_lazy("Skriv skälet. Det ska gå att läsa om några år."),
        rows=3,
    )
    reference = text(
        gettext_lazy("Vilken handling står det i?"),
        gettext_lazy("Till exempel partens diarienummer. Du skriver in det åt parten."),
        required=gettext_lazy("Skriv vilken handling beslutet står i, till exempel diarienummer."),
    )

    def __init__(self, *args: object, own: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if own:
            del self.fields["reference"]


@needs_role(*ROLES)
def leaving(request: Request, key: str) -> HttpResponse:
    """Choose the party (``?part=``), read what follows, and write who decided and why."""
    view = open_case(request, key)
    able = those_who_can_leave(request, view)
    if not able:
        raise Http404
    party = request.GET.get("part", "") or (able[0][0] if len(able) == 1 else "")
    if party and party not in dict(able):
        raise Http404
    if not party:
        return render(request, "cases/leaving.html", context(request, view, "leaving", able=able))
    own = may_answer_for(request.actor, view.case, party)
    form = LeaveForm(request.POST or None, own=own)
    if request.method == "POST" and form.is_valid():
        name = view.state.name_of(party)
        done = submit(
            request,
            lambda: leave(by=request.actor, at=request.clock.now(), case=view.case, party=party, **form.cleaned_data),
            back=reverse("cases:detail", args=[view.case.key]),
            done=_("%(party)s har lämnat ärendet. Läs vad som händer nu.") % {"party": name},
            form=form,
        )
        if done:
            return done
    home = view.case.association.organisation.party_id
    found = consequences(view.state, party, request.clock.today(), home)
    return render(
        request,
        "cases/leaving.html",
        context(
            request,
            view,
            "leaving",
            able=able,
            party=party,
            party_name=view.state.name_of(party),
            own=own,
            follows=follows(found, view.state),
            form=form,
        ),
    )


def those_who_can_leave(request: Request, view: CaseView) -> list[tuple[str, str]]:
    """The parties, with their names, whose leaving the reader may record now."""
    state = view.state
    if state.stage not in LEAVING:
        return []
    return [(p, state.name_of(p)) for p in state.taking_part if may_record_leaving(request.actor, view.case, p)]
