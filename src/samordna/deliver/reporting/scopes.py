"""Of whom a report is: some measures, an association, a county, a region of ESF+ or the nation.

Measures and associations are protected as ``rules.cuts`` says. What is larger is shown when at least three associations
are in it, and is the sum of what everybody may see of these: no difference of areas tells more than that.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from django.core.cache import cache
from django.db.models import QuerySet

from samordna.deliver.participants.retention import gone_from
from samordna.deliver.projects.models import Measure
from samordna.deliver.projects.permissions import FOLLOWS, may_see_exact_counts
from samordna.deliver.projects.queries import visible_measures
from samordna.deliver.reporting import counting
from samordna.deliver.reporting.counting import Counted, Measures, Rows, municipalities
from samordna.deliver.reporting.permissions import NATIONAL
from samordna.deliver.reporting.rules.cuts import EVERYBODY, Cut, added, cut
from samordna.deliver.reporting.rules.variables import UNKNOWN, Variable
from samordna.ground.kernel.errors import NotFound
from samordna.ground.parties.actor import Actor
from samordna.ground.parties.models import Association, County, Nuts2

#: So many associations at least are in an area whose figures are shown.
LEAST = 3
#: So long are the counts of an area kept: they are many to count, and nobody needs them to the minute.
AREA_SECONDS = 600


@dataclass(frozen=True)
class Scope:
    """Of whom. ``kind`` is measures, association, county, nuts2 or nation; ``chosen`` are codes of measures."""

    kind: str
    key: str
    name: str
    chosen: frozenset[str] = frozenset()
    association: Association | None = None

    @property
    def code(self) -> str:
        """How an address names it."""
        return ":".join(filter(None, [self.kind, self.key]))


def own_measures(actor: Actor, association: Association) -> list[Measure]:
    """The association's measures for individuals that a person may see figures of, by name."""
    seen = Measure.objects.filter(association=association, orientation="individual")
    if not _sees_all(actor, association):
        seen = seen.filter(pk__in=visible_measures(actor).values("pk"))
    return list(seen.select_related("association").order_by("name", "code"))


def own_associations(actor: Actor) -> list[Association]:
    """The associations that a person may ask about, by name: all of them, or some measures of them."""
    every = Association.objects.order_by("name")
    if actor.has(*NATIONAL):
        return list(every)
    followed = {slug for role in FOLLOWS for slug in actor.scopes(role)}
    own = visible_measures(actor).values("association")
    return list(every.filter(slug__in=followed) | every.filter(pk__in=own))


def _sees_all(actor: Actor, association: Association) -> bool:
    return actor.has(*FOLLOWS, association=association.slug) or actor.has(*NATIONAL)


def scope_of(actor: Actor, association: Association, codes: Sequence[str]) -> Scope:
    """The association, or the ``codes`` of it that a person may see; NotFound for one without any."""
    own = own_measures(actor, association)
    chosen = frozenset(one.code for one in own if one.code in codes)
    if _sees_all(actor, association) and not chosen:
        return Scope("association", association.slug, association.name, association=association)
    chosen = chosen or frozenset(one.code for one in own)
    if not chosen:
        raise NotFound
    names = [one.name for one in own if one.code in chosen]
    return Scope("measures", association.slug, ", ".join(names), chosen, association)


def area_of(code: str) -> Scope | None:
    """The nation, county or region of ESF+ that an address names; None for anything else."""
    kind, _colon, key = code.partition(":")
    if kind == "nation":
        return Scope("nation", "", "")
    if kind == "county" and (county := County.objects.filter(pk=key).first()):
        return Scope("county", key, county.name)
    if kind == "nuts2" and (region := Nuts2.objects.filter(pk=key).first()):
        return Scope("nuts2", key, region.name)
    return None


def areas_around(association: Association) -> list[Scope]:
    """The nation, and the counties and regions of ESF+ in which the association has a municipality."""
    counties = County.objects.filter(municipalities__in=association.memberships.values("municipality")).distinct()
    counties = counties.select_related("nuts2").order_by("name")
    regions = {one.nuts2_id: one.nuts2.name for one in counties}
    return [
        Scope("nation", "", ""),
        *(Scope("nuts2", key, name) for key, name in regions.items()),
        *(Scope("county", one.pk, one.name) for one in counties),
    ]


def of_scope(
    actor: Actor, scope: Scope, variable: Variable, year: int, rows: Callable[[Measures, int], Rows]
) -> Cut | None:
    """The counts of a variable as the person may see them; None where too few associations are in an area."""
    if scope.association is None:
        key = f"reporting:{scope.code}:{variable.id}:{year}:{rows.__name__}"
        return cache.get_or_set(key, lambda: _of_area(scope, variable, year, rows), AREA_SECONDS)
    measures = list(
        Measure.objects.filter(association=scope.association, follow_up="persons").select_related("association")
    )
    chosen = [one for one in measures if one.code in scope.chosen] if scope.chosen else measures
    exact = bool(chosen) and all(may_see_exact_counts(actor, one) for one in chosen)
    counted = _counted(variable, rows(chosen if exact else measures, year))
    codes = [one.code for one in (chosen if exact else measures)]
    return _cut(variable, counted, codes, exact=exact)


def _counted(variable: Variable, rows: Rows) -> Counted:
    return counting.count(variable, rows)


def _cut(variable: Variable, counted: Counted, codes: Sequence[str], *, exact: bool = False) -> Cut:
    known = {key: number for key, number in counted.items() if number}
    there = sorted({measure for measure, _value, _sex in known} & set(codes))
    values = variable.codes or municipalities({key: n for key, n in known.items() if key[1] != EVERYBODY})
    made = cut(known, measures=there, values=values, several=variable.several, exact=exact)
    if variable.codes:
        return made
    # That a municipality has a row of its own would say that somebody comes from there.
    return replace(made, values=tuple(code for code in values if code == UNKNOWN or made.of(code, None).low))


def _of_area(scope: Scope, variable: Variable, year: int, rows: Callable[[Measures, int], Rows]) -> Cut | None:
    """An area is added up from the same protected cuts that are shown of its associations, whoever asks."""
    measures = _measures_in(scope)
    home = dict(measures.values_list("code", "association_id"))
    counted: dict[int | None, Counted] = {}
    for (measure, value, sex), number in _counted(variable, rows(measures, year)).items():
        if number:
            counted.setdefault(home[measure], {})[measure, value, sex] = number
    if len(counted) < LEAST:
        return None
    return added([_cut(variable, of_one, [measure for measure, _v, _s in of_one]) for of_one in counted.values()])


def is_thinned(actor: Actor, scope: Scope, years: Sequence[int]) -> bool:
    """Whether retention has taken the answers of some who took part: then the reports know only of those who remain."""
    if scope.association is None:
        return gone_from(_measures_in(scope), years)
    own = own_measures(actor, scope.association)
    return gone_from([one for one in own if not scope.chosen or one.code in scope.chosen], years)


def associations_in(kind: str, key: str) -> QuerySet[Association]:
    """The associations with a municipality in a county or a region of ESF+."""
    place = {"county": "memberships__municipality__county", "nuts2": "memberships__municipality__county__nuts2"}[kind]
    inside = Association.objects.filter(**{place: key}).values("pk")
    return Association.objects.filter(pk__in=inside)


def _measures_in(scope: Scope) -> QuerySet[Measure]:
    every = Measure.objects.filter(follow_up="persons", association__isnull=False)
    if scope.kind == "nation":
        return every
    return every.filter(association__in=associations_in(scope.kind, scope.key).values("pk"))
