"""One configured mirror serves pip and uv alike."""

from __future__ import annotations

import pytest

from samordna.edge.launcher import pip_settings

STRATEGY = {"UV_INDEX_STRATEGY": "unsafe-best-match"}


@pytest.mark.parametrize(
    ("listing", "options"),
    [
        ("", {}),
        ("global.cert='/etc/ca.crt'", {"cert": "/etc/ca.crt"}),
        ("global.timeout='60'\n:env:.timeout='180'", {"timeout": "180"}),
        (":env:.timeout='180'\nglobal.timeout='60'", {"timeout": "180"}),
        ("global.find-links='/a'\ninstall.find-links='/b'", {"find-links": "/b"}),
        ("global.extra-index-url='file:///a file:///b'", {"extra-index-url": "file:///a file:///b"}),
        ("global.extra-index-url='\\nfile:///a\\nfile:///b'", {"extra-index-url": "file:///a file:///b"}),
        ("a line about something else", {}),
    ],
)
def test_reading_pips_configuration(listing, options):
    assert pip_settings.read(listing) == options


@pytest.mark.parametrize(
    ("options", "given", "expected"),
    [
        ({}, {}, {}),
        ({"index-url": "https" + "://mirror/simple"}, {}, {"UV_DEFAULT_INDEX": "https" + "://mirror/simple"}),
        ({"extra-index-url": "file:///a /b"}, {}, {"UV_INDEX": "file:///a file:///b"}),
        ({"find-links": "/a /b"}, {}, {"UV_FIND_LINKS": "/a,/b"}),
        ({"cert": "/ca"}, {}, {"SSL_CERT_FILE": "/ca"}),
        ({"cert": "/ca"}, {"SSL_CERT_FILE": "/own"}, {}),
        ({"default-timeout": "180"}, {}, {"UV_HTTP_TIMEOUT": "180"}),
        ({"no-index": "true"}, {}, {"UV_NO_INDEX": "1"}),
        ({"no-index": "false"}, {}, {}),
    ],
)
def test_saying_it_in_uvs_words(options, given, expected):
    assert pip_settings.as_uv(options, given) == expected | STRATEGY
