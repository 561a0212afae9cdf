"""`./samordna test [NAME …]`: everything, or the parts that are named. All parts run even if one fails.

Parts: contracts types lint guards unit spec generative scale demo pages journeys; `sqlite` and `postgres` choose the
database; `fast` is lint, contracts, guards, unit and spec on SQLite. What could not be run is said at the end, and why.
"""

from __future__ import annotations

import signal
import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    from tests.services.suite import main

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # so that servers are stopped then too
    sys.exit(main(sys.argv[1:]))
