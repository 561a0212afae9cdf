"""Whoever reads everything that is printed of an association, and of areas, works out no count of one to four.

The reader here is not the one in the code: every table of whole numbers that fits all that is printed is made, and a
count of one to four must be one, two, three and four in some of them.
"""

from __future__ import annotations

import itertools
import random
from collections import defaultdict
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from samordna.deliver.participants.figures import SEXES
from samordna.deliver.participants.models import CustomAnswer, Occasion, Participation
from samordna.deliver.projects import questions
from samordna.deliver.projects.rules.questions import Choice, Question
from samordna.deliver.reporting.counting import people_of
from samordna.deliver.reporting.own_questions import own_variables
from samordna.deliver.reporting.rules.cuts import EVERYBODY, added, cut
from samordna.deliver.reporting.rules.variables import UNKNOWN
from samordna.deliver.reporting.scopes import of_scope, scope_of
from tests.factories.deliver import AT, make_cast, measure

SMALL = (1, 2, 3, 4)
ALL = (*SEXES, None)


def tables(*, measures, values, most):
    keys = list(itertools.product([f"m{n}" for n in range(measures)], [f"v{n}" for n in range(values)], SEXES))
    count = st.one_of(st.integers(0, 4), st.integers(0, most), st.just(0))
    return st.fixed_dictionaries(dict.fromkeys(keys, count))


def sets_of(measures):
    return [chosen for n in range(1, len(measures) + 1) for chosen in itertools.combinations(measures, n)]


def lines_that_fit(made, measure, sex, values):
    """Every way in which a measure's people of a sex may be spread over the values."""
    told = [made.of(value, sex, [measure]) for value in values]
    whole = made.everybody(sex, [measure])
    return [
        way
        for way in itertools.product(*(range(each.low, min(each.high, whole.high) + 1) for each in told))
        if whole.holds(sum(way))
    ]


def ways_of_a_sex(made, measures, values, sex):
    """The sums of each value → every table of the measures that has them, and fits."""
    fits: dict[tuple, list] = {}
    for ways in itertools.product(*(lines_that_fit(made, one, sex, values) for one in measures)):
        sums = tuple(map(sum, zip(*ways, strict=True)))
        if all(made.of(v, sex).holds(n) for v, n in zip(values, sums, strict=True)):
            fits.setdefault(sums, []).append(ways)
    return fits


def what_may_be(made, measures, values):
    """(what is counted) → the numbers it may be: by measures, value and sex, as the page prints them."""
    found: dict[tuple, set[int]] = defaultdict(set)
    fits = {sex: ways_of_a_sex(made, measures, values, sex) for sex in SEXES}
    seen: set[tuple] = set()
    for women, men in itertools.product(*(fits[sex] for sex in SEXES)):
        both = tuple(w + m for w, m in zip(women, men, strict=True))
        if all(made.of(v, None).holds(n) for v, n in zip(values, both, strict=True)):
            seen |= {("women", women), ("men", men)}
            for sex, numbers in (("women", women), ("men", men), (None, both)):
                for value, number in zip(values, numbers, strict=True):
                    found["all", value, sex].add(number)
    for sex, sums in seen:
        for ways in fits[sex][sums]:
            for there, way in zip(measures, ways, strict=True):
                found[there, EVERYBODY, sex].add(sum(way))
                for value, number in zip(values, way, strict=True):
                    found[there, value, sex].add(number)
    return found


def the_truth(counts, measures, values):
    true = {}
    for sex in SEXES:
        for one in measures:
            true[one, EVERYBODY, sex] = sum(counts[one, v, sex] for v in values)
            true.update({(one, v, sex): counts[one, v, sex] for v in values})
        true.update({("all", v, sex): sum(counts[m, v, sex] for m in measures) for v in values})
    return true | {("all", v, None): true["all", v, "women"] + true["all", v, "men"] for v in values}


def nothing_small_follows(possible, true):
    for key, number in true.items():
        assert number in possible[key], (key, number)
        if number in SMALL:
            assert possible[key].issuperset(SMALL), (key, number, sorted(possible[key]))


def check(counts):
    measures, values = (sorted({key[n] for key in counts}) for n in (0, 1))
    made = cut(counts, measures=measures, values=values)
    possible, true = what_may_be(made, measures, values), the_truth(counts, measures, values)
    nothing_small_follows(possible, true)
    for chosen, value, sex in itertools.product(sets_of(measures), (*values, EVERYBODY), ALL):
        told = made.of(value, sex, chosen)
        number = sum(true[m, value, s] for m in chosen for s in ((sex,) if sex else SEXES))
        assert told.holds(number)
        assert not (told.is_exact and told.low in SMALL), (chosen, value, sex, told)


@given(tables(measures=1, values=4, most=9))
@settings(max_examples=150, deadline=None)
def test_one_measure(counts):
    check(counts)


@given(tables(measures=2, values=2, most=14))
@settings(max_examples=150, deadline=None)
def test_two_measures(counts):
    check(counts)


@given(tables(measures=2, values=3, most=6))
@settings(max_examples=60, deadline=None)
def test_two_measures_with_more_answers(counts):
    check(counts)


@given(tables(measures=3, values=2, most=7))
@settings(max_examples=60, deadline=None)
def test_three_measures(counts):
    check(counts)


@given(tables(measures=2, values=2, most=9), tables(measures=2, values=3, most=9))
@settings(max_examples=100, deadline=None)
def test_how_many_there_are_follows_from_no_two_variables(counts, other):
    """The same people stand in the tables of two variables: a small everybody is small in both at once."""
    measures, found = ("m0", "m1"), []
    lines = {(m, s): sum(counts[m, v, s] for v in ("v0", "v1")) for m in measures for s in SEXES}
    for (m, s), here in lines.items():  # the second variable counts the same people
        left = here
        for value in ("v0", "v1"):
            other[m, value, s] = min(other[m, value, s], left)
            left -= other[m, value, s]
        other[m, "v2", s] = left
    for table, values in ((counts, ("v0", "v1")), (other, ("v0", "v1", "v2"))):
        made = cut(table, measures=measures, values=values)
        whole = {(m, s): made.everybody(s, [m]) for m in measures for s in SEXES}
        found.append(set(wholes_that_fit(made, whole, values)))
    both = found[0] & found[1]
    for place, line in enumerate(lines):
        if lines[line] in SMALL:
            assert {way[place] for way in both}.issuperset(SMALL)


def wholes_that_fit(made, whole, values):
    """Every (measure, sex) → how many there are, that fits the sums of the values (necessary, and here sufficient)."""
    for way in itertools.product(*(range(one.low, one.high + 1) for one in whole.values())):
        told = dict(zip(whole, way, strict=True))
        if may_be_spread(made, told, values):
            yield way


def may_be_spread(made, told, values):
    """Whether there is a table with these everybodies: all ways to spread the women, and the men."""
    sums = []
    for sex in SEXES:
        measures = [m for m, s in told if s == sex]
        ways = [
            [
                way
                for way in itertools.product(*(range(b.low, min(b.high, told[m, sex]) + 1) for b in boxes))
                if sum(way) == told[m, sex]
            ]
            for m in measures
            if (boxes := [made.of(v, sex, [m]) for v in values])
        ]
        added_up = {tuple(map(sum, zip(*each, strict=True))) for each in itertools.product(*ways)}
        sums.append(
            [one for one in added_up if all(made.of(v, sex).holds(n) for v, n in zip(values, one, strict=True))]
        )
    return any(
        all(made.of(v, None).holds(a + b) for v, a, b in zip(values, women, men, strict=True))
        for women, men in itertools.product(*sums)
    )


@given(tables(measures=2, values=1, most=14), tables(measures=2, values=1, most=14))
@settings(max_examples=150, deadline=None)
def test_where_one_may_have_several_neither_those_who_have_nor_those_who_lack_it(counts, lacking):
    """One value of several: as if those who lack it were a second one, of which nothing is printed."""
    measures, pairs = ("m0", "m1"), list(itertools.product(("m0", "m1"), SEXES))
    has = {(m, s): counts[m, "v0", s] for m, s in pairs}
    lacks = {(m, s): lacking[m, "v0", s] for m, s in pairs}
    asked = {(m, "v0", s): n for (m, s), n in has.items()}
    asked |= {(m, EVERYBODY, s): has[m, s] + lacks[m, s] for m, s in pairs}
    made = cut(asked, measures=measures, values=["v0"], several=True)
    told = {pair: made.of("v0", pair[1], [pair[0]]) for pair in pairs}
    whole = {pair: made.everybody(pair[1], [pair[0]]) for pair in pairs}
    may: dict[tuple, set[int]] = {}
    for way in itertools.product(*(range(one.low, one.high + 1) for one in told.values())):
        here = dict(zip(pairs, way, strict=True))
        fits = all(made.of("v0", s).holds(here["m0", s] + here["m1", s]) for s in SEXES)
        if not (fits and made.of("v0", None).holds(sum(way)) and all(here[p] <= whole[p].high for p in pairs)):
            continue
        for pair in pairs:
            may.setdefault(("has", pair), set()).add(here[pair])
            may.setdefault(("lacks", pair), set()).update(
                n - here[pair] for n in range(max(whole[pair].low, here[pair]), whole[pair].high + 1)
            )
        may.setdefault(("has", None), set()).add(sum(way))
    for pair in pairs:
        for what, number in (("has", has[pair]), ("lacks", lacks[pair])):
            if number in SMALL:
                assert may[what, pair].issuperset(SMALL)
    if sum(has.values()) in SMALL:
        assert may["has", None].issuperset(SMALL)


def one_measure(*numbers):
    """Women and men with v0, then with v1, in one measure."""
    return dict(zip([("m0", v, s) for v in ("v0", "v1") for s in SEXES], numbers, strict=True))


@given(st.lists(tables(measures=1, values=2, most=14), min_size=3, max_size=5))
@example([one_measure(0, 2, 0, 0), one_measure(0, 0, 0, 0), one_measure(0, 0, 4, 4)])
@settings(max_examples=60, deadline=None)
def test_an_area_tells_nothing_that_its_associations_do_not(counts):
    """It is the sum of what is shown of them, to the same reader as to any other; and so are areas of areas."""
    values = ("v0", "v1")
    made = [cut(one, measures=["m0"], values=values) for one in counts]
    area, inner = added(made), added(made[:2])
    for value, sex in itertools.product((*values, EVERYBODY), ALL):
        told = [one.of(value, sex) for one in made]
        assert (area.of(value, sex).low, area.of(value, sex).high) == (
            sum(one.low for one in told), sum(one.high for one in told)
        )  # fmt: skip
        rest = area.of(value, sex).high - inner.of(value, sex).high, area.of(value, sex).low - inner.of(value, sex).low
        assert rest[0] != rest[1] or rest[0] not in SMALL


# An association's own questions ---------------------------------------------------------------------------------------

HOME = Question("Bor personen själv?", "one", ("in",), date(2026, 1, 1), choices=(Choice("Ja"), Choice("Nej")))
CHILDREN = Question("Hur många barn?", "number", ("in",), date(2026, 1, 1))


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("question", [HOME, CHILDREN], ids=lambda one: one.kind)
def test_the_answers_to_own_questions(seed, question):
    """What an association's manager reads of a question, from the rows of the register, with no answer as a value."""
    cast, dice = make_cast(), random.Random(seed)
    second = measure("I-0009", cast.measure.association)
    row = questions.add_question(association=second.association, question=question, by=cast.actor("ada"), at=AT)
    given = [*row.choices.values_list("pk", flat=True), None] if question.kind == "one" else [0, 7, None]
    counts = {}
    for there, answer, sex in itertools.product((cast.measure, second), given, SEXES):
        banded = {7: "5"} if question.kind == "number" else {}
        value = UNKNOWN if answer is None else banded.get(answer, str(answer))
        counts[there.code, value, sex] = dice.choice([0, 1, 2, 3, 4, 5, 6, 9])
        for number in range(counts[there.code, value, sex]):
            _answer(there, sex, f"{there.code}-{answer}-{sex}-{number}", row, answer)
    actor, scope = cast.actor("maria"), scope_of(cast.actor("maria"), second.association, [])
    (variable,) = own_variables(second.association).values()
    made = of_scope(actor, scope, variable, 2026, people_of(variable))
    values = sorted({value for _m, value, _s in counts})
    measures = made.measures
    possible, true = what_may_be(made, measures, values), the_truth(counts, measures, values)
    nothing_small_follows(possible, true)
    for other in set(made.values) - set(values):
        assert made.of(other, None).high == 0


def _answer(there, sex, person, row, answer):
    one = Participation.objects.create(
        measure=there, mode="person", person=person, sex=sex, birth_year=1990, start=date(2026, 2, 1), start_year=2026
    )
    week = Occasion.objects.create(participation=one, kind="in", on=date(2026, 2, 1))
    if answer is not None:
        what = {"number" if row.kind == "number" else "choice_id": answer}
        CustomAnswer.objects.create(occasion=week, question=row, **what)
