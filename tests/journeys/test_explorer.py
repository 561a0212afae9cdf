"""A figure is looked for, compared, taken away and followed down: by a manager, and by an analyst who may see more."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.browser
TITLE = "Deltagare med sjukpenning eller aktivitetsersättning"
TABLE = "/statistik/tabell/af-fk-2020-1/"


def test_a_manager_compares_the_own_association_and_follows_a_figure_to_its_measures(arrives):
    """Maria has ten minutes before a board meeting: how many are women here, in the county and in the country?"""
    maria = arrives("Maria Lindqvist").opens("/statistik/").sees("Prioriterade grupper, rapporten 2020", "Kostnader")
    maria.stops().follows(TITLE).sees("Hela landet", "Så är siffrorna räknade").stops()
    maria.fills({"Område": "Östra Vättern", "Jämför med": "Länet, landet och liknande", "Från": "2018"})
    maria.fills({"Visa som": "Andel med antal"}).presses("Visa")
    maria.sees("Jämförelse", "Östergötlands län", "Inte för publicering", "2 915 av 4 131").stops()
    assert b",2915," in maria.takes("CSV med jämförelsen")

    link = maria.page.get_by_label("Fast länk").input_value()
    assert re.search(
        r"/statistik/utgavor/[0-9-]+/af-fk-2020-1/\?omr=ostra-vattern&jmf=nara&fran=2018&visa=shares", link
    )
    before = maria.page.locator("table").first.inner_text()
    maria.opens(link.removeprefix(maria.address)).sees("Den ändras aldrig.")
    assert maria.page.locator("table").first.inner_text() == before

    maria.page.locator("a.s-figure").first.click()
    maria.sees("Vad talet är gjort av", "Era insatser bakom talet", "Varifrån talet kommer").stops()
    maria.does_not_see("Visa det oskyddade talet", "Mina deltagare")
    maria.follows("Unga framåt").sees("Unga framåt")


def test_an_analyst_changes_the_table_and_sees_the_unprotected_figure(arrives):
    """Lena looks behind a hidden figure. That she does is written down, and nobody else is asked whether to."""
    lena = arrives("Lena Björk").opens(f"{TABLE}?omr=ostra-vattern&fran=2018")
    lena.unfolds("Byt rader och kolumner").fills({"Rader": "Kön", "Diagrammet delas efter": "Registrering"})
    lena.presses("Visa").sees("Kön", "Skyddad tillsammans med alla andra förbund").stops()
    lena.page.locator("a.s-figure", has=lena.page.locator(".s-hidden")).first.click()
    lena.sees("Talet är dolt.", "Sett i registret").does_not_see("Oskyddat, inte för publicering").stops()
    lena.presses("Visa det oskyddade talet").sees("Oskyddat, inte för publicering", "Att du har sett talet").stops()

    visitor = arrives("")
    visitor.opens(f"{TABLE}?omr=ostra-vattern").does_not_see("Östra Vättern", "Visa det oskyddade talet")
    visitor.follows("2 915").sees("Talet ingår i").stops()
