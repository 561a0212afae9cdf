"""Counts of one variable in one year, by measure and sex, as they may be shown.

An association's measures are protected together with the association's sums, as ``guarding`` says. Everything else that
is printed, any choice of measures and every larger area, is a sum of what is shown of these, and tells nothing more.
What this does not protect against stands in ADR 0028.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from samordna.deliver.participants.figures import SEXES, Between, shown, together
from samordna.deliver.projects.rules import SMALL
from samordna.deliver.reporting.rules.guarding import ALL, BY_SEX, MOST, Edge, Net

TOTAL = "total"
#: The value that counts everybody, where somebody may have several values.
EVERYBODY = "everybody"
#: Why a number is a range.
HIDDEN = "hidden"
#: The one measure of a cut that is of an area.
AREA = "area"
#: (measure, value, sex) → how many.
Counts = Mapping[tuple[str, str, str], int]
_REST = "rest"


@dataclass(frozen=True)
class Cut:
    """What may be shown. ``cells`` has each measure and each sex; ``sums`` all measures together, one sex or both."""

    values: tuple[str, ...]
    cells: Mapping[tuple[str, str, str], Between]
    sums: Mapping[tuple[str, str], Between] = field(default_factory=dict)
    measures: tuple[str, ...] = ()
    exact: bool = False

    def of(self, value: str, sex: str | None, measures: Collection[str] | None = None) -> Between:
        """How many have a value, in all measures (None) or some; of one sex or both."""
        chosen = self.measures if measures is None else [one for one in self.measures if one in measures]
        if set(chosen) == set(self.measures) and (known := self.sums.get((value, sex or TOTAL))) is not None:
            return known
        if sex is None:
            return together(self.of(value, one, chosen) for one in SEXES)
        return together(self.cells[one, value, sex] for one in chosen)

    def knows(self, value: str) -> bool:
        """Whether there is anything to say of a value; it may be too little for a row of its own."""
        return any(value == known for _measure, known, _sex in self.cells)

    def everybody(self, sex: str | None, measures: Collection[str] | None = None) -> Between:
        """How many there are."""
        return self.of(EVERYBODY, sex, measures)


def cut(
    counts: Counts, *, measures: Sequence[str], values: Sequence[str], several: bool = False, exact: bool = False
) -> Cut:
    """The counts for a reader. With ``several`` the counts of ``EVERYBODY`` are given, else they are the sum.

    ``exact`` is for those who see the persons anyway.
    """
    known = tuple(sorted((key, number) for key, number in counts.items() if number))
    return _cut(known, tuple(measures), tuple(values), several, exact)


def added(cuts: Sequence[Cut]) -> Cut:
    """An area: the sums of what is shown of its associations, and so nothing that these do not tell."""
    values = tuple(dict.fromkeys(value for one in cuts for value in one.values))
    cells = {(AREA, v, s): _over(cuts, v, s) for v in (*values, EVERYBODY) for s in SEXES}
    return Cut(values, cells, {(v, TOTAL): _over(cuts, v, None) for v in (*values, EVERYBODY)}, (AREA,))


def _over(cuts: Iterable[Cut], value: str, sex: str | None) -> Between:
    return together(one.of(value, sex) for one in cuts if one.knows(value))


@lru_cache(maxsize=4096)
def _cut(
    known: tuple[tuple[tuple[str, str, str], int], ...],
    measures: tuple[str, ...],
    values: tuple[str, ...],
    several: bool,
    exact: bool,
) -> Cut:
    """The same counts give the same cut, and protecting is what takes time."""
    counts = dict(known)
    lines = {
        (one, sex): (
            counts.get((one, EVERYBODY, sex), 0) if several else sum(counts.get((one, v, sex), 0) for v in values)
        )
        for one in measures
        for sex in SEXES
    }
    numbers = {(m, v, s): counts.get((m, v, s), 0) for m in measures for v in values for s in SEXES}
    whole = {(one, EVERYBODY, sex): shown(number, exact=exact) for (one, sex), number in lines.items()}
    if exact:
        return Cut(values, whole | {key: Between(n, n) for key, n in numbers.items()}, measures=measures, exact=True)
    cells, sums = dict[tuple[str, str, str], Between](), dict[tuple[str, str], Between]()
    for some in ([value] for value in values) if several else [list(values)]:
        made = _Protected(numbers, lines, some, rest=several)
        cells |= made.cells()
        sums |= made.sums(cells)
    found = Cut(values, whole | {key: Between(0, 0) for key in numbers} | cells, sums, measures)
    return found if several else replace(found, sums=_narrowed(found))


def _narrowed(made: Cut) -> dict[tuple[str, str], Between]:
    """The sums, no wider than anybody who adds up what is printed makes them: everybody is the sum of the values."""
    sums = {(value, sex): made.of(value, sex) for value in (*made.values, EVERYBODY) for sex in SEXES}
    sums |= {(value, TOTAL): made.of(value, None) for value in (*made.values, EVERYBODY)}
    wholes = [((EVERYBODY, sex), [(value, sex) for value in made.values]) for sex in (*SEXES, TOTAL)]
    wholes += [((value, TOTAL), [(value, sex) for sex in SEXES]) for value in (*made.values, EVERYBODY)]
    for whole, parts in wholes * 2:
        sums[whole] = _both(sums[whole], together(sums[part] for part in parts))
        for part in parts:
            others = together(sums[other] for other in parts if other != part)
            low, high = sums[whole].low - others.high, sums[whole].high - others.low
            sums[part] = _both(sums[part], _between(max(0, low), max(0, high)))
    return sums


def tells_of_few(whole: Cut, part: Cut, measures: Collection[str] | None = None) -> bool:
    """Whether a table of some people beside that of all tells of one to four of the others.

    >>> every, some = (cut({("a", "x", s): n for s in SEXES}, measures=["a"], values=["x"]) for n in (20, 18))
    >>> tells_of_few(every, some), tells_of_few(every, every)
    (True, False)
    """
    if part.exact:
        return False
    for value in part.values:
        for sex in (*SEXES, None):
            every, some = whole.of(value, sex, measures), part.of(value, sex, measures)
            least, most = max(0, every.low - some.high), every.high - some.low
            if most >= 1 and least < SMALL and not (least <= 1 and most >= SMALL - 1):
                return True
    return False


class _Protected:
    """Values that add up to everybody, protected together. With ``rest`` it is one value and those who lack it."""

    def __init__(
        self, numbers: Counts, lines: Mapping[tuple[str, str], int], values: Sequence[str], *, rest: bool
    ) -> None:
        self.values, self.lines = values, {line: n for line, n in lines.items() if n}
        self.numbers = {(m, v, s): numbers[m, v, s] for m, s in self.lines for v in values}
        if rest:
            self.numbers |= {(m, _REST, s): n - numbers[m, values[0], s] for (m, s), n in self.lines.items()}
        self.edges: dict[tuple[str, str, str], Edge] = {}
        net = Net()
        ends = {line: net.node() for line in self.lines}
        for value in (*values, _REST) if rest else values:
            self._add(net, value, ends)
        for line, number in self.lines.items():
            net.add(Edge(ends[line], 0, number, line=True))
        net.protect()

    def _add(self, net: Net, value: str, ends: Mapping[tuple[str, str], int]) -> None:
        """A value: both sexes, each sex, and each measure in it. Of those who lack it nothing is printed."""
        unsaid = MOST if value == _REST else 0
        both = net.node()
        of_both = [n for (_m, v, _s), n in self.numbers.items() if v == value]
        self.edges[TOTAL, value, TOTAL] = net.add(Edge(0, both, sum(of_both), ALL, high=unsaid))
        for sex in SEXES:
            of_sex = [n for (_m, v, s), n in self.numbers.items() if (v, s) == (value, sex)]
            one = net.node()
            self.edges[TOTAL, value, sex] = net.add(Edge(both, one, sum(of_sex), BY_SEX, high=unsaid))
            for line, end in ends.items():
                if line[1] == sex:
                    number = self.numbers[line[0], value, sex]
                    # Where there are one to four in all it is not said which values they have, nor which they lack.
                    most = SMALL - 1 if self.lines[line] < SMALL else unsaid
                    self.edges[line[0], value, sex] = net.add(Edge(one, end, number, high=most))

    def cells(self) -> dict[tuple[str, str, str], Between]:
        """Each measure."""
        return {
            (m, v, s): _told(edge, self.lines[m, s] if self.lines[m, s] >= SMALL else SMALL - 1)
            for (m, v, s), edge in self.edges.items()
            if m != TOTAL and v != _REST
        }

    def sums(self, cells: Mapping[tuple[str, str, str], Between]) -> dict[tuple[str, str], Between]:
        """All of them together; never wider than the sum of what is told of the parts."""
        found: dict[tuple[str, str], Between] = {}
        for value in self.values:
            for sex in SEXES:
                parts = [cells[m, value, s] for m, s in self.lines if s == sex]
                found[value, sex] = _both(_told(self.edges[TOTAL, value, sex]), together(parts))
            parts = [found[value, sex] for sex in SEXES]
            found[value, TOTAL] = _both(_told(self.edges[TOTAL, value, TOTAL]), together(parts))
        return found


def _told(edge: Edge, most: int = MOST) -> Between:
    return _between(edge.low, min(edge.high, most))


def _both(one: Between, other: Between) -> Between:
    return _between(max(one.low, other.low), min(one.high, other.high))


def _between(low: int, high: int) -> Between:
    if low == high:
        return Between(low, high)
    return Between(low, high, frozenset({"small" if (low, high) == (1, SMALL - 1) else HIDDEN}))
