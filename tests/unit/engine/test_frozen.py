"""A table that was frozen says the same when it is thawed, whatever has become of its declaration."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest

from samordna.engine.disclosure.protect import protect
from samordna.engine.frozen import NotATable, freeze, thaw
from samordna.engine.printed import Printed, Way
from samordna.engine.table import HIDDEN, MISSING, Origin, Table, value
from samordna.learn.statistics.af_fk_2020 import PARTICIPANTS, TABLE_1, TABLE_2, TABLE_3

ORIGIN = Origin("x", "2020-01-15")


EVERY_KIND = (value(7), HIDDEN, MISSING, value(0))


def filled(declaration, cells=EVERY_KIND):
    keys = list(declaration.cell_keys())
    return Table(declaration, {key: cells[i % len(cells)] for i, key in enumerate(keys)}, ORIGIN)


@pytest.mark.parametrize("declaration", [TABLE_1, TABLE_2, TABLE_3, PARTICIPANTS], ids=lambda d: d.name)
def test_everything_comes_back(declaration):
    cells = (value(1, 3), HIDDEN) if declaration is TABLE_2 else EVERY_KIND
    table = filled(declaration, cells)
    again = thaw(json.loads(json.dumps(freeze(table))))
    assert again.cells == table.cells
    assert again.columns == table.columns
    assert again.origin == ORIGIN
    assert (again.name, again.form.title, again.is_share) == (table.name, table.form.title, table.is_share)
    assert (again.form.of_people, again.form.notes) == (table.form.of_people, table.form.notes)
    assert freeze(again) == freeze(table)


def test_how_figures_are_printed_comes_along():
    years = Printed(Way.NUMBER, 1, Fraction(365))
    document = freeze(filled(TABLE_2, (value(11540, 8, years), value(7), HIDDEN, value(1, 3))))
    again = thaw(json.loads(json.dumps(document)))
    assert [cell.printed for cell in list(again.cells.values())[:4]] == [years, None, None, None]
    assert next(iter(again.cells.values())).rounded == "4.0"
    assert document["printed"] == [["number", 1, 365, 1]]
    # What was frozen before there were such figures looks as it did.
    assert "printed" not in freeze(filled(TABLE_1))


def test_the_certificate_comes_along():
    table = protect(filled(TABLE_1, (value(70),)))
    assert thaw(json.loads(json.dumps(freeze(table)))).certificate == table.certificate


@pytest.mark.parametrize(
    "spoil",
    [
        lambda d: d.update(format=9),
        lambda d: d["cells"].pop(),
        lambda d: d["cells"].__setitem__(0, "secret"),
        lambda d: d.pop("columns"),
        lambda d: d["title"].update(sv=""),
    ],
    ids=["format", "a cell less", "a status that does not exist", "no columns", "no title"],
)
def test_something_else_is_refused(spoil):
    document = freeze(filled(TABLE_1))
    spoil(document)
    with pytest.raises(NotATable):
        thaw(document)
