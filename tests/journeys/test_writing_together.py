"""Two people in one proposal at once, in two browsers, and nothing of what either wrote is lost.

The proposal *Gemensam kartläggning* lacks its risks. Fatima Noor and Johan Ek both write in it, with the same text on
their screens; Maria Lindqvist comments.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.journeys.person import Person

pytestmark = pytest.mark.browser
QUESTION = "Vad får deltagarna?"
OURS = "Först en gemensam kartläggning."
FIRST = f"{OURS}\nSedan ett möte."
FATIMA, JOHAN = "Motala leder mötena.", "Regionen kallar till mötena."


@pytest.fixture(scope="module")
def country(demo_of_module) -> Iterator[str]:
    """One register for the whole module: each test writes in a section of its own."""
    with demo_of_module.served() as address:
        yield address


def opens_section(who: Person, number: int) -> Person:
    who.opens("/arenden/").follows("Gemensam kartläggning").follows("Förslag")
    return who.opens(f"{who.path.partition('?')[0]}?avsnitt={number}")


def draft_saved(who: Person, question: str) -> None:
    """The line below the field says that what was typed is kept."""
    line = who.page.locator(f"[data-line={question}] [data-saved]")
    expect(line).to_contain_text("Utkast sparat")


def field(who: Person, label: str):
    return who.page.get_by_role("textbox", name=label)


def test_two_people_edit_one_proposal_at_once_and_nothing_is_lost(arrives):
    fatima, johan = arrives("Fatima Noor"), arrives("Johan Ek")
    opens_section(fatima, 3).fills({QUESTION: FIRST}).presses("Spara").sees("Sparat")
    opens_section(johan, 3).sees("Fatima Noor", "Läser avsnitt 3").stops()
    # both begin from the same text: Fatima adds a paragraph first in it, Johan last
    fatima.fills({QUESTION: f"{FATIMA}\n{FIRST}"})
    johan.fills({QUESTION: f"{FIRST}\n{JOHAN}"})
    draft_saved(johan, "content")
    fatima.presses("Klart, gå till avsnitt 4")
    # the second is told, and sees both texts, what differs, and a start that holds both
    johan.presses("Klart, gå till avsnitt 4").sees("Fatima Noor, Motala kommun har sparat en annan text under tiden")
    johan.sees(FATIMA, "Ni har ändrat olika stycken.").stops()
    expect(field(johan, QUESTION)).to_have_value(f"{FIRST}\n{JOHAN}")
    johan.page.get_by_text("Visa vad som skiljer").click()
    expect(johan.page.locator("main ins")).to_contain_text(JOHAN)
    expect(johan.page.locator("main del")).to_contain_text(FATIMA)
    johan.stops().presses("Visa en gemensam text i fältet")
    expect(field(johan, QUESTION)).to_have_value(f"{FATIMA}\n{FIRST}\n{JOHAN}")
    johan.presses("Spara").sees("Sparat")
    opens_section(fatima, 3)
    expect(field(fatima, QUESTION)).to_have_value(f"{FATIMA}\n{FIRST}\n{JOHAN}")
    # every version is kept, can be read against another, and can hold again
    fatima.follows(QUESTION, within="section:has(#hist)").sees("Version 5 gäller nu").stops()
    expect(fatima.page.locator("main ins")).to_contain_text(JOHAN)
    fatima.presses("Låt version 4 gälla igen").sees("Version 4 gäller igen, som en ny version.")
    expect(field(fatima, QUESTION)).to_have_value(f"{FATIMA}\n{FIRST}")


def test_what_is_typed_is_there_when_one_comes_back(arrives):
    johan = opens_section(arrives("Johan Ek"), 7).fills({"Vad kan gå fel?": "För få remisser."})
    draft_saved(johan, "risks")
    opens_section(johan, 7).sees("Ditt utkast från", "Bara du ser det.").stops()
    expect(field(johan, "Vad kan gå fel?")).to_have_value("För få remisser.")
    johan.opens("/").follows("Spara det du har skrivit i Gemensam kartläggning").sees("7. Risker")
    fatima = opens_section(arrives("Fatima Noor"), 7).sees("Johan Ek har ett utkast här som inte är sparat")
    fatima.does_not_see("För få remisser.")
    opens_section(johan, 7).presses("Ta bort utkastet Vad kan gå fel?").sees("Ditt utkast är borttaget.")
    expect(field(johan, "Vad kan gå fel?")).to_have_value("")


def test_a_lost_connection_is_said_and_what_was_typed_is_saved_when_it_is_back(country, chromium, axe):
    context = chromium.new_context(locale="sv-SE", timezone_id="Europe/Stockholm")
    johan = Person("Johan Ek", context.new_page(), country, axe).signs_in()
    opens_section(johan, 10)
    context.set_offline(True)
    johan.fills({"Vad finns kvar efteråt?": "Kartläggningen blir vardag."})
    johan.sees("Vi kan inte spara just nu. Det du skrivit finns kvar här. Vi försöker igen.").stops()
    context.set_offline(False)
    draft_saved(johan, "afterwards")
    expect(johan.page.locator("#tappad")).to_be_hidden()
    context.close()


def test_a_comment_beside_the_text_keeps_what_is_being_typed(arrives):
    maria = opens_section(arrives("Maria Lindqvist"), 9)
    label = "Hur vet ni att det fungerar?"
    maria.fills({label: "Antal kartläggningar, och tid till plan."})
    maria.page.get_by_text("Skriv en kommentar").click()
    maria.fills({"Din kommentar": "Vem räknar?"}).presses("Lämna kommentaren").sees("Vem räknar?", "1 öppen kommentar")
    expect(field(maria, label)).to_have_value("Antal kartläggningar, och tid till plan.")
    maria.stops().presses("Markera som löst").sees("1 löst")


def test_everything_is_saved_and_put_together_without_javascript(arrives):
    plain = {"java_script_enabled": False}
    fatima, johan = arrives("Fatima Noor", **plain), arrives("Johan Ek", **plain)
    label = "Vad ska vara annorlunda efteråt?"
    opens_section(fatima, 2)
    opens_section(johan, 2)
    before = field(fatima, label).input_value()
    fatima.fills({label: f"{FATIMA}\n{before}"}).presses("Spara")
    johan.fills({label: f"{before}\n{JOHAN}"}).presses("Spara").presses("Visa en gemensam text i fältet")
    johan.presses("Spara").sees("Sparat")
    expect(field(johan, label)).to_have_value(f"{FATIMA}\n{before}\n{JOHAN}")
