"""Pieces of Typst, the language PDFs are written in. Every text goes in as a string, so nothing in it is markup."""

from __future__ import annotations

import re

from samordna.engine.formats.plain import printable

_SPACES = re.compile(r"[\n\r\t]+")


def string(text: str) -> str:
    r"""A string in Typst's code.

    >>> print(string('say "#hi" \\'))
    "say \"#hi\" \\"
    """
    escaped = _SPACES.sub(" ", printable(text)).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def call(name: str, *arguments: str, **named: str) -> str:
    """A call in Typst's code; arguments are code already.

    >>> call("text", string("a"), weight=string("bold"))
    'text(weight: "bold", "a")'
    """
    given = [f"{key.replace('_', '-')}: {value}" for key, value in named.items()]
    return f"{name}({', '.join([*given, *arguments])})"


def joined(pieces: list[str]) -> str:
    """Contents one after the other."""
    return "{" + "; ".join(pieces) + "}" if pieces else "[]"
