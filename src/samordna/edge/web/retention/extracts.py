"""Retention of extracts: the setting, what would go today, one by hand, and the certificates.

A national administrator decides for how long. The privacy officer is told which extracts still hold people who have
left the register, and may have one removed; that number is on nobody else's page.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from samordna.deliver.participants.figures import shown
from samordna.edge.web.access import needs_role
from samordna.edge.web.forms import refuse
from samordna.edge.web.once import run_once
from samordna.edge.web.register import papers
from samordna.edge.web.request import Request
from samordna.edge.web.retention.forms import DecideExtracts, RemoveExtract
from samordna.ground.kernel.errors import NotFound, Refusal
from samordna.learn.statistics import permissions, retention
from samordna.learn.statistics.certificates import removal_paper
from samordna.learn.statistics.models import ExtractRecord, ExtractRetentionRule, ExtractRetentionRun

OFFICERS = needs_role("national_admin", "privacy_officer")


@OFFICERS
def home(request: Request) -> HttpResponse:
    """The setting, every extract with rows, and the certificates. A POST decides a time, or carries it out."""
    form = DecideExtracts(
        request.POST if "valid_from" in request.POST else None, initial={"valid_from": request.clock.today()}
    )
    if request.method == "POST":
        try:
            if "seen" in request.POST:
                return run_once(request, lambda: _carry_out(request))
            if form.is_valid():
                return run_once(request, lambda: _decide(request, form))
        except Refusal as refusal:
            refuse(form, refusal)
    return render(request, "retention/extracts.html", _known(request) | {"form": form})


def _known(request: Request) -> dict[str, Any]:
    today, actor = request.clock.today(), request.actor
    sees = permissions.may_see_who_is_held(actor)
    held = retention.still_held(actor) if sees else {}
    due = retention.due(today)
    return {
        "nav": "retention" if permissions.may_set_extract_retention(actor) else "retention_of_extracts",
        "rule": retention.rule_on(today),
        "history": ExtractRetentionRule.objects.order_by("-valid_from", "-pk"),
        "decides": permissions.may_set_extract_retention(actor),
        "sees": sees,
        "due": due,
        "seen": _seen(due),
        "kept": [(one, held[one.extract_id] and shown(held[one.extract_id], exact=False) if one.extract_id in held
                  else None, one in due) for one in retention.kept()],
        "runs": [(run, retention.holds(run)) for run in ExtractRetentionRun.objects.order_by("-at", "-pk")],
    }  # fmt: skip


def _seen(due: list[ExtractRecord]) -> str:
    return ",".join(one.extract_id for one in due)


def _decide(request: Request, form: DecideExtracts) -> str:
    retention.set_rule(**form.cleaned_data, by=request.actor, at=request.clock.now())
    messages.success(request, _("Tiden är sparad."))
    return reverse("retention:extracts")


def _carry_out(request: Request) -> str:
    permissions.check_set_extract_retention(request.actor)
    if request.POST["seen"] != _seen(retention.due(request.clock.today())):
        raise Refusal(
            "Något har ändrats medan du läste. Läs igenom en gång till.",
            message_en="Something changed while you were reading. Read it again.",
        )
    retention.carry_out(by=request.actor, at=request.clock.now())
    messages.success(request, _("Uttagens rader är borta. Intyget finns längst ned."))
    return reverse("retention:extracts")


@OFFICERS
def remove(request: Request, extract_id: str) -> HttpResponse:
    """Say what goes and what stays of one extract; with a POST and a reason it goes."""
    record = ExtractRecord.objects.filter(extract_id=extract_id).first()
    if record is None:
        raise NotFound
    if hasattr(record, "removal"):
        return HttpResponseRedirect(reverse("retention:extracts"))
    form = RemoveExtract(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return run_once(request, lambda: _remove(request, record, form.cleaned_data["why"]))
        except Refusal as refusal:
            refuse(form, refusal)
    known = {
        "nav": _known(request)["nav"],
        "record": record,
        "form": form,
        "hanging": retention.with_what_hangs_on_it(record)[1:],
        "releases": record.releases.filter(answer__released=True),
    }
    return render(request, "retention/remove_extract.html", known)


def _remove(request: Request, record: ExtractRecord, why: str) -> str:
    retention.remove(extract=record, why=why, by=request.actor, at=request.clock.now())
    messages.success(request, _("Uttagets rader är borta. Intyget finns längst ned."))
    return reverse("retention:extracts")


@OFFICERS
def certificate(request: Request, number: int) -> HttpResponse:
    """A certificate as PDF. What is no longer as it was written is no certificate."""
    run = ExtractRetentionRun.objects.filter(pk=number).first()
    if run is None or not retention.holds(run):
        raise Http404
    return papers.pdf(removal_paper(run), f"gallring-uttag-{run.pk}")
