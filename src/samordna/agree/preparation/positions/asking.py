"""What the manager does while the parties answer: asks one of them again or one more, moves the last day for answers,
or takes the proposal back to change it.

Asking them the first time stands in ``actions.py``, with the proposal that they are asked about.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction

from samordna.agree.preparation import checks, lookup
from samordna.agree.preparation.case_state import CaseState
from samordna.agree.preparation.events import lock, record, state_of
from samordna.agree.preparation.guarantor.guarantee import close_guarantor
from samordna.agree.preparation.models import Case
from samordna.agree.preparation.permissions import check_manage
from samordna.agree.preparation.positions import letters
from samordna.agree.preparation.positions.named import names_party
from samordna.agree.preparation.positions.respondents import silent_parties
from samordna.agree.preparation.states import ANSWERS_OPEN
from samordna.ground.kernel.clock import day_of
from samordna.ground.kernel.errors import Refusal
from samordna.ground.parties.actor import Actor
from samordna.ground.parties.models import Organisation


@transaction.atomic
def ask_again(*, by: Actor, at: datetime, case: Case, party: str, why: str = "") -> CaseState:
    """Remind a party, or ask it to think again, with letters to those who can answer for it.

    ``why`` is what it is asked. Refusal for a party that has been told the same day and is not asked anything new, or
    that has left the association.
    """
    check_manage(by, case)
    state = lock(case)
    checks.check_stage(state, ANSWERS_OPEN)
    checks.check_asked(state, party)
    check_still_member(case, state, party, day_of(at))
    if opens_on(case, state, party, day_of(at), why) is not None:
        raise Refusal(
            f"{state.name_of(party)} har redan fått frågan i dag. Vänta till i morgon.",
            message_en=f"{state.name_of(party)} has been asked today already. Wait until tomorrow.",
        )
    told = day_of(at) in letters.days_told(case, party)
    event = record(case, "party_asked_again", by=by, at=at, data={"party": party}, why=why)
    letters.to_parties(case, letters.AGAIN, [party], at=at, anew=str(event.sequence) if told else "")
    return state_of(case)


def opens_on(case: Case, state: CaseState, party: str, on: date, why: str = "") -> date | None:
    """The day from which the party can be asked again; None when it can be asked now.

    Once a day is enough for the same question. A new one, ``why``, need not wait.
    """
    before = next((asked.question for asked in state.parties if asked.party == party), "")
    if why.strip() and why.strip() != before.strip():
        return None
    told = on in days_asked(state, party) | letters.days_told(case, party)
    return on + timedelta(days=1) if told else None


@transaction.atomic
def add_party(*, by: Actor, at: datetime, case: Case, party: str, deadline: date | None = None) -> CaseState:
    """Ask one more party in the same round, with a last day of its own; what the others have answered stands.

    A case in which everybody had answered waits for answers again, and a guarantor case is closed: the new party may
    be willing. Refusal for a party that is asked already or no member, and for a day that has been.
    """
    check_manage(by, case)
    state = lock(case)
    checks.check_stage(state, ANSWERS_OPEN)
    members = lookup.members(case, day_of(at))
    checks.check_new_party(state, party, members)
    checks.check_deadline(deadline, day_of(at))
    close_guarantor(case, at, "En part till har fått frågan.", "One more party has been asked.")
    data = {"party": party, "name": members[party].name, "deadline": deadline.isoformat() if deadline else None}
    record(case, "party_added", by=by, at=at, data=data)
    letters.to_parties(case, letters.ASKED, [party], at=at)
    return state_of(case)


@transaction.atomic
def take_back(*, by: Actor, at: datetime, case: Case, why: str) -> CaseState:
    """Take a proposal that was sent back to be changed, with the reason. The parties are asked anew when it is ready.

    What they have answered is kept and shown beside the questions. A guarantor case is closed.
    """
    check_manage(by, case)
    state = lock(case)
    checks.check_stage(state, ANSWERS_OPEN)
    checks.check_reason(why)
    close_guarantor(case, at, "Förslaget ändras.", "The proposal is being changed.")
    record(case, "proposal_taken_back", by=by, at=at, why=why.strip())
    return state_of(case)


@transaction.atomic
def move_deadline(*, by: Actor, at: datetime, case: Case, deadline: date, why: str) -> CaseState:
    """Set another last day for answers, later or earlier but not past, with the reason.

    Those who have something left to answer get a letter; to the others nothing has changed.
    """
    check_manage(by, case)
    state = lock(case)
    checks.check_stage(state, ("positions",))
    checks.check_deadline(deadline, day_of(at))
    if {party.deadline for party in state.parties} == {deadline}:
        raise Refusal(
            "Det är redan sista svarsdagen. Välj en annan dag.",
            field="deadline",
            message_en="That is the last day for answers already: choose another.",
        )
    checks.check_reason(why)
    before = state.deadline.isoformat() if state.deadline else None
    data = {"deadline": deadline.isoformat(), "before": before}
    record(case, "deadline_moved", by=by, at=at, data=data, why=why.strip())
    letters.to_parties(case, letters.MOVED, state.waiting_for, at=at)
    return state_of(case)


def suggested(case: Case, members: Mapping[str, Organisation], on: date) -> list[str]:
    """Whom to ask, until the manager says otherwise: those asked before, else the parties that see the need, the
    municipalities where it is, and those that the proposal names among its parties.

    When nobody is named: everybody but the municipalities where nobody can answer.
    """
    before = state_of(case).asked
    need = case.need
    seen_by = need.seen_by.values_list("party_id", flat=True)
    places = [f"municipality-{code}" for code in need.municipalities.values_list("code", flat=True)]
    written = lookup.texts(case).get("parties")
    text = written.text if written else ""
    named = [party for party, o in members.items() if names_party(text, kind=o.kind, name=o.name)]
    wanted = set(before or [*seen_by, *places, *named])
    silent = {party for party in silent_parties(case, members, on) if members[party].kind == "municipality"}
    found = [party for party in members if party in wanted]
    return found or [party for party in members if party not in silent] or list(members)


def days_asked(state: CaseState, party: str) -> set[date]:
    """The days when the party was asked or asked again, in this round."""
    return {day_of(at) for asked in state.parties if asked.party == party for at in (asked.at, *asked.again)}


def check_still_member(case: Case, state: CaseState, party: str, on: date) -> None:
    """Refusal for a party that has left the association since it was asked."""
    if party not in lookup.members(case, on):
        name = state.name_of(party)
        raise Refusal(
            f"{name} är inte längre medlem i förbundet. Gå vidare utan det svaret, eller fråga parterna på nytt.",
            field="party",
            message_en=f"{name} is no longer a member of the association. Go on without that answer, or ask anew.",
        )
