"""A party withdraws after the decision: what one reads before it, what falls, and the amendment of a running case."""

from __future__ import annotations

from tests.journeys.person import Person, day
from tests.journeys.preparation import signs


def test_a_party_withdraws_after_the_decision(arrives):
    """Johan's region has decided yes to *Ny riktning*, where Försäkringskassan is guarantor. Then Arbetsförmedlingen
    withdraws: Anna Wik sees what follows before she does it, and everybody sees it after. Money is missing, so the case
    waits with the group; Anna's office finds the money again, and the group recommends anew.
    """
    johan, anna, maria = arrives("Johan Ek"), arrives("Anna Wik"), arrives("Maria Lindqvist")
    case = finds_case(maria, "Ny riktning")
    johan.opens(f"{case}beslut/").chooses({"Vad blev beslutet?": "Ja"})
    johan.fills({"När fattades beslutet?": day(), "Vem beslutade?": "regiondirektören"}).presses("Spara beslutet")

    anna.opens(case).follows("Arbetsförmedlingen lämnar ärendet").stops()
    anna.sees("Det parten har lovat försvinner: 440 tkr ersättning till deltagare.", "Då saknas")
    anna.sees("Garantin gäller fortfarande", "De här måste besluta på nytt: Region Östergötland.")
    anna.presses("Arbetsförmedlingen lämnar").sees("Skriv skälet.")  # nothing is done until it is said why
    anna.fills({"Vem hos parten har beslutat?": "regionchefen", "När fattades beslutet?": day()})
    anna.fills({"Varför lämnar parten?": "Anslaget blev mindre än väntat."}).presses("Arbetsförmedlingen lämnar")
    anna.sees("Arbetsförmedlingen har lämnat ärendet.", "Arbetsförmedlingen lämnade", "Anslaget blev mindre").stops()

    johan.opens(f"{case}beslut/").sees("Region Östergötland: ja", "i en tidigare omgång")
    maria.opens(f"{case}beslut/").sees("Ärendet kan inte lämnas till beslut än", "Det saknas").stops()
    comes_back(anna, case)
    maria.opens(f"{case}beslut/").fills({"När sa beredningsgruppen det här?": day()})
    maria.presses("Lämna till beslut").sees("Förslaget till beslut är lämnat.")
    johan.opens("/").sees("Skriv in ert beslut om Ny riktning")


def comes_back(anna: Person, case: str) -> None:
    """Arbetsförmedlingen answers again, with the same money as before."""
    anna.opens(f"{case}svara/").chooses({"Deltar ni?": "Ja"}).chooses({"Medfinansierar ni?": "Ja"})
    anna.fills({"Vem hos er har beslutat?": "regionchefen", "När?": day()}).presses("Ändra svaret")
    anna.sees("Svaret är sparat.")


def test_a_party_leaves_while_the_work_is_running(arrives):
    """*Vägen in* is running. The region writes that it leaves; Maria records it with the region's diary number. The
    work goes on, and Maria writes an amendment that the four who remain sign, one of them in the signature service.
    """
    maria = arrives("Maria Lindqvist")
    case = finds_case(maria, "Vägen in")
    maria.opens(case).follows("En part lämnar ärendet").stops().follows("Region Östergötland").stops()
    maria.sees("Arbetet går vidare. De som är kvar skriver under en ändring av överenskommelsen.")
    maria.fills({"Vem hos parten har beslutat?": "regiondirektören", "När fattades beslutet?": day()})
    maria.fills({"Varför lämnar parten?": "Personalen behövs i vården.", "Vilken handling": "RÖ 2026/331"})
    maria.presses("Region Östergötland lämnar").sees("Region Östergötland har lämnat. Överenskommelsen måste ändras")
    maria.opens("/?alla").sees("Ändra överenskommelsen: Vägen in").opens(f"{case}overenskommelse/").stops()
    maria.follows("Skriv en ändring").stops().presses("Spara ändringen").sees(
        "Ändringen väntar på underskrifter"
    ).stops()
    maria.follows("Visa vad som ändrats sedan version 1").sees("Region Östergötland").stops()
    for person in (maria, arrives("Fatima Noor"), arrives("Anna Wik")):
        signs(person, case).sees("Underskriften är sparad.")
    maria.opens(f"{case}overenskommelse/").sees("3 av 4 har skrivit under")
    erik = arrives("Erik Hallgren")
    signs(erik, case, button="Skriv under i tjänsten").sees("4 av 4 har skrivit under").stops()
    assert erik.takes("Hämta som PDF").startswith(b"%PDF")
    maria.opens(case).sees("Alla hade skrivit under ändringen").does_not_see("Överenskommelsen måste ändras")


def finds_case(who: Person, name: str) -> str:
    """The path of a case, found in the list."""
    return who.opens("/arenden/").follows(name).path
