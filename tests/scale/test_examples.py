"""The examples of the manual on PostgreSQL and Spark, as tests/spec/tables runs them on the other engines."""

from __future__ import annotations

import pytest

from samordna.engine.formats.csv import table_as_csv
from samordna.engine.run import LARGE, run
from samordna.learn.statistics.examples import EXAMPLES
from tests.factories.extracts import make_extract


@pytest.mark.parametrize("engine", sorted(LARGE))
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.title)
def test_what_the_manual_shows_is_what_comes_out(request, tmp_path, example, engine):
    # The title is the reason, so that two examples with the same rows are no extract with the same id.
    extract = make_extract(tmp_path, example.files, why=example.title)
    table = run(example.declaration, extract, request.getfixturevalue(f"on_{engine}"))
    assert table_as_csv(table).splitlines()[1:] == list(example.lines)
