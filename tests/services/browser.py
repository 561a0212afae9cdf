"""Having a Chromium before the browser tests start: the machine's own, or Debian's package where we may install it."""

from __future__ import annotations

from samordna.edge.launcher import packages
from samordna.edge.launcher.progress import SetupFailed
from tests.services import chromium

OTHERWISE = "Or let Playwright fetch one: .venv/bin/playwright install --with-deps chromium"


def prepare() -> list[str]:
    """Get a browser if there is none. Returns sentences about what cannot be run without one; none when all is well."""
    if chromium.find():
        return []
    why = "The pages' and journeys' browser tests need Chromium, which this machine lacks."
    try:
        packages.install("chromium", why=why)
    except SetupFailed as problem:
        return [f"{' '.join(str(problem).split())[:400]} {OTHERWISE}"]
    return (
        [] if chromium.find() else [f"{why} The package chromium gave none that can be started (a snap?). {OTHERWISE}"]
    )
