"""The columns of a file of head counts, and an example: known before there is a register."""

from __future__ import annotations

from typing import Final

from samordna.ground.files.tables import Column

COLUMNS: Final = [Column("measure", True), Column("year", True), Column("women", True), Column("men", True)]
HEADINGS: Final = [column.name for column in COLUMNS]
EXAMPLE: Final = ("I-0003", "2026", "14", "11")
