"""Why? Every rule that the system reckons with, in plain words, with where it stands and since when."""

from __future__ import annotations

from itertools import groupby

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from samordna.edge.web.access import anyone
from samordna.edge.web.request import Request
from samordna.edge.web.rules.figures import figures
from samordna.ground.parameters import reader

#: Topics of the rules, as a heading that an official recognises.
TOPICS = {
    "membership": _("Medlemmar"),
    "purpose": _("Syfte"),
    "money": _("Pengar"),
    "tasks": _("Uppgifter"),
    "prohibition": _("Det förbundet inte får"),
    "insats": _("Insatser"),
    "board": _("Styrelsen"),
    "budget": _("Budget"),
    "information": _("Information till medlemmarna"),
    "report": _("Årsredovisning"),
    "audit": _("Revision"),
    "charter": _("Förbundsordning"),
    "debt": _("Skulder"),
    "equity": _("Eget kapital"),
    "ESF": _("Europeiska socialfonden+"),
    "esf": _("Europeiska socialfonden+"),
    "age": _("Ålder"),
    "reporting": _("Uppföljning"),
    "register": _("Registret"),
    "organiser": _("Projektanordnare och garant"),
    "cofinancing": _("Medfinansiering"),
}


@anyone("law and programme rules are public, and everybody may ask why")
def rule_list(request: Request) -> HttpResponse:
    """All rules, by topic."""
    ordered = sorted(reader.rules(), key=lambda rule: list(TOPICS).index(rule.topic) if rule.topic in TOPICS else 99)
    topics = [(TOPICS.get(topic, topic), list(rules)) for topic, rules in groupby(ordered, key=lambda rule: rule.topic)]
    return render(request, "rules/list.html", {"topics": topics})


@anyone("law and programme rules are public, and everybody may ask why")
def figure_list(request: Request) -> HttpResponse:
    """All figures that rules compute with: shares, flat rates, days; also those that are not known."""
    return render(request, "rules/figures.html", {"figures": figures()})


@anyone("law and programme rules are public, and everybody may ask why")
def rule_detail(request: Request, rule_id: str) -> HttpResponse:
    """One rule."""
    try:
        rule = reader.rule(rule_id)
    except KeyError:
        raise Http404 from None
    return render(request, "rules/detail.html", {"rule": rule, "topic": TOPICS.get(rule.topic, rule.topic)})
