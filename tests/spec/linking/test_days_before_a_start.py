"""The rule by which spells are read together with a start, as cases: spells in, what is said of the start out.

Everybody starts on 10 June 2019 with aktivitetsersättning unless the case says otherwise.
"""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories.linking import derived

START = date(2019, 6, 10)


def on(text: str) -> date | None:
    """A day of 2019 as month-day, or a whole date; “…” goes on."""
    if text == "…":
        return None
    return date.fromisoformat(text if len(text) > 5 else f"2019-{text}")


def met(folder, *spells, gap_days=0, benefits=("aktivitetsersattning",)):
    """The linked start that comes of some spells: (from, to[, diagnosis group[, benefit]])."""
    rows = []
    for first, last, *more in spells:
        group, benefit = (*more, *(None, "aktivitetsersattning")[len(more) :])
        rows.append({"person": "A", "benefit": benefit, "from": on(first), "to": on(last), "diagnosis_group": group})
    (one,) = derived(folder, [{"person": "A", "start": START, "benefits": benefits}], rows, gap_days)[0]
    return one["found"], one["days_before"] if one["found"] == "yes" else one["why_not"], one["diagnosis_group"]


CASES = {
    "one spell that goes on": ([("06-01", "…")], ("yes", 9)),
    "one spell that ends later": ([("06-01", "06-30")], ("yes", 9)),
    "a spell that begins on the day": ([("06-10", "…")], ("yes", 0)),
    "a spell that ends on the day": ([("06-01", "06-10")], ("yes", 9)),
    "several years": ([("2016-06-10", "…")], ("yes", 1095)),
    "no spell at all": ([], ("no", "no_spell")),
    "ended the day before": ([("06-01", "06-09")], ("no", "ended_before")),
    "begins the day after": ([("06-11", "…")], ("no", "began_after")),
    "one before and one after": ([("01-01", "02-01"), ("07-01", "…")], ("no", "ended_before")),
    "two day by day": ([("05-01", "05-31"), ("06-01", "…")], ("yes", 40)),
    "two with a day between": ([("05-01", "05-30"), ("06-01", "…")], ("yes", 9)),
    "two that overlap count once": ([("05-01", "06-05"), ("06-01", "…")], ("yes", 40)),
    "one within the other": ([("05-01", "…"), ("05-10", "05-20")], ("yes", 40)),
    "a short one last in a long one": ([("05-01", "…"), ("06-09", "06-09")], ("yes", 40)),
    "the same spell twice": ([("06-01", "…"), ("06-01", "…")], ("yes", 9)),
    "the same first day, two last days": ([("06-01", "06-03"), ("06-01", "06-20")], ("yes", 9)),
    "three in a row, in any order": ([("06-01", "…"), ("04-01", "04-30"), ("05-01", "05-31")], ("yes", 70)),
    "another benefit does not count": ([("06-01", "…", None, "sjukpenning")], ("no", "no_spell")),
    "another benefit does not bridge": (
        [("04-01", "04-30"), ("05-01", "05-31", None, "sjukpenning"), ("06-01", "…")],
        ("yes", 9),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_days_before_the_start(tmp_path, case):
    spells, expected = CASES[case]
    assert met(tmp_path, *spells)[:2] == expected


def test_rehabiliteringspenning_is_part_of_sjukpenning(tmp_path):
    spells = [("04-01", "04-30", None, "sjukpenning"), ("05-01", "…", None, "rehabiliteringspenning")]
    assert met(tmp_path, *spells, benefits=("sjukpenning",))[:2] == ("yes", 70)


def test_a_gap_counts_as_much_as_the_parameter_allows(tmp_path):
    spells = [("05-01", "05-26"), ("06-01", "…")]
    for place, (gap_days, days) in enumerate([(4, 9), (5, 40)]):
        folder = tmp_path / str(place)
        folder.mkdir()
        assert met(folder, *spells, gap_days=gap_days)[:2] == ("yes", days)


DIAGNOSES = {
    "of the spell that holds on the day": (
        [("05-01", "05-31", "M00-M99"), ("06-01", "…", "F00-F99"), ("06-11", "…", "G00-G99")],
        "F00-F99",
    ),
    "of the one begun last": ([("05-01", "…", "M00-M99"), ("06-01", "…", "F00-F99")], "F00-F99"),
    "of the one that has one": ([("05-01", "…", "M00-M99"), ("06-01", "…", None)], "M00-M99"),
    "none delivered": ([("05-01", "…", None)], None),
    "not found": ([("05-01", "05-31", "M00-M99")], None),
}


@pytest.mark.parametrize("case", DIAGNOSES)
def test_the_diagnosis_group_at_the_start(tmp_path, case):
    spells, expected = DIAGNOSES[case]
    assert met(tmp_path, *spells)[2] == expected


def test_a_row_for_each_start_and_benefit_at_entry(tmp_path):
    both = ("sjukpenning", "rehabiliteringspenning", "aktivitetsersattning", "forsorjningsstod")
    starts = [
        {"person": "A", "start": date(2019, 9, 1), "benefits": both, "birth_year": 1990},
        {"person": "A", "start": START, "benefits": ("sjukpenning",), "birth_year": 1990},
        {"person": "A", "start": date(2020, 1, 7), "benefits": ("sjukpenning",), "birth_year": 1990},
        {"person": "B", "start": START, "benefits": ("sjukpenning",), "extent": 0},
        {"person": None, "mode": "anonymous", "start_year": 2019, "benefits": ("sjukpenning",)},
        {"person": "C", "start": START, "benefits": ("studiestod",)},
    ]
    linked, match, _ = derived(tmp_path, starts, [])
    assert [(row["participation"], row["benefit"], row["start_in_year"], row["age"]) for row in linked] == [
        (1, "aktivitetsersattning", "first", 29),
        (1, "sjukpenning", "later", 29),
        (2, "sjukpenning", "first", 29),
        (3, "sjukpenning", "first", 30),
    ]
    assert [(row["benefit"], row["year"], row["starts"], row["persons"], row["no_spell"]) for row in match] == [
        ("aktivitetsersattning", 2019, 1, 1, 1),
        ("sjukpenning", 2019, 2, 1, 2),
        ("sjukpenning", 2020, 1, 1, 1),
    ]


def test_the_first_start_is_the_first_of_its_form(tmp_path):
    starts = [
        {"person": "A", "start": date(2019, 2, 1), "benefits": ("sjukpenning",), "association": None},
        {"person": "A", "start": START, "benefits": ("sjukpenning",)},
        {"person": "A", "start": date(2019, 8, 1), "benefits": ("sjukpenning",), "association": "another"},
    ]
    linked, _, _ = derived(tmp_path, starts, [])
    assert [row["start_in_year"] for row in linked] == ["first", "first", "later"]
