"""Every way in which a count of persons goes out has a row in the reference, and every row is a way that exists."""

from __future__ import annotations

import ast
import re

import pytest

from samordna.deliver.projects.rules import SMALL
from samordna.engine.disclosure.policy import DEFAULT
from tests.guards.look import outlets, routes
from tests.guards.look.files import ROOT, committed


@pytest.fixture(scope="module")
def code():
    return outlets.code()


def test_every_outlet_has_one_row(code):
    page = (ROOT / outlets.PAGE).read_text(encoding="utf-8")
    found = outlets.of_pages(code, routes.routes()) | outlets.of_commands(code)
    assert outlets.differences(outlets.rows(page), found) == []


def test_known_ways_out_are_found(code):
    """Where counts are known to go out, the look sees it; where none do, it does not."""
    found = outlets.of_pages(code, routes.routes()) | outlets.of_commands(code)
    assert found >= {
        "statistics:download",
        "reports:download",
        "measures:take_out",
        "measure_reports:version",
        "retention:certificate",
        "samordna table",
        "samordna import",
    }
    assert found.isdisjoint({"login:in", "rules:list", "code_lists:list", "samordna keys", "samordna messages"})


BETWEEN = ("samordna.deliver.participants.figures", "class Between:\n    low: int\n")
COUNTING = "from samordna.deliver.participants.figures import Between\n"
COUNT = COUNTING + "def count() -> Between: ...\n"


@pytest.mark.parametrize(
    ("texts", "is_one"),
    [
        # A view that calls what gives a shown count, in a module or from one.
        (
            {"a": COUNTING + "def count() -> Between: ...\n", "v": "from a import count\ndef view():\n    count()\n"},
            True,
        ),
        ({"a": COUNTING + "def count() -> Between: ...\n", "v": "import a\ndef view():\n    pass\n"}, False),
        # A type that holds one, handed on by a package.
        (
            {
                "b": COUNTING + "class Line:\n    all: Between\ndef lines() -> list[Line]: ...\n",
                "c": "from b import lines\n",
                "v": "from c import lines\ndef view():\n    return lines\n",
            },
            True,
        ),
        # Rows of persons that are counted in the view itself; the same rows read one by one.
        ({"v": "def view():\n    return Participation.objects.filter(x=1).count()\n"}, True),
        ({"v": "def view():\n    return Participation.objects.get(pk=1)\n"}, False),
        # Fetched by its name.
        (
            {
                "a": COUNTING + "def waiting() -> Between: ...\n",
                "v": "FROM = ('a',)\ndef view():\n    return find(FROM, 'waiting')\n",
            },
            True,
        ),
    ],
)
def test_a_way_out_is_found(texts, is_one):
    found = outlets.code([BETWEEN, *texts.items()], own="")
    assert bool(outlets.leads_to(found, "v:view")) is is_one


def test_a_way_out_without_a_row_and_a_row_without_a_way_out_are_found():
    rows = outlets.rows("| Outlet | Pages |\n|---|---|\n| x | `a:b`, `samordna c` | all | no: d | no |\n")
    assert outlets.differences(rows, {"a:b", "samordna c"}) == []
    assert outlets.differences(rows, {"a:b", "samordna c", "e:f"}) == [
        f"e:f leads to a count of persons and has no row in {outlets.PAGE}"
    ]
    assert outlets.differences(rows, {"a:b"}) == ["samordna c has a row, but leads to no count of persons"]
    assert outlets.differences([*rows, *rows], {"a:b", "samordna c"}) == [
        "a:b has several rows",
        "samordna c has several rows",
    ]


def test_a_row_says_whom_and_how():
    rows = outlets.rows("| x | `a:b` | | no | no |\n")
    assert outlets.differences(rows, {"a:b"}) == ["x: every cell is to be filled in"]
    with pytest.raises(ValueError, match="5 cells"):
        outlets.rows("| x | `a:b` | all |\n")


NUMBERS = {"två": 2, "tre": 3, "fyra": 4, "fem": 5, "sex": 6, "sju": 7, "åtta": 8, "nio": 9, "tio": 10}
HIDES = re.compile(r"[Ff]ärre än (\d+|[a-zåäö]+)(?! (?:förbund|samordningsförbund|olika parter))")
REST = re.compile(r"(?:[Ee]n|betyder 1) till (\d+|[a-zåäö]+)(?= personer|\.)")


def said(text):
    """The thresholds that a text speaks of: five for “färre än 5” and for “en till fyra personer”."""
    found = [(word, 0) for word in HIDES.findall(text)] + [(word, 1) for word in REST.findall(text)]
    numbers = [(int(word) if word.isdigit() else NUMBERS.get(word), more) for word, more in found]
    return {number + more for number, more in numbers if number is not None}


def of_its_own(tree):
    """Thresholds that a module sets by itself."""
    named = re.compile(r"(?i)^_?(small|threshold)$")
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AnnAssign):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            name = getattr(target, "id", "")
            if named.match(name) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, int):
                yield name


def test_there_is_one_threshold_and_all_words_say_it():
    assert DEFAULT.threshold == SMALL
    here = [path for path in committed() if (ROOT / "src" / "samordna") in path.parents and "locale" not in path.parts]
    wrong, spoken = [], set()
    for path in here:
        if path.suffix not in (".py", ".html") or "migrations" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        spoken |= said(text)
        if path.suffix == ".py" and path.name != "policy.py":
            wrong += [f"{path.relative_to(ROOT)}: {name}" for name in of_its_own(ast.parse(text))]
    assert wrong == []
    assert spoken == {DEFAULT.threshold}


def test_another_threshold_is_found():
    assert said("Färre än 3 visas inte. En till fyra personer.") == {3, 5}
    assert said("färre än tre förbund, färre än två olika parter") == set()
    assert list(of_its_own(ast.parse("SMALL = 4\nFIRST = 5\nthreshold: int = 3\nsmall = DEFAULT.threshold"))) == [
        "SMALL",
        "threshold",
    ]
