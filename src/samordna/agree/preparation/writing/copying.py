"""A proposal that begins with what its need says, or with the texts, the time and the costs of an earlier one.

What is copied says where it comes from, and counts as answered when somebody has read it and saved it.
"""

from __future__ import annotations

from calendar import isleap
from datetime import date, datetime
from typing import Any

from django.db import transaction

from samordna.agree.needs.models import Need
from samordna.agree.needs.permissions import WRITERS, own_associations
from samordna.agree.preparation import lookup
from samordna.agree.preparation.actions import make_proposal, plan_costs
from samordna.agree.preparation.events import state_of
from samordna.agree.preparation.models import Case, SectionVersion
from samordna.agree.preparation.permissions import check_see_case, visible_cases
from samordna.agree.preparation.writing.sections import QUESTION
from samordna.agree.preparation.writing.texts import write_version
from samordna.ground.kernel.clock import day_of
from samordna.ground.parties.actor import Actor


def earlier_proposals(actor: Actor) -> list[Case]:
    """The cases that the actor may begin from: those with texts in the associations for which one writes proposals."""
    mine = visible_cases(actor).filter(association__slug__in=own_associations(actor, WRITERS))
    return list(mine.filter(texts__isnull=False).distinct().order_by("-number", "association__name"))


@transaction.atomic
def begin_proposal(*, by: Actor, at: datetime, need: Need, **frame: Any) -> Case:
    """Begin a proposal with what the need already says, as texts to read through. ``frame``: see ``make_proposal``."""
    case = make_proposal(by=by, at=at, need=need, **frame)
    origin = SectionVersion.OF_NEED + need.number
    for question, text in texts_of_need(need).items():
        if text:
            write_version(by=by, at=at, case=case, question=question, text=text, copied_from=origin)
    return case


def texts_of_need(need: Need) -> dict[str, str]:
    """What a need says of the proposal's first questions: need and evidence, group and place.

    Goals are left to those who write: turned round, what is missing today looks like a goal and says nothing.
    """
    places = ", ".join(need.municipalities.order_by("name").values_list("name", flat=True))
    lines = [line.strip().lstrip("-").strip() for line in need.evidence.splitlines() if line.strip()]
    evidence = "\n".join(f"- {line}" for line in lines) if len(lines) > 1 else "".join(lines)
    persons = "" if need.low is None else f"{need.low}–{need.high} personer. "
    gap = need.gap.strip()
    return {
        "need_evidence": "\n\n".join(filter(None, [gap, evidence, need.tried.strip()])),
        "group": f"{persons}{need.group.strip()}" + (f"\n{places or need.area}" if places or need.area else ""),
    }


@transaction.atomic
def copy_proposal(*, by: Actor, at: datetime, need: Need, source: Case, **frame: Any) -> Case:
    """Begin a proposal with what ``source`` says, moved whole years ahead. ``frame`` is title, kind, orientation and,
    for ESF+, area, region and call date: see ``make_proposal``.

    NotFound for a source outside one's scope. The promises of the parties are never copied.
    """
    check_see_case(by, source)
    before = state_of(source)
    years = years_ahead(before.plan.start, day_of(at))
    case = make_proposal(
        by=by,
        at=at,
        need=need,
        start=later(before.plan.start, years),
        end=later(before.plan.end, years),
        participants=before.plan.participants,
        copied_from=source.number,
        **frame,
    )
    for question, version in lookup.texts(source).items():
        if version.text and case.kind in QUESTION[question].kinds:
            write_version(by=by, at=at, case=case, question=question, text=version.text, copied_from=source.number)
    lines = {line.id: {year + years: amount for year, amount in line.amounts} for line in before.costs}
    if lines:
        plan_costs(by=by, at=at, case=case, lines=lines)
    return case


def years_ahead(start: date | None, on: date) -> int:
    """So many whole years that a plan from ``start`` lies ahead of the day ``on``: one, or as many as are needed.

    >>> years_ahead(date(2026, 3, 1), date(2026, 11, 12)), years_ahead(date(2022, 1, 1), date(2026, 11, 12))
    (1, 5)
    """
    years = 1
    while start is not None and (moved := later(start, years)) is not None and moved <= on:
        years += 1
    return years


def later(day: date | None, years: int) -> date | None:
    """The same day so many years later; the last of February where there is no 29th.

    >>> later(date(2024, 2, 29), 1)
    datetime.date(2025, 2, 28)
    """
    if day is None:
        return None
    last = 28 if (day.month, day.day) == (2, 29) and not isleap(day.year + years) else day.day
    return day.replace(year=day.year + years, day=last)
