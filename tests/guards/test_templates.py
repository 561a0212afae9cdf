"""Templates keep to the content policy: no inline style or script, nothing from elsewhere, nothing unescaped."""

from __future__ import annotations

import re

import pytest

from samordna.edge.launcher import assets
from tests.guards.look import templates
from tests.guards.look.files import ROOT


def test_templates_keep_to_the_content_policy():
    paths = sorted((ROOT / "src").rglob("templates/**/*.html"))
    assert paths
    assert templates.findings(paths) == []


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ('<p style="color:red">', "a style attribute"),
        ('<p\n  class="x"\n  style="color:red">', "a style attribute"),
        ("<style>p{}</style>", "a style element"),
        ("<script>alert(1)</script>", "a script in the page"),
        ('<button onclick="x()">', "an event attribute"),
        ('<a href="javascript:x()">', "a javascript: address"),
        ('<script src="https://example.org/x.js"></script>', "something fetched from elsewhere"),
        ('<link rel="stylesheet" href="//example.org/x.css">', "something fetched from elsewhere"),
        ('<form action="https://example.org/">', "a form sent elsewhere"),
        ("{{ text|safe }}", "unescaped text"),
        ("{% autoescape off %}", "unescaped text"),
        ("<script src=\"{% static 'x.js' %}\" defer></script>", None),
        ('<a href="https://example.org/">Källan</a>', None),
        ('<p class="s-note" data-on="x">', None),
    ],
)
def test_what_is_forbidden_is_found(tmp_path, html, found):
    path = tmp_path / "x.html"
    path.write_text(f"<main>\n{html}\n</main>", encoding="utf-8")
    said = templates.findings([path])
    assert [text.split(": ", 1)[1] for text in said] == ([found] if found else [])


def test_every_icon_exists(tmp_path):
    assets.copy_to(tmp_path)
    there = set(re.findall(r'id="f-icon-([\w-]+)"', (tmp_path / "icons.svg").read_text(encoding="utf-8")))
    named = templates.icons((ROOT / "src").rglob("templates/**/*.html"))
    assert {"info", "error"} <= named
    assert named - there == set()


def test_every_cell_of_a_stacked_table_names_its_column() -> None:
    """On a small screen the heading of the column is out of sight: the cell must say it itself (s-stack)."""
    tables = [
        (path.name, table)
        for path in (ROOT / "src").rglob("templates/**/*.html")
        for table in re.findall(
            r"<table class=\"[^\"]*\bs-stack\b.*?</table>", path.read_text(encoding="utf-8"), re.DOTALL
        )
    ]
    assert len(tables) >= 2
    cells = [(name, cell) for name, table in tables for cell in re.findall(r"<td\b[^>]*>", table)]
    assert [found for found in cells if not re.search(r"data-label=|colspan=|s-act", found[1])] == []
