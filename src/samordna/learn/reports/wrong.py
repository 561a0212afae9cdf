"""What is wrong with the text of a report, for whoever wrote it: where, what, and what to do."""

from __future__ import annotations

from samordna.engine.words import Words


class WrongText(ValueError):
    """The text of a report is not as it must be. ``str(error)`` is the English sentence, ``words`` both."""

    def __init__(self, english: str, swedish: str) -> None:
        super().__init__(english)
        self.words = Words(swedish, english)

    def of(self, what: str) -> WrongText:
        """The same, told of ``what``: a report or a table."""
        return WrongText(f"{what}: {self.words.en}", f"{what}: {self.words.sv}")

    def on_line(self, number: int) -> WrongText:
        """The same, told of a line, from 1."""
        return WrongText(f"line {number}: {self.words.en}", f"Rad {number}: {self.words.sv}")
