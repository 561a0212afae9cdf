"""What can be asked about what has been handed in: never a person, and no count of one to four but to registrars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from samordna.deliver.participants.figures import NOBODY, VOLUME, Between, shown
from samordna.deliver.projects.models import Measure
from samordna.deliver.projects.permissions import RUNS, may_see_exact_counts
from samordna.deliver.projects.queries import ran_in
from samordna.deliver.reporting.derive import registered_after, rows_and_facts
from samordna.deliver.reporting.models import HandIn, HandInRow
from samordna.deliver.reporting.permissions import NATIONAL, check_see_association
from samordna.deliver.reporting.rules import hand_in as rules
from samordna.deliver.reporting.rules.hand_in import PERSONS, Cause, Difference, Row
from samordna.deliver.reporting.rules.told import Told, as_told, changed
from samordna.deliver.reporting.sealing import seal
from samordna.deliver.reporting.states import state_of
from samordna.deliver.reporting.tracing import Traces, traces
from samordna.ground.kernel.errors import NotFound
from samordna.ground.kernel.way import State
from samordna.ground.parties.actor import Actor
from samordna.ground.parties.models import Association
from samordna.ground.parties.waiting import Waiting

#: A year is handed in by this day of the next. Our default; no public rule was found.
DUE = (2, 28)


@dataclass(frozen=True)
class YearOfHandIn:
    """A year of an association: what the register says now, what was handed in, and how the two differ."""

    association: Association
    year: int
    state: State
    rows: tuple[Row, ...]
    seen: str
    missing: tuple[rules.Missing, ...]
    versions: tuple[HandIn, ...]
    differences: tuple[Difference, ...]
    traces: Traces

    @property
    def newest(self) -> HandIn | None:
        """The version that holds."""
        return self.versions[0] if self.versions else None


def associations_of(actor: Actor) -> list[Association]:
    """The associations whose figures a person may see, by name."""
    seen = Association.objects.order_by("name")
    return list(seen if actor.has(*NATIONAL) else seen.filter(slug__in=actor.associations))


def association_of(actor: Actor, slug: str) -> Association:
    """One association; NotFound if it does not exist for this person."""
    found = Association.objects.filter(slug=slug).first()
    if found is None:
        raise NotFound
    check_see_association(actor, found)
    return found


def year_of(actor: Actor, association: Association, year: int) -> YearOfHandIn:
    """A year as it is now and as it was handed in; a fixed number of questions to the database."""
    check_see_association(actor, association)
    rows, facts = rows_and_facts(association, year)
    versions = tuple(HandIn.objects.filter(association=association, year=year).order_by("-version"))
    found: tuple[Difference, ...] = ()
    who: Traces = {}
    if versions:
        late = registered_after(association, year, versions[0].handed_in_at)
        found = rules.differences(stored_rows(versions[0]), rows, late)
        who = traces(found, versions[0])
    state = state_of(handed_in=bool(versions), differs=bool(found))
    seen = seal(rows)
    return YearOfHandIn(association, year, state, rows, seen, rules.missing(facts), versions, found, who)


def version_of(actor: Actor, association: Association, year: int, version: int) -> HandIn:
    """One version that was handed in; NotFound otherwise."""
    check_see_association(actor, association)
    found = HandIn.objects.filter(association=association, year=year, version=version).first()
    if found is None:
        raise NotFound
    return found


def stored_rows(hand_in: HandIn) -> tuple[Row, ...]:
    """The rows as they were handed in."""
    return tuple(_row(row) for row in hand_in.rows.all())


def rows_until(association: Association, year: int, version: int) -> tuple[tuple[Row, ...], ...]:
    """The rows of every version up to one, the first first: what whoever reads it has been given. One question."""
    found: dict[int, list[Row]] = {number: [] for number in range(1, version + 1)}
    given = HandInRow.objects.filter(hand_in__association=association, hand_in__year=year)
    for row in given.filter(hand_in__version__lte=version).select_related("hand_in").order_by("position"):
        found[row.hand_in.version].append(_row(row))
    return tuple(map(tuple, found.values()))


def since(newer: HandIn, older: HandIn) -> tuple[tuple[Difference, ...], Traces]:
    """How a version differs from an earlier one, and who changed what between them."""
    late = registered_after(newer.association, newer.year, older.handed_in_at)
    found = rules.differences(stored_rows(older), stored_rows(newer), late)
    return found, traces(found, older, newer)


def _row(row: HandInRow) -> Row:
    return Row(row.section, tuple(row.parts.split("|")) if row.parts else (), row.name, row.unit, row.value)


def is_whole(hand_in: HandIn) -> bool:
    """Whether the rows are those that were handed in: their digest is the one that was kept."""
    return seal(stored_rows(hand_in)) == hand_in.rows_digest


def handed_in(association: Association) -> dict[int, HandIn]:
    """Year → the newest version."""
    found: dict[int, HandIn] = {}
    for one in HandIn.objects.filter(association=association).order_by("year", "version"):
        found[one.year] = one
    return found


def first_handed_in(association: Association | None, year: int) -> datetime | None:
    """When a year was first handed in; None when it has not been. What is changed after that is marked as such."""
    first = HandIn.objects.filter(association=association, year=year).order_by("version").first()
    return first.handed_in_at if first else None


# What may be shown ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Reader:
    """Which measures a person sees the exact counts of: all as registrar, the numbers that one types oneself."""

    exact: frozenset[str]
    typed: frozenset[str]

    def sees(self, row: Row) -> Between | None:
        """A count as it may be shown; None when nobody has said."""
        if row.value is None:
            return None
        is_open = row.unit != PERSONS or row.parts[0] in self.exact
        return shown(row.value, exact=is_open or (row.parts[-1] == VOLUME and row.parts[0] in self.typed))

    def tells(self, versions: Sequence[Sequence[Row]]) -> tuple[Told, ...]:
        """What each version's counts say to somebody who has them all, the first first."""
        return as_told(versions, self.sees, self._is_exact)

    def pair(self, one: Difference, then: Told, today: Told) -> tuple[Between | None, Between | None]:
        """Before and now, as the two versions tell it. A row that has come or gone is a change too."""
        before = then.get(one.before.key) if one.before else None
        now = today.get(one.now.key) if one.now else None
        step = ((one.now.value if one.now else 0) or 0) - ((one.before.value if one.before else 0) or 0)
        if before is None and now is not None and not shown(abs(step), exact=self._is_exact(one.row)).is_exact:
            return before, changed(NOBODY, up=True)
        return before, now

    def cause(self, one: Difference, cause: Cause) -> Between | None:
        """How many a cause is about; None when that is not said."""
        return None if cause.number is None else shown(cause.number, exact=self._is_exact(one.row))

    def _is_exact(self, row: Row) -> bool:
        if row.unit != PERSONS:
            return True
        return row.parts[0] in (self.typed if row.parts[-1] == VOLUME else self.exact)


def reader(actor: Actor, measures: Sequence[Measure], *, runs: bool) -> Reader:
    """What the person may see exactly."""
    exact = frozenset(one.code for one in measures if may_see_exact_counts(actor, one))
    return Reader(exact, exact | frozenset(one.code for one in measures if runs))


# What waits ----------------------------------------------------------------------------------------------------------


def waiting_for(actor: Actor, on: date) -> list[Waiting]:
    """Last year's figures that an association has not handed in, for those who run it."""
    slugs = {slug for role in RUNS for slug in actor.scopes(role)}
    if not slugs:
        return []
    year = on.year - 1
    had = Measure.objects.filter(ran_in(year), association__slug__in=slugs).values("association")
    done = HandIn.objects.filter(year=year).values("association")
    waits = Association.objects.filter(Q(pk__in=had) & ~Q(pk__in=done)).order_by("name")
    return [
        Waiting(
            title=_("Lämna in uppföljningen för %(year)d") % {"year": year},
            text=_("%(name)s: medel, kostnader, insatser och deltagare.") % {"name": one.name},
            url_name="measure_reports:hand-in",
            url_args=(one.slug, str(year)),
            due=date(on.year, *DUE),
            since=date(on.year, 1, 1),
            action_label=_("Se vad som saknas"),
        )
        for one in waits
    ]
