"""The reference pages: Markdown that cannot break, and a comparison that finds every kind of difference."""

from __future__ import annotations

import argparse
import doctest
from types import SimpleNamespace

import pytest

from samordna.edge.cli import reference
from samordna.edge.cli.reference_pages import commands, markdown, states


def test_the_examples_hold():
    assert doctest.testmod(markdown).failed == 0


def test_a_row_with_too_few_cells_is_refused():
    with pytest.raises(ValueError, match="2 columns"):
        markdown.table(["a", "b"], [("only",)])


@pytest.mark.parametrize(
    ("there", "said"),
    [
        ({"a.md": "A\n"}, []),
        ({"a.md": "B\n"}, ["a.md: differs"]),
        ({}, ["a.md: is missing"]),
        ({"a.md": "A\n", "b.md": ""}, ["b.md: is no longer made"]),
    ],
)
def test_differences_are_named(tmp_path, there, said):
    for name, text in there.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert reference.differences(tmp_path, {"a.md": "A\n"}) == said


def ask(folder, *, check):
    return reference.run(argparse.Namespace(check=check, folder=folder))


def test_check_fails_until_the_pages_are_written_and_writes_nothing_itself(tmp_path, capsys):
    (tmp_path / "old.md").write_text("gone", encoding="utf-8")
    assert ask(tmp_path, check=True) == 1
    assert "codes.md: is missing" in capsys.readouterr().out
    assert [path.name for path in tmp_path.iterdir()] == ["old.md"]
    assert ask(tmp_path, check=False) == 0
    assert not (tmp_path / "old.md").exists()
    capsys.readouterr()
    assert ask(tmp_path, check=True) == 0
    assert capsys.readouterr().out == ""


def test_the_same_code_gives_the_same_pages():
    assert reference.pages() == reference.pages()


@pytest.mark.parametrize(
    ("arguments", "usage"),
    [
        ([("file", {"metavar": "FILE"})], "FILE"),
        ([("file", {"nargs": "?"})], "[file]"),
        ([("what", {"choices": ["a", "b"]})], "{a,b}"),
        ([("--dry-run", {"action": "store_true"})], "[--dry-run]"),
        ([("--port", {"type": int})], "[--port PORT]"),
        ([("--out", {"required": True})], "--out OUT"),
    ],
)
def test_usage_is_the_same_on_every_python(arguments, usage):
    parser = argparse.ArgumentParser(add_help=False)
    for name, options in arguments:
        parser.add_argument(name, **options)
    assert [commands._usage(action) for action in parser._actions] == [usage]


def test_a_diagram_leaves_out_what_stays_in_its_state():
    rows = [("", "begun", "open"), ("open", "changed", "open"), ("open", "ended", "closed")]
    steps = [SimpleNamespace(source=source, event=event, target=target) for source, event, target in rows]
    drawn = states.diagram(SimpleNamespace(STEPS=steps))
    assert drawn.splitlines()[1:] == ["    [*] --> open: begun", "    open --> closed: ended"]
