"""Which tests one process runs together when several share the work.

By the folder's name and not by xdist's own mark: with pytest 9.2 the mark is read and then does nothing (pytest-xdist
issue 1386), so that tests on Spark came so far apart that its session had ended.
"""

from __future__ import annotations

import pytest
from xdist.scheduler import LoadScopeScheduling

#: One process for all of them, one after the other: starting Spark takes longer than most tests.
TOGETHER = ("tests/scale/",)


def unit_of(nodeid: str) -> str:
    """The name of what is handed out as a whole: the folder, or the test itself."""
    return next((folder for folder in TOGETHER if nodeid.startswith(folder)), nodeid)


class Together(LoadScopeScheduling):
    """Test by test, but for the folders that stay together."""

    def _split_scope(self, nodeid: str) -> str:
        return unit_of(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Together:
    """The hook that xdist asks."""
    return Together(config, log)
