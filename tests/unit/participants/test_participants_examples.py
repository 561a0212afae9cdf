"""The examples in the docstrings run."""

import doctest

import pytest

from samordna.deliver.participants import figures, states
from samordna.deliver.participants.rules import afterwards, answers, dates


@pytest.mark.parametrize("module", [figures, afterwards, answers, dates, states], ids=lambda module: module.__name__)
def test_examples(module):
    result = doctest.testmod(module)
    assert result.attempted > 0
    assert result.failed == 0
