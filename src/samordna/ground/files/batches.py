"""A large table in pieces: CSV of any size, XLSX or Parquet, as batches of text columns. Memory does not grow with it.

A CSV file is cut at line feeds, and each piece is read as a table of its own with the file's heading; so a cell of
such a file holds no line break. What is wrong is told by the line of the whole file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import IO, Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from samordna.ground.files.limits import LARGEST_FILE
from samordna.ground.files.problems import Problem, Problems, TableProblem
from samordna.ground.files.tables import Column, check_headings, read_table
from samordna.ground.files.text_rows import Row
from samordna.ground.kernel.words import Words

#: Rows of a batch, and bytes of a piece of a CSV file.
ROWS: Final = 50_000
PIECE: Final = 16_000_000
_LONGEST_HEADING: Final = 100_000
_PARQUET: Final = b"PAR1"
_ZIP, _OLE, _PDF = b"PK", b"\xd0\xcf\x11\xe0", b"%PDF"


@dataclass(frozen=True)
class Batch:
    """Some rows: the line of each, and its cells as text by column. An empty text is an empty cell."""

    lines: Sequence[int]
    cells: dict[str, pa.StringArray]


def read_batches(path: Path, columns: Sequence[Column], problems: Problems) -> Iterator[Batch]:
    """The rows of a file in batches, with the cells of ``columns``. The line in Parquet is the row, from 1.

    What is wrong with single rows is added to ``problems`` as they go by. TableProblem when the file cannot be read any
    further; OSError when it is not there.
    """
    with path.open("rb") as file:
        beginning = file.read(4)
        if beginning == _PARQUET:
            yield from _of_parquet(path, columns, problems)
            return
        file.seek(0)
        whole = path.stat().st_size <= PIECE or beginning.startswith((_ZIP, _OLE, _PDF))
        pieces = [(0, file.read(LARGEST_FILE + 1))] if whole else _pieces(file)
        for before, content in pieces:
            yield from _of_piece(before, content, columns, problems)


def _of_piece(before: int, content: bytes, columns: Sequence[Column], problems: Problems) -> Iterator[Batch]:
    """One piece; ``before`` lines of the file stand between its heading and its first row."""
    found = Problems(most=problems.most)
    try:
        rows = read_table(content, columns, found).rows
        while some := list(islice(rows, ROWS)):
            yield _batch(some, before, columns)
    except TableProblem as wrong:
        raise TableProblem(_moved(wrong.problem, before)) from None
    finally:
        for problem in found.shown:
            problems.add(_moved(problem, before))
        for kind, times in found.kinds.items():
            problems.kinds[kind] += times - sum(one.kind == kind for one in found.shown)


def _batch(rows: Sequence[Row], before: int, columns: Sequence[Column]) -> Batch:
    cells = zip(*(cells for _line, cells in rows), strict=True)
    texts = {column.name: pa.array(list(values), pa.string()) for column, values in zip(columns, cells, strict=True)}
    return Batch([line + before for line, _cells in rows], texts)


def _moved(problem: Problem, before: int) -> Problem:
    return replace(problem, line=problem.line + before) if problem.line > 1 else problem


def _pieces(file: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """The file as pieces with the heading before each, and how many lines were left out after the heading."""
    heading = file.readline(_LONGEST_HEADING)
    if not heading.endswith(b"\n"):
        raise TableProblem(_no_lines())
    before = 0
    while content := file.read(PIECE):
        content += file.readline(PIECE)
        yield before, heading + content
        before += content.count(b"\n")


def _of_parquet(path: Path, columns: Sequence[Column], problems: Problems) -> Iterator[Batch]:
    try:
        table = pq.ParquetFile(path)
        given = {name.strip().lower(): name for name in table.schema_arrow.names}
        check_headings(0, list(given), columns, problems)
        kinds = {column.name: table.schema_arrow.field(given[column.name]).type for column in columns}
        for name, kind in kinds.items():
            if not _is_readable(kind):
                raise TableProblem(_wrong_type(name))
        before = 0
        for some in table.iter_batches(ROWS, columns=[given[column.name] for column in columns]):
            cells = {column.name: _as_text(some.column(given[column.name])) for column in columns}
            yield Batch(range(before + 1, before + some.num_rows + 1), cells)
            before += some.num_rows
    except (pa.ArrowException, OSError, ValueError):
        # What Arrow says may repeat what stands in a cell, so it is not passed on.
        raise TableProblem(_broken()) from None


def _is_readable(kind: Any) -> bool:
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    tests = (pa.types.is_string, pa.types.is_large_string, pa.types.is_integer, pa.types.is_date, pa.types.is_timestamp)
    return any(test(kind) for test in tests)


def _as_text(values: Any) -> Any:
    if pa.types.is_dictionary(values.type):
        values = values.dictionary_decode()
    if pa.types.is_timestamp(values.type):
        values = values.cast(pa.date32(), safe=False)
    return pc.utf8_trim_whitespace(pc.fill_null(values.cast(pa.string()), ""))


def _no_lines() -> Problem:
    return Problem(
        "lines",
        Words(
            "Filen har inga radbrytningar. Spara om den som ”CSV UTF-8”, en rad för varje period.",
            "The file has no line breaks. Save it again as “CSV UTF-8”, one line for each spell.",
        ),
        1,
    )


def _wrong_type(name: str) -> Problem:
    words = Words(
        "Kolumnen har en typ som inte går att läsa. Skriv den som text, heltal eller datum.",
        "The column has a type that cannot be read. Write it as text, whole number or date.",
    )
    return Problem("column type", words, 0, name)


def _broken() -> Problem:
    words = Words(
        "Filen går inte att läsa som Parquet. Skapa den en gång till, eller skicka den som ”CSV UTF-8”.",
        "The file cannot be read as Parquet. Make it once more, or send it as “CSV UTF-8”.",
    )
    return Problem("unreadable", words)
