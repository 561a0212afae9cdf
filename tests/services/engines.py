"""The engines for large registers: a PostgreSQL server of the tests' own, and Sail in its environment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from samordna.edge.launcher import scale
from samordna.edge.launcher.progress import SetupFailed
from samordna.engine.elsewhere import Elsewhere
from tests.services import postgres


def prepare() -> list[str]:
    """Have the environment of the distributed engine, made from its lock; says what could not be had, and why."""
    try:
        scale.python()
    except SetupFailed as problem:
        return [f"The tests on Sail: {problem}"]
    return []


@contextmanager
def database() -> Iterator[str]:
    """The address of an empty database on a server that is stopped afterwards. NotAvailable where there is none."""
    with postgres.running() as environment:
        yield urlsplit(environment["SAMORDNA_DATABASE_URL"])._replace(path="/postgres").geturl()


def sail() -> Elsewhere | None:
    """Sail in its environment, or None where that has not been made."""
    python: Path = scale.SCALE.python
    return Elsewhere(python, "samordna.engine.sail") if scale.SCALE.has("scale") else None
