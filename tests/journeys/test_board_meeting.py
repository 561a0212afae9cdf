"""A measure is sent back by the board, changed, answered anew, and decided at the next meeting – in the browser."""

from __future__ import annotations

import pytest

from tests.journeys.person import Person, day

pytestmark = pytest.mark.browser
CASE = "Arbetslivsteamet"
ANSWERING = {
    "Johan Ek": "Ja",
    "Erik Hallgren": "Nej",
    "Anna Wik": "Nej",
    "Fatima Noor": "Nej",
}


def test_sent_back_changed_and_decided_at_meetings(arrives):
    """Maria holds a board meeting the same day. The region's substitute steps in where the chair has a conflict of
    interest, the board sends the measure back with a reason, and its minutes are adjusted and frozen. The proposal is
    changed, the parties answer anew, the group recommends at its meeting, and the board says yes by a counted vote.
    """
    maria = arrives("Maria Lindqvist")
    case = maria.opens("/arenden/").follows(CASE).path
    takes_it_off_the_coming_meeting(maria)

    first = a_meeting_today(maria, "Styrelsen")
    everybody_comes(maria, but=("Gun Isaksson", "Olof Rydell"))
    maria.sees("Styrelsen är beslutsför: 7 av 8 platser är fyllda.").stops()
    records_the_formal_points(maria, first)
    maria.opens(first).follows(CASE).stops()
    maria.chooses({"Vad beslutades?": "Tillbaka till beredningen"}).presses("Spara punkten")
    maria.sees("Skriv skälet.").stops()
    open_folded(maria, "Jäv eller frånvaro vid punkten")
    maria.fills({"Rut Bergdahl": "Jäv, lämnar rummet", "Skäl": "Räkna om andra halvåret."}).presses("Spara punkten")
    maria.sees("är sparad.").opens(first).follows(CASE).sees("Rut Bergdahl, jäv", "Räkna om andra halvåret.").stops()
    the_minutes_are_adjusted(maria, first)

    changed_asked_and_answered(maria, case, arrives)
    group = a_meeting_today(maria, "Beredningsgruppen")
    everybody_comes(maria, but=())
    records_the_formal_points(maria, group)
    maria.opens(group).follows(CASE)
    maria.chooses({"Vad beslutades?": "Lämnas till beslut"}).presses("Spara punkten").sees("är sparad.")

    second = a_meeting_today(maria, "Styrelsen")
    everybody_comes(maria, but=())
    records_the_formal_points(maria, second)
    maria.opens(second).follows(CASE)
    open_folded(maria, "Omröstning")
    maria.chooses({"Vad beslutades?": "Ja"}).fills(
        {"Antal ja": "7", "Antal nej": "1", "Antal som avstår": "1"}
    ).presses("Spara punkten")
    maria.sees("Rösterna är 9 men 8 tjänstgör.")
    maria.fills({"Antal som avstår": "0"}).presses("Spara punkten").sees("är sparad.")
    maria.opens(f"{case}beslut/").sees("Styrelsen biföll förslaget", "Styrelsen skickade tillbaka", "Möte").stops()
    lars = arrives("Lars Hedlund")
    lars.opens(first + "protokoll/").sees("Kontrollsumma".lower(), "Räkna om andra halvåret.").stops()
    lars.finds_nothing_at(group)


def takes_it_off_the_coming_meeting(maria: Person) -> None:
    """A case waits for one meeting at a time."""
    maria.opens("/sammantraden/").stops()
    coming = maria.page.get_by_role("link", name="Styrelsens möte").first
    coming.click()
    maria.stops()
    maria.page.locator("tr").filter(has_text=CASE).get_by_role("button", name="Ta bort").click()
    maria.sees("Punkten är borttagen.", "Kan tas upp")


def a_meeting_today(maria: Person, who: str) -> str:
    maria.opens("/sammantraden/").follows("Planera ett möte").stops()
    maria.chooses({"Vem ska mötas?": who})
    maria.fills({"Dag": day(), "Klockan": "00.01", "Plats": "Motala"}).presses("Planera mötet")
    maria.sees("Mötet är planerat.", CASE).stops()
    here = maria.path
    maria.follows("Skriv in närvaron").stops()
    return here


def everybody_comes(maria: Person, but: tuple[str, ...]) -> None:
    for row in maria.page.locator("tbody tr").all():
        words = row.inner_text()
        if "ersättare" not in words.lower() and not any(name in words for name in but):
            row.locator("select").select_option(label="På plats")
    if but:
        maria.page.locator("tr").filter(has_text="Kjell Åberg").locator("select").select_option(label="På plats")
    maria.presses("Spara närvaron och börja mötet").sees("Närvaron är sparad.")


def records_the_formal_points(maria: Person, here: str) -> None:
    maria.opens(here).follows("Val av justerare")
    maria.page.get_by_role("checkbox").first.check()
    maria.chooses({"Vad beslutades?": "Justerare utses"}).presses("Spara punkten").sees("är sparad.")
    maria.opens(here).follows("Dagordningen godkänns")
    maria.chooses({"Vad beslutades?": "Enligt förslaget"}).presses("Spara punkten").sees("är sparad.")


def the_minutes_are_adjusted(maria: Person, here: str) -> None:
    maria.opens(here).presses("Avsluta mötet").sees("Mötet är avslutat.", "Kjell Åberg tjänstgör.").stops()
    assert maria.takes("PDF").startswith(b"%PDF")
    maria.fills({"Vilka justerade?": "Lars Hedlund och Hanna Falk", "När?": day()}).presses("Protokollet är justerat")
    maria.sees("Protokollet är justerat.", "Textens kontrollsumma").stops()


def open_folded(who: Person, words: str) -> None:
    who.page.locator("details").filter(has_text=words).first.evaluate("details => { details.open = true }")


def changed_asked_and_answered(maria: Person, case: str, arrives) -> None:
    maria.opens(f"{case}forslag/?avsnitt=2").fills({"Vad ska vara annorlunda efteråt?": "Två av tre arbetar."})
    maria.page.get_by_role("button", name="Klart, gå till avsnitt 3").click()
    maria.opens(f"{case}svar/").fills({"Svar senast": day(20)})
    maria.ticks("Boxholms", "Mjölby", "Vadstena", "Ödeshögs", on=False)
    maria.page.get_by_role("button", name="Skicka frågan till").click()
    for name, leads in ANSWERING.items():
        who = arrives(name)
        who.opens(f"{case}svara/").chooses({"Deltar ni?": "Ja, vi deltar", "Vill ni leda insatsen?": leads})
        who.fills({"Vem hos er har beslutat?": "chefen", "När?": day()}).presses("Lämna svaret")
        who.sees("Svaret är sparat.")
