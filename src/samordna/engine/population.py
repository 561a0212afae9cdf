"""The rows that counts are about, for their expression; and those that several tables count, which can be kept.

To read a large file and choose its rows takes longer than to count them. What several families ask of the same file,
periods and population can therefore be found once (:class:`Kept`), by an engine that has somewhere to keep it.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from samordna.engine.conditions import Condition, Has
from samordna.engine.dimensions import Dimension, Link, Mapped, Split
from samordna.engine.periods import Basis
from samordna.engine.placing import bases_of, latest_of, place, within
from samordna.engine.request import Count, Counted, Latest
from samordna.engine.sources import Field, Meaning
from samordna.engine.splitting import Read, columns_of, filtered, fulfil, fulfilled, included, own, text

#: Counts that differ only in what they count and in some of their conditions.
Family = tuple[Count, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """The rows that these families have in common: of one file, of the same periods and under the same conditions."""

    families: tuple[Family, ...]

    @property
    def counts(self) -> tuple[Count, ...]:
        """The counts of all the families."""
        return tuple(count for family in self.families for count in family)

    @property
    def met(self) -> tuple[Condition, ...]:
        """What every kept row fulfils: the conditions that all the counts have."""
        first, *others = self.counts
        return tuple(one for one in first.where if all(one in other.where for other in others))

    @property
    def placed(self) -> bool:
        """True when the rows are kept with their periods: where that does not make more of them."""
        first, bases = self.counts[0], bases_of(self.counts)
        alike = all(bases_of(family) == bases for family in self.families)
        once = len(first.time.spans) == 1 or (len(bases) == 1 and bases != {Basis.EVER})
        return first.latest is not None or (alike and once)


def gathered(asked: Iterable[Family]) -> list[tuple[Kept | None, list[Family]]]:
    """The families, those together whose rows are worth keeping: of people, and asked for more than once."""
    found: dict[Any, list[Family]] = {}
    for family in asked:
        first, bases = family[0], bases_of(family)
        # Those that ended in the periods are other rows than those that began there, and than those that were there.
        near = frozenset(bases) if bases in ({Basis.BEGAN}, {Basis.ENDED}) else None
        exactly = (first.latest, first.where, frozenset(bases)) if first.latest else None
        found.setdefault((first.source, first.time.spans, near, exactly, first.where[:1]), []).append(family)
    gathered = []
    for families in found.values():
        kept = Kept(tuple(families))
        # Who is asked about in other files is read once for each of them, besides.
        others = (one for count in kept.counts for one in count.where if one not in kept.met)
        often = len(families) > 1 or any(isinstance(one, Has) for one in others)
        people = families[0][0].source.meaning(Meaning.PERSON) is not None
        gathered.append((kept if often and people and kept.met else None, families))
    return gathered


def kept_rows(kept: Kept, read: Read) -> Any:
    """The rows that are kept, with the columns that the families still need."""
    counts = kept.counts
    first, names = counts[0], {name for family in kept.families for name in needed(family, kept)}
    rows = within(read(first.source, needed(counts)), counts)
    rows = filtered(rows, kept.met, read)
    if first.latest is not None:
        rows = only_latest(rows, counts, first.latest)
    elif kept.placed:
        rows = place(rows, counts)
    held = {own(column.name) for column in first.source.columns if column.name not in names}
    return rows.select(*(name for name in rows.columns if name not in held))


def needed(counts: Family, kept: Kept | None = None) -> list[str]:
    """The columns of the population's file that are read; with ``kept`` those that are needed after it.

    To carry the others along makes a query long to write.
    """
    first, period = counts[0], counts[0].source.period
    assert period is not None  # a Count cannot be built without it
    met = kept.met if kept else ()
    names = {who(request) for request in counts} | {request.what.column for request in counts}
    asked: list[Condition | Split] = [split for request in counts for split in request.dimensions]
    asked += [one for request in counts for one in request.where if one not in met]
    if kept is None or not kept.placed or any(request.what.counted is Counted.DAYS for request in counts):
        names |= {period.year, period.start, period.end}
    if first.latest is not None and kept is None:
        names |= {*first.latest.key, *first.latest.by}
        asked += first.latest.among
    names |= {name for one in asked for name in columns_of(one)}
    return [column.name for column in first.source.columns if column.name in names]


def population(rows: Any, family: Family, read: Read, kept: Kept | None = None) -> Any:
    """The rows that any of the counts is about; those of each count are told by a column, if not all are.

    ``rows`` are those of the file, or those that are ``kept``. What is seen in the row itself comes first, so that
    other files are asked about few rows.
    """
    met = kept.met if kept else ()
    conditions = [one for one in dict.fromkeys(one for request in family for one in request.where) if one not in met]
    common = [one for one in conditions if all(one in request.where for request in family)]
    if kept is None:
        rows = _narrowed(within(rows, family), family)
    rows = filtered(rows, tuple(common), read)
    own_ones = [tuple(one for one in request.where if one not in (*common, *met)) for request in family]
    if not any(own_ones):
        return rows
    rows, flags = fulfilled(rows, [one for one in conditions if one not in common], read)
    said = {one: f"said {number}" for number, one in enumerate(flags)}
    rows = rows.mutate(**{name: flags[one] for one, name in said.items()})
    fitting = {fits(n): _all(rows[said[one]] for one in where) for n, where in enumerate(own_ones) if where}
    rows = rows.mutate(**fitting)
    return rows.filter(functools.reduce(operator.or_, (rows[name] for name in fitting))) if all(own_ones) else rows


def _narrowed(rows: Any, family: Family) -> Any:
    """The rows without most of those that no code of a field is about."""
    for dimension in family[0].dimensions:
        if isinstance(dimension, Dimension) and isinstance(dimension.on, Field) and not family[0].latest:
            rows = rows.filter(text(rows[own(dimension.field.name)]).isin(included(dimension)))
    return rows


def only_latest(rows: Any, family: Family, latest: Latest) -> Any:
    """The placed rows that count. Those that can have no other beside them are not put in order: most of them."""
    if not latest.among:
        return latest_of(place(rows, family), family[0], latest)
    among = fulfil(rows, latest.among)
    beside, alone = place(rows.filter(among), family), place(rows.filter(~among), family)
    return alone.union(latest_of(beside, family[0], latest))


def _all(said: Iterable[Any]) -> Any:
    return functools.reduce(operator.and_, said)


def fits(number: int) -> str:
    """The column that says whether a row belongs to the count with this number in its family."""
    return f"fits {number}"


def who(request: Count) -> str | None:
    """The column of those who are counted once however many rows they have, so that sums of cells are no cells."""
    if request.what.counted is Counted.PERSONS:
        person = request.source.meaning(Meaning.PERSON)
        return person.name if person else None
    if request.what.counted is Counted.ROWS and any(several(dimension) for dimension in request.dimensions):
        # A row that stands under several codes is counted once in their total, by its number.
        key = request.source.meaning(Meaning.KEY)
        return key.name if key else None
    return request.what.column if request.what.counted is Counted.DISTINCT else None


def several(dimension: Split) -> bool:
    """True when a row may stand under several codes."""
    return isinstance(dimension.on, Link | Mapped)
