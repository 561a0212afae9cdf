"""An association reads the answers to its own questions as counts: by sex, protected, each at its occasion."""

import csv
import io
from dataclasses import replace
from datetime import date

import pytest
from tests.factories.deliver import ALL_ASKED, AT, ended, make_cast, personal_number
from tests.factories.pages import as_, words

from samordna.deliver.participants.custom import store
from samordna.deliver.participants.models import Participation
from samordna.deliver.projects import questions
from samordna.deliver.projects.rules.questions import Choice, Question

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.usefixtures("noon")]
MEASURES = "/uppfoljning/insatser/"
SINCE = date(2026, 1, 1)
HOME = Question("Bor personen själv?", "one", ("in", "out"), SINCE, choices=(Choice("Ja", "Yes"), Choice("Nej", "No")))
HELP = Question("Vad har hjälpt?", "several", ("out",), SINCE, choices=(Choice("Samtal"), Choice("Praktik")))
CHILDREN = Question("Hur många barn?", "number", ("in",), SINCE)


@pytest.fixture
def cast():
    """Twelve women answer yes at the start, three no and two nothing; eight men answer yes. All have ended."""
    made = make_cast()
    add = {"association": made.measure.association, "by": made.actor("ada"), "at": AT}
    made.home, made.help, made.children = (questions.add_question(question=q, **add) for q in (HOME, HELP, CHILDREN))
    yes, no = made.home.choices.values_list("pk", flat=True)
    day = 0
    for sex, serial, answers in (("women", 982, [yes] * 12 + [no] * 3 + [None] * 2), ("men", 981, [yes] * 8)):
        for number, answer in enumerate(answers):
            day += 1
            custom = {made.children.pk: (number % 3,)} | ({made.home.pk: (answer,)} if answer else {})
            ended(made, number=personal_number(date(1990, 1, day), serial), name=f"{sex} {day}",
                  answers=replace(ALL_ASKED, custom=custom))  # fmt: skip
    return made


def asked(question, occasion="in"):
    return f"{MEASURES}?forbund=ostra-vattern&variabel=egen-{question.pk}-{occasion}"


def rows(client, address):
    content = client.get(f"{address}&fil=csv").content.decode()
    found = {}
    for row in csv.DictReader(io.StringIO(content)):
        found.setdefault(row["row"], {})[row["column"]] = row["value"]
    return found


def test_the_registrar_reads_every_answer_and_no_answer_is_not_no(cast):
    told = rows(as_(cast, "sara"), asked(cast.home))
    assert told["Ja"] == {"Kvinnor": "12", "Män": "8", "Alla": "20", "Andel": "87"}
    assert told["Nej"] == {"Kvinnor": "3", "Män": "0", "Alla": "3", "Andel": "13"}
    assert told["Inget svar"]["Kvinnor"] == "2"
    page = words(as_(cast, "sara").get(asked(cast.home)))
    assert "Bor personen själv? (när deltagaren började). Ungas väg, 2026" in page
    assert "20 av 23" in page
    assert "Egen fråga i Östra Vättern. Den ställs från 1 jan 2026." in page


@pytest.mark.parametrize("who", ["maria", "ada", "mona", "anna"])
def test_who_sees_no_person_sees_no_small_number(cast, who):
    told = rows(as_(cast, who), asked(cast.home))
    assert told["Nej"]["Kvinnor"] not in {"1", "2", "3", "4"}
    assert told["Ja"]["Kvinnor"] != "12" or told["Inget svar"]["Kvinnor"] == "1–4"
    assert told["Alla med personuppgifter"] == {"Kvinnor": "17", "Män": "8", "Alla": "25", "Andel": ""}


def test_each_occasion_is_its_own_and_those_who_were_not_asked_have_no_answer(cast):
    told = rows(as_(cast, "sara"), asked(cast.home, "out"))
    assert told["Inget svar"]["Alla"] == "25" and told["Ja"]["Alla"] == "0"
    assert "Den som inte har fått frågan står också under Inget svar" in words(as_(cast, "sara").get(asked(cast.home)))


def test_several_answers_and_those_without_a_tick(cast):
    samtal, praktik = cast.help.choices.values_list("pk", flat=True)
    for one in Participation.objects.order_by("pk")[:6]:
        store(one.occasions.get(kind="out"), {cast.help.pk: (samtal, praktik)})
    told = rows(as_(cast, "sara"), asked(cast.help, "out"))
    assert (told["Samtal"]["Kvinnor"], told["Praktik"]["Kvinnor"], told["Inget svar"]["Kvinnor"]) == ("6", "6", "11")
    page = words(as_(cast, "sara").get(asked(cast.help, "out")))
    assert "En person kan stå på flera rader" in page and "Den som inte har kryssat för något" in page


def test_a_number_is_counted_in_bands_without_empty_ones_around(cast):
    told = rows(as_(cast, "sara"), asked(cast.children))
    assert list(told) == ["0", "1", "2", "Alla med personuppgifter"]
    assert told["0"]["Kvinnor"] == "6"


def test_a_question_is_found_in_the_choice_and_from_the_page_of_questions(cast):
    page = as_(cast, "maria").get(MEASURES).content.decode()
    assert '<optgroup label="Egna frågor, när deltagaren började">' in page and "Bor personen själv?" in page
    assert '<optgroup label="Egna frågor, vid uppföljning">' not in page
    there = as_(cast, "maria").get("/forbund/ostra-vattern/fragor/").content.decode()
    assert f"variabel=egen-{cast.home.pk}-in" in there and f"variabel=egen-{cast.home.pk}-out" in there
    assert f"variabel=egen-{cast.help.pk}" not in there  # nobody has answered it


def test_another_associations_question_does_not_exist(cast):
    address = f"{MEASURES}?forbund=annat&variabel=egen-{cast.home.pk}-in"
    page = words(as_(cast, "olle").get(address))
    assert "Bor personen" not in page and "Ålder under startåret" in page
    assert "Bor personen" not in words(as_(cast, "anna").get(address))


def test_in_english_the_questions_own_words_are_used(cast):
    client = as_(cast, "sara")
    client.cookies["django_language"] = "en"
    page = words(client.get(asked(cast.home)))
    assert "(when the participant began)" in page and "Yes 12 8 20" in page
