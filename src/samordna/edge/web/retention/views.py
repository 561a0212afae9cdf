"""For how long who a participant was is kept: the setting, what would go today, letting go, and the certificates.

Only a national administrator opens these pages, who sees no person: everything is said in numbers, and those of one to
four as fewer than five.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from samordna.deliver.participants import retention
from samordna.deliver.participants.certificates import retention_paper
from samordna.deliver.participants.figures import Between, shown, together
from samordna.deliver.participants.models import RetentionRule, RetentionRun
from samordna.deliver.projects.models import Measure
from samordna.edge.web.access import needs_role
from samordna.edge.web.forms import refuse
from samordna.edge.web.once import run_once
from samordna.edge.web.register import papers
from samordna.edge.web.register.keeping import keeping, spell
from samordna.edge.web.register.words import language
from samordna.edge.web.request import Request
from samordna.edge.web.retention.forms import CarryOut, Decide
from samordna.ground.kernel.errors import Refusal

ADMINISTRATOR = needs_role("national_admin")
#: So many at most on the page: each is erased by itself, and a page does not wait for minutes. More is the command's.
MOST_ON_PAGE = 500


#: So many lines by measure at most; a country has thousands. The command prints them all.
MOST_LINES = 200


@dataclass(frozen=True)
class Going:
    """A line of what would go: how many ended in the year."""

    code: str
    name: str
    year: str
    number: Between


@ADMINISTRATOR
def home(request: Request) -> HttpResponse:
    """The setting in force and those before it, what would go today, and what has gone. A POST decides a time."""
    form = Decide(request.POST or None, initial={"valid_from": request.clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            return run_once(request, lambda: _decide(request, form))
        except Refusal as refusal:
            refuse(form, refusal)
    today = request.clock.today()
    rule, lines = retention.rule_on(today), _going(today)
    known = {
        "nav": "retention",
        "form": form,
        "rule": rule,
        "time": _time(rule),
        "told": keeping(language(), on=today),
        "history": [(one, _time(one)) for one in retention.rules()],
        "runs": [(run, shown(retention.total_of(run), exact=False), retention.holds(run)) for run in retention.runs()],
    }
    return render(request, "retention/home.html", known | _shown(lines))


def _decide(request: Request, form: Decide) -> str:
    retention.set_rule(**form.cleaned_data, by=request.actor, at=request.clock.now())
    messages.success(request, _("Tiden är sparad. Deltagarna får veta den när den börjar gälla."))
    return reverse("retention:home")


def _time(rule: RetentionRule | None) -> str:
    return spell(rule.months, language()) if rule and rule.months else ""


def _going(today: date) -> list[Going]:
    counts = retention.what_would_go(today)
    names = dict(Measure.objects.filter(code__in=counts).values_list("code", "name"))
    return [
        Going(code, names.get(code, ""), year, shown(number, exact=False))
        for code, years in sorted(counts.items())
        for year, number in sorted(years.items())
    ]


def _shown(lines: list[Going]) -> dict[str, object]:
    """By year, and by measure as far as a page goes."""
    years = sorted({one.year for one in lines})
    return {
        "going": lines[:MOST_LINES],
        "lines": len(lines) if len(lines) > MOST_LINES else 0,
        "most": MOST_LINES,
        "years": [(year, together(one.number for one in lines if one.year == year)) for year in years],
        "all": together(one.number for one in lines),
    }


@ADMINISTRATOR
def carry_out(request: Request) -> HttpResponse:
    """Say once more what goes and what stays; with a POST it goes."""
    today = request.clock.today()
    counts = retention.what_would_go(today)
    if not counts:
        return HttpResponseRedirect(reverse("retention:home"))
    many = sum(number for years in counts.values() for number in years.values()) > MOST_ON_PAGE
    seen = hashlib.sha256(json.dumps(counts, sort_keys=True).encode()).hexdigest()
    form = CarryOut(request.POST or None, initial={"seen": seen})
    if request.method == "POST" and not many and form.is_valid():
        try:
            return run_once(request, lambda: _carry_out(request, form.cleaned_data["seen"], seen))
        except Refusal as refusal:
            refuse(form, refusal)
    lines = _going(today)
    known = {"nav": "retention", "form": form} | _shown(lines)
    return render(request, "retention/carry_out.html", known | {"many": many, "email": request.actor.email})


def _carry_out(request: Request, read: str, seen: str) -> str:
    if read != seen:
        raise Refusal(
            "Något har ändrats medan du läste. Läs igenom en gång till.",
            message_en="Something changed while you were reading. Read it again.",
        )
    retention.carry_out(by=request.actor, at=request.clock.now())
    messages.success(request, _("Personuppgifterna är raderade. Intyget finns längst ned."))
    return reverse("retention:home")


@ADMINISTRATOR
def certificate(request: Request, number: int) -> HttpResponse:
    """A certificate as PDF. What is no longer as it was written is no certificate."""
    run = RetentionRun.objects.filter(pk=number).first()
    if run is None or not retention.holds(run):
        raise Http404
    return papers.pdf(retention_paper(run, exact=False), f"gallring-{run.pk}")
