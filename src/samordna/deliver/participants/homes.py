"""Where the participants of a joint measure live: how many of a year belong to each of its associations.

Numbers only. A part of one to four is not shown, and then no part is: what is left of a known total would give it
away. Nor is any part where women or men are too few to be shown, since the parts together are both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from samordna.deliver.participants.models import Participation
from samordna.deliver.participants.queries import figures_of
from samordna.deliver.projects.models import Measure
from samordna.deliver.projects.permissions import may_see_exact_counts
from samordna.deliver.projects.rules import SMALL
from samordna.ground.parties.actor import Actor
from samordna.ground.parties.models import Association, Membership


@dataclass(frozen=True)
class Homes:
    """People with person data who took part in the year, by association; None are those who live elsewhere.

    ``parts`` is None where showing them would give somebody away.
    """

    parts: dict[int | None, int] | None


def homes_of(actor: Actor, measure: Measure, associations: Sequence[Association], year: int) -> Homes:
    """How many of a year's participants live in each association's municipalities, as they were at their entry.

    A municipality belongs to the association that it took part in on any day of the year.
    """
    first, last = date(year, 1, 1), date(year, 12, 31)
    members = Membership.objects.filter(association__in=associations, municipality__isnull=False).filter(
        Q(valid_from__isnull=True) | Q(valid_from__lte=last), Q(valid_to__isnull=True) | Q(valid_to__gt=first)
    )
    home = {row.municipality_id: row.association_id for row in members}
    rows = (
        Participation.objects.filter(measure=measure, mode="person", start__lte=last)
        .filter(Q(end__isnull=True) | Q(end__gte=first))
        .exclude(state="mistaken")
        .values_list("municipality_id")
        .annotate(people=Count("person", distinct=True))
        .order_by()
    )
    parts: Counter[int | None] = Counter({one.pk: 0 for one in associations})
    for municipality, people in rows:
        parts[home.get(municipality)] += people
    if not may_see_exact_counts(actor, measure):
        known = figures_of(actor, [measure], [year])[measure.pk, year].of(mode="person")
        if not known.is_exact or any(0 < people < SMALL for people in parts.values()):
            return Homes(None)
    return Homes(dict(parts))
