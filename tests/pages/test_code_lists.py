"""The national administrator adds to code tables, renames and ends values; everybody who is signed in reads them."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from tests.factories.deliver import AT, TODAY, sign_in

from samordna.ground.codes.models import CodeChange
from samordna.ground.parameters import reader
from samordna.ground.privacy.models import AuditEvent

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.usefixtures("noon")]


@pytest.fixture
def nils(cast):
    return sign_in(Client(), cast.people["nils"])


def add(client, table="end_reason", sv="Fick arbete", en="Got a job", **more):
    data = {"sv": sv, "en": en, "valid_from": TODAY.isoformat(), "why": "Nationella rådet, 2 november", **more}
    return client.post(f"/kodlistor/{table}/nytt/", data)


def shown(client):
    return client.get("/kodlistor/end_reason/").content.decode().replace("\u00a0", " ")


def test_an_added_value_is_there_for_all_the_day_it_begins(nils, cast):
    tomorrow = TODAY + timedelta(1)
    assert add(nils, valid_from=tomorrow.isoformat())["Location"] == "/kodlistor/end_reason/"
    page = shown(nils)
    assert "Fick arbete" in page and "Kommer 13 november 2026" in page and "Nationella rådet, 2 november" in page
    rows = reader.code_list("end_reason")
    assert rows["fick_arbete"].valid_from == tomorrow
    assert "fick_arbete" not in rows.in_force(TODAY) and "fick_arbete" in rows.in_force(tomorrow)
    assert rows.values.index("fick_arbete") < rows.values.index("other")  # the one that takes all others stays last
    event = AuditEvent.objects.get(what="code.added")
    assert (event.subject, event.why, event.data["code"]) == (
        "end_reason",
        "Nationella rådet, 2 november",
        "fick_arbete",
    )


def test_a_registrar_chooses_an_added_value(nils, cast):
    add(nils)
    add(nils, "referred_by", "Socialpsykiatrin", "Social psychiatry")
    sara = sign_in(Client(), cast.people["sara"])
    form = sara.get("/deltagare/in/").content.decode()
    assert '<option value="socialpsykiatrin">Socialpsykiatrin</option>' in form


def test_a_renamed_value_is_called_the_new_from_its_day(nils, cast):
    add(nils)
    tomorrow = TODAY + timedelta(1)
    sent = {"sv": "Började arbeta", "en": "Began to work", "valid_from": tomorrow.isoformat(), "why": "Klarare"}
    assert nils.post("/kodlistor/end_reason/fick_arbete/namn/", sent).status_code == 302
    page = shown(nils)
    assert "Fick arbete, och från 13 november 2026 Började arbeta" in page
    with time_machine.travel(AT + timedelta(1), tick=False):
        nils.get("/kodlistor/")
        assert reader.code_list("end_reason")["fick_arbete"].sv == "Började arbeta"
        assert reader.code_list("end_reason", TODAY)["fick_arbete"].sv == "Fick arbete"


def test_an_ended_value_is_read_for_ever_and_chosen_no_more(nils):
    add(nils, valid_from="2026-01-01")
    assert (
        nils.post("/kodlistor/end_reason/fick_arbete/avsluta/", {"last": "2026-06-30", "why": "x"}).status_code == 302
    )
    assert "Slutade 30 juni 2026" in shown(nils)
    rows = reader.code_list("end_reason")
    assert rows["fick_arbete"].sv == "Fick arbete" and "fick_arbete" not in rows.in_force(TODAY)
    assert nils.post("/kodlistor/end_reason/fick_arbete/avsluta/", {"last": "", "why": "fel"}).status_code == 302
    nils.get("/kodlistor/")
    assert "fick_arbete" in reader.code_list("end_reason").in_force(TODAY)


@pytest.mark.parametrize(
    ("path", "sent", "said"),
    [
        ("nytt/", {"sv": "flyttat", "en": "Relocated"}, "Ett annat värde i listan heter eller har hetat så."),
        ("nytt/", {"sv": "Fick arbete", "en": "Anew"}, "Ett annat värde i listan heter eller har hetat så."),
        ("nytt/", {"sv": "", "en": "A"}, "Skriv namnet på svenska."),
        ("nytt/", {"sv": "A", "en": "B", "why": ""}, "Skriv varför."),
        ("fick_arbete/avsluta/", {"last": "2026-11-11"}, "Värdet gäller från 2026-11-12."),
        ("fick_arbete/namn/", {"sv": "Fick arbete", "en": "Got a job"}, "Värdet heter redan så."),
        (
            "fick_arbete/namn/",
            {"sv": "A", "en": "B", "valid_from": "2026-11-11"},
            "Det som redan har visats ändras inte.",
        ),
    ],
)
def test_what_cannot_be_is_said_at_the_field(nils, path, sent, said):
    add(nils)
    known = {"valid_from": TODAY.isoformat(), "why": "x", **sent}
    answer = nils.post(f"/kodlistor/end_reason/{path}", known)
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert CodeChange.objects.count() == 1


@pytest.mark.parametrize(
    "path", ["end_reason/deceased/avsluta/", "end_reason/deceased/namn/", "sex/nytt/", "sex/men/namn/", "ingen/"]
)
def test_what_stands_has_no_page_to_change_it(nils, path):
    assert nils.get(f"/kodlistor/{path}").status_code == 404


@pytest.mark.parametrize("table", reader.code_list_names())
def test_everybody_reads_every_list_and_nobody_else_changes_it(cast, table):
    bo = sign_in(Client(), cast.people["bo"])
    page = bo.get(f"/kodlistor/{table}/").content.decode()
    shipped = reader.shipped_list(table)
    assert shipped.title.sv in page and shipped.why.sv in page
    assert "Lägg till" not in page and "avsluta/" not in page and "Använt" not in page
    assert add(bo, table).status_code == 404
    assert not CodeChange.objects.exists()


def test_the_form_that_is_sent_twice_adds_once(nils):
    page = nils.get("/kodlistor/education/nytt/").content.decode()
    key = page.split('name="once" value="')[1].split('"')[0]
    for _press in range(2):
        assert add(nils, "education", "Folkhögskola", "Folk high school", once=key).status_code == 302
    assert CodeChange.objects.count() == 1
