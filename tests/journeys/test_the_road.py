"""From a need to a printed figure, walked by the people of the demo country in a browser."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories.deliver import personal_number
from tests.journeys.person import Person, day
from tests.journeys.preparation import NEED, THIS_YEAR, answers, signs, writes_section

pytestmark = pytest.mark.browser

MEASURE = "Små barn, egna ben"


def test_from_a_need_to_a_printed_figure(arrives):
    """From a need to a printed figure, in one year's work of an association told in five minutes.

    Need. Johan Ek of the region reads SKL's estimate of 2016 – 481 573 by its own shares, 483 300 as printed – and
    writes down what his preparation group sees at home.
    Preparation. He and Fatima Noor of Motala write the proposal together; Maria Lindqvist, who manages the association,
    asks Försäkringskassan, the region and Motala. All three take part, and Motala leads. Meanwhile the page of another
    case shows live what the parties' promises cover, what is missing, and who may be organiser and why.
    Decision and agreement. Maria hands over to the board, whose Lars Hedlund reads the papers; she records the yes,
    writes the agreement, and all sign. Nothing of this is ever rewritten: the timeline tells it.
    Measure and register. Oskar Friberg makes the measure out of the case and says that Ahmed Rashid is in charge; Ahmed
    lets Sara Holm register. She registers people in with consent and without, one out with support before and after,
    and closes a mistaken entry; a participant takes her consent back by the address on her receipt. Ahmed enters the
    numbers of a measure without persons. He sees figures, and never a person.
    Figures. Lena Björk takes an extract of the register, without names, and proposes tables; she may not approve them
    herself. Per Åkesson reads every cell as it will be printed and says yes. Then anybody reads the report, where each
    figure leads to its table, and takes it away as PDF, Excel and CSV.
    """
    maria, johan, fatima = arrives("Maria Lindqvist"), arrives("Johan Ek"), arrives("Fatima Noor")

    a_need_is_written_from_the_estimate(johan)
    case = a_proposal_is_written_by_two(johan, fatima)
    erik = arrives("Erik Hallgren")
    the_parties_are_asked_and_answer(maria, case, leads=fatima, others=(johan, erik))
    what_is_covered_and_who_may_organise_is_shown_live(maria, fatima)

    the_board_says_yes(maria, case, arrives("Lars Hedlund"))
    the_agreement_is_signed(maria, case, (fatima, johan, erik))

    ahmed, sara = arrives("Ahmed Rashid"), arrives("Sara Holm")
    measure = a_measure_is_made_of_the_case(arrives("Oskar Friberg"), case, ahmed)
    ahmed_lets_sara_register(ahmed, measure)
    people_come_and_go(sara, measure, participant=arrives(""))
    the_owner_sees_numbers_and_never_a_person(ahmed, sara, measure)

    release = tables_are_taken_out_and_released_by_two(arrives("Lena Björk"), arrives("Per Åkesson"), arrives(""))
    anybody_reads_the_report(arrives(""), release)


# 2. Need


def a_need_is_written_from_the_estimate(johan: Person) -> None:
    johan.follows("Behov", within="header").stops()
    johan.follows("Hur många behöver samordnat stöd?").sees("481 573", "483 300", "1 727", "6,6").stops()
    johan.follows("Skriv ett behov").stops()
    johan.fills(NEED).ticks("Motala", "Försäkringskassan", "Region Östergötland").presses("Spara behovet")
    johan.sees(f"Behovet är sparat som {THIS_YEAR}-", "40–90 personer").stops()


# 3. Preparation


def a_proposal_is_written_by_two(johan: Person, fatima: Person) -> str:
    johan.follows("Gör ett förslag").stops()
    johan.fills({"Vad heter förslaget?": MEASURE}).chooses({"Hur ska det betalas?": "Insats"}).presses("Börja skriva")
    johan.sees("0 av 10 är klara").stops()
    proposal = johan.path.partition("?")[0]
    for number in range(1, 6):
        writes_section(johan, number)
    fatima.opens(f"{proposal}?avsnitt=6").sees("5 av 10 är klara")
    for number in range(6, 11):
        writes_section(fatima, number)
    fatima.sees("10 av 10 är klara").stops()
    return proposal.removesuffix("forslag/")


def the_parties_are_asked_and_answer(maria: Person, case: str, *, leads: Person, others: tuple[Person, ...]) -> None:
    maria.opens("/").sees(f"Fråga parterna om {MEASURE}").follows(f"Fråga parterna om {MEASURE}").stops()
    maria.ticks("Arbetsförmedlingen", "Boxholms", "Mjölby", "Vadstena", "Ödeshögs", on=False)
    maria.fills({"Svar senast": day(30)}).presses("Skicka frågan till 3 parter")
    maria.sees("0 av 3 parter har svarat").stops()
    answers(leads, case, leads=True).stops()
    for other in others:
        answers(other, case, leads=False)
    maria.opens(f"{case}svar/").sees("3 av 3 parter har svarat", "Vill leda insatsen").stops()


def what_is_covered_and_who_may_organise_is_shown_live(maria: Person, fatima: Person) -> None:
    steget = finds_case(maria, "Steget vidare")
    maria.opens(f"{steget}medfinansiering/").sees("Det saknas", "Ingen, än så länge", "Visa regeln").stops()
    before = missing(maria)
    fatima.opens(f"{steget}svara/").stops()
    fatima.fills({f"kontant {int(day(450)[:4])}": "200"}).presses("Ändra svaret").sees("Svaret är sparat.")
    maria.page.reload()
    assert 0 < missing(maria) < before


def missing(who: Person) -> int:
    """The thousands of kronor that the heading says are missing."""
    heading = who.page.get_by_role("heading", name="i medfinansiering").inner_text()
    return int("".join(filter(str.isdigit, heading)))


def finds_case(who: Person, title: str) -> str:
    """The case's address, by the list of cases."""
    return who.opens("/arenden/").follows(title).path


# 4. Decision and agreement


def the_board_says_yes(maria: Person, case: str, lars: Person) -> None:
    maria.opens(f"{case}svar/").follows("Lämna till beslut").stops()
    maria.fills({"När sa beredningsgruppen det här?": day(), "Vad säger beredningsgruppen?": "Motala har lokaler."})
    maria.presses("Lämna till beslut")
    maria.sees("Förslaget till beslut är lämnat.", "Motala kommun, leder insatsen").stops()
    lars.opens(f"{case}beslut/").sees("Motala har lokaler.", "Visa regeln").stops()
    maria.unfolds("Skriv in ett beslut").chooses({"Vad blev beslutet?": "Ja"})
    maria.fills({"När fattades beslutet?": day(), "Var står beslutet?": "Protokoll § 12"}).presses("Spara beslutet")
    maria.sees("Styrelsens beslut är sparat.", "Styrelsen biföll förslaget")


def the_agreement_is_signed(maria: Person, case: str, parties: tuple[Person, ...]) -> None:
    agreement = f"{case}overenskommelse/"
    maria.opens(agreement).stops().presses("Spara överenskommelsen")
    for who in (maria, *parties):
        signs(who, case).sees("Underskriften är sparad.")
    maria.opens(agreement).sees("4 av 4 har skrivit under").stops().presses("Starta")
    maria.opens(f"{case}?alla").sees("Behovet skrevs ned", "Motala kommun svarade", "Förbundet skrev under").stops()
    told = maria.page.locator(".s-events > li")
    assert told.count() >= 15, "every step is an event of its own"


# 5. Measure and register


def a_measure_is_made_of_the_case(oskar: Person, case: str, ahmed: Person) -> str:
    oskar.opens(f"{case}overenskommelse/").follows("Lägg upp insatsen").stops()
    oskar.chooses({"Uppföljning": "Deltagare en och en"}).fills({"Insatsägare": "Motala kommun"})
    oskar.presses("Lägg upp insatsen").sees(f"Insatsen {MEASURE} är upplagd.").stops()
    measure = oskar.path
    oskar.follows("Behörigheter", within="header").stops().follows(ahmed.name)
    gives(oskar, "Insatsansvarig", measure).stops()
    return measure


def gives(who: Person, role: str, measure: str) -> Person:
    """Give an assignment for the new measure."""
    code = measure.split("/")[2]
    who.fills({"Uppdrag": role, "Gäller": f"{MEASURE} ({code}), Östra Vättern"}).presses("Ge uppdraget")
    return who.sees("Uppdraget är sparat.")


def ahmed_lets_sara_register(ahmed: Person, measure: str) -> None:
    ahmed.opens("/").follows("Behörigheter", within="header").follows("Sara Holm")
    gives(ahmed, "Deltagaransvarig", measure)


ELIN, NORA, RUT = "Elin Provsson", "Nora Testlund", "Rut Övningsgren"
NUMBERS = {
    ELIN: personal_number(date(1999, 6, 14), 982),
    NORA: personal_number(date(1998, 3, 2), 984),
    RUT: personal_number(date(2000, 11, 23), 986),
}


def people_come_and_go(sara: Person, measure: str, participant: Person) -> None:
    sara.opens("/").follows("Mina deltagare", within="header").stops()
    elin, nora, rut = (registers(sara, measure, name) for name in (ELIN, NORA, RUT))
    registers_without_consent(sara, measure)

    sara.opens(elin).follows("Registrera ut").sees("Värdena från start är ifyllda").stops()
    sara.fills({"Varför slutar": "Avslutad enligt plan"}).chooses({"Försörjningsstöd": "0", "Arbete utan stöd": "50"})
    sara.sees("Det här har ändrats", "25 %", "50 %").presses("Registrera ut")
    sara.sees("Deltagaren är registrerad ut.").stops()

    sara.opens(rut).follows("Registreringen var ett misstag").stops()
    sara.chooses({"Vad blev fel?": "Det var en övning"}).presses("Stäng registreringen").sees(
        "stängd som felregistrering"
    )

    own_page = gives_a_receipt(sara, nora)
    participant.opens(own_page).sees("Det här är sparat om dig", NORA, "Sara Holm").stops()
    participant.follows("Ta tillbaka samtycket").stops().presses("Ta tillbaka samtycket").sees("är raderade")
    participant.finds_nothing_at(own_page)
    sara.finds_nothing_at(nora)


def registers(sara: Person, measure: str, name: str) -> str:
    """In with consent. Returns the address of the participant."""
    sara.opens(f"/deltagare/in/?insats={measure.split('/')[2]}")
    sara.fills({"Datum då personen skrev under": day(), "Personnummer": NUMBERS[name], "Namn": name})
    sara.ticks("Jag har sett det undertecknade samtycket")
    sara.fills({"Hemkommun": "Motala", "Startdatum": day()})
    sara.chooses({"Aktivitetsersättning": "75", "Försörjningsstöd": "25", "Arbete utan stöd": "0", "Studier": "0"})
    sara.ticks("Jag har frågat om alla")
    if name == ELIN:
        sara.stops()
    sara.presses("Registrera in").sees(f"Deltagaren är registrerad in i {MEASURE}.")
    return sara.path


def registers_without_consent(sara: Person, measure: str) -> None:
    sara.opens(f"/deltagare/in/?insats={measure.split('/')[2]}")
    sara.chooses({"Hur ska personen registreras?": "Utan samtycke", "Kön": "Man"}).stops()
    sara.presses("Registrera in").sees("Bara kön och startår är sparade.")


def gives_a_receipt(sara: Person, participant: str) -> str:
    """Returns the path of the participant's own page, as the receipt tells it."""
    sara.opens(participant).stops().presses("Gör ett kvitto").sees("Din egen sida").stops()
    return sara.page.locator(".s-address").inner_text().removeprefix(sara.address)


def the_owner_sees_numbers_and_never_a_person(ahmed: Person, sara: Person, measure: str) -> None:
    ahmed.opens(measure).sees("Färre än 5").does_not_see(ELIN, NORA, RUT, *NUMBERS.values()).stops()
    elin = sara.opens("/deltagare/lista/avslutade/").follows(ELIN).path
    ahmed.finds_nothing_at(elin).finds_nothing_at("/deltagare/")
    ahmed.opens("/insatser/").stops().follows("Samverkansstöd").stops()
    ahmed.follows("Fyll i").fills({"Kvinnor": "31", "Män": "17"}).stops().presses("Spara")
    ahmed.sees("31", "17", "48").stops()


# 6. Extract, table, protection, report


def tables_are_taken_out_and_released_by_two(lena: Person, per: Person, visitor: Person) -> str:
    lena.follows("Uttag", within="header").stops()
    before = participations(lena)
    lena.fills({"Varför görs uttaget?": "Till årets rapport"}).presses("Gör uttaget").sees("Uttaget är klart.")
    lena.sees("Namn och personnummer finns inte med", "Är de som gjordes").stops()
    lena.follows("Föreslå en utgåva").stops()
    lena.sees("Kräver ett länkat uttag")
    for box in lena.page.locator("main input[type=checkbox]:not([value^='af-fk-2020-4-'])").all():
        box.check()
    lena.presses("Föreslå").sees("väntar på en annan persons svar", "Väntar på någon annan").stops()
    release = lena.path
    lena.opens("/statistik/uttag/")
    assert participations(lena) > before, "what Sara registered is in the new extract"

    visitor.finds_nothing_at(release)
    per.opens("/").follows("Svara på utgåva").sees("31 167").stops()
    per.chooses({"Ditt svar": "Ge ut tabellerna"}).presses("Svara").sees("Alla kan läsa dem nu.", "Utgiven").stops()
    return release


def participations(lena: Person) -> int:
    """How many the newest extract holds."""
    return int("".join(filter(str.isdigit, lena.page.locator("main tbody td.n").first.inner_text())))


def anybody_reads_the_report(visitor: Person, release: str) -> None:
    number = release.strip("/").split("/")[-1]
    visitor.opens("/").follows("Statistik", within="header").stops()
    visitor.follows("Deltagare").sees(f"Utgåva {number}").stops()
    visitor.opens(f"{release}af-fk-2020-1/").sees("Den ändras aldrig.").stops()
    visitor.follows("Rapporter", within="header").stops()
    visitor.page.locator("main .s-tablelist a").first.click()
    visitor.sees("31 167", f"ur utgåva {number}", "Så är siffrorna räknade").stops()
    assert visitor.page.locator("main table").count() >= 2 and visitor.page.locator("main figure svg").count() >= 1
    assert visitor.page.locator("main a.s-cited").count() >= 1, "a sentence whose figures are counted"
    for link, begins_with in (
        ("Hämta rapporten som PDF", b"%PDF"),
        ("Excel, alla tabeller", b"PK"),
        ("CSV, alla tabeller", b"table,"),
    ):
        content = visitor.takes(link)
        assert content.startswith(begins_with) and len(content) > 1000, f"{link}: {content[:40]!r}"


# The three ways to an organiser of an ESF+ project


def test_who_becomes_organiser(arrives):
    """Three cases of one association, and three answers to who runs them.

    *Vägen in*: a municipality takes it, and the page says by which rule. *Steget vidare*: everything stands still, for
    Vadstena takes part without co-financing. Maria sees why and what would solve it, tries it, and asks again; Helena
    Brodd answers late, and at once the money is enough, nobody blocks, and Försäkringskassan is guarantor. *Ny
    riktning*: Försäkringskassan is guarantor; Nadia Rahimi answers what the review asked, a party says who carries on,
    all steps of the decision order are taken, every party decides, and the application goes in.
    """
    maria = arrives("Maria Lindqvist")
    a_municipality_takes_it(maria)
    steget = one_party_stands_in_the_way(maria)
    a_late_commitment_opens_the_way(arrives("Helena Brodd"), steget)
    maria.opens(f"{steget}medfinansiering/").sees("Medfinansieringen räcker", "Försäkringskassan, som garant")
    maria.sees("Gäller från 13 mars 2025").stops().follows("Visa garantärendet").sees("Ett villkor saknas").stops()

    nadia, johan = arrives("Nadia Rahimi"), arrives("Johan Ek")
    nadia.opens("/").sees("Steget vidare", "Ny riktning").stops()
    case = finds_case(nadia, "Ny riktning")
    the_guarantor_answers_its_review(nadia, johan, case)
    deciders = [johan, *(arrives(name) for name in ("Anna Wik", "Fatima Noor", "Sara Nyberg"))]
    everybody_decides(nadia, deciders, case)
    maria.opens(f"{case}beslut/").sees("Ansökan till ESF-rådet", "Försäkringskassan: ja").stops()
    maria.follows("Gå till ansökan").stops()
    maria.fills({"Ansökans diarienummer": "2027/00123"}).presses("Ansökan är lämnad")
    maria.sees("Ansökan är noterad som lämnad.", "2027/00123")


def a_municipality_takes_it(maria: Person) -> None:
    case = finds_case(maria, "Vägen in")
    maria.opens(f"{case}medfinansiering/").sees("Medfinansieringen räcker", "Motala kommun", "Visa regeln").stops()
    maria.opens(f"{case}beslut/").sees("Motala kommun, projektanordnare", "Arbetsförmedlingen: ja").stops()


def one_party_stands_in_the_way(maria: Person) -> str:
    steget = finds_case(maria, "Steget vidare")
    maria.opens(f"{steget}medfinansiering/").sees("Det saknas", "Ingen, än så länge", "Vadstena kommun").stops()
    tries = {"Ersättning, tkr": "400"}
    maria.fills(tries).presses("Räkna").sees("Med det du provar för Vadstena kommun: kravet nås", "Försäkringskassan")
    maria.opens(f"{steget}medfinansiering/").sees("Ingen, än så länge")  # nothing was stored
    maria.presses("Fråga Vadstena kommun igen").sees("Vadstena kommun har fått frågan igen.")
    return steget


def a_late_commitment_opens_the_way(helena: Person, case: str) -> None:
    helena.opens(f"{case}svar/").follows("Ändra ert svar").stops()
    helena.chooses({"Medfinansierar ni?": "Ja"})
    for year, amount in zip(years_of(helena), ("140", "160", "100"), strict=True):
        helena.fills({f"försörjningsstöd {year}": amount})
    helena.fills({"Vem hos er har beslutat?": "socialnämnden", "När?": day()}).presses("Ändra svaret")
    helena.sees("Svaret är sparat.", "Alla", "Medfinansierar 400 tkr försörjningsstöd").stops()


def years_of(who: Person) -> list[str]:
    """The years of the plan, as the table of promises names them."""
    return [text for text in who.page.locator("table th.n").all_inner_texts() if text.isdigit()]


def the_guarantor_answers_its_review(nadia: Person, johan: Person, case: str) -> None:
    nadia.opens(f"{case}garanti/").sees("Två ställningstaganden gäller samtidigt", "Kvalitetssäkring").stops()
    for reply in ("Ersättningen till deltagarna räknas som medfinansiering.", "Regionen och Motala tar vidare."):
        nadia.page.locator("#fragor").get_by_label("Svar").first.fill(reply)
        nadia.page.locator("#fragor").get_by_role("button", name="Svara", exact=True).first.click()
        nadia.sees("Svaret är sparat.", reply)
    johan.opens(f"{case}garanti/").ticks("Region Östergötland", "Motala")
    johan.fills({"Vad tar de över": "Handledarna och den gemensamma planeringen, från sista dagen."})
    johan.presses("Spara planen").sees("Planen är sparad.", "Villkoren är uppfyllda").stops()


def everybody_decides(nadia: Person, others: list[Person], case: str) -> None:
    nadia.opens(f"{case}garanti/")
    for step, who in (
        ("Kvalitetssäkring", "Birgitta Falk"),
        ("Beslut om att delta", "Karl Hjelm"),
        ("Beslut om att ansöka", "generaldirektören"),
    ):
        nadia.sees(f"Skriv in nästa steg: {step}").fills({"Vem?": who}).presses("Spara steget").sees(
            "Steget är sparat."
        )
    nadia.stops()
    for other in others:
        other.opens(f"{case}beslut/").chooses({"Vad blev beslutet?": "Ja"})
        other.fills({"När fattades beslutet?": day(), "Vem beslutade?": "ledningen"}).presses("Spara beslutet")
        other.sees("Ert beslut är sparat.")
