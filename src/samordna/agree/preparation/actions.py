"""What can be done with a proposal until it is recommended; its texts are in ``texts.py``,
the parties' answers in ``answers.py``.

Every act: check who → check the rule → write → event and audit, in one transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from samordna.agree.needs.models import Need
from samordna.agree.needs.numbers import next_number
from samordna.agree.needs.permissions import check_see_need, check_write_need
from samordna.agree.needs.standing import check_open
from samordna.agree.preparation import checks, lookup
from samordna.agree.preparation.case_facts import Plan
from samordna.agree.preparation.case_state import CaseState
from samordna.agree.preparation.cofinancing import costs, double_counting, money
from samordna.agree.preparation.cofinancing.cost_basis import Basis
from samordna.agree.preparation.events import lock, record, state_of
from samordna.agree.preparation.history import plan_data
from samordna.agree.preparation.models import Case
from samordna.agree.preparation.permissions import check_manage, check_write
from samordna.agree.preparation.positions import letters
from samordna.agree.preparation.states import MEASURE, next_stage
from samordna.ground.kernel.clock import day_of
from samordna.ground.kernel.money import Money
from samordna.ground.parties.actor import Actor
from samordna.ground.parties.models import Organisation


@transaction.atomic
def make_proposal(
    *,
    by: Actor,
    at: datetime,
    need: Need,
    title: str,
    kind: str = MEASURE,
    orientation: str = "individual",
    area: str = "",
    region: str = "",
    call_date: date | None = None,
    start: date | None = None,
    end: date | None = None,
    participants: int | None = None,
    copied_from: str = "",
) -> Case:
    """Begin a proposal from a need. ``kind`` is ``measure`` or ``esf``; area, region and call date are for ESF+ only.
    ``copied_from`` is the number of the earlier case that it begins with, if it does.

    The first event is the need itself, at the time when it was written down.
    """
    check_see_need(by, need)
    check_write_need(by, need.association.slug)
    check_open(need)
    plan = Plan(kind, orientation, area, region, call_date, start, end, participants)
    checks.check_title(title)
    checks.check_plan(plan, day_of(at))
    number = next_number(Case.objects.filter(association=need.association), day_of(at).year, of=need.association)
    case = Case.objects.create(
        key=f"{need.association.slug}-{number}",
        number=number,
        title=title.strip(),
        association=need.association,
        need=need,
        kind=kind,
        orientation=orientation,
        area=area,
        stage=next_stage("", "need_identified", ""),
        since=need.written_at,
    )
    noted = {"need": need.number, "low": need.low, "high": need.high, "places": need.places}
    record(case, "need_identified", by=by, at=at, data=noted, happened=need.written_at, by_name=need.written_by_name)
    begun = {"title": case.title, **plan_data(plan)} | ({"copied_from": copied_from} if copied_from else {})
    record(case, "proposal_made", by=by, at=at, data=begun)
    return case


@transaction.atomic
def change_plan(*, by: Actor, at: datetime, case: Case, **changes: Any) -> CaseState:
    """Change the frame: orientation, area, region, call_date, start, end, participants. Nothing happens if nothing
    changes.

    The kind is fixed: an ESF+ project and a measure go different ways.
    """
    check_write(by, case)
    unknown = set(changes) - {f.name for f in fields(Plan)} | ({"kind"} & set(changes))
    if unknown:
        raise ValueError(f"not part of the plan that can change: {sorted(unknown)}")
    before = lock(case)
    plan = replace(before.plan, **changes)
    changed = {
        name: value for name, value in plan_data(plan).items() if getattr(plan, name) != getattr(before.plan, name)
    }
    if not changed:
        return before
    checks.check_plan(plan, day_of(at))
    checks.check_years(before, plan)
    record(case, "plan_changed", by=by, at=at, data=changed)
    return state_of(case)


@transaction.atomic
def rename(*, by: Actor, at: datetime, case: Case, title: str) -> None:
    """Give the proposal another title."""
    check_write(by, case)
    checks.check_title(title)
    lock(case)
    if title.strip() == case.title:
        return
    record(case, "plan_changed", by=by, at=at, data={"title": title.strip()})
    case.title = title.strip()
    case.save(update_fields=["title"])


@transaction.atomic
def plan_costs(
    *,
    by: Actor,
    at: datetime,
    case: Case,
    lines: Mapping[str, Mapping[int, Money]],
    bases: Mapping[str, Basis] | None = None,
) -> CaseState:
    """State what is paid in cash: line id → year → amount. Replaces the lines before.

    ``bases`` says how lines were computed (hours at unit costs, flat rates) and is kept with them. Without it a line
    keeps the basis it has as long as its amounts stay; amounts that somebody types over are typed.
    """
    check_write(by, case)
    state = lock(case)
    checks.check_costs(state.plan, lines)
    bases = costs.bases_that_hold(state, lines) if bases is None else bases
    if any(not costs.fits(basis, name, lines) for name, basis in bases.items()):
        raise ValueError("a basis must give the amounts of its line")
    if costs.says_already(state, lines, bases):
        return state
    record(case, "costs_planned", by=by, at=at, data={"lines": costs.as_data(lines, bases)})
    return state_of(case)


@transaction.atomic
def ask_parties(
    *, by: Actor, at: datetime, case: Case, parties: Sequence[str], deadline: date | None = None
) -> CaseState:
    """Ask the parties (ids) for their positions, until ``deadline`` (the last day) if one is set.

    Refusal while an answer in the proposal is missing, for fewer than two different parties, or for a party that is no
    member of the association that day.
    """
    check_manage(by, case)
    state = lock(case)
    checks.check_complete(lookup.answered(case), state)
    checks.check_parties(parties, lookup.members(case, day_of(at)), deadline, day_of(at))
    names = dict(Organisation.objects.filter(party_id__in=parties).values_list("party_id", "name"))
    data = {
        "parties": [{"party": party, "name": names[party]} for party in parties],
        "deadline": deadline.isoformat() if deadline else None,
    }
    record(case, "parties_asked", by=by, at=at, data=data)
    letters.to_parties(case, letters.ASKED, parties, at=at)
    return state_of(case)


@transaction.atomic
def withdraw(*, by: Actor, at: datetime, case: Case, why: str) -> CaseState:
    """End the case without carrying it out. The reason is kept for those who ask years later."""
    check_manage(by, case)
    checks.check_reason(why)
    record(case, "withdrawn", by=by, at=at, why=why.strip())
    return state_of(case)


@transaction.atomic
def recommend(
    *,
    by: Actor,
    at: datetime,
    case: Case,
    organiser: str = "",
    why: str = "",
    meeting: str = "",
    said_on: date | None = None,
) -> CaseState:
    """The preparation group recommends the case for decision, with an organiser (ESF+) or a lead (measure).

    ``meeting`` is the key of the group's meeting, where there was one; ``said_on`` the day when the group said it, if
    that is another than today.

    ``organiser`` chooses among several who are willing, and ``why`` then says why that one; where the rule gives one,
    both may be left out. Refusal, with what stands in the way, when the rule gives none, when money is missing, or when
    a party has itself called a cost the same in another case. The shares of support in force that day are kept with the
    recommendation.
    """
    check_manage(by, case)
    state = lock(case)
    checks.check_stage(state, ("organiser",))
    association = case.association.organisation.party_id
    chosen, role, reasons = checks.settle(state, day_of(at), association, organiser)
    among = checks.able(state, day_of(at), association)
    if len(among) > 1:
        checks.check_why_that_one(why)
    double_counting.check_nothing_twice(by, case, state)
    rates = money.rates_now(state, day_of(at))
    data: dict[str, Any] = {"organiser": chosen, "role": role, "reasons": reasons, "among": list(among)}
    data["rates"] = money.rates_data(rates) if rates else None
    if meeting:
        data["meeting"] = meeting
    if said_on is not None:
        checks.check_said_on(said_on, day_of(at))
        data["said_on"] = said_on.isoformat()
    record(case, "recommended", by=by, at=at, data=data, why=why)
    return state_of(case)


@transaction.atomic
def give_carry_on_plan(*, by: Actor, at: datetime, case: Case, text: str, parties: Sequence[str]) -> CaseState:
    """Say who carries on when a project with FK as guarantor ends: one or more parties other than FK."""
    check_write(by, case)
    state = lock(case)
    checks.check_carry_on(state, text, parties)
    record(case, "carry_on_plan_given", by=by, at=at, data={"text": text.strip(), "parties": list(parties)})
    return state_of(case)
