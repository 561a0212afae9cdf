"""Figures that are bound to cells: what stands in a text is computed from a table and can say from where.

A growth is on the earlier number, a share follows from two counts that stand beside it, and what is hidden in the table
is hidden in the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from samordna.engine.request import Key
from samordna.engine.table import HIDDEN_SIGN, MISSING_SIGN, Status, Table, percent
from samordna.engine.text.numbers import integer, per_cent
from samordna.engine.words import Words


@dataclass(frozen=True, slots=True)
class Ref:
    """A cell of a table."""

    table: Table
    key: Key

    @property
    def status(self) -> Status:
        """The cell's status."""
        return self.table.cells[self.key].status

    @property
    def number(self) -> int:
        """The cell's number; only to be asked for when there is one."""
        number = self.table.cells[self.key].value
        assert number is not None
        return number

    def described(self, language: str = "sv") -> str:
        """Which cell it is, in words: the columns' labels, joined."""
        labels = (column.label(code) for column, code in zip(self.table.columns, self.key, strict=True))
        return ", ".join(label.in_language(language) for label in labels)


def ref(table: Table, **codes: str | int) -> Ref:
    """The cell of ``table`` with these codes. KeyError when there is none."""
    return Ref(table, table.key(**codes))


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure in a text: its words, the cells it comes from, and how it was counted (``how``)."""

    words: Words
    refs: tuple[Ref, ...]
    how: Words
    status: Status = Status.VALUE

    def in_language(self, language: str) -> str:
        """What stands in the text."""
        return self.words.in_language(language)


def _not_shown(refs: Sequence[Ref]) -> Figure | None:
    """What stands in the place of a figure that needs a cell without a number; None when all have one."""
    for status, sign, how in (
        (Status.HIDDEN, HIDDEN_SIGN, Words("dold uppgift", "hidden figure")),
        (Status.MISSING, MISSING_SIGN, Words("uppgift saknas", "no figure")),
    ):
        if any(one.status is status for one in refs):
            return Figure(Words(sign, sign), tuple(refs), how, status)
    return None


def _no_figure(refs: tuple[Ref, ...], why: Words) -> Figure:
    return Figure(Words(MISSING_SIGN, MISSING_SIGN), refs, why, Status.MISSING)


def _named(one: Ref) -> Words:
    return Words(
        f"{one.table.form.title.sv}: {one.described('sv')}", f"{one.table.form.title.en}: {one.described('en')}"
    )


def count(one: Ref) -> Figure:
    """The number in a cell."""
    text = "" if one.status is not Status.VALUE else integer(one.number)
    return _not_shown([one]) or Figure(Words(text, text), (one,), _named(one))


def share(part: Ref, whole: Ref) -> Figure:
    """``part`` of ``whole`` in whole per cent; missing when there is nobody in the whole."""
    hidden = _not_shown([part, whole])
    if hidden:
        return hidden
    if whole.number == 0:
        return _no_figure((part, whole), Words("en andel av ingen", "a share of nobody"))
    value = percent(part.number, whole.number)
    how = Words(
        f"{integer(part.number)} av {integer(whole.number)}", f"{integer(part.number)} of {integer(whole.number)}"
    )
    return Figure(Words(per_cent(value), per_cent(value, "en")), (part, whole), how)


def change(later: Ref, earlier: Ref) -> Figure:
    """How many more or fewer: the size of the difference, without a sign."""
    hidden = _not_shown([later, earlier])
    if hidden:
        return hidden
    text = integer(abs(later.number - earlier.number))
    how = f"{integer(later.number)} − {integer(earlier.number)}"
    return Figure(Words(text, text), (later, earlier), Words(how, how))


def growth(later: Ref, earlier: Ref) -> Figure:
    """The change in whole per cent of the *earlier* number, without a sign; missing when that is nought."""
    hidden = _not_shown([later, earlier])
    if hidden:
        return hidden
    if earlier.number == 0:
        return _no_figure((later, earlier), Words("en ökning från noll", "a growth from nought"))
    value = percent(abs(later.number - earlier.number), earlier.number)
    difference, base = integer(abs(later.number - earlier.number)), integer(earlier.number)
    how = Words(f"{difference} av {base}, det tidigare antalet", f"{difference} of {base}, the earlier number")
    return Figure(Words(per_cent(value), per_cent(value, "en")), (later, earlier), how)


def direction(later: Ref, earlier: Ref) -> int:
    """1 for more, −1 for fewer, 0 for as many or when it cannot be said."""
    if _not_shown([later, earlier]):
        return 0
    return (later.number > earlier.number) - (later.number < earlier.number)
