"""A registrar's files: participants read in from one, tried first; and the own participants taken out as one.

A file with people in it is never kept: it is read in memory, forgotten, and sent again to be stored. Larger files than
that come by the command.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from samordna.deliver.participants import exporting, queries
from samordna.deliver.participants.importing import actions, columns, report
from samordna.edge.web.access import needs_role
from samordna.edge.web.files_out import as_file
from samordna.edge.web.forms import Line
from samordna.edge.web.request import Request
from samordna.edge.web.uploads import TOO_LARGE, file_field, too_large
from samordna.ground.files.writing import csv_of


class FileForm(forms.Form):
    """Which measure, which file, and that the consents have been seen."""

    measure = forms.ChoiceField(label=gettext_lazy("Insats"), error_messages={"required": gettext_lazy("Välj insats.")})
    file = file_field(gettext_lazy("Fil"), kinds=gettext_lazy("CSV eller XLSX"), accept=".csv,.xlsx")
    seen = forms.BooleanField(
        label=gettext_lazy("Jag har sett de undertecknade samtyckena för alla med personnummer i filen"),
        error_messages={"required": gettext_lazy("Kryssa i att du har sett de undertecknade samtyckena.")},
    )
    anonymous_again = forms.BooleanField(
        label=gettext_lazy("Raderna utan personnummer är nya, lägg till dem"), required=False
    )
    tried = Line(required=False, max_length=120, widget=forms.HiddenInput)

    def __init__(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = [(one.code, one.name) for one in queries.own_measures(request.actor)]
        self.fields["measure"].choices = own if len(own) == 1 else [("", _("Välj insats")), *own]  # type: ignore[attr-defined]


@needs_role("participant_registrar")
def read_in(request: Request) -> HttpResponse:
    """Try a file, read what it says, and store it: the second time the same file is sent."""
    form = FileForm(request, request.POST.dict() or None, request.FILES or None)
    outcome, tried = None, True
    if request.method == "POST":
        if too_large(request):
            form.add_error("file", TOO_LARGE)
        elif form.is_valid():
            outcome, tried = _read(request, form)
            if outcome.stored and not tried:
                messages.success(request, _said(report.headline(outcome, tried=False)))
                return HttpResponseRedirect(reverse("register:list", args=["pagaende"]))
    return render(
        request,
        "register/file.html",
        {
            "nav": "register",
            "form": form,
            "outcome": outcome,
            "lines": list(report.lines(outcome, get_language() or "sv", tried=tried)) if outcome else [],
            "ready": bool(outcome and not outcome.checked.problems and not outcome.before),
            "again": bool(outcome and "anonymous again" in outcome.checked.problems.kinds),
        },
    )


def _read(request: Request, form: FileForm) -> tuple[actions.Outcome, bool]:
    """Store the file when it is the one that was tried and found right; try it otherwise."""
    given = form.cleaned_data
    measure = next(one for one in queries.own_measures(request.actor) if one.code == given["measure"])
    content = given["file"].read()
    known = actions.known_as(measure, content)
    now = {"measure": measure, "content": content, "by": request.actor, "at": request.clock.now()}
    if given["tried"] == known:
        return actions.import_participants(anonymous_again=given["anonymous_again"], **now), False
    outcome = actions.try_participants(anonymous_again=given["anonymous_again"], **now)
    form.data = form.data | {"tried": "" if outcome.checked.problems else known}  # type: ignore[operator]
    return outcome, True


@needs_role("participant_registrar")
def template(request: Request) -> HttpResponse:
    """The headings, and a test person as an example."""
    names, *rows = columns.template()
    return as_file(csv_of(names, rows), "csv", _("mall-deltagare"))


@needs_role("participant_registrar")
def take_out(request: Request, code: str, form: str) -> HttpResponse:
    """The participants of an own measure, as a file. Everybody in it is logged as looked at."""
    measure = next((one for one in queries.own_measures(request.actor) if one.code == code), None)
    if measure is None or form not in exporting.FORMATS:
        raise Http404
    content = exporting.export_participants(measure=measure, form=form, by=request.actor, at=request.clock.now())
    return as_file(content, form, f"{_('deltagare')}-{measure.code}-{request.clock.today().isoformat()}")


@needs_role("participant_registrar")
def files(request: Request) -> HttpResponse:
    """What can be taken out and read in."""
    return render(
        request, "register/files.html", {"nav": "register", "measures": list(queries.own_measures(request.actor))}
    )


def _said(words: Any) -> str:
    return str(words.en if (get_language() or "sv").startswith("en") else words.sv)
