"""From a declaration and an extract to a table, on the engine that is asked for."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from samordna.engine.combined import Added, Change, Declaration, Mean, Ratio, Share, Stacked, counts_in
from samordna.engine.disclosure.policy import DEFAULT, Policy
from samordna.engine.disclosure.protect import CannotProtect, Earlier, protect, protect_together
from samordna.engine.extract import Extract, ExtractError
from samordna.engine.meanings import ties_of
from samordna.engine.printed import Printed, Way
from samordna.engine.request import Count, Key, Numbers, Told
from samordna.engine.table import HIDDEN, MISSING, Cell, Origin, Status, Table, value
from samordna.engine.words import Words

#: Name of the engine → module with ``count(request, extract)`` and, if several tables can be counted better together,
#: ``count_all(requests, extract)``. Imported when used: the libraries are heavy.
ENGINES = {"memory": "samordna.engine.memory", "duckdb": "samordna.engine.duckdb"}
#: Those that need more than this process: a database server, or packages of another environment.
LARGE = {"postgres": "samordna.engine.postgres", "sail": "samordna.engine.sail"}


class Engine(Protocol):
    """What every engine can do."""

    def count(self, request: Count, extract: Extract) -> Numbers:
        """The number in every cell of the table."""


def run(declaration: Declaration, extract: Extract, engine: str | Engine = "duckdb") -> Table:
    """The unprotected table, by the engine of that name or one that is open already.

    ExtractError when the extract does not cover it, EngineUnavailable when the engine cannot work here and now,
    ValueError for an unknown engine.
    """
    return run_all([declaration], extract, engine)[0]


def run_all(declarations: Sequence[Declaration], extract: Extract, engine: str | Engine = "duckdb") -> list[Table]:
    """Several unprotected tables of one extract, which is quicker than one by one: what two have in common is counted
    once. Errors as for one.
    """
    counting = engine_called(engine) if isinstance(engine, str) else engine
    for declaration in declarations:
        check_covers(declaration, extract)
    told = [told_in(declaration, extract) for declaration in declarations]
    counts = list(dict.fromkeys(count for declaration in declarations for count in counts_in(declaration)))
    counts += dict.fromkeys(one.count for of_one in told for one in of_one)
    asked = [count for count in counts if not count.never_asked]
    answers = dict(zip(asked, _count_all(counting, asked, extract), strict=True)) if asked else {}
    answers |= {count: dict.fromkeys(count.cell_keys(), 0) for count in counts if count.never_asked}
    origin = Origin(extract.id, extract.manifest.as_of)
    return [
        Table(declaration, _cells(declaration, answers), origin, told=_said(of_one, answers))
        for declaration, of_one in zip(declarations, told, strict=True)
    ]


def told_in(declaration: Declaration, extract: Extract) -> tuple[Told, ...]:
    """The footnotes that depend on what is in the extract; those about columns that it does not have are left out."""
    told = dict.fromkeys(one for count in counts_in(declaration) for one in count.told)
    return tuple(one for one in told if extract.lacks(one.count) is None)


def _said(told: Sequence[Told], answers: Mapping[Count, Numbers]) -> tuple[Words, ...]:
    said = [one.said(answers[one.count]) for one in told]
    return tuple(words for words in said if words is not None)


def engine_called(name: str) -> Engine:
    """The engine of that name. ValueError, with the names there are, for another."""
    modules = ENGINES | LARGE
    if name not in modules:
        raise ValueError(f"there is no engine “{name}”; there are {', '.join(modules)}")
    engine: Engine = importlib.import_module(modules[name])
    return engine


def check_covers(declaration: Declaration, extract: Extract) -> None:
    """Raise ExtractError, with the reason, when the table cannot be made of the extract."""
    why = extract.why_not(declaration)
    if why is not None:
        raise ExtractError(f"extract {extract.id} does not cover {declaration.name}: {why}")


def _count_all(engine: Engine, counts: Sequence[Count], extract: Extract) -> list[Numbers]:
    """By the engine's own way to count several tables, if it has one."""
    together = getattr(engine, "count_all", None)
    if together is not None:
        return list(together(counts, extract))
    return [engine.count(count, extract) for count in counts]


def run_protected(
    declaration: Declaration,
    extract: Extract,
    engine: str | Engine = "duckdb",
    policy: Policy = DEFAULT,
    earlier: Mapping[str, Earlier] | None = None,
) -> Table:
    """The protected table: what may be shown. What is made of counts is made of protected counts.

    ``earlier`` says by the count's name what has been told of it before.
    """

    return run_all_protected([declaration], extract, engine, policy, earlier)[0]


def run_all_protected(
    declarations: Sequence[Declaration],
    extract: Extract,
    engine: str | Engine = "duckdb",
    policy: Policy = DEFAULT,
    earlier: Mapping[str, Earlier] | None = None,
) -> list[Table]:
    """The protected tables of one release, safe beside each other: the counts behind them are protected as one.

    Errors as for one; CannotProtect also when two tables can be released, and not both.
    """
    units = list(dict.fromkeys(unit for declaration in declarations for unit in _units(declaration)))
    raw = run_all(units, extract, engine)
    of_people = [n for n, unit in enumerate(units) if unit.of_people]
    ties = ties_of([units[n] for n in of_people], [_values(raw[n]) for n in of_people])
    told = [(earlier or {}).get(unit.name, Earlier()) for unit in units]
    made = dict(zip(units, raw, strict=True))
    people = protect_together([raw[n] for n in of_people], ties, policy, [told[n] for n in of_people])
    made |= zip([units[n] for n in of_people], people, strict=True)
    counting = engine_called(engine) if isinstance(engine, str) else engine

    def safe(count: Declaration) -> Table:
        return made[count] if count.of_people else protect(made[count], policy)

    found = []
    for declaration in declarations:
        table, told_of = _protected(declaration, extract, engine, policy, safe), told_in(declaration, extract)
        counts = [one.count for one in told_of]
        said = _said(told_of, dict(zip(counts, _count_all(counting, counts, extract), strict=True)))
        found.append(replace(table, told=said))
    return found


def _values(table: Table) -> dict[Key, int | None]:
    return {key: cell.value for key, cell in table.cells.items()}


def _units(declaration: Declaration) -> Iterator[Declaration]:
    """The counts, sums and stacked counts that are protected for the table."""
    match declaration:
        case Count(behind=Count() as behind):
            yield behind
        case Stacked() if declaration.is_share:
            for part in declaration.parts:
                yield from _units(part.count)
        case Ratio() | Mean():
            yield from _units(declaration.of)
            yield from _units(declaration.to)
        case Share() | Change():
            yield from _units(declaration.of)
        case _:
            yield declaration


def _protected(
    declaration: Declaration,
    extract: Extract,
    engine: str | Engine,
    policy: Policy,
    safe: Callable[[Declaration], Table],
) -> Table:
    def protected(other: Declaration) -> Table:
        return _protected(other, extract, engine, policy, safe)

    match declaration:
        case Count(behind=Count() as behind):
            amounts, persons = run(declaration, extract, engine), protected(behind)
            cells = {k: HIDDEN if persons.cells[k].status is Status.HIDDEN else c for k, c in amounts.cells.items()}
            return amounts.with_cells(cells, persons.certificate)
        case Stacked() if declaration.is_share:
            _check_differences(declaration, run(declaration, extract, engine), policy)
            parts = [protected(part.count) for part in declaration.parts]
            found = stacked(declaration, [dict(part.cells) for part in parts])
            return Table(declaration, found, parts[0].origin, _together([part.certificate for part in parts]))
        case Ratio() | Mean():
            of, to = protected(declaration.of), protected(declaration.to)
            found = ratios(declaration.what.printed, dict(of.cells), dict(to.cells))
            return Table(declaration, found, of.origin, _together([of.certificate, to.certificate]))
        case Share():
            of = protected(declaration.of)
            return Table(declaration, shares(declaration, dict(of.cells)), of.origin, of.certificate)
        case Change():
            of = protected(declaration.of)
            return Table(declaration, changes(declaration, dict(of.cells)), of.origin, of.certificate)
        case _:
            return safe(declaration)


def _check_differences(declaration: Stacked, table: Table, policy: Policy) -> None:
    """CannotProtect when a part taken from the one that holds it leaves a number that would be hidden."""
    for part in declaration.parts:
        for (period, code, *rest), cell in table.cells.items():
            if code != part.code or part.part_of is None or cell.value is None:
                continue
            whole = table.cells[(period, part.part_of, *rest)].value
            if whole is not None and policy.is_sensitive(whole - cell.value):
                raise CannotProtect(
                    f"{declaration.name}: so few of “{part.part_of}” are not in “{part.code}” that they could be told"
                )


def _together(certificates: Sequence[Mapping[str, Any] | None]) -> dict[str, Any]:
    """One certificate for a table made of several: what was hidden is added up, and it is proven when all are."""
    all_of_them = [dict(one) for one in certificates if one is not None]
    first = next((one for one in all_of_them if one["policy"] is not None), all_of_them[0])
    added = ("cells", "primary", "secondary", "sensitive_differences")
    sums = {name: sum(one.get(name, 0) for one in all_of_them) for name in added if name in first}
    return first | sums | {"proven": all(one["proven"] for one in all_of_them)}


def _cells(declaration: Declaration, answers: Mapping[Count, Numbers]) -> dict[Key, Cell]:
    match declaration:
        case Count():
            return _counted(declaration, answers[declaration])
        case Added():
            return _added(declaration, answers)
        case Stacked():
            return stacked(declaration, [_cells(part.count, answers) for part in declaration.parts])
        case Share():
            return shares(declaration, _cells(declaration.of, answers))
        case Ratio() | Mean():
            of, to = _cells(declaration.of, answers), _cells(declaration.to, answers)
            return ratios(declaration.what.printed, of, to)
        case Change():
            return changes(declaration, _cells(declaration.of, answers))


def _counted(request: Count, numbers: Numbers) -> dict[Key, Cell]:
    names = tuple(column.name for column in request.columns)
    return {
        key: MISSING
        if number is None or any(absent.holds(names, key) for absent in request.absent)
        else value(number, printed=request.what.printed)
        for key, number in numbers.items()
    }


def _added(declaration: Added, answers: Mapping[Count, Numbers]) -> dict[Key, Cell]:
    """The sum of the counts, less those that are taken away. A sum with a missing part is missing."""
    parts = [_counted(count, answers[count]) for count in counts_in(declaration)]
    signs = [1] * len(declaration.plus) + [-1] * len(declaration.minus)
    cells = {}
    for key in declaration.cell_keys():
        found = [part[key].value for part in parts]
        numbers = [sign * number for sign, number in zip(signs, found, strict=True) if number is not None]
        cells[key] = value(sum(numbers)) if len(numbers) == len(found) else MISSING
    return cells


def stacked(declaration: Stacked, parts: list[dict[Key, Cell]]) -> dict[Key, Cell]:
    """The parts' cells under their codes, and their sum. A sum with a missing part is missing."""
    cells: dict[Key, Cell] = {}
    for part, part_cells in zip(declaration.parts, parts, strict=True):
        for (year, *rest), cell in part_cells.items():
            cells[(year, part.code, *rest)] = cell
    if declaration.total:
        together = [p for p, part in zip(parts, declaration.parts, strict=True) if part.code not in declaration.apart]
        for year, *rest in parts[0]:
            found = [part_cells[(year, *rest)] for part_cells in together]
            numbers = [cell.value for cell in found if cell.value is not None]
            whole = value(sum(numbers)) if len(numbers) == len(found) else MISSING
            cells[(year, declaration.total.code, *rest)] = whole
    return cells


def shares(declaration: Share, counts: dict[Key, Cell]) -> dict[Key, Cell]:
    """Every count beside its whole. What is hidden or missing in either is so in the share; so is a share of nobody."""
    return {key: share_of(cell, counts[declaration.whole_of(key)]) for key, cell in counts.items()}


def ratios(printed: Printed | None, of: dict[Key, Cell], to: dict[Key, Cell]) -> dict[Key, Cell]:
    """Every number beside what it is divided by or compared with."""
    return {key: share_of(cell, to[key], printed) for key, cell in of.items()}


def changes(declaration: Change, counts: dict[Key, Cell]) -> dict[Key, Cell]:
    """Every number beside the earlier one. From nought there is no growth in per cent: it is missing."""
    printed = declaration.what.printed
    return {key: share_of(counts[key], counts[declaration.earlier(key)], printed) for key in declaration.cell_keys()}


def share_of(part: Cell, whole: Cell, printed: Printed | None = None) -> Cell:
    """One number beside another. What is hidden or missing in either is so in the ratio.

    Nothing is divided by nought, so such a ratio is missing; but a difference from nought is a number.
    """
    worst = next((cell for cell in (part, whole) if cell.status is not Status.VALUE), None)
    if worst is not None:
        return worst
    if part.value is not None and printed is not None and printed.way is Way.DIFFERENCE:
        return value(part.value, whole.value, printed)
    return value(part.value, whole.value, printed) if part.value is not None and whole.value else MISSING


def compared(table: Table, key: Key) -> Cell:
    """A cell of a table of counts as a share of its line's total, by the last column that has one.

    MISSING where no column adds up to a total. What is hidden or missing in either count is so in the share.
    """
    for place in reversed(range(len(table.columns))):
        total = table.columns[place].total
        if total is not None:
            if key[place] in table.columns[place].apart:
                return MISSING
            return share_of(table.cells[key], table.cells[(*key[:place], total, *key[place + 1 :])])
    return MISSING
