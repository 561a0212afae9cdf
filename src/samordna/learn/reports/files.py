"""A report as a file: PDF, DOCX, HTML, XLSX or CSV. The bytes follow from the release alone."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from functools import lru_cache

from samordna.learn.reports.queries import Made
from samordna.learn.reports.rendering import TYPES, bytes_of


def content(made: Made, form: str, language: str = "sv") -> bytes:
    """The file. KeyError for a format that there is not. Kept for a while: a PDF takes a second to make."""
    if form not in TYPES:
        raise KeyError(form)
    release = made.release
    state = json.dumps([release.number, str(release.answer.answered_at), release.tables], sort_keys=True)
    return _content(_Task(hashlib.sha256(state.encode()).hexdigest(), form, language, made))


def file_name(made: Made, form: str) -> str:
    """What the file is called when it is saved: the report, the release and the format."""
    return f"{made.document.name}-utgava-{made.release.number}.{form}"


@dataclass(frozen=True, slots=True)
class _Task:
    """What is to be made. Two tasks are the same when the release's content, the format and the language are."""

    digest: str
    form: str
    language: str
    made: Made = field(compare=False)


@lru_cache(maxsize=8)
def _content(task: _Task) -> bytes:
    return bytes_of(task.made.document, task.form, task.language)
