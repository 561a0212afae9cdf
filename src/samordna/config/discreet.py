"""Logs that say what happened and never to whom.

An error's own words may quote what somebody typed – a database quotes the row that it refused – so only its kind and
where it came from are written. An address may hold the secret of a participant's own page, so the page's pattern is
written instead of it. Whatever looks like a personal number is taken out of the rest.
"""

from __future__ import annotations

import copy
import logging
import re
import traceback
from types import TracebackType
from typing import Any

LOOKS_LIKE_A_NUMBER = re.compile(r"(?<!\d)(?:\d{2})?\d{6}[-+ ]?\d{4}(?!\d)")
_Error = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Discreet(logging.Formatter):
    """One line with time, level, logger and message; for an error where it came from, without its words."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {name} {message}", style="{")

    def format(self, record: logging.LogRecord) -> str:
        """The whole text of a record."""
        record = copy.copy(record)
        record.exc_text = None  # another handler's, with the error's words
        request = getattr(record, "request", None)
        if request is not None:
            record.msg, record.args = f"{_reason(record)}: {_pattern(request)}", ()
        return without_numbers(super().format(record))

    def formatException(self, ei: _Error) -> str:
        """Each error of the chain by its kind, with the frames that led to it."""
        lines: list[str] = []
        error = ei[1]
        while error is not None:
            frames = traceback.extract_tb(error.__traceback__)
            lines += [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
            lines.append(f"{type(error).__module__}.{type(error).__qualname__}")
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(lines)


def without_numbers(text: str) -> str:
    """The text without anything that looks like a personal number.

    >>> without_numbers("20190614-2386 at 2026-11-22 11:31:27,123, 2000000 rows")
    '[…] at 2026-11-22 11:31:27,123, 2000000 rows'
    """
    return LOOKS_LIKE_A_NUMBER.sub("[…]", text)


def _reason(record: logging.LogRecord) -> str:
    """Django's words for the kind of failure; the rest of its arguments is the address."""
    code = getattr(record, "status_code", None)
    return f"{record.levelname.capitalize()} {code}" if code else record.levelname.capitalize()


def _pattern(request: Any) -> str:
    match = getattr(request, "resolver_match", None)
    return (
        f"{getattr(request, 'method', '')} /{match.route}" if match else f"{getattr(request, 'method', '')} (no page)"
    )
