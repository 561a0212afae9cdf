"""Entries that should never have been made: closed with a reason, kept, counted nowhere and opened if that was wrong.

A mistaken entry is never deleted. Where it was the wrong person, or the person never consented, there is no ground for
keeping who it was: then everything about the person is erased, and the closed row remains.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count

from samordna.deliver.participants import erasing, permissions
from samordna.deliver.participants.history import STATE
from samordna.deliver.participants.models import EarlierAnswers, KeptCount, Mode, Participation
from samordna.deliver.participants.writing import keep_earlier, locked, next_state, note
from samordna.deliver.projects.models import Measure
from samordna.ground.kernel.clock import day_of
from samordna.ground.kernel.errors import NotFound, Refusal
from samordna.ground.parameters.reader import code_list
from samordna.ground.parties.actor import Actor
from samordna.ground.privacy import audit

MISTAKEN = "mistaken_entry"


def erases(reason: str) -> bool:
    """Whether a reason means that somebody is in the register who has not consented."""
    return any(code.code == reason and code.group == "erase" for code in code_list("mistake_reason"))


@transaction.atomic
def close_as_mistaken(*, participation: Participation, reason: str, by: Actor, at: datetime) -> Participation:
    """Close an entry that should never have been made. It is not deleted, and left out of all statistics."""
    participation = locked(participation)
    permissions.check_see_person(by, participation)
    state = next_state(participation, "closed_as_mistaken")
    if reason not in code_list("mistake_reason").in_force(day_of(at)):
        raise Refusal(
            "Välj varför registreringen var fel.", field="reason", message_en="Choose why the entry was a mistake."
        )
    before = {"state": participation.state, "end_reason": participation.end_reason}
    keep_earlier(participation, STATE, before, by, at, why=reason)
    participation.state, participation.end_reason = state, MISTAKEN
    participation.save(update_fields=["state", "end_reason"])
    note(participation, "closed_as_mistaken", by, at)
    if erases(reason):
        erasing.erase_mistaken(participation, by, at)
    return participation


def closing_of(participation: Participation) -> EarlierAnswers | None:
    """How a mistaken entry stood before it was closed; None for all others."""
    found = participation.earlier_answers.filter(part=STATE).order_by("-replaced_at", "-pk")
    return found.first() if participation.state == "mistaken" else None


@transaction.atomic
def reopen(*, participation: Participation, by: Actor, at: datetime) -> Participation:
    """Closing it was the mistake: it is as it was before, and the history shows both.

    Refusal when the person has been registered anew meanwhile: nobody is in a measure twice at once.
    """
    participation = locked(participation)
    permissions.check_see_person(by, participation)
    closed = closing_of(participation)
    if closed is None:
        raise NotFound
    before = closed.answers
    event = "reopened_as_ended" if before["state"] == "ended" else "reopened"
    state = next_state(participation, event)
    same = Participation.objects.filter(measure=participation.measure, person=participation.person, state="active")
    if state == "active" and same.exists():
        raise Refusal(
            "Personen är redan registrerad på nytt i insatsen. Då ska den här vara stängd.",
            message_en="The person has been registered anew in the measure. Then this one stays closed.",
        )
    now = {"state": participation.state, "end_reason": participation.end_reason}
    keep_earlier(participation, STATE, now, by, at, why="reopened")
    participation.state, participation.end_reason = state, before["end_reason"]
    participation.save(update_fields=["state", "end_reason"])
    note(participation, "reopened", by, at)
    return participation


def anonymous_entries(measures: Iterable[Measure], **only: Any) -> list[dict[str, Any]]:
    """What may be taken back, by measure, start year and sex: rows with how many were registered without person data.

    Those whom retention made anonymous are left out: they were registered as they should.
    """
    rows = (
        Participation.objects.filter(measure__in=measures, mode=Mode.ANONYMOUS, state="active", **only)
        .values("measure_id", "measure__code", "measure__name", "start_year", "sex")
        .annotate(count=Count("pk"))
        .order_by("measure__name", "-start_year", "-sex")
    )
    kept = KeptCount.objects.filter(measure__in=measures, rows__gt=0).values_list("measure_id", "year", "sex", "rows")
    made = {(measure, year, sex): number for measure, year, sex, number in kept}
    found = [
        row | {"count": row["count"] - made.get((row["measure_id"], row["start_year"], row["sex"]), 0)} for row in rows
    ]
    return [row for row in found if row["count"] > 0]


@transaction.atomic
def close_anonymous_as_mistaken(*, measure: Measure, sex: str, start_year: int, by: Actor, at: datetime) -> None:
    """Take back one anonymous entry. They cannot be told apart, so any of the same sex and year is the right one."""
    permissions.check_register(by, measure)
    one = (
        Participation.objects.select_for_update()
        .filter(measure=measure, mode=Mode.ANONYMOUS, sex=sex, start_year=start_year, state="active")
        .first()
    )
    if one is None:
        raise Refusal(
            "Det finns ingen registrering utan personuppgifter med det könet och det året.",
            message_en="There is no entry without person data of that sex and year.",
        )
    if not anonymous_entries([measure], sex=sex, start_year=start_year):
        raise Refusal(
            "Alla med det könet och det året har varit registrerade med personuppgifter, som har gallrats."
            " De räknas som förut, och ingen av dem kan stängas här.",
            message_en="Everybody of that sex and year was registered with person data, which retention has removed."
            " They count as before, and none of them can be closed here.",
        )
    one.state, one.end_reason = "mistaken", MISTAKEN
    one.save(update_fields=["state", "end_reason"])
    audit.record(
        by=by,
        at=at,
        what="participation.anonymous_closed_as_mistaken",
        subject_kind="measure",
        subject=measure.code,
        data={"start_year": start_year},
    )
