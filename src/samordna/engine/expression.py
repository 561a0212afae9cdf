"""The Ibis expression of tables, the same for every engine that Ibis knows: DuckDB, PostgreSQL, Spark.

An engine gives ``table``, which finds a file of the extract as an Ibis table with the file's own column names, runs
:func:`cells` and hands what came out to :func:`numbers`. Nothing here belongs to one database: comparisons, CASE,
joins, one unnested range, sums and greatest values.

How it is made fast: a row is placed in time once (the first and last period it falls into) and only then copied, one
copy per period. What is compared inside a period – began, ended, women, men – are *marks* of 0 and 1 beside each other
instead of more rows. Persons are then counted in two steps: the greatest mark of each person, and the sum over persons.
A total that is not a mark is counted anew from the persons, since one of them can stand under several codes.

Counts that are alike but for some of their conditions are a *family* (:func:`families`) and are counted in one query:
to write a query takes as long as to count a small table. Each of them has marks of its own.
"""

from __future__ import annotations

import functools
import itertools
import operator
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ibis

from samordna.engine.dimensions import Dimension, Split
from samordna.engine.periods import When
from samordna.engine.placing import AT, bases_of, days_within, holds, place
from samordna.engine.population import Family, Kept, fits, kept_rows, needed, only_latest, population, several, who
from samordna.engine.request import Count, Counted, Numbers
from samordna.engine.sources import Field, Source
from samordna.engine.splitting import own, reading, split, text

#: From a file's declaration to an Ibis table with its columns.
TableOf = Callable[[Source], Any]
#: The last dimension becomes marks when it has at most so many codes; sex always does.
MOST_MARKS = 6
#: An amount that no row has said. Sums leave it out, and are it when there is nothing else.
_NOTHING = ibis.null("int64")

# To merge the steps of a query into fewer takes Ibis longer than all else, and the databases do it anyway.
ibis.options.sql.fuse_selects = False


@dataclass(frozen=True, slots=True)
class Mark:
    """One of the numbers that are counted side by side: of which count of the family, a basis, and in a table whose
    last dimension is one of marks a code of it. A total is made of the other marks of the same count and basis.
    """

    of: int
    when: When
    code: str | None
    is_total: bool = False


def families(requests: Iterable[Count]) -> list[Family]:
    """The counts, together with those like them.

    Those that are alike begin with the same condition, the population: the rows of one are mostly the others' too.
    """
    found: dict[Any, dict[Count, None]] = {}
    for one in requests:
        # The latest of each is found in one population, by one basis.
        population = (one.latest, one.where, one.time.bases) if one.latest else one.where[:1]
        alike = (one.source, one.time.spans, one.dimensions, who(one), population)
        found.setdefault(alike, {})[one] = None
    return [tuple(family) for family in found.values()]


def marks(family: Family) -> list[Mark]:
    """What is counted side by side."""
    marked = _marked(family[0])
    codes: list[tuple[str | None, bool]] = [(None, False)]
    if marked is not None:
        codes = [(code, marked.total is not None and code == marked.total.code) for code in marked.all_codes]
    return [
        Mark(number, when, code, is_total)
        for number, request in enumerate(family)
        for when in request.time.bases
        for code, is_total in codes
    ]


def cells(family: Family, table: TableOf, kept: tuple[Kept, Any] | None = None) -> Any:
    """What is found in the extract, for :func:`numbers` to read: a row per period and codes, a column per mark.

    ``kept`` says which rows are kept for the family, and the table where they are (:func:`to_keep`).
    """
    first, read = family[0], reading(table)
    what, held = kept or (None, read(first.source, needed(family)))
    rows = population(held, family, read, what)
    counted = _by_who if who(first) else _by_sums
    if first.latest is not None and what is None:
        # Which rows belong to a period must be known first, and by the whole population: before any code.
        rows = only_latest(rows, family, first.latest)
    if first.latest is not None or (what is not None and what.placed):
        return _union(counted(_split(rows, first, read, whole), family) for whole in _wholes(first))
    # Codes before periods: what is copied for each period should be little.
    return _union(counted(place(_split(rows, first, read, whole), family), family) for whole in _wholes(first))


def to_keep(kept: Kept, table: TableOf) -> Any:
    """The rows that several families count, for :func:`cells` to go on from."""
    return kept_rows(kept, reading(table))


def numbers(family: Family, rows: Iterable[Mapping[str, Any]]) -> list[Numbers]:
    """What an engine found, as the number in every cell of each table: where it found nothing, what that means."""
    spans, grouped, marked = family[0].time.spans, _grouped(family[0]), marks(family)
    nothing = [None if request.missing_of_none else 0 for request in family]
    found: list[Numbers] = [
        dict.fromkeys(request.cell_keys(), none) for request, none in zip(family, nothing, strict=True)
    ]
    for row in rows:
        codes = tuple(row[dimension.name] for dimension in grouped)
        for number, mark in enumerate(marked):
            when = (mark.when.code,) if family[mark.of].time.is_column else ()
            key = (spans[row[AT]].code, *when, *codes, *((mark.code,) if mark.code else ()))
            value = row[_mark(number)]
            found[mark.of][key] = nothing[mark.of] if value is None else int(value)
    return found


def _mark(number: int) -> str:
    return f"mark {number}"


def _parts(marked: Sequence[Mark], total: Mark) -> list[str]:
    """The marks that a total is made of."""
    return [
        _mark(number)
        for number, mark in enumerate(marked)
        if (mark.of, mark.when) == (total.of, total.when) and not mark.is_total
    ]


def _union(parts: Iterable[Any]) -> Any:
    return functools.reduce(lambda left, right: left.union(right), parts)


def _marked(request: Count) -> Dimension | None:
    """The dimension whose codes are marks: the last one, if it is a field with few codes."""
    last = request.dimensions[-1] if request.dimensions else None
    few = isinstance(last, Dimension) and isinstance(last.on, Field) and len(last.codes) <= MOST_MARKS
    return last if isinstance(last, Dimension) and few else None


def _grouped(request: Count) -> tuple[Split, ...]:
    """The dimensions that rows are grouped by."""
    return request.dimensions[:-1] if _marked(request) else request.dimensions


# Dimensions ----------------------------------------------------------------------------------------------------------


def _wholes(request: Count) -> Iterator[frozenset[str]]:
    """Which dimensions are taken together while the rows are read.

    For persons none: their totals are counted from persons. Rows and sums would be counted twice over another file.
    """
    many = [d.name for d in _grouped(request) if several(d) and d.total and not who(request)]
    for chosen in itertools.product((False, True), repeat=len(many)):
        yield frozenset(itertools.compress(many, chosen))


def _split(rows: Any, request: Count, read: Any, whole: frozenset[str]) -> Any:
    """The rows that belong to the dimensions' codes, with the codes in columns of the dimensions' names."""
    for dimension in _grouped(request):
        # Who is counted once may be found several times.
        rows = split(rows, dimension, read, whole=dimension.name in whole, once=who(request) is None)
    return rows


# Counting ------------------------------------------------------------------------------------------------------------


def _by_who(rows: Any, family: Family) -> Any:
    """Persons, or other things that count once: the greatest mark of each, then the sum; totals from the things."""
    first, marked = family[0], marks(family)
    names = [dimension.name for dimension in _grouped(first)]
    one = rows[own(who(first))]
    values = _marks_of(rows, family, lambda _: ibis.literal(1, "int8"))
    rows = rows.filter(one.notnull()).select(AT, *names, who=one, **values)
    parts = []
    for together, things in _levels(rows, first, [*names, "who"]):
        sums = {
            _mark(number): things[_mark(number)].sum()
            if not mark.is_total
            else ibis.greatest(*(things[name] for name in _parts(marked, mark))).sum()
            for number, mark in enumerate(marked)
        }
        split = things.group_by([AT, *(name for name in names if name not in together)])
        parts.append(_named(split.aggregate(**sums), first, together))
    return _union(parts)


def _levels(rows: Any, request: Count, names: Sequence[str]) -> Iterator[tuple[frozenset[str], Any]]:
    """For each choice of dimensions to take together: the things with the greatest of their marks.

    A level is made of the one with a dimension less, which is smaller than the rows.
    """
    value_names = [name for name in rows.columns if name not in (AT, *names)]

    def grouped(things: Any, together: frozenset[str]) -> Any:
        left = [AT, *(name for name in names if name not in together)]
        return things.group_by(left).aggregate(**{name: things[name].max() for name in value_names})

    made = {frozenset[str](): grouped(rows, frozenset())}
    for dimension in _grouped(request):
        if dimension.total:
            made |= {
                together | {dimension.name}: grouped(things, together | {dimension.name})
                for together, things in made.items()
            }
    return iter(made.items())


def _by_sums(rows: Any, family: Family) -> Any:
    """Rows or sums, which add up: a total is the sum of its parts, but over a link it was taken together before."""
    first, marked = family[0], marks(family)
    names = [dimension.name for dimension in _grouped(first)]
    values = _marks_of(rows, family, lambda request: _amount(rows, request))
    rows = rows.select(AT, *names, **values)
    counted = rows.group_by([AT, *names]).aggregate(**{name: rows[name].sum() for name in values})
    totals = {
        _mark(number): _together(family[mark.of], [counted[name] for name in _parts(marked, mark)])
        for number, mark in enumerate(marked)
        if mark.is_total
    }
    counted = counted.mutate(**totals)
    parts = []
    free = [d.name for d in _grouped(first) if d.total and not several(d)]
    for chosen in itertools.product((False, True), repeat=len(free)):
        together = frozenset(itertools.compress(free, chosen))
        level = counted
        if together:
            split = counted.group_by([AT, *(name for name in names if name not in together)])
            level = split.aggregate(**{_mark(n): counted[_mark(n)].sum() for n in range(len(marked))})
        parts.append(_named(level, first, together))
    return _union(parts)


def _together(request: Count, parts: Sequence[Any]) -> Any:
    """The sum of the parts. Where each may be missing, those that are not; missing when all are."""
    if not request.missing_of_none:
        return functools.reduce(operator.add, parts)
    added = functools.reduce(operator.add, (part.fill_null(0) for part in parts))
    return ibis.coalesce(*parts).notnull().ifelse(added, _NOTHING)


def _amount(rows: Any, request: Count) -> Any:
    """What a row adds to the cells that it is in."""
    if request.what.counted is Counted.SUM:
        said = rows[own(request.what.column)].cast("int64")
        return said if request.missing_of_none else said.fill_null(0)
    if request.what.counted is Counted.DAYS:
        return days_within(rows, request)
    return ibis.literal(1, "int64")


def _marks_of(rows: Any, family: Family, value_of: Callable[[Count], Any]) -> dict[str, Any]:
    """The value where the row has the mark, else what says nothing of its cell; without the totals."""
    marked = _marked(family[0])
    by_code = {code.code: code.includes for code in marked.codes} if marked else {}
    bases = bases_of(family)
    found = {}
    for number, mark in enumerate(marks(family)):
        if mark.is_total:
            continue
        value = value_of(family[mark.of])
        asked = [rows[fits(mark.of)]] if fits(mark.of) in rows.columns else []
        held = holds(rows, family[0].source, mark.when.basis, bases)
        asked += [held] if held is not None else []
        if marked is not None and mark.code is not None:
            asked.append(text(rows[own(marked.field.name)]).isin(by_code[mark.code]))
        said = functools.reduce(operator.and_, asked) if asked else None
        other = _NOTHING if family[mark.of].missing_of_none else ibis.literal(0, value.type())
        found[_mark(number)] = value if said is None else said.ifelse(value, other)
    return found


def _named(level: Any, request: Count, together: frozenset[str]) -> Any:
    """The level with the code of its totals, its columns in one order and of one type, so that levels can be joined."""
    codes = {
        d.name: ibis.literal(d.total.code) if d.total and d.name in together else level[d.name]
        for d in _grouped(request)
    }
    values = sorted(name for name in level.columns if name.startswith("mark "))
    return level.select(**{AT: level[AT].cast("int32")}, **codes, **{n: level[n].cast("int64") for n in values})
