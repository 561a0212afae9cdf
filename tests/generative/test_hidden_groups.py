"""A table divided by groups beside the same table undivided: whoever reads both works out no count of one to four.

As in ``test_hidden_counts`` the reader makes every table that fits all that is printed: of measures and of groups at
once, since both add up to the same sums.
"""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samordna.deliver.participants.figures import SEXES
from samordna.deliver.reporting.rules.cuts import EVERYBODY, cut
from samordna.deliver.reporting.rules.splitting import Undivided, divided
from tests.generative.test_hidden_counts import lines_that_fit, nothing_small_follows, sets_of, ways_of_a_sex

GROUPS = ("g0", "g1", "g2", "g3")
NUMBER = st.one_of(st.integers(0, 4), st.integers(0, 9), st.just(0))


def people(*, measures, values, groups=3):
    """(measure, group, value, sex) → how many."""
    keys = itertools.product(
        [f"m{n}" for n in range(measures)], GROUPS[:groups], [f"v{n}" for n in range(values)], SEXES
    )
    return st.fixed_dictionaries(dict.fromkeys(keys, NUMBER))


def summed(counts, *places):
    found = {}
    for key, number in counts.items():
        place = tuple(key[n] for n in places)
        found[place] = found.get(place, 0) + number
    return found


def both(counts, names=("x",)):
    """The undivided and the divided, as they are made of the people."""
    measures, groups, values = (sorted({key[n] for key in counts}) for n in range(3))
    whole = cut(summed(counts, 0, 2, 3), measures=measures, values=values)
    return whole, divided({name: Undivided(whole, summed(counts, 1, 2, 3)) for name in names}, groups)["x"]


def plus(one, other):
    return tuple(map(sum, zip(one, other, strict=True)))


def sums_of(ways, size):
    """Every sum of one way of each."""
    found = {(0,) * size}
    for some in ways:
        found = {plus(one, way) for one in found for way in some}
    return found


def numbers_that_fit(counts, whole, parts):
    """(what is counted) → the numbers that it may be, of groups and of measures, for somebody who reads both."""
    measures, groups, values = (sorted({key[n] for key in counts}) for n in range(3))
    by_group = {(g, s): set(lines_that_fit(parts, g, s, values)) for g in groups for s in SEXES}
    by_measure = {s: ways_of_a_sex(whole, measures, values, s) for s in SEXES}
    sums = {s: sums_of([by_group[g, s] for g in groups], len(values)) & set(by_measure[s]) for s in SEXES}
    pairs = [
        pair
        for pair in itertools.product(*(sums[s] for s in SEXES))
        if all(whole.of(v, None).holds(n) for v, n in zip(values, plus(*pair), strict=True))
        and whole.everybody(None).holds(sum(plus(*pair)))
    ]
    found = {}
    for place, sex in enumerate(SEXES):
        fits = {pair[place] for pair in pairs}
        for way in (way for one in fits for ways in by_measure[sex][one] for way in zip(measures, ways, strict=True)):
            note(found, way[0], sex, values, way[1])
        for group in groups:
            rest = sums_of([by_group[g, sex] for g in groups if g != group], len(values))
            for way in by_group[group, sex]:
                if any(tuple(a - b for a, b in zip(one, way, strict=True)) in rest for one in fits):
                    note(found, group, sex, values, way)
    return found


def note(found, where, sex, values, way):
    found.setdefault((where, EVERYBODY, sex), set()).add(sum(way))
    for value, number in zip(values, way, strict=True):
        found.setdefault((where, value, sex), set()).add(number)


def truth(counts):
    true = summed(counts, 0, 2, 3) | summed(counts, 1, 2, 3)
    for places in ((0, 3), (1, 3)):
        true |= {(where, EVERYBODY, sex): n for (where, sex), n in summed(counts, *places).items()}
    return true


def check(counts):
    whole, parts = both(counts)
    true = truth(counts)
    nothing_small_follows(numbers_that_fit(counts, whole, parts), true)
    groups, values = (sorted({key[n] for key in counts}) for n in (1, 2))
    for chosen, value, sex in itertools.product(sets_of(groups), (*values, EVERYBODY), (*SEXES, None)):
        told = parts.of(value, sex, chosen)
        number = sum(true[g, value, s] for g in chosen for s in ((sex,) if sex else SEXES))
        assert told.holds(number)
        assert not (told.is_exact and 0 < told.low < 5)


@given(people(measures=1, values=2))
@settings(max_examples=50, deadline=None)
def test_one_measure(counts):
    check(counts)


@given(people(measures=2, values=2))
@settings(max_examples=25, deadline=None)
def test_two_measures(counts):
    check(counts)


@given(people(measures=1, values=3))
@settings(max_examples=8, deadline=None)
def test_more_answers(counts):
    check(counts)


@given(people(measures=1, values=2, groups=4), st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
def test_how_many_there_are_in_a_group_follows_from_no_two_variables(counts, dice):
    """The same people by another variable: the same groups are closed, and what they may be in one they may in both."""
    measures, groups, values = (sorted({key[n] for key in counts}) for n in range(3))
    other = dict.fromkeys(counts, 0)
    for (m, g, _v, s), number in counts.items():
        for _one in range(number):
            other[m, g, dice.choice(values), s] += 1
    made, wholes = {}, {}
    for name, table in (("x", counts), ("y", other)):
        wholes[name] = cut(summed(table, 0, 2, 3), measures=measures, values=values)
        made[name] = Undivided(wholes[name], summed(table, 1, 2, 3))
    parts = divided(made, groups)
    for group, sex in itertools.product(groups, SEXES):
        told = {
            (parts[name].of(EVERYBODY, sex, [group]).low, parts[name].of(EVERYBODY, sex, [group]).high) for name in made
        }
        assert len(told) == 1
    nothing_small_follows(numbers_that_fit(counts, wholes["x"], parts["x"]), truth(counts))
    nothing_small_follows(numbers_that_fit(other, wholes["y"], parts["y"]), truth(other))


@given(people(measures=1, values=1), people(measures=1, values=1))
@settings(max_examples=50, deadline=None)
def test_where_one_may_have_several_neither_those_who_have_nor_those_who_lack_it(counts, lacking):
    """One value of several, and those who lack it, of whom nothing is printed."""
    has, every = summed(counts, 1, 3), plus_all(summed(counts, 1, 3), summed(lacking, 1, 3))
    groups = sorted({g for g, _s in has})
    of_measure = {("m0", "v0", s): sum(has[g, s] for g in groups) for s in SEXES}
    of_measure |= {("m0", EVERYBODY, s): sum(every[g, s] for g in groups) for s in SEXES}
    by_group = {(g, "v0", s): n for (g, s), n in has.items()} | {(g, EVERYBODY, s): n for (g, s), n in every.items()}
    whole = cut(of_measure, measures=["m0"], values=["v0"], several=True)
    parts = divided({"x": Undivided(whole, by_group, several=True)}, groups)["x"]
    for sex in SEXES:
        ways = {
            g: {
                (n, all_ - n)
                for n in numbers(parts.of("v0", sex, [g]))
                for all_ in numbers(parts.everybody(sex, [g]))
                if n <= all_
            }
            for g in groups
        }
        fits = {
            pair
            for pair in sums_of(ways.values(), 2)
            if whole.of("v0", sex).holds(pair[0]) and whole.everybody(sex).holds(sum(pair))
        }
        for group in groups:
            rest = sums_of([ways[g] for g in groups if g != group], 2)
            left = [way for way in ways[group] if any((a - way[0], b - way[1]) in rest for a, b in fits)]
            true = (has[group, sex], every[group, sex] - has[group, sex])
            for place, number in enumerate(true):
                assert number in {way[place] for way in left}
                if 0 < number < 5:
                    assert {way[place] for way in left}.issuperset({1, 2, 3, 4}), (group, sex, true)


def plus_all(one, other):
    return {key: number + other[key] for key, number in one.items()}


def numbers(between):
    return range(between.low, between.high + 1)


@pytest.mark.parametrize(
    ("ages", "told"),
    [
        ((20, 15, 12), (("20", "20"), ("15", "15"), ("12", "12"))),
        ((20, 15, 3), (("20", "20"), ("1", "17"), ("1", "17"))),
        ((20, 0, 3), (("1", "22"), ("0", "0"), ("1", "22"))),
    ],
)
def test_a_few_in_a_group_are_closed_with_the_fewest_others(ages, told):
    counts = {("m0", g, v, "women"): n * (v == "v0") for g, n in zip(GROUPS, ages, strict=False) for v in ("v0", "v1")}
    _whole, parts = both(counts | {("m0", g, v, "men"): 0 for _m, g, v, _s in counts})
    found = [parts.everybody("women", [g]) for g in GROUPS[:3]]
    assert [(str(one.low), str(one.high)) for one in found] == list(told)


def test_those_who_see_the_persons_see_every_number():
    counts = {("m0", g, "v0", s): 1 for g in GROUPS for s in SEXES}
    whole = cut(summed(counts, 0, 2, 3), measures=["m0"], values=["v0"], exact=True)
    parts = divided({"x": Undivided(whole, summed(counts, 1, 2, 3))}, GROUPS, exact=True)["x"]
    assert parts.of("v0", "women", ["g0"]).is_exact
