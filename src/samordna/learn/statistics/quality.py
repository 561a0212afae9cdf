"""What a reader of tables should know of the register that an extract was made of: a line for each thing that was seen.

Nothing is left out but mistaken entries: all else is counted as well as it can be, and the line says how.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from samordna.engine.extract import ExtractError, Quality
from samordna.engine.sources import Source
from samordna.learn.statistics import columns
from samordna.learn.statistics.gathering import Gathered


@dataclass(frozen=True)
class _From:
    """Where a file's coded columns stand while the extract is made, and the day that a row is of."""

    table: str
    day: str | None
    names: dict[str, str]


_ONE = {name: name for name in ("mode", "sex", "district", "state", "referred_by", "education", "support_time")}
#: The participants' files by where their codes come from; all other files have tables of their own names.
_PEOPLE = {
    "participations": (
        _From("participation", "start", _ONE),
        _From("participation", '"end"', {"end_reason": "end_reason"}),
    ),
    "participation_groups": (
        _From("target JOIN participation p ON p.id = participation_id", "p.start", {"group": '"group"'}),
    ),
    "support": (
        _From("support JOIN occasion o ON o.id = occasion_id", 'o."on"', {"source": "source", "occasion": "o.kind"}),
    ),
    "occupations": (_From("occasion", '"on"', {"study_kind": "studies_kind", "occasion": "kind"}),),
}
_DAYS = {"measures": "start"}


def lines(gathered: Gathered, *, mistaken: int, retained: int) -> Iterator[Quality]:
    """Every line, in a fixed order."""
    counts = (
        (
            "mistaken",
            mistaken,
            "felregistreringar är utelämnade",
            "mistaken entries are left out",
        ),
        (
            "retained",
            retained,
            "gånger har någon med personuppgifter räknats ett år och räknas nu, efter gallring, bara i sitt startår;"
            " hur många det var varje år står i kept_counts",
            "times somebody with person data counted in a year who, after retention, counts in the start year only;"
            " how many it was in each year stands in kept_counts",
        ),
        (
            "no_answer",
            _count(gathered, _NO_ANSWER),
            "deltaganden med personuppgifter saknar svar om försörjning vid start och räknas inte under någon",
            "participations with person data lack answers about support at entry and are counted under none",
        ),
        (
            "two_sexes",
            _count(gathered, _TWO_SEXES),
            "personer har olika kön i olika deltaganden; kvinnor och män blir då fler än totalen",
            "persons have different sexes in different participations; women and men then exceed the total",
        ),
        (
            "withdrawn",
            _count(gathered, "SELECT count(*) FROM participation WHERE state = 'withdrawn'"),
            "deltaganden med återtaget samtycke räknas som anonyma i startåret",
            "participations with a withdrawn consent count as anonymous in their start year",
        ),
        (
            "ends_before_start",
            _count(gathered, 'SELECT count(*) FROM participation WHERE "end" < start'),
            "deltaganden slutar före sin start; de räknas inte i något år",
            "participations end before their start; they are counted in no year",
        ),
    )
    yield from (Quality(*line) for line in counts if line[1])
    for source in columns.sources():
        yield from _codes_of(gathered, source)


_NO_ANSWER = """
SELECT count(*) FROM participation p LEFT JOIN occasion o ON o.participation_id = p.id AND o.kind = 'in'
LEFT JOIN answered a ON a.occasion_id = o.id
WHERE p.mode = 'person' AND NOT coalesce(o.all_asked, false) AND a.occasion_id IS NULL
"""
_TWO_SEXES = """
SELECT count(*) FROM (SELECT person FROM participation WHERE mode = 'person' GROUP BY person HAVING min(sex) < max(sex))
"""


def _count(gathered: Gathered, query: str) -> int:
    return int(gathered.rows(query)[0][0])


# Codes ---------------------------------------------------------------------------------------------------------------


def _codes_of(gathered: Gathered, source: Source) -> Iterator[Quality]:
    """Codes that are in no code table, and codes that did not hold on the day of the row."""
    own = {column.name: f'"{column.name}"' for column in source.columns}
    for place in _PEOPLE.get(source.name, (_From(source.name, _DAYS.get(source.name), own),)):
        for column in source.columns:
            if column.codes and column.name in place.names:
                value = place.names[column.name]
                yield from _codes(gathered, f"{source.name}.{column.name}", column.codes, value, place)


def _codes(gathered: Gathered, named: str, codes: tuple[str, ...], value: str, place: _From) -> Iterator[Quality]:
    day = place.day or "NULL"
    found = gathered.rows(
        f"SELECT {value}, count(*), min({day}), max({day}) FROM {place.table}"  # noqa: S608 - names of our own
        f" WHERE {value} IS NOT NULL GROUP BY 1 ORDER BY 1"
    )
    unknown = sum(number for code, number, *_days in found if code not in codes)
    if unknown:
        yield Quality(
            "unknown_code",
            unknown,
            f"värden i {named} finns inte i kodlistan och räknas inte under någon kod",
            f"values in {named} are not in the code table and are counted under no code",
        )
    for code, _number, first, last in found:
        known = columns.code_of(named.split(".")[1], code)
        if known is None or first is None or (known.in_force(first) and known.in_force(last)):
            continue
        outside = gathered.rows(
            f"SELECT count(*) FROM {place.table} WHERE {value} = ?"  # noqa: S608
            f" AND ({day} < coalesce(?, {day}) OR {day} > coalesce(?, {day}))",
            [code, known.valid_from, known.valid_to],
        )[0][0]
        yield Quality(
            "code_not_in_force",
            outside,
            f"rader i {named} har koden {code} en dag då den inte gällde; de räknas under den",
            f"rows in {named} have the code {code} on a day when it did not hold; they are counted under it",
        )


# Keys ----------------------------------------------------------------------------------------------------------------

#: What must stand once in the register: the table and its key.
_ONCE = (
    ("participation", "public_id"),
    ("occasion", "participation_id, kind, months"),
    ("support", "occasion_id, source"),
    ("target", 'participation_id, "group"'),
    ("measures", "measure"),
    ("counts", "measure, year, sex"),
    ("kept_counts", "measure, year, sex"),
)


def refuse_doubles(gathered: Gathered) -> None:
    """ExtractError when two rows have the same key, which the register's own database should never have let in."""
    for table, key in _ONCE:
        query = f"SELECT count(*) FROM (SELECT 1 FROM {table} GROUP BY {key} HAVING count(*) > 1)"  # noqa: S608
        if doubles := _count(gathered, query):
            raise ExtractError(
                f"{doubles} rows of “{table}” stand twice in the register ({key}); no extract was made."
                " Its database has lost a rule of its own: restore it from a copy."
            )
