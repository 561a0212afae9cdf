"""Which columns a table reads: all that its number can depend on, and no others."""

from __future__ import annotations

from samordna.engine.combined import counts_in
from samordna.engine.reading import columns_read
from samordna.learn.statistics.catalogue import OFFICIAL
from samordna.learn.statistics.eu_common import EU_COMMON


def test_a_table_reads_its_own_columns_and_those_of_the_files_it_asks():
    (employed,) = [count for count in counts_in(EU_COMMON) if count.name == "eu-common-eeco05"]
    assert set(columns_read(employed)) == {
        *(("participations", name) for name in ("person", "participation", "start_year", "start", "end")),
        *(("participations", name) for name in ("sex", "mode", "age", "education", "measure")),
        *(("projects", name) for name in ("measure", "programme_area")),
        *(("occupations", name) for name in ("participation", "occasion", "kind")),
    }


def test_every_column_that_an_official_table_reads_is_one_of_its_files():
    for one in OFFICIAL.values():
        for count in counts_in(one.declaration):
            read = columns_read(count)
            assert {name for file, name in read if file == count.source.name} <= {c.name for c in count.source.columns}


def test_a_column_that_no_table_asks_for_is_not_read():
    read = {place for one in OFFICIAL.values() for count in counts_in(one.declaration) for place in columns_read(count)}
    assert ("participations", "district") not in read
    assert ("participations", "person") in read
