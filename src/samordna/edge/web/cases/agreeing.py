"""The agreement: its text, its versions and amendments, who has signed, and the start."""

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
from samordna.agree.decisions.agreements import agreeing
from samordna.agree.decisions.agreements.agreeing import may_sign_for
from samordna.agree.decisions.agreements.agreement_text import parts_of, without_parties
from samordna.agree.decisions.agreements.signed_files import files_of
from samordna.agree.decisions.models import Agreement, Signature
from samordna.agree.decisions.queries import newest_agreement, open_request
from samordna.agree.preparation.lookup import CaseView, members
from samordna.agree.preparation.permissions import may_manage
from samordna.agree.preparation.writing.differences import difference
from samordna.edge.integrations import signing as services
from samordna.edge.web.access import needs_role
from samordna.edge.web.cases import words
from samordna.edge.web.cases.deciding import unadjusted_of
from samordna.edge.web.cases.forms import SignForm, as_tall_as_its_text, choice, text
from samordna.edge.web.cases.frame import ROLES, context, open_case, submit
from samordna.edge.web.request import Request
from samordna.ground.kernel.clock import day_of
from samordna.ground.kernel.money import Money
from samordna.ground.kernel.typed import whole
from samordna.ground.privacy import marks

#: Forty pages: no agreement of this kind is longer.
LONGEST_AGREEMENT = 100_000


class TextForm(forms.Form):
    """The text of the agreement. A line that begins with # is a heading."""

    text = text(
        gettext_lazy("Överenskommelsens text"),
        gettext_lazy("En rad som börjar med # blir en rubrik."),
        required=gettext_lazy("Skriv överenskommelsen."),
        rows=24,
        most=LONGEST_AGREEMENT,
    )
    organiser = choice(
        gettext_lazy("Vem håller i arbetet nu?"), [], required=gettext_lazy("Välj vem som håller i arbetet nu.")
    )
    joining = forms.MultipleChoiceField(
        label=gettext_lazy("Kommer någon ny part med?"),
        help_text=gettext_lazy("Parten deltar när alla har skrivit under. Pengar den går in med skrivs i texten."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, *args: Any, able: list[tuple[str, str]], organisers: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        as_tall_as_its_text(self, "text")
        for name, choices in (("joining", able), ("organiser", organisers)):
            if choices:
                self.fields[name].choices = choices  # type: ignore[attr-defined]
            else:
                del self.fields[name]


class HandOverForm(forms.Form):
    """What the parties took over."""

    why = text(gettext_lazy("Vad har parterna tagit över?"), required=gettext_lazy("Skriv vad som togs över."), rows=3)


@dataclass(frozen=True)
class Line:
    """Somebody who must sign, and the signature when there is one."""

    party: str
    name: str
    signature: Signature | None
    how: str = ""  # when somebody else wrote it in, or a service gave it


@needs_role(*ROLES)
def agreement(request: Request, key: str) -> HttpResponse:
    """Read and sign; the manager writes the text, and starts when everybody has signed and the day has come.

    ``?version=`` reads another version, ``?jamfor=`` shows what has changed since it.
    """
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
    shown = _version(view, request.GET.get("version", "")) or made
    compared = _version(view, request.GET.get("jamfor", ""))
    service = services.chosen(is_demo=marks.is_demo()) if "sign" in available else None
    lines = _lines(view, shown)
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
            shown=shown,
            holds=view.state.agreement_version > 0,
            parts=parts_of(shown.text) if shown else [],
            cost=Money.total(view.state.cash_costs.values()),
            compared=compared,
            pieces=difference(compared.text, shown.text) if compared and shown else [],
            lines=lines,
            signed=sum(1 for line in lines if line.signature),
            versions=_versions(view, shown),
            writes="skriv" in request.GET or act == "draft",
            outdated=rules.is_outdated(view.state),
            unadjusted=unadjusted_of(view),
            gone=words.listed(view.state.name_of(p) for p in rules.lacks_amendment(view.state)),
            organisation=request.actor.organisation_name,
            service=service,
            asked=open_request(made, request.actor.organisation) if made and service else None,
            manages=may_manage(request.actor, view.case),
        ),
    )


def _version(view: CaseView, number: str) -> Agreement | None:
    """The version with this number; 404 for one that does not exist, None when none is asked for."""
    if not number:
        return None
    found = view.case.agreements.filter(version=whole(number) or 0).first()
    if found is None:
        raise Http404
    return found


def _versions(view: CaseView, shown: Agreement | None) -> list[dict[str, Any]]:
    """All versions, the newest first, with what became of each and the signed files that have been put back."""
    state, files = view.state, files_of(view.case)
    return [
        {
            "made": made,
            "shown": shown is not None and made.pk == shown.pk,
            "in_force": made.version == state.agreement_in_force,
            "waits": made.version == state.agreement_version > state.agreement_in_force,
            "files": files.get(made.version, []),
        }
        for made in view.case.agreements.order_by("-version")
    ]


def _forms(request: Request, view: CaseView, made: Agreement | None, act: str) -> dict[str, forms.Form]:
    def data(name: str) -> Any:
        return request.POST if act == name else None

    state, manages, today = view.state, may_manage(request.actor, view.case), request.clock.today()
    found: dict[str, forms.Form] = {}
    if state.stage in agreeing.WRITTEN_IN:
        if manages:
            found["draft"] = _draft_form(request, view, made, data("draft"))
        if made and not rules.is_outdated(state) and _own_line(request, view):
            found["sign"] = sign_form(request, made, data("sign"))
    if manages and state.stage == "agreed" and (state.plan.start is None or state.plan.start <= today):
        found["start"] = forms.Form(data("start"))
    elif manages and state.stage == "running":
        found["end"] = forms.Form(data("end"))
    elif manages and state.stage == "ended":
        found["hand_over"] = HandOverForm(data("hand_over"))
    return found


def sign_form(request: Request, made: Agreement, data: Any) -> SignForm:
    """The signer's own title stands ready, but not a role in the preparation group: that signs for no party."""
    actor = request.actor
    title = "" if "beredningsgrupp" in actor.title.lower() else actor.title
    known = {"version": made.version, "name": actor.name, "title": title}
    return SignForm(data, organisation=actor.organisation_name, initial=known)


def _draft_form(request: Request, view: CaseView, made: Agreement | None, data: Any) -> TextForm:
    """The first text comes from the template; an amendment begins with the text in force, without those who left."""
    state = view.state
    if made is None or state.agreement_version == 0:
        words_now = agreeing.suggested_text(view.case, state, request.clock.now())
    else:
        gone = [state.name_of(left.party) for left in state.left if left.party not in state.taking_part]
        words_now = without_parties(made.text, gone)
    able: list[tuple[str, str]] = []
    if state.stage in agreeing.AMENDED_IN:
        known = members(view.case, request.clock.today())
        able = [(party, o.name) for party, o in known.items() if party not in state.taking_part]
    organisers = [(p, state.name_of(p)) for p in state.taking_part] if rules.needs_new_organiser(state) else []
    initial = {"text": words_now, "joining": [j.party for j in state.joining], "organiser": state.next_organiser}
    return TextForm(data, able=able, organisers=organisers, initial=initial)


def _own_line(request: Request, view: CaseView) -> str:
    """The party that the reader signs for and that has not signed; nothing otherwise."""
    home = view.case.association.organisation.party_id
    mine = request.actor.organisation
    if view.state.agreement_version == 0:
        return ""
    return mine if mine in rules.unsigned(view.state, home) and may_sign_for(request.actor, view.case, mine) else ""


def _lines(view: CaseView, shown: Agreement | None) -> list[Line]:
    """Who has signed the version shown, and, for the one that waits, who has not."""
    if shown is None:
        return []
    home = view.case.association.organisation
    known = {s.organisation.party_id: s for s in shown.signatures.select_related("organisation").order_by("pk")}
    wanted = list(known)
    if shown.version == view.state.agreement_version:
        wanted = list(rules.signatories(view.state, home.party_id))
        wanted += [party for party in known if party not in wanted]
    joining = {j.party: j.name for j in view.state.joining} | {home.party_id: home.name}
    how = _how_signed(view, shown.version)
    names = {party: joining.get(party) or _name(view, party) for party in wanted}
    return [Line(party, name, known.get(party), how.get(party, "")) for party, name in names.items()]


def _how_signed(view: CaseView, version: int) -> dict[str, str]:
    """For signatures that the party did not give by itself here: who wrote it in, from what."""
    told: dict[str, str] = {}
    files = {file.sha256: file for file in files_of(view.case).get(version, [])}
    for event in view.events:
        if event.kind != "signed" or int(event.data["version"]) != version:
            continue
        how, file = event.data.get("how", "hand"), files.get(event.data.get("evidence", ""))
        if how == "file":
            known = file is not None and file.match != "said"
            told[event.data["party"]] = (
                _("Inskriven av %(who)s från en underskriven fil.")
                if known
                else _("Inskriven av %(who)s från en fil som inte går att känna igen.")
            ) % {"who": event.by_name}
        elif how != "hand":
            told[event.data["party"]] = _("Underskriven i underskriftstjänsten.")
    return told


def _name(view: CaseView, party: str) -> str:
    return "Försäkringskassan" if party == "fk" else view.state.name_of(party)


def _draft(request: Request, view: CaseView, form: forms.Form) -> HttpResponse | None:
    return submit(
        request,
        lambda: agreeing.draft_agreement(by=request.actor, at=request.clock.now(), case=view.case, **form.cleaned_data),
        back=_here(view),
        done=_("Överenskommelsen är sparad. Parterna kan läsa och skriva under."),
        form=form,
    )


def _sign(request: Request, view: CaseView, form: forms.Form) -> HttpResponse | None:
    party = _own_line(request, view)
    return submit(
        request,
        lambda: agreeing.sign(
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
