"""Writing a report with its tables beside: a pressed number goes into the text as a reference, never as digits."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from samordna.edge.web.access import needs_role
from samordna.edge.web.forms import refuse
from samordna.edge.web.once import run_once
from samordna.edge.web.reports.forms import Text
from samordna.edge.web.reports.picking import cell_reference, options, put_in
from samordna.edge.web.request import Request
from samordna.edge.web.statistics.shown import language, shown
from samordna.engine.frozen import thaw
from samordna.engine.table import Table
from samordna.ground.kernel.errors import Refusal
from samordna.learn.reports import actions, permissions
from samordna.learn.reports import drafts as written
from samordna.learn.reports.models import ReportDraft, ReportRevision
from samordna.learn.statistics.catalogue import presentation

NAV = "reports"
#: What a form sent, by the names of its fields.
Sent = dict[str, str]
_PICKING = {"cell", "use", "forget"}


@needs_role("analyst")
def write(request: Request, number: int) -> HttpResponse:
    """Write the text and save it; or pick a figure, which saves nothing and keeps all that was typed."""
    found = written.draft_of(request.actor, number)
    permissions.check_write(request.actor)
    revision = written.newest_revision(found)
    if not written.is_open(found):
        messages.info(request, _("Texten kan inte ändras nu."))
        return HttpResponseRedirect(reverse("reports:draft", args=[number]))
    tables = {short: thaw(found.release.tables[name]) for short, name in found.facts["tables"].items()}
    sent = {name: str(request.POST[name]) for name in request.POST}
    picking = bool(_PICKING & sent.keys())
    form = _form(revision, sent, picking)
    if request.method == "POST" and not picking and form.is_valid():
        try:
            return run_once(request, lambda: _save(request, found, form))
        except Refusal as refusal:
            refuse(form, refusal)
    context = {
        "nav": NAV,
        "draft": found,
        "title": found.facts["title"][language()[:2]],
        "form": form,
        "charts": [(name, one["title"][language()[:2]]) for name, one in found.facts["charts"].items()],
        "tables": [_table(short, table, found) for short, table in tables.items()],
        **_picked(sent, tables),
    }
    return render(request, "reports/write.html", context)


def _form(revision: ReportRevision, sent: Sent, picking: bool) -> Text:
    if not sent:
        saved = {"swedish": revision.swedish, "english": revision.english, "based_on": revision.number}
        return Text(initial=saved)
    if "use" in sent:
        places = {field: put_in(sent.get(field, ""), sent["use"]) for field in ("swedish", "english")}
        sent = sent | {field: text for field, text in places.items() if text is not None}
    return Text(initial=sent) if picking else Text(sent)


def _picked(sent: Sent, tables: dict[str, Table]) -> dict[str, Any]:
    """What was picked and how it can be written. A second cell makes shares and changes of the first."""
    if "use" in sent:
        there = put_in(sent.get("swedish", ""), sent["use"]) is not None
        return {"placed": sent["use"] if there else "", "no_place": "" if there else sent["use"]}
    if "forget" in sent or "cell" not in sent:
        return {}
    first, second = sent.get("first", ""), sent["cell"]
    if not first:
        first, second = second, ""
    found = options(first, second, tables, language())
    return {"first": first, "second": second, "options": found} if found else {}


def _save(request: Request, found: ReportDraft, form: Text) -> str:
    actions.write(
        draft=found,
        swedish=form.cleaned_data["swedish"],
        english=form.cleaned_data["english"],
        based_on=form.cleaned_data["based_on"],
        by=request.actor,
        at=request.clock.now(),
    )
    messages.success(request, _("Texten är sparad. Så här läses den."))
    return reverse("reports:draft", args=[found.pk])


def _table(short: str, table: Table, found: ReportDraft) -> dict[str, Any]:
    one = presentation(table, found.release.number)
    return {
        "short": short,
        "caption": one.caption.in_language(language()),
        "table": shown(one, cell_reference(short, table), all_rows=True),
    }
