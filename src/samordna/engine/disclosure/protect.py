"""Hide what must not become known: small cells, and as many others as it takes that nobody can work them out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from samordna.engine.disclosure.atoms import NotAdditive
from samordna.engine.disclosure.attack import Attacker, Knowledge
from samordna.engine.disclosure.lines import Line, Node, components, lines, with_differences
from samordna.engine.disclosure.policy import DEFAULT, Policy, certificate, not_needed, proven
from samordna.engine.disclosure.proven import Wishes, prove
from samordna.engine.disclosure.refusals import CannotBeSafe
from samordna.engine.request import Key
from samordna.engine.table import HIDDEN, Cell, Table


class CannotProtect(Exception):
    """No set of hidden cells was found that protects the table; it must not be released as it is."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """What has been told of a table before: the numbers ``printed``, and the cells that were ``hidden``."""

    printed: Mapping[Key, int] = field(default_factory=dict)
    hidden: frozenset[Key] = frozenset()


def protect(
    table: Table, policy: Policy = DEFAULT, keep: Collection[Key] = (), earlier: Earlier | None = None
) -> Table:
    """The protected table with its certificate. ``keep`` are cells that are printed elsewhere and must stay.

    With ``earlier`` it is safe beside that: a number that is the same stays printed, a hidden cell stays hidden, and
    a number that has changed by so few persons that the change must not be known is hidden. Protect the counts first
    and take shares of them; ValueError for a table of shares. CannotProtect when what must stay gives a small number
    away.
    """
    if table.is_share:
        raise ValueError(f"{table.name}: shares follow from protected counts, they are not protected themselves")
    if not table.form.of_people:
        return table.with_cells(table.cells, not_needed(len(table.cells)))
    numbers = {key: cell.value for key, cell in table.cells.items() if cell.value is not None}
    primary = {key for key, number in numbers.items() if policy.is_sensitive(number)}
    if not primary.isdisjoint(keep):
        raise CannotProtect(f"{table.name}: a cell that is printed elsewhere is below the threshold")
    wishes = _wishes(numbers, policy, keep, earlier or Earlier())
    try:
        found = prove(table.columns, numbers, policy, wishes)
    except CannotBeSafe as error:
        raise CannotProtect(f"{table.name}: {error}") from error
    except NotAdditive:
        also = {key for key in (*wishes.hide, *wishes.secret) if numbers.get(key)}
        return _by_lines(table, policy, wishes.keep, numbers, primary | also)
    more = len(found.hidden) - len(primary)
    said = proven(
        policy,
        len(table.cells),
        len(primary),
        more,
        differences=found.differences,
        witnesses=found.witnesses,
    )
    return table.with_cells(_hidden(table, found.hidden), said)


def _wishes(numbers: Mapping[Key, int], policy: Policy, keep: Collection[Key], earlier: Earlier) -> Wishes:
    # A number that was printed once, and hidden when it had become another, stays hidden.
    told = {key: n for key, n in earlier.printed.items() if key in numbers and key not in earlier.hidden}
    changed = {key: abs(numbers[key] - n) for key, n in told.items()}
    same = {key for key, by in changed.items() if by == 0}
    few = {key for key, by in changed.items() if policy.is_sensitive(by) and key not in keep}
    return Wishes({*keep, *same}, earlier.hidden | few, few)


def _hidden(table: Table, hidden: Collection[Key]) -> dict[Key, Cell]:
    return {key: HIDDEN if key in hidden else cell for key, cell in table.cells.items()}


def _by_lines(
    table: Table, policy: Policy, keep: Collection[Key], numbers: Mapping[Key, int], primary: Collection[Key]
) -> Table:
    """Where the cells are no sums of leaves: hide what a reader finds who follows one relation after the other."""
    nodes = with_differences(table.columns, numbers)
    task = _Task(nodes, numbers, policy, [column.total for column in table.columns], frozenset(keep))
    hidden = set(primary)
    for group in components(list(lines(table.columns, nodes))):
        hidden |= _hide_more(task, group, primary)
    cells = _hidden(table, hidden)
    differences = sum(policy.is_sensitive(number) for node, number in nodes.items() if node not in numbers)
    return table.with_cells(
        cells, certificate(policy, len(cells), len(primary), len(hidden) - len(primary), differences)
    )


@dataclass(frozen=True, slots=True)
class _Task:
    """What is being protected: numbers of all nodes and of the cells, the rules, and what must stay."""

    nodes: Mapping[Node, int]
    numbers: Mapping[Key, int]
    policy: Policy
    totals: list[str | None]
    keep: frozenset[Key]

    def cost(self, key: Key) -> tuple[int, int, Key]:
        """What it costs to hide a cell: parts go before totals, and few persons before many."""
        is_total = sum(code == total for code, total in zip(key, self.totals, strict=True))
        return (is_total, self.numbers[key], key)


def _hide_more(task: _Task, group: list[Line], primary: Collection[Key]) -> set[Key]:
    """All cells to hide among the nodes of ``group``."""
    members = {node for line in group for node in line.nodes}
    cells = frozenset(key for key in members if key in task.numbers)
    sensitive = sorted(node for node in members if task.policy.is_sensitive(task.nodes[node]))
    hidden = {key for key in cells if key in primary}
    if not sensitive:
        return hidden
    attacker = Attacker(group, cells)
    known, exposed = _read(task, attacker, hidden, sensitive)
    while exposed:
        hidden |= _against(task, attacker, exposed, known, hidden)
        known, exposed = _read(task, attacker, hidden, sensitive)
    # What was hidden early may have become needless later; the dearest is given back first.
    for key in sorted(hidden.difference(primary), key=task.cost, reverse=True):
        more = attacker.reads_one_more(known, key, task.numbers[key])
        if not any(more.is_certain(node) for node in sensitive):
            hidden.remove(key)
            known = more
    return hidden


def _read(task: _Task, attacker: Attacker, hidden: set[Key], sensitive: list[Node]) -> tuple[Knowledge, list[Node]]:
    """What the attacker knows with these cells hidden, and which sensitive numbers are among it."""
    known = attacker.reads({key: task.numbers[key] for key in attacker.cells if key not in hidden})
    return known, [node for node in sensitive if known.is_certain(node)]


def _against(task: _Task, attacker: Attacker, exposed: list[Node], known: Knowledge, hidden: set[Key]) -> set[Key]:
    """One cell more to hide for each exposed node, unless one that is already taken stands in its way."""
    chosen: set[Key] = set()
    for node in exposed:
        possible = _candidates(task, node, known, hidden) or _further_away(task, attacker, node, known, hidden)
        if not possible:
            raise CannotProtect(f"{' '.join(node)} follows from cells that must stay printed")
        if chosen.isdisjoint(possible):
            chosen.add(min(possible, key=task.cost))
    return chosen


def _candidates(task: _Task, exposed: Node, known: Knowledge, hidden: set[Key]) -> list[Key]:
    """The cells that can be hidden among those that led to what is known of ``exposed``."""
    possible: list[Key] = []
    seen: set[Node] = set()
    nearest: set[Node] = {exposed}
    steps = 0
    # Three steps reach the total of the total; further back only when nothing nearer can be hidden.
    while nearest and (steps < 3 or not possible):
        steps += 1
        found = {node for n in nearest if (line := known.because.get(n)) for node in line.nodes}
        nearest = found - seen
        seen |= found
        # A zero is never hidden: it is known anyway.
        possible = [key for key in seen if task.numbers.get(key) and key not in hidden and key not in task.keep]
    return possible


def _further_away(task: _Task, attacker: Attacker, exposed: Node, known: Knowledge, hidden: set[Key]) -> list[Key]:
    """The nearest cells that can be hidden, along lines that lead from ``exposed`` by hidden numbers that are known.

    What a bound came from is kept for the latest line only. Two cells that must be equal – a whole with one part that
    is not nought – then point at each other, and what gave them both away is not found on that way.
    """
    seen: set[Node] = {exposed}
    nearest: set[Node] = {exposed}
    while nearest:
        found = {node for n in nearest for line in attacker.touching[n] for node in line.nodes} - seen
        seen |= found
        possible = [key for key in found if task.numbers.get(key) and key not in hidden and key not in task.keep]
        if possible:
            return possible
        nearest = {node for node in found if known.is_certain(node) and (node in hidden or node not in task.numbers)}
    return []


def small_cells(cells: Mapping[Key, Cell], policy: Policy = DEFAULT) -> list[Key]:
    """The printed cells that the policy would hide; empty for every protected table of people."""
    return [key for key, cell in cells.items() if cell.value is not None and policy.is_sensitive(cell.value)]
