"""Table 1 of the 2020 report: a register built from the published cells gives them back, on every engine."""

from __future__ import annotations

import pytest

from samordna.engine.formats.csv import table_as_csv
from samordna.engine.run import ENGINES, run, run_protected
from samordna.learn.statistics.af_fk_2020 import TABLE_1, TABLE_2
from tests.factories.af_fk_2020 import PUBLISHED, published_rows, register_of_table_1
from tests.factories.extracts import make_extract

#: Table 2 as it was printed: year → per cent ongoing (sjukpenning, aktivitetsersättning), then new, women and men each.
PRINTED_SHARES = {
    2016: [71, 29, 54, 46, 71, 29, 54, 46],
    2017: [72, 28, 54, 46, 73, 27, 53, 47],
    2018: [72, 28, 53, 47, 72, 28, 52, 48],
    2019: [71, 29, 52, 48, 70, 30, 55, 45],
}


@pytest.fixture(scope="module")
def extract(tmp_path_factory):
    return make_extract(tmp_path_factory.mktemp("extracts"), register_of_table_1())


@pytest.mark.parametrize("engine", sorted(ENGINES))
def test_the_published_cells_in_the_order_of_print(extract, engine):
    assert table_as_csv(run(TABLE_1, extract, engine)) == PUBLISHED.read_text(encoding="utf-8")


def test_the_facts_are_48_and_add_up():
    rows = published_rows()
    assert len(rows) == 48
    for place in range(0, 48, 3):
        women, men, total = (int(row["persons"]) for row in rows[place : place + 3])
        assert women + men == total


def test_nothing_needs_to_be_hidden_in_the_national_table(extract):
    table = run_protected(TABLE_1, extract)
    assert table.hidden() == 0
    assert table_as_csv(table) == PUBLISHED.read_text(encoding="utf-8")


def test_the_shares_are_those_that_were_printed(extract):
    table = run_protected(TABLE_2, extract)
    for year, printed in PRINTED_SHARES.items():
        found = [
            table.cell(year=year, registration=registration, benefit=benefit, sex=sex).percent
            for registration in ("ongoing", "new")
            for benefit in ("sjukpenning", "aktivitetsersättning")
            for sex in ("women", "men")
        ]
        assert found == printed
