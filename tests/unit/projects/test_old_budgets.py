"""A register from before budgets were rows is brought up to date, and every öre of it is found again."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.django_db  # so that it is run on both kinds of database; it makes one of its own

#: Measure, whether ESF finances it → year → (planned, budget, outcome) in öre, as they stood in the year's columns.
OLD = {
    ("I-1", False): {2023: (12, 130_000_001, 119_999_999), 2024: (14, 140_000_000, None), 2025: (9, None, None)},
    ("I-2", True): {2024: (None, None, -37), 2025: (0, 0, 0)},
}
SCRIPT = """
import json, os, sys
from pathlib import Path
import django
from samordna.config import secrets
secrets.make(Path(os.environ["SAMORDNA_HOME"]))
django.setup()
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

if connection.vendor == "postgresql":
    with connection._nodb_cursor() as cursor:
        cursor.execute("CREATE DATABASE " + sys.argv[1])
    connection.close()
    connection.settings_dict["NAME"] = sys.argv[1]

def at(name):
    executor = MigrationExecutor(connection)
    executor.migrate([("projects", name)])
    return executor.loader.project_state(("projects", name)).apps

def rows(apps):
    found = apps.get_model("projects", "BudgetRow").objects.order_by("measure__code", "year", "position")
    return [[r.measure.code, r.year, r.kind, r.budget_ore, r.outcome_ore, r.source] for r in found]

try:
    old = at("0003_custom_questions")
    organisation = old.get_model("parties", "Organisation").objects.create(party_id="x", kind="association", name="X")
    association = old.get_model("parties", "Association").objects.create(
        slug="x", name="X", organisation=organisation, certainty="test", invented=True)
    for code, esf, years in json.loads(sys.stdin.read()):
        measure = old.get_model("projects", "Measure").objects.create(
            code=code, name=code, association=association, orientation="individual", follow_up="persons", esf=esf,
            start="2023-01-01")
        for year, planned, budget, outcome in years:
            old.get_model("projects", "MeasureYear").objects.create(
                measure=measure, year=year, planned_participants=planned, budget_ore=budget, outcome_ore=outcome)
    new = at("0006_fixed_choices")
    planned = {f"{y.measure.code} {y.year}": y.planned_participants
               for y in new.get_model("projects", "MeasureYear").objects.all()}
    print(json.dumps({"rows": rows(new), "planned": planned}))
finally:
    if connection.vendor == "postgresql":
        connection.close()
        with connection._nodb_cursor() as cursor:
            cursor.execute("DROP DATABASE " + sys.argv[1])
"""


@pytest.fixture(scope="module")
def brought_up_to_date(tmp_path_factory):
    """What stands in the register afterwards."""
    given = [[code, esf, [[year, *row] for year, row in years.items()]] for (code, esf), years in OLD.items()]
    source = Path(__file__).parents[3] / "src"
    environment = os.environ | {
        "SAMORDNA_HOME": str(tmp_path_factory.mktemp("old")),
        "DJANGO_SETTINGS_MODULE": "samordna.config.settings",
        "PYTHONPATH": str(source),
    }
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, f"old_budgets_{os.getpid()}"],
        input=json.dumps(given), capture_output=True, text=True, env=environment, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_every_year_that_said_anything_is_one_row_of_its_measures_kind(brought_up_to_date):
    assert brought_up_to_date["rows"] == [
        ["I-1", 2023, "measure_cost", 130_000_001, 119_999_999, ""],
        ["I-1", 2024, "measure_cost", 140_000_000, None, ""],
        ["I-2", 2024, "esf_measure_cost", None, -37, ""],
        ["I-2", 2025, "esf_measure_cost", 0, 0, ""],
    ]


@pytest.mark.parametrize("place", [1, 2], ids=["budget", "outcome"])
def test_no_ore_is_lost_and_none_is_added(brought_up_to_date, place):
    before = sum(row[place] or 0 for years in OLD.values() for row in years.values())
    assert sum(row[place + 2] or 0 for row in brought_up_to_date["rows"]) == before


def test_what_was_planned_stands_as_before(brought_up_to_date):
    before = {f"{code} {year}": row[0] for (code, _esf), years in OLD.items() for year, row in years.items()}
    assert brought_up_to_date["planned"] == before
