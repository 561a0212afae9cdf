"""What the reader has chosen: whose account, which year, as known when. Everything stands in the address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, QueryDict
from django.utils.translation import gettext as _

from samordna.agree.accounting import queries
from samordna.agree.accounting.permissions import ASSOCIATION, COUNTY, NATION, Scope
from samordna.agree.accounting.queries import Account
from samordna.edge.web.components.templatetags.samordna import long_day
from samordna.edge.web.request import Request
from samordna.ground.kernel.typed import whole

ALL_YEARS = "alla"


@dataclass(frozen=True)
class Choices:
    """``year`` None is all years. ``known`` None is the usual day: the end of the year, or today while it goes on."""

    scope: Scope
    year: int | None
    known: date | None

    def query(self, **more: str) -> str:
        """The choices as they stand in an address, with more or other values."""
        told = {"omrade": code_of(self.scope), "ar": str(self.year) if self.year else ALL_YEARS}
        if self.known:
            told["dag"] = self.known.isoformat()
        return "?" + urlencode({name: value for name, value in (told | more).items() if value})


def code_of(scope: Scope) -> str:
    """A scope in an address: riket, lan-05, or the association's own name."""
    return {NATION: "riket", COUNTY: f"lan-{scope.key}"}.get(scope.kind, scope.key)


def name_of(scope: Scope) -> str:
    """A scope in the reader's language."""
    return _("Hela landet") if scope.kind == NATION else scope.name


def chosen(request: Request, given: QueryDict) -> Choices:
    """What the address says; without it the widest account that the reader may see, this year. 404 for what is not."""
    code, year, day = (given.get(name, "").strip() for name in ("omrade", "ar", "dag"))
    scope = _scope(request, code)
    try:
        known = date.fromisoformat(day) if day else None
    except ValueError:
        raise Http404 from None
    if year == ALL_YEARS:
        return Choices(scope, None, known)
    number = whole(year, date.max.year) if year else (known or request.clock.today()).year
    if not number:
        raise Http404
    return Choices(scope, number, known)


def _scope(request: Request, code: str) -> Scope:
    if not code:
        found = queries.scopes(request.actor)
        if not found:
            raise Http404
        return found[0]
    if code == "riket":
        return queries.scope(request.actor, NATION)
    if code.startswith("lan-"):
        return queries.scope(request.actor, COUNTY, code.removeprefix("lan-"))
    return queries.scope(request.actor, ASSOCIATION, code)


def opened(request: Request, choice: Choices) -> Account:
    """The account; 404 outside the reader's scope and for a day that does not fit the year."""
    try:
        return queries.account(request.actor, choice.scope, choice.year, request.clock.today(), choice.known)
    except ValueError:
        raise Http404 from None


def fields(request: Request, choice: Choices) -> list[dict[str, Any]]:
    """The choices as the form shows them. A choice of one is none."""
    today = request.clock.today()
    every = [(code_of(s), name_of(s)) for s in queries.scopes(request.actor)]
    years = [(str(year), str(year)) for year in queries.years(request.actor, today)]
    found = [
        _field("omrade", _("Område"), every, code_of(choice.scope)),
        _field("ar", _("År"), [*years, (ALL_YEARS, _("Alla år"))], str(choice.year or ALL_YEARS)),
        _field("dag", _("Det som var känt"), _days(choice, today), choice.known.isoformat() if choice.known else ""),
    ]
    return [field for field in found if len(field["options"]) > 1]


def _days(choice: Choices, today: date) -> list[tuple[str, str]]:
    """When the year had ended, or today; and the day in the address if it is another."""
    if choice.year is None or choice.year >= today.year:
        days = [("", _("i dag, %(day)s") % {"day": long_day(today)})]
    else:
        days = [
            ("", _("när året slutade, %(day)s") % {"day": long_day(date(choice.year, 12, 31))}),
            (today.isoformat(), _("i dag, %(day)s") % {"day": long_day(today)}),
        ]
    if choice.known and choice.known.isoformat() not in dict(days):
        days.append((choice.known.isoformat(), long_day(choice.known)))
    return days


def _field(name: str, label: str, options: list[tuple[str, str]], value: str) -> dict[str, Any]:
    return {
        "id": f"v-{name}",
        "name": name,
        "label": label,
        "options": [{"value": v, "text": text, "selected": v == value} for v, text in options],
    }
