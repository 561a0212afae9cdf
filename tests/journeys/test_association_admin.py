"""An association's administrator in a browser: its facts, parties, means and administration, questions and people.

Oskar Friberg is administrator of Östra Vättern. He sees no person, and appoints an owner of a measure.
"""

from __future__ import annotations

import pytest

from samordna.edge.demo import ostra_vattern as told
from tests.journeys.person import Person, day

pytestmark = [pytest.mark.browser, pytest.mark.demo]
PARTICIPANTS = [one.name for one in (*told.ACTIVE, *told.ENDED) if one.name]
HOME = "/forbund/ostra-vattern/"


@pytest.fixture
def oskar(arrives) -> Person:
    return arrives("Oskar Friberg")


def test_the_association_s_facts_and_parties(oskar):
    oskar.follows("Förbundet", within="nav").sees("Startdatum", "1 januari 2012").stops()
    oskar.follows("Ändra uppgifterna").stops()
    oskar.fills({"Postadress": "Hamngatan 3, Motala", "Namn": ""}).presses("Spara ändringen")
    oskar.sees("Skriv vad förbundet heter.").stops()
    oskar.fills({"Namn": "Östra Vättern"}).presses("Spara ändringen").sees("Hamngatan 3, Motala")
    oskar.follows("Parter").stops()
    oskar.follows("Lägg till en part").stops()
    oskar.fills({"Eller en som inte finns i listan": "Stiftelsen Sjöljus"})
    oskar.fills({"Vad för slags organisation?": "Stiftelse", "Från och med": day()}).ticks("Finansierar")
    oskar.presses("Lägg till parten").sees("Stiftelsen Sjöljus", "Finansierar").stops()


def test_the_economy_of_the_year(oskar):
    oskar.opens(HOME + "ekonomi/").sees("Eget kapital", "Staten", "Gemensam insats, förbundets del 70 procent").stops()
    oskar.follows("Fyll i medel").stops()
    oskar.fills({"Belopp, kronor": "1 000"}).presses(_save(oskar)).sees("Försäkringskassan", "1 000 kr")
    oskar.follows("Fyll i administration").stops()
    oskar.fills({"Utfall, kronor": "77 000"}).presses(_save(oskar)).sees("77 000 kr").stops()
    oskar.does_not_see(*PARTICIPANTS)


def _save(person: Person) -> str:
    return f"Spara {person.path.split('/')[4]}"


def test_a_question_of_its_own_is_added_ordered_and_ended(oskar):
    oskar.opens(HOME + "fragor/").sees("Hur tar du dig till insatsen?").stops()
    oskar.follows("Lägg till en fråga").stops()
    oskar.fills({"Frågan": "Har du egen bostad?", "Svar att välja på": "Ja"}).chooses({"Hur besvaras den?": "Ett svar"})
    oskar.presses("Lägg till frågan").sees("Skriv minst två svar", "Välj när frågan ställs.").stops()
    oskar.fills({"Svar att välja på": "Ja\nNej"}).ticks("När deltagaren börjar").presses("Lägg till frågan")
    oskar.sees("Frågan är tillagd.", "Ett svar: Ja, Nej")
    oskar.presses("Flytta upp Hur många barn under 18 år bor hemma?")
    oskar.follows("Avsluta Har du egen bostad?").stops()
    oskar.presses("Avsluta frågan").sees("Frågans sista dag är sparad.")
    oskar.does_not_see(*PARTICIPANTS)


def test_he_appoints_an_owner_of_a_measure_and_registers_nobody(oskar):
    oskar.finds_nothing_at("/deltagare/").finds_nothing_at("/deltagare/in/")
    oskar.opens("/personer/utse/").stops()
    measure = oskar.page.get_by_label("Gäller").locator("option").filter(has_text=f"({told.GRON_VAG})").text_content()
    oskar.fills({"Personens e-postadress": "ahmed.rashid@demo.example", "Uppdrag": "Insatsansvarig"})
    oskar.fills({"Gäller": measure or "", "Från och med": day()})
    oskar.page.locator("main form button[type=submit]").first.click()
    oskar.sees("Uppdraget är sparat.", "Ahmed Rashid", "Grön väg").does_not_see(*PARTICIPANTS)


def test_who_shares_a_joint_measure(oskar):
    oskar.opens(f"/insatser/{told.GRON_VAG}/").follows("Ändra vilka förbund som delar").stops()
    oskar.fills({"Andel, procent": "60"}).presses("Spara andelarna").sees("Nu blir de 90.").stops()
    oskar.page.locator("table.s-rows tbody tr").nth(1).get_by_label("Andel, procent").fill("40")
    oskar.presses("Spara andelarna").sees("Andelarna är sparade.", "60 %", "40 %").does_not_see(*PARTICIPANTS)
