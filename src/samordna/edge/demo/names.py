"""Names put together at random from short lists of common words (``words.yaml``). Plain Python."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml


@cache
def words() -> dict[str, Any]:
    """The lists of ``words.yaml``."""
    loaded: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("words.yaml").read_text(encoding="utf-8"))
    return loaded


def person_name(random: Random, sex: str) -> str:
    """A first and a last name put together at random."""
    first, last = words()["first_names"][sex], words()["last_names"]
    return f"{first[int(random.random() * len(first))]} {last[int(random.random() * len(last))]}"


def association_names(random: Random, number: int) -> list[str]:
    """Different names of associations that do not exist, such as Spovheden."""
    every = [first + last for first in words()["place_beginnings"] for last in words()["place_endings"]]
    return random.sample(every, number)


def slug_of(name: str) -> str:
    """The name as an address: lower case, a–z and hyphens.

    >>> slug_of("Östra Vättern")
    'ostra-vattern'
    """
    return name.lower().translate(str.maketrans("åäöé", "aaoe")).replace(" ", "-")
