"""The registrar's forms in a browser: consent decides the form, with scripts and without, and errors get focus.

Sara Holm registers participants in two measures of Östra Vättern. She presses Registrera in too early, changes her
mind about the consent, and looks at what has changed for somebody who leaves.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.person import begins

pytestmark = [pytest.mark.browser, pytest.mark.demo]
TYPED = {"Personnummer": "19990614-2386", "Namn": "Elin Sandberg"}
MODE = "Hur ska personen registreras?"


def test_without_scripts_the_choice_hides_what_may_not_be_stored_and_the_server_throws_it_away(arrives):
    sara = arrives("Sara Holm", java_script_enabled=False).opens("/deltagare/in/").fills(TYPED)
    sara.chooses({MODE: "Utan samtycke"})
    expect(sara.page.get_by_label("Personnummer")).to_be_hidden()
    sara.chooses({"Kön": "Kvinna"}).presses("Registrera in")
    sara.sees("Utan samtycke sparas bara kön och startår, så de är borttagna här.")
    sara.does_not_see("Elin Sandberg", "19990614-2386", "199906142386")
    sara.presses("Registrera in").sees("Deltagaren är registrerad utan personuppgifter.")


def test_with_scripts_what_may_not_be_stored_is_not_even_sent(arrives):
    sara = arrives("Sara Holm").opens("/deltagare/in/").fills(TYPED).chooses({MODE: "Skyddade personuppgifter"})
    sara.stops()
    sara.chooses({"Kön": "Man"}).presses("Registrera in")
    sara.sees("Deltagaren är registrerad utan personuppgifter.")


def test_what_is_missing_is_listed_with_focus_and_leads_to_its_field(arrives):
    sara = arrives("Sara Holm").opens("/deltagare/in/").presses("Registrera in")
    expect(sara.page.locator(".error-list")).to_be_focused()
    expect(sara.page).to_have_title(begins("Fel: "))
    sara.stops()
    sara.page.get_by_role("link", name="Välj hemkommun.").click()
    expect(sara.page.get_by_label("Hemkommun")).to_be_focused()


def test_what_has_changed_is_summed_up_while_one_chooses(arrives):
    sara = arrives("Sara Holm").opens("/deltagare/lista/att-avsluta/")
    sara.page.get_by_role("link", name="Registrera ut Karin Öberg").click()
    sara.sees("Inget är ändrat än.")
    row = sara.group("Arbete med stöd")
    was = row.get_attribute("data-was")
    chosen = "50" if was != "50" else "75"
    sara.chooses({"Arbete med stöd": chosen})
    expect(sara.page.locator("#changes")).to_contain_text(f"Arbete med stöd{was} %{chosen} %")
    sara.stops()
    sara.chooses({"Arbete med stöd": chosen})
    expect(row.locator("input:checked")).to_have_count(0)
    sara.sees("Inget är ändrat än.")
