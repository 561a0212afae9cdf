"""The pages of an association's own questions."""

import pytest
import time_machine
from tests.factories.pages import as_, text

from samordna.deliver.projects import questions
from samordna.deliver.projects.models import CustomQuestion

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.usefixtures("noon")]
LIST = "/forbund/ostra-vattern/fragor/"
HOME = {
    "name": "Har du en egen bostad?",
    "kind": "one",
    "choices": "Ja\nNej, men snart\n\n",
    "choices_en": "Yes\nNo, but soon",
    "occasions": ["in", "out"],
    "valid_from": "2027-01-01",
    "once": "a",
}


def test_the_administrator_adds_a_question_once_and_moves_it(cast):
    ada = as_(cast, "ada")
    assert "Förbundet har inga egna frågor än." in text(ada.get(LIST))
    for _ in range(2):
        assert ada.post(LIST + "ny/", HOME)["Location"] == LIST
    ada.post(LIST + "ny/", {"name": "Antal barn?", "kind": "number", "occasions": ["in"], "valid_from": "2026-11-12"})
    page = text(ada.get(LIST))
    assert "Ett svar: Ja, Nej, men snart" in page and "Ställs från 1\u00a0jan\u00a02027." in page
    assert page.index("egen bostad") < page.index("Antal barn?")
    row = CustomQuestion.objects.get(kind="number")
    ada.post(f"{LIST}{row.pk}/flytta/", {"to": "up"})
    page = text(ada.get(LIST))
    assert page.index("Antal barn?") < page.index("egen bostad")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": ""}, "Skriv frågan som den ska ställas."),
        ({"kind": ""}, "Välj hur frågan besvaras."),
        ({"choices": "Ja"}, "Skriv minst två svar och högst 20, ett på varje rad."),
        ({"choices": "Ja\n" + "n" * 121, "choices_en": ""}, "Texten är för lång."),
        ({"choices_en": "Yes"}, "Skriv alla svar på engelska i samma ordning, eller inget."),
        ({"occasions": []}, "Välj när frågan ställs."),
        ({"valid_to": "2026-12-31"}, "Välj en sista dag som är samma dag som den första eller senare."),
    ],
)
def test_what_is_wrong_is_said_on_its_field(cast, change, sentence):
    page = text(as_(cast, "ada").post(LIST + "ny/", HOME | change))
    assert "<title>Fel: Lägg till en fråga" in page
    assert page.count(sentence) >= 2
    assert not CustomQuestion.objects.exists()


def test_a_question_with_answers_is_ended_and_not_changed(cast):
    ada = as_(cast, "ada")
    ada.post(LIST + "ny/", HOME | {"valid_from": "2026-11-01"})
    row = CustomQuestion.objects.get()
    change = f"{LIST}{row.pk}/"
    assert 'value="Har du en egen bostad?"' in text(ada.get(change))
    questions.note_answered([row.pk])
    assert "går inte att ändra" in text(ada.get(change)) and 'name="kind"' not in text(ada.get(change))
    assert "går inte att ändra" in text(ada.post(change, HOME | {"name": "Annat", "once": "b"}))
    assert "i dag eller senare" in text(ada.post(f"{change}avsluta/", {"valid_to": "2026-11-11"}))
    assert ada.post(f"{change}avsluta/", {"valid_to": "2026-11-12"})["Location"] == LIST
    row.refresh_from_db()
    assert (row.name, str(row.valid_to)) == ("Har du en egen bostad?", "2026-11-12")
    with time_machine.travel("2026-11-13 12:00"):
        assert "Har ställts förr" in text(as_(cast, "ada").get(LIST))


@pytest.mark.parametrize(
    ("who", "reads", "changes"),
    [
        ("ada", 200, 200),
        ("maria", 200, 200),
        ("bo", 200, 404),
        ("mona", 404, 404),
        ("sara", 404, 404),
        ("olle", 404, 404),
    ],
)
def test_who_reads_and_who_changes(cast, who, reads, changes):
    as_(cast, "ada").post(LIST + "ny/", HOME)
    row = CustomQuestion.objects.get()
    client = as_(cast, who)
    assert client.get(LIST).status_code == reads
    for page in ("ny/", f"{row.pk}/", f"{row.pk}/avsluta/"):
        assert client.get(LIST + page).status_code == changes
    assert client.post(f"{LIST}{row.pk}/flytta/", {"to": "up"}).status_code == (302 if changes == 200 else 404)
    if reads == 200:
        assert ("Lägg till en fråga" in text(client.get(LIST))) is (changes == 200)


def test_the_question_of_another_association_does_not_exist_here(cast):
    as_(cast, "olle").post("/forbund/annat/fragor/ny/", HOME)
    row = CustomQuestion.objects.get()
    assert as_(cast, "ada").get(f"{LIST}{row.pk}/").status_code == 404
