"""The national administrator writes in an association, with the members that follow from its municipalities."""

from datetime import date

import pytest
from django.test import Client
from tests.factories.deliver import make_cast, sign_in

from samordna.ground.parties.models import Association, Membership, Organisation
from samordna.ground.privacy.models import AuditEvent

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.usefixtures("noon")]
SENT = {
    "name": "Samordningsförbundet Västra Vättern",
    "description": "Två kommuner",
    "start": "2027-01-01",
    "municipalities": "Motala\nMjölby kommun",
    "address": "Storgatan 1",
    "contact_name": "Nina Ek",
    "contact_email": "nina@example.se",
}


@pytest.fixture
def cast():
    found = make_cast()
    for party, kind in (("fk", "fk"), ("af", "af"), ("region-05", "region"), ("municipality-0586", "municipality")):
        Organisation.objects.get_or_create(party_id=party, defaults={"kind": kind, "name": party})
    return found


def test_a_new_association_has_the_members_of_the_law_and_its_municipalities(cast):
    nils = sign_in(Client(), cast.people["nils"])
    assert 'href="/forbund/nytt/"' in nils.get("/personer/").content.decode()
    assert nils.post("/forbund/nytt/", SENT)["Location"] == "/personer/utse/"
    made = Association.objects.get(slug="vastra-vattern")
    assert (made.start, made.address, made.contact_name) == (date(2027, 1, 1), "Storgatan 1", "Nina Ek")
    parties = {row.organisation.party_id: row.municipality_id for row in made.memberships.all()}
    assert parties == {
        "fk": None,
        "af": None,
        "region-05": None,
        "municipality-0583": "0583",
        "municipality-0586": "0586",
    }
    assert {row.valid_from for row in made.memberships.all()} == {date(2027, 1, 1)}
    assert AuditEvent.objects.get(what="association.founded").subject == "vastra-vattern"
    assert '<option value="vastra-vattern">' in nils.get("/personer/utse/").content.decode()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"name": ""}, "Skriv vad förbundet heter."),
        ({"name": "östra vättern"}, "Det finns redan ett förbund som heter så."),
        ({"start": ""}, "Skriv vilken dag förbundet börjar."),
        ({"end": "2026-12-31"}, "Välj ett slutdatum som är samma dag som start eller senare."),
        ({"municipalities": ""}, "Skriv minst en kommun."),
        ({"municipalities": "Motala, Atlantis"}, "Det finns ingen kommun som heter Atlantis."),
    ],
)
def test_what_cannot_be_is_said_at_the_field(cast, sent, said):
    answer = sign_in(Client(), cast.people["nils"]).post("/forbund/nytt/", SENT | sent)
    assert answer.status_code == 200 and said in answer.content.decode()
    assert Association.objects.count() == 2


def test_a_municipality_is_in_one_association_at_a_time(cast):
    nils, other = sign_in(Client(), cast.people["nils"]), Association.objects.get(slug="annat")
    Association.objects.update(invented=False)
    mjolby = Organisation.objects.get(party_id="municipality-0586")
    row = Membership.objects.create(
        association=other, organisation=mjolby, municipality_id="0586", certainty="t", valid_to=date(2027, 1, 2)
    )
    assert "Mjölby deltar i Annat förbund då." in nils.post("/forbund/nytt/", SENT).content.decode()
    Membership.objects.filter(pk=row.pk).update(valid_to=date(2027, 1, 1))
    assert nils.post("/forbund/nytt/", SENT).status_code == 302


@pytest.mark.parametrize("who", ["ada", "maria", "bo", "anna"])
def test_for_others_there_is_no_such_page(cast, who):
    assert sign_in(Client(), cast.people[who]).post("/forbund/nytt/", SENT).status_code == 404
    assert Association.objects.count() == 2
