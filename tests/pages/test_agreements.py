"""The pages of leaving and of the agreement: what one reads before a party leaves, amendments, files, the template."""

from io import BytesIO

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pypdf import PdfReader
from tests.factories.agree import make_cast, on
from tests.factories.cases import EVERYBODY, Story
from tests.factories.pages import as_, url, words

from samordna.agree.decisions.models import Signature, SignedFile, SigningRequest

pytestmark = pytest.mark.django_db
NOW = on(4, 1, year=2027)
AGREE_TO_LEAVE = {"decided_by": "regionchefen", "decided_on": "2027-03-30", "reason": "Pengarna är slut."}


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def measure(cast):
    return Story(cast, kind="measure", organiser="region-05")


def post(client, address, **data):
    answer = client.post(address, data, follow=True)
    assert answer.status_code == 200
    return words(answer)


# -- leaving ---------------------------------------------------------------------------------------


def test_one_reads_what_follows_before_and_nothing_is_written(cast):
    story = Story(cast).decided()
    before = story.state
    text = words(as_(cast, "anna").get(url("leaving", story)))
    for said in ("Arbetsförmedlingen lämnar Steget vidare", "620 tkr ersättning till deltagare", "Då saknas"):
        assert said in text
    assert "Garantin gäller fortfarande" in text
    assert "Region Östergötland" in text.split("besluta på nytt")[1]
    assert story.state == before


def test_the_party_leaves_and_the_case_says_so(cast):
    story = Story(cast).decided()
    text = post(as_(cast, "anna"), url("leaving", story), **AGREE_TO_LEAVE)
    assert "Arbetsförmedlingen har lämnat ärendet." in text
    assert "Arbetsförmedlingen lämnade" in text
    assert "Det som var beslutat föll." in text
    assert story.state.stage == "organiser"


def test_the_manager_chooses_the_party_and_names_the_document(cast, measure):
    measure.recommended()
    maria = as_(cast, "maria")
    assert "Vilken part lämnar?" in words(maria.get(url("leaving", measure)))
    address = url("leaving", measure) + "?part=af"
    assert "Fel:" in post(maria, address, **AGREE_TO_LEAVE)
    assert measure.state.stage == "decision"
    post(maria, address, **AGREE_TO_LEAVE, reference="AF 2027/12")
    assert measure.state.stage == "organiser"
    assert "Handling: AF 2027/12." in words(maria.get(url("detail", measure)))


@pytest.mark.parametrize(("who", "part"), [("bo", ""), ("nadia", ""), ("outsider", ""), ("johan", "?part=af")])
def test_others_find_no_page_to_leave_by(cast, measure, who, part):
    measure.recommended()
    assert as_(cast, who).get(url("leaving", measure) + part).status_code == 404


def test_before_the_recommendation_there_is_no_such_page(cast, measure):
    measure.answered()
    assert as_(cast, "anna").get(url("leaving", measure)).status_code == 404


# -- amendments ------------------------------------------------------------------------------------


def test_an_amendment_from_the_note_to_the_last_signature(cast, measure):
    measure.running()
    post(as_(cast, "anna"), url("leaving", measure), **AGREE_TO_LEAVE)
    maria, page = as_(cast, "maria"), url("agreement", measure)
    assert "Arbetsförmedlingen har lämnat. Skriv en ändring" in words(maria.get(page))
    assert "Ändra överenskommelsen" in words(maria.get("/"))
    form = maria.get(page + "?skriv").context["forms"]["draft"]
    assert "Arbetsförmedlingen" not in form.initial["text"]
    text = post(maria, page, act="draft", text=form.initial["text"])
    assert "Ändringen väntar på underskrifter" in text
    assert "<del>" in maria.get(page + "?jamfor=1").content.decode()
    assert "Skriv under ändringen" in words(as_(cast, "johan").get("/"))
    for who in ("maria", "erik", "johan", "fatima", "helena"):
        text = post(as_(cast, who), page, act="sign", version=2, name=who, title="Chef", may_sign="on")
    assert "5 av 5 har skrivit under" in text
    assert "Version 2, 1 april 2027 , gäller" in text
    assert measure.state.agreement_in_force == 2
    assert "Det här är version 1." in words(maria.get(page + "?version=1"))
    assert maria.get(page + "?version=9").status_code == 404


def test_a_fallen_agreement_is_shown_as_fallen(cast, measure):
    measure.agreed()
    post(as_(cast, "anna"), url("leaving", measure), **AGREE_TO_LEAVE)
    text = words(as_(cast, "johan").get(url("agreement", measure)))
    assert "gäller inte längre" in text
    assert "Starta" not in text


# -- files and the service -------------------------------------------------------------------------


def test_the_paper_carries_text_hash_and_signatures(cast, measure):
    measure.to_be_signed()
    measure.sign("af")
    pdf = as_(cast, "johan").get(url("agreement_file", measure, 1, "pdf"))
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf.content)).pages)
    assert measure.state.agreement_hash[:20] in text.replace("\n", "")
    assert "Anna Wik" in text
    word = as_(cast, "johan").get(url("agreement_file", measure, 1, "docx"))
    assert word.content.startswith(b"PK")
    assert as_(cast, "outsider").get(url("agreement_file", measure, 1, "pdf")).status_code == 404


def a_file(content, name="underskriven.pdf"):
    return SimpleUploadedFile(name, content, "application/pdf")


@pytest.mark.parametrize(("added", "match"), [(b"\n1 0 obj\n%%EOF\n", "exact"), (None, "named")])
def test_a_signed_file_is_recognised(cast, measure, added, match):
    measure.to_be_signed()
    maria = as_(cast, "maria")
    content = maria.get(url("agreement_file", measure, 1, "pdf") + "?tomt").content
    content = content + added if added else content.replace(b"%PDF-1.7", b"%PDF-1.6")
    text = post(
        maria, url("put_back", measure), version=1, file=a_file(content), **{"name-af": "Anna", "title-af": "Chef"}
    )
    assert "1 av 6 har skrivit under" in text
    kept = SignedFile.objects.get()
    assert kept.match == match
    back = as_(cast, "johan").get(url("kept_file", measure, kept.sha256))
    assert back.content == content
    assert measure.case.events.get(kind="signed").data["evidence"] == kept.sha256


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"PK not a pdf", "ingen hel PDF"), (b"%PDF-1.7 cut off", "ingen hel PDF"), (b"", "Filen är tom")],
)
def test_a_file_that_is_not_what_it_says_is_refused(cast, measure, content, said):
    measure.to_be_signed()
    text = post(
        as_(cast, "maria"),
        url("put_back", measure),
        version=1,
        file=a_file(content),
        **{"name-af": "Anna", "title-af": "Chef"},
    )
    assert said in text
    assert not SignedFile.objects.exists()
    assert not Signature.objects.exists()


def test_a_file_of_an_older_version_and_a_half_signature_are_refused(cast, measure):
    measure.to_be_signed()
    maria = as_(cast, "maria")
    old = maria.get(url("agreement_file", measure, 1, "pdf") + "?tomt").content
    post(maria, url("agreement", measure), act="draft", text="# Ny\nText")
    signed = {"name-af": "Anna", "title-af": "Chef"}
    assert "Filen är version 1" in post(maria, url("put_back", measure), version=2, file=a_file(old), **signed)
    scan = b"%PDF-1.4 scanned %%EOF"
    assert "både namn och titel" in post(
        maria, url("put_back", measure), version=2, file=a_file(scan), **{"name-af": "Anna"}
    )
    assert not Signature.objects.exists()
    assert not SignedFile.objects.exists()


def test_only_the_manager_puts_files_back(cast, measure):
    measure.to_be_signed()
    assert as_(cast, "johan").get(url("put_back", measure)).status_code == 404


def test_the_service_signs_once_and_one_that_fails_signs_nothing(cast, measure, monkeypatch):
    measure.to_be_signed()
    page, service = url("agreement", measure), url("by_service", measure)
    cast.people["johan"].title = "Regiondirektör"
    cast.people["johan"].save()
    johan = as_(cast, "johan")
    assert "Skriv under i tjänsten" not in words(johan.get(page))
    assert johan.post(service).status_code == 404
    monkeypatch.setenv("SAMORDNA_SIGNING", "failing")
    assert "Skriv under i tjänsten" in words(johan.get(page))
    assert "Kryssa i att du har rätt att skriva under." in post(johan, service, version=1, name="Jo", title="Chef")
    assert not SigningRequest.objects.exists()
    right = {"version": 1, "name": "Johan Ek", "title": "Regiondirektör", "may_sign": "on"}
    assert "Underskriftstjänsten svarar inte" in post(johan, service, **right)
    assert "Tjänsten svarade inte förra gången" in words(johan.get(page))
    monkeypatch.setenv("SAMORDNA_SIGNING", "demo")
    assert "Underskriften är sparad." in post(johan, service, **right)
    post(johan, service, **right)
    assert Signature.objects.count() == 1
    assert [r.status for r in SigningRequest.objects.order_by("pk")] == ["cancelled", "signed"]
    assert measure.case.events.get(kind="signed").data["how"] == "demo"


@pytest.mark.parametrize(
    ("title", "ready"), [("Regiondirektör", "Regiondirektör"), ("Sammankallande i beredningsgruppen", "")]
)
def test_a_role_in_the_preparation_group_does_not_sign_for_a_party(cast, measure, title, ready):
    measure.to_be_signed()
    cast.people["johan"].title = title
    cast.people["johan"].save()
    johan, page = as_(cast, "johan"), url("agreement", measure)
    assert johan.get(page).context["forms"]["sign"]["title"].value() == ready
    assert "Jag har rätt att skriva under för Region Östergötland" in words(johan.get(page))
    typed = {"act": "sign", "version": 1, "name": "Johan Ek", "title": "Regiondirektör"}
    assert "Kryssa i att du har rätt att skriva under." in post(johan, page, **typed)
    assert not Signature.objects.exists()
    post(johan, page, **typed, may_sign="on")
    assert measure.case.events.get(kind="signed").data["may_sign"] is True


# -- the template ----------------------------------------------------------------------------------


def test_a_template_of_ones_own_is_checked_kept_and_used(cast, measure):
    measure.decided()
    maria, page = as_(cast, "maria"), reverse("cases:template", args=["ostra-vattern"])
    assert "ingen egen mall" in words(maria.get(page))
    wrong = post(maria, page, text="# Mål\n{mal}", based_on=0)
    assert "Det finns ingen plats som heter {mal}" in wrong
    own = "# Avtal om {titel}\nMellan:\n{parter}\n\n# Risker\n{efteråt}"
    assert "Mallen är sparad" in post(maria, page, text=own, based_on=0)
    assert "Någon annan har sparat" in post(maria, page, text="# Annat", based_on=0)
    text = maria.get(url("agreement", measure)).context["forms"]["draft"].initial["text"]
    assert text.startswith("# Avtal om Steget vidare\nMellan:\nSamordningsförbundet Östra Vättern\n")
    assert "Om afterwards." in text


@pytest.mark.parametrize("who", ["johan", "bo", "outsider", "nadia"])
def test_only_the_manager_sees_the_template(cast, who):
    assert as_(cast, who).get(reverse("cases:template", args=["ostra-vattern"])).status_code == 404


def test_every_version_and_file_page_stands(cast, measure):
    measure.running()
    for who in ("maria", "johan", "bo"):
        for page in ("", "?version=1", "?jamfor=1"):
            assert as_(cast, who).get(url("agreement", measure) + page).status_code == 200
    assert len(EVERYBODY) + 1 == Signature.objects.count()
