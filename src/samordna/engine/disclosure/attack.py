"""What a reader can work out from printed cells by following bounds along lines until nothing changes."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from samordna.engine.disclosure.lines import Line, Node

_UNBOUNDED = 10**12
#: So many looks at a line on average before the search stops. Bounds only ever shrink, so a stop means fewer
#: conclusions, never wrong ones; the certificate claims no more than was followed.
_LOOKS = 60


@dataclass
class Knowledge:
    """Lower and upper bound of every node, and which line gave the latest bound (to find what to hide)."""

    low: dict[Node, int] = field(default_factory=dict)
    high: dict[Node, int] = field(default_factory=dict)
    because: dict[Node, Line] = field(default_factory=dict)

    def is_certain(self, node: Node) -> bool:
        """True when only one number is possible."""
        return self.low[node] == self.high[node]

    def copy(self) -> Knowledge:
        """The same knowledge, to be added to without changing this."""
        return Knowledge(dict(self.low), dict(self.high), dict(self.because))


class Attacker:
    """Somebody who knows the ``group`` of lines, and which of their nodes are cells that a table prints or hides."""

    def __init__(self, group: Iterable[Line], cells: frozenset[Node]) -> None:
        self.group = list(group)
        self.cells = cells
        self.touching: dict[Node, list[Line]] = {}
        for line in self.group:
            for node in line.nodes:
                self.touching.setdefault(node, []).append(line)

    def reads(self, published: Mapping[Node, int]) -> Knowledge:
        """What is known when the ``published`` cells are.

        A cell that is not published holds at least one person, since zeros are; a difference may be nought.
        """
        known = Knowledge()
        for node in self.touching:
            number = published.get(node)
            known.low[node] = number if number is not None else int(node in self.cells)
            known.high[node] = number if number is not None else _UNBOUNDED
        self._follow_all(deque(self.group), known)
        return known

    def reads_one_more(self, known: Knowledge, node: Node, number: int) -> Knowledge:
        """What is known when one more cell is published."""
        known = known.copy()
        known.low[node] = known.high[node] = number
        self._follow_all(deque(self.touching[node]), known)
        return known

    def _follow_all(self, queue: deque[Line], known: Knowledge) -> None:
        steps = _LOOKS * len(self.group)
        while queue and steps:
            steps -= 1
            for node in _follow(queue.popleft(), known):
                queue.extend(self.touching[node])


def _follow(line: Line, known: Knowledge) -> list[Node]:
    """Tighten the bounds of one line's nodes. Returns those that changed."""
    if not line.exact:
        return _follow_roughly(line, known)
    low, high = known.low, known.high
    parts_low, parts_high = sum(low[n] for n in line.parts), sum(high[n] for n in line.parts)
    changed = _tighten(line.whole, parts_low, parts_high, line, known)
    for node in line.parts:
        # From the whole and all other parts, as they were when the line was taken up; it comes up again if they change.
        lowest = low[line.whole] - (parts_high - high[node])
        highest = high[line.whole] - (parts_low - low[node])
        before = low[node], high[node]
        changed += _tighten(node, lowest, highest, line, known)
        parts_low += low[node] - before[0]
        parts_high += high[node] - before[1]
    return changed


def _follow_roughly(line: Line, known: Knowledge) -> list[Node]:
    """A line that does not quite add up still tells the last unknown number to somebody who believes that it does."""
    unknown = [node for node in line.nodes if not known.is_certain(node)]
    if len(unknown) != 1:
        return []
    parts = sum(known.low[node] for node in line.parts if node != unknown[0])
    guess = parts if unknown[0] == line.whole else known.low[line.whole] - parts
    guess = max(guess, known.low[unknown[0]])
    known.low[unknown[0]] = known.high[unknown[0]] = guess
    known.because[unknown[0]] = line
    return unknown


def _tighten(node: Node, low: int, high: int, line: Line, known: Knowledge) -> list[Node]:
    new_low, new_high = max(low, known.low[node]), min(high, known.high[node])
    if new_low > new_high or (new_low, new_high) == (known.low[node], known.high[node]):
        return []
    known.low[node], known.high[node] = new_low, new_high
    known.because[node] = line
    return [node]
