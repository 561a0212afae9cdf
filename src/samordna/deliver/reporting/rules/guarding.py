"""Which counts of an association are told exactly and which as a range, so that no count of one to four follows.

The counts are a flow: of a value, both sexes → of the value and a sex → in a measure → everybody there. Whatever is
printed is a lowest and a highest number on an edge. A count of one to four is safe when there are other whole numbers
that fit everything printed, with it one, two, three or four. Such numbers are made here by sending persons round
a cycle of edges; where a range is in the way it is widened. So each safe count has been shown to be so, not assumed.

How many there are in each measure stays as it is in all of this, but in one small line: those numbers stand in the
tables of every variable, and what is possible in one of them must be possible in all.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from samordna.deliver.projects.rules import SMALL

#: A range is one of these widths and begins at a whole multiple of it, so that it says no more than it seems to.
WIDTHS = (1, 5, 10, 50, 250, 10**9)
MOST = WIDTHS[-1]
#: What widening costs: a measure's number goes before the association's, and that of one sex before that of both.
LEAF, BY_SEX, ALL = 2, 25, 60
#: To hide that nobody is there is the last resort.
NOUGHT = 400
_ENDS = (1, SMALL - 1)


@dataclass(slots=True)
class Edge:
    """A count and what is printed of it. ``line``: the everybody of a measure and sex; only ``low``–``high`` there."""

    tail: int
    head: int
    true: int
    cost: int = LEAF
    low: int = 0
    high: int = 0
    line: bool = False

    @property
    def is_small(self) -> bool:
        """A count that nobody may work out."""
        return 0 < self.true < SMALL

    def admitting(self, number: int) -> tuple[int, int]:
        """The narrowest range, as wide as the present one at least, that the number is in too."""
        least, most = min(self.low, number), max(self.high, number)
        positive = least > 0
        for width in WIDTHS:
            first = self.true // width * width
            low, high = max(first, int(positive)), first + width - 1
            if low <= least and most <= high:
                return low, high
        return 0, MOST

    def price(self, number: int) -> int:
        """What it costs to print a range with a number in it that is outside the present one."""
        low, high = self.admitting(number)
        hides_nobody = NOUGHT if low == 0 and (self.true == 0 or self.low > 0) and self.true < WIDTHS[2] else 0
        return self.cost * len(str(high - low)) + hides_nobody


@dataclass
class Net:
    """The edges. Node 0 is where every cycle begins and ends."""

    edges: list[Edge] = field(default_factory=list)
    at: dict[int, list[int]] = field(default_factory=dict)
    nodes: int = 1

    def node(self) -> int:
        """A new node."""
        self.nodes += 1
        return self.nodes - 1

    def add(self, edge: Edge) -> Edge:
        """A new edge, printed exactly unless a range is given or it is small."""
        if not edge.high:
            edge.low = edge.high = edge.true
            if edge.is_small:
                edge.low, edge.high = _ENDS
        for end in (edge.tail, edge.head):
            self.at.setdefault(end, []).append(len(self.edges))
        self.edges.append(edge)
        return edge

    def protect(self) -> None:
        """Widen ranges until every count of one to four may be any of them."""
        small = [place for place, edge in enumerate(self.edges) if edge.is_small]
        lines = [place for place in small if self.edges[place].line]
        seen: set[tuple[int, int]] = set()
        for place in sorted(small, key=lambda place: -self.edges[place].cost):
            for number in _ENDS:
                if (place, number) not in seen:
                    flow = self._make(place, number, lines)
                    seen.update((other, flow[other]) for other in small)

    def _make(self, place: int, number: int, lines: Sequence[int]) -> list[int]:
        """Numbers that fit, with ``number`` in the place; widens what must be."""
        edge = self.edges[place]
        if edge.true == number:
            return [each.true for each in self.edges]
        free = [] if edge.line else [line for line in lines if self._near(edge, self.edges[line])]
        tries: list[tuple[int, list[int], dict[int, tuple[int, int]]]] = []
        for moving in (None, *free):
            if made := self._try(place, number, moving):
                tries.append(made)
                if not made[0]:
                    break
        if not tries:
            raise ArithmeticError("no other numbers fit however wide the ranges are")
        _price, flow, wider = min(tries, key=lambda made: made[0])
        for other, (low, high) in wider.items():
            self.edges[other].low, self.edges[other].high = low, high
        return flow

    def _near(self, edge: Edge, line: Edge) -> bool:
        """Whether the line may move for an edge: a measure's number has its own line only, a sum has any."""
        return edge.cost != LEAF or edge.head == line.tail

    def _try(
        self, place: int, number: int, moving: int | None
    ) -> tuple[int, list[int], dict[int, tuple[int, int]]] | None:
        flow = [edge.true for edge in self.edges]
        kept = {other: (edge.low, edge.high) for other, edge in enumerate(self.edges)}
        edge, price, wider = self.edges[place], 0, {}
        step = 1 if number > edge.true else -1
        begin, end = (edge.head, edge.tail) if step > 0 else (edge.tail, edge.head)
        try:
            for _unit in range(abs(number - edge.true)):
                found = self._cheapest(begin, end, flow, place, moving)
                if found is None:
                    return None
                cost, path = found
                price += cost
                flow[place] += step
                for other, direction in (*path, (place, 0)):
                    flow[other] += direction
                    its = self.edges[other]
                    if not its.low <= flow[other] <= its.high:
                        its.low, its.high = wider[other] = its.admitting(flow[other])
        finally:
            for other, (low, high) in kept.items():
                self.edges[other].low, self.edges[other].high = low, high
        return price, flow, wider

    def _cheapest(
        self, begin: int, end: int, flow: Sequence[int], place: int, moving: int | None
    ) -> tuple[int, list[tuple[int, int]]] | None:
        """The way from node to node for one person more: its price and its edges with their directions."""
        best, came = {begin: 0}, dict[int, tuple[int, int, int]]()
        queue = [(0, begin)]
        while queue:
            price, node = heapq.heappop(queue)
            if node == end:
                return price, list(_back(came, begin, end))
            if price > best[node]:
                continue
            for other in self.at[node]:
                edge = self.edges[other]
                direction, there = (1, edge.head) if edge.tail == node else (-1, edge.tail)
                number = flow[other] + direction
                if other == place or number < 0 or (edge.line and (other != moving or number not in range(1, SMALL))):
                    continue
                sum_ = price if edge.low <= number <= edge.high else price + edge.price(number)
                if sum_ < best.get(there, MOST):
                    best[there], came[there] = sum_, (node, other, direction)
                    heapq.heappush(queue, (sum_, there))
        return None


def _back(came: dict[int, tuple[int, int, int]], begin: int, node: int) -> Iterator[tuple[int, int]]:
    while node != begin:
        node, edge, direction = came[node]
        yield edge, direction
