"""Tables made of other tables: counts under each other, and shares of a whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from samordna.engine.conditions import require
from samordna.engine.dimensions import Total
from samordna.engine.request import Column, Count, Counted, Key, What, cell_keys_of, check_name
from samordna.engine.words import Words


@dataclass(frozen=True, slots=True)
class Part:
    """One count of a stacked table."""

    code: str
    words: Words
    count: Count


@dataclass(frozen=True, slots=True)
class Stacked:
    """Several counts with the same columns, one under the other; ``column`` says which. With a total they add up."""

    name: str
    title: Words
    column: str
    words: Words
    parts: tuple[Part, ...]
    what: What
    total: Total | None = None

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

    @property
    def of_people(self) -> bool:
        """True when the cells count people."""
        return self.parts[0].count.of_people

    @property
    def is_share(self) -> bool:
        """False: a table of numbers."""
        return False

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
        return (year, Column(self.column, self.words, tuple(codes), tuple(words), total=total), *rest)

    def cell_keys(self) -> Iterator[Key]:
        """Every cell's key in the order of print."""
        return cell_keys_of(self.columns)


@dataclass(frozen=True, slots=True)
class Share:
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
    def of_people(self) -> bool:
        """True when the counts behind are of people."""
        return self.of.of_people

    @property
    def is_share(self) -> bool:
        """True: a table of shares."""
        return True

    @property
    def notes(self) -> tuple[Words, ...]:
        """The notes of the counts behind."""
        return self.of.notes

    @property
    def what(self) -> What:
        """Per cent."""
        return What(Counted.SUM, "percent", Words("procent", "per cent"))

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of the counts behind."""
        return self.of.columns

    def cell_keys(self) -> Iterator[Key]:
        """Every cell's key in the order of print."""
        return self.of.cell_keys()

    def whole_of(self, key: Key) -> Key:
        """The key of the whole that ``key`` is a share of."""
        place = [c.name for c in self.columns].index(self.over)
        return (*key[:place], self.whole, *key[place + 1 :])


Declaration = Count | Stacked | Share


def counts_in(declaration: Declaration) -> tuple[Count, ...]:
    """The counts that must be run to make the table."""
    if isinstance(declaration, Count):
        return (declaration,)
    if isinstance(declaration, Share):
        return counts_in(declaration.of)
    return tuple(part.count for part in declaration.parts)


def last_year(declaration: Declaration) -> int:
    """The table's last year: an extract must reach beyond it."""
    return max(count.time.last for count in counts_in(declaration))
