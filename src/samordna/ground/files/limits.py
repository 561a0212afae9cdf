"""How much of a file is read. Far above what anybody sends, far below what fills a machine."""

from __future__ import annotations

from typing import Final

#: Bytes of a file as it is sent.
LARGEST_FILE: Final = 64_000_000
#: Bytes of one part of a workbook when it is unpacked; 100,000 rows of 40 cells are about 150 million.
LARGEST_PART: Final = 600_000_000
#: A part that grows to more than this is also measured against its packed size …
SUSPICIOUS_PART: Final = 20_000_000
#: … which in an ordinary workbook is a tenth to a fortieth.
MOST_GROWTH: Final = 250
MOST_PARTS: Final = 2_000
#: Parts that are read whole: the list of sheets, styles.
LARGEST_SMALL_PART: Final = 5_000_000
#: Characters of all texts that cells share.
LONGEST_SHARED: Final = 200_000_000
MOST_ROWS: Final = 1_000_000
MOST_COLUMNS: Final = 300
#: Characters of a cell: what a spreadsheet holds.
LONGEST_CELL: Final = 32_767
