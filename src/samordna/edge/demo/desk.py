"""What lies on a registrar's desk: an entry that the telephone cut off, and answers to the association's own questions.

Both through the ordinary actions, by those who would do it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from samordna.deliver.participants import correcting, drafts
from samordna.deliver.participants.drafts import About
from samordna.deliver.participants.models import Kind, Occasion
from samordna.deliver.participants.writing import answers_of
from samordna.deliver.projects import questions
from samordna.deliver.projects.models import CustomQuestion, Measure
from samordna.deliver.projects.rules.questions import Choice, Question
from samordna.edge.demo import people
from samordna.edge.demo.geography import OSTRA_VATTERN
from samordna.edge.demo.numbers import SERIALS, TestNumbers
from samordna.edge.demo.ostra_vattern import ARBETSLIVSTEAMET, UNGAS_VAG
from samordna.ground.kernel.clock import day_of
from samordna.ground.parties.models import Association

ADMINISTRATOR = "Oskar Friberg"
TRAVEL = ("Hur tar du dig till insatsen?", "How do you get there?", "several")
WAYS = (
    Choice("Till fots eller på cykel", "On foot or by bicycle"),
    Choice("Buss eller tåg", "Bus or train"),
    Choice("Bil", "Car"),
)
CHILDREN = ("Hur många barn under 18 år bor hemma?", "How many children under 18 live at home?", "number")
#: What is answered, over and over: the places of the ways.
GIVEN = ((1,), (0, 1), (2,), (1,), (0,))
#: Whose entry was cut off.
CALLER = "Leila Övningsson"


def make(*, at: datetime) -> None:
    """The questions with their answers, and a draft that is kept for a week from now."""
    _questions(at)
    _draft(at)


def _questions(at: datetime) -> None:
    """Asked at entry since the year began; those who were there already have been asked one of them afterwards.

    The other has no answers yet, so that it can still be changed.
    """
    travel = _asks(TRAVEL, WAYS, at)
    _asks(CHILDREN, (), at)
    ways, by = list(travel.choices.values_list("pk", flat=True)), people.actor(people.registrar_name(), at)
    for number, occasion in enumerate(_weeks_before()):
        given = {travel.pk: tuple(ways[place] for place in GIVEN[number % len(GIVEN)])}
        answers = replace(answers_of(occasion), custom=given)
        correcting.correct_answers(occasion=occasion, answers=answers, by=by, at=at - timedelta(days=1))


def _asks(words: tuple[str, str, str], choices: tuple[Choice, ...], at: datetime) -> CustomQuestion:
    sv, en, kind = words
    began = at.replace(month=1, day=1)
    asked = Question(sv=sv, en=en, kind=kind, occasions=("in",), valid_from=day_of(began), choices=choices)
    return questions.add_question(
        association=Association.objects.get(slug=OSTRA_VATTERN),
        question=asked,
        by=people.actor(ADMINISTRATOR, at),
        at=began,
    )


def _weeks_before() -> QuerySet[Occasion]:
    """The first weeks of those who take part now; whoever lacks other answers is left alone, as a task in the list."""
    found = Occasion.objects.filter(kind=Kind.IN, all_asked=True, participation__state="active")
    found = found.filter(participation__measure__code__in=(UNGAS_VAG, ARBETSLIVSTEAMET))
    return found.select_related("participation__measure").prefetch_related("support", "custom").order_by("pk")


def _draft(at: datetime) -> None:
    """Consent, number and name are there; the rest was never typed."""
    today, born = day_of(at), date(at.year - 24, 3, 9)
    numbers = TestNumbers()
    *_, number = (numbers.take(born, "women") for _ in SERIALS["women"])  # the country has taken the first of a day
    typed = {
        "measure": UNGAS_VAG,
        "mode": "person",
        "consent_date": today.isoformat(),
        "consent_seen": "on",
        "personal_number": number,
        "name": CALLER,
        "start": today.isoformat(),
    }
    drafts.keep(
        about=About(Measure.objects.get(code=UNGAS_VAG)),
        fields={name: [value] for name, value in typed.items()},
        consent_seen=True,
        by=people.actor(people.registrar_name(), at),
        at=at - timedelta(hours=1),
    )
