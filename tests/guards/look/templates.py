"""Looking at templates: what the content policy forbids, so that it is found before a browser refuses it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

FORBIDDEN = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style[\s>]", re.IGNORECASE),
    "a script in the page": re.compile(r"<script(?![^>]*\ssrc\s*=)[^>]*>", re.IGNORECASE),
    "an event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "a javascript: address": re.compile(r"(href|action|src)\s*=\s*[\"']\s*javascript:", re.IGNORECASE),
    "something fetched from elsewhere": re.compile(
        r"<(script|link|img|iframe|use|source)[^>]*\s(src|href)\s*=\s*[\"'](https?:)?//", re.IGNORECASE
    ),
    "a form sent elsewhere": re.compile(r"<form[^>]*\saction\s*=\s*[\"'](https?:)?//", re.IGNORECASE),
    "unescaped text": re.compile(r"\|\s*safe\b|\{%-?\s*autoescape\s+off"),
}


def findings(paths: Iterable[Path]) -> list[str]:
    """What the templates hold that they must not, with the line."""
    found = []
    for path in paths:
        text = path.read_text(encoding="utf-8")
        for what, pattern in FORBIDDEN.items():
            found += [
                f"{path.name}:{text.count(chr(10), 0, hit.start()) + 1}: {what}" for hit in pattern.finditer(text)
            ]
    return found


def icons(paths: Iterable[Path]) -> set[str]:
    """The icons that templates name in full; a name that is worked out when the page is drawn is not found."""
    return {name for path in paths for name in re.findall(r'<c-icon name="([\w-]+)"', path.read_text(encoding="utf-8"))}
