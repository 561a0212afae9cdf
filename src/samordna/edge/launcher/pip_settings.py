"""The user's pip configuration, said in uv's words, so that one configured mirror serves both."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Mapping
from pathlib import Path

# pip joins several values of one option by white space, in its files as in the environment.
SECTIONS = ("global", "user", "site", "install", ":env:")  # the later wins


def read(listing: str) -> dict[str, str]:
    """Values by option name from what `pip config list` prints, such as `global.index-url='https://…'`."""
    found: dict[tuple[str, str], str] = {}
    for line in listing.splitlines():
        match = re.match(r"(global|user|site|install|:env:)\.([a-z-]+)=(.*)$", line.strip())
        if match:
            found[match[1], match[2]] = _unquoted(match[3])
    return {option: found[section, option] for section in SECTIONS for s, option in found if s == section}


def _unquoted(text: str) -> str:
    try:
        return " ".join(shlex.split(text.replace("\\n", " "))).strip()
    except ValueError:
        return text.strip("'\"")


def as_uv(options: Mapping[str, str], given: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Environment variables for uv that mean what pip's options mean; what is already set for uv is left as it is."""
    indexes = [_address(part) for part in options.get("extra-index-url", "").split()]
    wanted = {
        "UV_DEFAULT_INDEX": _address(options.get("index-url", "")),
        "UV_INDEX": " ".join(indexes),
        "UV_FIND_LINKS": ",".join(options.get("find-links", "").split()),
        "UV_INSECURE_HOST": " ".join(options.get("trusted-host", "").split()),
        "UV_NO_INDEX": "1" if options.get("no-index", "").lower() in {"1", "true", "yes", "on"} else "",
        "UV_HTTP_TIMEOUT": options.get("timeout") or options.get("default-timeout", ""),
        "SSL_CERT_FILE": options.get("cert", ""),
        "ALL_PROXY": options.get("proxy", ""),
    }
    wanted = {name: value for name, value in wanted.items() if value and not given.get(name)}
    # pip takes a file from whichever index has it; the hashes decide what is accepted, so uv may do the same.
    return wanted | {"UV_INDEX_STRATEGY": given.get("UV_INDEX_STRATEGY", "unsafe-best-match")}


def _address(text: str) -> str:
    """An index as an address; pip takes a folder's plain path too."""
    return Path(text).as_uri() if text.startswith("/") else text
