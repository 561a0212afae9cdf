"""The product's command line with a clock that a test moves: `moving_clock.py FILE COMMAND …`, days to add in FILE.

Only what asks the product's clock sees the other day; the machine's own time goes on as it is.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from samordna.edge.cli.main import main
from samordna.ground.kernel.clock import SystemClock


def shifted(file: Path) -> None:
    """Let the product's clock show so many days later as the file says at the moment it is asked."""

    def now(_clock: SystemClock) -> datetime:
        return datetime.now(UTC) + timedelta(days=int(file.read_text(encoding="ascii")))

    SystemClock.now = now  # type: ignore[method-assign]


if __name__ == "__main__":
    shifted(Path(sys.argv[1]))
    sys.exit(main(sys.argv[2:]))
