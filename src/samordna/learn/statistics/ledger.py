"""What has been told of every count: each cell of all tables that were released, printed or hidden, and its number.

A new table is protected together with this. A number that was printed stays printed while it is the same; a cell that
was hidden stays hidden, since what was printed beside it then and now could give it away together; and a number that
has changed by few persons is hidden, since the change is a number of persons too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from samordna.engine.combined import Change, Declaration, Mean, Ratio, Share, Stacked
from samordna.engine.disclosure.protect import Earlier
from samordna.engine.frozen import thaw
from samordna.engine.request import Count, Key
from samordna.engine.table import Cell, Status
from samordna.learn.statistics.catalogue import OFFICIAL
from samordna.learn.statistics.models import Release

#: A count's cells as a table told them: the number, or None where it was hidden. What was missing told nothing.
Told = dict[Key, int | None]


def earlier() -> dict[str, Earlier]:
    """Name of the count → what the releases of all times have told of it, the latest number where there are several."""
    printed: dict[str, dict[Key, int]] = {}
    hidden: dict[str, set[Key]] = {}
    answered = Release.objects.filter(answer__released=True).select_related("extract")
    for release in answered.order_by("answer__answered_at", "pk"):
        for name, document in release.tables.items():
            for count, told in _told(release, name, document):
                numbers = printed.setdefault(count, {})
                unknown = hidden.setdefault(count, set())
                for key, number in told.items():
                    if number is None:
                        unknown.add(key)
                    else:
                        numbers[key] = number
    # What a later release prints was found safe to print then; it is not secret any more.
    return {name: Earlier(numbers, frozenset(hidden[name] - numbers.keys())) for name, numbers in printed.items()}


def _told(release: Release, name: str, document: Mapping[str, object]) -> Iterator[tuple[str, Told]]:
    """The counts behind a released table, unless it is declared in another way now."""
    if name not in OFFICIAL:
        return
    declaration, table = OFFICIAL[name].as_of(release.extract.as_of), thaw(document)
    if [column.codes for column in declaration.columns] == [column.codes for column in table.columns]:
        yield from counts_told(declaration, table.cells)


def counts_told(declaration: Declaration, cells: Mapping[Key, Cell]) -> Iterator[tuple[str, Told]]:
    """What the cells of a table tell of the counts that it is made of: both numbers of a share, for one."""
    match declaration:
        case Stacked() if declaration.is_share:
            for part in declaration.parts:
                inside = {(k[0], *k[2:]): cell for k, cell in cells.items() if k[1] == part.code}
                yield from counts_told(part.count, inside)
        case Share():
            yield from _of_counts(declaration.of, _numbers(cells), _wholes(cells, declaration.whole_of))
        case Change():
            yield from _of_counts(declaration.of, _numbers(cells), _wholes(cells, declaration.earlier))
        case Ratio() | Mean():
            yield from _of_counts(declaration.of, _numbers(cells))
            yield from _of_counts(declaration.to, _wholes(cells, lambda key: key))
        case _:
            yield from _of_counts(declaration, _numbers(cells))


def _of_counts(count: Declaration, *told: Told) -> Iterator[tuple[str, Told]]:
    if count.of_people and not (isinstance(count, Count) and count.behind is not None):
        found: Told = {}
        for one in told:
            # Hidden says nothing where the same number is printed beside another.
            found |= {key: number for key, number in one.items() if number is not None or key not in found}
        yield count.name, found


def _numbers(cells: Mapping[Key, Cell]) -> Told:
    return {key: cell.value for key, cell in cells.items() if cell.status is not Status.MISSING}


def _wholes(cells: Mapping[Key, Cell], whole_of: object) -> Told:
    assert callable(whole_of)
    return {whole_of(key): cell.of for key, cell in cells.items() if cell.of is not None}
