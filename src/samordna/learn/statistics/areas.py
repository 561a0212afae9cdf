"""Tables by area: one association, one county. Protected together with the nation's released figures.

Every level stands in one table that is protected as a whole – associations, the counties that they lie in, and the
nation that is printed already – so that no county less its associations gives a small number away. Where that cannot be
done in full, less is shown: the totals by sex, the totals alone, or no areas at all.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from samordna.engine.combined import Declaration, Share
from samordna.engine.dimensions import Code, Dimension, Total
from samordna.engine.disclosure.protect import CannotProtect, Earlier, protect
from samordna.engine.extract import Extract
from samordna.engine.frozen import FrozenForm, NotATable, freeze, thaw
from samordna.engine.request import Column, Count, Key
from samordna.engine.run import run_all, shares
from samordna.engine.table import HIDDEN, Cell, Status, Table, value
from samordna.engine.words import Words
from samordna.learn.statistics.columns import AREAS

AREA = "association"
#: How the code of a county begins: ``lan-05``. No association is called so.
COUNTY = "lan-"
#: The code of those in no association, who are a part of the nation and are shown nowhere.
NOWHERE = "-"
WORDS = Words("Samordningsförbund", "Association")
#: A table of more cells by area is shown by its totals at once: to protect it in full takes minutes.
MANY = 10_000


class NoAreas(Exception):
    """The table cannot be shown by area at all: whatever was hidden, small numbers could be worked out."""


class AreasGone(NoAreas):
    """The extract that the areas were counted from is no longer there; what was released stands."""


def base_of(declaration: Declaration) -> Count | None:
    """The count that is split by area, the table itself or what its shares are of; None when it has no areas."""
    count = declaration.of if isinstance(declaration, Share) else declaration
    if not isinstance(count, Count) or count.behind is not None:
        return None
    return count if AREA in [column.name for column in count.source.columns] else None


def counties_of(extract: Extract) -> dict[str, str]:
    """Association → the county that it lies in on the extract's day.

    One that lies in several counties, or whose municipalities nobody knows, is in none: it belongs to no sum.
    """
    day = extract.manifest.as_of
    found: dict[str, set[str]] = {}
    for row in extract.rows(AREAS.name, [AREA, "county", "from", "to"]):
        until = row["to"]
        if row[AREA] and str(row["from"]) <= day and (until is None or day <= str(until)):
            found.setdefault(row[AREA], set()).add(f"{COUNTY}{row['county']}")
    return {slug: next(iter(counties)) for slug, counties in found.items() if len(counties) == 1}


def by_area(count: Count, extract: Extract, national: Table, earlier: Earlier | None = None) -> Table:
    """A count on every level of area, protected so that the printed national figures stay.

    ``national`` is the same count as it is released, and ``earlier`` what tables by area told of it before, which those
    who see this one know too. NoAreas when no form of it can be protected.
    """
    if not any(extract.values(count.source.name, AREA)):
        return _of_nobody(national)
    lies_in = counties_of(extract)
    whole = _every_level(count, extract, lies_in)
    keep = _printed(whole, national)
    for places in _coarser(whole) if whole.form.of_people else [()]:
        try:
            made = _protected(whole, places, keep, earlier or Earlier())
        except CannotProtect:
            continue
        counties = {code: sorted(s for s in lies_in if lies_in[s] == code) for code in sorted(set(lies_in.values()))}
        return made.with_cells(made.cells, dict(made.certificate or {}) | {"counties": counties})
    raise NoAreas(f"{national.name}: what is released would give single associations away")


def _of_nobody(national: Table) -> Table:
    """The table when no association has a row in the extract: the nation alone, and nought in every area."""
    form, column = national.form, Column(AREA, WORDS, ("total",), (Words("total", "total"),), "total")
    with_areas = FrozenForm(
        form.name, form.title, (column, *form.columns), form.what, form.of_people, form.is_share, tuple(form.notes)
    )
    cells = {("total", *key): cell for key, cell in national.cells.items()}
    return Table(with_areas, cells, national.origin, dict(national.certificate or {}) | {"counties": {}})


def _every_level(count: Count, extract: Extract, lies_in: Mapping[str, str]) -> Table:
    """The unprotected table by association and by county in one column.

    A county where one association alone had somebody is that association's figures, and has none of its own.
    """
    slugs = [str(slug) for slug in extract.values(count.source.name, AREA)]
    counties = {code: tuple(s for s in slugs if lies_in.get(s) == code) for code in sorted(set(lies_in.values()))}
    counties = {code: inside for code, inside in counties.items() if len(inside) > 1}
    finest = count.split(_dimension(count, {slug: (slug,) for slug in slugs}))
    nation, *tables = run_all(
        [count, finest, *([count.split(_dimension(count, counties))] if counties else [])], extract
    )
    cells = {key: cell for table in reversed(tables) for key, cell in table.cells.items()}
    nowhere = _nowhere(nation, cells, [column.name for column in finest.columns].index(AREA))
    form = _form(finest, [*slugs, NOWHERE] if nowhere else slugs, counties)
    cells |= nowhere
    return Table(form, {key: cells[key] for key in form.cell_keys()}, nation.origin)


def _nowhere(nation: Table, cells: Mapping[Key, Cell], place: int) -> dict[Key, Cell]:
    """Those of the nation who are in no association, as an area among the others, and the nation with them.

    What is printed of the nation less all its associations tells their number, so they are protected too. Empty when
    there are none.
    """
    rest, whole = {}, {}
    for key, cell in nation.cells.items():
        inside = cells[_put(key, place, "total")]
        known = cell.value is not None and inside.value is not None
        left = (cell.value or 0) - (inside.value or 0)
        rest[_put(key, place, NOWHERE)] = value(left, printed=cell.printed) if known else cell
        whole[_put(key, place, "total")] = cell
    return rest | whole if any(cell.value for cell in rest.values()) else {}


def _printed(whole: Table, national: Table) -> set[Key]:
    """The cells that the released table prints. NoAreas when it was counted in another way than ``whole`` is.

    A declaration may have changed since; areas that are counted otherwise would not go together with what is public.
    """
    place = _place(whole)
    printed = {_put(key, place, "total"): cell for key, cell in national.cells.items() if cell.value is not None}
    if any(key not in whole.cells or whole.cells[key].value != cell.value for key, cell in printed.items()):
        raise NoAreas(f"{national.name}: it is declared in another way now than when it was released")
    return set(printed)


def _dimension(count: Count, codes: Mapping[str, tuple[str, ...]]) -> Dimension:
    made = tuple(Code(code, Words(code, code), includes) for code, includes in codes.items())
    return Dimension(AREA, WORDS, count.source[AREA], made, Total())


def _form(finest: Count, slugs: list[str], counties: Mapping[str, tuple[str, ...]]) -> FrozenForm:
    """The form with both levels, and how they add up: each county of its associations, the nation of counties."""
    alone = tuple(slug for slug in slugs if not any(slug in of_it for of_it in counties.values()))
    sums = (*counties.items(), ("total", (*counties, *alone))) if counties else ()
    codes = (*slugs, *counties, "total")
    words = tuple(Words(code, code) for code in codes)
    columns = tuple(
        Column(AREA, WORDS, codes, words, "total", apart=tuple(counties), sums=tuple(sums))
        if column.name == AREA
        else column
        for column in finest.columns
    )
    return FrozenForm(
        finest.name, finest.title, columns, finest.what, finest.of_people, finest.is_share, tuple(finest.notes)
    )


def _coarser(table: Table) -> Iterator[Collection[int]]:
    """Which columns are shown by their totals alone: none, all but sex, all. What has no total is never left out."""
    free = [n for n, column in enumerate(table.columns) if n and column.total and column.name != AREA]
    if len(table.cells) <= MANY:
        yield ()
    if len(free) > 1:
        yield free[:-1]
    yield free


def _beside(table: Table, keep: Collection[Key], earlier: Earlier) -> Earlier:
    """What was told of the cells that there are, but for those that are printed of the nation now."""
    here = {key for key, cell in table.cells.items() if cell.value is not None and key not in keep}
    return Earlier({key: n for key, n in earlier.printed.items() if key in here}, earlier.hidden & here)


def _protected(table: Table, only_totals: Collection[int], keep: Collection[Key], earlier: Earlier) -> Table:
    """The table with what ``only_totals`` leaves, protected, and all the rest of the areas' cells hidden."""

    def stays(key: Key) -> bool:
        return all(key[place] == table.columns[place].total for place in only_totals)

    if not only_totals:
        return protect(table, keep=keep, earlier=_beside(table, keep, earlier))
    columns = tuple(
        Column(column.name, column.words, (column.total,), (column.label(column.total),))
        if place in only_totals and column.total
        else column
        for place, column in enumerate(table.columns)
    )
    assert isinstance(table.form, FrozenForm)
    form = replace(table.form, columns=columns)
    some = Table(form, {key: table.cells[key] for key in form.cell_keys()}, table.origin)
    kept = protect(some, keep={key for key in keep if stays(key)}, earlier=_beside(some, keep, earlier))
    cells = {key: kept.cells.get(key, cell if key in keep else HIDDEN) for key, cell in table.cells.items()}
    certificate = dict(kept.certificate or {}) | {"cells": len(cells), "shown_by_area": "totals"}
    return table.with_cells(cells, certificate)


# One area ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Areas:
    """A released table by area: the count behind it on every level, the table it follows, and how it is declared."""

    whole: Table
    national: Table
    declaration: Declaration

    @cached_property
    def known(self) -> tuple[str, ...]:
        """Every area with figures of its own: associations by slug, then counties."""
        return tuple(code for code in self.whole.columns[_place(self.whole)].codes if code not in ("total", NOWHERE))

    @cached_property
    def by_county(self) -> Mapping[str, Sequence[str]]:
        """County → the associations that lie in it and in no other."""
        found: Mapping[str, Sequence[str]] = (self.whole.certificate or {})["counties"]
        return found

    def county_of(self, slug: str) -> str | None:
        """The county of an association; None when it lies in none alone."""
        return next((county for county, slugs in self.by_county.items() if slug in slugs), None)

    @property
    def is_coarse(self) -> bool:
        """True when only totals could be shown by area."""
        return "shown_by_area" in (self.whole.certificate or {})

    def table(self, code: str) -> Table:
        """The released table of one area. One that had nobody in the extract is zero throughout, which is known."""
        counts = {key: self.cell(key, code) for key in self.national.cells}
        if isinstance(self.declaration, Share):
            return self.national.with_cells(shares(self.declaration, counts), self.whole.certificate)
        return self.national.with_cells(counts, self.whole.certificate)

    def cell(self, key: Key, code: str) -> Cell:
        """The count of one area, also in a table of shares."""
        if code not in self.known:
            code = self._alone_in.get(code, code)
        if code in self.known:
            return self.whole.cells[_put(key, _place(self.whole), code)]
        missing = self.national.cells[key].status is Status.MISSING
        return self.national.cells[key] if missing else value(0, printed=self.whole.form.what.printed)

    @cached_property
    def _alone_in(self) -> dict[str, str]:
        """Counties without figures of their own, and the association that has them."""
        found = {
            county: [slug for slug in slugs if slug in self.known]
            for county, slugs in self.by_county.items()
            if county not in self.known
        }
        return {county: slugs[0] for county, slugs in found.items() if len(slugs) == 1}


def _place(table: Table) -> int:
    return [column.name for column in table.columns].index(AREA)


def _put(key: Key, place: int, code: str) -> Key:
    return (*key[:place], code, *key[place:])


# Kept beside the extracts --------------------------------------------------------------------------------------------


#: How a document begins that says that there can be no table.
_NONE = '{"none"'


def kept(path: Path) -> Table | None:
    """The table that was made before; None when there is none. NoAreas when it was found that there can be none."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        if "none" in document:
            raise NoAreas(document["none"])
        return thaw(document)
    except (OSError, ValueError, NotATable):
        return None


def is_kept(path: Path) -> bool:
    """Whether :func:`kept` gives a table, told by its first letters."""
    try:
        with path.open(encoding="utf-8") as document:
            return document.read(len(_NONE)) != _NONE
    except OSError:
        return False


def keep(path: Path, made: Table | NoAreas) -> None:
    """Write what was made in one step, so that nobody reads a half of it."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = path.with_suffix(f".{secrets.token_hex(4)}.making")  # two may make it at once
    document = {"none": str(made)} if isinstance(made, NoAreas) else freeze(made)
    unfinished.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    unfinished.replace(path)


def sorted_by_nearness(shown: Mapping[str, Cell], code: str, among: Iterable[str], many: int) -> list[str]:
    """Those whose shown figure is nearest to that of ``code``. One whose figure is hidden or missing cannot be placed.

    >>> sorted_by_nearness({"a": value(10), "b": value(90), "c": value(14), "d": HIDDEN}, "a", "bcd", 1)
    ['c']
    """
    own = shown.get(code)
    if own is None or own.value is None:
        return []
    numbers = {one: cell.value for one in among if (cell := shown[one]).value is not None and one != code}
    middle = own.value
    return sorted(numbers, key=lambda one: (abs((numbers[one] or 0) - middle), one))[:many]
