"""Looking at the addresses: every page says who may open it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from samordna.edge.web.access import Access


@dataclass(frozen=True)
class Route:
    """One address of the product: its pattern, its full name, and the view behind it."""

    path: str
    name: str
    view: Any


def routes(
    patterns: Iterable[URLPattern | URLResolver] | None = None, path: str = "/", name: str = ""
) -> Iterator[Route]:
    """Every route below some patterns; without any, every route there is."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        below = f"{path}{entry.pattern}"
        if isinstance(entry, URLResolver):
            space = f"{name}{entry.namespace}:" if entry.namespace else name
            yield from routes(entry.url_patterns, below, space)
        else:
            yield Route(below, f"{name}{entry.name or ''}", entry.callback)


def without_access(found: Iterable[Route]) -> list[str]:
    """Routes that do not say who may open them, or give no reason for being open to all."""
    said = []
    for route in found:
        access = getattr(route.view, "access", None)
        if not isinstance(access, Access):
            said.append(f"{route.path} does not say who may open it")
        elif access.kind == "anyone" and not access.why.strip():
            said.append(f"{route.path} is open to all without a reason")
        elif access.kind == "role" and not access.roles:
            said.append(f"{route.path} names no role")
    return said


def without_name(found: Iterable[Route]) -> list[str]:
    """Routes that no template can point at by name."""
    return [route.path for route in found if not route.name or route.name.endswith(":")]
