"""Files read in on a page by those who run measures: head counts, outcome from the books. Tried first, never kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from samordna.deliver.projects import permissions, queries
from samordna.deliver.projects.importing import economy, economy_report, mapping, volumes
from samordna.edge.web.files_out import as_file
from samordna.edge.web.forms import Line
from samordna.edge.web.measures.views import CHANGERS, CREATORS
from samordna.edge.web.request import Request
from samordna.edge.web.uploads import TOO_LARGE, file_field, too_large
from samordna.ground.files.writing import csv_of


class CountsForm(forms.Form):
    """A file with head counts. ``tried`` recognises the file that was tried and found right."""

    file = file_field(gettext_lazy("Fil"), kinds=gettext_lazy("CSV eller XLSX"), accept=".csv,.xlsx")
    tried = Line(required=False, max_length=120, widget=forms.HiddenInput)


class BooksForm(forms.Form):
    """An organisation's books, and what is what in them."""

    file = file_field(
        gettext_lazy("Bokföringen"), kinds=gettext_lazy("SIE 4 med verifikationer"), accept=".se,.si,.sie"
    )
    mapping = file_field(
        gettext_lazy("Vilka projekt och konton som hör till insatserna"),
        kinds=gettext_lazy("CSV eller XLSX"),
        accept=".csv,.xlsx",
    )
    tried = Line(required=False, max_length=120, widget=forms.HiddenInput)


@dataclass(frozen=True)
class _Answer:
    """What a file gave: whether it has faults, whether there is anything to store, the report, and in short."""

    faulty: bool
    nothing_new: bool
    lines: Sequence[str]
    short: str


@CHANGERS
def counts(request: Request) -> HttpResponse:
    """Head counts of one's own measures, every year that the file speaks of."""

    def read(contents: list[bytes], *, dry_run: bool) -> _Answer:
        found = volumes.import_volumes(content=contents[0], by=request.actor, at=request.clock.now(), dry_run=dry_run)
        lines = list(volumes.lines(found, _language(), tried=dry_run))
        nothing_new = not found.changed and not found.problems
        return _Answer(bool(found.problems), nothing_new, lines, " ".join(lines[:2]))

    form = CountsForm(request.POST.dict() or None, request.FILES or None)
    return _page(request, form, read, template="measures/read_in_counts.html")


@CREATORS
def books(request: Request) -> HttpResponse:
    """Outcome from the books of an organisation, by project."""

    def read(contents: list[bytes], *, dry_run: bool) -> _Answer:
        found = economy.import_economy(
            content=contents[0], mapping=contents[1], by=request.actor, at=request.clock.now(), dry_run=dry_run
        )
        lines = list(economy_report.lines(found, _language(), tried=dry_run))
        sums = [words.en if _language() == "en" else words.sv for words in economy_report.sums(found)]
        return _Answer(bool(found.problems), found.before, lines, " ".join([lines[0], *(f"{one}." for one in sums)]))

    form = BooksForm(request.POST.dict() or None, request.FILES or None)
    return _page(request, form, read, template="measures/read_in_books.html")


def _page(
    request: Request, form: CountsForm | BooksForm, read: Callable[..., _Answer], *, template: str
) -> HttpResponse:
    """Try the files, and store them the second time the same ones are sent."""
    answer = None
    if request.method == "POST":
        if too_large(request):
            form.add_error("file", TOO_LARGE)
        elif form.is_valid():
            contents = [form.cleaned_data[name].read() for name in form.fields if name != "tried"]
            known = _known_as(request, contents)
            stored = constant_time_compare(form.cleaned_data["tried"], known)
            answer = read(contents, dry_run=not stored)
            if stored and not answer.faulty:
                messages.success(request, answer.short)
                return HttpResponseRedirect(reverse("measures:list"))
            form.data = form.data | {"tried": "" if answer.faulty or answer.nothing_new else known}  # type: ignore[operator]
    ready = answer is not None and not answer.faulty and not answer.nothing_new
    return render(request, template, {"nav": "measures", "form": form, "answer": answer, "ready": ready})


def _known_as(request: Request, contents: Sequence[bytes]) -> str:
    """What recognises files that one person has tried, and tells nobody what stands in them."""
    digests = "".join(
        salted_hmac("samordna.reading_in", content, algorithm="sha256").hexdigest() for content in contents
    )
    return salted_hmac("samordna.reading_in", f"{request.actor.email} {digests}", algorithm="sha256").hexdigest()


@CHANGERS
def counts_template(request: Request) -> HttpResponse:
    """A row for each of one's own measures that is counted in numbers."""
    names, *rows = volumes.template(request.actor, request.clock.today())
    return as_file(csv_of(names, rows), "csv", _("mall-antal"))


@CREATORS
def books_template(request: Request) -> HttpResponse:
    """A row for each of one's own measures of last year and this, where the project of the books is to be filled in."""
    lately = request.clock.today().year - 1
    seen = queries.visible_measures(request.actor).exclude(end__year__lt=lately).order_by("code")
    names, *rows = mapping.template(one.code for one in seen if permissions.may_change_measure(request.actor, one))
    return as_file(csv_of(names, rows), "csv", _("mall-projekt-och-konton"))


def _language() -> str:
    return "en" if (get_language() or "sv").startswith("en") else "sv"
