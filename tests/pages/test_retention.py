"""The national administrator's page about retention: the setting, what would go, letting go, the certificates."""

from datetime import date

import pytest
from django.test import Client
from tests.factories.deliver import AT, TODAY, committed, ended, make_cast, personal_number, sign_in
from tests.factories.pages import words

from samordna.deliver.participants import retention
from samordna.deliver.participants.models import Participation, RetentionRule, RetentionRun
from samordna.deliver.projects.models import Measure
from samordna.edge.web.retention import views
from samordna.ground.privacy.models import AuditEvent

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.usefixtures("noon")]
PAGE, ACT = "/gallring/", "/gallring/utfor/"
DECIDED = {"months": "60", "backup_days": "30", "valid_from": TODAY.isoformat(), "source": "Beslut 12"}


@pytest.fixture
def cast():
    made = make_cast()
    Measure.objects.update(start=date(2016, 1, 1))
    made.measure.refresh_from_db()
    for number in range(6):
        who = personal_number(date(1985, 3, 1 + number), 981)
        ended(made, number=who, start=date(2018, 2, 1), end=date(2018, 6, 30))
    ended(made, number=personal_number(date(1985, 4, 1), 981), start=date(2019, 2, 1), end=date(2019, 6, 30))
    return made


@pytest.fixture
def nils(cast):
    return sign_in(Client(), cast.people["nils"])


def test_nothing_is_decided_from_the_start(nils):
    page = words(nils.get(PAGE))
    assert "Tiden är inte bestämd. Inget raderas." in page and "Inget har gallrats än." in page
    assert nils.get(ACT)["Location"] == PAGE


def test_a_time_is_decided_with_the_decision_it_rests_on(cast, nils):
    page = words(nils.post(PAGE, DECIDED, follow=True))
    assert "Personuppgifter sparas i 5 år efter avslut, enligt Beslut 12." in page
    assert "I 5 år efter att du har slutat." in page and "Högst 30 dagar." in page
    made = RetentionRule.objects.get()
    assert (made.months, made.backup_days, made.valid_from, made.set_by) == (60, 30, TODAY, cast.people["nils"].email)
    assert AuditEvent.objects.filter(what="retention.rule_set").count() == 1
    assert Participation.objects.filter(mode="person").count() == 7, "nothing goes by deciding"


@pytest.mark.parametrize(("change", "said"), [
    ({"months": "12"}, "Välj mellan 24"), ({"source": ""}, "Skriv vilket beslut"), ({"months": "fem"}, "bara siffror"),
    ({"valid_from": "2026-01-01"}, "Välj i dag eller en senare dag"), ({"backup_days": "0"}, "Välj mellan 1"),
])  # fmt: skip
def test_what_does_not_hold_is_said_by_its_field(nils, change, said):
    assert words(nils.post(PAGE, DECIDED | change)).count(said) >= 2, "in the list on top and by the field"
    assert not RetentionRule.objects.exists()


def test_what_would_go_is_said_in_numbers_and_few_are_not_counted(nils):
    page = words(nils.post(PAGE, DECIDED, follow=True))
    assert "I-0001 2018 6" in page and "I-0001 2019 färre än 5" in page and "7–10" in page


def test_letting_go_takes_one_more_step_and_leaves_a_certificate(nils):
    nils.post(PAGE, DECIDED)
    page = nils.get(ACT)
    digest = page.context["form"].initial["seen"]
    assert "kryssa i rutan" in words(nils.post(ACT, {"seen": digest}))
    assert "medan du läste" in words(nils.post(ACT, {"seen": "0" * 64, "sure": "on"}))
    assert Participation.objects.filter(mode="person").count() == 7
    done = committed(lambda: nils.post(ACT, {"seen": digest, "sure": "on"}, follow=True))
    assert not Participation.objects.filter(mode="person").exists()
    run = RetentionRun.objects.get()
    assert f"Intyg {run.pk}" in words(done) and "Ingens tid har gått ut." in words(done)
    assert nils.get(f"/gallring/intyg/{run.pk}/").content.startswith(b"%PDF")
    assert nils.get("/gallring/intyg/999/").status_code == 404


def test_too_many_for_a_page_are_left_to_the_command(cast, nils, monkeypatch):
    monkeypatch.setattr(views, "MOST_ON_PAGE", 3)
    nils.post(PAGE, DECIDED)
    page = nils.get(ACT)
    assert f"./samordna retention --yes --by {cast.people['nils'].email}" in words(page)
    nils.post(ACT, {"seen": page.context["form"].initial["seen"], "sure": "on"})
    assert not RetentionRun.objects.exists()


def test_no_person_stands_anywhere(cast, nils):
    nils.post(PAGE, DECIDED)
    people = list(Participation.objects.values_list("public_id", "person"))
    text = nils.get(PAGE).content.decode() + nils.get(ACT).content.decode()
    assert not [part for one in people for part in one if part in text]


def test_few_are_not_counted_in_the_certificate_of_the_page(cast, nils):
    nils.post(PAGE, DECIDED)
    run = committed(lambda: retention.carry_out(by=cast.actor("nils"), at=AT))
    numbers = [row[3] for row in views.retention_paper(run, exact=False).blocks[1].rows]
    assert numbers == ["6", "färre än 5", "7–10"]


def test_a_whole_country_is_summed_by_year_and_does_not_fill_the_page(nils, monkeypatch):
    monkeypatch.setattr(views, "MOST_LINES", 1)
    page = words(nils.post(PAGE, DECIDED, follow=True))
    assert "2018 6 2019 färre än 5 Alla 7–10" in page
    assert "De 1 första av 2 rader visas." in page and "I-0001 2018 6" in page and "I-0001 2019" not in page
