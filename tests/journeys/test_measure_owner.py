"""A measure owner's year in a browser: plan, what it costs, outcome and head counts.

Ahmed Rashid owns Arbetslivsteamet, where people are registered one by one, and Samverkansstöd, which is counted.
"""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import expect

from samordna.edge.demo import ostra_vattern as told
from tests.journeys.person import Person

pytestmark = [pytest.mark.browser, pytest.mark.demo]
YEAR = date.today().year  # the demo country's own today


@pytest.fixture
def ahmed(arrives) -> Person:
    return arrives("Ahmed Rashid")


def test_the_year_is_planned_and_filled_in_and_compared(ahmed):
    ahmed.follows("Insatser", within="nav").follows("Arbetslivsteamet").stops()
    ahmed.opens(f"/insatser/{told.ARBETSLIVSTEAMET}/ar/{YEAR + 1}/").stops()
    ahmed.fills({"Planerat antal deltagare": "45", "Vad det gäller": "Personal", "Budget, kronor": "en miljon"})
    ahmed.presses(f"Spara {YEAR + 1}").sees("Skriv beloppet i kronor").stops()
    expect(ahmed.page.locator(".error-list")).to_be_focused()
    ahmed.fills({"Budget, kronor": "1 000 000"}).presses("Fler rader").does_not_see("är sparade")
    rows = ahmed.page.locator("table.s-rows tbody tr")
    rows.nth(1).get_by_label("Vad det gäller").fill("Lokaler")
    rows.nth(1).get_by_label("Budget").fill("200 000,50")
    ahmed.presses(f"Spara {YEAR + 1}").sees(f"Plan och utfall för {YEAR + 1} är sparade.", "1 200 000,50 kr", "45")
    ahmed.sees("Utfall saknas på 2 rader.").stops()
    ahmed.fills({"Utfall, kronor": "-5"}).page.keyboard.press("Enter")  # Enter saves, it does not ask for more rows
    ahmed.sees("är sparade", "−5 kr", "Utfall saknas på 1 rad.")


def test_numbers_are_said_left_unsaid_and_changed_with_a_reason(ahmed):
    page = f"/insatser/{told.SAMVERKANSSTOD}/antal/{YEAR}/"
    ahmed.opens(page).fills({"Kvinnor": "12", "Män": ""}).presses("Spara")
    ahmed.opens(page).stops()
    ahmed.fills({"Kvinnor": "14", "Män": "3"}).presses("Spara").sees("Skriv varför antalet ändras.").stops()
    ahmed.fills({"Varför ändras antalet?": "Två listor till"}).presses("Spara").sees("Antalen för")
    ahmed.opens(page).sees("Vad som har stått här", "Två listor till", "Ahmed Rashid").stops()
