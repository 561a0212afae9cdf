"""The icons: only what may be passed on, nothing twice, no styles."""

from __future__ import annotations

import pytest

from samordna.edge.launcher.sprite import name, sprite, without_styles

OWN = '<svg><symbol id="f-icon-file"><path d="own"/></symbol><symbol id="f-icon-bell"><path d="own"/></symbol></svg>'
THEIRS = (
    '<svg><symbol id="f-icon-bell"><path d="theirs"/></symbol>'
    '<symbol id="f-icon-file"><!-- (Commercial License) --><path d="theirs"/></symbol></svg>'
)


def test_what_may_not_be_passed_on_is_replaced_and_the_rest_is_theirs():
    made = sprite(THEIRS, OWN)
    assert made.count("<symbol") == 2
    assert '<symbol id="f-icon-bell"><path d="theirs"/>' in made
    assert '<symbol id="f-icon-file"><path d="own"/>' in made


@pytest.mark.parametrize(
    ("svg", "expected"),
    [
        ('<path style="fill:currentColor"/>', '<path fill="currentColor"/>'),
        ('<g style="fill-rule:evenodd; clip-rule:evenodd;">', '<g fill-rule="evenodd" clip-rule="evenodd">'),
        ('<style>.i{fill:red}</style><path d="M1" class="i"/>', '<path d="M1" fill="red"/>'),
        ('<path d="M1 2"/>', '<path d="M1 2"/>'),
    ],
)
def test_styles_become_attributes(svg, expected):
    assert without_styles(svg) == expected


@pytest.mark.parametrize(("symbol", "expected"), [('<symbol id="f-icon-x" viewBox="0">', "f-icon-x"), ("<symbol>", "")])
def test_the_name_of_a_symbol(symbol, expected):
    assert name(symbol) == expected
