"""An association's own questions on the registrar's pages: asked, stored, shown, corrected, gone with the person."""

from datetime import date, timedelta

import pytest
import time_machine
from tests.factories.deliver import AT, TODAY, committed, ended, make_cast, registered, sign_in
from tests.factories.pages import plain
from tests.pages.test_register import PERSON

from samordna.deliver.participants import erasing
from samordna.deliver.participants.models import CustomAnswer, Participation
from samordna.deliver.projects import questions
from samordna.deliver.projects.models import CustomQuestion
from samordna.deliver.projects.rules.questions import Choice, Question

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.usefixtures("noon")]
SINCE = date(2026, 1, 1)
HOME = Question("Hur bor personen?", "one", ("in", "out"), SINCE, choices=(Choice("Eget"), Choice("Hos andra")))
HELP = Question(
    "Vad har hjälpt?", "several", ("out", "follow_up"), SINCE, choices=(Choice("Samtal"), Choice("Praktik"))
)
CHILDREN = Question("Hur många barn bor hemma?", "number", ("in",), SINCE)


@pytest.fixture
def cast():
    cast = make_cast()
    for question in (HOME, HELP, CHILDREN):
        questions.add_question(association=cast.measure.association, question=question, by=cast.actor("ada"), at=AT)
    return cast


def field(name):
    return f"fraga_{CustomQuestion.objects.get(name=name).pk}"


def choice(name):
    return str(CustomQuestion.objects.get(choices__name=name).choices.get(name=name).pk)


def test_each_page_asks_the_questions_of_its_occasion(cast, sara):
    page = plain(sara.get("/deltagare/in/"))
    assert "Hur bor personen?" in page and "Hur många barn bor hemma?" in page and "Vad har hjälpt?" not in page
    one = registered(cast)
    page = plain(sara.get(f"/deltagare/{one.public_id}/ut/"))
    assert "Hur bor personen?" in page and "Vad har hjälpt?" in page and "Hur många barn" not in page
    gone = ended(cast, number="199001012385", end=TODAY - timedelta(days=185))
    page = plain(sara.get(f"/deltagare/{gone.public_id}/uppfoljning/6/"))
    assert "Vad har hjälpt?" in page and "Hur bor personen?" not in page


def test_answers_are_stored_shown_corrected_with_history_and_erased_with_the_person(cast, sara):
    home, children = field("Hur bor personen?"), field("Hur många barn bor hemma?")
    sara.post("/deltagare/in/", PERSON | {home: choice("Eget"), children: "2"})
    one = Participation.objects.get()
    assert one.occasions.get().custom.count() == 2
    assert CustomQuestion.objects.filter(answered=True).count() == 2
    page = plain(sara.get(f"/deltagare/{one.public_id}/"))
    assert "Hur bor personen?" in page and "Eget" in page
    answers = f"/deltagare/{one.public_id}/svar/in/"
    assert f'value="{choice("Eget")}" selected' in plain(sara.get(answers))
    sara.post(answers, {home: choice("Hos andra"), children: "", "all_asked": "on", "why": "typing_error"})
    assert [row.choice.name for row in CustomAnswer.objects.all()] == ["Hos andra"]
    earlier = one.earlier_answers.get().answers["custom"]
    assert earlier[home.removeprefix("fraga_")] == [int(choice("Eget"))]
    committed(lambda: erasing.withdraw_consent(participation=one, by=cast.actor("sara"), at=AT))
    assert not CustomAnswer.objects.exists()
    assert not one.earlier_answers.exists()


def test_several_answers_at_the_exit(cast, sara):
    one, helped = registered(cast), field("Vad har hjälpt?")
    both = [choice("Samtal"), choice("Praktik")]
    sara.post(
        f"/deltagare/{one.public_id}/ut/", {"end": "2026-11-10", "end_reason": "moved", "all_asked": "on", helped: both}
    )
    assert sorted(row.choice.name for row in CustomAnswer.objects.all()) == ["Praktik", "Samtal"]
    assert "Samtal, Praktik" in plain(sara.get(f"/deltagare/{one.public_id}/"))


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("Hur bor personen?", "99999999", "Välj bland svaren som står under frågan."),
        ("Hur bor personen?", "Eget", "Välj bland svaren som står under frågan."),
        ("Hur många barn bor hemma?", "19990614", "Kontrollera antalet, det är för stort."),
        ("Hur många barn bor hemma?", "-1", "Antalet kan inte vara mindre än noll."),
        ("Hur många barn bor hemma?", "två", "Skriv bara siffror"),
    ],
)
def test_what_cannot_be_an_answer_is_refused_and_nothing_typed_is_lost(sara, name, value, said):
    page = plain(sara.post("/deltagare/in/", PERSON | {field(name): value}))
    assert said in page
    assert "Elin Sandberg" in page
    assert not Participation.objects.exists()


def test_a_question_of_another_occasion_or_association_is_not_stored(cast, sara):
    other = questions.add_question(association=cast.other.association, question=CHILDREN, by=cast.actor("olle"), at=AT)
    sara.post("/deltagare/in/", PERSON | {f"fraga_{other.pk}": "3", field("Vad har hjälpt?"): choice("Samtal")})
    assert Participation.objects.count() == 1
    assert not CustomAnswer.objects.exists()


def test_a_question_that_has_ended_is_not_asked_but_its_answer_stays(cast, sara):
    home = field("Hur bor personen?")
    sara.post("/deltagare/in/", PERSON | {home: choice("Eget")})
    row = CustomQuestion.objects.get(name="Hur bor personen?")
    questions.end_question(row=row, last=TODAY, by=cast.actor("ada"), at=AT)
    one = Participation.objects.get()
    with time_machine.travel(AT + timedelta(days=2), tick=False):
        sign_in(sara, cast.people["sara"])
        assert "Hur bor personen?" not in plain(sara.get("/deltagare/in/"))
        assert "Hur bor personen?" in plain(sara.get(f"/deltagare/{one.public_id}/svar/in/"))
        assert "Eget" in plain(sara.get(f"/deltagare/{one.public_id}/"))


def test_without_consent_nothing_is_answered(sara):
    page = plain(
        sara.post(
            "/deltagare/in/",
            {
                "measure": "I-0001",
                "mode": "without_consent",
                "sex": "women",
                "start_year": "2026",
                field("Hur många barn bor hemma?"): "2",
            },
        )
    )
    assert "Utan samtycke sparas bara kön och startår" in page
    assert not CustomAnswer.objects.exists()
