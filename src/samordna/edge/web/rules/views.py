"""Why? Every rule that the system reckons with, in plain words, with where it stands and since when."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from samordna.edge.web.access import anyone
from samordna.ground import parameters
from samordna.ground.kernel.errors import NotFound


@anyone("law and programme rules are public, and everybody may ask why")
def rule_list(request: HttpRequest) -> HttpResponse:
    """All rules, by topic."""
    return render(request, "rules/list.html", {"rules": parameters.rules()})


@anyone("law and programme rules are public, and everybody may ask why")
def rule_detail(request: HttpRequest, rule_id: str) -> HttpResponse:
    """One rule."""
    try:
        rule = parameters.rule(rule_id)
    except (NotFound, KeyError, LookupError):
        raise Http404 from None
    return render(request, "rules/detail.html", {"rule": rule})
