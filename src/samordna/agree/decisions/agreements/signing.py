"""Signatures through a service for electronic signatures: a port, and how far each request has come.

The service is an argument (``edge/integrations/signing`` has the adapters). A request is first written down, then the
service is called outside any transaction, then its answer is written down. Whatever is cut off in between, asking
again with the same key asks for nothing new, and a signature is stored once.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.db import transaction

from samordna.agree.decisions.agreements.agreeing import check_may_sign, check_signable, put_signature
from samordna.agree.decisions.models import Agreement, SigningRequest
from samordna.agree.preparation.events import lock
from samordna.agree.preparation.models import Case
from samordna.ground.kernel.errors import Refusal
from samordna.ground.parties.actor import Actor
from samordna.ground.parties.models import Organisation
from samordna.ground.privacy import audit


@dataclass(frozen=True)
class SigningOrder:
    """What a service is asked for: who signs which text. The same ``key`` is the same order."""

    key: str
    title: str
    document_hash: str
    text: str
    name: str
    role: str


@dataclass(frozen=True)
class Outcome:
    """What a service answers: ``waiting``, ``signed`` or ``refused``, with its own evidence or the reason."""

    status: str
    evidence: str = ""
    why: str = ""


class ServiceFailed(Exception):
    """The service did not answer, or not in a way that can be understood. Nothing is known: ask again."""


class SigningService(Protocol):
    """A service for electronic signatures. Both calls may be repeated without anything happening twice."""

    name: str

    def ask(self, order: SigningOrder) -> str:
        """Hand over an order; returns the service's reference. ServiceFailed when it does not answer."""
        ...

    def outcome(self, reference: str) -> Outcome:
        """How far the order has come. ServiceFailed when the service does not answer."""
        ...


OPEN = ("prepared", "sent")


@transaction.atomic
def prepare(
    *,
    by: Actor,
    at: datetime,
    case: Case,
    party: str,
    version: int,
    title: str,
    service: str,
    may_sign: bool = False,
) -> SigningRequest:
    """Write down that a person is to sign for the own party through a service.

    An open request to the same service is used again; one to a service that is no longer used is cancelled.
    ``may_sign`` is that the person has said to have the right to; the audit trail keeps it.
    """
    check_may_sign(by, case, party)
    state = lock(case)
    check_signable(case, state, party, version)
    role = title.strip() or by.title
    if not role:
        raise Refusal("Skriv din titel eller roll.", field="title", message_en="Write your title or role.")
    made = Agreement.objects.get(case=case, version=version)
    earlier = SigningRequest.objects.filter(agreement=made, organisation__party_id=party)
    known = earlier.filter(status__in=OPEN).first()
    if known is not None and known.service == service:
        return known
    if known is not None:
        _note(known, at, status="cancelled")
    number = earlier.count() + 1
    asked = SigningRequest.objects.create(
        agreement=made,
        organisation=Organisation.objects.get(party_id=party),
        service=service,
        key=hashlib.sha256(f"{case.key} {version} {party} {number}".encode()).hexdigest(),
        name=by.name,
        title=role,
        status="prepared",
        asked_at=at,
        asked_by_id=by.account_id,
        changed_at=at,
    )
    data = {"version": version, "party": party, "service": service, "number": number}
    data |= {"may_sign": True} if may_sign else {}
    audit.record(by=by, at=at, what="agreement.signature_asked", subject_kind="case", subject=case.key, data=data)
    return asked


def send(*, at: datetime, request: SigningRequest, service: SigningService) -> SigningRequest:
    """Hand a prepared request over to the service. Refusal when it does not answer; the request stays prepared."""
    fresh = SigningRequest.objects.get(pk=request.pk)
    if fresh.status != "prepared":
        return fresh
    made = fresh.agreement
    order = SigningOrder(fresh.key, made.case.title, made.document_hash, made.text, fresh.name, fresh.title)
    try:
        reference = service.ask(order)
    except ServiceFailed as failed:
        _note(fresh, at, status="prepared", problem=str(failed))
        raise Refusal(
            "Underskriftstjänsten svarar inte. Inget är underskrivet. Försök igen om en stund.",
            message_en="The signature service does not answer. Nothing is signed. Try again in a while.",
        ) from failed
    _note(fresh, at, status="sent", reference=reference)
    return fresh


def collect(*, by: Actor, at: datetime, request: SigningRequest, service: SigningService) -> SigningRequest:
    """Ask the service how far it has come, and store the signature when there is one – once, however often one asks."""
    case = request.agreement.case
    check_may_sign(by, case, request.organisation.party_id)
    if request.status != "sent":
        return request
    try:
        found = service.outcome(request.reference)
    except ServiceFailed as failed:
        raise Refusal(
            "Underskriftstjänsten svarar inte. Försök igen om en stund.",
            message_en="The signature service does not answer. Try again in a while.",
        ) from failed
    return _store(by=by, at=at, request=request, found=found)


@transaction.atomic
def _store(*, by: Actor, at: datetime, request: SigningRequest, found: Outcome) -> SigningRequest:
    fresh = SigningRequest.objects.select_for_update().get(pk=request.pk)
    if fresh.status != "sent" or found.status == "waiting":
        return fresh
    if found.status == "signed":
        put_signature(
            by=by,
            at=at,
            case=fresh.agreement.case,
            party=fresh.organisation.party_id,
            version=fresh.agreement.version,
            name=fresh.name,
            title=fresh.title,
            how=fresh.service,
            evidence=found.evidence,
        )
    _note(fresh, at, status="signed" if found.status == "signed" else "refused", problem=found.why)
    return fresh


def _note(request: SigningRequest, at: datetime, *, status: str, reference: str = "", problem: str = "") -> None:
    request.status, request.problem, request.changed_at = status, problem[:300], at
    request.reference = reference or request.reference
    request.attempts += 1 if status in OPEN else 0
    request.save(update_fields=["status", "problem", "changed_at", "reference", "attempts"])
