"""What people type: tidied, counted, and refused in words when it cannot be kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samordna.ground.kernel import typed
from samordna.ground.kernel.errors import Refusal


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("", ""),
        ("Motala", "Motala"),
        ("en\x0btvå\x0ctre\x85fyra\u2028fem\u2029sex\r\nsju\råtta", "en\ntvå\ntre\nfyra\nfem\nsex\nsju\nåtta"),
        ("a\x00b\x07c\x1bd\x7fe\x9ff", "abcdef"),
        ("flik\toch rad\n", "flik\toch rad\n"),
        ("\ufeffbörjan \u200bmitt ￾￿", "början mitt "),
        ("halv \ud800", "halv "),
        ("\u202eomvänt\u202c \u2066namn\u2069\u2060\u200f", "omvänt namn"),
        ("\uf0b7 punkt ur Word", "• punkt ur Word"),
        ("👩\u200d👧 e\u0301 \u00ad", "👩\u200d👧 e\u0301 \u00ad"),  # what joins and combines means something
    ],
)
def test_a_text_is_kept_as_it_was_meant(sent, kept):
    assert typed.tidy(sent) == kept


@given(st.text(st.characters()))
def test_what_is_tidied_fits_and_stays(text):
    kept = typed.tidy(text)
    typed.check_fit(kept)
    assert typed.tidy(kept) == kept
    assert isinstance(kept.encode(), bytes)
    assert "\n" not in typed.one_line(text)


@pytest.mark.parametrize(
    ("sent", "number"),
    [
        ("0", 0),
        ("41", 41),
        ("007", 7),
        ("999999999", 999_999_999),
        ("1000000000", None),
        ("9" * 5000, None),
        ("", None),
        ("-1", None),
        ("1.5", None),
        ("²", None),
        ("٤", None),
        ("1\n", None),
        (None, None),
        (7, 7),
        (["7"], None),
    ],
)
def test_a_number_that_comes_along_is_sane_or_none(sent, number):
    assert typed.whole(sent) == number


def test_a_number_has_a_ceiling():
    assert (typed.whole("12", 12), typed.whole("13", 12)) == (12, None)


def test_a_text_that_is_too_long_is_refused_with_both_numbers():
    typed.check_length("å" * 200, 200, "place")
    with pytest.raises(Refusal, match="högst 200 tecken, den har 201") as refused:
        typed.check_length("å" * 201, 200, "place")
    assert (refused.value.field, "at most 200" in refused.value.message_en) == ("place", True)


@pytest.mark.parametrize("value", ["a\x00", {"x": ["\x0b"]}, {"\x01": 1}, ("￿",), "\ud800"])
def test_a_character_that_cannot_be_kept_is_refused_wherever_it_stands(value):
    with pytest.raises(Refusal, match=r"U\+"):
        typed.check_fit(value)


@pytest.mark.parametrize("value", ["å\n\t", {"x": ["1", 2, None]}, None, 3, b"\x00"])
def test_what_can_be_kept_passes(value):
    typed.check_fit(value)
