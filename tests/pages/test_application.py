"""The application's page: who sees and does what, wrong input in words, nothing twice, files for those who may."""

import io
import zipfile

import pytest
import time_machine
from django.test import Client
from tests.factories.agree import make_cast, on
from tests.factories.cases import Story

from samordna.agree.decisions.models import ApplicationPackage, Certificate

MOTALA = "municipality-0583"


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(on(3, 1, year=2027), tick=False):
        yield


@pytest.fixture
def cast(db):
    return make_cast()


def url(story, tail=""):
    return f"/arenden/{story.case.key}/ansokan/{tail}"


@pytest.fixture
def opened(cast):
    """``opened("maria")``: the client of somebody who has signed in."""

    def come(who):
        client = Client()
        client.force_login(cast.people[who])
        return client

    return come


def text(response):
    return response.content.decode()


@pytest.mark.parametrize(
    ("kind", "step", "who", "status"),
    [
        ("esf", "decided", "maria", 200),
        ("esf", "decided", "helena", 200),
        ("esf", "recommended", "maria", 200),
        ("esf", "answered", "maria", 404),
        ("esf", "decided", "outsider", 404),
        ("measure", "decided", "maria", 404),
    ],
)
def test_the_page_is_for_esf_cases_from_the_decisions_on(opened, cast, kind, step, who, status):
    story = getattr(Story(cast, kind=kind, organiser="region-05" if kind == "measure" else MOTALA), step)()
    assert opened(who).get(url(story)).status_code == status


def test_only_those_who_apply_get_the_forms(opened, cast):
    story = Story(cast, organiser=MOTALA).decided()
    assert 'value="apply"' in text(opened("fatima").get(url(story)))
    assert 'name="act"' not in text(opened("helena").get(url(story)))
    assert opened("helena").post(url(story), {"act": "apply", "on": "2026-12-21"}).status_code == 404
    assert story.state.application is None


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"act": "apply", "on": ""}, "Skriv dagen då ni lämnade ansökan."),
        ({"act": "apply", "on": "2026-02-31"}, "skriv till exempel 2027-02-22."),
        ({"act": "apply", "on": "2099-01-01"}, "Dagen har inte varit än."),
        ({"act": "apply", "on": "2020-01-01"}, "kan inte ha hänt tidigare"),
    ],
)
def test_wrong_days_are_said_by_the_field(opened, cast, sent, said):
    story = Story(cast, organiser=MOTALA).decided()
    page = text(opened("maria").post(url(story), sent))
    assert said in page
    assert story.state.application is None


def test_a_double_click_applies_once_and_two_at_once_get_an_answer(opened, cast):
    story = Story(cast, organiser=MOTALA).decided()
    sent = {"act": "apply", "on": "2026-12-21", "once": "k" * 20}
    assert opened("maria").post(url(story), sent).status_code == 302
    again = opened("maria").post(url(story), sent)
    assert again.status_code == 302
    fatima = opened("fatima")
    assert "hunnit gå vidare" in text(fatima.post(url(story), sent | {"once": "m" * 20}, follow=True))
    assert ApplicationPackage.objects.count() == 1
    assert [e.kind for e in story.case.events.all()].count("applied") == 1


@pytest.mark.parametrize(
    ("support", "said"),
    [
        ("-1", "Ett belopp kan inte vara mindre än noll."),
        ("mycket", "Skriv beloppet i kronor med siffror"),
        ("99 000 000 000", "Stödet kan inte vara större än hela projektets kostnad."),
        ("0", "Stödet är mer än noll."),
    ],
)
def test_amounts_that_cannot_be_granted(opened, cast, support, said):
    story = Story(cast, organiser=MOTALA).applied()
    story.legality()
    sent = {"act": "grant", "granted": "yes", "on": "2027-02-01", "support": support}
    assert said in text(opened("maria").post(url(story), sent))
    assert story.state.grant is None


def test_certificates_are_written_once_and_taken_out(opened, cast):
    story = Story(cast, organiser=MOTALA).decided()
    client = opened("maria")
    sent = {"act": "issue", "once": "i" * 20}
    client.post(url(story), sent)
    client.post(url(story), sent)
    assert Certificate.objects.count() == 5
    for form, begins in (("docx", b"PK"), ("pdf", b"%PDF")):
        answer = client.get(url(story, f"intyg/3.{form}"))
        assert answer.content.startswith(begins) and f"-3.{form}" in answer["Content-Disposition"]
    assert client.get(url(story, "intyg/9.pdf")).status_code == 404
    assert client.get(url(story, "intyg/1.exe")).status_code == 404
    assert opened("outsider").get(url(story, "intyg/1.pdf")).status_code == 404


def test_the_package_is_a_draft_until_it_is_frozen(opened, cast):
    story = Story(cast, organiser=MOTALA).certified()
    client = opened("helena")
    draft = client.get(url(story, "paket.zip"))
    assert "utkast" in draft["Content-Disposition"] and not ApplicationPackage.objects.exists()
    assert "manifest.json" in zipfile.ZipFile(io.BytesIO(draft.content)).namelist()
    story.apply()
    frozen = client.get(url(story, "paket.zip"))
    assert frozen.content == bytes(ApplicationPackage.objects.get().content)
    assert opened("outsider").get(url(story, "paket.zip")).status_code == 404


def test_what_is_missing_leads_to_where_it_is_mended(opened, cast):
    story = Story(cast, organiser=MOTALA).decided()
    page = text(opened("maria").get(url(story)))
    assert "Medfinansieringsintyg från Vadstena kommun" in page and f'href="{url(story)}#intyg"' in page
    assert f'href="{url(story)}#roller"' in page
