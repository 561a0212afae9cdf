"""What the specification's file says, key by key, and how a fault in it is told."""

from __future__ import annotations

from typing import Any

from samordna.engine.disclosure.refusals import WrongInput


def wrong(sv: str, en: str) -> WrongInput:
    """A fault of the specification, to be raised."""
    return WrongInput(f"Specifikationen: {sv}.", f"The specification: {en}.")


def whole(said: dict[str, Any], key: str, default: int | None, least: int) -> int:
    """The whole number of ``key``, from ``least`` to a million; ``default`` None asks that it is given."""
    number = said.get(key, default)
    if not isinstance(number, int) or isinstance(number, bool) or not least <= number <= 10**6:
        raise wrong(f"{key} ska vara ett heltal, minst {least}", f"{key} must be a whole number, at least {least}")
    return number
