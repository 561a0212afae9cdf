"""An ordinary measure with two parties, from the need to the first day of work, while four weeks pass."""

from __future__ import annotations

import pytest

from tests.journeys.person import day
from tests.journeys.preparation import NEED, PROPOSAL, answers, signs, writes_section

pytestmark = pytest.mark.browser
MEASURE = "Tillbaka steg för steg"
BEGINS = 26


def test_a_measure_with_two_parties_is_agreed_in_four_weeks(arrives, days_pass, monkeypatch):
    """Week one: Johan Ek writes the need and the proposal. Maria Lindqvist asks Motala and the region, who have a week.

    Week two: both answer, the region one day after its first thought, which stays readable. Week three: the group
    hands over to the board, which says yes. Week four: all three sign; nothing can start before that, nor before the
    first day of the plan. On that day it starts – 26 days after the need was written down.
    """
    monkeypatch.setitem(PROPOSAL[4], "Första dag", day(BEGINS))
    case = johan_writes_need_and_proposal(arrives("Johan Ek"))
    maria = arrives("Maria Lindqvist").opens(f"{case}svar/")
    maria.ticks("Försäkringskassan", "Arbetsförmedlingen", "Boxholms", "Mjölby", "Vadstena", "Ödeshögs", on=False)
    maria.fills({"Svar senast": day(7)}).presses("Skicka frågan till 2 parter").sees("0 av 2 parter har svarat")

    days_pass(6)
    answers(arrives("Fatima Noor"), case, leads=True)
    johan = answers(arrives("Johan Ek"), case, leads=True)
    days_pass(1)
    johan = arrives("Johan Ek").opens(f"{case}svara/").chooses({"Vill ni leda insatsen?": "Nej"})
    johan.presses("Ändra svaret").sees("Svaret är sparat.")

    days_pass(7)
    maria = arrives("Maria Lindqvist").opens(f"{case}svar/").follows("Lämna till beslut")
    maria.fills({"När sa beredningsgruppen det här?": day(14), "Vad säger beredningsgruppen?": "Båda har lokaler."})
    maria.presses("Lämna till beslut")
    maria.sees("Motala kommun, leder insatsen")
    days_pass(5)
    maria = arrives("Maria Lindqvist").opens(f"{case}beslut/")
    maria.unfolds("Skriv in ett beslut").chooses({"Vad blev beslutet?": "Ja"}).fills(
        {"När fattades beslutet?": day(19), "Var står beslutet?": "Protokoll § 12"}
    )
    maria.presses("Spara beslutet")

    days_pass(6)
    maria = arrives("Maria Lindqvist").opens(f"{case}overenskommelse/").presses("Spara överenskommelsen")
    for name in ("Fatima Noor", "Johan Ek"):
        signs(arrives(name), case).sees("Underskriften är sparad.")
    maria.opens(f"{case}overenskommelse/").sees("2 av 3 har skrivit under")
    assert maria.page.get_by_role("button", name="Starta").count() == 0, "the association has not signed"
    signs(maria, case).sees("3 av 3 har skrivit under")
    assert maria.page.get_by_role("button", name="Starta").count() == 0, "the first day has not come"

    days_pass(1)
    maria = arrives("Maria Lindqvist").opens("/").follows(f"Starta {MEASURE}").presses("Starta")
    maria.opens(f"{case}?alla").sees("Arbetet började", "Region Östergötland ändrade sitt svar").stops()


def johan_writes_need_and_proposal(johan) -> str:
    johan.opens("/behov/").follows("Skriv ett behov")
    johan.fills(NEED).ticks("Motala", "Region Östergötland").presses("Spara behovet").follows("Gör ett förslag")
    johan.fills({"Vad heter förslaget?": MEASURE}).chooses({"Hur ska det betalas?": "Insats"}).presses("Börja skriva")
    case = johan.path.partition("?")[0].removesuffix("forslag/")
    for number in range(1, 11):
        writes_section(johan, number)
    johan.sees("10 av 10 är klara")
    return case
