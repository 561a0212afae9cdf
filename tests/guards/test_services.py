"""The aids that other tests rely on are themselves seen to fail when something is wrong."""

from __future__ import annotations

import socket

import pytest

from tests.services import accessibility, network, suite
from tests.services.junit import Outcome

HEAD = "<!doctype html><html lang=sv><title>Hej</title>"
GOOD = f"{HEAD}<main><h1>Hej</h1></main>"
BAD = "<html><main><h1>Hej</h1><img src='data:,'></main>"
WIDE = f"{HEAD}<main><h1>Hej</h1><p class=wide>Hej</main><style>.wide{{width:900px}}</style>"
WIDE_IN_FRAME = WIDE.replace("<p class=wide>Hej", "<div class=frame tabindex=0><p class=wide>Hej</div>").replace(
    "<style>", "<style>.frame{overflow-x:auto}"
)


@pytest.mark.parametrize(
    ("address", "stays"),
    [
        (("127.0.0.1", 80), True),
        (("::1", 80, 0, 0), True),
        (("localhost", 80), True),
        ("/tmp/a-socket-file", True),
        (("192.0.2.1", 80), False),
        (("10.0.0.1", 80), False),
        (("example.org", 443), False),
    ],
)
def test_only_this_machine_may_be_reached(address, stays):
    assert network.allowed(address) is stays


@pytest.mark.parametrize("host", ["192.0.2.1", "example.org"])
def test_reaching_out_fails_the_test(host):
    with pytest.raises(network.NetworkUsed, match=host):
        socket.create_connection((host, 80), timeout=0.1)


@pytest.mark.browser
@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (GOOD, []),
        (BAD, ["1280 px: html-has-lang", "1280 px: image-alt", "320 px: image-alt"]),
        (WIDE, ["320 px: overflow: <p class", "320 px: overflow: the page scrolls sideways"]),
        (WIDE_IN_FRAME, []),
    ],
)
def test_axe_finds_what_is_wrong(page, html, expected):
    page.set_content(html)
    found = accessibility.findings(page)
    assert bool(found) is bool(expected)
    for start in expected:
        assert any(text.startswith(start) for text in found), found


@pytest.mark.browser
def test_the_window_keeps_its_size(page, axe):
    page.set_content(GOOD)
    axe(page)
    assert page.viewport_size == {"width": 1280, "height": 900}


@pytest.mark.parametrize(
    ("again", "told"),
    [
        (Outcome(passed=2), "80 passed (2 alone)"),
        (Outcome(passed=1, failed=1), "2 failed"),
        (Outcome(passed=1), "2 failed"),
        (Outcome(), "2 failed"),
        (Outcome(passed=1, skipped=["no browser"]), "2 failed"),
    ],
)
def test_a_journey_that_failed_counts_as_passed_only_when_it_was_run_again_and_passed(again, told):
    first = Outcome(passed=78, failed=2)
    suite.settle(first, again)
    assert suite._word(first) == told
