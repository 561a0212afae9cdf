"""Journey (b): an ESF+ project with a municipality as organiser, from the parties' answers to granted support."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING

import pytest

from tests.journeys.person import Person, day
from tests.journeys.test_the_road import a_late_commitment_opens_the_way, finds_case

if TYPE_CHECKING:
    from playwright.sync_api import Locator

pytestmark = pytest.mark.browser


def test_a_municipality_applies_and_is_granted_support(arrives):
    """*Steget vidare* with Motala as organiser. Helena Brodd of Vadstena promises what was missing, and FK becomes
    guarantor; but Fatima Noor says that Motala wants to after all, so the guarantor case closes by itself. The group
    recommends Motala, and every party decides in its own way.

    Now the application: Maria Lindqvist sees what it lacks, settles the parties' roles, writes the certificates and
    records who signed, takes a draft away, and hands in. The council asks for a completion with a last day; Motala
    sends it. The council checks, a body in the region prioritises, and the council grants less than was applied for:
    the page computes what the parties' part lacks now. What was handed in stays as it was, byte for byte. Before the
    start, Motala's signature under the project commitment is recorded.
    """
    maria, helena, fatima = arrives("Maria Lindqvist"), arrives("Helena Brodd"), arrives("Fatima Noor")
    case = finds_case(maria, "Steget vidare")
    a_late_commitment_opens_the_way(helena, case)
    motala_wants_to_be_organiser(fatima, case)
    everybody_decides(maria, case, [fatima, helena, arrives("Johan Ek"), arrives("Anna Wik"), arrives("Sara Nyberg")])
    the_department_of_fk_decides(arrives("Nadia Rahimi"), case)

    application = f"{case}ansokan/"
    maria.opens("/").follows("Lämna ansökan för Steget vidare").sees("Nästa steg: ansökan lämnas").stops()
    assert maria.path == application
    the_application_is_made_ready(maria)
    handed_in = the_application_is_handed_in(maria)

    helena.opens(application).does_not_see('value="legality"', 'value="ask"').sees(
        "Projektanordnaren eller förbundschefen"
    )
    the_council_asks_and_motala_completes(maria, fatima, application)
    the_council_checks_prioritises_and_grants_less(maria, application)
    assert maria.opens(application).takes("Hämta ansökan") == handed_in
    motala_signs_the_commitment(fatima, application)


def motala_wants_to_be_organiser(fatima: Person, case: str) -> None:
    fatima.opens(f"{case}svara/").chooses({"Vill ni vara projektanordnare?": "Ja"})
    fatima.fills({"Vem hos er har beslutat?": "kommunstyrelsen", "När?": day()}).presses("Ändra svaret")
    fatima.sees("Svaret är sparat.")


def everybody_decides(maria: Person, case: str, others: list[Person]) -> None:
    maria.opens(f"{case}beslut/").sees("Motala kommun, projektanordnare")
    maria.fills({"När sa beredningsgruppen det här?": day()}).presses("Lämna till beslut")
    for other in others:
        other.opens(f"{case}beslut/").chooses({"Vad blev beslutet?": "Ja"})
        other.fills({"När fattades beslutet?": day(), "Vem beslutade?": "ledningen"}).presses("Spara beslutet")
        other.sees("Ert beslut är sparat.")


def the_department_of_fk_decides(nadia: Person, case: str) -> None:
    nadia.opens(f"{case}garanti/").fills({"Deltagare som hör till SF": "40", "Deltagare som hör till FV": "80"})
    for step, who in (
        ("Beredning", "Peter Sandin"),
        ("Kvalitetssäkring", "Birgitta Falk"),
        ("Beslut om att delta", "Karl Hjelm"),
    ):
        nadia.sees(step).fills({"Vem?": who}).presses("Spara steget").sees("Steget är sparat.")


def the_application_is_made_ready(maria: Person) -> None:
    maria.sees("saker saknas i ansökan", "Medfinansieringsintyg från Vadstena kommun", "Roll för Region Östergötland")
    maria.sees("Enligt svaren, inte bestämt", "prioriterar ansökningar i regionen efter den 31 juli 2025 är inte känt")
    maria.presses("Skriv intygen som saknas").sees("Intygen är skrivna.", "Väntar på underskrift").stops()
    assert certified(maria) == promised(maria)
    role = opens_fold(maria, "Ändra rollen för Region Östergötland")
    role.get_by_text("Samverkanspart", exact=True).click()
    role.get_by_label("Egen delbudget, kronor").fill("400 000")
    maria.presses_in("Ändra rollen för Region Östergötland", "Spara rollen").sees("Rollen är sparad.", "400 000 kr")
    signs(maria, "Skriv in underskriften på intyg 1", day(3)).sees("Kontrollera dagen")  # nobody signs in the future
    signs(maria, "Skriv in underskriften på intyg 1", day()).sees("Underskriften är sparad.", "Stina Ros")
    assert maria.takes("DOCX").startswith(b"PK") and maria.takes("PDF").startswith(b"%PDF")
    draft = zipfile.ZipFile(io.BytesIO(maria.takes("Hämta ett utkast")))
    assert {"ansokan.docx", "ansokan.json", "budget.xlsx", "manifest.json"} < set(draft.namelist())


def certified(who: Person) -> str:
    return _sum(who, "Summa intyg som stämmer")


def promised(who: Person) -> str:
    return _sum(who, "Lovat av parterna")


def _sum(who: Person, row: str) -> str:
    return who.page.locator("#intyg tfoot tr").filter(has_text=row).locator("td.n").inner_text()


def opens_fold(who: Person, words: str) -> Locator:
    """What is folded under these words, unfolded."""
    fold = who.page.locator("main details").filter(has=who.page.locator("summary", has_text=words))
    if fold.get_attribute("open") is None:
        fold.locator("summary").click()
    return fold


def signs(who: Person, fold: str, on: str, name: str = "Stina Ros") -> Person:
    """Name, title and day in a folded form for a signature."""
    form = opens_fold(who, fold)
    for label, answer in (("Namn", name), ("Titel eller roll", "kommundirektör"), ("Undertecknat den dag", on)):
        form.get_by_label(label).fill(answer)
    return who.presses_in(fold, "Spara underskriften")


def the_application_is_handed_in(maria: Person) -> bytes:
    maria.fills({"När lämnade ni ansökan?": day(1)}).presses("Ansökan är lämnad").sees("Dagen har inte varit än.")
    maria.fills({"När lämnade ni ansökan?": day(), "Ansökans diarienummer": "2027/00123"})
    maria.presses("Ansökan är lämnad").sees("Ansökan är noterad som lämnad.", "2027/00123", "Sökt stöd").stops()
    content = maria.takes("Hämta ansökan")
    told = json.loads(zipfile.ZipFile(io.BytesIO(content)).read("ansokan.json"))
    assert {c["party"] for c in told["certificates"]} >= {"fk", "af", "municipality-0584"}
    return content


def the_council_asks_and_motala_completes(maria: Person, fatima: Person, application: str) -> None:
    fold = "Skriv in en fråga från rådet"
    form = opens_fold(maria.opens(application), fold)
    for label, answer in (
        ("Vad ber rådet om?", "Budget för delprojektet."),
        ("När kom frågan?", day()),
        ("Svar senast", day(-1)),
    ):
        form.get_by_label(label).fill(answer)
    maria.presses_in(fold, "Spara steget").sees("Sista dagen kan inte ligga före")
    opens_fold(maria, fold).get_by_label("Svar senast").fill(day(14))
    maria.presses_in(fold, "Spara steget")
    maria.sees("Rådet väntar på en komplettering").stops()
    fatima.opens("/").follows("Komplettera ansökan för Steget vidare")
    fatima.fills({"Vad lämnade ni?": "Delbudget för regionen.", "När?": day()}).presses("Spara steget")
    fatima.sees("Kompletteringen är sparad.", "Nästa steg: laglighet granskas").stops()


def the_council_checks_prioritises_and_grants_less(maria: Person, application: str) -> None:
    maria.opens(application).chooses({"Hur gick det?": "Godkänd"}).fills({"När?": day()}).presses("Spara steget")
    maria.sees("Granskningen är sparad.", "Nästa steg: ESF-rådet beslutar")
    fold = opens_fold(maria, "Skriv in prioriteringen")
    fold.get_by_text("Prioriterad", exact=True).click()
    fold.get_by_label("Vem prioriterade?").fill("Region Östergötland")
    fold.get_by_label("När?").fill(day())
    maria.presses_in("Skriv in prioriteringen", "Spara steget").sees("Prioriteringen är sparad.", "Prioriterad").stops()
    maria.chooses({"Vad beslutade ESF-rådet?": "Beviljade stöd"}).fills({"När beslutade rådet?": day()})
    maria.fills({"Beviljat stöd, kronor": "2 000 000", "Villkor i beslutet": "Rapportera varje kvartal."})
    maria.presses("Spara beslutet").sees("ESF-rådets beslut är sparat.", "Beslutet ändrar pengarna")
    maria.sees("Saknas efter beslutet", "Rapportera varje kvartal.").stops()


def motala_signs_the_commitment(fatima: Person, application: str) -> None:
    fatima.opens("/").sees("Skriv in projektåtagandet: Steget vidare").opens(application)
    fold = "Skriv in underskriften för Motala kommun"
    signed = {"name": "atagande.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 undertecknat"}
    opens_fold(fatima, fold).get_by_label("Det undertecknade dokumentet").set_input_files(signed)  # type: ignore[arg-type]
    signs(fatima, fold, day(), "Karin Lund").sees("Underskriften är sparad.", "Karin Lund").stops()
