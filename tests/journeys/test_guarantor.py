"""Försäkringskassan as guarantor: a case for individuals with its condition, and one that a late promise unblocks."""

from __future__ import annotations

import json

from tests.journeys.person import Person, day


def test_a_guarantor_case_for_individuals_from_its_papers_to_the_director_general(arrives):
    """Nadia Rahimi reads everything that came with *Ny riktning*, answers the review, and takes FK's steps in
    order. The director-general's step waits for a plan of who carries on, which Johan gives. FK has then decided.
    """
    nadia, johan = arrives("Nadia Rahimi"), arrives("Johan Ek")
    case = nadia.opens("/arenden/").follows("Ny riktning").path
    nadia.opens(f"{case}garanti/").sees("Ett villkor saknas").stops().follows("Läs underlaget")
    nadia.sees("Garantunderlag: Ny riktning").stops()
    nadia.sees("Är inte rehabiliteringsaktör", "Stödet upphör när personen byter part", "Kontrollsumma")
    assert nadia.takes("Hämta som PDF").startswith(b"%PDF")
    assert json.loads(nadia.takes("som data"))["case"]["title"] == "Ny riktning"
    nadia.opens(f"{case}garanti/")
    for reply in ("Ersättningen räknas som medfinansiering.", "Regionen för arbetet vidare."):
        nadia.page.locator("#fragor").get_by_label("Svar").first.fill(reply)
        nadia.page.locator("#fragor").get_by_role("button", name="Svara", exact=True).first.click()
        nadia.sees("Svaret är sparat.")
    for step, who in (("Kvalitetssäkring", "Birgitta Falk"), ("Beslut om att delta", "Karl Hjelm")):
        nadia.sees(f"Skriv in nästa steg: {step}").fills({"Vem?": who}).presses("Spara steget")
    nadia.fills({"Vem?": "generaldirektören"}).presses("Spara steget").sees(
        "Planen för vem som för arbetet vidare saknas"
    )
    johan.opens(f"{case}garanti/").ticks("Region Östergötland")
    johan.fills({"Vad tar de över": "Handledarna, från sista dagen."}).presses("Spara planen").stops()
    nadia.opens(f"{case}garanti/").sees("Villkoren är uppfyllda")
    nadia.fills({"Vem?": "generaldirektören"}).presses("Spara steget").sees("Steget är sparat.").stops()
    johan.opens(f"{case}beslut/").sees("Försäkringskassan: ja").follows("Visa beslutsordningarna").stops()
    johan.follows("Region Östergötland").stops()
    sets_up_an_order(johan)
    johan.opens(f"{case}beslut/").follows("Visa stegen").stops()
    johan.fills({"Vem?": "Eva Berg"}).presses("Spara steget").sees("Steget är sparat.")
    johan.opens(f"{case}beslut/").sees("Region Östergötland: ja")


def sets_up_an_order(johan: Person) -> None:
    """The region decides in one step of its own."""
    johan.fills(
        {"Från vilken dag gäller den?": day(), "Var står det?": "Delegationsordningen 2026", "Steg 1": "Beslut"}
    )
    johan.page.locator("input[name=decider_1]").fill("Regiondirektören")
    johan.presses("Spara beslutsordningen").sees("Beslutsordningen är sparad.", "Gäller nu").stops()


def test_a_blocked_case_is_unblocked_by_a_late_commitment(arrives):
    """*Steget vidare* stands still: the page says which party and what would solve it. Helena Brodd answers late, and
    the guarantor case opens by itself with everything attached; Maria and Nadia are told on their start pages.
    """
    maria, helena, nadia = arrives("Maria Lindqvist"), arrives("Helena Brodd"), arrives("Nadia Rahimi")
    case = maria.opens("/arenden/").follows("Steget vidare").path
    maria.opens(f"{case}garanti/").sees("Det här hindrar garantin").stops()
    maria.sees("Om Vadstena kommun medfinansierar, eller bara samarbetar, öppnas garantärendet av sig självt.")
    helena.opens(f"{case}svara/").chooses({"Medfinansierar ni?": "Ja"})
    years = [text for text in helena.page.locator("table th.n").all_inner_texts() if text.isdigit()]
    for year, amount in zip(years, ("140", "160", "100"), strict=True):
        helena.fills({f"försörjningsstöd {year}": amount})
    helena.fills({"Vem hos er har beslutat?": "socialnämnden", "När?": day()}).presses("Ändra svaret")
    helena.sees("Svaret är sparat.").opens(case).sees("Garantärende öppnades", "Det som hindrade är löst.").stops()
    maria.opens("/?alla").sees("Lämna Steget vidare till beslut", "Skriv vem som för arbetet vidare: Steget vidare")
    nadia.opens("/?alla").sees("Beredning: Steget vidare").stops()
    nadia.opens(f"{case}garanti/underlag/").sees("Vadstena kommun", "socialnämnden").stops()
