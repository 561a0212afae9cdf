"""FK's report on ESF+ of 2025: the demo country's projects give back every printed cell that holds, on every engine."""

from __future__ import annotations

from datetime import date

import pytest

from samordna.engine.disclosure.protect import small_cells
from samordna.engine.grid import grid
from samordna.engine.printed import Way
from samordna.engine.run import ENGINES, run, run_protected
from samordna.engine.table import Status, percent
from samordna.learn.statistics import fk_esf_2025 as tables
from samordna.learn.statistics.catalogue import OFFICIAL, presentation
from samordna.learn.statistics.printed import STATUSES, printed, remarks
from tests.factories.extracts import make_extract
from tests.factories.fk_esf_2025 import esf_extract

NAMES = [name for name in OFFICIAL if name.startswith("fk-esf-2025")]
PERIOD = "2023-2024"
IN_A2 = {"person": "p1", "programme_area": "A2", "start": date(2024, 3, 1), "end": date(2024, 9, 1)}
SICK = {"participation": 1, "source": "sjukpenning", "extent": 100}
WORKS = {"participation": 1, "occasion": "out", "kind": "work_subsidised"}


@pytest.fixture(scope="module")
def extract(tmp_path_factory):
    return esf_extract(tmp_path_factory.mktemp("extracts"))


def figure(cell):
    return percent(cell.value, cell.of) if cell.printed and cell.printed.way is Way.PERCENT else cell.value


@pytest.mark.parametrize("name", NAMES)
def test_a_table_is_laid_out_and_defined(extract, name):
    one = presentation(run(OFFICIAL[name].declaration, extract))
    laid = grid(one.table, one.layout)
    assert sum(len(row.cells) for group in laid.groups for row in group.rows) == len(one.table.cells)
    said = any("stämmer inte" in term.sv for term, _ in one.definitions)
    assert one.definitions and said is bool(remarks(name))


@pytest.mark.parametrize("engine", sorted(ENGINES))
@pytest.mark.parametrize("name", NAMES)
def test_every_printed_cell_that_holds(extract, name, engine):
    table = run(OFFICIAL[name].declaration, extract, engine)
    assert {key: figure(table.cells[key]) for key in printed(name)} == {
        key: cell.holds for key, cell in printed(name).items()
    }


def test_the_printed_cells_are_all_there():
    numbers = {name: len(printed(name)) for name in NAMES}
    assert numbers == {
        "fk-esf-2025-1": 25, "fk-esf-2025-fig-2": 10, "fk-esf-2025-2": 43, "fk-esf-2025-3": 36, "fk-esf-2025-4": 27
    }  # fmt: skip
    assert {cell.status for name in NAMES for cell in printed(name).values()} == set(STATUSES)


def sums(name):
    """Each printed total with the sum of its parts, as they hold: 795 is the sum of 483 and 312."""
    cells = printed(name)
    for place, column in enumerate(OFFICIAL[name].declaration.columns):
        for key in cells:
            parts = [(*key[:place], code, *key[place + 1 :]) for code in column.adding_up]
            found = [cells[part].holds for part in parts if part in cells]
            whole = key[place] == column.total and "share" not in key[1]
            if whole and found and (len(found) == len(parts) or name in ("fk-esf-2025-1", "fk-esf-2025-2")):
                yield key, sum(found)


def test_the_report_contradicts_itself_where_it_is_said_to_and_nowhere_else():
    wrong = {(name, key) for name in NAMES for key, total in sums(name) if printed(name)[key].value != total}
    for name in ("fk-esf-2025-3", "fk-esf-2025-4"):
        cells = printed(name)
        for key, cell in cells.items():
            if key[1].startswith("share"):
                of = [cells[(key[0], key[1].replace("share", what), *key[2:])].holds for what in ("positive", "left")]
                if percent(*of) != cell.value:
                    wrong.add((name, key))
    said = {(name, key) for name in NAMES for key, cell in printed(name).items() if cell.computed is not None}
    assert wrong == said
    assert {name: sum(one == name for one, _ in said) for name in NAMES if remarks(name)} == {
        "fk-esf-2025-1": 1, "fk-esf-2025-3": 5, "fk-esf-2025-4": 0
    }  # fmt: skip
    assert printed("fk-esf-2025-3")[(PERIOD, "left", "A2", "total")].difference == 5


@pytest.mark.parametrize(
    ("rows", "participants", "left", "positive"),
    [
        ({}, 1, 1, 1),
        ({"support": []}, 0, 0, 0),
        ({"support": [SICK | {"extent": 0}]}, 0, 0, 0),
        ({"support": [SICK | {"source": "forsorjningsstod"}]}, 0, 0, 0),
        ({"support": [SICK | {"occasion": "out"}]}, 0, 0, 0),
        ({"support": [SICK | {"source": "rehabiliteringspenning"}]}, 1, 1, 1),
        ({"occupations": []}, 1, 1, 0),
        ({"occupations": [WORKS | {"kind": "unknown"}]}, 1, 1, 0),
        ({"occupations": [WORKS | {"kind": "enrolled_af"}]}, 1, 1, 0),
        ({"occupations": [WORKS | {"kind": "seeking"}, WORKS | {"kind": "studies"}]}, 1, 1, 1),
        ({"occupations": [WORKS | {"occasion": "in"}]}, 1, 1, 0),
        ({"occupations": [WORKS | {"participation": 2}]}, 1, 1, 0),
        ({"participations": [IN_A2 | {"end": None}]}, 1, 0, 0),
        ({"participations": [IN_A2 | {"end": date(2025, 1, 1)}]}, 1, 0, 0),
        ({"participations": [IN_A2 | {"end": date(2024, 12, 31)}]}, 1, 1, 1),
        ({"participations": [IN_A2 | {"start": date(2025, 1, 1), "end": None}]}, 0, 0, 0),
        ({"participations": [IN_A2 | {"programme_area": None}]}, 0, 0, 0),
        ({"participations": [IN_A2 | {"mode": "anonymous", "person": None}]}, 0, 0, 0),
    ],
)
@pytest.mark.parametrize("engine", sorted(ENGINES))
def test_who_counts(tmp_path, engine, rows, participants, left, positive):
    files = {"participations": [IN_A2], "support": [SICK], "occupations": [WORKS]} | rows
    table = run(tables.TABLE_3, make_extract(tmp_path, files, as_of=date(2026, 1, 1)), engine)
    found = [
        table.cell(period=PERIOD, counted=what, area="A2+B", sex="total")
        for what in ("participants", "left", "positive")
    ]
    assert [cell.value for cell in found] == [participants, left, positive]
    share = table.cell(period=PERIOD, counted="share", area="A2", sex="women")
    assert share.status is (Status.VALUE if left else Status.MISSING)


@pytest.mark.parametrize("engine", sorted(ENGINES))
def test_e_stands_apart_from_a2_and_b(tmp_path, engine):
    people = [IN_A2 | {"person": f"p{n}", "programme_area": area} for n, area in enumerate(("A2", "B", "B", "E"), 1)]
    files = {"participations": people, "support": [SICK | {"participation": n} for n in range(1, 5)]}
    table = run(tables.TABLE_2, make_extract(tmp_path, files, as_of=date(2026, 1, 1)), engine)
    found = {
        area: table.cell(period=PERIOD, area=area, referred_by="kommun", sex="total").value
        for area in ("A2", "B", "E", "A2+B")
    }
    assert found == {"A2": 1, "B": 2, "E": 1, "A2+B": 3}


@pytest.mark.parametrize(("name", "printed_and_hidden"), [("fk-esf-2025-2", True), ("fk-esf-2025-4", True)])
def test_protection_hides_some_cells_that_were_printed(extract, name, printed_and_hidden):
    table = run_protected(OFFICIAL[name].declaration, extract)
    hidden = {key for key in printed(name) if table.cells[key].status is Status.HIDDEN}
    assert bool(hidden) is printed_and_hidden
    numbers = {key: cell for key, cell in table.cells.items() if cell.of is None}
    assert small_cells(numbers) == []
