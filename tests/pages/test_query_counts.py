"""How many questions a page asks of the databases does not depend on how much there is in them."""

from datetime import date, timedelta

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.factories.deliver import AT, TODAY, personal_number, sign_in

from samordna.deliver.participants.models import EarlierAnswers, Occasion, Participation
from samordna.ground.parties.models import Account, Assignment
from samordna.ground.privacy import vault

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.usefixtures("noon")]
LISTS = (
    "",
    "stangda/",
    *(f"lista/{name}/" for name in ("att-avsluta", "att-folja-upp", "uppgifter-saknas", "pagaende", "avslutade")),
)


def number_of(position):
    """A test number for each position."""
    return personal_number(date(1950, 1, 1) + timedelta(days=position // 20), 980 + position % 20)


def fill(measure, number, *, first):
    """So many participants with a task of every kind, as a load would write them."""
    numbers = range(first, first + number)
    people = [vault.Identity(number_of(n), f"Kim {n} Ek") for n in numbers]
    pseudonyms = vault.store_many(people, at=AT)
    shapes = (
        {"state": "active", "planned_end": TODAY - timedelta(days=3)},
        {"state": "active", "planned_end": TODAY + timedelta(days=90)},
        {"state": "ended", "end": TODAY - timedelta(days=180), "end_reason": "according_to_plan"},
        {"state": "mistaken", "end_reason": "mistaken_entry"},
    )
    made = Participation.objects.bulk_create(
        Participation(
            measure=measure,
            mode="person",
            person=pseudonym,
            sex="women",
            birth_year=1990,
            start=TODAY - timedelta(days=300),
            start_year=2026,
            **shapes[position % len(shapes)],
        )
        for position, pseudonym in enumerate(pseudonyms)
    )
    EarlierAnswers.objects.bulk_create(
        EarlierAnswers(participation=one, part="state", answers={"state": "active"}, why="twice", replaced_at=AT)
        for one in made
        if one.state == "mistaken"
    )
    Occasion.objects.bulk_create(Occasion(participation=one, kind="in", on=one.start) for one in made)
    return made


def questions(ask):
    """How many questions the register and the vault are asked."""
    with CaptureQueriesContext(connections["default"]) as register, CaptureQueriesContext(connections["vault"]) as safe:
        response = ask()
    assert response.status_code == 200
    return len(register), len(safe)


def constant(cast, ask, *, small=30, large=300):
    """The same number with few and with ten times as many."""
    fill(cast.measure, small, first=0)
    ask()  # templates and code tables are read once in a process
    before = questions(ask)
    fill(cast.measure, large, first=small)
    assert questions(ask) == before


@pytest.mark.parametrize("address", LISTS)
def test_working_lists(cast, address):
    sara = sign_in(Client(), cast.people["sara"])
    constant(cast, lambda: sara.get(f"/deltagare/{address}"))


@pytest.mark.parametrize("who", ["sara", "mona", "maria", "ada", "bo", "anna", "nils"])
def test_start_pages(cast, who):
    somebody = sign_in(Client(), cast.people[who])
    constant(cast, lambda: somebody.get("/"))


@pytest.mark.parametrize("words", [number_of(5), "Kim 7 Ek"])
def test_searches(cast, words):
    sara = sign_in(Client(), cast.people["sara"])
    constant(cast, lambda: sara.post("/deltagare/sok/", {"q": words}))
    assert "deltagare passar." in sara.post("/deltagare/sok/", {"q": words}).content.decode()


def test_one_participant(cast):
    sara = sign_in(Client(), cast.people["sara"])
    one = fill(cast.measure, 1, first=900)[0]
    constant(cast, lambda: sara.get(f"/deltagare/{one.public_id}/"))


@pytest.mark.parametrize("who", ["mona", "maria", "ada", "bo"])
@pytest.mark.parametrize("address", ["/insatser/", "/insatser/I-0001/"])
def test_figures_of_measures(cast, who, address):
    somebody = sign_in(Client(), cast.people[who])
    constant(cast, lambda: somebody.get(address))


def test_people_a_page_at_a_time(cast):
    nils = sign_in(Client(), cast.people["nils"])

    def hire(first, number):
        house = cast.people["nils"].organisation
        made = Account.objects.bulk_create(
            Account(email=f"p{n:04d}@example.se", name=f"Person {n:04d}", organisation=house, password="!")
            for n in range(first, first + number)
        )
        Assignment.objects.bulk_create(
            Assignment(account=one, role="analyst", scope_kind="national", valid_from=date(2026, 1, 1), assigned_by="")
            for one in made
        )

    hire(0, 100)
    nils.get("/personer/")
    before = questions(lambda: nils.get("/personer/"))
    hire(100, 400)
    assert questions(lambda: nils.get("/personer/")) == before
    second = nils.get("/personer/?sida=2&q=person").content.decode()
    assert "500 personer." in second and "Person 0050" in second and "Person 0049" not in second
    assert "1 person." in nils.get("/personer/?q=person+0321").content.decode()


def test_saving_somebody_asks_a_fixed_and_small_number_of_questions(cast):
    sara, written = sign_in(Client(), cast.people["sara"]), []
    order = lambda execute, sql, *rest: (written.append(sql), execute(sql, *rest))[1]  # noqa: E731

    def save(position):
        sent = {"measure": "I-0001", "mode": "person", "consent_date": "2026-11-12", "consent_seen": "on"}
        person = {"personal_number": number_of(position), "name": "Kim Ek", "municipality": "0583"}
        rest = {"start": "2026-11-16", "all_asked": "on", "support_forsorjningsstod": "100", "once": f"form {position}"}
        with (
            CaptureQueriesContext(connections["default"]) as asked,
            CaptureQueriesContext(connections["vault"]) as safe,
            connections["default"].execute_wrapper(order),
        ):
            assert sara.post("/deltagare/in/", sent | person | rest).status_code == 302
        # Without the savepoints: here, other than at work, everything is within one transaction of the test.
        said = [one["sql"] for one in (*asked.captured_queries, *safe.captured_queries)]
        return len([one for one in said if not one.startswith(("SAVEPOINT", "RELEASE"))])

    save(900)
    before = save(901)
    assert before <= 26
    assert [one.split('"')[1] for one in written if one.startswith(("INSERT", "UPDATE"))][-1] == "privacy_auditevent"
    fill(cast.measure, 300, first=0)
    assert save(902) == before
