"""Signing in other ways than by name on the page: through a signature service, and on a file that is put back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samordna.agree.decisions import rules
from samordna.agree.decisions.agreements import signed_files, signing
from samordna.agree.decisions.agreements.agreement_paper import paper_of
from samordna.agree.decisions.models import Agreement, SignedFile
from samordna.agree.decisions.queries import newest_agreement, open_request
from samordna.agree.preparation.lookup import CaseView
from samordna.agree.preparation.permissions import may_manage
from samordna.edge.integrations import signing as services
from samordna.edge.web.access import needs_role
from samordna.edge.web.cases.agreeing import sign_form
from samordna.edge.web.cases.forms import text
from samordna.edge.web.cases.frame import ROLES, context, open_case, submit
from samordna.edge.web.forms import Whole
from samordna.edge.web.middleware import sentence
from samordna.edge.web.request import Request
from samordna.engine.formats.docx import paper_as_docx
from samordna.engine.formats.paper_pdf import paper_as_pdf
from samordna.ground.kernel.errors import Refusal
from samordna.ground.privacy import marks

TYPES = {
    "pdf": ("application/pdf", paper_as_pdf),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", paper_as_docx),
}


class FileForm(forms.Form):
    """The signed file, and for each party that has not signed: who has."""

    version = Whole(widget=forms.HiddenInput)
    file = forms.FileField(
        label=gettext_lazy("Den underskrivna filen"),
        help_text=gettext_lazy("PDF, högst 10 megabyte."),
        error_messages={
            "required": gettext_lazy("Välj den underskrivna filen."),
            "empty": gettext_lazy("Filen är tom. Välj en annan."),
        },
    )

    def __init__(self, *args: Any, parties: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parties = parties
        for party, name in parties:
            self.fields[f"name-{party}"] = text(_("Namn, %(party)s") % {"party": name})
            self.fields[f"title-{party}"] = text(_("Titel, %(party)s") % {"party": name})

    def signers(self) -> list[tuple[str, str, str]]:
        """Party, name and title, as typed; the action leaves out those where nothing was typed."""
        said = self.cleaned_data
        return [(party, said.get(f"name-{party}", ""), said.get(f"title-{party}", "")) for party, _name in self.parties]

    def rows(self) -> list[tuple[Any, Any]]:
        """The fields, one party a row."""
        return [(self[f"name-{party}"], self[f"title-{party}"]) for party, _name in self.parties]


@needs_role(*ROLES)
def agreement_file(request: Request, key: str, version: int, form: str) -> HttpResponse:
    """A version as PDF or DOCX with the signatures given so far; ``?tomt`` without them, to sign by hand."""
    view = open_case(request, key)
    made = view.case.agreements.filter(version=version).first()
    if made is None or form not in TYPES:
        raise Http404
    kind, draw = TYPES[form]
    newest = version == view.state.agreement_version
    given = [] if "tomt" in request.GET else list(made.signatures.select_related("organisation").order_by("pk"))
    names = signed_files.signer_names(view.case, view.state) if newest else [s.organisation.name for s in given]
    response = HttpResponse(draw(paper_of(made, names, given)), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{view.case.key}-overenskommelse-{version}.{form}"'
    return response


@needs_role(*ROLES)
def kept_file(request: Request, key: str, digest: str) -> HttpResponse:
    """A signed file that was put back, exactly as it came."""
    view = open_case(request, key)
    kept = SignedFile.objects.filter(agreement__case=view.case, sha256=digest).first()
    if kept is None:
        raise Http404
    response = HttpResponse(bytes(kept.content), content_type="application/pdf")
    name = f"{view.case.key}-underskriven-{kept.sha256[:8]}.pdf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@needs_role(*ROLES)
def put_back(request: Request, key: str) -> HttpResponse:
    """The manager puts a signed PDF back and writes whose signatures stand on it."""
    view = open_case(request, key)
    made = newest_agreement(view.case)
    if made is None or not may_manage(request.actor, view.case) or view.state.agreement_version != made.version:
        raise Http404
    home = view.case.association.organisation
    names = {home.party_id: home.name} | {j.party: j.name for j in view.state.joining} | {"fk": "Försäkringskassan"}
    left = rules.unsigned(view.state, home.party_id)
    parties = [(party, names.get(party) or view.state.name_of(party)) for party in left]
    form = FileForm(request.POST or None, request.FILES or None, parties=parties, initial={"version": made.version})
    if request.method == "POST" and form.is_valid():
        done = submit(
            request, lambda: _put_back(request, view, form), back=_here(view), done=_("Filen är sparad."), form=form
        )
        if done:
            return done
    return render(request, "cases/put_back.html", context(request, view, "agreement", form=form, made=made))


def _put_back(request: Request, view: CaseView, form: FileForm) -> None:
    sent = form.cleaned_data["file"]
    signed_files.put_back(
        by=request.actor,
        at=request.clock.now(),
        case=view.case,
        version=form.cleaned_data["version"],
        content=sent.read(),
        filename=sent.name,
        signers=form.signers(),
    )


@needs_role(*ROLES)
def by_service(request: Request, key: str) -> HttpResponse:
    """Ask the signature service, or fetch its answer. The calls are made outside the transaction of the form."""
    view = open_case(request, key)
    service = services.chosen(is_demo=marks.is_demo())
    made = newest_agreement(view.case)
    if service is None or made is None or request.method != "POST":
        raise Http404
    under_way = open_request(made, request.actor.organisation)
    form = sign_form(request, made, request.POST)
    if (under_way is None or under_way.status != "sent") and not form.is_valid():
        for said in form.errors.values():
            messages.error(request, str(said[0]))
        return HttpResponseRedirect(_here(view))
    typed = form.cleaned_data if form.is_valid() else {}
    try:
        _ask_and_collect(request, view, made, service, typed)
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    return HttpResponseRedirect(_here(view))


def _ask_and_collect(
    request: Request, view: CaseView, made: Agreement, service: signing.SigningService, typed: Mapping[str, Any]
) -> None:
    """``typed`` is empty when the answer to a request that is under way is fetched."""
    who, now, party = request.actor, request.clock.now(), request.actor.organisation
    asked = signing.prepare(
        by=who,
        at=now,
        case=view.case,
        party=party,
        version=typed.get("version", made.version),
        title=typed.get("title", ""),
        service=service.name,
        may_sign=typed.get("may_sign", False),
    )
    asked = signing.send(at=now, request=asked, service=service)
    asked = signing.collect(by=who, at=now, request=asked, service=service)
    said = {
        "signed": _("Underskriften är sparad."),
        "sent": _("Skriv under i tjänsten. Hämta sedan svaret här."),
        "refused": _("Underskriften blev inte av."),
    }
    (messages.success if asked.status == "signed" else messages.info)(request, said[asked.status])


def _here(view: CaseView) -> str:
    return reverse("cases:agreement", args=[view.case.key])
