"""The demo country on loopback, and its people arriving at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.journeys.person import Person


@pytest.fixture
def country(demo) -> Iterator[str]:
    """The address of a demo country of the test's own."""
    with demo.served() as address:
        yield address


@pytest.fixture
def days_pass(country, demo) -> Callable[[int], None]:
    """`days_pass(7)`: it is a week later in the country. Whoever was signed in has been signed out meanwhile."""

    def move(days: int) -> None:
        demo.days.write_text(str(int(demo.days.read_text(encoding="ascii")) + days), encoding="ascii")

    return move


@pytest.fixture
def arrives(country, new_page, axe) -> Callable[..., Person]:
    """`arrives("Sara Holm")` signs in; `arrives("")` is a visitor. Further arguments are the browser's settings."""

    def come(name: str, **settings: object) -> Person:
        person = Person(name, new_page(**settings), country, axe)
        return person.signs_in() if name else person

    return come
