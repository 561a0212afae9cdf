"""Whom those who give assignments can see, and what they are offered."""

import pytest
from django.test import Client
from tests.factories.deliver import Cast, make_cast, sign_in
from tests.factories.ground import assigned

from samordna.ground.parties.models import Account, Organisation

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.mark.parametrize(
    ("who", "sees", "not_seen"),
    [
        ("ada", {"Sara Holm", "Mona Lind", "Maria Berg"}, {"Rut Ek", "Olle Sten"}),  # the measures' people too
        ("mona", {"Sara Holm"}, {"Rut Ek", "Maria Berg"}),
        ("nils", {"Sara Holm", "Rut Ek"}, set()),
    ],
)
def test_one_sees_those_who_work_in_ones_associations_and_measures(
    cast: Cast, who: str, sees: set[str], not_seen: set[str]
) -> None:
    page = sign_in(Client(), cast.people[who]).get("/personer/").content.decode()
    assert {name for name in sees | not_seen if name in page} == sees


@pytest.mark.parametrize(("who", "adds"), [("ada", True), ("mona", False)])
def test_only_those_who_may_add_people_are_offered_it(cast: Cast, who: str, adds: bool) -> None:
    client = sign_in(Client(), cast.people[who])
    page = client.get("/personer/").content.decode()
    assert ('href="/personer/ny/"' in page) is adds
    assert (client.get("/personer/ny/").status_code == 200) is adds


def test_the_national_administrator_finds_the_unit_costs_in_the_menu(cast: Cast) -> None:
    nils, mona = (sign_in(Client(), cast.people[who]) for who in ("nils", "mona"))
    assert 'href="/arenden/enhetskostnader/"' in nils.get("/").content.decode()
    assert 'href="/arenden/enhetskostnader/"' not in mona.get("/").content.decode()
    page = nils.get("/arenden/enhetskostnader/").content.decode()
    assert 'href="/arenden/"' not in page  # no way to where the reader may not go


def test_whoever_gives_assignments_finds_the_page_in_the_menu(cast: Cast) -> None:
    assert 'href="/personer/"' in sign_in(Client(), cast.people["mona"]).get("/").content.decode()


def given(who, role, scope, **fields):
    assigned(who, role, scope, **fields)
    return who.assignments.latest("pk")


@pytest.fixture
def orderer(cast: Cast):
    """Orders accounts for Motala kommun, where the whole cast works."""
    vera = Account.objects.create(email="vera@example.se", name="Vera Beställare", password="!")
    assigned(vera, "access_orderer", "municipality-0583")
    return sign_in(Client(), vera)


def test_the_orderer_sees_the_own_organisations_people_and_adds_only_there(cast: Cast, orderer: Client) -> None:
    elsewhere = Organisation.objects.create(party_id="fk", kind="fk", name="Försäkringskassan")
    stranger = Account.objects.create(email="stig@example.se", name="Stig Annan", organisation=elsewhere, password="!")
    page = orderer.get("/personer/").content.decode()
    assert "Sara Holm" in page and "Stig Annan" not in page
    assert orderer.get(f"/personer/{stranger.pk}/").status_code == 404
    new = {"name": "Nya Nilsson", "email": "nya@example.se", "title": ""}
    assert "Försäkringskassan" not in orderer.get("/personer/ny/").content.decode()
    assert orderer.post("/personer/ny/", new | {"organisation": elsewhere.pk}).status_code == 200
    assert not Account.objects.filter(email="nya@example.se").exists()
    home = Organisation.objects.get(party_id="municipality-0583")
    made = orderer.post("/personer/ny/", new | {"organisation": home.pk})
    assert "Första lösenordet för Nya Nilsson" in made.content.decode()
    assert Account.objects.get(email="nya@example.se").organisation == home


def test_the_orderer_gives_nothing_but_closes_accounts(cast: Cast, orderer: Client) -> None:
    sara = cast.people["sara"]
    page = orderer.get(f"/personer/{sara.pk}/").content.decode()
    assert "Ge ett uppdrag" not in page and "Stäng kontot" in page
    assert orderer.post(f"/personer/{sara.pk}/", {"role": "measure_owner"}).status_code == 404
    assert orderer.post(f"/personer/{sara.pk}/uppdrag/{sara.assignments.get().pk}/avsluta/").status_code == 404
    assert orderer.post(f"/personer/{sara.pk}/losenord/").status_code == 404
    assert orderer.post(f"/personer/{sara.pk}/stang/").status_code == 302
    sara.refresh_from_db()
    assert not sara.is_active


def test_an_administrator_ends_nothing_in_another_association(cast: Cast) -> None:
    """Mona owns a measure here and one elsewhere; Ada runs this association only, and sits on the other board."""
    mona, ada = cast.people["mona"], cast.people["ada"]
    theirs = given(mona, "measure_owner", "I-0002")
    assigned(ada, "board_member", "annat")
    client = sign_in(Client(), ada)
    page = client.get(f"/personer/{mona.pk}/").content.decode()
    assert "Ungas väg" in page and "Fjärran" not in page and "på annat håll" in page
    assert client.post(f"/personer/{mona.pk}/uppdrag/{theirs.pk}/avsluta/").status_code == 403
    theirs.refresh_from_db()
    assert theirs.valid_to is None
    form = {"role": "measure_owner", "scope_key": "I-0002", "valid_from": "2090-01-01", "last": ""}
    assert client.post(f"/personer/{mona.pk}/", form).status_code == 200  # not among the choices
    assert mona.assignments.count() == 2


def test_the_owner_appoints_a_registrar_by_address_and_sees_who_has_been_one(cast: Cast) -> None:
    client = sign_in(Client(), cast.people["mona"])
    form = {"email": "bo@example.se", "role": "participant_registrar", "scope_key": "I-0001", "last": "2090-12-31"}
    form |= {"valid_from": "2090-01-01"}
    assert "Be personens arbetsgivare" in client.post("/personer/utse/", form | {"email": "x@y.se"}).content.decode()
    assert client.post("/personer/utse/", form).status_code == 302
    one = cast.people["bo"].assignments.get(role="participant_registrar")
    assert (str(one.valid_to), one.assigned_by) == ("2091-01-01", "mona@example.se")
    page = client.get("/personer/uppdrag/").content.decode()
    assert {name for name in ("Bo Ask", "Sara Holm", "Rut Ek") if name in page} == {"Bo Ask", "Sara Holm"}
    assert "mona@example.se" in page
    assert client.post("/personer/utse/", form | {"email": "ada@example.se"}).status_code == 200  # runs the association
    assert cast.people["ada"].assignments.count() == 1


def test_the_national_administrator_changes_an_employer(cast: Cast) -> None:
    client, bo = sign_in(Client(), cast.people["nils"]), cast.people["bo"]
    fk = Organisation.objects.create(party_id="fk", kind="fk", name="Försäkringskassan")
    assert client.post(f"/personer/{bo.pk}/arbetsgivare/", {"organisation": fk.pk}).status_code == 302
    bo.refresh_from_db()
    assert bo.organisation == fk
    association = Organisation.objects.get(party_id="association-annat")
    sara = cast.people["sara"]
    client.post(f"/personer/{sara.pk}/arbetsgivare/", {"organisation": association.pk})
    sara.refresh_from_db()
    assert sara.organisation.party_id == "municipality-0583", "a registrar is not employed by an association"
