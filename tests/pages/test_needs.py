"""The pages of needs: the estimate says what it hides, a need is written from it, outsiders find nothing."""

import re

import pytest
import time_machine
from django.urls import reverse
from tests.factories.agree import DAY_ONE, make_cast, on
from tests.factories.cases import Story
from tests.factories.pages import as_, words

from samordna.agree.needs import actions
from samordna.agree.needs.models import Need
from samordna.ground.parties.actor import SYSTEM

pytestmark = pytest.mark.django_db
NOW = on(11, 12)


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def cast():
    return make_cast()


FORM = {
    "association": "ostra-vattern",
    "title": "Unga utan väg till arbete",
    "group": "19–29 år",
    "low": "170",
    "high": "300",
    "places": "45",
    "area": "Motala och Vadstena",
    "municipalities": ["0583", "0584"],
    "gap": "125–255 saknar plats",
    "evidence": "Enkät, februari 2026",
    "seen_by": ["region-05"],
}


def test_the_estimate_of_2016_shows_both_sums_and_explains_the_difference(cast):
    actions.load_reference(by=SYSTEM, at=DAY_ONE)
    page = words(as_(cast, "maria").get(reverse("needs:estimate")))
    for figure in ("208 000–481 573", "483 300", "1 727 skiljer", "2,8–6,6 procent", "93 038,5", "−38,5", "6,6 %"):
        assert figure in page
    assert "Tabellen säger 100 procent, men resultatet bygger på 80 procent" in page
    assert "Är alla med i den största gruppen är de 208 000" in page


def test_a_need_is_written_from_the_estimate(cast):
    actions.load_reference(by=SYSTEM, at=DAY_ONE)
    client = as_(cast, "johan")
    where = reverse("needs:new") + "?uppskattning=skl-2016"
    assert "Inget räknas om till ert område" in words(client.get(where))
    response = client.post(where, FORM, follow=True)
    page = words(response)
    assert "Behovet är sparat som 2026-01." in page
    assert "170–300 personer" in page
    assert "125–255 saknar plats" in page
    need = Need.objects.get()
    assert (need.estimate.key, need.written_by) == ("skl-2016", cast.people["johan"])


@pytest.mark.parametrize(
    ("changes", "message", "field"),
    [
        ({"title": ""}, "Skriv en rubrik för behovet.", "id_title"),
        ({"high": ""}, "Skriv både det lägsta och det högsta antalet", "id_high"),
        ({"low": "400"}, "Det högsta antalet kan inte vara mindre än det lägsta.", "id_high"),
        ({"low": "många"}, "Skriv bara siffror, till exempel 60.", "id_low"),
    ],
)
def test_what_is_wrong_is_listed_with_a_link_and_nothing_typed_is_lost(cast, changes, message, field):
    response = as_(cast, "johan").post(reverse("needs:new"), FORM | changes)
    html = response.content.decode()
    assert "<title>Fel:" in html
    assert f'href="#{field}"' in html
    assert message in html
    assert "125–255 saknar plats" in html
    assert not Need.objects.exists()


def test_a_need_that_is_not_counted_says_so_and_shows_no_interval(cast):
    client = as_(cast, "johan")
    page = words(client.post(reverse("needs:new"), FORM | {"low": "", "high": "", "places": ""}, follow=True))
    assert "Antalet är inte räknat än." in page
    assert "saknar plats även" not in page


def test_an_associations_own_estimate_is_drawn_with_its_numbers(cast):
    johan = cast.actor("johan")
    estimate = actions.make_estimate(
        by=johan,
        at=DAY_ONE,
        key="unga",
        name="Unga",
        year=2026,
        source="Beredningsgruppen",
        association=cast.association,
        overlap_low=10,
        overlap_high=30,
        groups=[
            {"name": "A", "stock": 318, "share_used": 40, "share_high": 60, "source": "FK", "period": "2025"},
            {"name": "B", "stock": 146, "share_used": 50, "share_high": 80, "source": "SoS", "period": "2025"},
        ],
    )
    facts = {k: FORM[k] for k in ("title", "group", "area", "gap", "evidence")}
    need = actions.write_need(
        by=johan, at=DAY_ONE, association=cast.association, low=170, high=300, places=45, estimate=estimate, **facts
    )
    response = as_(cast, "bo").get(reverse("needs:detail", args=[need.key]))
    page = words(response)
    for figure in ("127–191", "73–117", "−30 till −10", "170–298", "40–60 %", "Avrundat till 170–300"):
        assert figure in page
    assert "style=" not in response.content.decode()


def test_the_list_says_what_became_of_a_need(cast):
    story = Story(cast).proposed()
    page = words(as_(cast, "maria").get(reverse("needs:list")))
    assert "Förslag finns" in page
    detail = words(as_(cast, "maria").get(reverse("needs:detail", args=[story.case.need.key])))
    assert "Steget vidare Utkast till förslag" in detail


def test_an_empty_list_says_how_it_is_filled(cast):
    assert "Skriv ett behov" in words(as_(cast, "maria").get(reverse("needs:list")))
    assert "Inga behov än" in words(as_(cast, "bo").get(reverse("needs:list")))


@pytest.mark.parametrize(
    ("who", "status"), [("maria", 200), ("bo", 200), ("nadia", 200), ("vera", 200), ("outsider", 404)]
)
def test_who_finds_a_need(cast, who, status):
    story = Story(cast).proposed()
    assert as_(cast, who).get(reverse("needs:detail", args=[story.case.need.key])).status_code == status
    assert (story.case.need.title in words(as_(cast, who).get(reverse("needs:list")))) == (status == 200)


@pytest.mark.parametrize(
    "path", ["/behov/finns-inte/", "/behov/nytt/?uppskattning=finns-inte", "/behov/uppskattning/x/"]
)
def test_what_does_not_exist_is_404(cast, path):
    assert as_(cast, "maria").get(path).status_code == 404


# -- taking a stand ------------------------------------------------------------------------------


def _words(response):

    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_the_manager_says_no_with_a_reason_and_takes_it_up_again(client):
    from tests.factories.agree import make_cast, on
    from tests.factories.cases import Story

    from samordna.agree.needs.models import Need

    cast = make_cast()
    need = Story(cast).proposed().case.need
    alone = Need.objects.get(pk=need.pk)
    alone.pk, alone.key, alone.number, alone.title = None, "ostra-vattern-2026-77", "2026-77", "Ensamt behov"
    alone.save()
    url = f"/behov/{alone.key}/"
    client.force_login(cast.people["maria"])
    assert "Gå inte vidare" not in _words(client.get(f"/behov/{need.key}/")), "there is a proposal"
    refused = client.post(url, {"act": "decline", "decline-why": ""})
    assert "Skriv skälet." in _words(refused)
    done = client.post(url, {"act": "decline", "decline-why": "Kommunen gör det själv."}, follow=True)
    assert "Förbundet går inte vidare med behovet. Kommunen gör det själv. Maria Lindqvist" in _words(done)
    assert "Gör ett förslag" not in _words(done)
    assert "Går inte vidare" in _words(client.get("/behov/"))
    stale = client.post(url, {"act": "decline", "decline-why": "Igen."}, follow=True)
    assert "Behovet har hunnit gå vidare." in _words(stale)
    client.post(url, {"act": "resume", "resume-why": "Regionen vill."})
    wrong = client.post(url, {"act": "wait", "wait-until": "2001-01-01", "wait-why": "Budget."})
    assert "Välj en dag som kommer" in _words(wrong)
    waits = client.post(
        url, {"act": "wait", "wait-until": f"{on(1, 1).year + 2}-01-01", "wait-why": "Budget."}, follow=True
    )
    assert "Behovet väntar till 1 januari" in _words(waits)
    client.force_login(cast.people["johan"])
    assert client.post(url, {"act": "decline", "decline-why": "x"}).status_code == 404
    assert "Vänta till en dag" not in _words(client.get(url))
