"""Everything the register must have has a row in the table of coverage, and every test named there exists."""

from __future__ import annotations

import pytest

from samordna.learn.statistics.catalogue import OFFICIAL
from tests.guards.look import coverage
from tests.guards.look.files import ROOT

ROWS, TABLES = (
    list(coverage.rows((ROOT / page).read_text(encoding="utf-8"))) for page in (coverage.PAGE, coverage.TABLES)
)
HERE = "tests/guards/test_coverage.py"


def test_the_table_has_every_heading_and_no_row_twice():
    assert {row.heading for row in ROWS} >= {"Access", "Association", "Measure", "Participation", "Counting", "Reports"}
    assert len({(row.heading, row.what) for row in ROWS}) == len(ROWS)


def test_every_official_table_has_one_row():
    assert sorted(row.what.strip("`") for row in TABLES) == sorted(OFFICIAL)


def test_every_row_names_tests_that_exist_or_says_why_not():
    wrong = [fault for row in (*ROWS, *TABLES) for fault in coverage.faults(row)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("where", "test", "said"),
    [
        ("here", f"`{HERE}::test_a_row_that_promises_too_much_is_found`", ""),
        ("here", f"`{HERE}::test_a_row_that_promises_too_much_is_found[a-b]`", ""),
        ("", "not yet: the desk", ""),
        ("", "", "gives no reason"),
        ("", "–", "gives no reason"),
        ("", f"`{HERE}::test_a_row_that_promises_too_much_is_found`", "does not say where"),
        ("here", f"`{HERE}`", "no test in it"),
        ("here", f"`{HERE}::test_gone`", "there is no"),
        ("here", "`tests/guards/test_gone.py::test_x`", "there is no"),
    ],
)
def test_a_row_that_promises_too_much_is_found(where, test, said):
    found = coverage.faults(coverage.Row("Access", "x", where, test))
    assert (said in found[0]) if said else not found


def test_a_row_with_a_cell_too_few_is_found():
    with pytest.raises(ValueError, match="not 2 cells"):
        list(coverage.rows("## A\n| x | y |\n"))
