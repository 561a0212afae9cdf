"""What has been told of every count: each cell of all tables that were released, printed or hidden, and its number.

A new table is protected together with this. A number that was printed stays printed while it is the same; a cell that
was hidden stays hidden, since what was printed beside it then and now could give it away together; and a number that
has changed by few persons is hidden, since the change is a number of persons too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from samordna.engine.combined import Change, Declaration, Mean, Ratio, Share, Stacked, counts_in
from samordna.engine.disclosure.methods import SUPPRESSION
from samordna.engine.disclosure.protect import Earlier
from samordna.engine.frozen import thaw
from samordna.engine.request import Count, Key
from samordna.engine.table import Cell, Status, Table
from samordna.learn.statistics.catalogue import OFFICIAL
from samordna.learn.statistics.models import AreasTold, Release, ReleaseAnswer

#: A count's cells as a table told them: the number, or None where it was hidden. What was missing told nothing.
Told = dict[Key, int | None]


def earlier() -> dict[str, Earlier]:
    """Name of the count → what the releases of all times have told of it, the latest number where there are several."""
    found: dict[str, Earlier] = {}
    answered = Release.objects.filter(answer__released=True).select_related("extract")
    for release in answered.order_by("answer__answered_at", "pk"):
        found |= {count: after(found.get(count, Earlier()), [told]) for count, told in _all_told(release).items()}
    return found


def told_of() -> list[str]:
    """The tables of people that any release has told, in the catalogue's order."""
    names = {
        name
        for tables in Release.objects.filter(answer__released=True).values_list("tables", flat=True)
        for name in tables
    }
    return [name for name in OFFICIAL if name in names and _counts_people(name)]


def _counts_people(name: str) -> bool:
    return any(count.of_people for count in counts_in(OFFICIAL[name].declaration))


def methods() -> dict[str, set[str]]:
    """Name of the count → in which ways its numbers were changed or hidden in what is released."""
    found: dict[str, set[str]] = {}
    for release in Release.objects.filter(answer__released=True).select_related("extract"):
        for name, document in release.tables.items():
            for count, _ in _told(release, name, document):
                found.setdefault(count, set()).add(method(document["certificate"]))
    return found


def method(certificate: Mapping[str, Any] | None) -> str:
    """How a table was protected: by hiding, unless its certificate names another method."""
    return str((certificate or {}).get("method", SUPPRESSION))


def told_meanwhile(release: Release) -> list[str]:
    """What a release that was approved since this one was proposed tells, and this one was not protected beside.

    Counts that both tell, and otherwise; and tables of the same file that neither this one holds nor any release held
    when it was proposed.
    """
    answered = Release.objects.filter(answer__released=True).exclude(pk=release.pk).select_related("extract", "answer")
    before = [one for one in answered if one.answer.answered_at <= release.proposed_at]
    known = {*release.tables, *(name for one in before for name in one.tables)}
    own, files, found = _all_told(release), _files(release.tables), set[str]()
    for other in answered:
        if other not in before:
            found |= {count for count, told in _all_told(other).items() if count in own and own[count] != told}
            found |= {name for name in other.tables.keys() - known if files & _files([name])}
    return sorted(found)


def _files(names: Iterable[str]) -> set[str]:
    """The files whose people the tables count."""
    declared = [OFFICIAL[name].declaration for name in names if name in OFFICIAL]
    return {count.source.name for one in declared for count in counts_in(one) if count.of_people}


def _all_told(release: Release) -> dict[str, Told]:
    of_release: dict[str, list[Told]] = {}
    for name, document in release.tables.items():
        for count, told in _told(release, name, document):
            of_release.setdefault(count, []).append(told)
    return {count: _any_of(told) for count, told in of_release.items()}


def note_areas(release: Release, table: Table) -> None:
    """Keep what a table by area tells, once for each release and count."""
    if table.form.of_people:
        cells = [[*key, number] for key, number in _numbers(table.cells).items()]
        answer = ReleaseAnswer.objects.get(release_id=release.pk)
        said = {"cells": cells, "told_at": answer.answered_at}
        AreasTold.objects.get_or_create(release=release, count=table.name, audience=AreasTold.ROLES, defaults=said)


def areas_earlier(count: str) -> Earlier:
    """What tables by area have told of a count, to the same audience: everybody with a role, who sees the nation too.

    Their cells are those of the tables as they were then; whoever asks takes those that there still are. In the order
    that they were made, which need not be that of the releases.
    """
    found = Earlier()
    for one in AreasTold.objects.filter(count=count, audience=AreasTold.ROLES).order_by("pk"):
        found = after(found, [{tuple(map(str, key)): number for *key, number in one.cells}])
    return found


def after(before: Earlier, told: Iterable[Told]) -> Earlier:
    """What is known of a count once a release has told it, in one table or several.

    What any of its tables prints is printed. A number that an earlier release printed and this one hides is another
    number now, which is hidden; the old one is still known.
    """
    together = _any_of(told)
    numbers = {key: number for key, number in together.items() if number is not None}
    hidden = (before.hidden | together.keys()) - numbers.keys()
    return Earlier({**before.printed, **numbers}, frozenset(hidden))


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
        yield count.name, _any_of(told)


def _any_of(told: Iterable[Told]) -> Told:
    """Hidden says nothing where the same number is printed beside another."""
    found: Told = {}
    for one in told:
        found |= {key: number for key, number in one.items() if number is not None or key not in found}
    return found


def _numbers(cells: Mapping[Key, Cell]) -> Told:
    return {key: cell.value for key, cell in cells.items() if cell.status is not Status.MISSING}


def _wholes(cells: Mapping[Key, Cell], whole_of: Callable[[Key], Key]) -> Told:
    return {whole_of(key): cell.of for key, cell in cells.items() if cell.of is not None}
