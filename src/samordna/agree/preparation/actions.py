"""What can be done with a proposal until it is recommended; the parties' answers are in ``answers.py``.

Every act: check who → check the rule → write → event and audit, in one transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from samordna.agree.needs.actions import signature
from samordna.agree.needs.models import Need
from samordna.agree.needs.numbers import next_number
from samordna.agree.needs.permissions import check_see_need, check_write_need
from samordna.agree.preparation import checks, costs, letters, lookup, money
from samordna.agree.preparation.case_state import CaseState, Plan
from samordna.agree.preparation.cost_basis import Basis
from samordna.agree.preparation.events import lock, record, state_of
from samordna.agree.preparation.history import plan_data
from samordna.agree.preparation.models import Case, SectionVersion
from samordna.agree.preparation.permissions import check_manage, check_write
from samordna.agree.preparation.sections import MAX_LENGTH, QUESTION
from samordna.agree.preparation.states import MEASURE, next_stage
from samordna.ground.kernel.clock import day_of
from samordna.ground.kernel.errors import Refusal
from samordna.ground.kernel.money import Money
from samordna.ground.parties.actor import Actor
from samordna.ground.parties.models import Organisation
from samordna.ground.privacy import audit


class StaleText(Refusal):
    """Somebody else saved the same text meanwhile. Carries both texts, so that no word is lost."""

    def __init__(self, question: str, yours: str, theirs: SectionVersion) -> None:
        super().__init__(
            f"{theirs.saved_by_name} har sparat en annan text under tiden. Båda texterna står här.",
            field=question,
            message_en=f"{theirs.saved_by_name} has saved another text meanwhile. Both texts are shown here.",
        )
        self.question, self.yours, self.theirs = question, yours, theirs


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
) -> Case:
    """Begin a proposal from a need. ``kind`` is ``measure`` or ``esf``; area, region and call date are for ESF+ only.

    The first event is the need itself, at the time when it was written down.
    """
    check_see_need(by, need)
    check_write_need(by, need.association.slug)
    plan = Plan(kind, orientation, area, region, call_date, start, end, participants)
    checks.check_title(title)
    checks.check_plan(plan, day_of(at))
    number = next_number(Case.objects.filter(association=need.association), day_of(at).year)
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
    record(case, "proposal_made", by=by, at=at, data={"title": case.title, **plan_data(plan)})
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
def save_text(*, by: Actor, at: datetime, case: Case, question: str, text: str, based_on: int) -> SectionVersion | None:
    """Save the answer to a question of the proposal. ``based_on`` is the version the writer had on the screen (0:
    none).

    StaleText if somebody saved another text meanwhile: both are shown, none is lost. None when nothing changed.
    """
    check_write(by, case)
    if question not in QUESTION:
        raise ValueError(f"no such question: {question}")
    state = lock(case)
    checks.check_stage(state, ("proposal",))
    text = text.replace("\r\n", "\n").strip()
    if len(text) > MAX_LENGTH:
        raise Refusal(
            f"Texten är för lång. Skriv högst {MAX_LENGTH} tecken, den har {len(text)}.",
            field=question,
            message_en=f"The text is too long: at most {MAX_LENGTH} characters, it has {len(text)}.",
        )
    newest = lookup.texts(case).get(question)
    if text == (newest.text if newest else ""):
        return None
    if newest is not None and newest.version != based_on:
        raise StaleText(question, text, newest)
    version = (newest.version if newest else 0) + 1
    data = {"question": question, "version": version}
    audit.record(by=by, at=at, what="case.text_saved", subject_kind="case", subject=case.key, data=data)
    return SectionVersion.objects.create(
        case=case,
        question=question,
        version=version,
        text=text,
        saved_by_id=by.account_id,
        saved_by_name=signature(by),
        saved_at=at,
    )


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
    letters.to_parties(case, letters.ASKED, parties, at=at, deadline=deadline)
    return state_of(case)


@transaction.atomic
def withdraw(*, by: Actor, at: datetime, case: Case, why: str) -> CaseState:
    """End the case without carrying it out. The reason is kept for those who ask years later."""
    check_manage(by, case)
    checks.check_reason(why)
    record(case, "withdrawn", by=by, at=at, why=why.strip())
    return state_of(case)


@transaction.atomic
def recommend(*, by: Actor, at: datetime, case: Case, organiser: str = "", why: str = "") -> CaseState:
    """The preparation group recommends the case for decision, with an organiser (ESF+) or a lead (measure).

    ``organiser`` chooses among several who are willing; where the rule gives one, it may be left out. Refusal, with
    what stands in the way, when the rule gives none or when money is missing.
    """
    check_manage(by, case)
    state = lock(case)
    checks.check_stage(state, ("organiser",))
    association = case.association.organisation.party_id
    chosen, role, reasons = checks.settle(state, day_of(at), association, organiser)
    rates = money.rates_now(state, day_of(at))
    data = {"organiser": chosen, "role": role, "reasons": reasons, "rates": money.rates_data(rates) if rates else None}
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
