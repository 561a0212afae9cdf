"""Frozen extracts: a directory of Parquet files and a manifest that says what they are.

An extract is addressed by its content: its id is a digest of the files, the columns, the versions of codes and rules
and the day the register is described as of. The same state gives the same bytes. A reader trusts nothing: it compares
every file with the manifest before a table is made, and says plainly what is wrong.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from samordna.engine.combined import Declaration, counts_in, last_year
from samordna.engine.dimensions import Link
from samordna.engine.sources import Kind, Source

FORMAT = 1
MANIFEST = "manifest.json"
_TYPES = {
    Kind.TEXT: pa.dictionary(pa.int32(), pa.string()),
    Kind.INTEGER: pa.int32(),
    Kind.DAY: pa.date32(),
    Kind.BOOLEAN: pa.bool_(),
}


class ExtractError(Exception):
    """The extract cannot be used; the message says why and, where there is one, what to do."""


class ExtractMissing(ExtractError):
    """There is no such extract."""


class ExtractIncomplete(ExtractError):
    """Something of the extract is not there: it was interrupted or a file was taken away."""


class ExtractChanged(ExtractError):
    """A file is not the one that the manifest describes."""


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
        return hashlib.sha256(_canonical(content)).hexdigest()[:20]


def _canonical(content: Any) -> bytes:
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _columns(source: Source) -> list[dict[str, str]]:
    return [{"name": c.name, "type": c.kind.value, "comment": c.comment, "privacy": c.privacy} for c in source.columns]


def schema(source: Source) -> pa.Schema:
    """The Arrow schema of a file."""
    return pa.schema([pa.field(column.name, _TYPES[column.kind]) for column in source.columns])


class Writer(AbstractContextManager["Writer"]):
    """Writes an extract into a folder beside its final place and moves it there when all is done.

    Rows come in batches of any size and memory stays bounded. Leaving the ``with`` block by an error removes
    what was written, so a half-made extract is never found under an id.
    """

    def __init__(self, root: Path, sources: Sequence[Source]) -> None:
        self.root = root
        self.sources = {source.name: source for source in sources}
        self.folder = root / f".making-{secrets.token_hex(6)}"
        self.rows = dict.fromkeys(self.sources, 0)
        self._files: dict[str, pq.ParquetWriter] = {}

    def __enter__(self) -> Writer:
        self.folder.mkdir(parents=True, mode=0o700)
        for name, source in self.sources.items():
            self._files[name] = pq.ParquetWriter(
                self.folder / f"{name}.parquet", schema(source), compression="zstd", write_statistics=True
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for file in self._files.values():
            file.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def add(self, name: str, rows: Sequence[Sequence[Any]]) -> None:
        """Add ``rows``, each with one value per column of the file, in the columns' order."""
        if not rows:
            return
        arrow = schema(self.sources[name])
        columns = zip(*rows, strict=True)
        arrays = [pa.array(list(values), type=field.type) for values, field in zip(columns, arrow, strict=True)]
        self._files[name].write_batch(pa.record_batch(arrays, schema=arrow))
        self.rows[name] += len(rows)

    def finish(
        self,
        *,
        as_of: date,
        made_at: str,
        made_by: str,
        why: str,
        state: str,
        codes: Mapping[str, str],
        rules: Mapping[str, str],
        quality: Iterable[Quality] = (),
    ) -> Extract:
        """Close the files, write the manifest and move the extract to its place. An equal one that is there is kept."""
        files = {name: self._close(name) for name in sorted(self.sources)}
        columns = {name: _columns(source) for name, source in sorted(self.sources.items())}
        manifest = Manifest(
            "", as_of.isoformat(), made_at, made_by, why, state, files, columns, codes, rules, tuple(quality)
        )
        manifest = Manifest(**{**_shallow(manifest), "id": manifest.content_id()})
        target = self.root / manifest.id
        if target.exists():
            return open_extract(target)
        text = json.dumps(asdict(manifest), ensure_ascii=False, indent=2, sort_keys=True) + "\n"
        (self.folder / MANIFEST).write_text(text, encoding="utf-8")
        _to_disk(self.folder)
        self.folder.rename(target)
        return open_extract(target)

    def _close(self, name: str) -> FileFacts:
        self._files.pop(name).close()
        path = self.folder / f"{name}.parquet"
        return FileFacts(self.rows[name], path.stat().st_size, digest(path))


def _shallow(manifest: Manifest) -> dict[str, Any]:
    return {name: getattr(manifest, name) for name in manifest.__dataclass_fields__}


def _to_disk(folder: Path) -> None:
    """Force the files to disk before the folder gets its name: a crash must not leave a named extract that is empty."""
    for path in folder.iterdir():
        with path.open("rb") as file:
            os.fsync(file.fileno())


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@dataclass(frozen=True, slots=True)
class Extract:
    """An extract that has been opened and compared with its manifest."""

    folder: Path
    manifest: Manifest

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
        year = last_year(declaration)
        if date.fromisoformat(self.manifest.as_of) <= date(year, 12, 31):
            return f"it describes the register as of {self.manifest.as_of}, and the table goes on to the end of {year}"
        for count in counts_in(declaration):
            links = [d.on.source for d in count.dimensions if isinstance(d.on, Link)]
            for source in (count.source, *links):
                present = {c["name"] for c in self.manifest.columns.get(source.name, ())}
                lacking = [c.name for c in source.columns if c.name not in present]
                if lacking:
                    return f"it lacks {source.name}.{lacking[0]}"
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
    for name, facts in manifest.files.items():
        path = folder / f"{name}.parquet"
        if not path.exists():
            raise ExtractIncomplete(f"extract {folder.name} lacks its file {path.name}")
        if path.stat().st_size != facts.bytes or digest(path) != facts.sha256:
            raise ExtractChanged(f"{path.name} in extract {folder.name} is not the file that the manifest describes")
    return Extract(folder, manifest)


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


def newest_for(root: Path, declaration: Declaration) -> Extract:
    """The newest extract that covers the table. ExtractMissing, with the reason the newest does not, when none does."""
    reason = ""
    for manifest in extracts(root):
        why = Extract(root / manifest.id, manifest).why_not(declaration)
        if why is None:
            return open_extract(root / manifest.id)
        reason = reason or f": the newest, {manifest.id}, does not: {why}"
    raise ExtractMissing(f"there is no extract that covers {declaration.name}{reason}")
