"""What is said about a table in a file that must speak for itself: what it counts, whence it comes, how to read it.

Every format of text has the same; a workbook has a sheet of it (``xlsx``).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from samordna.engine.document import Presentation, signs_in
from samordna.engine.formats.csv import table_as_csv
from samordna.engine.formats.json import table_as_json
from samordna.engine.formats.plain import printable
from samordna.engine.words import Words


def said_about(one: Presentation, language: str) -> Iterator[str]:
    """Lines about the table: what it is, where it comes from, its signs, footnotes and definitions."""
    yield one.caption.in_language(language)
    yield one.scope.in_language(language)
    yield one.source.in_language(language)
    for sign, words in signs_in(one.table):
        yield f"{sign} = {words.in_language(language)}"
    for note in one.table.notes:
        yield note.in_language(language)
    for term, text in one.definitions:
        yield f"{term.in_language(language)}: {text.in_language(language)}"


def csv_with_about(one: Presentation, language: str) -> str:
    """The cells after lines that begin with ``#``, which programs for statistics are told to pass over."""
    about = "".join(f"# {' '.join(printable(line).split())}\n" for line in said_about(one, language))
    return about + table_as_csv(one.table)


def json_with_about(one: Presentation, **more: Any) -> str:
    """The table with what is said about it under ``about``, in both languages; ``more`` stands there too."""
    about = {
        "table": _both(one.caption),
        "scope": _both(one.scope),
        "source": _both(one.source),
        "signs": {sign: _both(words) for sign, words in signs_in(one.table)},
        "definitions": [{"term": _both(term), "text": _both(text)} for term, text in one.definitions],
    }
    document = json.loads(table_as_json(one.table))
    return json.dumps({"about": about | more, **document}, ensure_ascii=False, indent=2) + "\n"


def _both(words: Words) -> dict[str, str]:
    return {"sv": words.sv, "en": words.en}
