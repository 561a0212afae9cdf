"""Östra Vättern today, told one by one: the association that the tour walks through. Plain Python.

Two measures with Sara Holm's participants – those who need something from her have names – and four others. All days
are counted from the day of loading. In November the figures of the start page come out: 214 participants this year, 128
women and 86 men, 108 ended of whom 41 work or study, 4.9 of 6.4 million kronor used until October.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from samordna.edge.demo import answers
from samordna.edge.demo.geography import OSTRA_VATTERN
from samordna.edge.demo.measures import OTHER, PRIORITY, STRUCTURAL
from samordna.edge.demo.register import Register
from samordna.edge.demo.rows import Measure, MeasureYear, Participation, Support, Volume, Work

UNGAS_VAG, ARBETSLIVSTEAMET, VAGEN_IN, GRON_VAG = "I-9001", "I-9002", "I-9003", "I-9004"
MOTESPLATS, SAMVERKANSSTOD = "I-9005", "I-9006"
YOUNG, SICK, _ = PRIORITY
#: Budget of the year and outcome until the end of October, in thousands of kronor, and planned participants.
ECONOMY = {
    UNGAS_VAG: (1900, 1405, 60),
    ARBETSLIVSTEAMET: (1700, 1544, 60),  # nine per cent above ten twelfths of the budget
    VAGEN_IN: (1100, 835, 60),
    GRON_VAG: (900, 610, 40),
    MOTESPLATS: (400, 268, 40),
    SAMVERKANSSTOD: (400, 238, 0),
}
HEAD_COUNT = {"women": 26, "men": 18}
STAFF = {"women": 14, "men": 6}
UNNAMED = {"women": 8, "men": 6}
KIND_IN = {
    UNGAS_VAG: ("aktivitetsersättning", "other"),
    ARBETSLIVSTEAMET: ("sjukpenning", "other"),
    VAGEN_IN: ("other",),
}
KARIN_OBERG = (("aktivitetsersattning", 100), ("forsorjningsstod", 25))
#: Eight of ten rows answered: two are missing, and nobody has said that all were asked.
TWO_MISSING: Support = (
    ("sjukpenning", 100),
    *((source, 0) for source in ("rehabiliteringspenning", "aktivitetsersattning", "forsorjningsstod")),
    *((source, 0) for source in ("aktivitetsstod", "etableringsersattning", "studiestod", "other_public")),
)


class Active(NamedTuple):
    """Somebody who takes part now: days since the start (negative = begins later) and until the planned end."""

    name: str
    sex: str
    measure: str
    since: int
    until: int | None = None


class Ended(NamedTuple):
    """Somebody whose follow-up is due: months after the end, and days from today until it should be done."""

    name: str
    sex: str
    measure: str
    months: int
    due: int


ACTIVE = (
    Active("Mohamed Warsame", "men", UNGAS_VAG, 290, -13),
    Active("Karin Öberg", "women", UNGAS_VAG, 304, 0),
    Active("Jonas Lind", "men", ARBETSLIVSTEAMET, 3),
    Active("Tomas Bergqvist", "men", UNGAS_VAG, 240, 15),
    Active("Elin Sandberg", "women", UNGAS_VAG, -4),
    Active("Petra Holmgren", "women", UNGAS_VAG, 10),
    Active("Samir Nasser", "men", ARBETSLIVSTEAMET, 17),
    Active("Gunilla Axelsson", "women", ARBETSLIVSTEAMET, 31),
    Active("Viktor Palm", "men", UNGAS_VAG, 38),
)
ENDED = (
    Ended("Lisbet Karlsson", "women", ARBETSLIVSTEAMET, 6, -7),
    Ended("Amina Yusuf", "women", UNGAS_VAG, 12, 6),
    Ended("Rebecka Ström", "women", ARBETSLIVSTEAMET, 6, 19),
    Ended("Ali Haddad", "men", UNGAS_VAG, 6, 26),
)
#: Beside the named ones, women and men: taking part now; ended this year and earlier, of whom so many work or study.
ALSO_ACTIVE = ((UNGAS_VAG, 3, 3), (ARBETSLIVSTEAMET, 5, 3), (VAGEN_IN, 10, 7), (GRON_VAG, 5, 3))
ALSO_ENDED = (
    (UNGAS_VAG, 8, 6, 6),
    (ARBETSLIVSTEAMET, 8, 4, 5),
    (VAGEN_IN, 26, 15, 16),
    (GRON_VAG, 23, 15, 14),
)
ENDED_EARLIER = ((UNGAS_VAG, 8, 9, 6), (ARBETSLIVSTEAMET, 9, 5, 4))
#: Days since the end, chosen so that no follow-up falls due within two months.
THIS_YEAR = ((5, 105), (196, 285))
EARLIER = ((380, 690),)


def measures(today: date) -> list[Measure]:
    """The six that are ongoing, with Ungas väg ending with the year."""
    year = today.year
    last = date((today + timedelta(days=32)).year, 12, 31)  # not so near that all must be registered out

    def one(code: str, name: str, owner: str, since: int, groups: tuple[str, ...], **other: object) -> Measure:
        told = {
            "orientation": "individual",
            "category": "rehabilitation",
            "follow_up": "persons",
            "esf": False,
            "end": None,
            "description": "",
        } | other
        return Measure(
            code=code, name=name, association=OSTRA_VATTERN, owner=owner, start=date(year - since, 1, 1), groups=groups,
            weight=1, **told,  # type: ignore[arg-type]
        )  # fmt: skip

    region, motala = "region-05", "municipality-0583"
    structural = {"orientation": STRUCTURAL, "follow_up": "numbers", "category": "method_development"}
    return [
        one(UNGAS_VAG, "Ungas väg", motala, 3, (YOUNG,), end=last, description="18–29 år i Motala och Vadstena."),
        one(
            ARBETSLIVSTEAMET,
            "Arbetslivsteamet",
            region,
            4,
            (SICK,),
            description="Väg tillbaka efter lång sjukskrivning.",
        ),
        one(VAGEN_IN, "Vägen in", motala, 2, (OTHER,), esf=True, category="preparatory", end=date(year + 1, 12, 31)),
        one(GRON_VAG, "Grön väg", "municipality-0586", 2, (OTHER,), category="preparatory"),
        one(
            MOTESPLATS,
            "Mötesplats Boxholm",
            "municipality-0560",
            2,
            (OTHER,),
            follow_up="numbers",
            category="preventive",
        ),
        one(SAMVERKANSSTOD, "Samverkansstöd Östra Vättern", region, 5, (), **structural),
    ]


def take_part(register: Register) -> None:
    """Everybody in the measures of today."""
    for one in ACTIVE:
        _active(register, one)
    for gone in ENDED:
        _end_named(register, gone)
    for code, women, men in ALSO_ACTIVE:
        for sex, number in (("women", women), ("men", men)):
            for _ in range(number):
                _active(register, Active("", sex, code, 45 + register.random.randrange(200)))
    for periods, table in ((THIS_YEAR, ALSO_ENDED), (EARLIER, ENDED_EARLIER)):
        for code, women, men, working in table:
            sexes = register.random.sample(["women"] * women + ["men"] * men, women + men)
            for position, sex in enumerate(sexes):
                low, high = register.random.choice(periods)
                ago = register.random.randint(low, high)
                _end(register, "", sex, code, weekday(register.today - timedelta(days=ago)), works=position < working)
    _unnamed(register)


def volumes(measures: Sequence[Measure], today: date) -> list[Volume]:
    """Head counts of Mötesplats Boxholm, and of the staff in Samverkansstöd, whose last year is not counted yet."""
    rows: list[Volume] = []
    for code, persons, until in ((MOTESPLATS, HEAD_COUNT, today.year), (SAMVERKANSSTOD, STAFF, today.year - 1)):
        position = _position(measures, code)
        for year in range(measures[position].start.year, until + 1):
            rows += [Volume(position, year, sex, n - (today.year - year)) for sex, n in persons.items()]
    return rows


def budgets(measures: Sequence[Measure], today: date) -> Mapping[tuple[int, int], MeasureYear]:
    """Plan, budget and outcome of this year; the outcome follows the months that have passed."""
    rows: dict[tuple[int, int], MeasureYear] = {}
    for code, (budget, until_october, planned) in ECONOMY.items():
        position = _position(measures, code)
        outcome = until_october * (today.month - 1) // 10
        rows[position, today.year] = MeasureYear(position, today.year, planned, budget * 100_000, outcome * 100_000)
    return rows


def weekday(day: date) -> date:
    """The day itself, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def months_before(day: date, months: int) -> date:
    """The same day of the month so many months earlier, or that month's 28th when it has no such day."""
    years, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(years, month + 1, min(day.day, 28) if day.day > 28 else day.day)


def _position(measures: Sequence[Measure], code: str) -> int:
    return next(position for position, measure in enumerate(measures) if measure.code == code)


def _kind(register: Register, code: str) -> str:
    kinds = KIND_IN.get(code, ("other", "other", "sjukpenning"))
    return register.random.choice(kinds)


def _active(register: Register, one: Active) -> None:
    position = _position(register.measures, one.measure)
    start = weekday(register.today - timedelta(days=one.since))
    if one.since < 0:  # begins on Monday
        start = register.today + timedelta(days=7 - register.today.weekday())
    planned = None if one.until is None else register.today + timedelta(days=one.until)
    kind = KIND_IN[one.measure][0] if one.name else _kind(register, one.measure)
    support = {
        "Karin Öberg": (KARIN_OBERG, Work(0, 0, 0, False, False, False)),
        "Jonas Lind": (TWO_MISSING, Work(0, 0, 0, False, True, False)),
    }.get(one.name)
    born = register.born(kind, position, start)
    person = register.person(one.sex, born, one.name)
    made = register.add(person, one.sex, born, kind, position, start, None, planned_end=planned, support=support)
    if one.name == "Jonas Lind":
        register.participations[-1] = made._replace(entry_complete=False)


def _end_named(register: Register, one: Ended) -> None:
    end = months_before(register.today + timedelta(days=one.due), one.months)
    _end(register, one.name, one.sex, one.measure, end, works=False)


def _end(register: Register, name: str, sex: str, code: str, end: date, *, works: bool) -> None:
    """Somebody who has ended, with the follow-ups that should have been made by now – but for the named ones."""
    random = register.random
    position = _position(register.measures, code)
    kind = _kind(register, code)
    start = weekday(max(end - timedelta(days=120 + random.randrange(160)), register.measures[position].start))
    born = register.born(kind, position, start)
    person = register.person(sex, born, name)
    made = register.add(person, sex, born, kind, position, start, end, state="ended")
    support, work = _outcome(register, made, works=works)
    due = [(months, day) for months, day in _due_days(end) if not (name and months >= _open_from(name))]
    done = tuple((months, weekday(day), support, work) for months, day in due if day <= register.today)
    register.participations[-1] = made._replace(
        end_reason="according_to_plan" if works else made.end_reason if made.end_reason != "deceased" else "other",
        exit=support,
        exit_work=work,
        follow_ups=done,
    )


def _outcome(register: Register, made: Participation, *, works: bool) -> tuple[Support, Work]:
    """Work or studies with what support remains, or the support as before."""
    if works:
        return answers.working(register.random, made.entry)
    return made.entry, Work(0, 0, 0, register.random.random() < 0.3, True, False)


def _open_from(name: str) -> int:
    return next(one.months for one in ENDED if one.name == name)


def _due_days(end: date) -> Iterator[tuple[int, date]]:
    for months in (6, 12):
        yield months, months_before(end, -months)


def _unnamed(register: Register) -> None:
    """Anonymous this year; one of them had consented and withdrew it. And one mistaken entry."""
    position = _position(register.measures, UNGAS_VAG)
    for sex, number in UNNAMED.items():
        for n in range(number):
            state = "withdrawn" if n == 0 and sex == "men" else "active"
            register.anonymous(position, sex, register.today.year, state)
    start = weekday(register.today - timedelta(days=60))
    born = register.born("aktivitetsersättning", position, start)
    person = register.person("men", born)
    register.add(person, "men", born, "aktivitetsersättning", position, start, None, state="mistaken")
