"""The counts of an association divided by groups of its people, such as ages, beside the same counts undivided.

Nothing of a measure is said here: the groups divide the association's own sums, and those stand printed as they were.
A group and its values are told only in what leaves the undivided table free to be all that it was shown to be able to:

- A value is divided where its sum is printed exactly. The others together are one row of which nothing is printed.
- Groups of one to four, and those that must be with them, are closed: of them only that somebody is there. The same
  groups are closed for every variable, since how many there are in a group stands with each of them.
- What remains is a table whose sums do not move, and each count of one to four in it may be one and four, as
  ``guarding`` shows by making such a table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from samordna.deliver.participants.figures import SEXES, Between
from samordna.deliver.projects.rules import SMALL
from samordna.deliver.reporting.rules.cuts import EVERYBODY, HIDDEN, Counts, Cut, cut
from samordna.deliver.reporting.rules.guarding import MOST, Edge, Net

#: So many may the number of a sex move by where a measure has one to four of it.
STEP = SMALL - 1
_OTHERS, _CLOSED = "others", "closed"


@dataclass(frozen=True)
class Undivided:
    """A variable as it is printed undivided, and its true counts by (group, value, sex)."""

    whole: Cut
    counts: Counts
    several: bool = False

    def number(self, group: str, value: str, sex: str) -> int:
        """How many there are truly; of ``EVERYBODY`` the sum, where nobody has several values."""
        if value == EVERYBODY and not self.several:
            return sum(self.counts.get((group, one, sex), 0) for one in self.whole.values)
        return self.counts.get((group, value, sex), 0)


def divided(variables: Mapping[str, Undivided], groups: Sequence[str], *, exact: bool = False) -> dict[str, Cut]:
    """Each variable by group: a cut whose measures are the groups, and whose sums are those of the undivided.

    The same people stand in all the variables. ``exact`` is for those who see the persons anyway.
    """
    if exact:
        return {
            name: cut(one.counts, measures=groups, values=one.whole.values, several=one.several, exact=True)
            for name, one in variables.items()
        }
    cells: dict[str, dict[tuple[str, str, str], Between]] = {name: {} for name in variables}
    for sex in SEXES:
        for name, told in _of_sex(variables, groups, sex).items():
            cells[name] |= told
    return {
        name: Cut(one.whole.values, cells[name], _sums(one.whole), tuple(groups)) for name, one in variables.items()
    }


def _sums(whole: Cut) -> dict[tuple[str, str], Between]:
    return {
        (value, sex or "total"): whole.of(value, sex) for value in (*whole.values, EVERYBODY) for sex in (*SEXES, None)
    }


_Told = dict[str, dict[tuple[str, str, str], Between]]


def _of_sex(variables: Mapping[str, Undivided], groups: Sequence[str], sex: str) -> _Told:
    """Everything of one sex; closes group after group until all that is told may be told."""
    first = next(iter(variables.values()))
    lines = {group: first.number(group, EVERYBODY, sex) for group in groups}
    moves = 0 if all(_is_fixed(one.whole, sex) for one in variables.values()) else STEP
    closed = _enough(lines, frozenset(group for group, number in lines.items() if 0 < number < SMALL), moves)
    while True:
        try:
            return {name: _Divided(one, lines, closed, sex, moves).cells() for name, one in variables.items()}
        except ArithmeticError:
            closed = _enough(lines, _one_more(lines, closed), moves)


def _is_fixed(whole: Cut, sex: str) -> bool:
    """Whether nobody is in a measure with one to four of the sex: what is tried out then never moves everybody."""
    return all(whole.cells[one, EVERYBODY, sex].is_exact for one in whole.measures)


def _enough(lines: Mapping[str, int], closed: frozenset[str], moves: int) -> frozenset[str]:
    """Closed with as many more that each of them may be one to four with somebody left in the others.

    Where there are too few in all of them even the groups where nobody is are closed.
    """
    if not closed and not moves:
        return closed
    there = sum(number > 0 for number in lines.values())
    while len(closed) < 2 or sum(lines[one] for one in closed) < moves + STEP + len(closed) - 1:
        if len(closed) >= there:
            return frozenset(lines)
        closed = _one_more(lines, closed)
    return closed


def _one_more(lines: Mapping[str, int], closed: frozenset[str]) -> frozenset[str]:
    """The fewest that are open are closed too, and another with them where they would be alone."""
    left = sorted((number, group) for group, number in lines.items() if number and group not in closed)
    return closed | {group for _number, group in left[: 1 if closed else 2]}


class _Divided:
    """One variable and one sex with some groups closed. ArithmeticError where more must be closed."""

    def __init__(self, of: Undivided, lines: Mapping[str, int], closed: frozenset[str], sex: str, moves: int) -> None:
        self.of, self.lines, self.closed, self.sex, self.moves = of, lines, closed, sex, moves
        self.open = [group for group, number in lines.items() if number and group not in closed]
        self.told: dict[tuple[str, str, str], Between] = {}

    def cells(self) -> dict[tuple[str, str, str], Between]:
        """Each group and value, and how many there are in each group."""
        values = self.of.whole.values
        fixed = [value for value in values if self.of.whole.of(value, self.sex).is_exact]
        for group, number in self.lines.items():
            self.told[group, EVERYBODY, self.sex] = Between(number, number) if self._is_told(group) else self._someone()
            for value in values:
                self.told[group, value, self.sex] = self._unsaid(group, value)
        for some in [[value] for value in values] if self.of.several else [values]:
            self._protect([value for value in some if value in fixed], some)
        return self.told

    def _is_told(self, group: str) -> bool:
        return group not in self.closed

    def _someone(self) -> Between:
        """A closed group, as anybody can work it out: somebody is there and in the other closed ones, if in all."""
        if len(self.closed) == len(self.lines):
            return _between(0, self.of.whole.everybody(self.sex).high)
        most = self.of.whole.everybody(self.sex).high - sum(self.lines[one] for one in self.open)
        return _between(1, max(1, most - len(self.closed) + 1))

    def _unsaid(self, group: str, value: str) -> Between:
        most = min(self.of.whole.of(value, self.sex).high, self.told[group, EVERYBODY, self.sex].high)
        return _between(0, most)

    def _protect(self, rows: Sequence[str], every: Sequence[str]) -> None:
        """Make the table of ``rows`` and the others, and tell what it lets be told of the open groups."""
        if not self.open:
            return
        rows = self._with_enough_others(rows)
        self._check_others(rows, every)
        columns = [*self.open, *([_CLOSED] if self.closed else [])]
        numbers = {(value, group): self._number(value, group, rows) for value in (*rows, _OTHERS) for group in columns}
        if self.moves and numbers[_OTHERS, _CLOSED] < self.moves:
            raise ArithmeticError("nobody to take away where nothing is told")
        net, edges = Net(), dict[tuple[str, str], Edge]()
        ends = {group: net.node() for group in columns}
        for value in (*rows, _OTHERS):
            here = net.node()
            net.add(Edge(0, here, sum(numbers[value, group] for group in columns), line=True))
            for group in columns:
                unsaid = MOST if value == _OTHERS or group == _CLOSED else 0
                edges[value, group] = net.add(Edge(here, ends[group], numbers[value, group], high=unsaid))
        for group in columns:
            net.add(Edge(ends[group], 0, sum(numbers[value, group] for value in (*rows, _OTHERS)), line=True))
        net.protect()
        for value in rows:
            for group in self.open:
                edge = edges[value, group]
                self.told[group, value, self.sex] = _between(edge.low, min(edge.high, self.lines[group]))

    def _check_others(self, rows: Sequence[str], every: Sequence[str]) -> None:
        """Of the values that are not told, none fills a group so that a few of it must be there."""
        others = [value for value in every if value not in rows]
        numbers = [{group: self.of.number(group, value, self.sex) for group in self.lines} for value in others]
        told = {group: sum(self.of.number(group, value, self.sex) for value in rows) for group in self.lines}
        if self.of.several and others:  # those who lack it
            numbers.append({group: n - self.of.number(group, others[0], self.sex) for group, n in self.lines.items()})
        whole = sum(self.lines.values()) - sum(told.values())
        for number in numbers:
            for group in self.open:
                here = self.lines[group] - told[group]
                fills = min(here, sum(number.values())) >= SMALL and here + sum(number.values()) > whole + 1
                if 0 < number[group] < SMALL and fills:
                    raise ArithmeticError("too few have another value")

    def _with_enough_others(self, rows: Sequence[str]) -> list[str]:
        """The rows, without the fewest where those that are not told would be one to four in all."""
        kept = sorted(rows, key=lambda value: (-self._sum(value), value))
        everybody = sum(self.lines.values())
        while kept and 0 < everybody - sum(map(self._sum, kept)) < SMALL:
            kept.pop()
        return kept

    def _sum(self, value: str) -> int:
        return sum(self.of.number(group, value, self.sex) for group in self.lines)

    def _number(self, value: str, group: str, rows: Sequence[str]) -> int:
        groups = self.closed if group == _CLOSED else (group,)
        if value == _OTHERS:
            told = sum(self._number(one, group, rows) for one in rows)
            return sum(self.lines[one] for one in groups) - told
        return sum(self.of.number(one, value, self.sex) for one in groups)


def _between(low: int, high: int) -> Between:
    return Between(low, high) if low == high else Between(low, high, frozenset({HIDDEN}))
