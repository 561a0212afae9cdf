"""An association's own questions: what may be asked, who asks, and that what is answered is never changed."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.factories.deliver import AT, TODAY, make_cast

from samordna.deliver.projects import questions
from samordna.deliver.projects.models import CustomQuestion
from samordna.deliver.projects.rules import questions as rules
from samordna.deliver.projects.rules.questions import Choice, Question
from samordna.ground.kernel.errors import NotAllowed, NotFound, Refusal
from samordna.ground.privacy.models import AuditEvent

YES_NO = (Choice("Ja", "Yes"), Choice("Nej", "No"))
HOME = Question("Har du en egen bostad?", "one", ("in", "out"), TODAY, en="Do you have a home?", choices=YES_NO)
CHILDREN = Question("Hur många barn bor hemma?", "number", ("in",), TODAY)


def but(question, **change):
    return Question(
        **{
            "sv": question.sv,
            "en": question.en,
            "kind": question.kind,
            "occasions": question.occasions,
            "valid_from": question.valid_from,
            "valid_to": question.valid_to,
            "choices": question.choices,
        }
        | change
    )


@pytest.mark.parametrize(
    ("question", "field"),
    [
        (HOME, None),
        (CHILDREN, None),
        (but(HOME, occasions=()), "occasions"),
        (but(HOME, occasions=("birthday",)), "occasions"),
        (but(HOME, valid_to=TODAY - timedelta(1)), "valid_to"),
        (but(HOME, valid_to=TODAY), None),
        (but(HOME, choices=YES_NO[:1]), "choices"),
        (but(HOME, choices=tuple(Choice(str(n)) for n in range(21))), "choices"),
        (but(HOME, choices=(Choice("Ja"), Choice("JA"))), "choices"),
        (but(HOME, choices=(Choice("Ja", "Yes"), Choice("Nej"))), "choices_en"),
        (but(HOME, choices=(*YES_NO, Choice("", "Perhaps"))), "choices_en"),
        (but(CHILDREN, choices=YES_NO), "choices"),
    ],
)
def test_what_a_question_must_be(question, field):
    assert [verdict.field for verdict in rules.makes_sense(question) if not verdict] == ([field] if field else [])


STORED = but(HOME, choices=(Choice("Ja", id=7), Choice("Nej", id=8)))


@pytest.mark.parametrize(
    ("question", "answer", "fits"),
    [
        (STORED, None, True),
        (STORED, 7, True),
        (STORED, 9, False),
        (STORED, {7}, False),
        (but(STORED, kind="several"), {7, 8}, True),
        (but(STORED, kind="several"), set(), True),
        (but(STORED, kind="several"), {7, 9}, False),
        (CHILDREN, 0, True),
        (CHILDREN, 999_999, True),
        (CHILDREN, 1_000_000, False),
        (CHILDREN, -1, False),
        (CHILDREN, {1}, False),
    ],
)
def test_what_fits_as_an_answer(question, answer, fits):
    assert bool(rules.answer_fits(question, answer)) is fits


# In the database


@pytest.fixture
def cast(db):
    return make_cast()


def add(cast, question=HOME, who="ada"):
    return questions.add_question(association=cast.measure.association, question=question, by=cast.actor(who), at=AT)


def test_it_is_asked_at_its_occasions_while_it_holds_in_the_order_of_the_association(cast):
    first, second = add(cast), add(cast, but(CHILDREN, valid_to=TODAY))
    assert questions.asked_at(cast.measure, "in", TODAY) == [HOME, but(CHILDREN, valid_to=TODAY)]
    assert [q.sv for q in questions.asked_at(cast.measure, "out", TODAY)] == [HOME.sv]
    assert questions.asked_at(cast.measure, "follow_up", TODAY) == []
    assert [q.id for q in questions.asked_at(cast.measure, "in", TODAY + timedelta(1))] == [first.pk]
    assert questions.asked_at(cast.measure, "in", TODAY - timedelta(1)) == []
    assert questions.asked_at(cast.other, "in", TODAY) == []
    questions.move_question(row=second, up=True, by=cast.actor("maria"), at=AT)
    assert [q.id for q in questions.asked_at(cast.measure, "in", TODAY)] == [second.pk, first.pk]
    for row, up in ((second, True), (first, False)):  # at the ends nothing happens
        questions.move_question(row=row, up=up, by=cast.actor("maria"), at=AT)
    assert [q.id for q in questions.asked_at(cast.measure, "in", TODAY)] == [second.pk, first.pk]


@pytest.mark.parametrize(
    ("who", "error"),
    [("ada", None), ("maria", None), ("bo", NotAllowed), ("mona", NotFound), ("sara", NotFound), ("olle", NotFound)],
)
def test_who_asks(cast, who, error):
    row = add(cast)
    known = {"by": cast.actor(who), "at": AT}
    acts = [
        lambda: add(cast, CHILDREN, who),
        lambda: questions.change_question(row=row, question=CHILDREN, **known),
        lambda: questions.move_question(row=row, up=True, **known),
        lambda: questions.end_question(row=row, last=TODAY, **known),
    ]
    for act in acts:
        if error is None:
            act()
        else:
            with pytest.raises(error):
                act()


def test_what_is_not_answered_may_be_changed_altogether(cast):
    row = add(cast)
    questions.change_question(row=row, question=CHILDREN, by=cast.actor("ada"), at=AT)
    assert questions.asked_at(cast.measure, "in", TODAY) == [CHILDREN]
    events = AuditEvent.objects.filter(subject="ostra-vattern").order_by("sequence").values_list("what", flat=True)
    assert list(events) == ["question.added", "question.changed"]


def test_what_is_answered_is_only_moved_and_ended(cast):
    row, other = add(cast), add(cast, CHILDREN)
    questions.note_answered([row.pk, row.pk])
    questions.note_answered([])
    with pytest.raises(Refusal):
        questions.change_question(row=row, question=CHILDREN, by=cast.actor("ada"), at=AT)
    questions.move_question(row=row, up=False, by=cast.actor("ada"), at=AT)
    ended = questions.end_question(row=row, last=TODAY, by=cast.actor("ada"), at=AT)
    assert (ended.valid_to, ended.answered) == (TODAY, True)
    other.refresh_from_db()
    assert not other.answered
    assert questions.questions_by_id([row.pk])[row.pk].sv == HOME.sv


@pytest.mark.parametrize("change", [{"name": "Annat"}, {"kind": "several"}, {"at_in": False}, {"answered": False}])
def test_the_database_too_refuses_to_change_what_is_answered(cast, change):
    row = add(cast)
    CustomQuestion.objects.filter(pk=row.pk).update(name_en="Before anybody has answered")
    questions.note_answered([row.pk])
    with pytest.raises(IntegrityError), transaction.atomic():
        CustomQuestion.objects.filter(pk=row.pk).update(**change)


@pytest.mark.parametrize("last", [TODAY - timedelta(1), date(2027, 1, 1)])
def test_it_ends_today_or_later_and_not_before_it_began(cast, last):
    row = add(cast, but(HOME, valid_from=date(2027, 2, 1)))
    with pytest.raises(Refusal) as refused:
        questions.end_question(row=row, last=last, by=cast.actor("ada"), at=AT)
    assert refused.value.field == "valid_to"


def test_there_is_an_end_to_how_many(cast, monkeypatch):
    monkeypatch.setattr(questions, "MOST_QUESTIONS", 1)
    add(cast)
    with pytest.raises(Refusal):
        add(cast, CHILDREN)
    assert CustomQuestion.objects.count() == 1
