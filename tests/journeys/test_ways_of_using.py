"""The same work without JavaScript, with the keyboard alone, in English, with a nervous finger, and on paper."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from samordna.edge.cli import messages
from tests.factories.deliver import personal_number
from tests.journeys.person import Person, begins, day

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

pytestmark = pytest.mark.browser
PLAIN = {"java_script_enabled": False}
UNGAS_VAG = "/deltagare/in/?insats=I-9001"
BORN = date(2001, 5, 17)


@pytest.fixture(scope="module")
def country(demo_of_module) -> Iterator[str]:
    """One register for the whole module: each test works on something of its own."""
    with demo_of_module.served() as address:
        yield address


# Without JavaScript


def test_somebody_is_registered_in_and_out_without_javascript(arrives):
    sara: Person = arrives("Sara Holm", **PLAIN)
    fills_in(sara.opens(UNGAS_VAG), "Vera Vanlig", personal_number(BORN, 980)).presses("Registrera in")
    sara.sees("Deltagaren är registrerad in i Ungas väg.").follows("Registrera ut")
    sara.fills({"Varför slutar": "Avslutad enligt plan"}).chooses({"Studier": "100"}).presses("Registrera ut")
    sara.sees("Deltagaren är registrerad ut.")


def test_without_javascript_only_what_may_be_stored_is_asked(arrives):
    sara: Person = arrives("Sara Holm", **PLAIN)
    sara.opens(UNGAS_VAG).chooses({"Hur ska personen registreras?": "Skyddade personuppgifter"})
    expect(sara.page.get_by_label("Personnummer")).to_be_hidden()
    sara.chooses({"Kön": "Man"}).presses("Registrera in").sees("Bara kön och startår är sparade.")


def test_a_party_answers_without_javascript(arrives):
    sara: Person = arrives("Sara Nyberg", **PLAIN)
    sara.follows("Svara för Mjölby kommun: Hälsospåret")
    sara.chooses({"Deltar ni?": "Ja, vi deltar", "Vill ni leda insatsen?": "Nej"})
    sara.fills({"Vem hos er har beslutat?": "socialchef", "När?": day()}).presses("Lämna svaret")
    sara.sees("Svaret är sparat.", "5 av 6 parter har svarat")


def test_a_what_if_stands_in_the_address_and_can_be_shared(arrives):
    maria: Person = arrives("Maria Lindqvist", **PLAIN)
    page = maria.opens("/arenden/").follows("Steget vidare").follows("Medfinansiering").path
    maria.fills({"Kontant, tkr": "250"}).presses("Räkna").sees("Med det du provar för Vadstena kommun: kravet nås")
    assert parse_qs(urlsplit(maria.path).query)["kontant"] == ["250"]
    fatima: Person = arrives("Fatima Noor").opens(maria.path)
    fatima.sees("Med det du provar för Vadstena kommun: kravet nås")
    fatima.opens(page).sees("Det saknas", "Ingen, än så länge")


def test_with_javascript_a_what_if_is_shown_as_it_is_typed(arrives):
    maria: Person = arrives("Maria Lindqvist")
    maria.opens("/arenden/").follows("Steget vidare").follows("Medfinansiering")
    maria.fills({"Kontant, tkr": "250"}).sees("Med det du provar för Vadstena kommun: kravet nås").stops()


def fills_in(sara: Person, name: str, number: str) -> Person:
    """Everything about a person with consent, except for pressing the button."""
    sara.fills({"Datum då personen skrev under": day(), "Personnummer": number, "Namn": name})
    sara.ticks("Jag har sett det undertecknade samtycket", "Jag har frågat om alla")
    return sara.fills({"Hemkommun": "Motala"}).chooses({"Aktivitetsersättning": "100", "Arbete utan stöd": "0"})


# With the keyboard alone


def test_somebody_is_registered_in_with_the_keyboard_alone(arrives):
    sara: Person = arrives("Sara Holm").opens(UNGAS_VAG)
    keys = Keys(sara)
    keys.goes_to("Gå direkt till innehåll", at_most=1).press("Enter")
    keys.goes_to("Hur ska personen registreras?").press("ArrowDown", "ArrowUp")
    keys.goes_to("Datum då personen skrev under").types(day())
    keys.goes_to("Jag har sett det undertecknade samtycket").press("Space")
    keys.goes_to("Personnummer").types(personal_number(BORN, 982))
    keys.goes_to("Namn").types("Tabita Tangent")
    keys.goes_to("Hemkommun").types("Motala")
    keys.goes_to("Sjukpenning").press("Space")  # 0 per cent
    keys.goes_to("Aktivitetsersättning", at_most=3).press("Space", "ArrowRight", "ArrowRight")  # each row is one stop
    keys.goes_to("Jag har frågat om alla").press("Space")
    keys.goes_to("Högsta utbildning").types("Gymn")
    keys.goes_to("Registrera in").press("Enter")
    sara.sees("Deltagaren är registrerad in i Ungas väg.", "50 %").stops()


class Keys:
    """Somebody without a mouse."""

    def __init__(self, person: Person) -> None:
        self.person, self.keyboard = person, person.page.keyboard

    def goes_to(self, name: str, at_most: int = 40) -> Keys:
        """Press Tab until the focus is there; what has the focus is always to be seen."""
        for _press in range(at_most):
            self.keyboard.press("Tab")
            if self.here().startswith(name):
                return self
        raise AssertionError(f"{at_most} tabs did not lead to “{name}” but to “{self.here()}”")

    def here(self) -> str:
        """What the focus is on, in words: the question of an answer, the label of a field, or the text itself."""
        return self.person.page.evaluate(
            """() => {
                const el = document.activeElement;
                const group = el.type === 'radio' && el.closest('[role=radiogroup], fieldset');
                const title = group && (group.querySelector('legend')
                    || document.getElementById(group.getAttribute('aria-labelledby')));
                return ((title || el.labels?.[0] || el).textContent || '').trim();
            }"""
        )

    def types(self, text: str) -> Keys:
        """Letters and digits; in a list they lead to the row that begins so."""
        self.keyboard.type(text)
        return self

    def press(self, *keys: str) -> Keys:
        """Other keys."""
        for key in keys:
            self.keyboard.press(key)
        return self


# In English


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("Maria Lindqvist", "/"),
        ("Maria Lindqvist", "/arenden/ostra-vattern-2026-04/"),
        ("Maria Lindqvist", "/arenden/ostra-vattern-2026-04/medfinansiering/"),
        ("Sara Holm", "/deltagare/"),
        ("Sara Holm", UNGAS_VAG),
        ("", "/statistik/"),
    ],
)
def test_in_english_nothing_that_has_a_translation_is_in_swedish(name, path, arrives):
    somebody: Person = arrives(name).opens(path)
    assert swedish(somebody), "the test knows Swedish when it sees it"
    somebody.page.get_by_role("button", name="In English").click()
    expect(somebody.page.locator("html")).to_have_attribute("lang", "en")
    assert somebody.path == path, "the language is changed where one is"
    assert not swedish(somebody)


def swedish(somebody: Person) -> set[str]:
    """What stands on the page in Swedish although the catalogue has it in English."""
    catalogue = messages.read(messages.CATALOGUE)
    known = {m.id: m.string for m in catalogue if isinstance(m.id, str) and m.id and m.string and m.string != m.id}
    lines = somebody.page.locator("body").inner_text().splitlines()
    return ({line.strip() for line in lines} & set(known)) - set(known.values())


# A nervous finger, a slip, and paper


def test_a_second_press_while_the_answer_is_on_its_way_registers_nobody_twice(arrives):
    sara: Person = arrives("Sara Holm")
    before = women_without_data(sara)
    sara.opens("/deltagare/in/?insats=I-9002")
    sara.chooses({"Hur ska personen registreras?": "Utan samtycke", "Kön": "Kvinna"})
    answers = holds_back_the_first_answer(sara.page)
    button = sara.page.get_by_role("button", name="Registrera in", exact=True)
    button.scroll_into_view_if_needed()
    place = button.bounding_box()
    for _press in range(2):
        sara.page.mouse.click(place["x"] + 5, place["y"] + 5)
        while not answers:
            sara.page.wait_for_timeout(20)
    sara.sees("Bara kön och startår är sparade.")
    assert women_without_data(sara) == before + 1


def holds_back_the_first_answer(page: Page) -> list[object]:
    """The first form that is sent is carried out, but its answer never comes. Gives the list where it is put."""
    answers: list[object] = []

    def on_its_way(route: Route) -> None:
        if route.request.method == "POST" and not answers:
            answers.append(route.fetch(max_redirects=0))
        else:
            route.continue_()

    page.route("**/deltagare/in/**", on_its_way)
    return answers


def women_without_data(sara: Person) -> int:
    """How many women are registered this year in Arbetslivsteamet without anything about them."""
    sara.opens("/deltagare/utan-uppgifter/")
    row = sara.page.locator("main tbody tr").filter(has_text="Arbetslivsteamet").filter(has_text=day()[:4])
    row = row.filter(has_text="Kvinna")
    return int(row.locator("td.n").inner_text()) if row.count() else 0


def test_after_an_error_nothing_typed_is_lost_and_the_way_to_mend_it_is_shown(arrives):
    sara: Person = arrives("Sara Holm")
    number = personal_number(BORN, 984)
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    fills_in(sara.opens(UNGAS_VAG), "Siv Slarv", wrong).fills({"Planerat slut": "nästa vår"}).presses("Registrera in")
    expect(sara.page).to_have_title(begins("Fel: "))
    expect(sara.page.locator("#fel")).to_be_focused()
    sara.sees("Rätta 2 fel").stops()
    for label, typed in {"Namn": "Siv Slarv", "Planerat slut": "nästa vår", "Personnummer": wrong}.items():
        expect(sara.page.get_by_label(label).first).to_have_value(typed)
    expect(sara.group("Aktivitetsersättning").get_by_role("radio", name="100")).to_be_checked()
    expect(sara.page.get_by_label("Jag har sett det undertecknade samtycket")).to_be_checked()

    sara.follows("Personnumrets sista siffra stämmer inte.")
    expect(sara.page.get_by_label("Personnummer").first).to_be_focused()
    sara.fills({"Personnummer": number, "Planerat slut": ""}).presses("Registrera in")
    sara.sees("Deltagaren är registrerad in i Ungas väg.")


def test_the_receipt_on_paper_is_the_receipt_alone(arrives):
    sara: Person = arrives("Sara Holm")
    sara.opens("/deltagare/lista/pagaende/")
    sara.page.locator("main tbody th a").first.click()
    sara.presses("Gör ett kvitto").sees("Din egen sida")
    sara.page.emulate_media(media="print")
    for part in ("header", "footer", ".s-demo", ".s-crumbs", "main button", ".s-messages"):
        expect(sara.page.locator(part).locator("visible=true")).to_have_count(0)
    for part in ("h1", ".s-address", "main dl"):
        expect(sara.page.locator(part).first).to_be_visible()
