"""The rows of a checked file into the register, the database's quickest way."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from typing import Any, Final

from samordna.deliver.participants import rules
from samordna.deliver.participants.custom import Custom
from samordna.deliver.participants.erasing import place_of_nobody
from samordna.deliver.participants.importing.rows import Anonymous, Person
from samordna.deliver.participants.importing.rows_into import copy_rows, new_ids, settle
from samordna.deliver.participants.models import (
    Consent,
    CustomAnswer,
    Kind,
    Mode,
    Occasion,
    Participation,
    ParticipationGroup,
    State,
    SupportAnswer,
    new_public_id,
)
from samordna.deliver.participants.rules import Answers
from samordna.deliver.participants.writing import QUESTIONS
from samordna.deliver.projects import questions
from samordna.deliver.projects.models import Measure
from samordna.ground.parties.actor import Actor
from samordna.ground.privacy import planner, storable, vault
from samordna.ground.privacy.wordings.reader import REGISTER, digest_of

#: From so many rows on, the database is told to look at its tables again.
MANY: Final = 1_000
#: Everything that a file of participants writes to; the first two are referred to by the others.
REFERRED_TO: Final = (Participation, Occasion)
OTHERS: Final = (Consent, SupportAnswer, ParticipationGroup, CustomAnswer)
_ANY_DAY: Final = date(2000, 1, 1)
_PARTICIPATION: Final = (
    "id", "measure_id", "mode", "sex", "birth_year", "municipality_id", "district", "start", "start_year",
    "planned_end", "end", "end_reason", "state", "referred_by", "education", "support_time", "registered_by_id",
    "registered_at", "person", "public_id",
)  # fmt: skip
_CONSENT: Final = (
    "participation_id", "purpose", "wording_version", "wording_digest", "language", "explained_in", "given_on", "how",
    "kept", "evidence", "seen_by_id",
)  # fmt: skip
_OCCASION: Final = ("id", "participation_id", "kind", "on", "months", *QUESTIONS)


def store(
    measure: Measure,
    people: Sequence[tuple[Person, str]],
    anonymous: Sequence[Anonymous],
    *,
    by: Actor,
    at: datetime,
) -> tuple[str, frozenset[int]]:
    """Write everything of a file but its event, for people with their pseudonyms. Returns a digest, and their row ids.

    Call it inside the register's transaction, with people whom the vault knows. The digest is SHA-256 over the public
    ids in order: it lets the event of a file answer for each of its rows.
    """
    _check_room(people)
    public_ids = [new_public_id() for _ in people]
    ids = list(new_ids(Participation, len(people)))
    rows = list(zip(people, ids, public_ids, strict=False))
    copy_rows(
        Participation,
        _PARTICIPATION,
        ((*_participation(measure, row, pk, by, at), pseudonym, name) for (row, pseudonym), pk, name in rows),
    )
    copy_rows(Participation, _PARTICIPATION, _without_person(measure, anonymous))
    copy_rows(Consent, _CONSENT, (_consent(row, pk, by) for (row, _), pk, _ in rows))
    _groups_and_answers([(row, pk) for (row, _), pk, _ in rows])
    many = len(people) + len(anonymous) >= MANY
    settle(REFERRED_TO, many=many)
    if many:
        planner.renew(OTHERS)
        vault.many_came()
    return hashlib.sha256("\n".join(public_ids).encode()).hexdigest(), frozenset(ids)


def _participation(measure: Measure, row: Person, pk: int, by: Actor, at: datetime) -> tuple[Any, ...]:
    """The row but for who it is: pseudonym and public id come after."""
    entry, ending = row.entry, row.ending
    state = State.ENDED if ending else State.ACTIVE
    return (
        pk, measure.pk, Mode.PERSON.value, row.number.sex, row.number.birth_date.year, entry.municipality,
        entry.district, entry.start, entry.start.year, entry.planned_end, ending.end if ending else None,
        ending.reason if ending else "", state.value, entry.referred_by, entry.education, entry.support_time,
        by.account_id, at,
    )  # fmt: skip


def _without_person(measure: Measure, rows: Sequence[Anonymous]) -> Iterator[tuple[Any, ...]]:
    """A measure, a sex and a year, in a place and an order by lot; nothing else, also not who typed it and when."""
    for row in secrets.SystemRandom().sample(rows, len(rows)):
        yield (
            place_of_nobody(), measure.pk, Mode.ANONYMOUS.value, row.sex, None, None, "", None, row.start_year, None,
            None, "", State.ACTIVE.value, "", "", "", None, None, None, new_public_id(),
        )  # fmt: skip


def _consent(row: Person, participation: int, by: Actor) -> tuple[Any, ...]:
    given = row.consent
    assert given.given_on is not None
    version = rules.version_for(REGISTER, given.given_on, given.wording_version)
    return (
        participation, REGISTER, version, _digest(version, given.language), given.language, given.explained_in,
        given.given_on, given.how, given.kept, given.evidence, by.account_id,
    )  # fmt: skip


@cache
def _digest(version: str, language: str) -> str:
    return digest_of(REGISTER, version, language)


def _groups_and_answers(rows: Sequence[tuple[Person, int]]) -> None:
    groups = ((pk, group) for row, pk in rows for group in row.entry.groups)
    copy_rows(ParticipationGroup, ("participation_id", "group"), groups)
    weeks = sum(1 + (row.ending is not None) + len(row.follow_ups) for row, _ in rows)
    ids = iter(new_ids(Occasion, weeks))
    occasions: list[tuple[Any, ...]] = []
    support: list[tuple[int, str, int]] = []
    own: list[tuple[int, Custom]] = []
    for row, pk in rows:
        for kind, on, months, answers in _weeks(row):
            occasion = next(ids)
            occasions.append((occasion, pk, kind, on, months, *(getattr(answers, name) for name in QUESTIONS)))
            support += [(occasion, source, extent) for source, extent in rules.stored_support(answers).items()]
            if answers.custom:
                own.append((occasion, answers.custom))
    copy_rows(Occasion, _OCCASION, occasions)
    copy_rows(SupportAnswer, ("occasion_id", "source", "extent"), support)
    _own_answers(own)


def _weeks(row: Person) -> Iterator[tuple[str, date, int, Answers]]:
    """The occasions of a row: kind, day, months after the end, answers."""
    yield Kind.IN.value, row.entry.start, 0, row.answers
    if row.ending:
        yield Kind.OUT.value, row.ending.end, 0, row.answers_out
    for one in row.follow_ups:
        yield Kind.FOLLOW_UP.value, one.on, one.months, one.answers


def _own_answers(own: Sequence[tuple[int, Custom]]) -> None:
    """Answers to the association's own questions. From now on the questions cannot be changed."""
    answered = {question for _, custom in own for question in custom}
    numbers = questions.numbers_among(answered)
    copy_rows(
        CustomAnswer,
        ("occasion_id", "question_id", "choice_id", "number"),
        (
            (occasion, question, *((None, value) if question in numbers else (value, None)))
            for occasion, custom in own
            for question, values in custom.items()
            for value in values
        ),
    )
    questions.note_answered(answered)


def _check_room(people: Sequence[tuple[Person, str]]) -> None:
    """What a row has room for: every text once, since the same ones come again and again."""
    entries = {replace(row.entry, start=_ANY_DAY, planned_end=None) for row, _ in people}
    for entry in entries:
        storable.check(
            Participation(
                district=entry.district, referred_by=entry.referred_by, education=entry.education,
                support_time=entry.support_time,
            ),
            *(ParticipationGroup(group=group) for group in entry.groups),
        )  # fmt: skip
    for version, reason in {
        (row.consent.wording_version, row.ending.reason if row.ending else "") for row, _ in people
    }:
        storable.check(Consent(wording_version=version), Participation(end_reason=reason))
