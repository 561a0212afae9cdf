"""Reference pages of who may: roles.md and routes.md."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

from samordna.edge.cli.reference_pages.markdown import code, page, table
from samordna.edge.web.access import Access
from samordna.ground.parties.people import GIVES
from samordna.ground.parties.roles import NEVER_TOGETHER, ROLES


def roles() -> str:
    """Every role: what an assignment to it points at, what it does, who gives it, and what excludes it."""
    heads = ["Role", "Svenska", "English", "Assigned for", "Does (Swedish)", "Given by", "Never together with"]
    rows = [
        (code(role.id), role.sv, role.en, role.scope, role.does_sv, _givers(role.id), _excluded(role.id))
        for role in ROLES.values()
    ]
    return page(
        "Roles",
        "Access is always a role and an assignment together: to one association, one measure, or nationally, from a day"
        " until a day. What a role may do with a certain thing stands in the `permissions.py` of each station. An"
        " employee of an association is never participant registrar.",
        table(heads, rows),
    )


def _givers(role: str) -> str:
    return ", ".join(code(giver) for giver, given in GIVES.items() if role in given)


def _excluded(role: str) -> str:
    others = {other for pair in NEVER_TOGETHER if role in pair for other in pair - {role}}
    return ", ".join(code(other) for other in sorted(others))


@dataclass(frozen=True)
class Route:
    """An address, its name, and who may open it. ``access`` is None for a page that does not say."""

    path: str
    name: str
    access: Access | None


def routes() -> str:
    """Every address with who may open it."""
    rows = [(code("/" + route.path), code(route.name), _who(route.access)) for route in all_routes()]
    return page(
        "Routes",
        "Every address of the pages and who may open it. This is the coarse question; what a person sees of one case,"
        " measure or participant is decided by the station's `permissions.py`, and what lies outside one's scope"
        " answers 404.",
        table(["Address", "Name", "Who"], rows),
    )


def all_routes() -> list[Route]:
    """The routes of the product, sorted by address."""
    return sorted(_walk(get_resolver().url_patterns, "", ""), key=lambda route: (route.path, route.name))


def _walk(patterns: list[URLPattern | URLResolver], prefix: str, space: str) -> Iterator[Route]:
    for pattern in patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _walk(pattern.url_patterns, path, inner)
        else:
            yield Route(path, f"{space}{pattern.name or ''}", getattr(pattern.callback, "access", None))


def _who(access: Access | None) -> str:
    if access is None:
        return "**not said**"
    if access.kind == "anyone":
        return f"anyone: {access.why}"
    return "everybody who is signed in" if access.kind == "signed_in" else ", ".join(map(code, access.roles))
