"""Extracts: make one, see what was made, and what is in it. For analysts; nobody sees a row here."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from samordna.edge.web.access import needs_role
from samordna.edge.web.components.templatetags.samordna import label
from samordna.edge.web.forms import refuse
from samordna.edge.web.request import Request
from samordna.edge.web.statistics.forms import NewExtract, posted
from samordna.edge.web.statistics.shown import language
from samordna.ground.kernel.errors import Refusal
from samordna.ground.parameters.reader import code_list
from samordna.learn.statistics import permissions, queries
from samordna.learn.statistics.actions import make_extract
from samordna.learn.statistics.models import ExtractRecord

NAV = "extracts"


@needs_role("analyst", "national_admin")
def extract_list(request: Request) -> HttpResponse:
    """Every extract that was made, and – for analysts – a form to make one.

    Not through run_once: its transaction would hold the register's lock while the extract is read, and the same state
    on the same day gives the same extract anyway.
    """
    form = NewExtract(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            record = make_extract(by=request.actor, at=request.clock.now(), why=form.cleaned_data["why"])
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Uttaget är klart."))
            return HttpResponseRedirect(reverse("statistics:extract", args=[record.extract_id]))
    context = {
        "nav": NAV,
        "form": form,
        "makes": permissions.may_make_extract(request.actor),
        "extracts": [(one, _rows(one)) for one in queries.extracts(request.actor)],
    }
    return render(request, "statistics/extracts.html", context)


def _rows(record: ExtractRecord) -> int:
    return int(record.manifest["files"]["participations"]["rows"])


@needs_role("analyst", "national_admin")
def extract(request: Request, extract_id: str) -> HttpResponse:
    """One extract: its manifest, what was seen in the register, and whether the files are still those."""
    record = queries.extract_of(request.actor, extract_id)
    manifest = record.manifest
    linked = manifest.get("linked")
    context = {
        "nav": NAV,
        "record": record,
        "files": [_file(name, facts, manifest) for name, facts in manifest["files"].items()],
        "quality": [(line["count"], _said(line)) for line in manifest["quality"]],
        "codes": sorted(manifest["codes"].items()) + sorted(manifest["rules"].items()),
        "removal": getattr(record, "removal", None),
        "removes": permissions.may_remove_extract(request.actor),
        "wrong": queries.state_of_files(record),
        "linked": linked,
        "first_and_last": [date.fromisoformat(linked[name]) for name in ("first", "last")] if linked else (),
        "starts": [_met(row) for row in linked["starts"]] if linked else (),
        "linked_with": queries.linked_with(record),
        "releases": record.releases.select_related("answer").order_by("-proposed_at"),
        "proposes": permissions.may_propose_release(request.actor),
    }
    return render(request, "statistics/extract.html", context)


def _file(name: str, facts: dict[str, Any], manifest: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "columns": manifest["columns"][name]} | facts


def _met(row: dict[str, Any]) -> dict[str, Any]:
    """A row of the match report, with the benefit's name."""
    return row | {"benefit": label(code_list("support_source")[row["benefit"]])}


def _said(line: dict[str, Any]) -> str:
    return str(line["en"] if language().startswith("en") else line["sv"])
