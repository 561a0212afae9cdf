"""What a reader has chosen. Everything stands in the address, so that a view can be shared; what cannot be is not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from samordna.deliver.projects.models import Measure
from samordna.deliver.reporting.reports import MOST_YEARS
from samordna.deliver.reporting.scopes import Scope, own_associations, own_measures, scope_of
from samordna.edge.web.request import Request
from samordna.ground.kernel.errors import NotFound
from samordna.ground.kernel.finsam import FIRST_YEAR
from samordna.ground.kernel.typed import whole
from samordna.ground.parties.models import Association

Pair = tuple[str, str]


@dataclass(frozen=True)
class Asked:
    """Association, the measures chosen of it, and the years from–to."""

    associations: tuple[Association, ...]
    association: Association
    measures: tuple[Measure, ...]
    scope: Scope
    years: tuple[int, ...]

    def query(self, **more: str) -> str:
        """The choices as an address."""
        pairs = [("forbund", self.association.slug), *(("insats", code) for code in sorted(self.scope.chosen))]
        pairs += [("fran", str(self.years[0])), ("till", str(self.years[-1]))]
        return "?" + urlencode([*pairs, *((name, value) for name, value in more.items() if value)])

    @property
    def period(self) -> str:
        """2024–2026, or one year."""
        return years_in_words(self.years)


def years_in_words(years: Sequence[int]) -> str:
    """2024–2026, or one year."""
    return f"{years[0]}" if len(years) == 1 else f"{years[0]}–{years[-1]}"


def asked(request: Request) -> Asked:
    """What is asked for. NotFound for somebody who has no measure to ask about."""
    query = request.GET
    associations = own_associations(request.actor)
    if not associations:
        raise NotFound
    found = next((one for one in associations if one.slug == query.get("forbund")), associations[0])
    scope = scope_of(request.actor, found, query.getlist("insats"))
    return Asked(
        tuple(associations),
        found,
        tuple(own_measures(request.actor, found)),
        scope,
        years_of(query, request.clock.today().year),
    )


def years_of(query: QueryDict, this_year: int) -> tuple[int, ...]:
    """From–to, at most ten years and none to come; this year when nothing is chosen."""
    last = min(max(whole(query.get("till", ""), this_year) or this_year, FIRST_YEAR), this_year)
    first = whole(query.get("fran", ""), last) or last
    first = min(max(first, FIRST_YEAR, last - MOST_YEARS + 1), last)
    return tuple(range(first, last + 1))


def field(name: str, label: str, pairs: Iterable[Pair], chosen: str) -> dict[str, Any]:
    """A list to choose one from."""
    options = [{"value": value, "text": text, "selected": value == chosen} for value, text in pairs]
    return {"id": name, "label": label, "options": options}


def association_field(
    associations: Sequence[Association], chosen: str, first: Sequence[Pair] = ()
) -> list[dict[str, Any]]:
    """Which association; nothing to choose for those who have one."""
    pairs = [*first, *((one.slug, one.name) for one in associations)]
    return [field("forbund", _("Förbund"), pairs, chosen)] if len(pairs) > 1 else []


def year_fields(years: Sequence[int], this_year: int) -> list[dict[str, Any]]:
    """From and to."""
    every = [(str(year), str(year)) for year in range(this_year, this_year - MOST_YEARS, -1)]
    return [
        field("fran", _("Från år"), every, str(years[0])),
        field("till", _("Till år"), every, str(years[-1])),
    ]


def one_year_field(year: int, this_year: int) -> dict[str, Any]:
    """One year, written as both from and to."""
    return field("till", _("År"), [(str(n), str(n)) for n in range(this_year, this_year - MOST_YEARS, -1)], str(year))
