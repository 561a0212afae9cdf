"""What the parameter files hold, as values: a dated parameter, a rule of law, a code table."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from samordna.ground.kernel.money import Money
from samordna.ground.kernel.period import Period
from samordna.ground.kernel.share import Share
from samordna.ground.kernel.words import Words

NO_WORDS = Words("", "")
Status = Literal["read", "inferred", "unknown"]
Value = Share | Money | str | int | tuple[str, ...] | None


class NoParameter(LookupError):
    """Nothing is in force for what was asked; the text says what there is."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One value in force from ``valid_from`` to ``valid_to`` (the last day that belongs; None: until further notice).

    ``value`` is None exactly when the figure is not known from a source; ``status`` and ``note`` say why.
    """

    name: str
    value: Value
    unit: str
    valid_from: date
    valid_to: date | None
    source: str
    status: Status
    note: str = ""

    @property
    def period(self) -> Period:
        """The days on which the value is in force."""
        return Period.from_inclusive(self.valid_from, self.valid_to)

    @property
    def share(self) -> Share:
        """The value as a share; raises NoParameter where it is not known."""
        if not isinstance(self.value, Share):
            raise NoParameter(f"{self.name} has no known share: {self.note or self.status}")
        return self.value

    @property
    def days(self) -> int:
        """The value as a number of days; raises NoParameter where it is not known."""
        if not isinstance(self.value, int):
            raise NoParameter(f"{self.name} has no known number of days: {self.note or self.status}")
        return self.value


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of law or programme in plain words, with where it stands.

    ``valid_from`` is None where the first day is not known from a source. ``strength``: hard (never broken), soft
    (warned about), config (an association or a later decision sets it).
    """

    id: str
    topic: str
    text_sv: str
    text_en: str
    paragraph: str
    source: str
    valid_from: date | None
    valid_to: date | None
    status: Status
    strength: str
    note: str = ""

    def in_force(self, day: date) -> bool:
        """Whether the rule applies on a day; an unknown first day counts as always."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Label:
    """What a code is called from a day; None: from the beginning."""

    valid_from: date | None
    sv: str
    en: str


@dataclass(frozen=True, slots=True)
class Code:
    """One value of a code table: what is stored, and what Swedish and English readers see.

    ``labels`` is every name that a code has or will have, when it has been renamed; ``sv`` and ``en`` are those of the
    day that was asked for.
    """

    code: str
    sv: str
    en: str
    group: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    labels: tuple[Label, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The code itself and all that it is, has been or will be called."""
        return (self.code, self.sv, self.en, *(name for label in self.labels for name in (label.sv, label.en)))

    def in_force(self, day: date) -> bool:
        """Whether the code may be chosen on a day. Codes of the past are still shown."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class CodeList:
    """A code table in its official order.

    ``open``: the national administrator adds to it, ends and renames; ``why`` says why, or why not. ``locked`` are
    the codes that rules, law or official tables name, which stand all the same. ``groups`` are those that an added
    value may belong to: one of them, or none when there are none.
    """

    name: str
    codes: tuple[Code, ...]
    source: str
    status: Status
    title: Words = NO_WORDS
    open: bool = False
    why: Words = NO_WORDS
    locked: frozenset[str] = frozenset()
    groups: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[Code]:
        return iter(self.codes)

    def __contains__(self, code: object) -> bool:
        return any(each.code == code for each in self.codes)

    def __getitem__(self, code: str) -> Code:
        """The code's row; raises KeyError naming the table."""
        for each in self.codes:
            if each.code == code:
                return each
        raise KeyError(f"{code!r} is not in the code table {self.name}")

    @property
    def values(self) -> tuple[str, ...]:
        """The stored values, in order."""
        return tuple(each.code for each in self.codes)

    def in_force(self, *days: date, kept: Collection[str] = ()) -> tuple[str, ...]:
        """The values that hold on any of some days, in order, and those that are ``kept`` although they do not."""
        return tuple(each.code for each in self.codes if each.code in kept or any(map(each.in_force, days)))

    def choices(
        self, language: str = "sv", on: date | None = None, *also: date, kept: Collection[str] = ()
    ) -> list[tuple[str, str]]:
        """Pairs of value and label, as forms want them; with ``on`` only what may be chosen that day.

        ``also`` are more days that will do, ``kept`` values that stand already.
        """
        chosen = self.values if on is None else self.in_force(on, *also, kept=kept)
        english = language.startswith("en")
        return [(each.code, each.en if english else each.sv) for each in self.codes if each.code in chosen]

    def in_group(self, group: str) -> tuple[str, ...]:
        """The values of one group, for example the benefits counted as ill health."""
        return tuple(each.code for each in self.codes if each.group == group)
