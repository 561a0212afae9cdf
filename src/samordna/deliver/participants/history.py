"""What stood before a correction and what stands instead: the history of a participation, as differences to read.

What stood is stored; what came instead is what stood before the next correction of the same part, or what stands now.
A name that was corrected leaves its trace without the old name: the vault keeps only the latest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from samordna.deliver.participants import codes, custom, rules
from samordna.deliver.participants.models import EarlierAnswers, Participation
from samordna.deliver.participants.rules import Answers
from samordna.deliver.participants.writing import answers_of

ENTRY, NAME, STATE = "entry", "name", "state"
#: The day of a follow-up, among the facts of its week.
DAY = "on"
#: Nothing was answered: not zero, and not no.
EMPTY: tuple[Any, ...] = (None, "", [], ())


@dataclass(frozen=True)
class Difference:
    """One fact before and after a correction. None or empty: not answered."""

    fact: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Correction:
    """One correction: of which part, when, by whom, why, and every fact that changed."""

    part: str
    at: datetime
    by: str
    why: str
    differences: tuple[Difference, ...] = field(default=())


def corrections_of(participation: Participation) -> list[Correction]:
    """All corrections, latest first, with what each of them changed."""
    rows = participation.earlier_answers.select_related("replaced_by").order_by("-replaced_at", "-pk")
    standing = _standing(participation)
    found = []
    for row in rows:
        before, later = _facts(row), standing.setdefault(row.part, {})
        if row.part not in (ENTRY, NAME, STATE):  # an own question that was not answered then stands in no row
            same_day = {DAY: later[DAY]} if DAY in later else {}  # a day that was not corrected stands in no row
            before = dict.fromkeys(later) | same_day | before
        changed = [Difference(fact, value, later.get(fact)) for fact, value in before.items()]
        found.append(_correction(row, [one for one in changed if one.before != one.after]))
        later.update(before)
    return found


def flat(answers: Answers) -> dict[str, Any]:
    """Answers as facts: per cent for every source and doing, yes or no for every question; None is not answered."""
    questions = (*rules.DOINGS, "studies_kind", *rules.YES_NO)
    own = {custom.field(int(question)): sorted(values) for question, values in answers.custom.items()}
    known = rules.known_support(answers, codes.sources())
    return known | {name: getattr(answers, name) for name in questions} | own


def only_fills_in(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether nothing that was answered has changed: answers that were missing have come.

    >>> only_fills_in({"studies": None, "seeking": True}, {"studies": 0, "seeking": True})
    True
    >>> only_fills_in({"studies": 25}, {"studies": 0})
    False
    """
    return all(value in EMPTY or value == after.get(fact) for fact, value in before.items())


def _standing(participation: Participation) -> dict[str, dict[str, Any]]:
    """What stands now, by part."""
    now: dict[str, dict[str, Any]] = {
        ENTRY: entry_as_data(participation),
        STATE: {"state": participation.state, "end_reason": participation.end_reason},
    }
    for occasion in participation.occasions.prefetch_related("support", "custom"):
        facts = flat(answers_of(occasion))
        now[part_of(occasion.kind, occasion.months)] = facts
        if occasion.months:
            facts[DAY] = _day(occasion.on)
    return now


def part_of(kind: str, months: int) -> str:
    """The name of an occasion in the history: in, out, follow_up_6."""
    return f"{kind}_{months}" if months else kind


def entry_as_data(participation: Participation) -> dict[str, Any]:
    """What was asked at entry, and the ending, as JSON values."""

    return {
        "start": _day(participation.start),
        "planned_end": _day(participation.planned_end),
        "end": _day(participation.end),
        "end_reason": participation.end_reason,
        "municipality": participation.municipality_id,
        "district": participation.district,
        "groups": sorted(participation.groups.values_list("group", flat=True)),
        "referred_by": participation.referred_by,
        "education": participation.education,
        "support_time": participation.support_time,
    }


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _facts(row: EarlierAnswers) -> dict[str, Any]:
    if row.part in (ENTRY, NAME, STATE):
        return dict(row.answers)
    known = {name: row.answers[name] for name in Answers.__dataclass_fields__ if name in row.answers}
    return flat(Answers(**known)) | {name: row.answers[name] for name in (DAY,) if name in row.answers}


def _correction(row: EarlierAnswers, changed: Iterable[Difference]) -> Correction:
    by = row.replaced_by.name if row.replaced_by else ""
    return Correction(row.part, row.replaced_at, by, row.why, tuple(changed))
