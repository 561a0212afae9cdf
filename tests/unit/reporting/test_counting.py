"""The counts that the database makes are those that the register's own rules make of each person."""

from collections import Counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.factories.reporting import people_with_answers

from samordna.deliver.participants import rules
from samordna.deliver.projects.models import Measure
from samordna.deliver.reporting.counting import count, left, municipalities, took_part
from samordna.deliver.reporting.rules import standard
from samordna.deliver.reporting.rules.cuts import EVERYBODY
from samordna.deliver.reporting.rules.variables import AGES, LENGTHS, UNKNOWN, VARIABLES

pytestmark = pytest.mark.django_db
GROUP_OF = {"sjukpenning": "ill_health", "a_kassa": "labour_market", "forsorjningsstod": "social_assistance",
            "none": "none"}  # fmt: skip


@pytest.fixture
def people(db):
    return people_with_answers()


def chosen(people, year, *, ended):
    """The same choice as the register's rules make of each person, and the last time only."""
    fits = [
        (one, before, after)
        for one, before, after in people
        if one.state != "mistaken"
        and (
            (one.state == "ended" and one.end.year == year)
            if ended
            else one.start.year <= year and (one.end is None or one.end.year >= year)
        )
    ]
    last = {}
    for row in sorted(fits, key=lambda row: (row[0].end if ended else row[0].start, row[0].pk)):
        last[row[0].measure_id, row[0].person] = row
    return list(last.values())


def _has_support(given):
    known = {source for source, extent in given.support.items() if extent > 0}
    return known or ([] if given.all_asked or given.support else [UNKNOWN])


def _yes(value):
    return UNKNOWN if value is None else "yes" if value else "no"


def _work(given):
    plain, paid = given.work_unsubsidised, given.work_subsidised
    if plain and paid:
        return "both"
    if plain or paid:
        return "unsubsidised" if plain else "subsidised"
    return UNKNOWN if None in (plain, paid) else "none"


def _does(given):
    does = [name for name in rules.DOINGS if getattr(given, name)]
    nothing = not does and None in [getattr(given, name) for name in rules.DOINGS]
    seeking = ["seeking"] if rules.counts_as_seeking(given) else []
    return does + seeking + ([UNKNOWN] if nothing else [])


BY_RULE = {
    "age": lambda one, b, a: str(max((x for x in AGES if x <= one.start_year - one.birth_year), default=AGES[0])),
    "municipality": lambda one, b, a: one.municipality_id or UNKNOWN,
    "education": lambda one, b, a: one.education or UNKNOWN,
    "group": lambda one, b, a: list(one.groups.values_list("group", flat=True)) or [UNKNOWN],
    "support_in": lambda one, b, a: _has_support(b),
    "support_out": lambda one, b, a: _has_support(a),
    "support_group_out": lambda one, b, a: {GROUP_OF.get(source, source) for source in _has_support(a)},
    "occupation_in": lambda one, b, a: rules.occupation(b),
    "occupation_out": lambda one, b, a: rules.occupation(a),
    "work_in": lambda one, b, a: _work(b),
    "studies_out": lambda one, b, a: UNKNOWN if a.studies is None else str(a.studies),
    "seeking_in": lambda one, b, a: _yes(rules.counts_as_seeking(b)),
    "enrolled_af_in": lambda one, b, a: _yes(b.enrolled_af),
    "programme_af_out": lambda one, b, a: _yes(a.programme_af),
    "end_reason": lambda one, b, a: one.end_reason,
    "length": lambda one, b, a: str(max(x for x in LENGTHS if x <= (one.end - one.start).days + 1)),
    "afterwards": lambda one, b, a: standard.afterwards(b, a),
    "does_in": lambda one, b, a: _does(b),
    "does_out": lambda one, b, a: _does(a),
}


@pytest.mark.parametrize("name", BY_RULE)
@pytest.mark.parametrize("year", [2025, 2026])
def test_the_database_counts_as_the_rules_do(people, name, year):
    variable = VARIABLES[name]
    expected = Counter()
    for one, before, after in chosen(people, year, ended=variable.ended):
        values = BY_RULE[name](one, before, after)
        for value in [values] if isinstance(values, str) else values:
            expected[one.measure.code, value, one.sex] += 1
        if variable.several:
            expected[one.measure.code, EVERYBODY, one.sex] += 1
    rows = left if variable.ended else took_part
    found = {key: n for key, n in count(variable, rows(Measure.objects.all(), year)).items() if n}
    assert found == dict(expected)
    assert {value for _m, value, _s in found} <= {*variable.codes, *municipalities(found), EVERYBODY}


@pytest.mark.parametrize("variable", VARIABLES.values(), ids=lambda one: one.id)
def test_a_variable_costs_a_few_questions_whatever_the_number_of_people(people, variable):
    rows = left if variable.ended else took_part
    with CaptureQueriesContext(
        connection,
    ) as asked:
        count(variable, rows(Measure.objects.all(), 2025))
    assert len(asked) <= (3 if variable.several else 1)


def test_there_are_at_least_nineteen_variables_to_choose_among():
    assert len(VARIABLES) >= 19
