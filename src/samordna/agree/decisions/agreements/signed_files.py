"""A signed agreement that comes back as a PDF: what can honestly be checked, and the signatures that stand on it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from samordna.agree.decisions.agreements.agreeing import put_signature
from samordna.agree.decisions.agreements.agreement_paper import paper_of
from samordna.agree.decisions.models import Agreement, SignedFile
from samordna.agree.decisions.rules import signatories
from samordna.agree.needs.actions import signature
from samordna.agree.preparation.case_state import CaseState
from samordna.agree.preparation.events import lock
from samordna.agree.preparation.models import Case
from samordna.agree.preparation.permissions import check_manage
from samordna.engine.formats.paper_pdf import paper_as_pdf
from samordna.ground.kernel.errors import Refusal
from samordna.ground.parties.actor import Actor
from samordna.ground.privacy import audit

MAX_BYTES = 10_000_000
Signer = tuple[str, str, str]  # party, name, title


@transaction.atomic
def put_back(
    *,
    by: Actor,
    at: datetime,
    case: Case,
    version: int,
    content: bytes,
    filename: str,
    signers: Sequence[Signer],
) -> SignedFile:
    """Keep a signed PDF of ``version``, and record the signatures that the manager reads on it (at least one).

    The file is kept as it came, with its SHA-256. Whether it is our own file with signatures added, a file that carries
    our checksum, or only said to be this version (a scanned paper) is stored with it. Refusal when it is no PDF, too
    large, or carries the checksum of another version of this agreement.
    """
    check_manage(by, case)
    state = lock(case)
    made = Agreement.objects.filter(case=case, version=version).first()
    if made is None or version != state.agreement_version:
        raise Refusal("Texten har ändrats. Läs den nya versionen.", message_en="The text has changed.")
    _check_pdf(content)
    match = _match(made, state, content)
    told = [(party, name.strip(), title.strip()) for party, name, title in signers if name.strip() or title.strip()]
    _check_signers(told)
    digest = hashlib.sha256(content).hexdigest()
    kept = SignedFile.objects.filter(agreement=made, sha256=digest).first() or SignedFile.objects.create(
        agreement=made,
        content=content,
        filename=filename[-200:],
        sha256=digest,
        size=len(content),
        match=match,
        added_at=at,
        added_by_id=by.account_id,
        added_by_name=signature(by),
    )
    data = {"version": version, "sha256": digest, "match": match}
    audit.record(by=by, at=at, what="agreement.file_kept", subject_kind="case", subject=case.key, data=data)
    for party, name, title in told:
        put_signature(
            by=by, at=at, case=case, party=party, version=version, name=name, title=title, how="file", evidence=digest
        )
    return kept


def to_sign(made: Agreement, state: CaseState) -> bytes:
    """The PDF to sign by hand or in another service: the same bytes every time."""
    return paper_as_pdf(paper_of(made, signer_names(made.case, state)))


def signer_names(case: Case, state: CaseState) -> list[str]:
    """The names of those who are to sign, the association first."""
    home = case.association.organisation
    names = {j.party: j.name for j in state.joining} | {home.party_id: home.name, "fk": "Försäkringskassan"}
    return [names.get(party) or state.name_of(party) for party in signatories(state, home.party_id)]


def _check_pdf(content: bytes) -> None:
    if len(content) > MAX_BYTES:
        raise Refusal(
            "Filen är större än 10 megabyte. Välj en mindre fil.",
            field="file",
            message_en="The file is larger than 10 megabytes: choose a smaller one.",
        )
    if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-2048:]:
        raise Refusal(
            "Filen är ingen hel PDF. Välj den underskrivna överenskommelsen som PDF.",
            field="file",
            message_en="The file is no complete PDF: choose the signed agreement as a PDF.",
        )


def _match(made: Agreement, state: CaseState, content: bytes) -> str:
    """How sure it is that the file is this version."""
    if content.startswith(to_sign(made, state)):
        return "exact"
    if made.document_hash.encode() in content:
        return "named"
    others = made.case.agreements.exclude(pk=made.pk).exclude(document_hash=made.document_hash)
    for other in others:
        if other.document_hash.encode() in content:
            raise Refusal(
                f"Filen är version {other.version} av överenskommelsen. Den som gäller nu är version {made.version}.",
                field="file",
                message_en=f"The file is version {other.version}; the one to sign is version {made.version}.",
            )
    return "said"


def _check_signers(told: Sequence[Signer]) -> None:
    if not told:
        raise Refusal(
            "Skriv vem som har skrivit under, för minst en part.",
            field="",
            message_en="Write who has signed, for at least one party.",
        )
    for party, name, title in told:
        if not name or not title:
            raise Refusal(
                "Skriv både namn och titel.",
                field=f"{'title' if name else 'name'}-{party}",
                message_en="Write both name and title.",
            )


def files_of(case: Case) -> dict[int, list[SignedFile]]:
    """The files that have been put back, by version of the agreement."""
    found: dict[int, list[SignedFile]] = {}
    rows = SignedFile.objects.filter(agreement__case=case).select_related("agreement").defer("content")
    for row in rows.order_by("added_at"):
        found.setdefault(row.agreement.version, []).append(row)
    return found
