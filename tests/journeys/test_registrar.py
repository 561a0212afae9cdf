"""A registrar's day in a browser: in by keyboard only, out, a follow-up, and a draft when the line breaks.

How long a normal entry takes, by the keystroke-level model (Card, Moran and Newell 1980): K = 0.28 seconds for each key
of an average typist, M = 1.35 seconds of thought before each answer, R = 1 second for each answer of the server. The
talk with the participant is not counted. The journey counts its keys and answers itself and works the time out: 98 keys
and 25 answers, 27 + 34 + 2 = 63 seconds. The limit is 90.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from tests.journeys.person import day

pytestmark = [pytest.mark.browser, pytest.mark.demo]
KEY, THOUGHT, ANSWER, LIMIT = 0.28, 1.35, 1.0, 90.0
NUMBER, NAME = "199906142386", "Elin Sandberg"


@dataclass
class Keyboard:
    """Somebody who never touches the mouse. Every key is counted, and every field that takes a thought."""

    page: object
    keys: int = 0
    answers: int = 0

    def press(self, key, times=1):
        """One key, perhaps several times."""
        for _ in range(times):
            self.page.keyboard.press(key)
            self.keys += 1

    def types(self, text):
        """A text, key by key."""
        self.page.keyboard.type(text)
        self.keys += len(text)

    def tabs_to(self, field, *, at_most=1):
        """Tab to a field by its name; each row is one stop, so the next field is at most this far away."""
        for _ in range(at_most):
            self.press("Tab")
            if self.page.evaluate("document.activeElement.name") == field:
                self.answers += 1
                return
        found = self.page.evaluate("document.activeElement.outerHTML.slice(0, 120)")
        raise AssertionError(f"{field} is more than {at_most} stops away; the focus is on {found}")

    def chooses(self, row, times_right):
        """0 with Space, more with the arrow: one stop for the whole row."""
        self.tabs_to(row)
        if times_right:
            self.press("ArrowRight", times_right)
        else:
            self.press("Space")

    def seconds(self):
        """The keystroke-level estimate, with two answers of the server."""
        return self.keys * KEY + self.answers * THOUGHT + 2 * ANSWER


def test_a_normal_entry_by_keyboard_only_takes_less_than_ninety_seconds(arrives):
    sara = arrives("Sara Holm").opens("/deltagare/in/")
    hand = Keyboard(sara.page)
    hand.press("Tab")
    hand.press("Enter")  # straight to the content
    hand.tabs_to("measure", at_most=3)
    hand.types("Ungas")
    hand.tabs_to("mode")
    hand.tabs_to("consent_date")
    hand.tabs_to("consent_seen")
    hand.press("Space")
    hand.tabs_to("personal_number", at_most=3)
    hand.types(NUMBER)
    expect(sara.page.locator("#personnumret")).to_contain_text("Kvinna, 27 år vid start.")
    hand.tabs_to("name")
    hand.types(NAME)
    hand.tabs_to("municipality")
    hand.types("Motala")
    hand.tabs_to("referred_by")
    hand.press("f", 2)  # the second that begins so: Försäkringskassan
    hand.tabs_to("start")
    hand.tabs_to("planned_end")
    hand.tabs_to("groups", at_most=1)
    hand.press("Tab")
    hand.press("Space")  # the second of the target groups
    hand.tabs_to("support_sjukpenning", at_most=5)
    hand.chooses("support_rehabiliteringspenning", 0)
    hand.tabs_to("support_sjukersattning")
    hand.chooses("support_aktivitetsersattning", 3)
    hand.chooses("support_forsorjningsstod", 1)
    hand.tabs_to("all_asked", at_most=7)
    hand.press("Space")
    hand.tabs_to("support_time", at_most=2)
    hand.types("4")
    hand.tabs_to("education")
    hand.types("Grund")
    for row in ("work_unsubsidised", "work_subsidised", "studies"):
        hand.chooses(row, 0)
    hand.chooses("seeking", 1)
    hand.chooses("enrolled_af", 0)
    hand.chooses("programme_af", 1)
    sara.stops()
    hand.press("Enter")  # in a field it registers
    sara.sees("Deltagaren är registrerad in i Ungas väg.", "75\N{NO-BREAK SPACE}%", "Grundskola", "Motala")
    assert "svar saknas" not in sara.page.locator("main").inner_text()
    assert hand.seconds() < LIMIT, f"{hand.keys} keys and {hand.answers} answers take {hand.seconds():.0f} s"


def test_what_is_typed_survives_a_broken_line_and_is_gone_on_with_later(arrives):
    sara = arrives("Sara Holm").opens("/deltagare/in/").ticks("Jag har sett det undertecknade samtycket")
    sara.fills({"Personnummer": NUMBER})
    saved = sara.page.locator("#utkast")
    expect(saved).to_contain_text("Utkast sparat klockan")
    sara.page.context.set_offline(True)
    sara.fills({"Namn": NAME})
    lost = sara.page.get_by_role("alert")
    expect(lost).to_contain_text("Vi kan inte spara just nu. Det du skrivit finns kvar här. Vi försöker igen.")
    expect(saved).to_contain_text("Utkast sparat klockan")  # when it was last saved stays in sight
    sara.presses("Registrera in")
    expect(sara.page.get_by_label("Namn")).to_have_value(NAME)  # nothing went, nothing was lost
    sara.stops()
    sara.page.context.set_offline(False)
    expect(lost).to_be_hidden(timeout=15_000)
    sara.opens("/deltagare/").sees("Utkast", NAME, "Ungas väg", "Raderas efter")
    sara.does_not_see(NUMBER, "19990614-2386")
    sara.stops()
    sara.follows(NAME, within="#utkasten")
    expect(sara.page.get_by_label("Personnummer")).to_have_value(NUMBER)
    expect(sara.page.get_by_label("Jag har sett det undertecknade samtycket")).to_be_checked()
    sara.sees("Kvinna, 27 år vid start.")
    sara.opens("/deltagare/").presses("Ta bort Elin Sandberg").sees("Utkastet är borttaget.")


def test_without_scripts_the_draft_and_the_number_have_buttons(arrives):
    sara = arrives("Sara Holm", java_script_enabled=False).opens("/deltagare/in/")
    sara.fills({"Personnummer": "19990614-2387", "Namn": NAME}).presses("Kontrollera numret")
    sara.sees("Personnumrets sista siffra stämmer inte.")
    sara.presses("Spara utkast").sees("Kryssa i att du har sett det undertecknade samtycket. Först då får ett utkast")
    sara.fills({"Personnummer": "19990614-2386"}).ticks("Jag har sett det undertecknade samtycket")
    sara.presses("Spara utkast").sees("Utkastet är sparat.", "Kvinna, 27 år vid start.")
    sara.opens("/deltagare/").follows(NAME, within="#utkasten")
    expect(sara.page.get_by_label("Namn")).to_have_value(NAME)


def test_out_and_follow_up(arrives):
    sara = arrives("Sara Holm").opens("/deltagare/lista/att-avsluta/")
    sara.page.get_by_role("link", name="Registrera ut Mohamed Warsame").click()
    sara.fills({"Sista dag": day(-1)}).presses("Registrera ut")
    sara.sees("Välj varför Mohamed Warsame slutar.").stops()
    sara.fills({"Varför slutar personen?": "Avslutad enligt plan"}).chooses({"Arbete utan stöd": "75"})
    sara.presses("Registrera ut").sees("Deltagaren är registrerad ut.", "Avslutad enligt plan")
    sara.opens("/deltagare/lista/att-folja-upp/")
    sara.page.get_by_role("link", name="Följ upp Lisbet Karlsson").click()
    sara.sees("Värdena från när personen slutade är ifyllda.").chooses({"Studier": "50"})
    sara.fills({"Vad studerar personen?": "Folkhögskola"}).stops()
    sara.presses("Spara uppföljningen").sees("Svaren är sparade.", "Uppföljning efter 6 månader", "Folkhögskola")
    sara.opens("/deltagare/lista/att-folja-upp/").does_not_see("Lisbet Karlsson")
