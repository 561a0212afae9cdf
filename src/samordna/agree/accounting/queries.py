"""What can be asked about what became of needs, by the names people use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import Q

from samordna.agree.accounting.permissions import (
    ASSOCIATION,
    COUNTY,
    NATION,
    Scope,
    check_see_account,
    check_see_case_account,
    may_see_nation,
)
from samordna.agree.accounting.rules.facts import CaseFacts, NeedFacts
from samordna.agree.accounting.rules.story import Head, facts_of, resting
from samordna.agree.accounting.rules.summary import Period, Summary, period_of, summary
from samordna.agree.needs.models import Need, NeedStep
from samordna.agree.needs.permissions import own_associations, visible_needs
from samordna.agree.preparation.history import Event
from samordna.agree.preparation.models import Case, CaseEvent
from samordna.agree.preparation.permissions import visible_cases
from samordna.ground.kernel.clock import day_of
from samordna.ground.kernel.errors import NotFound
from samordna.ground.parameters.areas import counties
from samordna.ground.parties.actor import SYSTEM, Actor
from samordna.ground.parties.models import Association, Membership


@dataclass(frozen=True)
class Part:
    """The account of an association or a county within a larger one. ``counties`` are the codes it lies in."""

    scope: Scope
    summary: Summary
    counties: tuple[str, ...] = ()


@dataclass(frozen=True)
class Account:
    """The account of a scope and a period, and what of it the reader may open.

    ``readable`` are the keys of cases, ``readable_needs`` those of needs, that the reader may see. ``several`` are the
    associations that lie in more than one county and so stand in each.
    """

    scope: Scope
    period: Period
    summary: Summary
    needs: tuple[NeedFacts, ...]
    cases: tuple[CaseFacts, ...]
    readable: frozenset[str]
    readable_needs: frozenset[str]
    associations: tuple[Part, ...] = ()
    counties: tuple[Part, ...] = ()
    several: tuple[Part, ...] = ()
    names: dict[str, str] = field(default_factory=dict)

    @property
    def rows(self) -> tuple[CaseFacts, ...]:
        """The cases that the reader may see."""
        return tuple(case for case in self.cases if case.key in self.readable)


def scopes(actor: Actor) -> list[Scope]:
    """Everything the actor may see the account of: the nation and the counties first, for national readers."""
    slugs = own_associations(actor)
    every = may_see_nation(actor)
    found = [Scope(NATION, "", "Hela landet")] if every else []
    if every:
        with_cases = _county_codes(Association.objects.filter(needs__isnull=False).distinct(), None)
        codes = {code for codes in with_cases.values() for code in codes}
        found += [Scope(COUNTY, code, county.name) for code, county in counties().items() if code in codes]
    wanted = Association.objects.filter(needs__isnull=False) if every else Association.objects.filter(slug__in=slugs)
    return [*found, *(_scope_of(one) for one in wanted.distinct().order_by("name"))]


def scope(actor: Actor, kind: str, key: str = "") -> Scope:
    """One of them by its key; NotFound when it does not exist or is not for the actor."""
    if kind == NATION:
        found = Scope(NATION, "", "Hela landet")
    elif kind == COUNTY and key in counties():
        found = Scope(COUNTY, key, counties()[key].name)
    else:
        association = Association.objects.filter(slug=key).first() if kind == ASSOCIATION else None
        if association is None:
            raise NotFound()
        found = _scope_of(association)
    check_see_account(actor, found)
    return found


def account(actor: Actor, wanted: Scope, year: int | None, today: date, known: date | None = None) -> Account:
    """The account of a scope and a year (None: all years), as known on ``known`` (see ``period_of``).

    NotFound outside the actor's scope; ValueError for a day that does not fit the year.
    """
    check_see_account(actor, wanted)
    period = period_of(year, today, known)
    places = _county_codes(_associations(wanted, period), period)
    with resting():
        return _account(actor, wanted, period, places)


def _account(actor: Actor, wanted: Scope, period: Period, places: dict[Association, tuple[str, ...]]) -> Account:
    names = {one.slug: one.name for one in places}
    ids = [one.pk for one in places]
    cases = tuple(_cases(Case.objects.filter(association__in=ids), period.known))
    needs = tuple(_needs(ids, cases, period.known))
    return Account(
        scope=wanted,
        period=period,
        summary=summary(needs, cases, period),
        needs=needs,
        cases=cases,
        readable=_readable(actor, cases),
        readable_needs=_readable_needs(actor, needs),
        names=names,
        **_parts(wanted, places, needs, cases, period),
    )


def case_account(actor: Actor, key: str, today: date, known: date | None = None) -> tuple[Case, CaseFacts]:
    """What one case answers; NotFound if it does not exist, lies outside the actor's scope or had not begun."""
    case = visible_cases(actor).filter(key=key).select_related("association__organisation", "need").first()
    if case is None:
        raise NotFound()
    check_see_case_account(actor, case)
    found = next(iter(_cases(Case.objects.filter(pk=case.pk), min(known or today, today))), None)
    if found is None:
        raise NotFound()
    return case, found


def years(actor: Actor, today: date) -> list[int]:
    """The years that there is something to tell of, the newest first; always this year."""
    needs = Need.objects.order_by("written_at")
    if not may_see_nation(actor):
        needs = needs.filter(association__slug__in=own_associations(actor))
    first = needs.values_list("written_at", flat=True).first()
    return list(range(today.year, (day_of(first).year if first else today.year) - 1, -1))


# -- reading ---------------------------------------------------------------------------------------


def _scope_of(association: Association) -> Scope:
    return Scope(ASSOCIATION, association.slug, association.name)


def _associations(wanted: Scope, period: Period) -> list[Association]:
    every = Association.objects.order_by("name")
    if wanted.kind == ASSOCIATION:
        return list(every.filter(slug=wanted.key))
    found = list(every.filter(needs__isnull=False).distinct())
    if wanted.kind == COUNTY:
        places = _county_codes(found, period)
        return [one for one in found if wanted.key in places[one]]
    return found


def _county_codes(associations: Iterable[Association], period: Period | None) -> dict[Association, tuple[str, ...]]:
    """The counties of each association: those of the municipalities that were members some day of the period."""
    found: dict[int, set[str]] = {}
    members = Membership.objects.filter(organisation__kind="municipality")
    if period is not None:
        members = members.filter(Q(valid_from=None) | Q(valid_from__lte=period.last))
        if period.year is not None:
            members = members.filter(Q(valid_to=None) | Q(valid_to__gt=period.first))
    for association, party in members.values_list("association_id", "organisation__party_id"):
        found.setdefault(association, set()).add(party.split("-", 1)[1][:2])
    return {one: tuple(sorted(found.get(one.pk, ()))) for one in associations}


_EVENT = ("case_id", "kind", "at", "by_name", "on_behalf_of__party_id", "data", "why", "sequence")


def _cases(cases: Any, known: date) -> list[CaseFacts]:
    """The facts of each case, in the order of association and number. One question for all events."""
    named = cases.order_by("association__name", "number").values_list(
        "pk", "key", "number", "title", "association__slug", "association__organisation__party_id", "need__key"
    )
    heads = {pk: Head(*rest) for pk, *rest in named}
    rows = CaseEvent.objects.filter(case__in=cases.values("pk")).order_by("case_id", "sequence").values_list(*_EVENT)
    events = {pk: [_event(row) for row in mine] for pk, mine in groupby(rows.iterator(5000), key=itemgetter(0))}
    found = (facts_of(head, events.get(pk, ()), known) for pk, head in heads.items())
    return [facts for facts in found if facts is not None]


def _event(row: tuple[Any, ...]) -> Event:
    _case, kind, at, by_name, party, data, why, sequence = row
    return Event(kind, at, by_name, party or "", data, why, sequence)


def _needs(associations: list[int], cases: Iterable[CaseFacts], known: date) -> Iterator[NeedFacts]:
    of_need: dict[str, list[str]] = {}
    for case in cases:
        of_need.setdefault(case.need, []).append(case.key)
    declined = _declined(associations, known)
    fields = ("group", "low", "high", "places", "area", "key", "number", "title", "association__slug", "written_at")
    rows = Need.objects.filter(association__in=associations).order_by("association__name", "number")
    for group, low, high, places, area, key, number, title, slug, written_at in rows.values_list(*fields):
        if (day := day_of(written_at)) <= known:
            mine, no = tuple(of_need.get(key, ())), declined.get(key)
            said = (day_of(no.at), no.why) if no and not mine else (None, "")
            yield NeedFacts(key, number, title, slug, day, group, low, high, places, area, mine, *said)


def _declined(associations: list[int], known: date) -> dict[str, NeedStep]:
    """The needs whose last step, as known that day, is that the association goes no further; by key."""
    latest: dict[str, NeedStep] = {}
    for step in NeedStep.objects.filter(need__association__in=associations).select_related("need"):
        if day_of(step.at) <= known:
            latest[step.need.key] = step
    return {key: step for key, step in latest.items() if step.act == "decline"}


def _readable(actor: Actor, cases: tuple[CaseFacts, ...]) -> frozenset[str]:
    if actor is SYSTEM:
        return frozenset(case.key for case in cases)
    return frozenset(visible_cases(actor).values_list("key", flat=True)) & {case.key for case in cases}


def _readable_needs(actor: Actor, needs: tuple[NeedFacts, ...]) -> frozenset[str]:
    return frozenset(visible_needs(actor).values_list("key", flat=True)) & {need.key for need in needs}


def _parts(
    wanted: Scope,
    places: Mapping[Association, tuple[str, ...]],
    needs: tuple[NeedFacts, ...],
    cases: tuple[CaseFacts, ...],
    period: Period,
) -> dict[str, tuple[Part, ...]]:
    """The same account for each association, and for the nation each county. Nothing for one association."""
    if wanted.kind == ASSOCIATION:
        return {}

    def of(slugs: set[str]) -> Summary:
        mine = [case for case in cases if case.association in slugs]
        return summary([need for need in needs if need.association in slugs], mine, period)

    each = tuple(Part(_scope_of(one), of({one.slug}), codes) for one, codes in places.items())
    several = tuple(part for part in each if len(part.counties) > 1)
    if wanted.kind == COUNTY:
        return {"associations": each, "several": several}
    codes = sorted({code for part in each for code in part.counties})
    by_county = tuple(
        Part(
            Scope(COUNTY, code, counties()[code].name),
            of({part.scope.key for part in each if code in part.counties}),
            (code,),
        )
        for code in codes
    )
    return {"associations": each, "counties": by_county, "several": several}
