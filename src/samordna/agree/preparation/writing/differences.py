"""What two texts have in common and what they do not, for people to read; and two people's changes put together.

Plain Python. A paragraph is a line of the text. Words are compared with the space that follows them, so that the
pieces of a difference, put together, are the texts themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

SAME, ADDED, REMOVED = "same", "added", "removed"
_WORD = re.compile(r"\n|[^\S\n]+|[^\s]+[^\S\n]*")


@dataclass(frozen=True)
class Piece:
    """A run of text that both have (``same``), only the new has (``added``) or only the old had (``removed``)."""

    kind: str
    text: str


@dataclass(frozen=True)
class Merged:
    """Two changes of one text put together. ``clashes`` counts the places that both changed, each in its own way.

    At such a place both wordings stand one after the other: a person must choose.
    """

    text: str
    clashes: int


def difference(old: str, new: str) -> tuple[Piece, ...]:
    """The way from the old text to the new, word by word.

    >>> [(p.kind, p.text) for p in difference("två mål", "tre mål")]
    [('removed', 'två '), ('added', 'tre '), ('same', 'mål')]
    """
    before, after = _WORD.findall(old), _WORD.findall(new)
    found: list[Piece] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Piece(SAME, "".join(before[i1:i2])))
            continue
        found += [Piece(REMOVED, "".join(before[i1:i2]))] if i1 < i2 else []
        found += [Piece(ADDED, "".join(after[j1:j2]))] if j1 < j2 else []
    return tuple(found)


def merge(base: str, mine: str, theirs: str) -> Merged:
    """Both changes of ``base`` in one text: what either wrote is there, what one took away and the other left is not.

    Where both changed the same paragraphs differently, ``theirs`` comes first and ``mine`` after it.
    """
    lines: list[str] = []
    clashes = 0
    for old, a, b in _regions(base.split("\n"), mine.split("\n"), theirs.split("\n")):
        if a in (b, old):
            lines += b
        elif b == old:
            lines += a
        else:
            clashes += 1
            lines += [*b, *a]
    return Merged("\n".join(lines), clashes)


Lines = Sequence[str]


def _regions(base: Lines, mine: Lines, theirs: Lines) -> Iterator[tuple[Lines, Lines, Lines]]:
    """The three texts cut at the same places: before, in and after each run of lines that all three share."""
    z = a = b = 0
    for start, at_a, at_b, length in [*_shared(base, mine, theirs), (len(base), len(mine), len(theirs), 0)]:
        yield base[z:start], mine[a:at_a], theirs[b:at_b]
        z, a, b = start + length, at_a + length, at_b + length
        yield base[start:z], mine[at_a:a], theirs[at_b:b]


def _shared(base: Lines, mine: Lines, theirs: Lines) -> Iterator[tuple[int, int, int, int]]:
    """Runs of lines of ``base`` that both sides kept: where they begin in the three, and how long they are."""
    kept = SequenceMatcher(None, base, mine, autojunk=False).get_matching_blocks()
    other = SequenceMatcher(None, base, theirs, autojunk=False).get_matching_blocks()
    for one in kept:
        for two in other:
            start, end = max(one.a, two.a), min(one.a + one.size, two.a + two.size)
            if start < end:
                yield start, one.b + start - one.a, two.b + start - two.a, end - start
