"""Tables made of other tables: tables under each other, shares of a whole, means, ratios and changes.

Only counts are ever counted. What is made of them keeps its two numbers, so that every figure can be traced, and is
an exact fraction until it is printed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from samordna.engine.conditions import Given, require
from samordna.engine.dimensions import Total
from samordna.engine.printed import Printed, Way
from samordna.engine.request import Column, Count, Counted, Key, What, cell_keys_of, check_name
from samordna.engine.words import Words

#: How many more one count is than another: less than nought where it is fewer.
DIFFERENCE = What(
    Counted.SUM, "difference", Words("förändring i antal", "change in number"), printed=Printed(Way.DIFFERENCE)
)


@dataclass(frozen=True, slots=True)
class Added:
    """Counts with the same columns, added cell by cell, less others: rows, and those that are kept as a number only."""

    name: str
    title: Words
    plus: tuple[Count, ...]
    what: What
    minus: tuple[Count, ...] = ()

    def __post_init__(self) -> None:
        check_name(self.name)
        require(len(self.plus) + len(self.minus) > 1 and bool(self.plus), f"{self.name}: adding needs two counts")
        for count in (*self.plus, *self.minus):
            require(count.columns == self.columns, f"{self.name}: {count.name} has other columns")
            require(count.of_people == self.of_people, f"{self.name}: people and other things are not added up")

    @property
    def of_people(self) -> bool:
        """True when the cells count people."""
        return self.plus[0].of_people

    @property
    def is_share(self) -> bool:
        """False: a table of numbers."""
        return False

    @property
    def notes(self) -> tuple[Words, ...]:
        """The counts' notes, each once."""
        return tuple(dict.fromkeys(note for count in (*self.plus, *self.minus) for note in count.notes))

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns that all of them have."""
        return self.plus[0].columns

    def cell_keys(self) -> Iterator[Key]:
        """Every cell's key in the order of print."""
        return cell_keys_of(self.columns)


@dataclass(frozen=True, slots=True)
class Part:
    """One table of a stacked one: a count, a sum of counts, or a ratio of counts."""

    code: str
    words: Words
    count: Count | Added | Share | Ratio | Mean
    #: The part that holds everybody of this one and more: how many more can be worked out, and is protected too.
    part_of: str | None = None


@dataclass(frozen=True, slots=True)
class Stacked:
    """Several tables with the same columns, one under the other; ``column`` says which.

    With a total they add up, so then all of them are counts. Codes that stand ``apart`` are not in it. ``sums`` are
    what readers know of the codes anyway: wholes and their parts, which protection must reckon with.
    """

    name: str
    title: Words
    column: str
    words: Words
    parts: tuple[Part, ...]
    what: What
    total: Total | None = None
    apart: tuple[str, ...] = ()
    sums: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def __post_init__(self) -> None:
        check_name(self.name)
        require(len(self.parts) > 1, f"{self.name}: stacking needs at least two counts")
        codes = [part.code for part in self.parts] + ([self.total.code] if self.total else [])
        require(len(set(codes)) == len(codes), f"{self.name}: a code stands twice in “{self.column}”")
        first = self.parts[0].count
        for part in self.parts[1:]:
            require(part.count.columns == first.columns, f"{self.name}: “{part.code}” has other columns")
            require(part.count.of_people == first.of_people, f"{self.name}: people and other things are not stacked")
        require(self.column not in [c.name for c in first.columns], f"{self.name}: two columns are “{self.column}”")
        above: list[str | None] = [None]
        for part in self.parts:
            require(part.part_of in above, f"{self.name}: “{part.part_of}” is no part above “{part.code}”")
            above.append(part.code)
        if self.total is not None:
            require(not self.is_share, f"{self.name}: shares and means have no sum, so there is no total")
        for whole, added in self.sums:
            require({whole, *added} <= set(codes), f"{self.name}: a sum names a code that is not in “{self.column}”")
        for code in self.apart:
            known = self.total is not None and code in [part.code for part in self.parts]
            require(known, f"{self.name}: “{code}” cannot stand apart from a total that it has no place in")

    @property
    def of_people(self) -> bool:
        """True when the cells count people."""
        return self.parts[0].count.of_people

    @property
    def is_share(self) -> bool:
        """True when a ratio stands among the counts: every cell then has a place for its two numbers."""
        return any(part.count.is_share for part in self.parts)

    @property
    def notes(self) -> tuple[Words, ...]:
        """The counts' notes, each once."""
        return tuple(dict.fromkeys(note for part in self.parts for note in part.count.notes))

    @property
    def columns(self) -> tuple[Column, ...]:
        """The year, the column that says which count, and the counts' other columns."""
        year, *rest = self.parts[0].count.columns
        codes = [part.code for part in self.parts] + ([self.total.code] if self.total else [])
        words = [part.words for part in self.parts] + ([self.total.words] if self.total else [])
        total = self.total.code if self.total else None
        return (
            year,
            Column(self.column, self.words, tuple(codes), tuple(words), total=total, apart=self.apart, sums=self.sums),
            *rest,
        )

    def cell_keys(self) -> Iterator[Key]:
        """Every cell's key in the order of print."""
        return cell_keys_of(self.columns)


class _OfCounts:
    """What every ratio takes from the counts behind it: its columns and notes, and whether they are of people."""

    __slots__ = ()
    of: Count | Stacked

    @property
    def of_people(self) -> bool:
        """True when the counts behind are of people."""
        return self.of.of_people

    @property
    def is_share(self) -> bool:
        """True: every cell has two numbers."""
        return True

    @property
    def notes(self) -> tuple[Words, ...]:
        """The notes of the counts behind."""
        return self.of.notes

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of the counts behind."""
        return self.of.columns

    def cell_keys(self) -> Iterator[Key]:
        """Every cell's key in the order of print."""
        return cell_keys_of(self.columns)


@dataclass(frozen=True, slots=True)
class Share(_OfCounts):
    """Shares of a whole within a table of counts: a declared ratio, never a count of its own.

    ``over`` is the column whose codes are compared with the ``whole`` code of the same column.
    """

    name: str
    title: Words
    of: Count | Stacked
    over: str
    whole: str = "total"

    def __post_init__(self) -> None:
        check_name(self.name)
        column = next((c for c in self.of.columns if c.name == self.over), None)
        require(column is not None, f"{self.of.name} has no column “{self.over}”")
        if column is not None:
            require(self.whole in column.codes, f"“{self.whole}” is not a code of “{self.over}”")

    @property
    def what(self) -> What:
        """Per cent."""
        return What(Counted.SUM, "percent", Words("procent", "per cent"))

    def whole_of(self, key: Key) -> Key:
        """The key of the whole that ``key`` is a share of."""
        place = [c.name for c in self.columns].index(self.over)
        return (*key[:place], self.whole, *key[place + 1 :])


@dataclass(frozen=True, slots=True)
class Ratio(_OfCounts):
    """One table of numbers divided by another, cell by cell: kronor per participant, participants per measure.

    ``what`` names the figure, and its ``printed`` says with how many decimals, in which unit, in per cent, or as a
    change: from one occasion of the same people to another, in per cent or as how many more they are.
    """

    name: str
    title: Words
    of: Count | Stacked
    to: Count | Stacked
    what: What

    def __post_init__(self) -> None:
        check_name(self.name)
        require(self.of.columns == self.to.columns, f"{self.name}: the two tables have other columns")
        require(not self.of.is_share and not self.to.is_share, f"{self.name}: a ratio is of counts, not of shares")
        require(self.what.printed is not None, f"{self.name} must say how it is printed")

    @property
    def of_people(self) -> bool:
        """True when any of the numbers is of people."""
        return self.of.of_people or self.to.of_people

    @property
    def notes(self) -> tuple[Words, ...]:
        """The notes of the counts behind."""
        return tuple(dict.fromkeys((*self.of.notes, *self.to.notes)))


@dataclass(frozen=True, slots=True)
class Mean(_OfCounts):
    """The mean of a number over the rows that have it: ``of`` adds it up (a sum, or days), the rows are counted too.

    With ``per_person`` the sum is divided by persons instead: days per person, where a person may have several rows.
    ``unit`` is what the sum is in: 365 when days are added up and years printed.
    """

    name: str
    title: Words
    of: Count
    words: Words
    decimals: int = 1
    unit: Fraction = Fraction(1)
    per_person: bool = False

    def __post_init__(self) -> None:
        check_name(self.name)
        added = self.of.what.counted in (Counted.SUM, Counted.DAYS)
        require(added, f"{self.name}: a mean is of something that is added up, not of “{self.of.what.name}”")
        # Those for whom the number is known would be other rows than the latest ones.
        require(self.of.latest is None, f"{self.name}: a mean is of all rows, not of the latest ones")
        _ = self.what, self.to  # both check themselves

    @property
    def what(self) -> What:
        """The mean, under the name of what is added up."""
        printed = Printed(Way.NUMBER, self.decimals, self.unit)
        return What(self.of.what.counted, f"mean_{self.of.what.name}", self.words, self.of.what.column, printed)

    @property
    def to(self) -> Count:
        """Who or what the sum is divided by: those for whom the number is known."""
        of = self.of
        counted = Counted.PERSONS if self.per_person else Counted.ROWS
        what = What(counted, "number", Words("antal", "number"))
        known = (Given(of.source[of.what.column]),) if of.what.column else ()
        return replace(of, name=f"{of.name}-number", what=what, where=(*of.where, *known))


@dataclass(frozen=True, slots=True)
class Change(_OfCounts):
    """How much more there are than ``back`` periods earlier, in per cent of the earlier number; with ``in_number`` how
    many more. The table begins with the first period that has an earlier one.
    """

    name: str
    title: Words
    of: Count | Stacked
    decimals: int = 0
    back: int = 1
    in_number: bool = False

    def __post_init__(self) -> None:
        check_name(self.name)
        require(not self.of.is_share, f"{self.name}: a change is of counts, not of shares")
        enough = 1 <= self.back < len(self.of.columns[0].codes)
        require(enough, f"{self.name}: {self.of.name} has no period {self.back} before another")

    @property
    def what(self) -> What:
        """Per cent of the earlier number, or how many more."""
        if self.in_number:
            return DIFFERENCE
        words = Words("förändring i procent", "change in per cent")
        return What(Counted.SUM, "change", words, printed=Printed(Way.CHANGE, self.decimals))

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of the counts behind, without the first periods."""
        first, *rest = self.of.columns
        later = replace(first, codes=first.codes[self.back :], code_words=first.code_words[self.back :])
        return (later, *rest)

    def earlier(self, key: Key) -> Key:
        """The key of the number that ``key`` is compared with."""
        periods = self.of.columns[0].codes
        return (periods[periods.index(key[0]) - self.back], *key[1:])


Declaration = Count | Added | Stacked | Share | Ratio | Mean | Change


def counts_in(declaration: Declaration) -> tuple[Count, ...]:
    """The counts that must be run to make the table."""
    match declaration:
        case Count():
            return (declaration,)
        case Added():
            return (*declaration.plus, *declaration.minus)
        case Stacked():
            return tuple(count for part in declaration.parts for count in counts_in(part.count))
        case Ratio() | Mean():
            return (*counts_in(declaration.of), *counts_in(declaration.to))
        case Share() | Change():
            return counts_in(declaration.of)


def last_day(declaration: Declaration) -> date:
    """The table's last day: an extract must reach beyond it."""
    return max(count.time.spans[-1].last for count in counts_in(declaration))
