"""Whom those who give assignments can see, and what they are offered."""

import pytest
from django.test import Client
from tests.factories.deliver import Cast, make_cast, sign_in

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
