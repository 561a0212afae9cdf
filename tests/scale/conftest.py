"""The engines that need more than this process, each started once for all tests of this folder (see tests/order.py)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from samordna.engine import postgres
from samordna.engine.run import Engine
from tests.services import engines
from tests.services.postgres import NotAvailable


@pytest.fixture(scope="session")
def tables_database() -> Iterator[str]:
    """A PostgreSQL named as the one that computes tables."""
    with ExitStack() as stack:
        try:
            address = stack.enter_context(engines.database())
        except NotAvailable as reason:
            pytest.skip(str(reason))
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        patch.setenv(postgres.ADDRESS, address)
        yield address


@pytest.fixture(scope="session")
def on_postgres(tables_database: str) -> Iterator[Engine]:
    """The engine on PostgreSQL."""
    with postgres.opened() as session:
        yield session


@pytest.fixture(scope="session")
def on_sail() -> Iterator[Engine]:
    """The distributed engine on Sail."""
    sail = engines.sail()
    if sail is None:
        pytest.skip("The environment of the distributed engine is missing; ./samordna test scale makes it.")
    with sail:
        yield sail
