"""A measure's own participants as a file that can be read in again, whole: with follow-ups and own questions."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, Final

from samordna.deliver.participants import permissions, rules
from samordna.deliver.participants.custom import stored
from samordna.deliver.participants.importing import columns, own_questions
from samordna.deliver.participants.importing.own_questions import Asked
from samordna.deliver.participants.models import Occasion, Participation
from samordna.deliver.participants.writing import answers_of
from samordna.deliver.projects import questions
from samordna.deliver.projects.models import Measure
from samordna.deliver.projects.rules.questions import Question
from samordna.ground.files.writing import csv_of, xlsx_of
from samordna.ground.kernel.clock import day_of
from samordna.ground.parties.actor import Actor
from samordna.ground.privacy import access_log, vault

FORMATS: Final = ("csv", "xlsx", "json")
PURPOSE: Final = "export"
_BATCH: Final = 1_000


def export_participants(*, measure: Measure, form: str, by: Actor, at: datetime) -> bytes:
    """Everybody in the measure but mistaken entries. NotFound for all but its registrars; every person is logged.

    ``csv`` and ``xlsx`` hold what an import takes; ``json`` also how the association's own questions are worded.
    """
    permissions.check_register(by, measure)
    own = own_questions.asked(questions.ever_asked(measure, day_of(at)))
    found = [*people_of(measure, own), *_without_person(measure)]
    subjects = [one["public_id"] for one in found if "public_id" in one]
    access_log.looked_at_list(by=by, at=at, subject_kind="participation", subjects=subjects, purpose=PURPOSE)
    if form == "json":
        asked = list({one.question.id: _question(one.question) for one in own}.values())
        content = {
            "measure": measure.code,
            "questions": asked,
            "participations": [_without_id(one) for one in found],
        }
        return (json.dumps(content, ensure_ascii=False, indent=1, default=_plain) + "\n").encode()
    always = {*columns.TEMPLATE, *(one.column for one in own if one.question.holds_on(day_of(at)))}
    names = [
        name
        for name in (*columns.ALL, *(one.column for one in own))
        if name in always or any(one.get(name) not in (None, "") for one in found)
    ]
    rows = [[str(_cell(one.get(name))) for name in names] for one in found]
    return xlsx_of(names, rows, measure.code) if form == "xlsx" else csv_of(names, rows)


def people_of(measure: Measure, own: Sequence[Asked]) -> Iterator[dict[str, Any]]:
    """Participations with person data, by first day, in the columns of an import."""
    rows = (
        Participation.objects.filter(measure=measure, mode="person").exclude(state="mistaken").order_by("start", "pk")
    )
    rows = rows.prefetch_related("groups", "consents", "occasions__support", "occasions__custom")
    batch: list[Participation] = []
    for one in rows.iterator(chunk_size=_BATCH):
        batch.append(one)
        if len(batch) == _BATCH:
            yield from _named(batch, own)
            batch = []
    yield from _named(batch, own)


def _named(batch: Sequence[Participation], own: Sequence[Asked]) -> Iterator[dict[str, Any]]:
    known = vault.read_many({one.person for one in batch if one.person})
    for one in batch:
        who = known.get(one.person or "")
        if who is not None:
            yield _person(one, who, own)


def _person(one: Participation, who: vault.Identity, own: Sequence[Asked]) -> dict[str, Any]:
    consent = next((given for given in one.consents.all() if given.purpose == "register"), None)
    found: dict[str, Any] = {
        "public_id": one.public_id,
        "personal_number": f"{who.personal_number[:8]}-{who.personal_number[8:]}",
        "name": who.called(one.measure_id),
        "consent_date": consent and consent.given_on,
        "consent_version": consent and consent.wording_version,
        "start": one.start,
        "end": one.end,
        "municipality": one.municipality_id,
        "district": one.district,
        "planned_end": one.planned_end,
        "target_groups": ";".join(sorted(group.group for group in one.groups.all())),
        "referred_by": one.referred_by,
        "education": one.education,
        "support_time": one.support_time,
        "end_reason": one.end_reason,
    }
    if consent:
        found |= {name: getattr(consent, name.removeprefix("consent_")) for name in columns.CONSENT}
    for occasion in one.occasions.all():
        found |= _occasion(occasion, own)
    return found


def _occasion(occasion: Occasion, own: Sequence[Asked]) -> dict[str, Any]:
    """The columns of one occasion."""
    name = f"follow_up_{occasion.months}" if occasion.kind == "follow_up" else occasion.kind
    said = {f"{name}_on": occasion.on} if occasion.kind == "follow_up" else {}
    said |= {f"{name}_{question}": value for question, value in _answers(occasion).items()}
    custom = stored(occasion)
    return said | {
        one.column: own_questions.written(one.question, custom[one.question.id])
        for one in own
        if one.occasion == name and one.question.id in custom
    }


def _answers(occasion: Occasion) -> dict[str, Any]:
    answers = answers_of(occasion)
    none = 100 if answers.no_support else None
    support = {source: answers.support.get(source) for source in columns.SOURCES if source != rules.NO_SUPPORT}
    if answers.all_asked:
        support = {source: extent or 0 for source, extent in support.items()}
    return support | {rules.NO_SUPPORT: none} | {name: getattr(answers, name) for name in columns.QUESTIONS}


def _without_person(measure: Measure) -> Iterator[dict[str, Any]]:
    """A sex and a year. Those who took their consent back are among them: nothing tells them apart in a file."""
    rows = Participation.objects.filter(measure=measure, mode="anonymous").exclude(state="mistaken")
    for sex, year in rows.order_by("start_year", "sex", "pk").values_list("sex", "start_year"):
        yield {"sex": sex, "start_year": year}


def _question(one: Question) -> dict[str, Any]:
    choices = [choice.sv for choice in one.choices]
    return {
        "number": one.id,
        "question": one.sv,
        "kind": one.kind,
        "occasions": list(one.occasions),
        "choices": choices,
    }


def _without_id(one: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in one.items() if name != "public_id"}


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else value


def _plain(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)
