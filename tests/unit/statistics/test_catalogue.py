"""Every official table has what a reader needs, and what is said beside it follows from its cells."""

from __future__ import annotations

import pytest
from tests.factories.af_fk_2020 import ORIGIN, tables

from samordna.engine.grid import grid
from samordna.engine.run import compared
from samordna.engine.table import HIDDEN, MISSING, Table, value
from samordna.learn.statistics.catalogue import OFFICIAL, NoSuchTable, official, presentation
from samordna.learn.statistics.highlights import highlights


def empty(name):
    """A table that no report has printed, with nobody in it."""
    declaration = official(name).declaration
    return Table(declaration, dict.fromkeys(declaration.cell_keys(), value(0)), ORIGIN)


@pytest.mark.parametrize("name", list(OFFICIAL))
def test_a_table_is_laid_out_and_defined(name):
    one = presentation(tables().get(name) or empty(name), "2026-1")
    laid = grid(one.table, one.layout)
    cells = sum(len(row.cells) for group in laid.groups for row in group.rows)
    assert cells == len(one.table.cells)
    assert one.definitions
    assert (
        one.source.sv
        == "Källa: registret i Samordna, 31\u00a0mars\u00a02020, uttag 0123456789abcdef0123. Utgåva 2026-1."
    )


def test_where_a_table_comes_from_says_whether_it_may_be_spread():
    protected = tables()["af-fk-2020-1"]
    assert presentation(protected).source.sv.endswith("Inte utgiven.")
    unprotected = protected.with_cells(protected.cells, None)
    assert presentation(unprotected).source.sv.endswith("Oskyddad tabell. Inte för publicering.")


def test_an_unknown_table_says_the_nearest():
    with pytest.raises(NoSuchTable, match="did you mean af-fk-2020-1"):
        official("af-fk-2020_1")
    with pytest.raises(NoSuchTable, match="there are af-fk-2020-1, "):
        official("")


def said(name, **changed):
    table = tables()[name]
    cells = dict(table.cells) | changed.get("cells", {})
    found = highlights(table.with_cells(cells, table.certificate))
    return [sentence.text().replace("\u00a0", " ") for sentence in found.sentences], found.charts


def test_what_is_said_of_table_1():
    sentences, charts = said("af-fk-2020-1")
    assert sentences == [
        "71 procent av dem med sjukpenning 2019 var kvinnor: 2 915 av 4 131.",
        "52 procent av dem med aktivitetsersättning 2019 var kvinnor: 966 av 1 861.",
        "De nya med sjukpenning blev 16 procent färre från 2018 till 2019: från 2 876 till 2 419.",
        "De nya med aktivitetsersättning blev 14 procent färre från 2018 till 2019: från 1 039 till 894.",
    ]
    assert [chart.title.sv for chart in charts] == [
        "Sjukpenning, alla pågående",
        "Aktivitetsersättning, alla pågående",
    ]


def test_nothing_is_said_of_what_is_hidden():
    key = ("2019", "ongoing", "sjukpenning", "women")
    sentences, charts = said("af-fk-2020-1", cells={key: HIDDEN})
    assert not any("med sjukpenning 2019 var" in sentence for sentence in sentences)
    assert charts[0].series[0].cells[-1] == HIDDEN


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("af-fk-2020-3", "34 procent"),
        ("af-fk-2020-measures", "53 procent av insatserna 2019 var individinriktade: 603 av 1 138."),
        ("af-fk-2020-participants", "65 procent av deltagarna 2019 hade personuppgifter: 20 353 av 31 167."),
    ],
)
def test_what_is_said_of_the_others(name, sentence):
    assert any(sentence in one for one in said(name)[0])


def test_a_table_that_nobody_has_written_about_says_nothing():
    assert said("af-fk-2020-2") == ([], ())


def test_a_cell_beside_its_total():
    table = tables()["af-fk-2020-1"]
    key = ("2019", "ongoing", "sjukpenning", "women")
    assert compared(table, key) == value(2915, 4131)
    hidden = table.with_cells(dict(table.cells) | {(*key[:3], "total"): HIDDEN}, table.certificate)
    assert compared(hidden, key) == HIDDEN
    # Groups do not add up to their total: a measure may have several.
    assert compared(tables()["af-fk-2020-3"], ("2019", "measures", "long_term_sick")) == MISSING
