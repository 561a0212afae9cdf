"""Pages never write except through actions, and the launcher needs nothing but Python."""

from __future__ import annotations

import pytest

from tests.guards.look import code
from tests.guards.look.files import ROOT

SOURCE = ROOT / "src" / "samordna"


def test_pages_never_write_except_through_actions():
    paths = sorted((SOURCE / "edge" / "web").rglob("*.py"))
    assert paths
    assert code.writes_in(paths) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("measure.save()", True),
        ("Measure.objects.create(code='x')", True),
        ("Measure.objects.filter(code='x').update(name='y')", True),
        ("queries.open_measures().filter(a=1).delete()", True),
        ("measure.delete()", True),
        ("case.members.all().clear()", True),
        ("Measure.objects.get_or_create(code='x')", True),
        ("connection.cursor()", True),
        ("form.save()", True),
        ("data.update(a=1)", False),
        ("seen.add(1)", False),
        ("request.session.delete()", False),
        ("response.delete_cookie('x')", False),
        ("actions.create_measure(by=actor, at=now)", False),
        ("Measure.objects.filter(code='x').first()", False),
    ],
)
def test_a_page_that_writes_is_found(source, found):
    assert bool(code.writes(source)) is found


def test_the_launcher_needs_nothing_but_python():
    found = {
        path.name: outside
        for path in sorted((SOURCE / "edge" / "launcher").glob("*.py"))
        if (outside := code.outside_standard_library(path.read_text("utf-8"), own="samordna.edge.launcher"))
    }
    assert found == {}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import os, yaml", {"yaml"}),
        ("from samordna.ground.kernel.money import Money", {"samordna.ground.kernel.money"}),
        ("if True:\n    import yaml", {"yaml"}),
        ("def f():\n    import yaml", set()),
        ("from samordna.edge.launcher.places import ROOT", set()),
    ],
)
def test_a_launcher_that_needs_more_is_found(source, found):
    assert code.outside_standard_library(source, own="samordna.edge.launcher") == found
