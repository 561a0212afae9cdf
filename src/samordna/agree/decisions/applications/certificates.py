"""Co-financing certificates, one for each payer: what it promises, by kind and year, and how it was computed.

A certificate says what was promised on the day it was issued and never changes. When the promise changes it is shown
as no longer right, with the difference, and a new one with the next number is issued.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from samordna.agree.decisions.applications.handling import check_signature
from samordna.agree.decisions.applications.permissions import check_certify
from samordna.agree.decisions.applications.roles import name_of
from samordna.agree.decisions.models import Certificate, CertificateSignature
from samordna.agree.needs.actions import signature
from samordna.agree.preparation.case_facts import Commitment
from samordna.agree.preparation.case_state import CaseState
from samordna.agree.preparation.checks import check_stage
from samordna.agree.preparation.events import lock, record, state_of
from samordna.agree.preparation.models import Case
from samordna.ground.kernel.clock import day_of
from samordna.ground.kernel.errors import Refusal
from samordna.ground.kernel.money import Money
from samordna.ground.parameters.areas import nuts2_regions
from samordna.ground.parties.actor import Actor
from samordna.ground.parties.models import Organisation

SCHEMA = "samordna-certificate/1"
CERTIFICATES_OPEN = ("decision", "application", "agreement")


@dataclass(frozen=True)
class Standing:
    """A certificate against what is promised now: ``right``, ``changed`` or ``replaced`` by a newer one.

    ``difference`` is what is promised now less what it says.
    """

    certificate: Certificate
    status: str
    total: Money
    difference: Money


def payers(state: CaseState) -> tuple[str, ...]:
    """The parties that have promised something, in the order they were asked."""
    paying = {c.party for c in state.commitments if c.amount.ore}
    return tuple(party for party in state.asked if party in paying)


def lines_of(state: CaseState, party: str) -> list[dict[str, Any]]:
    """What a party promises now, as a certificate says it: kind, year, amount and basis; nothing that is zero."""
    return [_line(c) for c in sorted(_promises(state, party), key=lambda c: (c.kind, c.year))]


def _promises(state: CaseState, party: str) -> Iterable[Commitment]:
    return (c for c in state.commitments if c.party == party and c.amount.ore)


def _line(c: Commitment) -> dict[str, Any]:
    basis = c.basis
    computed = (
        {"participants": basis.participants, "hours": basis.hours, "value": str(basis.value)}
        if basis is not None
        else None
    )
    return {"kind": c.kind, "year": c.year, "amount": str(c.amount), "basis": computed}


def total_of(lines: Iterable[dict[str, Any]]) -> Money:
    """The sum of a certificate's lines, to the öre."""
    return Money.total(Money.parse(line["amount"]) for line in lines)


def standing(case: Case, state: CaseState) -> list[Standing]:
    """Every certificate of the case, the oldest first, held against what is promised now."""
    rows = list(Certificate.objects.filter(case=case).select_related("organisation", "signature").order_by("number"))
    newest = {row.organisation.party_id: row.number for row in rows}
    return [_standing(row, state, newest[row.organisation.party_id]) for row in rows]


def _standing(row: Certificate, state: CaseState, newest: int) -> Standing:
    now, then = lines_of(state, row.organisation.party_id), row.facts["lines"]
    status = "replaced" if row.number != newest else "right" if now == then else "changed"
    return Standing(row, status, total_of(then), total_of(now) - total_of(then))


def lacking(case: Case, state: CaseState) -> tuple[str, ...]:
    """The payers without a certificate that says what they promise now."""
    right = {s.certificate.organisation.party_id for s in standing(case, state) if s.status == "right"}
    return tuple(party for party in payers(state) if party not in right)


@transaction.atomic
def issue_certificate(*, by: Actor, at: datetime, case: Case, party: str) -> Certificate:
    """Write a certificate for what ``party`` promises now. Refusal without a promise, or when a right one exists."""
    state = lock(case)
    check_certify(by, case, state, party)
    check_stage(state, CERTIFICATES_OPEN)
    if not lines_of(state, party):
        raise Refusal(
            "Parten har inte lovat något. Ett intyg skrivs bara för den som medfinansierar.",
            field="party",
            message_en="That party has promised nothing: a certificate is for those who co-finance.",
        )
    if party not in lacking(case, state):
        raise Refusal(
            "Partens intyg stämmer redan med vad den har lovat.",
            field="party",
            message_en="The party's certificate already says what it has promised.",
        )
    number = (Certificate.objects.filter(case=case).aggregate(last=Max("number"))["last"] or 0) + 1
    facts = _facts(case, state, party, number, day_of(at))
    digest = hash_of(facts)
    data = {"party": party, "number": number, "document_hash": digest}
    event = record(case, "certificate_issued", by=by, at=at, party=party, data=data)
    return Certificate.objects.create(
        case=case,
        event=event,
        organisation=Organisation.objects.get(party_id=party),
        number=number,
        facts=facts,
        document_hash=digest,
        issued_at=at,
        issued_by_name=signature(by),
    )


@transaction.atomic
def issue_missing(*, by: Actor, at: datetime, case: Case) -> list[Certificate]:
    """A certificate for every payer that lacks a right one. Refusal when all have theirs."""
    left = lacking(case, lock(case))
    if not left:
        raise Refusal("Alla intyg stämmer redan.", message_en="All certificates are right already.")
    return [issue_certificate(by=by, at=at, case=case, party=party) for party in left]


@transaction.atomic
def sign_certificate(*, by: Actor, at: datetime, case: Case, number: int, name: str, title: str, on: date) -> CaseState:
    """Record who signed a certificate for the payer, and when. Only one that is right can be signed, once."""
    state = lock(case)
    found = next((s for s in standing(case, state) if s.certificate.number == number), None)
    party = found.certificate.organisation.party_id if found else ""
    check_certify(by, case, state, party)
    check_stage(state, CERTIFICATES_OPEN)
    if found is None or found.status != "right":
        raise Refusal(
            "Intyget stämmer inte längre med vad parten har lovat. Skriv ett nytt först.",
            message_en="The certificate no longer says what the party has promised: issue a new one first.",
        )
    made = found.certificate
    if hasattr(made, "signature"):
        raise Refusal("Intyget är redan undertecknat.", message_en="The certificate is signed already.")
    check_signature(name, title, on, day_of(at), not_before=day_of(made.issued_at))
    said = {"number": number, "name": name.strip(), "title": title.strip(), "on": on.isoformat()}
    data = said | {"document_hash": made.document_hash}
    event = record(case, "certificate_signed", by=by, at=at, party=party, data=data)
    CertificateSignature.objects.create(
        certificate=made,
        event=event,
        name=name.strip(),
        title=title.strip(),
        signed_on=on,
        document_hash=made.document_hash,
    )
    return state_of(case)


def hash_of(facts: dict[str, Any]) -> str:
    """SHA-256 of what a certificate says, as JSON with sorted names."""
    return hashlib.sha256(json.dumps(facts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _facts(case: Case, state: CaseState, party: str, number: int, on: date) -> dict[str, Any]:
    lines = lines_of(state, party)
    answer, plan = state.answer(party, "co_finances"), state.plan
    decision = next((d for d in state.decisions_now if d.body == party and d.outcome == "yes"), None)
    organiser = state.recommendation.organiser if state.recommendation else ""
    return {
        "schema": SCHEMA,
        "number": number,
        "on": on.isoformat(),
        "case": case.number,
        "project": case.title,
        "association": case.association.organisation.name,
        "organiser": name_of(state, organiser) if organiser else "",
        "area": plan.area,
        "region": nuts2_regions().get(plan.region, ""),
        "start": plan.start.isoformat() if plan.start else None,
        "end": plan.end.isoformat() if plan.end else None,
        "payer": {"party": party, "name": name_of(state, party)},
        "answered_by": answer.decided_by if answer else "",
        "answered_on": answer.decided_on.isoformat() if answer and answer.decided_on else None,
        "decided_by": decision.decided_by if decision else "",
        "decided_on": decision.decided_on.isoformat() if decision else None,
        "lines": lines,
        "total": str(total_of(lines)),
    }
