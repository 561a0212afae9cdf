"""The examples in the docstrings run."""

import doctest

import pytest

from samordna.deliver.projects import states
from samordna.deliver.projects.rules import measures, questions


@pytest.mark.parametrize("module", [measures, questions, states], ids=lambda module: module.__name__)
def test_examples(module):
    result = doctest.testmod(module)
    assert result.attempted > 0
    assert result.failed == 0
