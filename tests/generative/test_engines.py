"""Generated tables on generated registers: every engine must give the answer of the slow reference.

A second test demands that the generator reaches every operation, so that a silent gap in it is seen.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, find, given, settings
from hypothesis import strategies as st

from samordna.engine import duckdb, memory
from samordna.engine.conditions import Given, Is, MoreThan
from samordna.engine.dimensions import Basis, Code, Dimension, Link, Time, Total, When
from samordna.engine.request import Count, Counted, What
from samordna.engine.words import Words
from samordna.learn.statistics.columns import COUNTS, MEASURE_GROUPS_FILE, MEASURES, PARTICIPATIONS, SUPPORT
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
REGISTERS = st.fixed_dictionaries(
    {
        "participations": st.lists(WITH_PERSON | ANONYMOUS, max_size=8),
        "support": st.lists(SUPPORT_ROWS, max_size=10),
        "measures": st.lists(MEASURE_ROWS, max_size=4),
        "measure_groups": st.lists(GROUP_ROWS, max_size=4),
        "counts": st.lists(COUNT_ROWS, max_size=5),
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


@st.composite
def _times(draw, bases):
    chosen = draw(st.lists(st.sampled_from(bases), min_size=1, unique=True))
    first = draw(st.integers(2015, 2019))
    last = draw(st.integers(first, 2020))
    return Time(first, last, tuple(When(basis.value, W, basis) for basis in chosen))


@st.composite
def _conditions(draw, source):
    possible = [
        Given(source["association"]),
        Is(source["orientation"], ("individual",)),
        Is(source["association"], ("north", "east")),
    ]
    return tuple(draw(st.lists(st.sampled_from(possible), unique=True)))


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
        )
    )
    what = draw(
        st.sampled_from(
            [
                What(Counted.PERSONS, "n", W),
                What(Counted.ROWS, "n", W),
                What(Counted.SUM, "n", W, "start_year"),
                What(Counted.DISTINCT, "n", W, "measure"),
            ]
        )
    )
    return Count(
        "generated",
        W,
        PARTICIPATIONS,
        draw(_times(list(Basis))),
        (*(_dimension(draw, *d) for d in dimensions), _sex(PARTICIPATIONS)),
        what,
        draw(_conditions(PARTICIPATIONS)),
    )


@st.composite
def _of_measures(draw):
    group = _dimension(
        draw, "group", Link(MEASURE_GROUPS_FILE, "measure", "group"), ("long_term_sick", "young_disability", "other")
    )
    what = draw(
        st.sampled_from([What(Counted.DISTINCT, "n", W, "measure"), What(Counted.DISTINCT, "n", W, "association")])
    )
    dimensions = (group,) if draw(st.booleans()) else ()
    return Count("generated", W, MEASURES, draw(_times(list(Basis))), dimensions, what, draw(_conditions(MEASURES)))


@st.composite
def _of_counts(draw):
    what = draw(st.sampled_from([What(Counted.SUM, "n", W, "persons"), What(Counted.ROWS, "n", W)]))
    return Count("generated", W, COUNTS, draw(_times([Basis.EVER])), (_sex(COUNTS),), what, draw(_conditions(COUNTS)))


DECLARATIONS = _of_participations() | _of_measures() | _of_counts()


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(REGISTERS, DECLARATIONS)
def test_every_engine_gives_the_answer_of_the_reference(register, declaration):
    with TemporaryDirectory() as folder:
        extract = make_extract(Path(folder), register)
        assert duckdb.count(declaration, extract) == memory.count(declaration, extract)


def _operations(declaration: Count) -> set[str]:
    """The names of the operations that a declaration uses."""
    dimensions = declaration.dimensions
    return {
        f"counted {declaration.what.counted.value}",
        *(f"basis {when.basis.value}" for when in declaration.time.bases),
        *(f"condition {type(condition).__name__}" for condition in declaration.where),
        *(f"on {type(dimension.on).__name__}" for dimension in dimensions),
        *(f"total over {type(d.on).__name__}" for d in dimensions if d.total),
        *("group of codes" for d in dimensions for code in d.codes if len(code.includes) > 1),
        *(f"link where {type(c).__name__}" for d in dimensions if isinstance(d.on, Link) for c in d.on.where),
    }


ALL_OPERATIONS = {
    *(f"counted {counted.value}" for counted in Counted),
    *(f"basis {basis.value}" for basis in Basis),
    "condition Is",
    "condition Given",
    "on Field",
    "on Link",
    "total over Field",
    "total over Link",
    "group of codes",
    "link where Is",
    "link where MoreThan",
}


def test_the_generator_reaches_every_operation():
    for operation in sorted(ALL_OPERATIONS):
        found = find(DECLARATIONS, lambda declaration, wanted=operation: wanted in _operations(declaration))
        assert operation in _operations(found)


def test_no_operation_is_left_out_of_the_list():
    """What the generator can write and the list above are the same: a new operation must be added to both."""
    seen: Counter[str] = Counter()

    @settings(max_examples=300, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(DECLARATIONS)
    def collect(declaration):
        seen.update(_operations(declaration))

    collect()
    assert set(seen) == ALL_OPERATIONS
