"""The pages of decision orders and of the guarantor's package: who sees them, sets up, takes steps, takes it home."""

import json

import pytest
import time_machine
from django.urls import reverse
from tests.factories.agree import make_cast, on
from tests.factories.cases import Story
from tests.factories.pages import as_, words

pytestmark = pytest.mark.django_db
NOW = on(12, 18)
ORDER = {
    "valid_from": "2026-01-01",
    "source": "Delegationsordningen",
    "label_1": "Beredning",
    "decider_1": "Sektionschefen",
    "needs_1": "always",
    "from_stage_1": "organiser",
    "days_1": "10",
    "label_2": "Beslut",
    "decider_2": "Regionchefen",
    "needs_2": "always",
    "from_stage_2": "decision",
}


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def cast():
    return make_cast()


def post(client, address, **data):
    answer = client.post(address, data, follow=True)
    assert answer.status_code == 200
    return words(answer)


def mine(party="af"):
    return reverse("cases:set_order", args=[party])


@pytest.mark.parametrize(
    ("who", "party", "status"),
    [("anna", "af", 200), ("maria", "af", 200), ("johan", "af", 200), ("nadia", "fk", 200), ("outsider", "af", 404),
     ("nadia", "af", 404), ("vera", "fk", 404), ("bo", "af", 200)],
)  # fmt: skip
def test_who_sees_whose_order(cast, who, party, status):
    assert as_(cast, who).get(mine(party)).status_code == status


def test_the_list_tells_how_each_party_decides(cast):
    text = words(as_(cast, "johan").get(reverse("cases:orders")))
    assert "Beredning, Kvalitetssäkring, Beslut om att delta" in text
    assert text.count("Ett beslut") == 4


def test_a_party_sets_up_its_order_and_decides_by_it(cast):
    story = Story(cast, organiser="municipality-0583").recommended()
    anna, page = as_(cast, "anna"), reverse("cases:decision", args=[story.case.key])
    assert "Skriv in beslutet för Arbetsförmedlingen" in words(anna.get(page))
    assert "Beslutsordningen är sparad." in post(anna, mine(), **ORDER)
    assert "Gäller nu" in words(anna.get(mine()))
    assert "Skriv in beslutet för" not in words(anna.get(page))
    steps = reverse("cases:steps", args=[story.case.key, "af"])
    assert f'href="{steps}"' in anna.get(page).content.decode()
    assert f'href="{steps}"' in anna.get("/").content.decode()
    assert "Senast 13 december 2026" in words(anna.get(steps))
    first = {"act": "step", "step": "step-1", "decided_by": "Eva Berg", "title": "Chef"}
    assert "Steget är sparat." in post(anna, steps, **first)
    assert "Steget kan inte tas nu." in post(anna, steps, **first, outcome="done")  # another tab
    assert "af" not in {d.body for d in story.state.decisions_now}
    assert "Skriv in nästa steg" not in words(as_(cast, "johan").get(steps))
    assert as_(cast, "johan").post(steps, {"act": "step", "decided_by": "x"}).status_code == 404
    post(anna, steps, act="step", step="step-2", outcome="done", decided_by="Ulf Ek", title="Regionchef")
    assert "Arbetsförmedlingen: ja" in words(anna.get(page))
    assert "Arbetsförmedlingen, Beslut: klart" in words(
        anna.get(reverse("cases:detail", args=[story.case.key]) + "?alla")
    )


def test_what_is_missing_in_an_order_is_said_at_its_field(cast):
    text = post(as_(cast, "anna"), mine(), **(ORDER | {"decider_2": "", "valid_from": ""}))
    assert "Skriv från vilken dag." in text
    text = post(as_(cast, "anna"), mine(), **(ORDER | {"decider_2": ""}))
    assert "Skriv vad steg 2 är och vem som beslutar." in text
    assert as_(cast, "johan").post(mine(), ORDER).status_code == 404


def test_fk_takes_its_steps_also_when_it_is_no_guarantor(cast):
    story = Story(cast, organiser="municipality-0583").recommended()
    nadia, steps = as_(cast, "nadia"), reverse("cases:steps", args=[story.case.key, "fk"])
    assert f'href="{steps}"' in nadia.get("/").content.decode()
    first = {"act": "step", "step": "regional", "decided_by": "Peter Sandin", "title": "kontaktperson"}
    text = post(nadia, steps, **first, sf="60", fv="60")
    assert "SF och FV har lika många planerade deltagare." in text
    post(nadia, steps, act="step", step="quality", decided_by="Birgitta Falk", title="områdeschef")
    decides = {
        "act": "step",
        "step": "participation",
        "decided_by": "Karl Hjelm",
        "title": "chef",
        "outcome": "done",
        "sf": "60",
        "fv": "60",
    }
    assert "Välj vilken av dem som beslutar." in post(nadia, steps, **decides)
    text = post(nadia, steps, **decides, department="FV")
    assert "Avdelningen FV: 60 av 120 planerade deltagare hör dit." in text
    assert "Försäkringskassan: ja" in words(nadia.get(reverse("cases:decision", args=[story.case.key])))


def test_a_measure_has_no_steps_and_no_guarantor(cast):
    story = Story(cast, kind="measure", organiser="region-05").recommended()
    for page in (
        reverse("cases:steps", args=[story.case.key, "fk"]),
        reverse("cases:guarantor", args=[story.case.key]),
    ):
        assert as_(cast, "maria").get(page).status_code == 404
    assert (
        "beslutsordning" not in words(as_(cast, "maria").get(reverse("cases:decision", args=[story.case.key]))).lower()
    )


# -- the guarantor ---------------------------------------------------------------------------------


def test_the_package_on_a_page_and_as_files(cast):
    story = Story(cast).answered()
    nadia = as_(cast, "nadia")
    page = nadia.get(reverse("cases:guarantor", args=[story.case.key])).content.decode()
    assert f'<a href="{reverse("cases:guarantee_package", args=[story.case.key])}">Läs underlaget</a>' in page
    text = words(nadia.get(reverse("cases:guarantee_package", args=[story.case.key])))
    for said in ("Har inte personal för det.", "125–255 saknar plats", "Om goals.", "Villkor"):
        assert said in text
    for form, begins in (("pdf", b"%PDF"), ("docx", b"PK"), ("json", b"{")):
        answer = nadia.get(reverse("cases:guarantee_file", args=[story.case.key, form]))
        assert answer.content.startswith(begins)
    assert json.loads(answer.content)["case"]["title"] == "Steget vidare"
    for who in ("outsider", "vera"):
        assert as_(cast, who).get(reverse("cases:guarantee_package", args=[story.case.key])).status_code == 404


def test_a_blocked_case_says_what_stops_the_guarantee_and_a_late_promise_opens_it(cast):
    story = Story(cast, unwilling_to_pay=("municipality-0584",)).answered()
    page = reverse("cases:guarantor", args=[story.case.key])
    text = words(as_(cast, "maria").get(page))
    assert "Det här hindrar garantin" in text
    assert "Om Vadstena kommun medfinansierar, eller bara samarbetar, öppnas garantärendet av sig självt." in text
    assert as_(cast, "maria").get(reverse("cases:guarantee_package", args=[story.case.key])).status_code == 404
    story.unwilling_to_pay = ()
    story.answer("municipality-0584", at=on(11, 26))
    assert "Läs underlaget" in words(as_(cast, "maria").get(page))
    told = words(as_(cast, "johan").get(reverse("cases:detail", args=[story.case.key])))
    assert "Det som hindrade är löst." in told
    assert "Skriv vem som för arbetet vidare" in words(as_(cast, "maria").get("/"))


@pytest.mark.parametrize("step", ["proposed", "asked"])
def test_before_the_answers_there_is_no_guarantor_yet(cast, step):
    story = getattr(Story(cast), step)()
    assert as_(cast, "maria").get(reverse("cases:guarantor", args=[story.case.key])).status_code == 200
