"""From the register to an extract: the only place where statistics read the register's rows.

The rows are read twice within one snapshot: first to know the state, by its digest, then to write. The key that
turns the register's pseudonyms into those of the extract follows from the digest and a secret, so the same state gives
the same bytes, another state other pseudonyms, and nobody without the secret can tell who is who in two extracts.
Rows stream: memory does not grow with the register.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, F, Max, Min, OuterRef, Q, QuerySet

from samordna.deliver.participants.models import Occasion, Participation, SupportAnswer
from samordna.deliver.projects.models import Measure, MeasureGroup, VolumeCount
from samordna.engine.extract import Extract, Quality, Writer
from samordna.engine.sources import Source
from samordna.ground.kernel.clock import day_of
from samordna.learn.statistics import columns

#: A row on its way: the file and the values in the order of the file's columns, persons by the register's pseudonym.
Row = tuple[str, tuple[Any, ...]]
CHUNK = 5000
_PERSON = 1  # the place of the person among the columns of participations


def extract(*, root: Path, secret: bytes, at: datetime, made_by: str, why: str) -> Extract:
    """Write an extract of the register as it stands. An equal one of the same day is kept as it was."""
    with _snapshot():
        state = _digest(_rows())
        key = hmac.digest(secret, f"extract:{state}".encode(), "sha256")
        seen = _Seen()
        with Writer(root, columns.SOURCES) as writer:
            for name, rows in _batches(seen.look(_pseudonymous(_rows(), key))):
                writer.add(name, rows)
            return writer.finish(
                as_of=day_of(at),
                made_at=at.isoformat(timespec="seconds"),
                made_by=made_by,
                why=why,
                state=state,
                codes=columns.code_versions(),
                rules=columns.RULES,
                quality=(*_noted(), *seen.lines()),
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


def _rows() -> Iterator[Row]:
    """Every row that leaves, in an order that follows from the state alone."""
    for values in _stream(
        Measure.objects.order_by("code").values_list(
            "code", "association__slug", "orientation", "category", "follow_up", "esf", "start", "end"
        )
    ):
        yield columns.MEASURES.name, values
    for values in _stream(
        MeasureGroup.objects.order_by("measure__code", "group").values_list("measure__code", "group")
    ):
        yield columns.MEASURE_GROUPS_FILE.name, values
    for values in _stream(
        VolumeCount.objects.order_by("measure__code", "year", "sex").values_list(
            "measure__code", "measure__association__slug", "measure__orientation", "year", "sex", "persons"
        )
    ):
        yield columns.COUNTS.name, values
    yield from _participations()


def _participations() -> Iterator[Row]:
    """Participations and their support, side by side in the order of the public ids: random, and left behind."""
    counted = Participation.objects.exclude(state="mistaken")
    rows = _stream(
        counted.order_by("public_id").values_list(
            "public_id",
            "person",
            "mode",
            "sex",
            "birth_year",
            "municipality_id",
            "measure__code",
            "measure__association__slug",
            "measure__orientation",
            "start",
            "start_year",
            "end",
            "state",
            "end_reason",
            "referred_by",
            "education",
            "support_time",
        )
    )
    support = _stream(
        SupportAnswer.objects.exclude(occasion__participation__state="mistaken")
        .order_by("occasion__participation__public_id", "occasion__kind", "occasion__months", "source")
        .values_list("occasion__participation__public_id", "occasion__kind", "occasion__on", "source", "extent")
    )
    answer = next(support, None)
    for number, (public_id, *values) in enumerate(rows, start=1):
        yield columns.PARTICIPATIONS.name, (number, *values)
        while answer is not None and answer[0] == public_id:
            yield columns.SUPPORT.name, (number, *answer[1:])
            answer = next(support, None)
    if answer is not None:
        raise RuntimeError("the register's support and participations do not go together; no extract was made")


def _stream(rows: QuerySet[Any, Any]) -> Iterator[tuple[Any, ...]]:
    """The rows one by one; a text that the register keeps empty is null in an extract."""
    for values in rows.iterator(chunk_size=CHUNK):
        yield tuple(None if value == "" else value for value in values)


def _digest(rows: Iterable[Row]) -> str:
    digest = hashlib.sha256()
    for row in rows:
        digest.update(repr(row).encode())
    return digest.hexdigest()


def _pseudonymous(rows: Iterable[Row], key: bytes) -> Iterator[Row]:
    for name, values in rows:
        if name == columns.PARTICIPATIONS.name and values[_PERSON] is not None:
            person = pseudonym(key, values[_PERSON])
            yield name, (*values[:_PERSON], person, *values[_PERSON + 1 :])
        else:
            yield name, values


def pseudonym(key: bytes, person: str) -> str:
    """The name of a person in one extract: 26 letters and digits that only the extract's key can make."""
    return base64.b32encode(hmac.digest(key, person.encode(), "sha256")).decode()[:26]


def _batches(rows: Iterable[Row]) -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
    waiting: defaultdict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for name, values in rows:
        waiting[name].append(values)
        if len(waiting[name]) == CHUNK:
            yield name, waiting.pop(name)
    yield from waiting.items()


class _Seen:
    """Looks at the rows as they pass, and remembers what a reader of tables should know."""

    def __init__(self) -> None:
        self.withdrawn = 0
        self.unknown: Counter[str] = Counter()
        self._coded = {source.name: _coded(source) for source in columns.SOURCES}

    def look(self, rows: Iterable[Row]) -> Iterator[Row]:
        """Pass the rows on."""
        for name, values in rows:
            for place, column, codes in self._coded[name]:
                if values[place] is not None and values[place] not in codes:
                    self.unknown[f"{name}.{column}"] += 1
            if name == columns.PARTICIPATIONS.name:
                self.withdrawn += values[_STATE] == "withdrawn"
            yield name, values

    def lines(self) -> Iterator[Quality]:
        """What was seen; a line for each thing that was seen at all."""
        if self.withdrawn:
            yield Quality(
                "withdrawn",
                self.withdrawn,
                "deltaganden med återtaget samtycke räknas som anonyma i startåret",
                "participations with a withdrawn consent count as anonymous in their start year",
            )
        for column, count in sorted(self.unknown.items()):
            yield Quality(
                "unknown_code",
                count,
                f"värden i {column} finns inte i kodlistan och räknas inte under någon kod",
                f"values in {column} are not in the code table and are counted under no code",
            )


_STATE = [column.name for column in columns.PARTICIPATIONS.columns].index("state")


def _coded(source: Source) -> list[tuple[int, str, frozenset[str]]]:
    return [(i, c.name, frozenset(c.codes)) for i, c in enumerate(source.columns) if c.codes]


def _noted() -> Iterator[Quality]:
    """What never leaves, what is lacking and what stands twice."""
    lines = (
        (
            "mistaken",
            Participation.objects.filter(state="mistaken").count(),
            "felregistreringar är utelämnade",
            "mistaken entries are left out",
        ),
        (
            "no_answer",
            _without_answer().count(),
            "deltaganden med personuppgifter saknar svar om försörjning vid start och räknas inte under någon",
            "participations with person data lack answers about support at entry and are counted under none",
        ),
        (
            "two_sexes",
            _with_two_sexes().count(),
            "personer har olika kön i olika deltaganden; kvinnor och män blir då fler än totalen",
            "persons have different sexes in different participations; women and men then exceed the total",
        ),
    )
    return (Quality(*line) for line in lines if line[1])


def _persons() -> QuerySet[Participation]:
    return Participation.objects.exclude(state="mistaken").filter(mode="person").order_by()


def _without_answer() -> QuerySet[Participation]:
    """Nobody asked, or nobody wrote down, what they lived on. That all were asked and said no is an answer."""
    support = SupportAnswer.objects.filter(occasion=OuterRef("pk"))
    asked = Occasion.objects.filter(Q(all_asked=True) | Exists(support), participation=OuterRef("pk"), kind="in")
    return _persons().exclude(Exists(asked))


def _with_two_sexes() -> QuerySet[Any, Any]:
    return _persons().values("person").annotate(first=Min("sex"), last=Max("sex")).filter(first__lt=F("last"))
