"""What pages of the register and of measures begin with: the day of the cast, the cast, and Sara signed in."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from tests.factories.deliver import AT, Cast, make_cast
from tests.factories.pages import as_


@pytest.fixture
def noon() -> Iterator[None]:
    """The clock stands still at the moment of the cast."""
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def cast() -> Cast:
    """The standing cast; a module with more to tell has a cast of its own."""
    return make_cast()


@pytest.fixture
def sara(cast: Cast) -> Client:
    """The registrar's browser."""
    return as_(cast, "sara")
