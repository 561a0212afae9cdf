"""A text in the two languages of the product. Pure modules carry their words as data; pages choose the language."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """The same thing said in Swedish (``sv``) and English (``en``); neither may be empty."""

    sv: str
    en: str

    def __post_init__(self) -> None:
        if not self.sv.strip() or not self.en.strip():
            raise ValueError("a text needs both its Swedish and its English words")

    def in_language(self, language: str) -> str:
        """The text in ``language`` (``sv`` unless it starts with ``en``)."""
        return self.en if language.startswith("en") else self.sv
