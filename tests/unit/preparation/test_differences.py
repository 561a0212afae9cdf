"""A difference can be read both ways, and two people's changes put together lose no line of either."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samordna.agree.preparation.writing.differences import ADDED, REMOVED, SAME, difference, merge

words = st.text(alphabet="ab åö.\n\t", max_size=60)
lines = st.lists(st.sampled_from(["a", "b", "c", "", "d d"]), max_size=8).map("\n".join)


def put_together(pieces, *kinds):
    return "".join(p.text for p in pieces if p.kind in kinds)


@given(words, words)
def test_a_difference_holds_both_texts(old, new):
    pieces = difference(old, new)
    assert put_together(pieces, SAME, REMOVED) == old
    assert put_together(pieces, SAME, ADDED) == new
    assert all(p.text for p in pieces)


@pytest.mark.parametrize(
    ("old", "new", "pieces"),
    [
        ("", "", []),
        ("", "Ett mål", [(ADDED, "Ett mål")]),
        ("Ett mål", "Ett mål", [(SAME, "Ett mål")]),
        (
            "Hälften får arbete.",
            "Hälften får ett arbete.",
            [(SAME, "Hälften får "), (ADDED, "ett "), (SAME, "arbete.")],
        ),
        ("Ett\nTvå", "Ett", [(SAME, "Ett"), (REMOVED, "\nTvå")]),
    ],
)
def test_a_difference_is_said_in_words(old, new, pieces):
    assert [(p.kind, p.text) for p in difference(old, new)] == pieces


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "text", "clashes"),
    [
        ("a\nb\nc", "a1\nb\nc", "a\nb\nc1", "a1\nb\nc1", 0),  # different paragraphs
        ("a\nb\nc", "a\nc", "a\nb\nc\nd", "a\nc\nd", 0),  # one takes away, the other adds
        ("a\nb", "a\nb1", "a\nb2", "a\nb2\nb1", 1),  # the same paragraph
        ("a\nb", "a", "a\nb2", "a\nb2", 1),  # taken away and changed: what was written stays
        ("", "mina", "andras", "andras\nmina", 1),
        ("a", "b", "b", "b", 0),  # both had the same thought
    ],
)
def test_two_changes_put_together(base, mine, theirs, text, clashes):
    assert merge(base, mine, theirs) == type(merge("", "", ""))(text, clashes)


@given(lines, lines, lines)
def test_no_line_of_either_side_is_lost(base, mine, theirs):
    """Every line that a side wrote is in the result as often as there; what both kept is kept."""
    old, merged = Counter(base.split("\n")), Counter(merge(base, mine, theirs).text.split("\n"))
    for side in (mine, theirs):
        written = Counter(side.split("\n")) - old
        assert not written - merged
    # (of a line that stood twice, each may have kept another one)
    kept = {line for line in {*mine.split("\n")} & {*theirs.split("\n")} if old[line] < 2}
    assert kept <= merged.keys()


@given(lines, lines)
def test_what_only_one_changed_is_taken_as_it_is(base, changed):
    assert merge(base, changed, base) == merge(base, base, changed)
    assert merge(base, changed, base).text == changed
    assert merge(base, changed, base).clashes == 0
