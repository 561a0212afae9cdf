"""Frozen extracts: a directory of Parquet files and a manifest that says what they are.

An extract is addressed by its content: its id is a digest of the files, the columns, the versions of codes and rules
and the day the register is described as of. The same state gives the same bytes. A reader trusts nothing: it compares
every file with the manifest before a table is made, and says plainly what is wrong.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from samordna.engine.combined import Declaration, counts_in, last_day
from samordna.engine.reading import columns_read
from samordna.engine.request import Count
from samordna.engine.sources import Kind, Source

FORMAT = 1
MANIFEST = "manifest.json"
#: Beside the manifest of an extract whose rows are gone: when and why.
REMOVED = "removed.json"
_TYPES = {
    Kind.TEXT: pa.dictionary(pa.int32(), pa.string()),
    Kind.INTEGER: pa.int32(),
    Kind.LONG: pa.int64(),
    Kind.DAY: pa.date32(),
    Kind.BOOLEAN: pa.bool_(),
}
_PLAIN = _TYPES | {Kind.TEXT: pa.string()}
#: So many rows stand together in a file: enough to be read quickly, few enough for the memory of those who read.
GROUP = 122_880


class ExtractError(Exception):
    """The extract cannot be used; the message says why and, where there is one, what to do."""


class ExtractMissing(ExtractError):
    """There is no such extract."""


class ExtractIncomplete(ExtractError):
    """Something of the extract is not there: it was interrupted or a file was taken away."""


class ExtractChanged(ExtractError):
    """A file is not the one that the manifest describes."""


class ExtractRemoved(ExtractError):
    """Its rows are gone by retention. The manifest remains, and what was released of it stands."""


class ExtractNotWritten(ExtractError):
    """The extract could not be written, and nothing of it is left: ``why`` is full, forbidden or other."""

    def __init__(self, message: str, why: str = "other") -> None:
        super().__init__(message)
        self.why = why


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What the manifest says about one file."""

    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Quality:
    """A line of the quality report: what was seen in the register, and how often."""

    code: str
    count: int
    sv: str
    en: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The facts about an extract. ``as_of`` is the day the register is described as of, ``made_at`` the moment."""

    id: str
    as_of: str
    made_at: str
    made_by: str
    why: str
    #: Digest of the state in the register; the keyed pseudonyms of this extract hang on it.
    state: str
    files: Mapping[str, FileFacts]
    columns: Mapping[str, Sequence[Mapping[str, str]]]
    codes: Mapping[str, str]
    rules: Mapping[str, str]
    quality: tuple[Quality, ...] = ()
    format: int = FORMAT
    #: In an extract that a delivered file has been linked with: which extract, which file, and how they met.
    linked: Mapping[str, Any] | None = None

    def content_id(self) -> str:
        """The id that follows from the content: not from who made it, why, or at what time of the day."""
        content = {
            "format": self.format,
            "as_of": self.as_of,
            "files": {name: facts.sha256 for name, facts in self.files.items()},
            "columns": self.columns,
            "codes": self.codes,
            "rules": self.rules,
        }
        if self.linked is not None:
            content["linked"] = self.linked
        return hashlib.sha256(_canonical(content)).hexdigest()[:20]


def _canonical(content: Any) -> bytes:
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def schema(source: Source) -> pa.Schema:
    """The Arrow schema of a file."""
    return pa.schema([pa.field(column.name, _TYPES[column.kind]) for column in source.columns])


def table_of(source: Source, rows: Sequence[Sequence[Any]]) -> pa.Table:
    """Rows, each with one value per column of the file in the columns' order, as columns."""
    columns = list(zip(*rows, strict=True)) or [()] * len(source.columns)
    arrays = [pa.array(values, _PLAIN[column.kind]) for values, column in zip(columns, source.columns, strict=True)]
    return pa.table(arrays, names=[column.name for column in source.columns])


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@dataclass(frozen=True, slots=True)
class Extract:
    """An extract that has been opened and compared with its manifest."""

    folder: Path
    manifest: Manifest
    #: What was wrong with the files that this extract, made anew, has replaced; None when it has replaced none.
    replaced: str | None = None

    @property
    def id(self) -> str:
        """The extract's id."""
        return self.manifest.id

    def path(self, source: str) -> Path:
        """Where the file of ``source`` lies. ExtractIncomplete when this extract has no such file."""
        if source not in self.manifest.files:
            raise ExtractIncomplete(f"extract {self.id} has no file “{source}”")
        return self.folder / f"{source}.parquet"

    def rows(self, source: str, columns: Sequence[str]) -> Iterator[dict[str, Any]]:
        """The rows of a file as dictionaries with these columns."""
        for batch in pq.ParquetFile(self.path(source)).iter_batches(columns=list(columns)):
            yield from batch.to_pylist()

    def values(self, source: str, column: str) -> list[Any]:
        """The distinct values of a column that are not null, sorted."""
        table = pq.read_table(self.path(source), columns=[column])
        return sorted(v for v in table.column(column).unique().to_pylist() if v is not None)

    def why_not(self, declaration: Declaration) -> str | None:
        """Why this extract does not cover the table, or None when it does: a year must be over to be described."""
        last = last_day(declaration)
        if date.fromisoformat(self.manifest.as_of) <= last:
            until = f"the end of {last.year}" if (last.month, last.day) == (12, 31) else last.isoformat()
            return f"it describes the register as of {self.manifest.as_of}, and the table goes on to {until}"
        return next((lack for count in counts_in(declaration) if (lack := self.lacks(count))), None)

    def lacks(self, count: Count) -> str | None:
        """Which column that the count reads is not in this extract; None when it has all."""
        for source, column in columns_read(count):
            if column not in {known["name"] for known in self.manifest.columns.get(source, ())}:
                return f"it lacks {source}.{column}"
        return None


def read_manifest(folder: Path) -> Manifest:
    """The manifest in ``folder``. ExtractMissing, ExtractIncomplete or ExtractChanged when it cannot be used."""
    if not folder.is_dir():
        raise ExtractMissing(f"there is no extract {folder.name}")
    try:
        raw = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ExtractIncomplete(
            f"extract {folder.name} has no manifest: it was never finished. Make a new one."
        ) from None
    except (ValueError, UnicodeDecodeError):
        raise ExtractChanged(f"the manifest of extract {folder.name} is not readable") from None
    if not isinstance(raw, dict) or raw.get("format") != FORMAT:
        raise ExtractError(f"extract {folder.name} is of a format that this version does not read")
    try:
        raw["files"] = {name: FileFacts(**facts) for name, facts in raw["files"].items()}
        raw["quality"] = tuple(Quality(**line) for line in raw["quality"])
        manifest = Manifest(**raw)
    except (KeyError, TypeError, AttributeError):
        raise ExtractChanged(f"the manifest of extract {folder.name} lacks something it must say") from None
    if manifest.id != folder.name or manifest.content_id() != manifest.id:
        raise ExtractChanged(f"the manifest of extract {folder.name} does not describe the content of that id")
    return manifest


def open_extract(folder: Path) -> Extract:
    """Open an extract and compare every file with the manifest."""
    manifest = read_manifest(folder)
    if gone := why_removed(folder):
        raise ExtractRemoved(gone)
    for name, facts in manifest.files.items():
        path = folder / f"{name}.parquet"
        if not path.exists():
            raise ExtractIncomplete(f"extract {folder.name} lacks its file {path.name}")
        if path.stat().st_size != facts.bytes or digest(path) != facts.sha256:
            raise ExtractChanged(
                f"{path.name} in extract {folder.name} is not the file that the manifest describes: it has changed."
                " Make a new extract; one of the same day and state replaces it."
            )
    return Extract(folder, manifest)


def why_removed(folder: Path) -> str | None:
    """That the rows of an extract are gone by retention, when and why; None when they are not."""
    try:
        said = json.loads((folder / REMOVED).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except ValueError:
        said = {}
    when = f" on {said['on']} ({said['why']})" if {"on", "why"} <= set(said) else ""
    return (
        f"the rows of extract {folder.name} were removed by retention{when}. Its manifest remains, and what was"
        ' released of it stands. For other tables, make a new one: ./samordna extract --why "…"'
    )


def take_away(folder: Path, *, on: date, why: str) -> None:
    """Remove the rows of an extract and leave its manifest. Done again after a stop, it ends the same."""
    if not folder.is_dir():
        return
    mark = folder / f"{REMOVED}.new"
    mark.write_text(json.dumps({"on": on.isoformat(), "why": why}, ensure_ascii=False) + "\n", encoding="utf-8")
    mark.replace(folder / REMOVED)
    for path in folder.iterdir():
        if path.name not in (MANIFEST, REMOVED):
            path.unlink()


def extracts(root: Path) -> list[Manifest]:
    """The manifests of all readable extracts under ``root``, newest first. Unfinished ones are passed over."""
    found = []
    for folder in sorted(root.iterdir()) if root.is_dir() else ():
        if folder.is_dir() and not folder.name.startswith("."):
            try:
                found.append(read_manifest(folder))
            except ExtractError:
                continue
    return sorted(found, key=lambda manifest: (manifest.as_of, manifest.made_at, manifest.id), reverse=True)


def newest_for(root: Path, declaration: Declaration, as_of: Callable[[date], Declaration] | None = None) -> Extract:
    """The newest extract that covers the table. ExtractMissing, with the reason the newest does not, when none does.

    ``as_of`` tells how the table is declared for an extract of a given day, if not always in the same way.
    """
    reason = ""
    for manifest in extracts(root):
        if as_of is not None:
            declaration = as_of(date.fromisoformat(manifest.as_of))
        why = why_removed(root / manifest.id) or Extract(root / manifest.id, manifest).why_not(declaration)
        if why is None:
            return open_extract(root / manifest.id)
        reason = reason or f": the newest, {manifest.id}, does not: {why}"
    raise ExtractMissing(f"there is no extract that covers {declaration.name}{reason}")
