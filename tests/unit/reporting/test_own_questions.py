"""Answers to an association's own questions: the database counts them as anybody would who reads them one by one."""

import doctest
import random
from collections import Counter
from datetime import date, timedelta

import pytest
from tests.factories.deliver import AT, make_cast

from samordna.deliver.participants.models import CustomAnswer, Occasion, Participation
from samordna.deliver.projects import questions
from samordna.deliver.projects.rules.questions import MOST, Choice, Question
from samordna.deliver.reporting.counting import count, people_of
from samordna.deliver.reporting.own_questions import own_variables
from samordna.deliver.reporting.rules import own_questions
from samordna.deliver.reporting.rules.cuts import EVERYBODY
from samordna.deliver.reporting.rules.variables import UNKNOWN

SINCE = date(2024, 1, 1)
WHENEVER = ("in", "out", "follow_up")
HOME = Question("Hur bor personen?", "one", WHENEVER, SINCE, choices=(Choice("Eget"), Choice("Hos andra")))
HELP = Question("Vad har hjälpt?", "several", WHENEVER, SINCE, choices=(Choice("Samtal"), Choice("Praktik")))
CHILDREN = Question("Hur många barn?", "number", WHENEVER, SINCE)


def test_the_bands_are_every_number_once():
    for number in (0, 1, 4, 5, 9, 10, 19, 20, 999, 1000, 499_999, 500_000, MOST):
        assert sum(least <= number for least in own_questions.BANDS) >= 1
    assert list(own_questions.BANDS) == sorted(set(own_questions.BANDS))
    names = [words.sv.replace("\N{NO-BREAK SPACE}", " ") for _code, words in own_questions.bands()]
    assert names[:7] == ["0", "1", "2", "3", "4", "5–9", "10–19"] and names[-1] == "500 000–999 999"


def test_examples():
    assert doctest.testmod(own_questions).failed == 0


@pytest.fixture
def asked(db):
    """The three questions, and fifty participations of forty people with or without answers at three occasions."""
    cast, dice = make_cast(), random.Random(7)
    rows = [
        questions.add_question(association=cast.measure.association, question=one, by=cast.actor("ada"), at=AT)
        for one in (HOME, HELP, CHILDREN)
    ]
    made = []
    for number in range(50):
        start = date(2025, 1, 1) + timedelta(days=dice.randrange(400))
        end = start + timedelta(days=dice.randrange(20, 200)) if dice.random() < 0.8 else None
        one = Participation.objects.create(
            measure=cast.measure, mode="person", person=f"p{number % 40}", sex=dice.choice(["women", "men"]),
            birth_year=1990, start=start, start_year=start.year, end=end, end_reason="moved" if end else "",
            state="ended" if end else "active",
        )  # fmt: skip
        made.append((one, {}))
        weeks = [("in", 0, start)] + ([("out", 0, end), ("follow_up", 6, end + timedelta(days=180)),
                                       ("follow_up", 12, end + timedelta(days=365))] if end else [])  # fmt: skip
        for kind, months, on in weeks:
            if dice.random() < 0.85:
                week = Occasion.objects.create(participation=one, kind=kind, months=months, on=on)
                made[-1][1][week] = {row.pk: answered(dice, week, row) for row in rows}
    return cast, made


def answered(dice, week, row):
    choices = list(row.choices.values_list("pk", flat=True))
    values = {
        "one": lambda: [dice.choice(choices)],
        "number": lambda: [dice.choice([0, 3, 7, 12, 999_999])],
        "several": lambda: dice.sample(choices, dice.randrange(1, 3)),
    }[row.kind]()
    values = values if dice.random() < 0.7 else []
    for value in values:
        CustomAnswer.objects.create(
            occasion=week, question=row, **{"number" if row.kind == "number" else "choice_id": value}
        )
    return values


def week_of(weeks, variable, year):
    """The week that a variable is about: of follow-ups the last in the year."""
    there = [w for w in weeks if w.kind == variable.occasion and (not variable.followed or w.on.year == year)]
    return max(there, key=lambda week: week.on, default=None)


def those(made, variable, year):
    """Each person once, the last time."""
    last = {}
    for one, weeks in sorted(made, key=lambda row: (row[0].end if variable.ended else row[0].start, row[0].pk)
                             if row[0].end or not variable.ended else (date.min, 0)):  # fmt: skip
        fits = one.start.year <= year and (one.end is None or one.end.year >= year)
        if variable.followed:
            fits = week_of(weeks, variable, year) is not None
        elif variable.ended:
            fits = one.end is not None and one.end.year == year
        if fits:
            last[one.person] = (one, weeks)
    return last.values()


@pytest.mark.parametrize("year", [2025, 2026])
@pytest.mark.parametrize("which", range(9))
def test_the_database_counts_the_answers(asked, which, year):
    cast, made = asked
    variable = list(own_variables(cast.measure.association).values())[which]
    expected = Counter()
    for one, weeks in those(made, variable, year):
        week = week_of(weeks, variable, year)
        values = weeks[week][variable.question] if week else []
        if variable.kind == "number":
            values = [max(least for least in own_questions.BANDS if least <= value) for value in values]
        for value in values or [UNKNOWN]:
            expected["I-0001", str(value), one.sex] += 1
        if variable.several:
            expected["I-0001", EVERYBODY, one.sex] += 1
    found = count(variable, people_of(variable)([cast.measure], year))
    assert {key: n for key, n in found.items() if n} == expected
    assert expected
    assert {value for _m, value, _s in found} <= {*variable.codes, EVERYBODY}
