"""The extract for the data subject (registerutdrag): everything that is stored about a person, in one step.

Three ways, one content. The participant's own link shows the participation it was made for; a registrar gives what the
own measures hold; a privacy officer, asked by the person, gives all measures by personal number. What is stored and not
in the extract stands in ``NOT_GIVEN`` with the reason; a test holds every field of every table to one of the two.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from samordna.deliver.participants import history, permissions, rules
from samordna.deliver.participants.models import Consent, Occasion, Participation
from samordna.deliver.participants.queries import SUBJECT, own_participations
from samordna.deliver.participants.writing import answers_of
from samordna.deliver.projects.questions import questions_by_id
from samordna.ground.kernel.errors import Refusal
from samordna.ground.kernel.identifiers import PersonalNumber
from samordna.ground.kernel.verdict import refuse_unless
from samordna.ground.parties.actor import Actor
from samordna.ground.privacy import access_log, audit, vault
from samordna.ground.privacy.models import AuditEvent

SCHEMA = "samordna-registerutdrag-1"
_FACTS = ("sex", "birth_year", "start_year", "district", "end_reason", "state", "referred_by", "education")


@dataclass(frozen=True)
class Found:
    """Who asked, and every participation that the extract tells of. Nobody found: the person is not in the register."""

    identity: vault.Identity
    participations: tuple[Participation, ...]

    @property
    def name(self) -> str:
        """The name, in each way that these participations spell it."""
        return ", ".join(dict.fromkeys(self.identity.called(one.measure_id) for one in self.participations))


def own_extract(participation: Participation) -> Found:
    """What the participant's own link shows: this participation. Others have links of their own."""
    return Found(vault.read(participation.person or ""), (participation,))


def registrar_extract(participation: Participation, *, by: Actor, at: datetime) -> Found:
    """Everything about the person in the registrar's own measures; each participation that is shown is logged."""
    permissions.check_see_person(by, participation)
    mine = own_participations(by).filter(person=participation.person)
    found = _whole(mine.exclude(pk=participation.pk))
    _log(found, by, at, "extract")
    return Found(vault.read(participation.person or ""), (participation, *found))


@transaction.atomic
def officer_extract(*, personal_number: str, reference: str, checked: bool, by: Actor, at: datetime) -> Found:
    """Everything about the person in all measures, for a privacy officer whom the person has asked.

    ``reference`` is the request's number in the diary, ``checked`` that the officer has made sure who asks. The request
    is in the audit trail whether or not the person was found, without the number; every participation shown is logged.
    """
    permissions.check_give_extract(by)
    number = PersonalNumber.parse(personal_number)
    refuse_unless(rules.reference_fits(reference))
    if not reference.strip():
        raise Refusal("Skriv ärendets nummer.", field="consent_evidence", message_en="Write the number of the case.")
    if not checked:
        raise Refusal(
            "Kontrollera först att det är personen själv som ber om utdraget.",
            field="checked",
            message_en="First make sure that it is the person who asks.",
        )
    audit.record(
        by=by, at=at, what="participant.extract_asked", subject_kind="extract", subject=reference.strip(), data={}
    )
    pseudonym = vault.find(number.value)
    if pseudonym is None:
        return Found(vault.Identity(number.value, ""), ())
    found = _whole(Participation.objects.filter(person=pseudonym))
    _log(found, by, at, "officer_extract")
    return Found(vault.read(pseudonym), tuple(found))


def _whole(rows: Any) -> list[Participation]:
    return list(rows.select_related("measure__association", "municipality", "registered_by").order_by("start", "pk"))


def _log(found: Iterable[Participation], by: Actor, at: datetime, purpose: str) -> None:
    access_log.looked_at_list(
        by=by, at=at, subject_kind=SUBJECT, subjects=[one.public_id for one in found], purpose=purpose
    )


def events_of(participation: Participation) -> list[AuditEvent]:
    """What has been done with the participation, latest first."""
    return list(AuditEvent.objects.filter(subject_kind=SUBJECT, subject=participation.public_id).order_by("-sequence"))


# As data -------------------------------------------------------------------------------------------------------------


def as_data(found: Found, *, made: datetime, sent: Mapping[int, Any]) -> dict[str, Any]:
    """The whole extract as JSON values. ``sent`` says, by participation, where the data has gone."""
    return {
        "schema": SCHEMA,
        "made": made,
        "personal_number": found.identity.personal_number,
        "name": found.name,
        "participations": [
            _participation(one) | {"name": found.identity.called(one.measure_id)} | {"sent": sent.get(one.pk, [])}
            for one in found.participations
        ],
        "not_given": [{"what": what, "why": why} for what, why in NOT_GIVEN.items()],
    }


def _participation(one: Participation) -> dict[str, Any]:
    home = one.measure.association
    looks = access_log.who_looked(subject_kind=SUBJECT, subject=one.public_id)
    link = getattr(one, "link", None)
    return {
        "id": one.public_id,
        "measure": {"code": one.measure.code, "name": one.measure.name, "association": home.name if home else ""},
        "mode": one.mode,
        **{name: getattr(one, name) for name in _FACTS},
        **{name: getattr(one, name) for name in ("start", "planned_end", "end", "support_time")},
        "municipality": one.municipality_id,
        "target_groups": sorted(row.group for row in one.groups.all()),
        "registered_at": one.registered_at,
        "registered_by": one.registered_by.name if one.registered_by else "",
        "consents": [_consent(row) for row in one.consents.select_related("seen_by").order_by("given_on", "pk")],
        "occasions": [_occasion(row) for row in one.occasions.prefetch_related("support", "custom").order_by("on")],
        "corrections": [vars(row) | {"differences": [vars(d) for d in row.differences]} for row in _corrections(one)],
        "drafts": list(one.drafts.values("kind", "months", "saved_at", "last_day")),
        "own_page_made_at": link.made_at if link else None,
        "events": [{"at": e.at, "what": e.what, "by": e.actor_name, "data": e.data} for e in events_of(one)],
        "looked": list(looks.values("at", "actor_name", "organisation", "purpose")),
    }


def _corrections(one: Participation) -> list[history.Correction]:
    return history.corrections_of(one)


def _consent(row: Consent) -> dict[str, Any]:
    names = ("purpose", "wording_version", "wording_digest", "language", "explained_in", "given_on", "how", "kept")
    known = {name: getattr(row, name) for name in (*names, "evidence", "withdrawn_at")}
    return known | {"seen_by": row.seen_by.name if row.seen_by else ""}


def _occasion(row: Occasion) -> dict[str, Any]:
    answers = answers_of(row)
    asked = questions_by_id(list(answers.custom)) if answers.custom else {}
    own = []
    for key, values in answers.custom.items():
        names = {choice.id: choice.sv for choice in asked[key].choices}
        own.append({"question": asked[key].sv, "answer": [names.get(value, value) for value in values]})
    facts = {"kind": row.kind, "months": row.months, "on": row.on}
    return facts | vars(answers) | {"support": dict(answers.support), "custom": own}


#: What is stored about participants and not in the extract, and why. The table's name, or its name and the field's.
NOT_GIVEN: dict[str, str] = {
    "vault.VaultRecord.number_index": "a keyed digest of the personal number, which is given itself",
    "vault.VaultRecord.content": "number and name as they are encrypted; both are given",
    "vault.VaultRecord.pseudonym": "a name of the row without meaning outside the system; it would tie files together",
    "participants.Participation.person": "the same pseudonym",
    "participants.ParticipantImport.digest": "of a whole file with many people in it; the file itself is not kept",
    "participants.Draft": "sealed for the registrar who types; that there is one is said, and it goes within days",
    "privacy.AuditEvent.subject": "the participation's id, which is given",
    "privacy.AccessLogEntry.subject": "the participation's id, which is given",
}
