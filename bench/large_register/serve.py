"""The product's own application, and around it a stopwatch: every answer says how long it took and what it asked for.

``Server-Timing: app;dur=31.2, cpu;dur=24.0, sql;dur=6.1;desc="14"`` – milliseconds from the server's first look at the
request until the answer is complete, of which processor time of the thread; and how many questions to the databases.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from typing import Any

from django.db import connections

from samordna.config.wsgi import application as product


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer as the product does, with one header more."""
    begun, used = time.perf_counter(), time.thread_time()
    asked = [0, 0.0]

    def counted(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        before = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            asked[0] += 1
            asked[1] += time.perf_counter() - before

    def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
        app, cpu = 1000 * (time.perf_counter() - begun), 1000 * (time.thread_time() - used)
        said = f'app;dur={app:.2f}, cpu;dur={cpu:.2f}, sql;dur={1000 * asked[1]:.2f};desc="{asked[0]}"'
        return start_response(status, [*headers, ("Server-Timing", said)], *rest)

    with ExitStack() as stack:
        for alias in connections:
            stack.enter_context(connections[alias].execute_wrapper(counted))
        return product(environ, start)
