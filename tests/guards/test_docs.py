"""Every documented command runs, the generated references are as committed, every dependency is accounted for."""

from __future__ import annotations

import re

import pytest

from samordna.edge.cli import main, reference
from tests.guards.look import docs
from tests.guards.look.files import ROOT

FOR_THE_LAUNCHER = {"demo", "start", "test"}  # set up and serve; tried by the tests of the launcher and the journeys
READS_EXTRACTS = {"table"}  # finds the register in use by itself, since it starts without Django
WRITE_FILES = {"reference", "messages"}  # of the repository; here they only compare
COMMANDS = [command for command in docs.commands(docs.pages()) if command.words]


@pytest.mark.parametrize(
    "command", [c for c in COMMANDS if c.words[0] not in FOR_THE_LAUNCHER and not c.is_pattern], ids=str
)
def test_every_documented_command_runs(demo_of_module, command):
    done = demo_of_module.run(*command.words, *(["--check"] if command.words[0] in WRITE_FILES else []))
    assert done.returncode == 0, done.stderr


def test_every_documented_command_exists():
    known = {*main.COMMANDS, "test", "COMMAND", "--help", "--version"}
    assert [str(command) for command in COMMANDS if command.words[0] not in known] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "```sh\n./samordna table af-fk-2020-1 --format csv > x.csv  # the file\n```",
            ["table af-fk-2020-1 --format csv"],
        ),
        ("```sh\n$ ./samordna organiser \\\n    a.yaml | head\n```", ["organiser a.yaml"]),
        ("```json\n./samordna no\n```", []),
        ("See `./samordna demo`.", []),
    ],
)
def test_commands_are_found_in_the_text(tmp_path, text, found):
    page = tmp_path / "page.md"
    page.write_text(text)
    assert [" ".join(command.words) for command in docs.commands([page])] == found


@pytest.mark.parametrize(
    ("words", "is_pattern"),
    [
        ("organiser FILE.yaml", True),
        ("table …", True),
        ("table af-fk-2020-1 --format csv", False),
        ("COMMAND --help", False),
    ],
)
def test_patterns_are_told_from_commands(words, is_pattern):
    assert docs.Command("x", tuple(words.split())).is_pattern is is_pattern


def test_the_generated_references_are_as_committed():
    assert reference.differences(ROOT / "docs" / "reference", reference.pages()) == [], "Run ./samordna reference"


def test_every_dependency_is_accounted_for():
    text = (ROOT / docs.DEPENDENCIES).read_text(encoding="utf-8")
    assert docs.unlike(docs.accounted(text), docs.depended_on()) == []


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("| Package | Version |\n|---|---|\n| django | 5.2.19 |", []),
        ("| django | 5.2.18 |", ["django: says 5.2.18, is 5.2.19"]),
        ("| django | 5.2.19 |\n| flask | 3.0 |", ["flask: says 3.0, is not used"]),
        ("", ["django: says nothing, is 5.2.19"]),
    ],
)
def test_a_dependency_that_is_not_accounted_for_is_found(table, said):
    assert docs.unlike(docs.accounted(table), {"django": "5.2.19"}) == said


def test_links_between_pages_lead_somewhere():
    lost = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in docs.pages()
        for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]
    assert lost == []


def test_a_decision_has_a_number_of_its_own():
    """Two records under one number make every reference to it ambiguous; the heading says the number of the file."""
    records = sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))
    numbers = [path.name[:4] for path in records]
    assert len(numbers) > 20
    assert sorted(set(numbers)) == numbers
    assert [p.name for p in records if not p.read_text(encoding="utf-8").startswith(f"# {p.name[:4]} ")] == []
