"""The minutes: read, write, adjust, take away; and the call as a file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from samordna.agree.decisions.meetings import minutes as writing
from samordna.agree.decisions.meetings import queries
from samordna.agree.decisions.meetings.call import call_paper
from samordna.agree.decisions.meetings.models import Meeting, MinutesVersion
from samordna.agree.decisions.meetings.permissions import may_prepare
from samordna.agree.needs.permissions import READERS
from samordna.agree.preparation.writing.differences import difference
from samordna.edge.web.access import needs_role
from samordna.edge.web.cases.frame import submit
from samordna.edge.web.meetings.acting import carried_out
from samordna.edge.web.meetings.forms import AdjustForm, MinutesForm, NoticeForm
from samordna.edge.web.meetings.views import context
from samordna.edge.web.request import Request
from samordna.engine.formats.docx import paper_as_docx
from samordna.engine.formats.paper_pdf import paper_as_pdf
from samordna.engine.paper import Bullets, Paper, Part, Text
from samordna.ground.kernel.clock import day_of
from samordna.ground.kernel.typed import whole

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
_WRITE = {"docx": paper_as_docx, "pdf": paper_as_pdf}


@needs_role(*READERS)
def minutes(request: Request, key: str) -> HttpResponse:
    """The text that holds, the draft where there is none yet, and what remains to be done with it."""
    meeting = _begun(request, key)
    act = request.POST.get("act", "")
    manages = may_prepare(request.actor, meeting.association.slug)
    available = _forms(request, meeting, act) if manages else {}
    form = available.get(act)
    done = carried_out(request, meeting, _ACTS, available, manages=manages)
    if done:
        return done
    meeting.refresh_from_db()
    held, draft = writing.newest(meeting), writing.draft(meeting)
    text = writing.text_of(meeting)
    compared = _compared(meeting, request.GET.get("jamfor", ""))
    known: dict[str, Any] = {
        "form": form,
        "forms": available,
        "held": held,
        "blocks": _shown(text),
        "writes": manages and ("skriv" in request.GET or act == "save") and "save" in available,
        "behind": writing.is_behind(meeting) and meeting.state != "adjusted",
        "draft": draft,
        "theirs": held.text if form and form.errors.get("text") and held else "",
        "pieces": difference(compared.text, text) if compared else [],
        "compared": compared,
        "earlier": meeting.minutes.exclude(pk=held.pk).order_by("-version") if held else [],
        "notice_board": writing.notice_board(meeting),
        "adjust_by": writing.adjust_by(meeting),
        "nobody_elected": meeting.state == "closed" and not writing.elected(meeting),
    }
    return render(request, "meetings/minutes.html", context(request, meeting, "minutes", **known))


@needs_role(*READERS)
def minutes_file(request: Request, key: str, form: str) -> HttpResponse:
    """The minutes as DOCX or PDF; what is not adjusted says that it is a draft."""
    meeting = _begun(request, key)
    held = writing.newest(meeting)
    return _file(writing.paper_of(meeting, writing.text_of(meeting), held), form, f"protokoll-{meeting.key}")


@needs_role(*READERS)
def call_file(request: Request, key: str, form: str) -> HttpResponse:
    """The call as DOCX or PDF, to send or print."""
    meeting = queries.meeting_by_key(request.actor, key)
    return _file(call_paper(meeting), form, f"kallelse-{meeting.key}")


def _compared(meeting: Meeting, number: str) -> MinutesVersion | None:
    """An earlier version to show the differences from; 404 for one that does not exist."""
    if not number:
        return None
    found = meeting.minutes.filter(version=whole(number) or 0).first()
    if found is None:
        raise Http404
    return found


def _begun(request: Request, key: str) -> Meeting:
    meeting = queries.meeting_by_key(request.actor, key)
    if meeting.state not in ("open", "closed", "adjusted"):
        raise Http404
    return meeting


def _file(paper: Paper, form: str, name: str) -> HttpResponse:
    if form not in TYPES:
        raise Http404
    response = HttpResponse(_WRITE[form](paper), content_type=TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response


def _shown(text: str) -> list[tuple[str, Any]]:
    """The text's blocks with the name of how each is drawn."""
    names = {Part: "part", Text: "text", Bullets: "bullets"}
    return [(names[type(block)], block) for block in writing.blocks(text) if type(block) in names]


def _forms(request: Request, meeting: Meeting, act: str) -> dict[str, forms.Form]:
    def data(name: str) -> Any:
        return request.POST if act == name else None

    found: dict[str, forms.Form] = {}
    held = writing.newest(meeting)
    if meeting.state in writing.DRAFTS:
        text = held.text if held and held.by_person else writing.draft(meeting)
        known = {"text": text, "version": held.version if held else 0}
        found["save"] = MinutesForm(data("save"), initial=known)
    if meeting.state == "closed":
        facts = {"adjusted_by": writing.who_adjust(meeting)}  # the day is typed: it says when somebody else signed
        read = writing.sha256(writing.text_of(meeting))
        found["adjust"] = AdjustForm(data("adjust"), initial=facts | {"text_hash": read})
    if meeting.state == "adjusted" and meeting.posted_on is None:
        found["notice"] = NoticeForm(data("notice"), initial={"posted_on": day_of(request.clock.now())})
    return found


def _save(request: Request, meeting: Meeting, form: forms.Form) -> HttpResponse | None:
    facts = {"text": form.cleaned_data["text"], "based_on": form.cleaned_data["version"]}
    return _do(request, meeting, writing.save_minutes, form, _("Protokollet är sparat."), **facts)


def _adjust(request: Request, meeting: Meeting, form: forms.Form) -> HttpResponse | None:
    return _do(request, meeting, writing.adjust, form, _("Protokollet är justerat."), **form.cleaned_data)


def _notice(request: Request, meeting: Meeting, form: forms.Form) -> HttpResponse | None:
    return _do(request, meeting, writing.post_notice, form, _("Anslaget är inskrivet."), **form.cleaned_data)


def _do(
    request: Request, meeting: Meeting, act: Any, form: forms.Form, /, done: str, **facts: Any
) -> HttpResponse | None:
    return submit(
        request,
        lambda: act(by=request.actor, at=request.clock.now(), meeting=meeting, **facts),
        back=reverse("meetings:minutes", args=[meeting.key]),
        done=done,
        form=form,
    )


_ACTS = {"save": _save, "adjust": _adjust, "notice": _notice}
