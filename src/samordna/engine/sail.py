"""Tables by Spark, for those who outgrow a machine: Ibis's expression over Spark Connect, by default to Sail.

Sail is a Spark Connect server without Java. It runs inside this process on a loopback port that the system chooses, and
its work spreads over the machine's cores. SAMORDNA_SPARK=sc://host:port sends the same work to another Spark Connect
server, a cluster of Sail or of Apache Spark, which must find the extract's files under the same path.

Spark Connect asks nobody who they are: as long as a table is computed, others who are logged on to this machine could
ask the server for files that its user may read. Run it where nobody else is logged on.

This module needs packages that cannot share an environment with the product's own; :mod:`samordna.engine.elsewhere`
runs it in the environment that has them.
"""

from __future__ import annotations

import functools
import os
import re
import socket
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import ibis
import pyarrow as pa
import pyarrow.parquet as pq

from samordna.engine.errors import EngineUnavailable
from samordna.engine.expression import cells, families, numbers
from samordna.engine.extract import Extract, ExtractError
from samordna.engine.request import Count, Numbers

ADDRESS = "SAMORDNA_SPARK"
DEFAULT_PORT = 15002  # Spark Connect's own
# As Ibis does by itself; our own engines leave it to the database.
ibis.options.sql.fuse_selects = True


def count(request: Count, extract: Extract) -> Numbers:
    """The number in every cell of the table. EngineUnavailable when Spark cannot be reached or gives up."""
    return count_all([request], extract)[0]


def count_all(requests: Iterable[Count], extract: Extract) -> list[Numbers]:
    """The numbers of several tables, over one connection. The same errors."""
    asked = list(requests)
    found: dict[Count, Numbers] = {}
    with _said_plainly():
        spark = _spark()
        # The files are read, and compared with the manifest, before anything is counted.
        wanted = [(one, cells(one, lambda source: _table(spark, extract, source.name))) for one in families(asked)]
        for family, query in wanted:
            found |= zip(family, numbers(family, spark.to_pyarrow(query).to_pylist()), strict=True)
    return [found[request] for request in asked]


@functools.cache
def _spark() -> Any:
    """Ibis's connection to Spark, one for the process. Starts Sail unless another server is named."""
    try:
        from pyspark.sql import SparkSession  # noqa: PLC0415 – not in the product's own environment
    except ModuleNotFoundError:
        raise EngineUnavailable(
            "This environment has no Spark. ./samordna table NAME --engine sail makes the one that has it."
        ) from None
    # Neither is about anything that the expression does.
    warnings.filterwarnings("ignore", message="'verifySchema' is ignored")
    address = os.environ.get(ADDRESS)
    if address:
        check_answers(address)
    session = SparkSession.builder.remote(address or _started()).getOrCreate()
    return ibis.pyspark.connect(session)


def check_answers(address: str) -> None:
    """Raise EngineUnavailable when nobody listens there: Spark's own client would go on trying for many minutes."""
    parts = urlsplit(address)
    if parts.scheme != "sc" or not parts.hostname:
        raise EngineUnavailable(
            f"{ADDRESS} is no address of a Spark Connect server: it should look like sc://host:port."
        )
    port = parts.port or DEFAULT_PORT
    try:
        socket.create_connection((parts.hostname, port), timeout=10).close()
    except OSError as error:
        raise EngineUnavailable(
            f"No Spark Connect server answers at {parts.hostname}:{port} ({error.strerror or error})."
            f" Start it, or leave out {ADDRESS} to use the Sail that comes with the engine."
        ) from None


def _started() -> str:
    """The address of a Sail of our own, which ends with this process."""
    os.environ.setdefault("RUST_LOG", "error")
    # Its own habit is to end a session that has been idle for a quarter of an hour; ours ends with this process.
    os.environ.setdefault("SAIL_SPARK__SESSION_TIMEOUT_SECS", "86400")
    from pysail.spark import SparkConnectServer  # noqa: PLC0415 – not in the product's own environment

    global _server  # noqa: PLW0603 – the server stops when nothing holds it any more
    _server = SparkConnectServer("127.0.0.1", 0)
    _server.start(background=True)
    host, port = _server.listening_address
    return f"sc://{host}:{port}"


_server: Any = None


def _table(spark: Any, extract: Extract, source: str) -> Any:
    """A file of the extract. The view's name is the file's own, so that one process can read several extracts."""
    view = f"{extract.id}_{source}"
    if view not in _read:
        _view(spark, extract, source, view)
        _read.add(view)
    return spark.table(view)


def _view(spark: Any, extract: Extract, source: str, view: str) -> None:
    path = extract.path(source).absolute()
    if any(pa.types.is_dictionary(field.type) for field in pq.read_schema(path)):
        raise ExtractError(
            f"extract {extract.id} was made by an earlier version, in a form that Spark does not read. Make a new one."
        )
    # Spark takes a path for a pattern of paths. One that fits nothing is no error to Sail but a table without rows, and
    # what takes the meaning from a sign differs: brackets do it for Sail, nothing does it for all servers.
    plain = str(path) if os.environ.get(ADDRESS) else re.sub(r"[\[*?{}]", r"[\g<0>]", str(path))
    rows = spark.read_parquet(plain, table_name=view).count().to_pyarrow().as_py()
    if rows != extract.manifest.files[source].rows:
        raise EngineUnavailable(
            f"Spark sees {rows} rows in {path} instead of {extract.manifest.files[source].rows}."
            f" The server that {ADDRESS} names must find the extract's files under the same path."
        )


#: The views that have been made, and compared with the manifest, in this process.
_read: set[str] = set()


@contextmanager
def _said_plainly() -> Iterator[None]:
    """What Spark and the way to it complain of, in one line."""
    try:
        yield
    except (EngineUnavailable, ExtractError):
        raise
    except Exception as error:
        if not type(error).__module__.startswith(("pyspark.", "grpc.")):
            raise
        said = next(iter(str(error).strip().splitlines()), type(error).__name__)
        raise EngineUnavailable(f"Spark could not compute the table: {said}") from error
