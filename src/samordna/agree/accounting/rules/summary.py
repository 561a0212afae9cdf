"""The account of some needs and cases in a year: figures, time in stages, the way from need to running, and money.

Pure. Everything is counted from facts as known on the last day of the period, so that the answer for a year is the
same whenever it is asked. Every number carries the keys of what it counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from samordna.agree.accounting.rules.facts import CaseFacts, NeedFacts, Span
from samordna.agree.accounting.rules.figures import FIGURES, Figure
from samordna.agree.preparation.case_facts import COMMITMENT_KINDS
from samordna.agree.preparation.states import STAGES
from samordna.ground.kernel.money import Money
from samordna.ground.kernel.words import Words

#: With fewer stays than this, quartiles say more than is known.
LEAST_FOR_QUARTILES = 4


@dataclass(frozen=True, slots=True)
class Period:
    """The days that count, ``first``–``last``, both inclusive; ``known`` is the day up to which events are known.

    ``year`` None is everything up to ``known``.
    """

    year: int | None
    first: date
    last: date
    known: date

    def holds(self, day: date) -> bool:
        """Whether something of this day belongs to the period."""
        return self.first <= day <= self.last


def period_of(year: int | None, today: date, known: date | None = None) -> Period:
    """A year as it stood when it ended, or as it stands today while it goes on; ``known`` is another day to look from.

    With a later ``known`` the same days are counted, and what is known of them grows. ValueError for a day before the
    year, or after today: nobody knows what has not happened.
    """
    if known is not None and known > today:
        raise ValueError(f"{known} has not come yet")
    if year is None:
        return Period(None, date.min, known or today, known or today)
    day = known or min(date(year, 12, 31), today)
    if day < date(year, 1, 1):
        raise ValueError(f"{year} had not begun on {day}")
    return Period(year, date(year, 1, 1), min(day, date(year, 12, 31)), day)


@dataclass(frozen=True, slots=True)
class Counted:
    """A number with what stands behind it: keys of cases and refs of needs. One may count several times."""

    figure: Figure
    behind: tuple[str, ...]

    @property
    def value(self) -> int:
        """The number."""
        return len(self.behind)

    @property
    def keys(self) -> tuple[str, ...]:
        """Each need or case once."""
        return tuple(dict.fromkeys(self.behind))


@dataclass(frozen=True, slots=True)
class StageTime:
    """Days in a stage. ``left``: keys of the stays that ended in the period; ``still``: of those that go on.

    Median and quartiles are of the stays that ended; ``still_median`` of those that go on, counted to the day known.
    None when there is nothing to count.
    """

    stage: str
    left: tuple[str, ...]
    still: tuple[str, ...]
    median: Fraction | None
    lower: Fraction | None
    upper: Fraction | None
    still_median: Fraction | None


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the way of the period's needs: who ``reached`` it, and who came no further.

    Those are ``waiting`` or ``closed``, by why (an outcome of facts.OUTCOMES).
    """

    id: str
    label: Words
    reached: tuple[str, ...]
    waiting: tuple[str, ...]
    closed: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Sums:
    """Money of the cases that were recommended in the period, as it was then. ``without``: keys that had no costs.

    Support and gap are of ESF+ cases whose share is known; ``unknown`` are those for which it is not.
    """

    cases: tuple[str, ...]
    cash_cost: Money
    promised: dict[str, Money]
    support: Money
    gap: Money
    without: tuple[str, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True)
class Summary:
    """The whole account of some needs and cases."""

    period: Period
    figures: dict[str, Counted]
    stages: tuple[StageTime, ...]
    way: tuple[Step, ...]
    money: Sums
    money_by_kind: dict[str, Sums] = field(default_factory=dict)
    organisers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    outcomes: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def value(self, figure: str) -> int:
        """A figure's number."""
        return self.figures[figure].value


def summary(needs: Sequence[NeedFacts], cases: Sequence[CaseFacts], period: Period) -> Summary:
    """Count everything. ``needs`` and ``cases`` are as known on the day ``period.known``."""
    mine = {need.key for need in needs if period.holds(need.day)}
    return Summary(
        period=period,
        figures={figure.id: _count(figure, needs, cases, period) for figure in FIGURES.values()},
        stages=tuple(_times(needs, cases, period)),
        way=tuple(_way([need for need in needs if need.key in mine], [c for c in cases if c.need in mine])),
        money=_sums(cases, period),
        money_by_kind={
            "measure": _sums([case for case in cases if not case.is_esf], period),
            "esf": _sums([case for case in cases if case.is_esf], period),
        },
        organisers=_organisers(cases, period),
        outcomes=_outcomes(cases, period),
    )


def _count(figure: Figure, needs: Sequence[NeedFacts], cases: Sequence[CaseFacts], period: Period) -> Counted:
    found = [(need.ref, figure.of_need(need)) for need in needs] if figure.of_need else []
    found += [(case.key, figure.of_case(case)) for case in cases] if figure.of_case else []
    return Counted(figure, tuple(key for key, days in found for day in days if period.holds(day)))


# -- time ------------------------------------------------------------------------------------------


def _times(needs: Sequence[NeedFacts], cases: Sequence[CaseFacts], period: Period) -> Iterable[StageTime]:
    stays: dict[str, list[tuple[str, Span]]] = {}
    for case in cases:
        for span in case.spans:
            stays.setdefault(span.stage, []).append((case.key, span))
    for stage in STAGES:
        if stage.final:
            continue
        here = stays.get(stage.id, [])
        left = [(key, span.days) for key, span in here if span.left and period.holds(span.left.day)]
        still = [(key, span.days) for key, span in here if span.left is None]
        if stage.id == "identified":  # needs that nobody has taken up wait here, and have no case yet
            still += [
                (need.ref, (period.known - need.day).days) for need in needs if not need.cases and not need.declined
            ]
        days = sorted(day for _, day in left)
        enough = len(days) >= LEAST_FOR_QUARTILES
        yield StageTime(
            stage=stage.id,
            left=tuple(key for key, _ in left),
            still=tuple(key for key, _ in still),
            median=quantile(days, Fraction(1, 2)),
            lower=quantile(days, Fraction(1, 4)) if enough else None,
            upper=quantile(days, Fraction(3, 4)) if enough else None,
            still_median=quantile(sorted(day for _, day in still), Fraction(1, 2)),
        )


def quantile(ordered: Sequence[int], share: Fraction) -> Fraction | None:
    """The value below which ``share`` of the numbers lie, between two of them in proportion (QUARTILE.INC in Excel).

    >>> quantile([1, 2, 3, 4], Fraction(1, 4)), quantile([], Fraction(1, 2))
    (Fraction(7, 4), None)
    """
    if not ordered:
        return None
    place = share * (len(ordered) - 1)
    below = place.numerator // place.denominator
    rest = place - below
    if rest == 0:
        return Fraction(ordered[below])
    return ordered[below] + rest * (ordered[below + 1] - ordered[below])


# -- the way ---------------------------------------------------------------------------------------

_STEPS: tuple[tuple[str, tuple[str, ...], Words], ...] = (
    ("proposal", ("proposal_made",), Words("Förslag påbörjades", "Proposal begun")),
    ("asked", ("parties_asked",), Words("Parterna tillfrågades", "Parties asked")),
    ("recommended", ("recommended",), Words("Någon skulle hålla i det", "Somebody was to run it")),
    ("decided", ("board_approved", "all_decided"), Words("Alla sa ja", "Everybody said yes")),
    ("agreed", ("all_signed",), Words("Överenskommelsen skrevs under", "Agreement signed")),
    ("started", ("started",), Words("Arbetet började", "Work began")),
    ("ended", ("ended",), Words("Arbetet avslutades", "Work ended")),
    ("handed_over", ("handed_over",), Words("Parterna tog över", "Parties took over")),
)
STEPS: tuple[str, ...] = ("need", *(step for step, _, _ in _STEPS))


def _way(needs: Sequence[NeedFacts], cases: Sequence[CaseFacts]) -> Iterable[Step]:
    """A step counts as reached also when the case went back later: what was done was done."""
    yield Step(
        "need",
        Words("Behovet skrevs ned", "Need written down"),
        tuple(need.ref for need in needs),
        tuple(need.ref for need in needs if not need.cases and not need.declined),
        tuple([("need_declined", declined)] if (declined := tuple(n.ref for n in needs if n.declined)) else []),
    )
    furthest = {case.key: _furthest(case) for case in cases}
    for place, (step, _kinds, label) in enumerate(_STEPS):
        stopped = [case for case in cases if furthest[case.key] == place]
        closed: dict[str, list[str]] = {}
        for case in stopped:
            if case.stage == "closed":
                closed.setdefault(case.outcome, []).append(case.key)
        yield Step(
            id=step,
            label=label,
            reached=tuple(case.key for case in cases if furthest[case.key] >= place),
            waiting=tuple(case.key for case in stopped if case.stage != "closed"),
            closed=tuple((why, tuple(keys)) for why, keys in closed.items()),
        )


def _furthest(case: CaseFacts) -> int:
    seen = {kind for kind, _ in case.events}
    return max((place for place, (_, kinds, _) in enumerate(_STEPS) if seen & set(kinds)), default=0)


# -- money and the rest ----------------------------------------------------------------------------


def _sums(cases: Sequence[CaseFacts], period: Period) -> Sums:
    """A case that was recommended twice in the period counts once, as it was the last time."""
    last = {case.key: m for case in cases for m in case.money if period.holds(m.at.day)}
    esf = {case.key for case in cases if case.is_esf}
    known = [m for m in last.values() if m.support is not None]
    return Sums(
        cases=tuple(last),
        cash_cost=Money.total(m.cash_cost for m in last.values()),
        promised={kind: Money.total(m.of(kind) for m in last.values()) for kind in COMMITMENT_KINDS},
        support=Money.total(m.support for m in known if m.support is not None),
        gap=Money.total(max(m.gap, Money.zero()) for m in known if m.gap is not None),
        without=tuple(key for key, m in last.items() if m.cash_cost.ore == 0),
        unknown=tuple(key for key, m in last.items() if key in esf and m.support is None),
    )


def _organisers(cases: Sequence[CaseFacts], period: Period) -> dict[str, tuple[str, ...]]:
    """Kind of party (fk, af, region, municipality) → the cases it was proposed to run in the period, most first."""
    found: dict[str, list[str]] = {}
    for case in cases:
        for one in case.organisers:
            if period.holds(one.at.day):
                found.setdefault(one.party.split("-", 1)[0], []).append(case.key)
    order = Counter({kind: len(keys) for kind, keys in found.items()})
    return {kind: tuple(found[kind]) for kind, _ in sorted(order.items(), key=lambda row: (-row[1], row[0]))}


def _outcomes(cases: Sequence[CaseFacts], period: Period) -> dict[str, tuple[str, ...]]:
    """Where the cases that were alive in the period stand on the day known: outcome → keys."""
    found: dict[str, list[str]] = {}
    for case in cases:
        begun = case.when("proposal_made")
        gone = case.final and case.events[-1][1].day < period.first
        if begun is not None and begun.day <= period.last and not gone:
            found.setdefault(case.outcome, []).append(case.key)
    return {outcome: tuple(keys) for outcome, keys in found.items()}
