"""A frozen extract and a released table, made by two people, so that the open pages have something to show."""

from __future__ import annotations

from datetime import datetime


def make(*, at: datetime) -> None:
    """Nothing yet."""
