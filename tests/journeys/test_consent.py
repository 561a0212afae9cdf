"""Consent and what follows in a browser: taken back, protected, mistaken, corrected, back again, and everything told.

Sara Holm registers somebody with an interpreter's help, gives a receipt, and the participant opens the own page.
"""

from __future__ import annotations

import json
import re

import pytest

from tests.journeys.person import Person, day

pytestmark = [pytest.mark.browser, pytest.mark.demo]
NUMBER = "19990614-2386"
GONE = "Uppgifterna är raderade"


def registers(sara: Person, name: str = "Elin Sandberg") -> str:
    """Somebody with a consent explained in Tigrinya; the path of the participant's page."""
    sara.opens("/deltagare/in/").unfolds("Språk och var samtycket finns")
    sara.fills(
        {"Språk": "Tigrinska", "Var finns samtycket": "I insatsens pärm", "Datum då": day(), "Startdatum": day()}
    )
    sara.ticks("Jag har sett det undertecknade").fills({"Personnummer": NUMBER, "Namn": name, "Hemkommun": "Motala"})
    sara.stops().presses("Registrera in").sees("Deltagaren är registrerad in", "tolkat till tigrinska")
    return sara.path


def own_page(sara: Person, participant: str) -> str:
    """The address on a receipt that is made now."""
    sara.opens(participant).presses("Gör ett kvitto").stops()
    shown = sara.page.locator(".s-address").inner_text()
    return "/" + shown.split("/", 3)[3]


def test_the_participant_reads_everything_takes_it_along_and_takes_back_the_consent(arrives):
    sara, elin = arrives("Sara Holm"), arrives("")
    mine = own_page(sara, registers(sara))
    elin.opens(mine).sees("Det här är sparat om dig", "Sara Holm", "tolkat till tigrinska").stops()
    assert elin.takes("Hämta som PDF").startswith(b"%PDF")
    told = json.loads(elin.takes("Hämta som data"))
    assert told["participations"][0]["consents"][0]["explained_in"] == "ti"
    elin.follows("Ta tillbaka samtycket").sees("Det här raderas", "Siffror som redan är publicerade").stops()
    elin.presses("Ta tillbaka samtycket").sees(GONE, "Du får fortsätta i insatsen.").stops()
    assert elin.takes("Hämta kvittot som PDF").startswith(b"%PDF")
    elin.does_not_see("Elin Sandberg", NUMBER).finds_nothing_at(mine)


def test_the_registrar_takes_back_a_consent_and_the_person_comes_back_with_a_new_one(arrives):
    sara = arrives("Sara Holm")
    participant = registers(sara)
    sara.follows("Personen tar tillbaka samtycket").sees("inte heller utan personuppgifter").stops()
    sara.presses("Ta tillbaka samtycket").sees(GONE).stops().finds_nothing_at(participant)
    assert registers(sara) != participant


def test_protection_that_comes_later_is_said_nowhere_afterwards(arrives):
    sara = arrives("Sara Holm")
    participant = registers(sara)
    sara.follows("Personen har fått skyddade personuppgifter").sees("raderas i alla insatser").stops()
    sara.presses("Radera personuppgifterna").sees(GONE).does_not_see("kyddade personuppgifter").stops()
    sara.finds_nothing_at(participant)


def test_a_mistake_is_closed_with_a_reason_and_opened_when_that_was_wrong(arrives):
    sara = arrives("Sara Holm")
    participant = registers(sara)
    sara.follows("Registreringen var ett misstag").presses("Stäng registreringen")
    sara.sees("Välj varför registreringen var fel.").chooses({"Vad blev fel?": "Det var en övning"}).stops()
    sara.presses("Stäng registreringen").opens(participant).follows("Stängdes den av misstag?").stops()
    sara.presses("Öppna igen").sees("Registreringen är öppen igen", "Det var en övning", "Stängdes av misstag").stops()


def test_a_correction_says_why_and_is_read_as_a_difference(arrives):
    sara = arrives("Sara Holm")
    participant = registers(sara)
    sara.follows("Rätta").fills({"Hemkommun": "Mjölby"}).presses("Spara rättelsen").sees("Välj varför du rättar.")
    sara.fills({"Varför rättar du?": "Deltagaren har rättat uppgiften"}).stops().presses("Spara rättelsen")
    sara.sees("Deltagaren har rättat uppgiften").stops()
    row = sara.page.locator("tr", has_text=re.compile("Hemkommun")).inner_text()
    assert "Motala" in row and "Mjölby" in row
    assert sara.path == participant
    sara.follows("Ta fram ett registerutdrag").sees("Registerutdrag för Elin Sandberg").stops()
    assert sara.takes("Hämta som PDF").startswith(b"%PDF")
