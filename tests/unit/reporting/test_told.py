"""Versions of a hand-in beside each other: no two printed numbers are a few apart, no range leaves out the truth."""

import doctest
import random

from samordna.deliver.participants.figures import shown
from samordna.deliver.projects.rules import SMALL
from samordna.deliver.reporting.rules import told
from samordna.deliver.reporting.rules.hand_in import ORE, PERSONS, Row


def versions(numbers, unit=PERSONS):
    return [[Row("participants", ("a", "women", "person"), "A", unit, number)] for number in numbers]


def as_told(numbers, *, exact=False):
    given = told.as_told(versions(numbers), lambda row: shown(row.value, exact=exact), lambda row: exact)
    return [one for version in given for one in version.values()]


def test_examples():
    result = doctest.testmod(told)
    assert result.attempted and not result.failed


def test_no_two_printed_numbers_of_a_story_are_a_few_apart():
    chance = random.Random(7)
    for _ in range(3000):
        numbers = [chance.choice([0, *range(30)]) for _ in range(chance.randint(2, 6))]
        said = as_told(numbers)
        printed = {one.low for one in said if one.is_exact}
        assert all(a == b or abs(a - b) >= SMALL for a in printed for b in printed), numbers
        assert all(one.holds(number) for one, number in zip(said, numbers, strict=True)), numbers


def test_without_the_earlier_versions_two_would_be():
    """What the remembering is for: each version by itself prints numbers that are a few apart."""
    alone = [as_told([number])[0] for number in (12, 13)]
    assert [one.low for one in alone if one.is_exact] == [12, 13]


def test_who_sees_the_persons_sees_every_number():
    assert [one.low for one in as_told([12, 13, 2], exact=True)] == [12, 13, 2]


def test_money_and_what_nobody_has_said_are_no_counts():
    assert told.as_told(versions([1, 2], ORE), lambda row: None, lambda row: False) == ({}, {})
    assert as_told_nothing() == [None]


def as_told_nothing():
    given = told.as_told(versions([None]), lambda row: None, lambda row: False)
    return [one for version in given for one in version.values()]
