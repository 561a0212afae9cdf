"""The list of released tables by report, and how persons are protected. For everybody."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from samordna.edge.web.access import anyone
from samordna.edge.web.request import Request
from samordna.edge.web.statistics.shown import language
from samordna.engine.disclosure.policy import DEFAULT, NOT_PROVEN_AGAINST
from samordna.engine.words import Words
from samordna.learn.statistics import permissions, queries
from samordna.learn.statistics.catalogue import OFFICIAL
from samordna.learn.statistics.queries import ReleasedTable

NAV = "statistics"
#: What the reports are called, in the order of the list.
REPORTS: dict[str, Words] = {
    "af-fk-2020": Words("Prioriterade grupper, rapporten 2020", "Priority groups, the report of 2020"),
    "fk-esf-2025": Words("ESF+, Försäkringskassans rapport 2025", "ESF+, the report of 2025 by Försäkringskassan"),
    "sus-standard": Words("Standardrapporten", "The standard report"),
    "sus-measure": Words("Deltagare i insatser", "Participants in measures"),
    "sus-cost": Words("Kostnader", "Costs"),
    "gender": Words("Kvinnor och män", "Women and men"),
    "eu-common": Words("EU:s gemensamma indikatorer", "The EU's common indicators"),
}


@anyone("released tables are for everybody")
def table_list(request: Request) -> HttpResponse:
    """Every official table by report: what it says, and since when it is released."""
    newest = queries.all_latest()
    rows = [(one, newest.get(one.name)) for one in OFFICIAL.values()]
    context = {
        "nav": NAV,
        "reports": [
            (words.in_language(language()), [_listed(one, found) for one, found in rows if found and one.report == key])
            for key, words in REPORTS.items()
            if any(found and one.report == key for one, found in rows)
        ],
        "waiting": [_listed(one, None) for one, found in rows if not found],
        "works": permissions.may_see_extracts(request.actor),
        "proposes": permissions.may_propose_release(request.actor),
    }
    return render(request, "statistics/list.html", context)


def _listed(one: Any, found: ReleasedTable | None) -> dict[str, Any]:
    speak = language()
    years = (found.table.columns if found else one.declaration.columns)[0].codes
    return {
        "name": one.name,
        "number": one.number.in_language(speak),
        "title": one.declaration.title.in_language(speak),
        "scope": one.scope.in_language(speak),
        "years": years[0] if len(years) == 1 else f"{years[0]}–{years[-1]}",
        "release": found.release if found else None,
    }


@anyone("released tables are for everybody")
def protection(request: Request) -> HttpResponse:
    """How single persons are protected, and what the protection does not do."""
    english = language().startswith("en")
    limits = [en if english else sv for sv, en in NOT_PROVEN_AGAINST]
    return render(request, "statistics/protection.html", {"nav": NAV, "threshold": DEFAULT.threshold, "limits": limits})
