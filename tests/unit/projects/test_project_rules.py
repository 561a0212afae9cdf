"""The rules of a measure, in tables."""

from datetime import date

import pytest

from samordna.deliver.projects import rules, states

MEASURE = {"orientation": "individual", "follow_up": "persons", "esf": False}


@pytest.mark.parametrize(
    ("change", "stays"),
    [
        ({}, True),
        ({"name": "Ny väg"}, True),
        ({"orientation": "individual", "esf": False}, True),
        ({"orientation": "structural"}, False),
        ({"follow_up": "numbers"}, False),
        ({"esf": True}, False),
    ],
)
def test_three_choices_stay_as_they_were(change, stays):
    assert bool(rules.fixed_choices(MEASURE, change)) is stays


def test_the_refusal_names_the_field_and_the_rule():
    answer = rules.fixed_choices(MEASURE, {"esf": True})
    assert (answer.field, answer.rule) == ("esf", "R30")
    assert "ESF" in answer.text


@pytest.mark.parametrize(
    ("orientation", "follow_up", "fits"),
    [
        ("individual", "persons", True),
        ("individual", "numbers", True),
        ("structural", "numbers", True),
        ("structural", "persons", False),
    ],
)
def test_structural_means_numbers_only(orientation, follow_up, fits):
    assert bool(rules.follow_up_fits(orientation, follow_up)) is fits


@pytest.mark.parametrize(
    ("kinds", "enough"),
    [
        ([], False),
        (["fk"], False),
        (["municipality", "municipality"], False),
        (["region", "region"], False),
        (["municipality", "association"], False),
        (["municipality", "other"], False),
        (["fk", "af"], True),
        (["municipality", "municipality", "region"], True),
    ],
)
def test_two_different_parties_share_a_measure(kinds, enough):
    assert bool(rules.enough_parties(kinds)) is enough


def test_a_measure_waits_for_its_agreement():
    signed = date(2026, 9, 1)
    assert not rules.agreement_first(None)
    assert rules.agreement_first(signed)
    assert rules.starts_after_agreement(signed, signed)
    assert not rules.starts_after_agreement(date(2026, 8, 31), signed)


@pytest.mark.parametrize(
    ("start", "end", "field"),
    [
        (date(2026, 1, 1), None, None),
        (date(2026, 1, 1), date(2026, 1, 1), None),
        (date(2026, 1, 2), date(2026, 1, 1), "end"),
        (date(2003, 12, 31), None, "start"),
    ],
)
def test_dates_of_a_measure(start, end, field):
    answer = rules.dates_fit(start, end)
    assert answer.field == field
    assert bool(answer) is (field is None)


@pytest.mark.parametrize(
    ("year", "end", "fits"),
    [
        (2024, None, False),
        (2025, None, True),
        (2090, None, True),
        (2027, date(2027, 1, 1), True),
        (2028, date(2027, 12, 31), False),
    ],
)
def test_figures_belong_to_a_year_of_the_measure(year, end, fits):
    assert bool(rules.year_within(year, start=date(2025, 6, 1), end=end)) is fits


def test_counts_and_persons_exclude_each_other():
    for follow_up in ("persons", "numbers"):
        assert bool(rules.counts_are_entered(follow_up)) is not bool(rules.persons_are_registered(follow_up))


@pytest.mark.parametrize(("value", "fits"), [(None, True), (0, True), (7, True), (-1, False)])
def test_no_negative_numbers(value, fits):
    assert bool(rules.not_negative(value, "persons")) is fits


@pytest.mark.parametrize(
    ("codes", "following"), [([], "I-0001"), (["I-0001"], "I-0002"), (["I-9999"], "I-10000"), (["x"], "I-0001")]
)
def test_codes_are_counted_on(codes, following):
    assert rules.next_code(codes) == following


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2025, 12, 31), "planned"),
        (date(2026, 1, 1), "running"),
        (date(2026, 12, 31), "running"),
        (date(2027, 1, 1), "ended"),
    ],
)
def test_a_measure_follows_the_calendar(day, state):
    assert states.state_on(day, start=date(2026, 1, 1), end=date(2026, 12, 31)).id == state


def test_the_table_knows_all_its_states():
    for step in states.STEPS:
        assert {step.source, step.target} <= set(states.BY_ID)
