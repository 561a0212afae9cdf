"""Which columns a table is made of: an extract from before another column came can still make it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from samordna.engine.request import Count, Counted
from samordna.engine.sources import Field, Meaning, Source

#: The name of a file and of a column in it.
Place = tuple[str, str]


def columns_read(count: Count) -> tuple[Place, ...]:
    """The columns that the count's number in any cell can depend on, each once, in the order of the declaration."""
    return tuple(dict.fromkeys(_read(count)))


def _read(count: Count) -> Iterator[Place]:
    source, period = count.source, count.source.period
    person = source.meaning(Meaning.PERSON) if count.what.counted is Counted.PERSONS else None
    names = [person.name if person else None, count.what.column]
    names += [period.year, period.start, period.end] if period else []
    if count.latest is not None:
        names += [*count.latest.key, *count.latest.by]
    yield from ((source.name, name) for name in names if name)
    yield from _within((count.dimensions, count.where, count.latest), source)


def _within(part: Any, own: Source) -> Iterator[Place]:
    """The columns named anywhere in a part of a declaration; ``own`` is the file whose rows are counted."""
    if isinstance(part, Field):
        yield part.source, part.name
    elif isinstance(part, tuple):
        for item in part:
            yield from _within(item, own)
    elif is_dataclass(part) and not isinstance(part, Source):
        values = [getattr(part, field.name) for field in fields(part)]
        key = getattr(part, "key", None)
        other = next((value for value in values if isinstance(value, Source)), None)
        if other is not None and isinstance(key, str):  # a way to another file: its key stands in the rows too
            known = {column.name for column in other.columns}
            yield from ((other.name, value) for value in values if isinstance(value, str) and value in known)
            yield own.name, key
        for value in values:
            yield from _within(value, own)
