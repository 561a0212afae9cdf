"""After the decision: agreement and signatures, start, end and handing over."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import transaction

from samordna.agree.decisions import rules
from samordna.agree.decisions.agreement_text import agreement_text
from samordna.agree.decisions.models import Agreement, Signature
from samordna.agree.decisions.roles import check_undertakings
from samordna.agree.needs.actions import signature
from samordna.agree.preparation.case_state import CaseState
from samordna.agree.preparation.checks import check_reason, check_stage
from samordna.agree.preparation.events import lock, record, state_of
from samordna.agree.preparation.lookup import texts
from samordna.agree.preparation.models import Case
from samordna.agree.preparation.permissions import check_answer_for, check_manage, may_answer_for, may_manage
from samordna.ground.kernel.clock import day_of
from samordna.ground.kernel.errors import Refusal
from samordna.ground.parties.actor import SYSTEM, Actor
from samordna.ground.parties.models import Organisation


@transaction.atomic
def draft_agreement(*, by: Actor, at: datetime, case: Case, text: str = "") -> Agreement:
    """Write a version of the agreement; without a text, from the template. Signatures under earlier versions lapse.

    The same text once more is the same version.
    """
    check_manage(by, case)
    state = lock(case)
    check_stage(state, ("agreement",))
    words = text.replace("\r\n", "\n").strip() or agreement_text(case, state, texts(case), day_of(at))
    newest = case.agreements.order_by("-version").first()
    if newest is not None and newest.text == words:
        return newest
    made = Agreement.objects.create(
        case=case,
        version=(newest.version if newest else 0) + 1,
        text=words,
        document_hash=hashlib.sha256(words.encode()).hexdigest(),
        drafted_at=at,
        drafted_by_name=signature(by),
    )
    data = {"version": made.version, "document_hash": made.document_hash}
    record(case, "agreement_drafted", by=by, at=at, data=data)
    return made


@transaction.atomic
def sign(
    *, by: Actor, at: datetime, case: Case, party: str, version: int, name: str = "", title: str = ""
) -> CaseState:
    """Record a party's signature under ``version``, which must be the one that holds. Everybody signs once.

    A person signs for the own organisation; the manager signs for the association, or records a signature given on
    paper for it.
    """
    state = lock(case)
    home = case.association.organisation.party_id
    if not (party == home and may_manage(by, case)):
        check_answer_for(by, case, party)
    check_stage(state, ("agreement",))
    _check_signature(state, home, party, version)
    made = Agreement.objects.get(case=case, version=version)
    who, role = name.strip() or by.name, title.strip() or by.title
    if not role:
        raise Refusal("Skriv din titel eller roll.", field="title", message_en="Write your title or role.")
    Signature.objects.create(
        agreement=made,
        organisation=Organisation.objects.get(party_id=party),
        name=who,
        title=role,
        signed_at=at,
        document_hash=made.document_hash,
        recorded_by_id=by.account_id,
    )
    data = {"party": party, "name": who, "title": role, "version": version, "document_hash": made.document_hash}
    record(case, "signed", by=by, at=at, party=party, data=data)
    if not rules.unsigned(state_of(case), home):
        record(case, "all_signed", by=SYSTEM, at=at)
    return state_of(case)


def may_sign_for(actor: Actor, case: Case, party: str) -> bool:
    """The manager signs for the association, a member of the preparation group for the own organisation."""
    home = case.association.organisation.party_id
    return may_manage(actor, case) if party == home else may_answer_for(actor, case, party)


@transaction.atomic
def start(*, by: Actor, at: datetime, case: Case) -> CaseState:
    """The work begins. Nothing starts before everybody has signed, nor before the first day of the plan."""
    check_manage(by, case)
    state = lock(case)
    check_stage(state, ("agreed",))
    check_undertakings(state)
    if state.plan.start and day_of(at) < state.plan.start:
        raise Refusal(
            f"Arbetet kan börja {state.plan.start.isoformat()}, inte tidigare.",
            message_en=f"The work can begin on {state.plan.start}, not before.",
        )
    record(case, "started", by=by, at=at)
    return state_of(case)


@transaction.atomic
def end(*, by: Actor, at: datetime, case: Case, why: str = "") -> CaseState:
    """The work has ended."""
    check_manage(by, case)
    record(case, "ended", by=by, at=at, why=why.strip())
    return state_of(case)


@transaction.atomic
def hand_over(*, by: Actor, at: datetime, case: Case, why: str) -> CaseState:
    """Say what the parties took over: the last event of a case that went well."""
    check_manage(by, case)
    check_reason(why)
    record(case, "handed_over", by=by, at=at, why=why.strip())
    return state_of(case)


def _check_signature(state: CaseState, home: str, party: str, version: int) -> None:
    if version != state.agreement_version:
        raise Refusal(
            "Texten har ändrats. Läs den nya versionen innan du skriver under.",
            message_en="The text has changed: read the new version before you sign.",
        )
    if party not in rules.unsigned(state, home):
        raise Refusal("Parten har redan skrivit under.", message_en="That party has signed already.")
