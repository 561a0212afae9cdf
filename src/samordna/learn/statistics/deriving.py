"""What spells say of a start: whether the benefit held on its first day, for how long it had, and for what diagnosis.

The rule, version ``linked_columns.RULE``:

- A start is *found* when a spell of its benefit holds on its first day. A spell holds from its first to its last day.
- *Continuous time*: spells of the benefit that overlap, follow each other day by day, or have at most
  ``linking.gap_days`` between them. Overlapping days count once.
- *Days before the start*: from the first day of the continuous time that holds on the start's first day, that day
  included, to the day before the start.
- *Diagnosis group at the start*: of the spell that holds on the first day; of several, the one begun last that has one.
- *Not found*: the person has no spell of the benefit; or all begin after the start; or the last one that began before
  the start had ended.

Source: AF and FK, report on coordinated measures 2020-05-08, section 4: “I genomsnitt har en individ varit sjukskriven
i 921 dagar när hen påbörjar en insats”. It defines no days; that they are the days of one continuous time, as of one
sick-listing, and calendar days whatever the extent, is *inferred*.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from samordna.engine.extract import Extract
from samordna.learn.statistics.gathering import MEMORY, no_room
from samordna.learn.statistics.linked_columns import AGE_GROUPS, BENEFITS

#: Rows of a batch on their way to a file: fixed, so that the same rows give the same bytes.
BATCH = 100_000
_NEVER = "DATE '9999-12-31'"

_VIEW = "CREATE VIEW $name$ AS SELECT * FROM read_parquet($path$)"
_CODES = """
CREATE TABLE benefits (benefit VARCHAR, delivered VARCHAR);
CREATE TABLE age_groups (name VARCHAR, low INTEGER);
"""
_SORTED = """
SELECT DISTINCT person, benefit, "from", "to", extent, diagnosis_group FROM raw
ORDER BY person, benefit, "from", "to" NULLS LAST, extent NULLS LAST, diagnosis_group NULLS LAST
"""
_STARTS = """
CREATE TABLE starts AS
SELECT p.participation, p.person::VARCHAR AS person, p.sex::VARCHAR AS sex, p.measure::VARCHAR AS measure,
       p.association::VARCHAR AS association, p.orientation::VARCHAR AS orientation,
       p.start_year - p.birth_year AS age, p.start, p.start_year, had.benefit,
       CASE WHEN row_number() OVER (
           PARTITION BY p.person, had.benefit, p.start_year, p.association IS NULL, p.orientation
           ORDER BY p.start, p.participation) = 1 THEN 'first' ELSE 'later' END AS start_in_year
FROM participations p
JOIN (SELECT DISTINCT s.participation, b.benefit
      FROM support s JOIN benefits b ON s.source::VARCHAR = b.delivered
      WHERE s.occasion = 'in' AND s.extent > 0) had USING (participation)
WHERE p.mode = 'person' AND p.person IS NOT NULL AND p.start IS NOT NULL;
"""
# Spells of people who have a start, by the benefit of the tables; what is not ended holds for ever.
_TIMES = """
CREATE TABLE held AS
SELECT DISTINCT s.person, b.benefit, s."from", coalesce(s."to", $never$) AS "to", s.diagnosis_group
FROM spells s JOIN benefits b ON s.benefit = b.delivered
WHERE s.person IN (SELECT person FROM starts);
CREATE TABLE times AS
SELECT person, benefit, number, min("from") AS "from", max("to") AS "to" FROM (
    SELECT *, sum(is_new) OVER (PARTITION BY person, benefit ORDER BY "from", "to" ROWS UNBOUNDED PRECEDING) AS number
    FROM (
        SELECT person, benefit, "from", "to",
               CASE WHEN date_diff('day', max("to") OVER (
                   PARTITION BY person, benefit ORDER BY "from", "to"
                   ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), "from") <= $gap$ + 1 THEN 0 ELSE 1 END AS is_new
        FROM held))
GROUP BY person, benefit, number;
"""
_LINKED = """
WITH diagnosed AS (
    SELECT s.participation, s.benefit,
           arg_max(h.diagnosis_group, {'from': h."from", 'to': h."to", 'group': h.diagnosis_group}) AS diagnosis_group
    FROM starts s JOIN held h USING (person, benefit)
    WHERE h."from" <= s.start AND s.start <= h."to" AND h.diagnosis_group IS NOT NULL
    GROUP BY s.participation, s.benefit),
known AS (SELECT person, benefit, min("from") AS first FROM held GROUP BY person, benefit)
SELECT s.participation, s.person, s.sex, s.measure, s.association, s.orientation, s.age,
       (SELECT arg_max(g.name, g.low) FROM age_groups g WHERE g.low <= s.age) AS age_group, s.start, s.start_year,
       s.benefit, s.start_in_year,
       CASE WHEN t.person IS NOT NULL THEN 'yes' ELSE 'no' END AS found,
       CASE WHEN t.person IS NOT NULL THEN NULL WHEN k.person IS NULL THEN 'no_spell'
            WHEN k.first > s.start THEN 'began_after' ELSE 'ended_before' END AS why_not,
       date_diff('day', t."from", s.start)::INTEGER AS days_before, d.diagnosis_group
FROM starts s
LEFT JOIN times t ON t.person = s.person AND t.benefit = s.benefit AND t."from" <= s.start AND s.start <= t."to"
LEFT JOIN known k ON k.person = s.person AND k.benefit = s.benefit
LEFT JOIN diagnosed d ON d.participation = s.participation AND d.benefit = s.benefit
ORDER BY s.participation, s.benefit
"""
_MATCH = """
SELECT benefit, start_year AS year, count(*) AS starts, count(DISTINCT person) AS persons,
       count(*) FILTER (found = 'yes') AS found, count(DISTINCT person) FILTER (found = 'yes') AS persons_found,
       count(*) FILTER (why_not = 'no_spell') AS no_spell,
       count(*) FILTER (why_not = 'ended_before') AS ended_before,
       count(*) FILTER (why_not = 'began_after') AS began_after
FROM linked GROUP BY benefit, start_year ORDER BY benefit, start_year
"""
_OVERLAPPING = """
SELECT count(*) FROM (
    SELECT "from", max(coalesce("to", $never$)) OVER (
        PARTITION BY person, benefit ORDER BY "from", "to" NULLS LAST, extent, diagnosis_group
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
    FROM spells) WHERE before >= "from"
"""
_SAME_KEY = """
SELECT coalesce(sum(rows - 1), 0) FROM (
    SELECT count(*) AS rows FROM spells GROUP BY person, benefit, "from" HAVING count(*) > 1)
"""


class Derived:
    """The spells of an extract put in order, and what they say of its starts. Works in ``folder``, on the disk."""

    def __init__(self, raw: Path, extract: Extract, gap_days: int, folder: Path) -> None:
        self._connection: Any = duckdb.connect(
            ":memory:",
            config={
                "memory_limit": MEMORY,
                "temp_directory": str(folder / "sorting"),
                "preserve_insertion_order": True,
            },
        )
        self._say("SET enable_progress_bar = false")
        self._say(_VIEW, name="raw", path=_quoted(raw))
        self._say(_CODES)
        pairs = [(benefit, one) for benefit, delivered in BENEFITS.items() for one in delivered]
        self._connection.executemany("INSERT INTO benefits VALUES (?, ?)", pairs)
        self._connection.executemany("INSERT INTO age_groups VALUES (?, ?)", list(AGE_GROUPS.items()))
        for name in ("participations", "support"):
            self._say(_VIEW, name=name, path=_quoted(extract.path(name)))
        self._gap = gap_days

    def __enter__(self) -> Derived:
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        self._connection.close()
        if isinstance(error, duckdb.IOException | duckdb.OutOfMemoryException):
            raise no_room() from error

    def spells(self) -> Iterator[pa.RecordBatch]:
        """Every spell once, by person, benefit and day."""
        return self._batches(_SORTED)

    def starts(self, spells: Path) -> Iterator[pa.RecordBatch]:
        """A row for each start and benefit at entry, with what the spells in that file say of it."""
        self._say(_VIEW, name="spells", path=_quoted(spells))
        self._say(_STARTS)
        self._say(_TIMES, never=_NEVER, gap=str(self._gap))
        self._say(f"CREATE TABLE linked AS {_LINKED}")
        return self._batches("SELECT * FROM linked ORDER BY participation, benefit")

    def match(self) -> list[dict[str, Any]]:
        """Benefit by benefit and year by year: how many starts were found, and why the others were not."""
        found: list[dict[str, Any]] = self._connection.sql(_MATCH).to_arrow_table().to_pylist()
        return found

    def seen(self) -> dict[str, int]:
        """What a reader should know of the spells, counted."""
        return {
            "duplicates": self._number("SELECT (SELECT count(*) FROM raw) - (SELECT count(*) FROM spells)"),
            "same_key": self._number(_SAME_KEY),
            "overlapping": self._number(_OVERLAPPING.replace("$never$", _NEVER)),
        }

    def _number(self, question: str) -> int:
        ((number,),) = self._connection.sql(question).fetchall()
        return int(number)

    def _batches(self, question: str) -> Iterator[pa.RecordBatch]:
        # Batches come in whatever sizes the threads made them; what is written is cut evenly.
        held: list[pa.RecordBatch] = []
        rows = 0
        for batch in self._connection.sql(question).to_arrow_reader(BATCH):
            held, rows = [*held, batch], rows + batch.num_rows
            while rows >= BATCH:
                table = pa.Table.from_batches(held).combine_chunks()
                yield table.slice(0, BATCH).to_batches()[0]
                held, rows = table.slice(BATCH).to_batches(), rows - BATCH
        if rows:
            yield pa.Table.from_batches(held).combine_chunks().to_batches()[0]

    def _say(self, what: str, **values: str) -> None:
        for name, value in values.items():
            what = what.replace(f"${name}$", value)
        self._connection.execute(what)


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
