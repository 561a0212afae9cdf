"""Generated tables on generated registers, and the published one: PostgreSQL and Spark answer as the reference does."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings

from samordna.engine import memory
from samordna.engine.formats.csv import table_as_csv
from samordna.engine.run import LARGE, run, run_all
from samordna.learn.statistics.af_fk_2020 import TABLE_1
from samordna.learn.statistics.catalogue import OFFICIAL
from tests.factories.af_fk_2020 import PUBLISHED, register_of_table_1
from tests.factories.extracts import make_extract
from tests.generative.test_engines import DECLARATIONS, REGISTERS


@pytest.fixture(params=sorted(LARGE))
def engine(request):
    """Each of the engines that need more than this process."""
    return request.getfixturevalue(f"on_{request.param}")


@pytest.fixture(scope="module")
def extract(tmp_path_factory):
    """The register of the published table, in a folder whose name is as awkward as people's folders are."""
    return make_extract(tmp_path_factory.mktemp("uttag på 100 % 'å' {x}"), register_of_table_1())


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(REGISTERS, DECLARATIONS)
def test_every_engine_gives_the_answer_of_the_reference(on_postgres, on_sail, register, declaration):
    with TemporaryDirectory() as folder:
        extract = make_extract(Path(folder), register)
        expected = memory.count(declaration, extract)
        assert on_postgres.count(declaration, extract) == expected
        assert on_sail.count(declaration, extract) == expected


def test_the_published_cells_byte_for_byte(engine, extract):
    assert table_as_csv(run(TABLE_1, extract, engine)) == PUBLISHED.read_text(encoding="utf-8")


def test_every_official_table_of_that_register_is_that_of_the_ordinary_engine(engine, extract):
    covered = [one.declaration for one in OFFICIAL.values() if extract.why_not(one.declaration) is None]
    assert len(covered) >= 5
    for expected, found in zip(run_all(covered, extract), run_all(covered, extract, engine), strict=True):
        assert (found.name, found.cells) == (expected.name, expected.cells)
