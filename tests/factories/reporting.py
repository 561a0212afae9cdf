"""People with every kind of answer, for the reports that count them."""

from __future__ import annotations

import random
from datetime import date, timedelta

from django.db import connection

from samordna.deliver.participants import rules
from samordna.deliver.participants.models import Occasion, Participation, ParticipationGroup, SupportAnswer
from samordna.deliver.participants.rules import Answers
from tests.factories.deliver import make_cast

EXTENTS = [None, 0, 0, 25, 50, 100]
SOURCES = ["sjukpenning", "a_kassa", "forsorjningsstod", "none"]


def answers(dice: random.Random) -> Answers:
    """What somebody may have answered of one week."""
    support = {s: dice.choice([0, 25, 100]) for s in SOURCES[:3] if dice.random() < 0.4}
    return Answers(
        support=support,
        work_unsubsidised=dice.choice(EXTENTS),
        work_subsidised=dice.choice(EXTENTS),
        studies=dice.choice(EXTENTS),
        seeking=dice.choice([None, True, False]),
        enrolled_af=dice.choice([None, True, False]),
        programme_af=dice.choice([None, True, False]),
        all_asked=dice.random() < 0.5,
    )


def stored(participation: Participation, kind: str, given: Answers) -> None:
    """Store the answers of one week."""
    occasion = Occasion.objects.create(
        participation=participation,
        kind=kind,
        on=participation.start,
        all_asked=given.all_asked,
        **{name: getattr(given, name) for name in (*rules.DOINGS, *rules.YES_NO)},
    )
    for source, extent in given.support.items():
        SupportAnswer.objects.create(occasion=occasion, source=source, extent=extent)


def people_with_answers(how_many: int = 90) -> list[tuple[Participation, Answers, Answers]]:
    """Participations with what was answered before and after.

    Some people come twice, also in the same measure and year; some are entered by mistake and some are still there.
    """
    cast, dice, made = make_cast(), random.Random(4), []
    for number in range(how_many):
        start = date(2024, 11, 1) + timedelta(days=dice.randrange(500))
        end = start + timedelta(days=dice.choice([20, 91, 182, 200, 365, 731])) if dice.random() < 0.8 else None
        state = "mistaken" if number % 15 == 0 else "ended" if end else "active"
        reason = "mistaken_entry" if state == "mistaken" else dice.choice(["moved", "other"]) if end else ""
        one = Participation.objects.create(
            measure=dice.choice([cast.measure, cast.other]),
            mode="person",
            person=f"p{number % 70}",
            sex="women" if number % 70 % 3 else "men",
            birth_year=dice.randrange(1960, 2009),
            municipality_id=dice.choice(["0583", "0586", None]),
            start=start,
            start_year=start.year,
            end=end,
            state=state,
            end_reason=reason,
            education=dice.choice(["", "none", "higher"]),
        )
        for group in dice.sample(["long_term_sick", "other"], dice.randrange(3)):
            ParticipationGroup.objects.create(participation=one, group=group)
        before = answers(dice) if dice.random() < 0.9 else None
        after = answers(dice) if end and dice.random() < 0.9 else None
        for kind, given in (("in", before), ("out", after)):
            if given is not None:
                stored(one, kind, given)
        made.append((one, before or Answers({}), after or Answers({})))
    _analysed()
    return made


def _analysed() -> None:
    """Let PostgreSQL know what the tables hold, as it does by itself in time: a plan for empty tables takes minutes."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
