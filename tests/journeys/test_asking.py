"""A party is reminded by letter, opens its link, signs in and answers; then nobody waits for it any more."""

import re

import pytest

from samordna.edge.demo import people
from tests.journeys.person import EMAILS

pytestmark = pytest.mark.browser


def test_from_a_letter_to_an_answer(arrives):
    maria = arrives("Maria Lindqvist")
    maria.follows("Visa vad som väntar på vem").sees("Allt som väntar", "Mjölby kommun").stops()
    maria.follows("Svara på 2 frågor").sees("4 av 6 parter har svarat", "Påmind").stops()
    maria.page.get_by_role("button", name="Fråga igen Mjölby kommun").click()
    maria.sees("Mjölby kommun har fått frågan igen.", "Fick frågan i dag")

    maria.opens("/vantar/").follows("Visa breven").sees("Fråga igen").stops()
    maria.page.get_by_text("Så här ser ett brev ut").click()
    letter = maria.page.locator("main details").inner_text()
    assert "Hälsospåret" not in letter
    link = re.search(r"/post/lank/\S+/", letter).group()

    sara = arrives("")
    sara.opens("/post/lank/nonsens/").sees("Länken fungerar inte", "Logga in").stops()
    sara.opens(link).sees("Logga in").does_not_see("Hälsospåret", "Mjölby")
    sara.fills({"E-postadress": EMAILS["Sara Nyberg"], "Lösenord": people.PASSWORD}).presses("Logga in")
    sara.sees("Svara för Mjölby kommun", "Hälsospåret").stops()
    sara.chooses({"Deltar ni?": "Ja, vi deltar", "Vill ni leda insatsen?": "Ja"})
    sara.presses("Lämna svaret").sees("Skriv vem hos er som har beslutat.")  # to lead is somebody's decision
    sara.chooses({"Vill ni leda insatsen?": "Nej"})
    day = maria.page.evaluate("new Date().toISOString().slice(0, 10)")
    sara.fills({"Vem hos er har beslutat?": "kommunstyrelsen", "När?": day}).presses("Lämna svaret")
    sara.sees("Svaret är sparat.", "5 av 6 parter har svarat")

    maria.opens("/vantar/?part=municipality-0586").sees("Ny riktning").does_not_see("Hälsospåret")
    maria.opens("/forbund/ostra-vattern/tider/").stops()
    maria.opens("/kalender/").stops()
    maria.presses("Skapa en adress").sees("Din hemliga adress, som bara visas nu").stops()
