"""The same thing said in Swedish and in English, as data: rules and states know nothing of translation files."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """The same words in Swedish and in English."""

    sv: str
    en: str
