"""Every model and state has its row in the glossary, and the answers that the documentation shows are the real ones."""

from __future__ import annotations

import contextlib
import io
import json
import re

import pytest

from samordna.edge.cli import main
from samordna.ground.parameters import areas, reader
from samordna.ground.parties import association_import
from samordna.ground.parties.roles import ROLES
from tests.guards.look import docs, models, states, words
from tests.guards.look.files import ROOT

GLOSSARY = (ROOT / "GLOSSARY.md").read_text(encoding="utf-8")
EXAMPLES = ROOT / "docs" / "examples"
PYTHON = [(page, code) for page in docs.pages() for code in words.python_shown(page)]
ANSWERS = [(page, *shown) for page in docs.pages() for shown in words.shown_answers(page)]


def test_every_model_is_in_the_glossary():
    assert words.without_row((model.__name__ for model in models.own_models()), GLOSSARY) == []


@pytest.mark.parametrize("module", states.modules(), ids=lambda module: module.__name__)
def test_every_state_is_in_the_glossary(module):
    assert words.without_row((state.id for state in states.states(module)), GLOSSARY) == []


def test_every_role_is_in_the_glossary():
    assert words.without_row(ROLES, GLOSSARY) == []


def test_every_row_of_the_glossary_is_whole():
    rows = [line for line in GLOSSARY.splitlines() if line.startswith("|")]
    assert [row for row in rows if len(re.split(r"(?<!\\)\|", row)) != 7] == []


def test_every_rule_that_a_refusal_names_can_be_read():
    """A refusal says which rule stands behind it; the rules page and docs/reference/parameters.md have them all."""
    sources = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "src" / "samordna").rglob("*.py"))
    named = set(re.findall(r'\b(?:rule=|RULE = )"([^"]+)"', sources))
    assert "S01" in named
    assert sorted(named - {rule.id for rule in reader.rules()}) == []


@pytest.mark.parametrize(
    ("glossary", "missing"),
    [
        ("| `Need`, `need` | behov |", ["Case"]),
        ("| `Need` | behov |\n| case | `Case` |", ["Case"]),
        ("| `Need` | behov |\n| `Case` | ärende |", []),
    ],
)
def test_a_term_without_a_row_is_found(glossary, missing):
    assert words.without_row(["Need", "Case"], glossary) == missing


def answer(command: str) -> object:
    """What a documented command that needs no register answers."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.chdir(ROOT):
        assert main.main(command.split()[1:]) == 0
    return json.loads(out.getvalue())


@pytest.mark.parametrize(
    ("command", "shown"), [shown[1:] for shown in ANSWERS], ids=[f"{a[0].name}: {a[1]}" for a in ANSWERS]
)
def test_the_answers_shown_are_the_real_ones(command, shown):
    assert words.holds(answer(command), shown)


@pytest.mark.parametrize(
    ("shown", "true"),
    [({}, True), ({"a": 1}, True), ({"a": 2}, False), ({"b": 1}, False), ({"c": {"d": []}}, True), ({"c": {}}, True)],
)
def test_a_wrong_answer_is_found(shown, true):
    assert words.holds({"a": 1, "c": {"d": [], "e": 0}}, shown) is true


@pytest.mark.parametrize("code", [code for _, code in PYTHON], ids=[page.name for page, _ in PYTHON])
def test_the_python_shown_runs(code):
    exec(compile(code, "documentation", "exec"), {})


def test_every_example_is_shown_somewhere():
    texts = [page.read_text(encoding="utf-8") for page in docs.pages()]
    assert [path.name for path in EXAMPLES.iterdir() if not any(path.name in text for text in texts)] == []


def test_the_example_of_an_import_is_right():
    rows = association_import.read(EXAMPLES / "associations.csv", known_municipalities=areas.municipalities())
    assert len(rows) == 4
