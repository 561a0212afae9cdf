"""Hide what must not become known: small cells, and as many others as it takes that nobody can work them out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from samordna.engine.disclosure.attack import Attacker, Knowledge
from samordna.engine.disclosure.lines import Line, Node, components, lines, with_differences
from samordna.engine.disclosure.policy import DEFAULT, Policy, certificate, not_needed, proven
from samordna.engine.disclosure.proven import Wishes
from samordna.engine.disclosure.refusals import CannotBeSafe
from samordna.engine.disclosure.ties import Ties
from samordna.engine.disclosure.together import Sheet, are_sums, prove_together
from samordna.engine.request import Key
from samordna.engine.table import HIDDEN, Cell, Status, Table

#: How many times tables that ask more of each other are protected anew.
_ROUNDS: Final = 5


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
    return protect_together([table], Ties(), policy, [earlier or Earlier()], keep)[0]


def protect_together(
    tables: Sequence[Table],
    ties: Ties,
    policy: Policy = DEFAULT,
    earlier: Sequence[Earlier] = (),
    keep: Collection[Key] = (),
) -> list[Table]:
    """The protected tables, safe beside each other: ``ties`` says what they have in common.

    Otherwise as :func:`protect`; ``earlier`` holds one for each table. What is no sum of leaves is protected by itself.
    """
    asked = [_asked(table, policy, keep, told) for table, told in zip(tables, earlier, strict=True)]
    sheets = [Sheet(table.columns, *(one or ({}, Wishes()))) for table, one in zip(tables, asked, strict=True)]
    additive = [are_sums(sheet) for sheet in sheets]
    for _ in range(_ROUNDS):
        made = _in_one(tables, sheets, additive, ties, policy)
        more = _hidden_elsewhere(made, ties)
        if not more:
            return made
        # What one must hide all do; only those that follow single relations can ask for more than all did together.
        sheets = [
            replace(s, wishes=replace(s.wishes, hide={*s.wishes.hide, *more[n]})) if n in more else s
            for n, s in enumerate(sheets)
        ]
    raise CannotProtect(f"{', '.join(table.name for table in tables)}: what they have in common cannot be protected")


def _asked(table: Table, policy: Policy, keep: Collection[Key], told: Earlier) -> tuple[dict[Key, int], Wishes] | None:
    """The numbers to protect and what is wished for them; None for a table that is not of people."""
    if table.is_share:
        raise ValueError(f"{table.name}: shares follow from protected counts, they are not protected themselves")
    if not table.form.of_people:
        return None
    numbers = {key: cell.value for key, cell in table.cells.items() if cell.value is not None}
    if any(policy.is_sensitive(numbers.get(key, 0)) for key in keep):
        raise CannotProtect(f"{table.name}: a cell that is printed elsewhere is below the threshold")
    return numbers, _wishes(numbers, policy, keep, told)


def _in_one(
    tables: Sequence[Table], sheets: Sequence[Sheet], additive: Sequence[bool], ties: Ties, policy: Policy
) -> list[Table]:
    """Those that are sums of leaves as one model, the others each by themselves."""
    name = ", ".join(table.name for table in tables)
    try:
        found = prove_together(
            [sheet if sums else replace(sheet, alone=True) for sheet, sums in zip(sheets, additive, strict=True)],
            ties,
            policy,
        )
    except CannotBeSafe as error:
        raise CannotProtect(f"{name}: {error}") from error
    made = []
    for table, sheet, sums, one in zip(tables, sheets, additive, found, strict=True):
        primary = {key for key, number in sheet.numbers.items() if policy.is_sensitive(number)}
        if not table.form.of_people:
            made.append(table.with_cells(table.cells, not_needed(len(table.cells))))
        elif not sums:
            also = {key for key in (*sheet.wishes.hide, *sheet.wishes.secret) if sheet.numbers.get(key)}
            made.append(_by_lines(table, policy, sheet.wishes.keep, sheet.numbers, primary | also))
        else:
            said = proven(
                policy,
                len(table.cells),
                len(primary),
                len(one.hidden) - len(primary),
                differences=one.differences,
                witnesses=one.witnesses,
            )
            made.append(table.with_cells(_hidden(table, one.hidden), said))
    return made


def _hidden_elsewhere(made: Sequence[Table], ties: Ties) -> dict[int, set[Key]]:
    """For each table the cells that it prints and another hides."""
    found: dict[int, set[Key]] = {}
    for places in ties.same:
        gone = [made[n].cells[key].status is Status.HIDDEN for n, key in places]
        if any(gone):
            for (n, key), away in zip(places, gone, strict=True):
                if not away and made[n].cells[key].status is Status.VALUE:
                    found.setdefault(n, set()).add(key)
    return found


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
