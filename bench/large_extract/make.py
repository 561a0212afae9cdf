"""An extract as large as one likes, from a seed: chunk by chunk, so that memory does not grow with it.

Each chunk has persons, participations and spells of its own and depends on nothing but the seed and its number: the
same arguments give the same bytes, and the first chunks of a large extract are those of a small one. Everybody is
invented.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from samordna.engine.extract import schema
from samordna.engine.sources import Source
from samordna.learn.statistics import columns
from samordna.learn.statistics.linked_columns import LINKED_STARTS, SPELLS

#: Participations in a chunk. A chunk is also a row group of the file.
CHUNK = 100_000
FIRST_YEAR, LAST_YEAR = 2006, 2025
PERSONS_PER_HUNDRED = 35
MEASURES = 8000
ASSOCIATIONS = tuple(f"forbund-{number:02d}" for number in range(80))
MUNICIPALITIES = tuple(f"{county:02d}{number:02d}" for county in range(1, 26) for number in range(80, 92))
_DAY_ZERO = date(1970, 1, 1)
_FIRST_DAY = (date(FIRST_YEAR, 1, 1) - _DAY_ZERO).days
_DAYS = (date(LAST_YEAR, 12, 31) - _DAY_ZERO).days - _FIRST_DAY + 1

Chunk = dict[str, Any]


def files(participations: int, seed: int = 1) -> dict[str, tuple[Source, Iterator[pa.Table]]]:
    """Every file with its declaration and its chunks, made when they are asked for."""
    chunks = -(-participations // CHUNK)
    sizes = [min(CHUNK, participations - CHUNK * number) for number in range(chunks)]
    return {
        "participations": (columns.PARTICIPATIONS, (participations_of(seed, n, size) for n, size in enumerate(sizes))),
        "support": (columns.SUPPORT, (support_of(seed, n, size) for n, size in enumerate(sizes))),
        "occupations": (columns.OCCUPATIONS, (occupations_of(seed, n, size) for n, size in enumerate(sizes))),
        "measures": (columns.MEASURES, iter([measures(seed)])),
        "projects": (columns.PROJECTS, iter([projects(seed)])),
        "money": (columns.MONEY, iter([money(seed)])),
        "measure_groups": (columns.MEASURE_GROUPS_FILE, iter([measure_groups(seed)])),
        "counts": (columns.COUNTS, iter([counts(seed)])),
        "kept_counts": (columns.KEPT_COUNTS, iter([kept_counts(seed)])),
    }


def write(folder: Path, participations: int, seed: int = 1) -> None:
    """Write the files into ``folder``, as extracts are written: plain Parquet without Arrow's own schema."""
    for name, (source, chunks) in files(participations, seed).items():
        written(folder / f"{name}.parquet", source, chunks)


def written(path: Path, source: Source, chunks: Iterable[pa.Table | pa.RecordBatch]) -> int:
    """Write the chunks of one file; how many rows they have."""
    arrow, rows = schema(source), 0
    with pq.ParquetWriter(path, arrow, compression="zstd", store_schema=False) as writer:
        for chunk in chunks:
            table = pa.Table.from_batches([chunk]) if isinstance(chunk, pa.RecordBatch) else chunk
            writer.write_table(table.select(arrow.names).cast(arrow))
            rows += chunk.num_rows
    return rows


def invented_starts(participations: int, seed: int = 1) -> Iterator[pa.Table]:
    """Linked starts without any spells behind them: for extracts so large that the spells would fill the disk."""
    for number in range(-(-participations // CHUNK)):
        yield starts_of(seed, number, min(CHUNK, participations - CHUNK * number))


def _random(seed: int, what: str, number: int = 0) -> np.random.Generator:
    """Chance that hangs on nothing but the seed, the file and the number of the chunk."""
    digest = hashlib.sha256(f"{seed} {what} {number}".encode()).digest()
    return np.random.default_rng(np.frombuffer(digest, np.uint32))


def _table(source: Source, values: Chunk) -> pa.Table:
    """The columns that the file has; one that is not given is empty."""
    size = max(len(v) for v in values.values())
    arrow = schema(source)
    arrays = [values[f.name].cast(f.type) if f.name in values else pa.nulls(size, f.type) for f in arrow]
    return pa.table(arrays, schema=arrow)


def _coded(codes: Sequence[str | None], places: np.ndarray, empty: np.ndarray | None = None) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(places.astype(np.int32), mask=empty), pa.array(codes, pa.string()))


def _days(days: np.ndarray, empty: np.ndarray | None = None) -> pa.Array:
    return pa.array(days.astype(np.int32), pa.int32(), mask=empty).cast(pa.date32())


def _years(days: np.ndarray) -> np.ndarray:
    return days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int32) + 1970


def _pseudonyms(seed: int, number: int, persons: int) -> list[str]:
    """Names as long as those of a real extract."""
    raw = _random(seed, "persons", number).bytes(16 * persons)
    return [base64.b32encode(raw[at : at + 16]).decode()[:26] for at in range(0, len(raw), 16)]


def _chosen(random: np.random.Generator, size: int, shares: Sequence[float]) -> np.ndarray:
    return random.choice(len(shares), size, p=np.array(shares) / sum(shares))


def _together(key: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How many rows have the same key, and the place of each row among them, from 1."""
    _, which, times = np.unique(key, return_inverse=True, return_counts=True)
    order = np.argsort(which, kind="stable")
    place = np.empty(len(key), np.int64)
    place[order] = 1 + np.arange(len(key)) - np.repeat(np.cumsum(times) - times, times)
    return times[which], place


def participations_of(seed: int, number: int, size: int) -> pa.Table:
    """One chunk of participations, in no order of time."""
    random = _random(seed, "participations", number)
    persons = max(1, size * PERSONS_PER_HUNDRED // 100)
    person = random.integers(0, persons, size)
    of_person = _random(seed, "traits", number)
    man, born = of_person.random(persons) < 0.42, of_person.integers(1950, 2004, persons)
    start = _FIRST_DAY + random.integers(0, _DAYS, size)
    end = start + np.minimum(random.lognormal(5.2, 0.8, size), 1500).astype(np.int64)
    anonymous = random.random(size) < 0.08
    open_ended = anonymous | (end >= _FIRST_DAY + _DAYS)
    measure = random.integers(0, MEASURES, size)
    # One in thirty is somebody who comes again to the measure of the row before.
    again = 1 + np.flatnonzero(_random(seed, "again", number).random(max(0, size - 1)) < 1 / 30)
    person[again], measure[again] = person[again - 1], measure[again - 1]
    times, entered = _together(person.astype(np.int64) * MEASURES + measure)
    outside = measure % 25 == 0
    numbers = CHUNK * number + np.arange(1, size + 1)
    codes = {column.name: column.codes for column in columns.PARTICIPATIONS.columns}
    area = np.where(measure % 10 == 3, _chosen(random, size, (4, 4, 1)), -1)
    values = {
        "participation": pa.array(numbers.astype(np.int32)),
        "person": _coded(_pseudonyms(seed, number, persons), person, anonymous),
        "mode": _coded(("person", "anonymous"), anonymous),
        "sex": _coded(("women", "men"), man[person]),
        "birth_year": pa.array(born[person].astype(np.int32), mask=anonymous),
        "municipality": _coded(MUNICIPALITIES, random.integers(0, len(MUNICIPALITIES), size), anonymous),
        "measure": _coded([f"I-{n:05d}" for n in range(MEASURES)], measure),
        "association": _coded(ASSOCIATIONS, measure % len(ASSOCIATIONS), outside),
        "orientation": _coded(("individual", "structural"), measure % 20 == 1),
        "start": _days(start, anonymous),
        "start_year": pa.array(_years(start)),
        "end": _days(end, open_ended),
        "state": _coded(("active", "ended"), ~open_ended),
        "age": pa.array((_years(start) - born[person]).astype(np.int32), mask=anonymous),
        "counts_for": _coded(ASSOCIATIONS, measure % len(ASSOCIATIONS), outside),
        "days": pa.array((end - start + 1).astype(np.int32), mask=open_ended),
        "times": pa.array(times, pa.int32(), mask=anonymous),
        "entered": pa.array(entered, pa.int32(), mask=anonymous),
        "last_ended": _coded(("yes", "no"), random.random(size) < 0.03, open_ended),
        "programme_area": _coded(("A2", "B", "E"), area, area < 0),
    }
    asked = [name for name in codes if codes[name] and name not in values and name != "district"]
    for name in asked:
        empty = open_ended if name.endswith("_out") or name in ("afterwards", "end_reason") else anonymous
        values[name] = _coded(codes[name], random.integers(0, len(codes[name]), size), empty)
    return _table(columns.PARTICIPATIONS, values)


def support_of(seed: int, number: int, size: int) -> pa.Table:
    """The answers about support for one chunk: one to three at entry, one at the exit of most."""
    random = _random(seed, "support", number)
    numbers = CHUNK * number + np.arange(1, size + 1)
    answers = _chosen(random, size, (0.05, 0.6, 0.3, 0.05))
    entry, leaving = np.repeat(numbers, answers), numbers[random.random(size) < 0.85]
    participation = np.concatenate([entry, leaving])
    order = np.argsort(participation, kind="stable")
    rows = len(participation)
    sources = next(column.codes for column in columns.SUPPORT.columns if column.name == "source")
    values = {
        "participation": pa.array(participation[order].astype(np.int32)),
        "occasion": _coded(("in", "out"), (np.arange(rows) >= len(entry))[order]),
        "day": _days(_FIRST_DAY + random.integers(0, _DAYS, rows)),
        "source": _coded(sources, random.integers(0, len(sources), rows)),
        "extent": pa.array(np.array([0, 25, 50, 75, 100], np.int32)[_chosen(random, rows, (1, 1, 3, 1, 6))]),
    }
    return _table(columns.SUPPORT, values)


def occupations_of(seed: int, number: int, size: int) -> pa.Table:
    """What they do: one or two things at entry, one at the exit of most and at the follow-up of some."""
    random = _random(seed, "occupations", number)
    numbers = CHUNK * number + np.arange(1, size + 1)
    entry = np.repeat(numbers, _chosen(random, size, (0.1, 0.75, 0.15)))
    after = [numbers[random.random(size) < share] for share in (0.85, 0.2)]
    participation = np.concatenate([entry, *after])
    occasion = np.repeat([0, 1, 2], [len(entry), *map(len, after)])
    order, rows = np.argsort(participation, kind="stable"), len(participation)
    codes = {column.name: column.codes for column in columns.OCCUPATIONS.columns}
    values = {
        "participation": pa.array(participation[order].astype(np.int32)),
        "occasion": _coded(("in", "out", "follow_up"), occasion[order]),
        "day": _days(_FIRST_DAY + random.integers(0, _DAYS, rows)),
        "months": pa.array((np.where(occasion == 2, 6, 0))[order].astype(np.int32)),
        "kind": _coded(codes["kind"], _chosen(random, rows, (15, 10, 10, 30, 20, 10, 5, 3, 2))),
        "extent": pa.array(np.array([25, 50, 75, 100], np.int32)[random.integers(0, 4, rows)]),
    }
    return _table(columns.OCCUPATIONS, values)


def starts_of(seed: int, number: int, size: int) -> pa.Table:
    """Linked starts of one chunk, about half as many as its participations."""
    of = participations_of(seed, number, size)
    random = _random(seed, "starts", number)
    kept = (random.random(size) < 0.5) & ~of.column("person").is_null().to_numpy()
    of = of.filter(pa.array(kept))
    rows = of.num_rows
    codes = {column.name: column.codes for column in LINKED_STARTS.columns}
    found = random.random(rows) < 0.9
    age = of.column("age").to_numpy()
    plain = ("participation", "person", "sex", "measure", "association", "orientation", "age", "start", "start_year")
    values = {name: of.column(name).combine_chunks() for name in plain} | {
        "age_group": _coded(codes["age_group"], np.digitize(age, [25, 29, 40, 60])),
        "benefit": _coded(codes["benefit"], _chosen(random, rows, (3, 1))),
        "start_in_year": _coded(codes["start_in_year"], random.random(rows) < 0.1),
        "found": _coded(codes["found"], ~found),
        "why_not": _coded(codes["why_not"], random.integers(0, 3, rows), found),
        "days_before": pa.array(random.integers(1, 2000, rows).astype(np.int32), mask=~found),
        "diagnosis_group": _coded(
            codes["diagnosis_group"], random.integers(0, len(codes["diagnosis_group"]), rows), ~found
        ),
    }
    return _table(LINKED_STARTS, values)


def spells_of(seed: int, number: int, persons: int, each: float) -> pa.Table:
    """Delivered spells for the people of one chunk, in no order and overlapping: ``each`` of them for a person."""
    random, rows = _random(seed, "spells", number), int(persons * each)
    person = random.integers(0, persons, rows)
    first = _FIRST_DAY + random.integers(0, _DAYS, rows)
    codes = {column.name: column.codes for column in SPELLS.columns}
    values = {
        "person": _coded(_pseudonyms(seed, number, persons), person),
        "benefit": _coded(codes["benefit"], _chosen(random, rows, (6, 1, 2, 1))),
        "from": _days(first),
        "to": _days(first + random.integers(5, 120, rows), random.random(rows) < 0.01),
        "extent": pa.array(np.array([25, 50, 75, 100], np.int32)[random.integers(0, 4, rows)]),
        "diagnosis_group": _coded(
            codes["diagnosis_group"], random.integers(0, len(codes["diagnosis_group"]), rows), random.random(rows) < 0.1
        ),
    }
    return _table(SPELLS, values)


def projects(seed: int) -> pa.Table:
    """The tenth of the measures that ESF pays."""
    random, number = _random(seed, "projects"), np.arange(3, MEASURES, 10)
    start = _FIRST_DAY + random.integers(0, _DAYS, len(number))
    codes = {column.name: column.codes for column in columns.PROJECTS.columns}
    values = {
        "measure": pa.array([f"I-{n:05d}" for n in number]).dictionary_encode(),
        "association": _coded(ASSOCIATIONS, number % len(ASSOCIATIONS), number % 25 == 0),
        "orientation": _coded(("individual", "structural"), number % 20 == 1),
        "start": _days(start),
        "end": _days(start + random.integers(200, 2000, len(number)), random.random(len(number)) < 0.1),
    }
    for name in ("programme_area", "place", "owner_kind", "fk"):
        # Of some projects nobody has filled in the programme area.
        empty = number % 150 == 3 if name == "programme_area" else None
        values[name] = _coded(codes[name], random.integers(0, len(codes[name]), len(number)), empty)
    return _table(columns.PROJECTS, values)


def money(seed: int) -> pa.Table:
    """Amounts of every kind for every association and year, and for measures in three of their years."""
    random = _random(seed, "money")
    codes = {column.name: column.codes for column in columns.MONEY.columns}
    whats, kinds, parts = codes["what"], codes["kind"], codes["part"]
    years = np.arange(FIRST_YEAR, LAST_YEAR + 1)
    shape = (np.arange(len(ASSOCIATIONS)), years, np.arange(3), np.arange(3), np.arange(len(whats)))
    association, year, part, kind, what = (grid.ravel() for grid in np.meshgrid(*shape, indexing="ij"))
    fits = (part == parts.index("means")) == (kind == kinds.index("means"))
    values = {
        "association": _coded(ASSOCIATIONS, association[fits], association[fits] % 25 == 0),
        "year": pa.array(year[fits].astype(np.int32)),
        "part": _coded(parts, part[fits]),
        "kind": _coded(kinds, kind[fits]),
        "what": _coded(whats, what[fits]),
        "ore": pa.array(random.integers(-(10**6), 10**11, int(fits.sum()))),
    }
    return _table(columns.MONEY, values)


def measures(seed: int) -> pa.Table:
    """The measures."""
    random, number = _random(seed, "measures"), np.arange(MEASURES)
    start = _FIRST_DAY - 400 + random.integers(0, _DAYS, MEASURES)
    codes = {column.name: column.codes for column in columns.MEASURES.columns}
    values = {
        "measure": pa.array([f"I-{n:05d}" for n in number]).dictionary_encode(),
        "association": _coded(ASSOCIATIONS, number % len(ASSOCIATIONS), number % 25 == 0),
        "orientation": _coded(("individual", "structural"), number % 20 == 1),
        "category": _coded(codes["category"], random.integers(0, len(codes["category"]), MEASURES)),
        "follow_up": _coded(codes["follow_up"], random.integers(0, len(codes["follow_up"]), MEASURES)),
        "esf": pa.array(random.random(MEASURES) < 0.1),
        "start": _days(start),
        "end": _days(start + random.integers(200, 2000, MEASURES), random.random(MEASURES) < 0.1),
    }
    return _table(columns.MEASURES, values)


def measure_groups(seed: int) -> pa.Table:
    """One or two target groups for each measure."""
    random = _random(seed, "groups")
    codes = columns.MEASURE_GROUPS_FILE.columns[1].codes
    measure = np.repeat(np.arange(MEASURES), random.integers(1, 3, MEASURES))
    values = {
        "measure": _coded([f"I-{n:05d}" for n in range(MEASURES)], measure),
        "group": _coded(codes, random.integers(0, len(codes), len(measure))),
    }
    return _table(columns.MEASURE_GROUPS_FILE, values)


def kept_counts(seed: int) -> pa.Table:
    """What retention has kept of every fifth measure of the first ten years."""
    random = _random(seed, "kept")
    shape = (np.arange(0, MEASURES, 5), np.arange(FIRST_YEAR, FIRST_YEAR + 10), np.arange(2))
    measure, year, sex = (grid.ravel() for grid in np.meshgrid(*shape, indexing="ij"))
    people = random.integers(0, 9, len(measure))
    values = {
        "measure": _coded([f"I-{n:05d}" for n in range(MEASURES)], measure),
        "association": _coded(ASSOCIATIONS, measure % len(ASSOCIATIONS), measure % 25 == 0),
        "orientation": _coded(("individual", "structural"), measure % 20 == 1),
        "year": pa.array(year.astype(np.int32)),
        "sex": _coded(("women", "men"), sex),
        "more": pa.array(random.integers(0, 3, len(measure)).astype(np.int32)),
        "people": pa.array(people.astype(np.int32)),
        "began": pa.array((people // 2).astype(np.int32)),
    }
    return _table(columns.KEPT_COUNTS, values)


def counts(seed: int) -> pa.Table:
    """A head count of women and men for every tenth measure and every year."""
    random = _random(seed, "counts")
    measure, year, sex = (
        grid.ravel()
        for grid in np.meshgrid(
            np.arange(0, MEASURES, 10), np.arange(FIRST_YEAR, LAST_YEAR + 1), np.arange(2), indexing="ij"
        )
    )
    values = {
        "measure": _coded([f"I-{n:05d}" for n in range(MEASURES)], measure),
        "association": _coded(ASSOCIATIONS, measure % len(ASSOCIATIONS), measure % 25 == 0),
        "orientation": _coded(("individual", "structural"), measure % 20 == 1),
        "year": pa.array(year.astype(np.int32)),
        "sex": _coded(("women", "men"), sex),
        "persons": pa.array(random.integers(0, 60, len(measure)).astype(np.int32)),
    }
    return _table(columns.COUNTS, values)
