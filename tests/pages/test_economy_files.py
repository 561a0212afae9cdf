"""An association's means and administration as a file, for those who may read its economy."""

from __future__ import annotations

import csv
import io
import json

import pytest
from tests.factories.deliver import AT, make_cast, sign_in

from samordna.deliver.projects.financing import Means, set_administration, set_means
from samordna.deliver.projects.rows import CostRow
from samordna.ground.kernel.money import Money
from samordna.ground.parties.models import Organisation

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.usefixtures("noon")]
FILES = "/forbund/ostra-vattern/ekonomi/hamta/"


@pytest.fixture
def cast():
    cast = make_cast()
    ada = {"association": cast.measure.association, "by": cast.actor("ada"), "at": AT}
    motala = Organisation.objects.get(party_id="municipality-0583")
    means = [Means(Money.kronor(500), motala), Means(Money.kronor(-7), own_capital=True)]
    set_means(year=2026, rows=means, **ada)
    set_means(year=2025, rows=[Means(Money(125), name="=Gåva", group="other")], **ada)
    set_administration(
        year=2026,
        rows=[CostRow(Money.kronor(9), None, "Chef", "personnel"), CostRow(None, Money(0), "", "other")],
        **ada,
    )
    return cast


def test_every_row_of_every_year(client, cast):
    content = sign_in(client, cast.people["ada"]).get(f"{FILES}csv/").content
    found = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert [
        (row["year"], row["what"], row["group"] or row["kind"], row["financier"], row["value"]) for row in found
    ] == [
        ("2025", "means", "other", "'=Gåva", "1.25"),
        ("2026", "means", "municipalities", "Motala kommun", "500.00"),
        ("2026", "own capital", "association", "", "-7.00"),
        ("2026", "administration budget", "personnel", "", "9.00"),
        ("2026", "administration outcome", "other", "", "0.00"),
    ]


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
@pytest.mark.parametrize("who", ["ada", "maria", "bo"])
def test_those_who_read_the_economy_take_it_out(client, cast, who, form):
    answer = sign_in(client, cast.people[who]).get(f"{FILES}{form}/")
    assert answer.status_code == 200
    assert f'filename="ekonomi-ostra-vattern-2026-11-12.{form}"' in answer["Content-Disposition"]
    if form == "json":
        assert json.loads(answer.content)["rows"][0]["financier"] == "=Gåva"


@pytest.mark.parametrize(("who", "form"), [("olle", "csv"), ("mona", "csv"), ("sara", "csv"), ("ada", "pdf")])
def test_for_others_and_in_other_forms_there_is_none(client, cast, who, form):
    assert sign_in(client, cast.people[who]).get(f"{FILES}{form}/").status_code == 404


def test_the_economy_page_leads_there(client, cast):
    page = sign_in(client, cast.people["bo"]).get("/forbund/ostra-vattern/ekonomi/").content.decode()
    assert f"{FILES}xlsx/" in page
    assert "/insatser/las-in/bokforing/" not in page
