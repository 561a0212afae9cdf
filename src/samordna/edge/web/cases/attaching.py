"""The files of a proposal: the list, attaching, taking away, putting back, and fetching one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samordna.agree.preparation.lookup import CaseView
from samordna.agree.preparation.rules.attachments import ALLOWED, KIND
from samordna.agree.preparation.writing import attachments as files
from samordna.edge.web.access import needs_role
from samordna.edge.web.cases.frame import ROLES, context, open_case, submit
from samordna.edge.web.request import Request
from samordna.ground.kernel.typed import whole


class AttachmentForm(forms.Form):
    """One file."""

    file = forms.FileField(
        label=gettext_lazy("Fil"),
        error_messages={
            "required": gettext_lazy("Välj en fil."),
            "empty": gettext_lazy("Filen är tom. Välj en annan fil."),
            "invalid": gettext_lazy("Välj en fil."),
        },
        max_length=None,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _("%(kinds)s, högst %(size)d MB.") % {
            "kinds": ALLOWED,
            "size": settings.ATTACHMENT_LARGEST // 1_000_000,
        }
        self.fields["file"].widget.attrs["accept"] = ",".join(f".{ending}" for ending in (*KIND, "jpeg"))


@needs_role(*ROLES)
def attachments(request: Request, key: str) -> HttpResponse:
    """The files of a case, and a form to attach one more."""
    view = open_case(request, key)
    form = AttachmentForm()
    if request.method == "POST":
        if request.POST.get("act") in ("remove", "put_back"):
            done = _moved(request, view)
        else:
            form = AttachmentForm(request.POST, request.FILES)
            done = _attached(request, view, form) if form.is_valid() else None
        if done:
            return done
    listed = files.attachments_of(view.case)
    return render(
        request,
        "cases/attachments.html",
        context(
            request,
            view,
            "proposal",
            form=form,
            may_attach=files.may_attach(request.actor, view.case),
            attachments=[(a, files.may_remove(request.actor, view.case, a)) for a in listed if a.removed_at is None],
            removed=[a for a in listed if a.removed_at is not None],
            kept_days=settings.REMOVED_FILES_KEPT.days,
        ),
    )


def _attached(request: Request, view: CaseView, form: AttachmentForm) -> HttpResponse | None:
    sent = form.cleaned_data["file"]

    def act() -> None:
        content = sent.read()
        files.attach(by=request.actor, at=request.clock.now(), case=view.case, name=sent.name, content=content)

    return submit(request, act, back=request.path, done=_("Filen är bifogad."), form=form)


def _moved(request: Request, view: CaseView) -> HttpResponse | None:
    pk = whole(request.POST.get("file"))
    if pk is None:
        raise Http404
    facts: dict[str, Any] = {"by": request.actor, "at": request.clock.now(), "case": view.case, "pk": pk}
    if request.POST["act"] == "remove":
        done = _("Filen är borttagen. Den går att lägga tillbaka.")
        return submit(request, lambda: files.remove_attachment(**facts), back=request.path, done=done)
    done = _("Filen är tillbaka.")
    return submit(request, lambda: files.put_back_attachment(**facts), back=request.path, done=done)


@needs_role(*ROLES)
def attachment(request: Request, key: str, pk: int) -> HttpResponse:
    """One file, always as a download: the browser neither shows it nor guesses what it is."""
    view = open_case(request, key)
    found = files.read_attachment(request.actor, view.case, pk)
    answer = HttpResponse(bytes(found.content or b""), content_type=KIND[found.kind].media_type)
    answer["Content-Disposition"] = content_disposition_header(True, found.name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
