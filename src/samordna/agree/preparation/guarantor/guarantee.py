"""FK's case as organiser of last resort: it opens and closes by itself, by what the organiser rule says."""

from __future__ import annotations

from datetime import datetime

from samordna.agree.preparation.events import record, state_of
from samordna.agree.preparation.guarantor.package import digest, package_of
from samordna.agree.preparation.models import Case
from samordna.agree.preparation.situation import who_organises
from samordna.agree.preparation.states import ESF
from samordna.ground.kernel.clock import day_of
from samordna.ground.parties.actor import SYSTEM


def close_guarantor(case: Case, at: datetime, why: str, why_en: str) -> None:
    """The ground falls because the questions do: what FK was asked to guarantee is no longer what it was."""
    if state_of(case).guarantor_open:
        reason = {"rule": "", "text": why, "text_en": why_en, "source": "", "valid_from": None}
        record(case, "guarantor_closed", by=SYSTEM, at=at, party="fk", data={"reasons": [reason]}, why=why)


def settle_guarantor(case: Case, at: datetime) -> None:
    """Open a guarantor case, with everything attached, when the rule says that FK is guarantor.

    Close it, with the reason, when it no longer does. To be called inside an action, after what may change the answer.
    """
    state = state_of(case)
    if state.stage != "organiser" or state.plan.kind != ESF:
        return
    found = who_organises(state, day_of(at), case.association.organisation.party_id)
    guarantor = found is not None and found.role == "guarantor"
    if found is not None and guarantor and not state.guarantor_open:
        package = package_of(case, state, at, found)
        data = {"conditions": list(found.conditions), "reasons": [reason.as_record() for reason in found.reasons]}
        kept = {"package": package, "package_sha256": digest(package)}
        record(case, "guarantor_opened", by=SYSTEM, at=at, party="fk", data=data | kept)
    elif found is not None and not guarantor and state.guarantor_open:
        last = found.reasons[-1] if found.reasons else None
        data = {"reasons": [reason.as_record() for reason in found.reasons]}
        why = last.text_sv if last else ""
        record(case, "guarantor_closed", by=SYSTEM, at=at, party="fk", data=data, why=why)
