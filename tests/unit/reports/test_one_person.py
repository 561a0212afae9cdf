"""One person more in the register changes exactly the figures of the report that depend on that person."""

from __future__ import annotations

from datetime import date

import pytest
from tests.factories.af_fk_2020 import register_of_table_1, tables
from tests.factories.extracts import make_extract

from samordna.engine.disclosure.protect import protect
from samordna.engine.document import Paragraph
from samordna.engine.run import run, shares
from samordna.engine.table import Table
from samordna.learn.reports.compose import compose
from samordna.learn.reports.description import description
from samordna.learn.statistics.af_fk_2020 import TABLE_1, TABLE_2

MORE = {"person": "one-more", "sex": "women", "start": date(2019, 3, 1), "end": None}


def report(folder, more=()):
    """The report of the register, and with ``more`` people in it."""
    rows = register_of_table_1()
    for one in more:
        rows["participations"].append(one)
        rows["support"].append({"participation": len(rows["participations"]), "source": "sjukpenning"})
    first = protect(run(TABLE_1, make_extract(folder, rows)))
    second = Table(TABLE_2, shares(TABLE_2, dict(first.cells)), first.origin, first.certificate)
    made = tables() | {first.name: first, second.name: second}
    return made, compose(description("af-fk-2020"), made, "2026-1", date(2026, 2, 1))


def figures(document):
    """Every bound figure of the text in its order: how it reads, and the cells that it comes from."""
    return [
        (text, {(ref.table.name, ref.key) for ref in figure.refs})
        for block in document.blocks
        if isinstance(block, Paragraph)
        for sentence in block.sentences
        for text, figure in sentence.parts("sv")
        if figure is not None
    ]


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    return report(tmp_path_factory.mktemp("before")), report(tmp_path_factory.mktemp("after"), [MORE])


def test_exactly_the_cells_that_count_the_person_change(both):
    (before, _), (after, _) = both
    old, new = before["af-fk-2020-1"].cells, after["af-fk-2020-1"].cells
    changed = {key for key in old if old[key] != new[key]}
    assert changed == {
        ("2019", registration, "sjukpenning", sex) for registration in ("ongoing", "new") for sex in ("women", "total")
    }
    assert all(new[key].value == old[key].value + 1 for key in changed)


def test_exactly_the_figures_of_those_cells_change_in_the_text(both):
    (_, before), (_, after) = both
    cells = {
        ("af-fk-2020-1", ("2019", registration, "sjukpenning", sex))
        for registration in ("ongoing", "new")
        for sex in ("women", "total")
    }
    old, new = figures(before), figures(after)
    assert [refs for _, refs in old] == [refs for _, refs in new], "the same sentences"
    moved = [at for at, (one, other) in enumerate(zip(old, new, strict=True)) if one[0] != other[0]]
    touched = [at for at, (_, refs) in enumerate(old) if refs & cells]
    assert set(moved) <= set(touched), "nothing else has changed"
    # A count of one of those cells always changes; a share or a growth in whole per cent may stay as it was.
    counts = [at for at in touched if len(old[at][1]) == 1]
    assert counts
    assert set(counts) <= set(moved)
    assert len(touched) > len(counts), "shares and changes rest on those cells too"
