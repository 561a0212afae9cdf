"""The kernel's documentation is its examples, and the examples are run."""

import doctest
import importlib

import pytest

MODULES = ["clock", "errors", "identifiers", "money", "period", "share", "typed"]


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_the_documentation_are_true(name):
    module = importlib.import_module(f"samordna.ground.kernel.{name}")
    result = doctest.testmod(module)
    assert result.attempted > 0
    assert result.failed == 0
