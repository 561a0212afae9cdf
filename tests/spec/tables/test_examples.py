"""The examples of the manual, on every engine: what docs/reference/tables/how-to-count.md shows is what comes out."""

from __future__ import annotations

import pytest

from samordna.engine.formats.csv import table_as_csv
from samordna.engine.run import ENGINES, run
from samordna.learn.statistics.examples import EXAMPLES
from tests.factories.extracts import make_extract


@pytest.mark.parametrize("engine", sorted(ENGINES))
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.title)
def test_what_the_manual_shows_is_what_comes_out(tmp_path, example, engine):
    table = run(example.declaration, make_extract(tmp_path, example.files), engine)
    assert table_as_csv(table).splitlines()[1:] == list(example.lines)
