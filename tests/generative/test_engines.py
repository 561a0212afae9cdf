"""Generated tables on generated registers: every engine must give the answer of the slow reference.

A second test demands that the generator reaches every operation, so that a silent gap in it is seen.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import ibis
import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

from samordna.engine import duckdb, memory, postgres
from samordna.engine.combined import counts_in
from samordna.engine.conditions import AtMost, Given, Has, Is, MoreThan
from samordna.engine.dimensions import (
    Band,
    Bands,
    Basis,
    Code,
    Compared,
    Dimension,
    Direction,
    Link,
    Mapped,
    Time,
    Total,
    When,
    YearsFrom,
)
from samordna.engine.expression import cells
from samordna.engine.expression import families as families_of
from samordna.engine.periods import Periods, Span, days, half_years, months, quarters
from samordna.engine.population import gathered
from samordna.engine.request import Count, Counted, Latest, What
from samordna.engine.words import Words
from samordna.learn.statistics.af_fk_2020 import TABLE_1
from samordna.learn.statistics.columns import (
    AREAS,
    COUNTS,
    MEASURE_GROUPS_FILE,
    MEASURES,
    MONEY,
    PARTICIPATIONS,
    SUPPORT,
)
from samordna.learn.statistics.eu_common import EU_COMMON
from tests.factories.extracts import make_extract

W = Words("ord", "word")
FIRST, LAST = date(2016, 1, 1), date(2019, 12, 31)
YEARS = st.integers(2015, 2020)
DAYS = st.dates(date(2015, 6, 1), date(2020, 6, 30)) | st.sampled_from(
    [FIRST, FIRST - timedelta(1), date(2017, 12, 31), date(2018, 1, 1), LAST, LAST + timedelta(1)]
)
SEXES = st.sampled_from(["women", "men"])
ASSOCIATIONS = st.sampled_from(["north", "south", None])

WITH_PERSON = st.fixed_dictionaries(
    {
        "person": st.sampled_from(["p1", "p2", "p3", "p4"]),
        "sex": SEXES,
        "start": DAYS,
        "end": st.none() | DAYS,
        "association": ASSOCIATIONS,
        "orientation": st.sampled_from(["individual", "structural"]),
        "measure": st.sampled_from(["I-1", "I-2", "I-3"]),
        "municipality": st.sampled_from(["0580", "0581", None]),
        "age": st.none() | st.integers(16, 66),
        "birth_year": st.none() | st.integers(1990, 1995),
    }
)
ANONYMOUS = st.fixed_dictionaries(
    {"mode": st.just("anonymous"), "sex": SEXES, "start_year": YEARS, "association": ASSOCIATIONS}
)
SUPPORT_ROWS = st.fixed_dictionaries(
    {
        "participation": st.integers(1, 8),
        "occasion": st.sampled_from(["in", "out"]),
        "source": st.sampled_from(["sjukpenning", "rehabiliteringspenning", "aktivitetsersattning", "none"]),
        "extent": st.sampled_from([None, 0, 25, 100]),
    }
)
MEASURE_ROWS = st.fixed_dictionaries(
    {
        "measure": st.sampled_from(["I-1", "I-2", "I-3"]),
        "association": ASSOCIATIONS,
        "start": DAYS,
        "end": st.none() | DAYS,
    }
)
GROUP_ROWS = st.fixed_dictionaries(
    {
        "measure": st.sampled_from(["I-1", "I-2", "I-9"]),
        "group": st.sampled_from(["long_term_sick", "young_disability", "other"]),
    }
)
COUNT_ROWS = st.fixed_dictionaries(
    {"year": YEARS, "sex": SEXES, "persons": st.integers(0, 30) | st.none(), "association": ASSOCIATIONS}
)
#: A municipality may change association, be in none for a time, and in two at once.
AREA_ROWS = st.fixed_dictionaries(
    {
        "municipality": st.sampled_from(["0580", "0581", "0582"]),
        "county": st.sampled_from(["05", "06"]),
        "association": ASSOCIATIONS,
        "from": DAYS | st.just(date(1900, 1, 1)),
        "to": st.none() | DAYS,
    }
)
#: Amounts that do not fit in 32 bits, and whose sum does not either.
MONEY_ROWS = st.fixed_dictionaries(
    {
        "year": YEARS,
        "association": ASSOCIATIONS,
        "kind": st.sampled_from(["budget", "outcome"]),
        "ore": st.none() | st.integers(-(10**13), 10**13),
    }
)
REGISTERS = st.fixed_dictionaries(
    {
        "participations": st.lists(WITH_PERSON | ANONYMOUS, max_size=8),
        "support": st.lists(SUPPORT_ROWS, max_size=10),
        "measures": st.lists(MEASURE_ROWS, max_size=4),
        "measure_groups": st.lists(GROUP_ROWS, max_size=4),
        "counts": st.lists(COUNT_ROWS, max_size=5),
        "areas": st.lists(AREA_ROWS, max_size=6),
        "money": st.lists(MONEY_ROWS, max_size=5),
    }
)


def _sex(source):
    codes = (Code("women", W, ("women",)), Code("men", W, ("men",)))
    return Dimension("sex", W, source["sex"], codes, Total())


def _dimension(draw, name, on, codes):
    """Some of the codes, put together or apart, with or without a total."""
    chosen = draw(st.lists(st.sampled_from(codes), min_size=1, unique=True))
    if len(chosen) > 1 and draw(st.booleans()):
        chosen = [(chosen[0], chosen[1]), *((code,) for code in chosen[2:])]
    else:
        chosen = [(code,) for code in chosen]
    total = draw(st.none() | st.just(Total()))
    return Dimension(name, W, on, tuple(Code("+".join(group), W, group) for group in chosen), total)


def _bands(draw, name, on, bounds):
    """Bands between some of the bounds, perhaps with a gap, open at the ends or not."""
    cuts = sorted(draw(st.lists(st.sampled_from(bounds), min_size=1, max_size=3, unique=True)))
    low = draw(st.none() | st.just(cuts[0] - 5))
    high = draw(st.none() | st.just(cuts[-1] + 10))
    edges = list(zip([low, *cuts], [*(cut - 1 for cut in cuts), high], strict=True))
    bands = [Band(f"b{number}", W, *edge) for number, edge in enumerate(edges)]
    return Bands(name, W, on, tuple(bands[draw(st.integers(0, 1)) :]), draw(st.none() | st.just(Total())))


SPANS = st.sampled_from(
    [
        half_years(2016, 2018),
        quarters(2018, 2018),
        months(2017, 2018),
        days(date(2016, 1, 1), date(2017, 12, 31), date(2018, 1, 1)),
        # A programme's years, and terms that overlap.
        (Span("programme", W, date(2016, 1, 1), date(2018, 12, 31)),),
        (Span("one", W, date(2016, 7, 1), date(2018, 6, 30)), Span("two", W, date(2018, 1, 1), date(2019, 12, 30))),
    ]
)


@st.composite
def _times(draw, bases):
    chosen = draw(st.lists(st.sampled_from(bases), min_size=1, unique=True))
    whens = tuple(When(basis.value, W, basis) for basis in chosen)
    if draw(st.booleans()):
        return Periods(draw(SPANS), whens)
    first = draw(st.integers(2015, 2019))
    return Time(first, draw(st.integers(first, 2020)), whens)


@st.composite
def _conditions(draw, source):
    possible = [
        Given(source["association"]),
        Is(source["association"], ("north", "east")),
    ]
    if source is not MONEY:
        possible.append(Is(source["orientation"], ("individual",)))
    if source is PARTICIPATIONS:
        drawn = (MoreThan(SUPPORT["extent"], 0), Is(SUPPORT["occasion"], ("in",)))
        possible += [
            AtMost(source["start_year"], 2017),
            Has(SUPPORT, "participation", drawn),
            Has(SUPPORT, "participation", drawn, none=True),
            Has(SUPPORT, "participation", (Is(SUPPORT["occasion"], ("out",)), Is(SUPPORT["source"], ("none",)))),
            Has(SUPPORT, "participation", (MoreThan(SUPPORT["extent"], 50),), none=True),
        ]
    return tuple(draw(st.lists(st.sampled_from(possible), unique=True)))


def _area(draw, day):
    """Where the municipality was on a day of the row."""
    column, codes = draw(st.sampled_from([("association", ("north", "south")), ("county", ("05", "06"))]))
    return _dimension(draw, "area", Mapped(AREAS, "municipality", column, day), codes)


def _better(draw):
    """The extent of some support at the exit beside that at entry."""
    at = [(Is(SUPPORT["occasion"], (occasion,)),) for occasion in ("in", "out")]
    of = tuple(draw(st.lists(st.just(Is(SUPPORT["source"], ("sjukpenning", "none"))), max_size=1)))
    return _dimension(draw, "better", Compared(SUPPORT, "participation", "extent", *at, of), tuple(Direction))


def _others(draw):
    """Ways to split that are no field with codes."""
    ways = {
        "area": lambda: _area(draw, PARTICIPATIONS["start"]),
        "better": lambda: _better(draw),
        "age": lambda: _bands(draw, "age", PARTICIPATIONS["age"], (20, 30, 65)),
        "years": lambda: _bands(
            draw, "years", YearsFrom(PARTICIPATIONS["birth_year"], PARTICIPATIONS["start"]), (24, 25, 27)
        ),
    }
    return [ways[name]() for name in draw(st.lists(st.sampled_from(sorted(ways)), max_size=2, unique=True))]


def _latest(draw, time):
    """Only the latest row of each, where rows belong by one basis."""
    if len(time.bases) > 1 or not draw(st.booleans()):
        return None
    key = tuple(draw(st.lists(st.sampled_from(["person", "measure", "municipality"]), min_size=1, unique=True)))
    among = draw(st.sampled_from([(), (), (AtMost(PARTICIPATIONS["age"], 40),)]))
    return Latest(key, tuple(draw(st.lists(st.sampled_from(["start", "end", "age"]), min_size=1, unique=True))), among)


@st.composite
def _of_participations(draw):
    benefit = Link(
        SUPPORT,
        "participation",
        "source",
        tuple(draw(st.lists(st.sampled_from([Is(SUPPORT["occasion"], ("in",)), MoreThan(SUPPORT["extent"], 0)])))),
    )
    dimensions = draw(
        st.lists(
            st.sampled_from(
                [
                    ("benefit", benefit, ("sjukpenning", "rehabiliteringspenning", "aktivitetsersattning")),
                    ("association", PARTICIPATIONS["association"], ("north", "south")),
                    ("mode", PARTICIPATIONS["mode"], ("person", "anonymous")),
                ]
            ),
            unique_by=lambda d: d[0],
            max_size=2,
        )
    )
    what = draw(
        st.sampled_from(
            [
                What(Counted.PERSONS, "n", W),
                What(Counted.ROWS, "n", W),
                What(Counted.SUM, "n", W, "start_year"),
                What(Counted.DISTINCT, "n", W, "measure"),
                What(Counted.DAYS, "n", W),
            ]
        )
    )
    time = draw(_times(list(Basis)))
    return Count(
        "generated",
        W,
        PARTICIPATIONS,
        time,
        (*(_dimension(draw, *d) for d in dimensions), *_others(draw), _sex(PARTICIPATIONS)),
        what,
        draw(_conditions(PARTICIPATIONS)),
        latest=_latest(draw, time),
    )


@st.composite
def _of_measures(draw):
    group = _dimension(
        draw, "group", Link(MEASURE_GROUPS_FILE, "measure", "group"), ("long_term_sick", "young_disability", "other")
    )
    what = draw(
        st.sampled_from(
            [
                What(Counted.DISTINCT, "n", W, "measure"),
                What(Counted.DISTINCT, "n", W, "association"),
                What(Counted.DAYS, "n", W),
            ]
        )
    )
    dimensions = (group,) if draw(st.booleans()) else ()
    return Count("generated", W, MEASURES, draw(_times(list(Basis))), dimensions, what, draw(_conditions(MEASURES)))


@st.composite
def _of_counts(draw):
    what = draw(st.sampled_from([What(Counted.SUM, "n", W, "persons"), What(Counted.ROWS, "n", W)]))
    return Count("generated", W, COUNTS, draw(_times([Basis.EVER])), (_sex(COUNTS),), what, draw(_conditions(COUNTS)))


@st.composite
def _of_money(draw):
    what = draw(st.sampled_from([What(Counted.SUM, "ore", W, "ore"), What(Counted.ROWS, "n", W)]))
    kind = _dimension(draw, "kind", MONEY["kind"], ("budget", "outcome"))
    where = draw(st.sampled_from([(), (MoreThan(MONEY["ore"], 2**40),)]))
    return Count("generated", W, MONEY, draw(_times([Basis.EVER])), (kind,), what, where)


DECLARATIONS = _of_participations() | _of_measures() | _of_counts() | _of_money()


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(REGISTERS, DECLARATIONS)
def test_every_engine_gives_the_answer_of_the_reference(register, declaration):
    with TemporaryDirectory() as folder:
        extract = make_extract(Path(folder), register)
        assert duckdb.count(declaration, extract) == memory.count(declaration, extract)


@st.composite
def _alike(draw):
    """A declaration and others like it: of a part of its population, of some of its bases, of another amount."""
    whole = draw(DECLARATIONS)
    others = [whole]
    for number in range(draw(st.integers(1, 3))):
        where = draw(_conditions(whole.source))
        bases = draw(st.lists(st.sampled_from(whole.time.bases), min_size=1, unique=True))
        bases = tuple(replace(when, part_of=None) for when in bases)
        what = whole.what
        if what.counted in (Counted.SUM, Counted.DAYS) and draw(st.booleans()):
            what = What(Counted.ROWS, "n", W)
        one = replace(whole, where=(*whole.where, *where), what=what, time=replace(whole.time, bases=bases))
        others.append(replace(one, name=f"generated-{number}"))
    return draw(st.permutations(others))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(REGISTERS, _alike())
def test_counts_that_are_counted_together_are_what_each_is_by_itself(register, declarations):
    with TemporaryDirectory() as folder:
        extract = make_extract(Path(folder), register)
        alone = [memory.count(one, extract) for one in declarations]
        assert duckdb.count_all(declarations, extract) == alone


@st.composite
def _of_the_same_rows(draw):
    """Declarations of the same population and periods, split and counted in other ways."""
    first = draw(_of_participations().filter(lambda one: one.where))
    found = [first]
    for number in range(draw(st.integers(1, 3))):
        other = draw(_of_participations())
        bases = draw(st.sampled_from([first.time.bases, other.time.bases]))
        time, where = replace(first.time, bases=first.time.bases if first.latest else bases), first.where
        if not first.latest:
            where = tuple(dict.fromkeys((*where, *other.where)))
        one = replace(other, name=f"generated-{number}", time=time, where=where, latest=first.latest)
        found.append(one)
    return draw(st.permutations(found))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(REGISTERS, _of_the_same_rows(), st.booleans())
def test_rows_that_are_kept_for_several_tables_are_those_of_each(register, declarations, room):
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(duckdb, "MOST_KEPT", 10_000 if room else -1)
        extract = make_extract(Path(folder), register)
        alone = [memory.count(one, extract) for one in declarations]
        assert duckdb.count_all(declarations, extract) == alone


def test_the_generator_reaches_every_way_to_keep_rows():
    seen = set()

    @settings(max_examples=600, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(_of_the_same_rows() | _alike())
    def collect(declarations):
        kept = [(one, len(alike) > 1) for one, alike in gathered(families_of(declarations)) if one is not None]
        seen.update((one.placed, one.counts[0].latest is not None, often) for one, often in kept)

    collect()
    # In their periods or not; the latest only; and for one family that other files are asked about.
    assert seen >= {(False, False, True), (True, False, True), (True, True, True)}
    assert False in {often for _, _, often in seen}, "derandomized: it fails when the generator changes, not by chance"


def test_counts_that_are_alike_but_for_conditions_are_counted_in_one_query():
    alike = [count for count in counts_in(EU_COMMON) if not count.never_asked]
    persons, rows = families_of(alike)
    assert (len(persons), len(rows)) == (len(alike) - 1, 1)


def test_the_same_rows_may_be_asked_for_twice(tmp_path):
    at_entry = (Is(SUPPORT["occasion"], ("in",)),)
    has, has_not = (Has(SUPPORT, "participation", at_entry, none=none) for none in (False, True))
    extract = make_extract(
        tmp_path,
        {
            "participations": [{"person": "p1", "start": FIRST}, {"person": "p2", "start": FIRST}],
            "support": [{"participation": 1, "source": "sjukpenning"}],
        },
    )

    def total(*where):
        what, ever = What(Counted.PERSONS, "n", W), Time(2016, 2016, (When("ever", W, Basis.EVER),))
        request = Count("generated", W, PARTICIPATIONS, ever, (_sex(PARTICIPATIONS),), what, where)
        found = duckdb.count(request, extract)
        assert found == memory.count(request, extract)
        return found["2016", "total"]

    assert [total(has), total(has_not), total(has, has_not), total(has, has), total()] == [1, 1, 0, 1, 2]


def _operations(declaration: Count) -> set[str]:
    """The names of the operations that a declaration uses."""
    dimensions = declaration.dimensions
    return {
        f"counted {declaration.what.counted.value}",
        *(["missing where nobody has said anything"] if declaration.missing_of_none else []),
        *(f"basis {when.basis.value}" for when in declaration.time.bases),
        *(f"condition {type(condition).__name__}" for condition in declaration.where),
        *(f"{type(dimension).__name__} on {type(dimension.on).__name__}" for dimension in dimensions),
        f"periods {type(declaration.time).__name__}",
        *(["latest of some" if declaration.latest.among else "latest"] if declaration.latest else []),
        *(f"total over {type(d.on).__name__}" for d in dimensions if d.total),
        *("group of codes" for d in dimensions if isinstance(d, Dimension) for c in d.codes if len(c.includes) > 1),
        *(f"link where {type(c).__name__}" for d in dimensions if isinstance(d.on, Link) for c in d.on.where),
    }


ALL_OPERATIONS = {
    *(f"counted {counted.value}" for counted in Counted),
    "missing where nobody has said anything",
    *(f"basis {basis.value}" for basis in Basis),
    "condition Is",
    "condition Given",
    "condition MoreThan",
    "condition AtMost",
    "condition Has",
    "Dimension on Field",
    "Dimension on Link",
    "Dimension on Mapped",
    "Dimension on Compared",
    "Bands on Field",
    "Bands on YearsFrom",
    "latest",
    "latest of some",
    "periods Time",
    "periods Periods",
    *(f"total over {name}" for name in ("Field", "Link", "Mapped", "Compared", "YearsFrom")),
    "group of codes",
    "link where Is",
    "link where MoreThan",
}


#: Any declaration with the operation will do: it need not be made smaller.
SEEK = settings(max_examples=3000, deadline=None, database=None, phases=[Phase.generate])


def test_the_generator_reaches_every_operation():
    for operation in sorted(ALL_OPERATIONS):
        found = find(
            DECLARATIONS, lambda declaration, wanted=operation: wanted in _operations(declaration), settings=SEEK
        )
        assert operation in _operations(found)


def test_no_operation_is_left_out_of_the_list():
    """What the generator can write and the list above are the same: a new operation must be added to both."""
    seen: Counter[str] = Counter()

    @settings(max_examples=1600, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(DECLARATIONS)
    def collect(declaration):
        seen.update(_operations(declaration))

    collect()
    assert set(seen) == ALL_OPERATIONS


def test_postgresql_is_asked_nothing_that_it_does_not_know():
    """A part that stands twice in a query is rewritten in both places: PostgreSQL has no SEMI JOIN."""
    benefit, sex = TABLE_1.dimensions
    assert isinstance(benefit.on, Link)
    support = benefit.on.source
    had = Has(support, benefit.on.key, (MoreThan(support["extent"], 0), Is(support["occasion"], ("in",))))
    twice = replace(
        TABLE_1,
        what=What(Counted.SUM, "n", W, "start_year"),
        where=(AtMost(TABLE_1.source["start_year"], 2017), had),
        dimensions=(replace(benefit, on=replace(benefit.on, where=()), total=Total()), sex),
    )
    assert "SEMI JOIN" in ibis.postgres.compile(cells((twice,), _unbound)), "nothing stands twice in it"
    assert "SEMI JOIN" not in postgres.written(cells((twice,), _unbound)).decode()


def _unbound(source):
    return ibis.table({column.name: duckdb._TYPES[column.kind] for column in source.columns}, name=source.name)
