"""What stops an engine that is not the extract's fault."""

from __future__ import annotations


class EngineUnavailable(Exception):
    """The engine cannot be used here and now; the message says why and what to do."""
