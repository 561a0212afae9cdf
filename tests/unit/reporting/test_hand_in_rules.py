"""What is missing, what differs from last time and why."""

import pytest

from samordna.deliver.reporting.rules import hand_in as rules
from samordna.deliver.reporting.rules.hand_in import Facts, MeasureFacts, Row
from samordna.deliver.reporting.states import state_of

FULL = MeasureFacts("I-0001", "Ungas väg", counted=False, category=True, budget=True, outcome=True, volume=False)
WHOLE = Facts(means=True, own_capital=True, administration=True, administration_outcome=True, measures=(FULL,))


def with_measure(**changes):
    return Facts(True, True, True, True, (MeasureFacts(**(FULL.__dict__ | changes)),))


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (WHOLE, []),
        (Facts(False, True, True, True), [("Medel från finansiärerna", "means")]),
        (Facts(True, False, True, True), [("Eget kapital vid årets början", "means")]),
        (Facts(True, True, False, False), [("Administrationens kostnader", "administration")]),
        (Facts(True, True, True, False), [("Administrationens utfall", "administration")]),
        (with_measure(category=False), [("Slag av insats för Ungas väg", "change")]),
        (with_measure(budget=False, outcome=False), [("Budget för Ungas väg", "year")]),
        (with_measure(outcome=False), [("Utfall för Ungas väg", "year")]),
        (with_measure(counted=True), [("Antal kvinnor och män i Ungas väg", "volume")]),
        (with_measure(counted=True, volume=True), []),
    ],
)
def test_what_is_missing_is_said_in_plain_words_with_its_page(facts, said):
    assert [(one.words.sv, one.page) for one in rules.missing(facts)] == said


def people(person, anonymous=0, withdrawn=0, mistaken=0, retained=0):
    parts = {"person": person, "anonymous": anonymous, "withdrawn": withdrawn, "mistaken": mistaken}
    parts |= {"retained": retained} if retained else {}
    return [Row("participants", ("I-0001", "women", part), "Ungas väg", "persons", n) for part, n in parts.items()]


def causes(before, now, late=0):
    found = rules.differences(before, now, {("I-0001", "women"): late})
    return {one.row.parts[-1]: [(cause.code, cause.number) for cause in one.causes] for one in found}


@pytest.mark.parametrize(
    ("before", "now", "late", "expected"),
    [
        (people(20), people(20), 0, {}),
        # twelve of twenty are past retention: still twenty, and nothing else has happened
        (people(20), people(8, 12, retained=12), 0, {"person": [("retained", 12)], "anonymous": [("retained", 12)]}),
        # one of twenty takes back the consent: still twenty, in another way
        (people(20), people(19, 1, 1), 0, {"person": [("withdrawn", 1)], "anonymous": [("withdrawn", 1)]}),
        # somebody is protected later
        (people(20), people(19, 1), 0, {"person": [("anonymous", 1)], "anonymous": [("anonymous", 1)]}),
        (people(20), people(18, mistaken=2), 0, {"person": [("mistaken", 2)]}),
        (people(20), people(23), 3, {"person": [("late", 3)]}),
        (people(20), people(21, 1, 1, 1), 3,
         {"person": [("late", 3), ("withdrawn", 1), ("mistaken", 1)], "anonymous": [("withdrawn", 1)]}),
        # a date was put right, and the person was not there in the year
        (people(20), people(19), 0, {"person": [("corrected", None)]}),
        (people(20), people(21), 0, {"person": [("corrected", None)]}),
        (people(20), people(22), 3, {"person": [("late", 3), ("corrected", None)]}),
        # the one who withdrew had left before the year
        (people(20), people(20, 0, 1), 0, {}),
    ],
)  # fmt: skip
def test_a_difference_says_its_cause(before, now, late, expected):
    assert causes(before, now, late) == expected


@pytest.mark.parametrize(
    ("before", "now", "code"),
    [
        (Row("costs", ("I", "measure_cost", "budget"), "I", "ore", 5), 6, "amount"),
        (Row("costs", ("I", "measure_cost", "budget"), "I", "ore", None), 6, "added"),
        (Row("costs", ("I", "measure_cost", "budget"), "I", "ore", 5), None, "gone"),
        (Row("participants", ("I", "men", "volume"), "I", "persons", 5), 6, "volume"),
        (Row("categories", ("education",), "", "measures", 1), 2, "corrected"),
    ],
)
def test_other_rows_too(before, now, code):
    after = Row(before.section, before.parts, before.name, before.unit, now)
    (found,) = rules.differences([before], [after], {})
    assert [cause.code for cause in found.causes] == [code]


def test_rows_that_come_and_go():
    row = Row("participants", ("I", "men", "volume"), "I", "persons", 5)
    assert [c.code for c in rules.differences([], [row], {})[0].causes] == ["added"]
    assert [c.code for c in rules.differences([row], [], {})[0].causes] == ["gone"]


def test_what_explains_is_no_part_of_what_is_handed_in():
    assert rules.differences(people(20), people(20, mistaken=3), {}) == ()


def test_the_digest_is_of_every_figure():
    rows = people(20, 1)
    assert rules.digest(rows) == rules.digest(list(rows)) != rules.digest(people(20, 2))


@pytest.mark.parametrize(
    ("verdict", "is_yes"),
    [
        (rules.year_is_over(2025, 2026), True),
        (rules.year_is_over(2026, 2026), False),
        (rules.nothing_missing((), anyway=False), True),
        (rules.nothing_missing(rules.missing(with_measure(outcome=False)), anyway=False), False),
        (rules.nothing_missing(rules.missing(with_measure(outcome=False)), anyway=True), True),
        (rules.something_new(None, "a"), True),
        (rules.something_new("a", "a"), False),
        (rules.as_it_was_read("a", "b"), False),
    ],
)
def test_when_a_year_can_be_handed_in(verdict, is_yes):
    assert bool(verdict) is is_yes


@pytest.mark.parametrize(
    ("handed_in", "differs", "state"),
    [(False, False, "open"), (True, False, "handed_in"), (True, True, "differs"), (False, True, "open")],
)
def test_states(handed_in, differs, state):
    assert state_of(handed_in=handed_in, differs=differs).id == state
