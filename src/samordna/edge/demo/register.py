"""The register of the demo country: people who take part, so that the published counts come out. Plain Python.

``spans`` decides in which years somebody takes part; ``Register`` turns a span into a person with dates, a measure that
was ongoing all that time, and answers.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from functools import cached_property
from itertools import accumulate
from random import Random

from samordna.edge.demo import answers
from samordna.edge.demo.calibration import Need
from samordna.edge.demo.measures import OTHER, PRIORITY
from samordna.edge.demo.names import person_name
from samordna.edge.demo.numbers import TestNumbers
from samordna.edge.demo.rows import Association, Measure, Participation, Person, Support, Work

YOUNG, SICK, DISABILITY = PRIORITY
#: Where people of a kind go: kinds of measure in order of preference, with weights.
GOES_TO = {
    "sjukpenning": ((SICK, 60), (OTHER, 40)),
    "aktivitetsersättning": ((YOUNG, 64), (OTHER, 26), (DISABILITY, 10)),
    "both": ((SICK, 50), (YOUNG, 50)),
    "other": ((OTHER, 72), (DISABILITY, 16), (SICK, 6), (YOUNG, 6)),
}
GROUPS = {"sjukpenning": (SICK,), "aktivitetsersättning": (YOUNG,), "both": (YOUNG, SICK), "other": (OTHER,)}
Span = tuple[int, int | None]


def spans(random: Random, need: Need, *, open_after: bool) -> list[Span]:
    """First and last year of as many participations as ``need`` says; None = has not ended.

    Those who stay on in a year are taken from those of the year before, mostly from the newest. Those who stay on in
    the first year began one or two years earlier. All end in the last year or, with ``open_after``, six of ten have
    not ended.
    """
    done: list[Span] = []
    years = sorted(need.new)
    before = [years[0] - (2 if random.random() < 0.25 else 1) for _ in range(need.staying[years[0]])]
    for year in years:
        if year == years[0]:
            staying, leaving = before, list[int]()
        else:
            staying, leaving = _divide(random, before, need.staying[year], year)
        done += [(start, year - 1) for start in leaving]
        before = staying + [year] * need.new[year]
    last = years[-1]
    for start in before:
        going_on = open_after and random.random() < 0.6
        done.append((start, None if going_on else last))
    return done


def _divide(random: Random, before: Sequence[int], number: int, year: int) -> tuple[list[int], list[int]]:
    """Who stays on into ``year`` and who does not; at most one in six has been there for more than a year."""
    fresh = [start for start in before if start == year - 1]
    older = sorted((start for start in before if start < year - 1), reverse=True)  # the longest leave first
    kept_older = max(number - len(fresh), min(number // 6, len(older)))
    random.shuffle(fresh)
    kept_fresh = number - kept_older
    return older[:kept_older] + fresh[:kept_fresh], older[kept_older:] + fresh[kept_fresh:]


def workday(random: Random, first: date, last: date) -> date:
    """A day from ``first`` to ``last``, a Monday to Friday unless there is none."""
    day = first + timedelta(days=int(random.random() * ((last - first).days + 1)))
    friday = day - timedelta(days=max(0, day.weekday() - 4))
    return friday if friday >= first else day


class Measures:
    """The measures that follow persons, found by kind and by the years they must have been ongoing."""

    def __init__(self, measures: Sequence[Measure], wanted: Callable[[Measure], bool]) -> None:
        self.all = measures
        self._mine = [i for i, m in enumerate(measures) if m.follow_up == "persons" and wanted(m)]
        self._found: dict[tuple[str, int, int], tuple[list[int], list[int]]] = {}

    def draw(self, random: Random, kinds: Sequence[str], first: int, last: int) -> int:
        """A measure of the first of ``kinds`` that has any ongoing in all the years. LookupError if none has."""
        for kind in (*kinds, ""):
            positions, sums = self._of(kind, first, last)
            if positions:
                return positions[bisect(sums, random.random() * sums[-1])]
        raise LookupError(f"no measure was ongoing from {first} to {last}")

    def _of(self, kind: str, first: int, last: int) -> tuple[list[int], list[int]]:
        key = (kind, first, last)
        if key not in self._found:
            found = [
                i for i in self._mine if self.all[i].covers(first, last) and (not kind or kind in self.all[i].groups)
            ]
            self._found[key] = (found, list(accumulate(self.all[i].weight for i in found)))
        return self._found[key]


class Register:
    """Collects people and participations. One generator, so that the same seed gives the same country."""

    def __init__(
        self, random: Random, associations: Iterable[Association], measures: Sequence[Measure], today: date
    ) -> None:
        self.random = random
        self.today = today
        self.measures = measures
        self.people: list[Person] = []
        self.participations: list[Participation] = []
        self._associations = {one.slug: one for one in associations}
        self._numbers = TestNumbers()
        self._homes: dict[tuple[str, int], list[str]] = {}

    def person(self, sex: str, born: date, name: str = "") -> int:
        """A new person; the answer is the position among ``people``."""
        self.people.append(Person(self._numbers.take(born, sex), name or person_name(self.random, sex)))
        return len(self.people) - 1

    def fill(self, choose: Measures, sex: str, kind: str, years: Iterable[Span]) -> None:
        """One new person with one participation for every span."""
        for first, last in years:
            self.begin(choose, sex, kind, first, last)

    def begin(self, choose: Measures, sex: str, kind: str, first: int, last: int | None) -> Participation:
        """A new person who takes part from some day in ``first`` until some day in ``last``."""
        measure = self.draw_measure(choose, kind, first, last)
        start, end = self.days(measure, first, last)
        born = self.born(kind, measure, start)
        return self.add(self.person(sex, born), sex, born, kind, measure, start, end)

    def draw_measure(self, choose: Measures, kind: str, first: int, last: int | None) -> int:
        """A measure that a person of ``kind`` could have gone to in these years."""
        wanted = answers.draw(self.random, GOES_TO[kind])
        return choose.draw(self.random, (wanted, OTHER), first, self.today.year if last is None else last)

    def days(self, measure: int, first: int, last: int | None) -> tuple[date, date | None]:
        """First and last day within the years, within the measure and never after today."""
        limits = self.measures[measure]
        low = max(date(first, 1, 1), limits.start)
        high = min(date(first, 12, 31), limits.end or self.today, self.today)
        if last is None:
            return workday(self.random, low, high), None
        latest = min(date(last, 12, 31), limits.end or self.today, self.today)
        if last > first:
            return workday(self.random, low, high), workday(self.random, date(last, 1, 1), latest)
        start = workday(self.random, low, max(low, latest - timedelta(days=30)))
        return start, workday(self.random, min(start + timedelta(days=20), latest), latest)

    def born(self, kind: str, measure: int, start: date) -> date:
        """A day of birth that gives the person an age of the kind on the first day."""
        young = kind == "other" and not {YOUNG, DISABILITY}.isdisjoint(self.measures[measure].groups)
        age = answers.draw(self.random, answers.AGES["young" if young else kind])
        day = min(start.day, 28)
        return date(start.year - age, start.month, day) - timedelta(days=int(self.random.random() * 356))

    def add(  # noqa: PLR0917 - who, what and when, always in this order
        self,
        person: int,
        sex: str,
        born: date,
        kind: str,
        measure: int,
        start: date,
        end: date | None,
        *,
        state: str = "",
        planned_end: date | None = None,
        support: tuple[Support, Work] | None = None,
    ) -> Participation:
        """A participation with answers at entry and, when it has ended, at exit."""
        random = self.random
        entry, entry_work = support or answers.entry(random, kind)
        state = state or ("active" if end is None else "ended")
        reason = {"active": "", "mistaken": "mistaken_entry"}.get(state) or ""
        exit_support, exit_work = None, Work()
        if state == "ended":
            reason = answers.draw(random, answers.REASONS)
            exit_support, exit_work = answers.after(random, entry, reason)
        groups = GROUPS[kind]
        if kind == "other" and DISABILITY in self.measures[measure].groups:
            groups = (DISABILITY,)
        made = Participation(
            measure=measure,
            person=person,
            sex=sex,
            start_year=start.year,
            state=state,
            birth_year=born.year,
            municipality=self.home(measure, start),
            start=start,
            planned_end=planned_end,
            end=end,
            end_reason=reason,
            referred_by=answers.draw(random, answers.REFERRED_BY[kind]),
            education=answers.draw(random, answers.EDUCATION),
            support_time=answers.draw(random, answers.SUPPORT_TIME[kind]),
            groups=groups,
            consent=start - timedelta(days=int(random.random() * 15)),
            entry=entry,
            entry_work=entry_work,
            exit=exit_support,
            exit_work=exit_work,
        )
        self.participations.append(made)
        return made

    def anonymous(self, measure: int, sex: str, year: int, state: str) -> None:
        """Somebody of whom only measure, sex and start year are known: always, or since consent was withdrawn."""
        reason = {"withdrawn": "withdrawn_consent", "mistaken": "mistaken_entry"}.get(state, "")
        self.participations.append(Participation(measure, None, sex, year, state, end_reason=reason))

    def home(self, measure: int, on: date) -> str:
        """A municipality that was a member of the measure's association."""
        slug = self.measures[measure].association
        key = (slug, on.year)
        if key not in self._homes:
            self._homes[key] = [
                code
                for code, since, until in self._associations[slug].members
                if (since is None or since.year <= on.year) and (until is None or until.year > on.year)
            ]
        homes = self._homes[key]
        return homes[int(self.random.random() * len(homes))]

    @cached_property
    def outside_ostra_vattern(self) -> Measures:
        """Every measure of the country but Östra Vättern's, whose table is kept by itself."""
        return Measures(self.measures, lambda m: m.association != "ostra-vattern" and m.start <= self.today)

    @cached_property
    def in_ostra_vattern(self) -> Measures:
        """Östra Vättern's measures of earlier years; those of today are told one by one."""
        return Measures(self.measures, lambda m: m.association == "ostra-vattern" and m.code < "I-9")
