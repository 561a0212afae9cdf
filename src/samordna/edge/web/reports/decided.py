"""Decided versions of reports, for everybody: the page, and the files as they were made when it was decided."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render

from samordna.edge.web.access import anyone
from samordna.edge.web.reports.article import article
from samordna.edge.web.request import Request
from samordna.edge.web.statistics.shown import language
from samordna.learn.reports import decided, drafts, queries
from samordna.learn.reports.rendering import TYPES

PUBLIC = anyone("decided reports are open")
NAV = "reports"


@PUBLIC
def detail(request: Request, name: str, version: int) -> HttpResponse:
    """A decided version as an article, with what it was made of and who may be asked for the newest."""
    queries.described(name)
    found = decided.version_of(name, version)
    revision = found.answer.proposal.revision
    document = drafts.composed(revision)
    release = revision.draft.release
    versions = list(decided.versions_of(name))
    newest = queries.newest_release(queries.described(name))
    context = {
        "nav": NAV,
        "name": name,
        "title": document.title.in_language(language()),
        "subtitle": document.subtitle.in_language(language()),
        "version": found,
        "release": release,
        "later_version": versions[0] if versions[0].version > version else None,
        "later_release": newest if newest is not None and newest.pk != release.pk else None,
        "forms": [(form, _LABELS[form]) for form in TYPES if form != "pdf"],
        "digests": decided.digests_of(found),
    }
    return render(request, "reports/decided.html", context | article(document, language(), release))


_LABELS = {"docx": "Word", "xlsx": "Excel", "html": "HTML", "csv": "CSV"}


@PUBLIC
def download(request: Request, name: str, version: int, form: str) -> HttpResponse:
    """A decided version as a file: the same bytes for ever."""
    if form not in TYPES:
        raise Http404
    kept = decided.file_of(decided.version_of(name, version), form, language()[:2])
    response = HttpResponse(decided.content(kept), content_type=TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="{name}-version-{version}.{form}"'
    response["ETag"] = f'"{kept.digest}"'
    return response
