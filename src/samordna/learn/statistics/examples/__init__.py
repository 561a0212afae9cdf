"""Small registers and the tables that come of them: the manual of the tables, which every engine must agree with.

Each example shows one way to count. What a row does not say is as usual: an individual measure of an association, a
participant with person data. The reference prints them; tests/spec/tables and tests/scale run them on every engine.
"""

from __future__ import annotations

from samordna.learn.statistics.examples import counted, made, splits, time
from samordna.learn.statistics.examples.making import Example

__all__ = ["EXAMPLES", "Example"]

#: By chapter.
EXAMPLES: tuple[Example, ...] = (*time.EXAMPLES, *counted.EXAMPLES, *splits.EXAMPLES, *made.EXAMPLES)
