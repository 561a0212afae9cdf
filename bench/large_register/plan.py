"""What the large register holds: how many, how skewed, and every row of it, drawn from a seed. Nobody in it exists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from samordna.deliver.participants import codes

YEARS = 20
SEED = 20_261_112


@dataclass(frozen=True)
class Size:
    """How large. ``huge`` is the number of participants in one measure; ``many`` the measures of one registrar."""

    participations: int
    accounts: int
    associations: int
    measures_a_year: int
    huge: int
    many: int


SIZES = {
    "full": Size(1_000_000, 10_000, 80, 1_138, 20_000, 60),
    "small": Size(20_000, 600, 12, 80, 4_000, 20),
    "tiny": Size(400, 60, 3, 12, 120, 4),
}


@dataclass(frozen=True)
class MeasurePlan:
    """One measure. ``participants`` is 0 where only numbers are followed."""

    number: int
    association: int
    start: date
    end: date | None
    participants: int

    @property
    def code(self) -> str:
        """Its code in the register."""
        return f"B-{self.number:05d}"

    def runs_on(self, day: date) -> bool:
        """Whether it is running that day."""
        return self.start <= day and (self.end is None or self.end >= day)


@dataclass(frozen=True)
class Way:
    """One participation as it is drawn. ``person`` None: anonymous, and then nothing but sex and year is stored."""

    measure: MeasurePlan
    person: int | None
    sex: str
    start: date
    planned_end: date | None
    end: date | None
    state: str
    reason: str
    complete: bool
    follow_ups: tuple[int, ...]


def drawn_from(number: int) -> Random:
    """Chance that comes out the same every time."""
    return Random(SEED + number)  # noqa: S311 - invented people, no secret


def measures(size: Size, today: date) -> list[MeasurePlan]:
    """All measures of twenty years. The first is the huge one and never ends; sizes of the others are skewed."""
    random = drawn_from(0)
    drawn: list[tuple[int, date, date | None, float]] = []
    for year in range(today.year - YEARS + 1, today.year + 1):
        for _ in range(max(1, size.measures_a_year // 3)):
            start = date(year, 1, 1) + timedelta(days=random.randrange(365))
            start = min(start, today - timedelta(days=14))
            end = start + timedelta(days=random.randrange(300, 1900))
            weight = random.lognormvariate(0, 1.1) if random.random() < 0.85 else 0.0
            drawn.append((random.randrange(size.associations), start, None if end > today else end, weight))
    rest, heavy = size.participations - size.huge, sum(weight for *_, weight in drawn)
    first = MeasurePlan(1, 0, date(today.year - YEARS + 1, 1, 1), None, size.huge)
    found, given = [first], 0.0
    for number, (association, start, end, weight) in enumerate(drawn, 2):
        before, given = round(given), given + rest * weight / heavy
        found.append(MeasurePlan(number, association, start, end, round(given) - before))
    return found


def people_needed(size: Size) -> int:
    """So many persons share the participations that have one."""
    return max(20, size.participations * 35 // 100)


def ways(plans: Sequence[MeasurePlan], people: int, today: date) -> Iterator[Way]:
    """Every participation, measure by measure: two in three with person data, one in fifty of all mistaken."""
    for plan in plans:
        random = drawn_from(plan.number)
        taken: set[int] = set()
        for _ in range(plan.participants):
            yield _way(random, plan, people, taken, today)


def _way(random: Random, plan: MeasurePlan, people: int, taken: set[int], today: date) -> Way:
    last = min(plan.end or today, today) - timedelta(days=2)
    start = plan.start + timedelta(days=int(random.random() * max(1, (last - plan.start).days)))
    length = timedelta(days=30 + int(random.random() * 510))
    ends = min(start + length, plan.end or start + length)
    known, overdue = random.random() < 0.65, random.random() < 0.03
    person = _somebody(random, people, taken) if known else None
    sex = ("women", "men")[(person if person is not None else random.randrange(2)) % 2]
    active = ends >= today or (overdue and ends > today - timedelta(days=200))
    state, end, reason = ("active", None, "") if active else ("ended", ends, "according_to_plan")
    if random.random() < 0.02:
        state, reason = "mistaken", "mistaken_entry"
    if person is None:
        state, end, reason = (state, None, reason) if state == "mistaken" else ("active", None, "")
    planned = ends if person is not None and random.random() < 0.7 else None
    follow_ups = tuple(
        months for months in (6, 12) if end and (today - end).days > 31 * months + 20 and random.random() < 0.6
    )
    complete = random.random() < (0.93 if active else 0.99)
    return Way(plan, person, sex, start, planned, end, state, reason, complete, follow_ups)


def _somebody(random: Random, people: int, taken: set[int]) -> int | None:
    """A person who is not in the measure yet; anonymous when all seem to be."""
    for _ in range(8):
        one = int(random.random() * people)
        if one not in taken:
            taken.add(one)
            return one
    return None


@dataclass(frozen=True)
class Choices:
    """The code tables that rows are drawn from."""

    sources: tuple[str, ...]
    referred_by: tuple[str, ...]
    education: tuple[str, ...]
    support_time: tuple[str, ...]
    groups: tuple[str, ...]


def choices() -> Choices:
    """The code tables of the register."""
    lists = codes.lists(date.today())
    tables = (lists.referred_by, lists.education, lists.support_time, lists.groups)
    return Choices(codes.sources(), *(tuple(table) for table in tables))
