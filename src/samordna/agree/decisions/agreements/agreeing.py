"""The agreement: its versions and its signatures, before the work begins and when it is amended."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from samordna.agree.decisions import rules
from samordna.agree.decisions.agreements.agreement_text import agreement_text
from samordna.agree.decisions.agreements.templates import template_text
from samordna.agree.decisions.models import Agreement, Signature
from samordna.agree.needs.actions import signature
from samordna.agree.preparation.case_facts import Joining
from samordna.agree.preparation.case_state import CaseState
from samordna.agree.preparation.checks import check_stage
from samordna.agree.preparation.events import lock, record, state_of
from samordna.agree.preparation.lookup import members, texts
from samordna.agree.preparation.models import Case
from samordna.agree.preparation.permissions import check_answer_for, check_manage, may_answer_for, may_manage
from samordna.ground.kernel.clock import day_of
from samordna.ground.kernel.errors import NotAllowed, Refusal
from samordna.ground.parties.actor import SYSTEM, Actor
from samordna.ground.parties.models import Organisation

#: The first text is written in ``agreement``; while the agreement holds, a new text is an amendment.
WRITTEN_IN = ("agreement", "agreed", "running")
AMENDED_IN = ("agreed", "running")


@transaction.atomic
def draft_agreement(
    *, by: Actor, at: datetime, case: Case, text: str = "", joining: Sequence[str] = (), organiser: str = ""
) -> Agreement:
    """Write a version of the agreement; without a text, from the template. The same text once more is the same version.

    Signatures under a version that nobody has finished signing lapse. When an agreement is in force the new version is
    an amendment: the old one holds until everybody who takes part then has signed. An amendment may let members of the
    association join (``joining``, party ids), and must name another ``organiser`` when the first has left.
    """
    check_manage(by, case)
    state = lock(case)
    check_stage(state, WRITTEN_IN)
    change = _Change(tuple(joining), organiser)
    _check_change(case, state, change, day_of(at))
    words = text.replace("\r\n", "\n").strip() or suggested_text(case, state, at, change.joining, organiser)
    newest = case.agreements.order_by("-version").first()
    if newest is not None and _says_the_same(newest, words, state, change):
        return newest
    made = Agreement.objects.create(
        case=case,
        version=(newest.version if newest else 0) + 1,
        text=words,
        document_hash=hashlib.sha256(words.encode()).hexdigest(),
        drafted_at=at,
        drafted_by_name=signature(by),
    )
    data: dict[str, Any] = {"version": made.version, "document_hash": made.document_hash}
    record(case, "agreement_drafted", by=by, at=at, data=data | change.as_data())
    return made


def suggested_text(case: Case, state: CaseState, at: datetime, joining: Sequence[str] = (), organiser: str = "") -> str:
    """What the association's template makes of the case as it is, with those who are to join."""
    names = dict(Organisation.objects.filter(party_id__in=joining).values_list("party_id", "name"))
    then = state.with_(joining=tuple(Joining(p, names[p]) for p in joining if p in names), next_organiser=organiser)
    return agreement_text(case, then, texts(case), day_of(at), template_text(case.association))


@transaction.atomic
def sign(
    *,
    by: Actor,
    at: datetime,
    case: Case,
    party: str,
    version: int,
    name: str = "",
    title: str = "",
    may_sign: bool = False,
) -> CaseState:
    """Record a party's signature under ``version``, which must be the newest. Everybody signs once.

    A person signs for the own organisation; the manager signs for the association. ``may_sign`` is that the person
    has said so: only the party itself knows who may bind it, so it is asked and kept, not checked.
    """
    check_may_sign(by, case, party)
    return put_signature(
        by=by, at=at, case=case, party=party, version=version, name=name, title=title, may_sign=may_sign
    )


def put_signature(
    *,
    by: Actor,
    at: datetime,
    case: Case,
    party: str,
    version: int,
    name: str = "",
    title: str = "",
    how: str = "hand",
    evidence: str = "",
    may_sign: bool = False,
) -> CaseState:
    """The signature itself, once it is settled that ``by`` may record it. To be called inside an action.

    ``how`` is ``hand`` (pressed here), ``file`` (on a file that was put back) or the name of a signature service;
    ``evidence`` is that file's SHA-256 or the service's own reference.
    """
    state = lock(case)
    check_signable(case, state, party, version)
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
    data |= {"how": how, "evidence": evidence} if how != "hand" else {}
    data |= {"may_sign": True} if may_sign else {}
    record(case, "signed", by=by, at=at, party=party, data=data)
    after = state_of(case)
    if not rules.unsigned(after, case.association.organisation.party_id):
        record(case, "amendment_signed" if after.agreement_in_force else "all_signed", by=SYSTEM, at=at)
    return state_of(case)


def may_sign_for(actor: Actor, case: Case, party: str) -> bool:
    """The manager signs for the association, a member of the preparation group for the own organisation."""
    home = case.association.organisation.party_id
    return may_manage(actor, case) if party == home else may_answer_for(actor, case, party)


def check_may_sign(actor: Actor, case: Case, party: str) -> None:
    """Raises NotFound outside one's scope, NotAllowed for another than the own party."""
    if not may_sign_for(actor, case, party):
        check_answer_for(actor, case, party)
        raise NotAllowed()


def check_signable(case: Case, state: CaseState, party: str, version: int) -> None:
    """The version is the newest, nobody has left since it was written, and the party has not signed it yet."""
    check_stage(state, WRITTEN_IN)
    _check_signature(state, case.association.organisation.party_id, party, version)


@dataclass(frozen=True)
class _Change:
    """What an amendment does beside its words."""

    joining: tuple[str, ...]
    organiser: str

    def as_data(self) -> dict[str, Any]:
        """For the event; nothing when there is nothing to say."""
        names = dict(Organisation.objects.filter(party_id__in=self.joining).values_list("party_id", "name"))
        joining = {"joining": [{"party": p, "name": names[p]} for p in self.joining]} if self.joining else {}
        return joining | ({"organiser": self.organiser} if self.organiser else {})


def _says_the_same(newest: Agreement, words: str, state: CaseState, change: _Change) -> bool:
    """The same text, for the same parties. After somebody has left it is written again: others sign it."""
    if newest.version != state.agreement_version or rules.is_outdated(state):
        return False
    same = tuple(j.party for j in state.joining) == change.joining and state.next_organiser == change.organiser
    in_force = newest.version == state.agreement_in_force and not change.joining and not change.organiser
    return newest.text == words and (same or in_force)


def _check_change(case: Case, state: CaseState, change: _Change, on: Any) -> None:
    if change.joining:
        _check_joining(case, state, change.joining, on)
    wanted = rules.needs_new_organiser(state)
    if wanted and not change.organiser:
        raise Refusal(
            "Den som höll i arbetet har lämnat. Välj vem som gör det nu.",
            field="organiser",
            message_en="The one who ran the work has left: choose who does now.",
        )
    if change.organiser and (not wanted or change.organiser not in (*state.taking_part, *change.joining)):
        raise Refusal(
            "Bara en part som deltar kan hålla i arbetet.",
            field="organiser",
            message_en="Only a party that takes part can run the work.",
        )


def _check_joining(case: Case, state: CaseState, joining: Sequence[str], on: Any) -> None:
    if state.stage not in AMENDED_IN:
        raise Refusal(
            "En ny part kommer med genom en ändring av en överenskommelse som gäller. Fråga parten i förslaget annars.",
            field="joining",
            message_en="A party joins by an amendment of an agreement in force; else it is asked in the proposal.",
        )
    able = members(case, on)
    if len(set(joining)) != len(joining) or any(p not in able or p in state.taking_part for p in joining):
        raise Refusal(
            "Bara en medlem i förbundet som inte redan deltar kan komma med.",
            field="joining",
            message_en="Only a member of the association that does not take part already can join.",
        )


def _check_signature(state: CaseState, home: str, party: str, version: int) -> None:
    if state.agreement_version == 0 or version != state.agreement_version:
        raise Refusal(
            "Texten har ändrats. Läs den nya versionen innan du skriver under.",
            message_en="The text has changed: read the new version before you sign.",
        )
    if rules.is_outdated(state):
        raise Refusal(
            "En part har lämnat sedan texten skrevs. Den måste skrivas om innan någon skriver under.",
            message_en="A party has left since the text was written: it must be written anew before anybody signs.",
        )
    if party not in rules.signatories(state, home):
        raise Refusal("Parten ska inte skriva under.", message_en="That party is not to sign.")
    if party not in rules.unsigned(state, home):
        raise Refusal("Parten har redan skrivit under.", message_en="That party has signed already.")
