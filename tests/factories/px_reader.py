"""A small strict reader of PX files, written for the tests and from the format's description alone."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

_KEY = re.compile(r'([A-Z][A-Z0-9-]*)(?:\[([a-z]{2})\])?(?:\(("[^"]*")\))?=')
_TEXT = re.compile(r'"([^"]*)"')


@dataclass(frozen=True)
class Px:
    """What a file says: its keywords (name, language, of what) and its data, cell by cell."""

    said: dict[tuple[str, str, str], list[str]]
    cells: dict[tuple[str, ...], str]

    def of(self, key, what="", language=""):
        return self.said[(key, language, what)]

    def only(self, key, language=""):
        (text,) = self.said[(key, language, "")]
        return text


def read(content: bytes) -> Px:
    text = content.decode("utf-8")
    lines = text.split("\n")
    assert lines[0] == 'CHARSET="ANSI";', "the character set stands first"
    assert max(map(len, lines)) <= 256, "no line is longer than 256 characters"
    head, data = text.split("\nDATA=\n")
    said: dict[tuple[str, str, str], list[str]] = {}
    place = 0
    head += "\n"
    while place < len(head):
        match = _KEY.match(head, place)
        assert match, f"no keyword at: {head[place : place + 60]!r}"
        key = (match[1], match[2] or "", (match[3] or '""')[1:-1])
        assert key not in said, f"{key} stands twice"
        said[key], place = _values(head, match.end())
    return Px(said, _cells(said, data))


def _values(head: str, place: int) -> tuple[list[str], int]:
    """Texts between commas, or a bare word. Pieces on several lines are one text."""
    texts: list[str] = []
    bare = re.compile(r"[A-Z0-9]+;\n").match(head, place)
    if bare:
        return [bare[0][:-2]], bare.end()
    if head.startswith("TLIST(A1),", place):
        place += len("TLIST(A1),")
    while True:
        place += head[place] == "\n"
        text = ""
        while match := _TEXT.match(head, place):
            text, place = text + match[1], match.end()
            if head[place] == "\n":
                place += 1
            else:
                break
        else:
            raise AssertionError(f"no text at: {head[place : place + 60]!r}")
        texts.append(text)
        end, place = head[place], place + 1
        if end == ";":
            assert head[place] == "\n", "each keyword begins on a line of its own"
            return texts, place + 1
        assert end == ",", f"neither , nor ; after {text!r}"


def _cells(said: dict[tuple[str, str, str], list[str]], data: str) -> dict[tuple[str, ...], str]:
    """Every cell by its codes, in the order of the stub and then the heading."""
    names = said[("STUB", "", "")] + said[("HEADING", "", "")]
    codes = [said[("CODES", "", name)] for name in names]
    assert data.endswith("\n;\n"), "the data end with a semicolon"
    records = data[:-3].split("\n")
    assert all(record.endswith(" ") for record in records), "a line of data ends with a space"
    tokens = " ".join(records).split()
    for token in tokens:
        assert re.fullmatch(r'-?[0-9]+(\.[0-9]+)?|"\.{1,6}"', token), token
    keys = list(itertools.product(*codes))
    return dict(zip(keys, tokens, strict=True))
