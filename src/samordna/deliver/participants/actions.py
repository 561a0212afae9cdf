"""What can be done in the register: check, rule, write, audit event, in one transaction.

In, out and follow-up are here; corrections in ``correcting``; mistakes, withdrawals and protection in ``erasing``;
the participant's own link in ``links``.

Who a person is goes to another database, the vault; ``identity`` says in which order, and why a stop in between does
no harm. The audit trail can never be changed, so nothing about a person is written in it: only the participation's
public id, the measure, and which parts were touched.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction

from samordna.deliver.participants import checks, codes, custom, identity, permissions, rules
from samordna.deliver.participants.checks import ConsentGiven, Ending, Entry, MeasureDays
from samordna.deliver.participants.erasing import place_of_nobody
from samordna.deliver.participants.models import Consent, Kind, Mode, Occasion, Participation
from samordna.deliver.participants.rules import Answers
from samordna.deliver.participants.writing import locked, next_state, note, set_entry, set_groups, store_answers
from samordna.deliver.projects.models import Measure
from samordna.deliver.projects.rules import persons_are_registered
from samordna.ground.kernel.clock import day_of
from samordna.ground.kernel.errors import Refusal
from samordna.ground.kernel.identifiers import PersonalNumber
from samordna.ground.kernel.verdict import Verdict, refuse_unless
from samordna.ground.parties.actor import Actor
from samordna.ground.privacy import audit, vault
from samordna.ground.privacy.wordings.reader import REGISTER, digest_of


@transaction.atomic
def register_in(
    *,
    measure: Measure,
    consent: ConsentGiven,
    personal_number: str,
    name: str,
    entry: Entry,
    answers: Answers,
    by: Actor,
    at: datetime,
) -> Participation:
    """Register a person who has consented. A Refusal names the field to mend; then nothing is stored anywhere.

    The vault is written last of all that can be refused, and before the register commits (see ``identity``).
    """
    permissions.check_register(by, measure)
    number = PersonalNumber.parse(personal_number)
    days = MeasureDays(measure.start, measure.end)
    refuse_unless(
        persons_are_registered(measure.follow_up),
        *checks.refusals_in(
            measure=days,
            consent=consent,
            name=name,
            born=number.birth_date,
            entry=entry,
            answers=answers,
            lists=codes.lists(entry.start, day_of(at)),
            today=day_of(at),
        ),
        *_about_custom(measure, Kind.IN.value, answers, at),
    )
    _refuse_twice(measure, vault.find(number.value))
    participation = Participation(measure=measure, mode=Mode.PERSON, registered_by_id=by.account_id, registered_at=at)
    participation.sex, participation.birth_year = number.sex, number.birth_date.year
    set_entry(participation, entry)
    participation.person = identity.keep(number=number, name=name.strip(), measure=measure, at=at)
    _refuse_twice(measure, participation.person)  # again, now that nobody else can register the same person
    participation.save(force_insert=True)
    set_groups(participation, entry, is_new=True)
    Consent.objects.create(participation=participation, seen_by_id=by.account_id, **_stored_consent(consent))
    store_answers(Occasion(participation=participation, kind=Kind.IN, on=entry.start), answers)
    note(participation, "registered_in", by, at)
    return participation


@transaction.atomic
def register_anonymous(*, measure: Measure, sex: str, start_year: int, by: Actor, at: datetime) -> Participation:
    """Register somebody without consent or with protected identity: a sex and a year, and nothing else can be given.

    The audit event names the measure only, so that the row cannot be tied to the moment and the registrar.
    """
    permissions.check_register(by, measure)
    refuse_unless(persons_are_registered(measure.follow_up))
    if sex not in ("women", "men"):
        raise Refusal("Välj kön.", field="sex", message_en="Choose sex.")
    refuse_unless(
        rules.start_year_fits(start_year, measure_start=measure.start, measure_end=measure.end, today=day_of(at))
    )
    made = Participation.objects.create(
        id=place_of_nobody(), measure=measure, mode=Mode.ANONYMOUS, sex=sex, start_year=start_year
    )
    audit.record(
        by=by,
        at=at,
        what="participation.registered_anonymous",
        subject_kind="measure",
        subject=measure.code,
        data={"start_year": start_year},
    )
    return made


@transaction.atomic
def register_out(
    *, participation: Participation, ending: Ending, answers: Answers, by: Actor, at: datetime
) -> Participation:
    """Register a person out, with what the person lives on and does directly after."""
    participation = locked(participation)
    permissions.check_see_person(by, participation)
    state = next_state(participation, "registered_out")
    assert participation.start is not None
    refuse_unless(
        *checks.refusals_out(
            start=participation.start,
            ending=ending,
            answers=answers,
            lists=codes.lists(ending.end, day_of(at)),
            today=day_of(at),
        ),
        *_about_custom(participation.measure, Kind.OUT.value, answers, at),
    )
    participation.state = state
    participation.end, participation.end_reason = ending.end, ending.reason
    participation.save(update_fields=["state", "end", "end_reason"])
    store_answers(Occasion(participation=participation, kind=Kind.OUT, on=ending.end), answers)
    note(participation, "registered_out", by, at)
    return participation


@transaction.atomic
def follow_up(*, participation: Participation, months: int, answers: Answers, by: Actor, at: datetime) -> Occasion:
    """Store the answers of a follow-up, six or twelve months after the end."""
    participation = locked(participation)
    permissions.check_see_person(by, participation)
    next_state(participation, "followed_up")
    assert participation.end is not None
    due = rules.follow_ups(participation.end).get(months)
    if due is None or participation.occasions.filter(kind=Kind.FOLLOW_UP, months=months).exists():
        raise Refusal("Uppföljningen är redan gjord.", message_en="The follow-up has been made already.")
    lists = codes.lists(day_of(at))
    refuse_unless(
        rules.answers_fit(answers, lists.sources, lists.study_kinds),
        *_about_custom(participation.measure, Kind.FOLLOW_UP.value, answers, at),
    )
    occasion = Occasion(participation=participation, kind=Kind.FOLLOW_UP, on=day_of(at), months=months)
    store_answers(occasion, answers)
    note(participation, "followed_up", by, at, months=months)
    return occasion


def _stored_consent(consent: ConsentGiven, purpose: str = REGISTER) -> dict[str, Any]:
    """The consent as it is kept, with the text that was in force and that text's digest."""
    assert consent.given_on is not None
    version = rules.version_for(purpose, consent.given_on, consent.wording_version)
    kept = {name: value for name, value in asdict(consent).items() if name != "seen"}
    return kept | {
        "purpose": purpose,
        "wording_version": version,
        "wording_digest": digest_of(purpose, version, consent.language),
    }


def _about_custom(measure: Measure, kind: str, answers: Answers, at: datetime) -> Iterator[Verdict]:
    """What stands against the answers to the association's own questions, which are those of today."""
    if not answers.custom:
        return iter(())
    return custom.refusals(answers.custom, custom.asked(measure, kind, day_of(at)))


def _refuse_twice(measure: Measure, known: str | None) -> None:
    """The same person is in the same measure once at a time: a second entry is a slip. Our decision."""
    if known and Participation.objects.filter(measure=measure, person=known, state="active").exists():
        raise Refusal(
            "Personen är redan med i insatsen. Öppna deltagaren i Mina deltagare.",
            field="personal_number",
            message_en="The person is in the measure already. Open the participant in My participants.",
        )
