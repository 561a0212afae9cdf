"""How an extract is written: into a folder that nobody finds, and under its id when all of it is there."""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Generator, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, closing, suppress
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from samordna.engine import making
from samordna.engine.extract import (
    GROUP,
    MANIFEST,
    Extract,
    ExtractError,
    ExtractNotWritten,
    ExtractRemoved,
    FileFacts,
    Manifest,
    Quality,
    digest,
    open_extract,
    read_manifest,
    schema,
)
from samordna.engine.sources import Source

#: Name of a file → the facts about it and its columns, as the manifest has them.
_Files = dict[str, tuple[FileFacts, Sequence[Mapping[str, str]]]]


def _columns(source: Source) -> list[dict[str, str]]:
    return [{"name": c.name, "type": c.kind.value, "comment": c.comment, "privacy": c.privacy} for c in source.columns]


class Writer(AbstractContextManager["Writer"]):
    """Writes an extract into a folder beside its final place and moves it there when all is done.

    Rows come in batches of any size and memory stays bounded: they are written when there is a group of them, so that
    the bytes follow from the rows and not from how they came. ``later`` names for a file the column that is not known
    until all else is: its rows come without it, and it is filled in at the end. Leaving the ``with`` block by an error
    removes what was written, so a half-made extract is never found under an id.
    """

    def __init__(self, root: Path, sources: Sequence[Source], *, later: Mapping[str, str] | None = None) -> None:
        self.root = root
        self._held: making.Held | None = None
        self.later = later or {}
        self.schemas = {source.name: schema(source) for source in sources}
        self.columns = {source.name: _columns(source) for source in sources}
        self.rows = dict.fromkeys(self.schemas, 0)
        self._files: dict[str, pq.ParquetWriter] = {}
        self._waiting: dict[str, list[pa.Table]] = {name: [] for name in self.schemas}
        self._facts: dict[str, FileFacts] = {}
        self._taken: _Files = {}

    @property
    def folder(self) -> Path:
        """Where it is made."""
        assert self._held is not None, "an extract is written in a with block"
        return self._held.folder

    def __enter__(self) -> Writer:
        try:
            making.sweep(self.root)
            self._held = making.begin(self.root)
            self._open_all()
        except OSError as error:
            self._leave()
            raise not_written(error, self.root) from error
        return self

    def _open_all(self) -> None:
        for name in self.schemas:
            # What is only held until a column is filled in is not worth packing.
            packing = "none" if name in self.later else "zstd"
            self._files[name] = self._opened(self._path(name), self._first_schema(name), packing)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leave()
        if isinstance(error, OSError) and self._is_about_writing(error):
            raise not_written(error, self.root) from error

    def _leave(self) -> None:
        """Remove what is not finished. A file that cannot be closed, on a full disk, is removed all the same."""
        for file in self._files.values():
            with suppress(OSError):
                file.close()
        if self._held is not None:
            shutil.rmtree(self.folder, ignore_errors=True)
            self._held.let_go()

    def _is_about_writing(self, error: OSError) -> bool:
        """Not about another file that was read meanwhile, which the error then names."""
        return error.filename is None or self.root in Path(os.fsdecode(error.filename)).parents

    def _path(self, name: str) -> Path:
        return self.folder / (f".{name}.without" if name in self.later else f"{name}.parquet")

    def _first_schema(self, name: str) -> pa.Schema:
        """The columns that rows come with."""
        whole = self.schemas[name]
        return pa.schema([field for field in whole if field.name != self.later.get(name)])

    @staticmethod
    def _opened(path: Path, arrow: pa.Schema, packing: str = "zstd") -> pq.ParquetWriter:
        # Plain Parquet, without Arrow's own schema: there a dictionary is a type, which Spark does not know.
        return pq.ParquetWriter(path, arrow, compression=packing, write_statistics=True, store_schema=False)

    def add(self, name: str, rows: Sequence[Sequence[Any]]) -> None:
        """Add ``rows``, each with one value per column of the file, in the columns' order."""
        if rows:
            columns = zip(*rows, strict=True)
            arrow = self._first_schema(name)
            arrays = [pa.array(list(values), _plain(field.type)) for values, field in zip(columns, arrow, strict=True)]
            self.write(name, pa.table(arrays, names=arrow.names))

    def write(self, name: str, rows: pa.Table | pa.RecordBatch) -> None:
        """Add rows that are in columns already, in the columns' order and of types that lose nothing in the file's."""
        if not rows.num_rows:
            return
        arrow = self._first_schema(name)
        arrays = [column.cast(_plain(field.type)) for column, field in zip(rows.columns, arrow, strict=True)]
        self._waiting[name].append(pa.table(arrays, names=arrow.names))
        self.rows[name] += rows.num_rows
        while sum(table.num_rows for table in self._waiting[name]) >= GROUP:
            self._write_group(name)

    def _write_group(self, name: str) -> None:
        """Write the rows that wait, or the first of them; the codes in the order in which they come."""
        waiting = pa.concat_tables(self._waiting[name])
        self._waiting[name] = [waiting.slice(GROUP)] if waiting.num_rows > GROUP else []
        arrow = self._first_schema(name)
        group = waiting.slice(0, GROUP).combine_chunks()
        coded = [_coded(column, field) for column, field in zip(group.columns, arrow, strict=True)]
        self._files[name].write_table(pa.table(coded, schema=arrow), row_group_size=GROUP)

    def close(self, name: str) -> FileFacts:
        """Write what waits of a file and close it; nothing can be added to it any more. Again: what it came to.

        Of a file with a column to be filled in, the facts are those of all the others, until it has been.
        """
        if name not in self._facts:
            if self._waiting[name]:
                self._write_group(name)
            self._files.pop(name).close()
            self._facts[name] = _facts(self._path(name), self.rows[name])
        return self._facts[name]

    def fill(self, name: str, values: Iterable[pa.Array]) -> None:
        """Write the column that was left out of a file; ``values`` are its values, ``GROUP`` at a time."""
        self.close(name)
        column, arrow = self.later[name], self.schemas[name]
        coded = [field.name for field in self._first_schema(name) if pa.types.is_dictionary(field.type)]
        path = self.folder / f"{name}.parquet"
        with (
            pq.ParquetFile(self._path(name), read_dictionary=coded) as held,
            self._opened(path, arrow) as file,
            closing(_ahead(held)) as groups,
        ):
            for filled in values:
                group = next(groups).combine_chunks()
                columns = {field: group.column(field) for field in group.column_names}
                columns[column] = _coded(pa.chunked_array([filled]), arrow.field(column))
                file.write_table(pa.table([columns[n] for n in arrow.names], schema=arrow), row_group_size=GROUP)
        self._path(name).unlink()
        self._facts[name] = _facts(path, self.rows[name])

    def add_batch(self, name: str, batch: pa.RecordBatch) -> None:
        """Add rows that are in columns already, with the columns of the file by their names."""
        self.write(name, batch.select(self._first_schema(name).names))

    def close_file(self, name: str) -> Path:
        """Close one file before the others, so that it can be read: nothing more can be added to it."""
        self.close(name)
        return self.folder / f"{name}.parquet"

    def take_over(self, extract: Extract) -> None:
        """Let every file of another extract be a file of this one too: the same bytes, on the disk once if it can."""
        for name, facts in extract.manifest.files.items():
            place = self.folder / f"{name}.parquet"
            try:
                os.link(extract.path(name), place)
            except OSError:  # another disk, or one that knows no links
                shutil.copyfile(extract.path(name), place)
            self._taken[name] = (facts, extract.manifest.columns[name])

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
        linked: Mapping[str, Any] | None = None,
    ) -> Extract:
        """Close the files, write the manifest and move the extract to its place. An equal one that is there is kept."""
        own: _Files = {name: (self.close(name), described) for name, described in self.columns.items()}
        whole = dict(sorted({**self._taken, **own}.items()))
        files = {name: facts for name, (facts, _) in whole.items()}
        columns = {name: described for name, (_, described) in whole.items()}
        manifest = Manifest(
            "", as_of.isoformat(), made_at, made_by, why, state, files, columns, codes, rules, tuple(quality),
            linked=linked,
        )  # fmt: skip
        manifest = Manifest(**{**_shallow(manifest), "id": manifest.content_id()})
        text = json.dumps(asdict(manifest), ensure_ascii=False, indent=2, sort_keys=True) + "\n"
        (self.folder / MANIFEST).write_text(text, encoding="utf-8")
        _to_disk(self.folder)
        return self._placed(self.root / manifest.id)

    def _placed(self, target: Path) -> Extract:
        """Move the folder to its place. What is there is kept if its files are right, else this one replaces it."""
        wrong = None
        for _attempt in range(3):  # another process may finish the same extract at the same moment
            if target.exists():
                try:
                    return open_extract(target)
                except ExtractRemoved:
                    return Extract(target, read_manifest(target))  # gone by retention: it does not come back
                except ExtractError as error:
                    wrong = str(error)
                self._set_aside(target)
            try:
                self.folder.rename(target)
            except OSError as error:
                if error.errno not in (errno.EEXIST, errno.ENOTEMPTY):
                    raise
            else:
                _sync(self.root)
                return replace(self._looked_at(target), replaced=wrong)
        raise ExtractNotWritten(f"extract {target.name} could not be put in its place; make it again")

    def _looked_at(self, target: Path) -> Extract:
        """The extract as it lies there now: what was taken over may have changed on the disk meanwhile."""
        try:
            return open_extract(target)
        except ExtractError:
            self._set_aside(target)
            raise

    def _set_aside(self, target: Path) -> None:
        """Take away an extract whose files are not what its manifest says. Its new name is that of what is swept."""
        aside = target.with_name(f"{self.folder.name}-damaged")
        with suppress(OSError):
            target.rename(aside)
        shutil.rmtree(aside, ignore_errors=True)


def _ahead(file: pq.ParquetFile) -> Generator[pa.Table, None, None]:
    """The groups of a file: each is read while the one before it is used."""
    with ThreadPoolExecutor(1) as reading:
        coming = None
        for number in range(file.num_row_groups):
            ready, coming = coming, reading.submit(file.read_row_group, number)
            if ready is not None:
                yield ready.result()
        if coming is not None:
            yield coming.result()


def _plain(kind: pa.DataType) -> pa.DataType:
    """The type that values come in: texts as they are."""
    return pa.string() if pa.types.is_dictionary(kind) else kind


def _coded(column: pa.ChunkedArray, field: pa.Field) -> pa.ChunkedArray:
    return column.dictionary_encode() if pa.types.is_dictionary(field.type) else column


def _facts(path: Path, rows: int) -> FileFacts:
    return FileFacts(rows, path.stat().st_size, digest(path))


def _shallow(manifest: Manifest) -> dict[str, Any]:
    return {name: getattr(manifest, name) for name in manifest.__dataclass_fields__}


def _to_disk(folder: Path) -> None:
    """Force the files to disk before the folder gets its name: a crash must not leave a named extract that is empty."""
    for path in folder.iterdir():
        _sync(path)
    _sync(folder)


def _sync(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def not_written(error: OSError, root: Path) -> ExtractNotWritten:
    """What an error of the system means for an extract that was being written under ``root``."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        said = f"the disk is full. Make room in {root}, and make it again."
        return ExtractNotWritten(f"No extract was made: {said}", "full")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        said = f"{root} may not be written in. Give the one who runs Samordna the right to, and make it again."
        return ExtractNotWritten(f"No extract was made: {said}", "forbidden")
    return ExtractNotWritten(f"No extract was made: {error.strerror or 'the system did not say why'} ({root}).")
