"""What is missing is filled in, a year is handed in, a consent is taken back, and the difference is told."""

from __future__ import annotations

from datetime import datetime

from playwright.sync_api import expect

from tests.journeys.person import Person


def test_a_year_is_handed_in_and_what_changes_afterwards_is_seen(arrives):
    """Maria fills in the one amount that is missing of the year before last and hands it in. For last year, which she
    hands in again, Sara's participant takes back her consent: the old figures stand, and the page says why it differs.
    """
    last = datetime.now().year - 1
    maria = (
        arrives("Maria Lindqvist").opens("/rapporter/").follows("Deltagare, kostnader och det som lämnas in").stops()
    )
    maria.follows("Lämna in uppföljningen").sees("Inte inlämnad", "Inlämnad 16 feb").stops()
    fills_in_what_is_missing(maria, last - 1)
    maria.presses(f"Lämna in {last - 1}").sees(f"Uppföljningen för {last - 1} är inlämnad.", "Version 1").stops()
    maria.does_not_see("Lämna in igen")

    maria.opens(f"/uppfoljning/lamna-in/ostra-vattern/{last}/").sees("Ändrad sedan inlämningen", "Beloppet är ändrat")
    maria.presses(f"Lämna in {last}").sees("Version 2").does_not_see("Ändrad sedan inlämningen")
    before = participants(maria)

    amina_takes_back_her_consent(arrives("Sara Holm"))

    maria.opens(f"/uppfoljning/lamna-in/ostra-vattern/{last}/").sees("Ändrad sedan inlämningen")
    maria.sees("Återtagna samtycken, räknas utan personuppgifter: färre än 5").stops()
    maria.follows("Version 2").sees("Talen är de som lämnades in.", "Skillnad mot förra versionen").stops()
    assert participants(maria) == before
    assert b"participants" not in maria.takes("CSV")


def fills_in_what_is_missing(maria: Person, year: int) -> None:
    maria.follows(str(year)).sees("1 sak saknas").stops()
    maria.presses(f"Lämna in {year}").sees("Något saknas.").stops()
    maria.follows("Administrationens utfall").sees(f"Administration {year}")
    empty = maria.page.locator("input[name^=outcome-]").filter(visible=True)
    (missing,) = [field for field in empty.all() if not field.input_value() and has_budget(maria, field)]
    missing.fill("41000")
    maria.presses(f"Spara {year}")
    maria.opens(f"/uppfoljning/lamna-in/ostra-vattern/{year}/").sees("Allt är ifyllt.")


def has_budget(maria: Person, outcome) -> bool:
    row = outcome.get_attribute("name").removeprefix("outcome-")
    return bool(maria.page.locator(f"input[name=budget-{row}]").input_value())


def participants(maria: Person) -> list[str]:
    """The rows of the table of participants."""
    rows = maria.page.locator("section:has(#t-participants) tbody tr")
    expect(rows.first).to_be_visible()
    return rows.all_inner_texts()


def amina_takes_back_her_consent(sara: Person) -> None:
    sara.opens("/deltagare/sok/").fills({"Sök namn eller personnummer": "Amina Yusuf"}).presses("Sök")
    sara.follows("Amina Yusuf")
    sara.follows("Personen tar tillbaka samtycket").presses("Ta tillbaka samtycket").sees("Uppgifterna är raderade")


def test_reports_of_the_register_can_be_read_at_a_glance_and_by_everybody(arrives):
    """The measure owner reads the own measure, a board member the association, the analyst the nation."""
    maria = (
        arrives("Maria Lindqvist").opens("/uppfoljning/insatser/").sees("Ålder under startåret. Östra Vättern").stops()
    )
    maria.fills({"Visa": "Utbildning"}).presses("Visa").sees(
        "Inte känt: bara antal", "Alla med personuppgifter"
    ).stops()
    maria.opens("/uppfoljning/standard/").sees("6. Hur länge").stops()
    maria.opens("/uppfoljning/kostnader/").sees("Alla medel", "Kvar").stops()
    maria.fills({"Område": "Hela landet", "Visa": "I detalj"}).presses("Visa").sees("Hela landet").stops()
    lena = arrives("Lena Björk").opens("/uppfoljning/kostnader/?forbund=nation&visa=detalj")
    lena.sees("Förbund för förbund").stops()
