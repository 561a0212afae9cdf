"""The examples in the engine's docstrings are right."""

from __future__ import annotations

import doctest
import importlib

import pytest

MODULES = (
    "samordna.engine.table",
    "samordna.engine.text.numbers",
    "samordna.engine.formats.chart",
    "samordna.engine.formats.plain",
    "samordna.engine.formats.typst_text",
    "samordna.learn.statistics.states",
)


@pytest.mark.parametrize("name", MODULES)
def test_examples(name):
    found = doctest.testmod(importlib.import_module(name))
    assert found.attempted > 0
    assert found.failed == 0
