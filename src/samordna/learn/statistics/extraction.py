"""From the register to an extract: the only place where statistics read the register's rows.

The rows are read once, in one snapshot, into a database that lives as long as the extract is made (``gathering.py``),
and the register is let go of. There they are put in order and written (``people_sql.py``). The key that turns the
register's pseudonyms into those of the extract follows from a digest of all that was read and a secret, so the same
state gives the same bytes, another state other pseudonyms, and nobody without the secret can tell who is who in two
extracts.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
from django.db import connection, transaction

from samordna.deliver.participants.models import KeptCount, Occasion, Participation, ParticipationGroup, SupportAnswer
from samordna.deliver.projects.models import Measure
from samordna.engine.extract import GROUP, Extract, table_of
from samordna.engine.sources import Source
from samordna.engine.writer import Writer
from samordna.ground.kernel.clock import day_of
from samordna.ground.privacy.pseudonyms import extract_key, pseudonym
from samordna.learn.statistics import columns, people_sql, quality, surroundings
from samordna.learn.statistics.gathering import Gathered

#: The participants' files that hold nobody's name, and what they are made by.
_PEOPLE = {
    columns.PARTICIPATION_GROUPS.name: people_sql.TARGETS,
    columns.SUPPORT.name: people_sql.SUPPORT,
    columns.OCCUPATIONS.name: people_sql.OCCUPATIONS,
}
_PERSON = [column.name for column in columns.PARTICIPATIONS.columns].index("person")


def extract(*, root: Path, secret: bytes, at: datetime, made_by: str, why: str) -> Extract:
    """Write an extract of the register as it stands. An equal one of the same day is kept as it was."""
    with Writer(root, columns.sources(), later={columns.PARTICIPATIONS.name: "person"}) as writer:
        with Gathered(writer.folder) as gathered:
            with _snapshot():
                _gather(gathered, writer)
                mistaken = Participation.objects.filter(state="mistaken").count()
                retained = sum(KeptCount.objects.values_list("people", flat=True))
            quality.refuse_doubles(gathered)
            for statement in people_sql.PREPARED:
                gathered.run(statement)
            lines = list(quality.lines(gathered, mistaken=mistaken, retained=retained))
            state = _write(gathered, writer, secret)
        return writer.finish(
            as_of=day_of(at),
            made_at=at.isoformat(timespec="seconds"),
            made_by=made_by,
            why=why,
            state=state,
            codes=columns.code_versions(),
            rules=columns.RULES,
            quality=lines,
        )


@contextmanager
def _snapshot() -> Iterator[None]:
    """One consistent view of the register, without a lock that others would wait for.

    Inside a transaction that has begun, that transaction's view is used as it is.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        # A deferred transaction reads one state of the WAL file; Django's own would take the write lock at once.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("COMMIT")
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield


# Reading -------------------------------------------------------------------------------------------------------------

_FIELDS = {
    "participation": (
        *("id", "public_id", "person", "mode", "sex", "birth_year", "municipality", "district", "measure", "start"),
        *("start_year", "end", "state", "end_reason", "referred_by", "education", "support_time"),
    ),
    "occasion": (
        *("id", "participation", "kind", "on", "months", "work_unsubsidised", "work_subsidised", "studies"),
        *("studies_kind", "seeking", "enrolled_af", "programme_af", "all_asked"),
    ),
    "support": ("occasion", "source", "extent"),
    "target": ("participation", "group"),
}


def _gather(gathered: Gathered, writer: Writer) -> None:
    """Read all that leaves. What has been closed as mistaken stays in the register."""
    _gather_surroundings(gathered, writer)
    gathered.take("participation", Participation.objects.exclude(state="mistaken"), *_FIELDS["participation"])
    for table, model in (("occasion", Occasion), ("support", SupportAnswer), ("target", ParticipationGroup)):
        gathered.take(table, model._default_manager.all(), *_FIELDS[table])


def _gather_surroundings(gathered: Gathered, writer: Writer) -> None:
    rows: dict[str, list[tuple[Any, ...]]] = {source.name: [] for source in columns.SOURCES}
    for name, values in surroundings.rows():
        rows[name].append(values)
    kept = KeptCount.objects.order_by("measure__code", "year", "sex")
    rows[columns.KEPT_COUNTS.name] = list(
        kept.values_list(
            "measure__code",
            "measure__association__slug",
            "measure__orientation",
            "year",
            "sex",
            "more",
            "people",
            "rows",
        )
    )
    for source in _beside_people():
        table = table_of(source, rows[source.name])
        gathered.put(source.name, table)
        writer.write(source.name, table)
    measures = list(Measure.objects.values_list("id", "code", "association__slug", "orientation", "programme_area"))
    gathered.put(
        "measure", pa.Table.from_pylist([dict(zip(_MEASURE.names, row, strict=True)) for row in measures], _MEASURE)
    )


_MEASURE = pa.schema(
    [
        ("id", pa.int64()),
        *((name, pa.string()) for name in ("code", "association", "orientation", "programme_area")),
    ]
)


def _beside_people() -> list[Source]:
    return [source for source in columns.SOURCES if source.name not in (*_PEOPLE, columns.PARTICIPATIONS.name)]


# Writing -------------------------------------------------------------------------------------------------------------


def _write(gathered: Gathered, writer: Writer, secret: bytes) -> str:
    """Write every file; returns the digest of the state. The people get their names in the extract last."""
    people = []
    with gathered.in_order({**_PEOPLE, columns.PARTICIPATIONS.name: people_sql.PARTICIPATIONS}) as batches:
        for name, batch in batches:
            if name == columns.PARTICIPATIONS.name:
                people.append(batch.column(_PERSON))
            writer.write(name, batch.drop_columns(["person"]) if name == columns.PARTICIPATIONS.name else batch)
    state = _digest(writer, people)
    key = extract_key(secret, state)
    names = _named(pa.chunked_array(people, pa.string()), key)
    writer.fill(columns.PARTICIPATIONS.name, (names.slice(first, GROUP) for first in range(0, len(names), GROUP)))
    return state


def _named(people: pa.ChunkedArray, key: bytes) -> pa.Array:
    """The people's names in the extract, each made once however often somebody takes part."""
    once = people.combine_chunks().dictionary_encode()
    names = pa.array([pseudonym(key, one) for one in once.dictionary.to_pylist()], pa.string())
    return names.take(once.indices)


def _digest(writer: Writer, people: list[pa.Array]) -> str:
    """Of all that leaves: the files, and the register's names of the people in the order of the numbers."""
    digest = hashlib.sha256()
    for name in sorted(writer.schemas):
        digest.update(f"{name} {writer.close(name).sha256}\n".encode())
    for batch in people:
        digest.update("\n".join(one or "" for one in batch.to_pylist()).encode() + b"\n")
    return digest.hexdigest()


def gone_since(extract: Extract, *, secret: bytes) -> int:
    """How many people in an extract are not in the register any more, or take part there in less than they did.

    They have withdrawn a consent, or an entry was a mistake. Nothing new is made of such an extract.
    """
    key = extract_key(secret, extract.manifest.state)
    persons = Participation.objects.exclude(state="mistaken").filter(mode="person").values_list("person", flat=True)
    now = {pseudonym(key, person): times for person, times in Counter(persons.iterator(GROUP)).items() if person}
    then = Counter(row["person"] for row in extract.rows(columns.PARTICIPATIONS.name, ["person"]) if row["person"])
    return sum(now.get(person, 0) < times for person, times in then.items())
