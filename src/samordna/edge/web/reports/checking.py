"""The check of a report that somebody else made, by a file in the browser.

Nothing of it is kept: not the file, not what was found. The answer is the page, once.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samordna.edge.web.access import signed_in
from samordna.edge.web.request import Request
from samordna.edge.web.statistics.shown import language
from samordna.edge.web.uploads import TOO_LARGE, file_field, too_large
from samordna.learn.checking.check import check
from samordna.learn.checking.findings import Finding
from samordna.learn.checking.reading import NotReadable, Read, read_bytes

NAV = "reports"
#: Characters that are checked while somebody waits; a report of a hundred pages has 300,000. The command has no limit.
LONGEST = 500_000


class Printed(forms.Form):
    """The report to check."""

    file = file_field(
        gettext_lazy("Rapport"),
        kinds=gettext_lazy("Word, PDF, Excel, webbsida eller text"),
        accept=".docx,.pdf,.xlsx,.html,.htm,.txt",
    )


@signed_in
def check_printed(request: Request) -> HttpResponse:
    """Ask for a file, and tell what does not hold in it."""
    if request.method == "POST" and too_large(request):
        form = Printed({})
        form.errors.clear()
        form.add_error("file", str(TOO_LARGE))
        return _page(request, form)
    form = Printed(request.POST, request.FILES) if request.method == "POST" else Printed()
    if request.method != "POST" or not form.is_valid():
        return _page(request, form)
    file = form.cleaned_data["file"]
    try:
        read = read_bytes(file.read())
    except NotReadable as why:
        form.add_error("file", why.words.in_language(language()))
        return _page(request, form)
    if sum(len(line.text) for line in read.document.lines) > LONGEST:
        form.add_error("file", _("Rapporten är för lång för sidan. Dela den, och kontrollera en del i taget."))
        return _page(request, form)
    paragraphs = PurePath(file.name).suffix.lower() == ".docx"
    return _page(request, Printed(), _told(read, check(read.document), paragraphs))


def _page(request: Request, form: Printed, told: dict[str, Any] | None = None) -> HttpResponse:
    return render(request, "reports/check.html", {"nav": NAV, "form": form, "told": told})


def _told(read: Read, findings: list[Finding], paragraphs: bool) -> dict[str, Any]:
    speak = language()
    return {
        "findings": [
            {
                "place": _place(one.place.line, paragraphs),
                "printed": one.printed,
                "expected": one.expected or "",
                "cause": one.cause.in_language(speak),
                "sure": _sure(one.confidence),
            }
            for one in findings
        ],
        "unread": [(_place(one.line, paragraphs), one.why.in_language(speak)) for one in read.unread],
        "tables": len(read.document.grids),
        "paragraphs": len(read.document.paragraphs),
    }


def _place(line: int | str, paragraphs: bool) -> str:
    """Where something stands, as one would say it."""
    if isinstance(line, int):
        if not line:
            return _("Hela filen")
        return _("Stycke %(number)s") % {"number": line} if paragraphs else _("Rad %(number)s") % {"number": line}
    page, colon, row = line.partition(":")
    return _("Sida %(page)s, rad %(row)s") % {"page": page, "row": row} if colon else line


def _sure(confidence: float) -> str:
    return _("säkert") if confidence >= 0.9 else _("troligt") if confidence >= 0.8 else _("möjligt")
