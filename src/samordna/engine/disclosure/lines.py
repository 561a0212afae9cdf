"""The relations between a table's cells: a whole is the sum of its parts along every row and column, and where one code
counts a part of another (new of ongoing) the difference is a number of persons too, though no cell prints it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from samordna.engine.request import Column, Key

#: A cell's key, or the key of a difference: the part's key with "whole−part" in the part's place.
Node = Key


@dataclass(frozen=True, slots=True)
class Line:
    """``whole`` is the sum of ``parts``. ``exact`` is false where the register does not let them add up.

    (One person may stand under several associations, and once in the sum.)
    """

    whole: Node
    parts: tuple[Node, ...]
    exact: bool

    @property
    def nodes(self) -> tuple[Node, ...]:
        """All nodes of the line."""
        return (self.whole, *self.parts)


def difference_code(part: str, whole: str) -> str:
    """The code of those in ``whole`` who are not in ``part``."""
    return f"{whole}−{part}"


def with_differences(columns: tuple[Column, ...], numbers: Mapping[Key, int]) -> dict[Node, int]:
    """The cells' numbers and those of every difference that a reader can compute."""
    nodes = dict(numbers)
    for place, column in enumerate(columns):
        for part, whole in column.parts:
            for key, number in numbers.items():
                above = _put(key, place, whole)
                if key[place] == part and above in numbers:
                    nodes[_put(key, place, difference_code(part, whole))] = numbers[above] - number
    return nodes


def _put(key: Key, place: int, code: str) -> Key:
    return (*key[:place], code, *key[place + 1 :])


def lines(columns: tuple[Column, ...], nodes: Mapping[Node, int]) -> Iterator[Line]:
    """Every relation between the nodes."""
    for place, column in enumerate(columns):
        sums = ((column.total, column.adding_up), *column.sums) if column.total is not None else column.sums
        for total, codes in sums:
            yield from _sums(place, total, codes, nodes)
        for part, whole in column.parts:
            yield from _differences(place, part, whole, nodes)


def _sums(place: int, total: str, codes: tuple[str, ...], nodes: Mapping[Node, int]) -> Iterator[Line]:
    for whole in [node for node in nodes if node[place] == total]:
        parts = tuple(_put(whole, place, code) for code in codes)
        if all(part in nodes for part in parts):
            yield Line(whole, parts, nodes[whole] == sum(nodes[part] for part in parts))


def _differences(place: int, part: str, whole: str, nodes: Mapping[Node, int]) -> Iterator[Line]:
    for key in [node for node in nodes if node[place] == part]:
        above, rest = _put(key, place, whole), _put(key, place, difference_code(part, whole))
        if above in nodes and rest in nodes:
            yield Line(above, (key, rest), exact=True)


def components(all_lines: list[Line]) -> list[list[Line]]:
    """The lines in groups that have no node in common: each can be protected by itself."""
    root: dict[Node, Node] = {}

    def find(node: Node) -> Node:
        while root.setdefault(node, node) != node:
            root[node] = root[root[node]]
            node = root[node]
        return node

    for line in all_lines:
        for node in line.parts:
            root[find(node)] = find(line.whole)
    groups: dict[Node, list[Line]] = {}
    for line in all_lines:
        groups.setdefault(find(line.whole), []).append(line)
    return list(groups.values())
