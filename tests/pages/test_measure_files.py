"""Those who run measures take them out as a file: plan, money and head counts, and nobody in it."""

from __future__ import annotations

import csv
import io
import json

import pytest
from tests.factories.deliver import AT, make_cast, registered, sign_in

from samordna.deliver.projects.importing.volumes import import_volumes
from samordna.deliver.projects.models import VolumeCount
from samordna.deliver.projects.planning import plan_year
from samordna.deliver.projects.rows import CostRow
from samordna.ground.kernel.money import Money

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture
def cast():
    cast = make_cast()
    registered(cast)
    maria = {"by": cast.actor("maria"), "at": AT}
    rows = [CostRow(budget=Money.kronor(5), outcome=Money(120), description="=1+1")]
    plan_year(measure=cast.measure, year=2026, planned_participants=20, rows=rows, **maria)
    import_volumes(content=b"measure,year,women,men\nI-0003,2026,3,0\n", **maria)
    return cast


def rows_of(content: bytes) -> list[tuple[str, str, str]]:
    found = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
    return [(row["measure"], row["what"], row["value"]) for row in found]


def test_plan_money_and_head_counts(client, cast):
    content = sign_in(client, cast.people["maria"]).get("/insatser/hamta/csv/").content
    assert rows_of(content) == [
        ("I-0001", "budget", "5.00"),
        ("I-0001", "outcome", "1.20"),
        ("I-0001", "planned participants", "20"),
        ("I-0003", "men", "0"),
        ("I-0003", "women", "3"),
    ]
    assert b",=1+1" not in content


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
@pytest.mark.parametrize("who", ["mona", "maria", "ada"])
def test_nobody_is_in_it(client, cast, who, form):
    answer = sign_in(client, cast.people[who]).get(f"/insatser/hamta/{form}/")
    assert answer.status_code == 200
    assert b"Elin" not in answer.content
    if form == "json":
        codes = {one["code"] for one in json.loads(answer.content)}
        assert codes == ({"I-0001"} if who == "mona" else {"I-0001", "I-0003"})


@pytest.mark.parametrize("who", ["sara", "bo", "anna"])
def test_those_who_run_no_measure_have_no_such_file(client, cast, who):
    assert sign_in(client, cast.people[who]).get("/insatser/hamta/csv/").status_code == 404


def test_other_forms_are_not_there(client, cast):
    assert sign_in(client, cast.people["maria"]).get("/insatser/hamta/pdf/").status_code == 404


def test_a_measure_of_another_association_is_not_in_it(client, cast):
    content = sign_in(client, cast.people["olle"]).get("/insatser/hamta/json/").content
    assert {one["code"] for one in json.loads(content)} == {"I-0002"}
    assert VolumeCount.objects.exists()
