"""Pages that anybody can read: the reports that are made of released tables, and their files."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from samordna.agree.accounting.permissions import ROLES as ACCOUNT_READERS
from samordna.deliver.reporting.permissions import READERS as FOLLOW_UP_READERS
from samordna.edge.web.access import anyone
from samordna.edge.web.reports.article import article
from samordna.edge.web.request import Request
from samordna.edge.web.statistics.shown import language
from samordna.learn.reports import files, queries
from samordna.learn.reports.decided import versions_of
from samordna.learn.reports.permissions import may_see_drafts
from samordna.learn.reports.queries import Listed, Made, NotReleased
from samordna.learn.reports.rendering import TYPES
from samordna.learn.statistics import permissions

PUBLIC = anyone("published reports are open")
NAV = "reports"


@PUBLIC
def report_list(request: Request) -> HttpResponse:
    """Every report: what it is about, and the release that it is made of today."""
    return render(
        request,
        "reports/list.html",
        {
            "nav": NAV,
            "reports": [_listed(one) for one in queries.reports()],
            "may_see_drafts": may_see_drafts(request.actor),
            "may_see_account": request.actor.has(*ACCOUNT_READERS),
            "may_follow_up": request.actor.has(*FOLLOW_UP_READERS),
        },
    )


def _listed(one: Listed) -> dict[str, object]:
    speak = language()
    return {
        "name": one.name,
        "title": one.title.in_language(speak),
        "subtitle": one.subtitle.in_language(speak),
        "release": one.release,
    }


@PUBLIC
def detail(request: Request, name: str) -> HttpResponse:
    """A report as an article: every figure tells where it comes from. Without its tables, what is needed for it."""
    try:
        made = queries.newest(name)
    except NotReleased as reason:
        return _not_yet(request, name, reason)
    document = made.document
    context = {
        "nav": NAV,
        "name": name,
        "title": document.title.in_language(language()),
        "subtitle": document.subtitle.in_language(language()),
        "release": made.release,
        "files": _files(made),
        "versions": versions_of(name),
        "drafts": may_see_drafts(request.actor),
    }
    return render(request, "reports/detail.html", context | article(document, language(), made.release))


def _not_yet(request: Request, name: str, reason: NotReleased) -> HttpResponse:
    context = {
        "nav": NAV,
        "title": queries.described(name).title.in_language(language()),
        "why": reason.message_en if language().startswith("en") else reason.message_sv,
        "proposes": permissions.may_propose_release(request.actor),
    }
    return render(request, "reports/not_yet.html", context)


def _files(made: Made) -> list[dict[str, str]]:
    """The tables of the report as files of their own, at the address of the release, which never changes."""
    return [
        {
            "label": one.caption.in_language(language()),
            "url": reverse("statistics:edition-download", args=[made.release.number, one.table.name, "csv"]),
        }
        for one in made.document.presentations()
    ]


@PUBLIC
def download(request: Request, name: str, form: str) -> HttpResponse:
    """The report as a file."""
    if form not in TYPES:
        raise Http404
    try:
        made = queries.newest(name)
    except NotReleased:
        raise Http404 from None
    response = HttpResponse(files.content(made, form, language()), content_type=TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="{files.file_name(made, form)}"'
    return response
