"""Answering the government: the account of a year, what stands behind each number, and one case after the fact."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samordna.agree.accounting import actions, files
from samordna.agree.accounting.permissions import ROLES
from samordna.agree.accounting.queries import Account, case_account
from samordna.agree.accounting.rules.figures import FIGURES
from samordna.edge.web.access import needs_role
from samordna.edge.web.answering import tables
from samordna.edge.web.answering.behind import behind as what_is_behind
from samordna.edge.web.answering.choices import ALL_YEARS, Choices, chosen, code_of, fields, name_of, opened
from samordna.edge.web.answering.sentences import sentences
from samordna.edge.web.answering.words import stands
from samordna.edge.web.components.templatetags.samordna import label
from samordna.edge.web.request import Request

NAV = "reports"


@needs_role(*ROLES)
def overview(request: Request) -> HttpResponse:
    """The account of an association, a county or the nation for a year. Everything chosen stands in the address."""
    choice = chosen(request, request.GET)
    account = opened(request, choice)
    return render(request, "answering/overview.html", _frame(account, choice) | _content(account, choice, request))


def _frame(account: Account, choice: Choices) -> dict[str, Any]:
    return {
        "nav": NAV,
        "account": account,
        "period": account.period,
        "scope_name": name_of(account.scope),
        "query": choice.query(),
        "scope_code": code_of(account.scope),
        "year_code": str(choice.year or ALL_YEARS),
        "behind_url": reverse("answering:behind") + choice.query() + "&vad=",
    }


def _content(account: Account, choice: Choices, request: Request) -> dict[str, Any]:
    listed = files.listed(account)
    return {
        "fields": fields(request, choice),
        "sentences": sentences(account),
        "way": tables.way(account),
        "way_picture": tables.way_picture(account),
        "times": tables.times(account),
        "time_picture": tables.time_picture(account),
        "groups": tables.figure_groups(account),
        "refusal_counts": tables.refusal_counts(account),
        "refusals": tables.refusals(account),
        "guarantor_cases": tables.guarantor_cases(account),
        "organisers": tables.organisers(account),
        "money": account.summary.money,
        "money_columns": tables.money_columns(),
        "money_rows": tables.money_rows(account),
        "across": tables.across_head(),
        "across_sum": tables.across_sum(account),
        "associations": [(row, _to(choice, row)) for row in tables.parts(account, account.associations)],
        "counties": [(row, _to(choice, row)) for row in tables.parts(account, account.counties)],
        "cases": [(case, stands(case), account.names.get(case.association, "")) for case in listed],
        "not_listed": sum(map(len, account.summary.outcomes.values())) - len(listed),
        "definitions": [(label(f.label), label(f.definition)) for f in FIGURES.values()],
    }


def _to(choice: Choices, row: tables.PartRow) -> str:
    return choice.query(omrade=code_of(row.part.scope))


@needs_role(*ROLES)
def behind(request: Request) -> HttpResponse:
    """The needs and cases behind a number, and how many of them the reader may not open."""
    choice = chosen(request, request.GET)
    account = opened(request, choice)
    found = what_is_behind(account, request.GET.get("vad", ""))
    return render(request, "answering/behind.html", _frame(account, choice) | {"found": found})


@needs_role(*ROLES)
@require_POST
def download(request: Request) -> HttpResponse:
    """The account as a file. A post, because taking it away is noted in the audit trail."""
    form, _colon, part = request.POST.get("fil", "").partition(":")
    if form not in files.TYPES or (part or "figures") not in files.PARTS:
        raise Http404
    account = opened(request, chosen(request, request.POST))
    made = actions.export(by=request.actor, at=request.clock.now(), account=account, form=form, part=part or "figures")
    return _file(made.content, made.media_type, made.name)


@needs_role(*ROLES)
def case(request: Request, key: str) -> HttpResponse:
    """What one case answers years later, every line with the number and day of the event it rests on."""
    from samordna.edge.web.answering.story import story  # noqa: PLC0415

    found, facts = case_account(request.actor, key, request.clock.today())
    context = {
        "nav": NAV,
        "case": found,
        "facts": facts,
        "outcome": stands(facts),
        "sections": story(found, facts),
    }
    return render(request, "answering/case.html", context)


@needs_role(*ROLES)
@require_POST
def case_download(request: Request, key: str) -> HttpResponse:
    """The same on paper: PDF or DOCX, in Swedish."""
    from samordna.edge.web.answering.story import TYPES, as_paper_file  # noqa: PLC0415

    form = request.POST.get("fil", "")
    if form not in TYPES:
        raise Http404
    found, facts = case_account(request.actor, key, request.clock.today())
    actions.note_case_export(by=request.actor, at=request.clock.now(), case=found, form=form)
    content = as_paper_file(found, facts, form, request.clock.today())
    return _file(content, TYPES[form], _("redovisning-%(key)s.%(form)s") % {"key": key, "form": form})


def _file(content: bytes, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
