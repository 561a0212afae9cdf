"""axe-core on a page, at the two widths that every page must stand: a desk and a narrow telephone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = (1280, 320)


def findings(page: Page, *, widths: tuple[int, ...] = WIDTHS) -> list[str]:
    """What is wrong with the page as it stands, in sentences; empty when nothing is.

    The window keeps the size it had. Looks for axe's violations and for sideways scrolling of the whole page.
    """
    before = page.viewport_size
    found: list[str] = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        found += [f"{width} px: {text}" for text in (*_violations(page), *_overflow(page))]
    if before:
        page.set_viewport_size(before)
    return found


def _violations(page: Page) -> list[str]:
    # page.evaluate goes past the page's content policy, which rightly forbids a script tag.
    if not page.evaluate("() => typeof window.axe === 'object'"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    result: dict[str, Any] = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})", RULES
    )
    return [
        f"{violation['id']} ({violation['impact']}): {violation['help']} – {node['html'][:200]}"
        for violation in result["violations"]
        for node in violation["nodes"]
    ]


def _overflow(page: Page) -> list[str]:
    wide: list[str] = page.evaluate(
        """() => {
            const page = document.scrollingElement, width = page.clientWidth;
            if (page.scrollWidth <= width) return [];
            const inFrame = el => {
                for (let up = el.parentElement; up && up !== document.body; up = up.parentElement)
                    if (['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(up).overflowX)) return true;
                return false;
            };
            return [...document.body.querySelectorAll('*')]
                .filter(el => el.getBoundingClientRect().right > width + 1 && !inFrame(el))
                .slice(0, 5).map(el => el.outerHTML.slice(0, 160)).concat('the page scrolls sideways');
        }"""
    )
    return [f"overflow: {text}" for text in wide]
