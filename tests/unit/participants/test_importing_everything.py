"""Everything about a participation goes out in a file and comes in again: papers, follow-ups, the own questions."""

from __future__ import annotations

import json
from datetime import date

import pytest
from tests.factories.deliver import ALL_ASKED, AT, TODAY, ended, make_cast, registered
from tests.factories.importing import GOOD, NUMBER, OTHER, file_of, rows_of

from samordna.deliver.participants import actions as one_by_one
from samordna.deliver.participants import exporting
from samordna.deliver.participants.checks import ConsentGiven, Entry
from samordna.deliver.participants.importing import actions, columns, own_questions
from samordna.deliver.participants.importing.cells import Wrong
from samordna.deliver.participants.models import CustomAnswer, Occasion, Participation
from samordna.deliver.participants.rules import Answers
from samordna.deliver.projects import questions
from samordna.deliver.projects.models import CustomQuestion
from samordna.deliver.projects.rules.questions import Choice, Question

pytestmark = pytest.mark.django_db(databases="__all__")
SINCE = date(2026, 1, 1)
HOME = Question("Hur bor du?", "one", ("in",), SINCE, choices=(Choice("Eget"), Choice("Hos andra; tillfälligt")))
HELP = Question("Vad hjälpte?", "several", ("out", "follow_up"), SINCE, choices=(Choice("=Samtal"), Choice("Praktik")))
CHILDREN = Question("Hur många barn?", "number", ("in", "follow_up"), SINCE)
ENDED = {"start": "2025-01-12", "consent_date": "2025-01-08", "end": "2025-03-01", "end_reason": "moved"}


@pytest.fixture
def cast():
    cast = make_cast()
    for question in (HOME, HELP, CHILDREN):
        questions.add_question(association=cast.measure.association, question=question, by=cast.actor("ada"), at=AT)
    return cast


def asked() -> dict[str, Question]:
    return {row.name: questions.as_asked(row) for row in CustomQuestion.objects.all()}


def send(cast, content: bytes, *, measure=None):
    return actions.import_participants(measure=measure or cast.measure, content=content, by=cast.actor("sara"), at=AT)


def faults(outcome) -> list[tuple[int, str, str]]:
    return [(p.line, p.column, p.kind) for p in outcome.checked.problems.shown]


def everything(cast) -> None:
    """Somebody with every answer at every occasion, whose consent an interpreter explained."""
    known, sara = asked(), {"by": cast.actor("sara"), "at": AT}
    home, helped, children = known["Hur bor du?"], known["Vad hjälpte?"], known["Hur många barn?"]
    consent = ConsentGiven(
        date(2025, 1, 8), True, language="en", explained_in="ar", how="e_signature", kept="archive", evidence="=P 7"
    )
    one = one_by_one.register_in(
        measure=cast.measure,
        consent=consent,
        personal_number=OTHER,
        name="Åsa Örn",
        entry=Entry(date(2025, 1, 12), "0583", groups=("other",)),
        answers=Answers({"a_kassa": 50}, custom={home.id: (home.choices[1].id,), children.id: (2,)}),
        **sara,
    )
    both = tuple(choice.id for choice in helped.choices)
    one_by_one.register_out(
        participation=one,
        ending=one_by_one.Ending(date(2025, 3, 1), "moved"),
        answers=Answers({}, no_support=True, custom={helped.id: both[:1]}),
        **sara,
    )
    after = Answers({"studiestod": 75}, studies=75, studies_kind="sfi", custom={helped.id: both, children.id: (0,)})
    one_by_one.follow_up(participation=one, months=6, answers=after, **sara)
    one_by_one.follow_up(participation=one, months=12, answers=Answers({}), **sara)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_everything_that_goes_out_comes_in_again(cast, form):
    everything(cast)
    ended(cast, number=NUMBER, end=date(2026, 2, 1))
    before = rows_of(cast.measure)
    content = exporting.export_participants(measure=cast.measure, form=form, by=cast.actor("sara"), at=AT)
    Participation.objects.all().delete()
    CustomQuestion.objects.update(valid_to=TODAY)
    outcome = send(cast, content)
    assert outcome.stored, list(outcome.checked.problems.lines("sv"))
    assert rows_of(cast.measure) == before
    assert CustomAnswer.objects.count() == 6


def test_as_data_with_the_wording_of_the_questions(cast):
    everything(cast)
    content = exporting.export_participants(measure=cast.measure, form="json", by=cast.actor("sara"), at=AT)
    found, helped = json.loads(content), asked()["Vad hjälpte?"]
    assert found["questions"][1] == {
        "number": helped.id, "question": "Vad hjälpte?", "kind": "several", "occasions": ["out", "follow_up"],
        "choices": ["=Samtal", "Praktik"],
    }  # fmt: skip
    one = found["participations"][0]
    assert one[f"follow_up_6_question_{helped.id}"] == "=Samtal;Praktik"
    assert (one["follow_up_6_on"], one["follow_up_12_on"]) == (TODAY.isoformat(), TODAY.isoformat())
    assert one["in_question_" + str(asked()["Hur bor du?"].id)] == "#2"


def test_the_columns_of_what_is_asked_now_stand_there_before_anybody_has_answered(cast):
    registered(cast)
    content = exporting.export_participants(measure=cast.measure, form="csv", by=cast.actor("sara"), at=AT)
    headings = content.decode("utf-8-sig").splitlines()[0].split(",")
    assert columns.own("in", asked()["Hur bor du?"].id) in headings
    assert "follow_up_6_on" not in headings


def test_a_question_that_was_answered_in_a_file_cannot_be_changed_any_more(cast):
    home = asked()["Hur bor du?"]
    send(cast, file_of(GOOD | {columns.own("in", home.id): "eget"}))
    assert CustomAnswer.objects.get().choice.name == "Eget"
    assert CustomQuestion.objects.get(answered=True).pk == home.id


FAULTS = [
    ({"follow_up_6_a_kassa": "25"}, "follow_up_6_on"),
    ({"follow_up_6_on": "2025-02-28"}, "follow_up_6_on"),
    ({"follow_up_6_on": "2026-11-13"}, "follow_up_6_on"),
    ({"follow_up_6_on": "i höstas"}, "follow_up_6_on"),
    ({"follow_up_6_on": "2026-01-12", "end": "", "end_reason": ""}, "end"),
    ({"follow_up_12_on": "2026-03-01", "follow_up_12_a_kassa": "30"}, "follow_up_12_a_kassa"),
    ({"consent_language": "ar"}, "consent_language"),
    ({"consent_explained_in": "sv"}, "consent_explained_in"),
    ({"consent_how": "muntligt"}, "consent_how"),
    ({"consent_kept": "här"}, "consent_kept"),
    ({"consent_evidence": "pärm " * 20}, "consent_evidence"),
    ({"consent_evidence": "pärm 199001012385"}, "consent_evidence"),
    ({"Hur bor du?": "I en båt"}, "in_question"),
    ({"Hur bor du?": "#3"}, "in_question"),
    ({"Hur många barn?": "två"}, "in_question"),
    ({"Hur många barn?": "199906142386"}, "in_question"),
    ({"Hur många barn?": "-1"}, "in_question"),
]


@pytest.mark.parametrize(("change", "column"), FAULTS)
def test_a_fault_is_told_at_its_column(cast, change, column):
    known = asked()
    row = {columns.own("in", known[name].id) if name in known else name: cell for name, cell in change.items()}
    found = faults(send(cast, file_of(GOOD | ENDED | row)))
    [(line, where, _kind)] = found
    assert line == 2
    assert where.startswith(column)
    assert not Occasion.objects.exists()


def test_questions_of_other_associations_are_unknown_columns(cast):
    home = asked()["Hur bor du?"]
    content = file_of(GOOD | {columns.own("in", home.id): "Eget"})
    outcome = actions.try_participants(measure=cast.other, content=content, by=cast.actor("rut"), at=AT)
    assert "unknown column" in outcome.checked.problems.kinds
    out = file_of(GOOD | {columns.own("out", home.id): "Eget"})
    assert "unknown column" in send(cast, out).checked.problems.kinds


def test_a_row_without_a_number_answers_no_question(cast):
    column = columns.own("in", asked()["Hur många barn?"].id)
    outcome = send(cast, file_of({"sex": "women", "start_year": "2026", column: "2"}))
    assert faults(outcome) == [(2, column, "no personal number")]


def test_follow_ups_may_come_without_a_person_being_asked_everything(cast):
    row = GOOD | ENDED | {"follow_up_6_on": "2025-09-01", "follow_up_12_on": ""}
    send(cast, file_of(row))
    week = Occasion.objects.get(kind="follow_up")
    assert (week.months, week.on, week.all_asked) == (6, date(2025, 9, 1), False)


def test_the_file_as_the_page(cast):
    """All asked in a file, all asked on the page: the same rows."""
    one = ended(cast, number=NUMBER, end=date(2026, 2, 1))
    one_by_one.follow_up(participation=one, months=6, answers=ALL_ASKED, by=cast.actor("sara"), at=AT)
    before = rows_of(cast.measure)
    content = exporting.export_participants(measure=cast.measure, form="csv", by=cast.actor("sara"), at=AT)
    Participation.objects.all().delete()
    assert not faults(send(cast, content))
    assert rows_of(cast.measure) == before


@pytest.mark.parametrize(
    ("text", "places"),
    [("=Samtal", [0]), ("'=samtal; PRAKTIK", [0, 1]), ("#2;#2", [1]), ("Praktik;", [1]), ("", [])],
)
def test_several_answers_in_a_cell(cast, text, places):
    question = asked()["Vad hjälpte?"]
    assert own_questions.read(text, question) == tuple(question.choices[place].id for place in places)


@pytest.mark.parametrize("text", ["Prat", "#0", "#3", "Praktik,=Samtal"])
def test_what_is_no_answer(cast, text):
    with pytest.raises(Wrong):
        own_questions.read(text, asked()["Vad hjälpte?"])
