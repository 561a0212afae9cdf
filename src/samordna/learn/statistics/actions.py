"""What can be done with extracts and releases: check, rule, write, audit event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from samordna.engine.extract import Extract, ExtractError, open_extract
from samordna.engine.frozen import freeze
from samordna.engine.run import run_protected
from samordna.engine.table import Table
from samordna.ground.kernel.clock import day_of
from samordna.ground.kernel.errors import Refusal
from samordna.ground.parties.actor import Actor
from samordna.ground.privacy import audit
from samordna.learn.statistics import extraction, permissions
from samordna.learn.statistics.catalogue import OFFICIAL, NoSuchTable, official
from samordna.learn.statistics.models import ExtractRecord, Release, ReleaseAnswer


def make_extract(*, by: Actor, at: datetime, why: str) -> ExtractRecord:
    """Freeze the register as it stands. The same state on the same day gives the extract that is there already.

    Not one transaction: the reading must hold no lock while it lasts, and to make an extract twice does no harm.
    """
    permissions.check_make_extract(by)
    why = why.strip()
    if not why:
        raise Refusal("Skriv varför uttaget görs.", field="why", message_en="Say why the extract is made.")
    extract = extraction.extract(root=settings.EXTRACTS, secret=settings.KEYS.extract, at=at, made_by=by.name, why=why)
    return _note(extract, by, at, why)


@transaction.atomic
def _note(extract: Extract, by: Actor, at: datetime, why: str) -> ExtractRecord:
    record, made = ExtractRecord.objects.get_or_create(
        extract_id=extract.id,
        defaults={
            "as_of": date.fromisoformat(extract.manifest.as_of),
            "made_at": at,
            "made_by_id": by.account_id,
            "made_by_name": by.name,
            "why": why,
            "manifest": asdict(extract.manifest),
        },
    )
    audit.record(
        by=by,
        at=at,
        what="extract.made" if made else "extract.asked_again",
        subject_kind="extract",
        subject=extract.id,
        why=why,
        data={"rows": {name: facts.rows for name, facts in extract.manifest.files.items()}},
    )
    return record


@transaction.atomic
def propose_release(
    *, extract: ExtractRecord, tables: Sequence[str], why: str = "", by: Actor, at: datetime
) -> Release:
    """Propose protected tables of one extract for release. What is proposed is frozen: an answer is to exactly that."""
    permissions.check_propose_release(by)
    assert by.account_id is not None  # whoever holds a role has an account
    chosen = [name for name in OFFICIAL if name in tables]
    if not chosen:
        raise Refusal("Välj minst en tabell.", field="tables", message_en="Choose at least one table.")
    for name in tables:
        try:
            official(name)
        except NoSuchTable as error:
            raise Refusal(f"Det finns ingen tabell {name}.", field="tables", message_en=str(error)) from error
    release = Release.objects.create(
        number=_next_number(day_of(at).year),
        extract=extract,
        tables={name: freeze(table) for name, table in _protected(extract, chosen)},
        why=why.strip(),
        proposed_by_id=by.account_id,
        proposed_by_name=by.name,
        proposed_at=at,
    )
    _record(release, "release.proposed", by, at, why)
    return release


def _protected(record: ExtractRecord, names: Sequence[str]) -> list[tuple[str, Table]]:
    try:
        extract = open_extract(settings.EXTRACTS / record.extract_id)
        return [(name, run_protected(official(name).declaration, extract)) for name in names]
    except ExtractError as error:
        raise Refusal(
            "Uttaget kan inte användas till tabellerna. Gör ett nytt uttag.", field="extract", message_en=str(error)
        ) from error


def _next_number(year: int) -> str:
    """Year and running number. Two at once: the number is unique, so the second fails and is asked again."""
    used = Release.objects.filter(number__startswith=f"{year}-").values_list("number", flat=True)
    return f"{year}-{max((int(number.split('-')[1]) for number in used), default=0) + 1}"


@transaction.atomic
def approve_release(*, release: Release, by: Actor, at: datetime) -> ReleaseAnswer:
    """Say yes: the tables are public from now on and never change."""
    return _answer(release, True, "", by, at)


@transaction.atomic
def refuse_release(*, release: Release, why: str, by: Actor, at: datetime) -> ReleaseAnswer:
    """Say no, with the reason. The tables stay as they were proposed, for the record."""
    permissions.check_answer_release(by, release)
    if not why.strip():
        raise Refusal("Skriv varför tabellerna inte ges ut.", field="why", message_en="Say why they are not released.")
    return _answer(release, False, why.strip(), by, at)


def _answer(release: Release, released: bool, why: str, by: Actor, at: datetime) -> ReleaseAnswer:
    permissions.check_answer_release(by, release)
    assert by.account_id is not None  # whoever holds a role has an account
    release = Release.objects.select_for_update().get(pk=release.pk)
    if release.released is not None:
        raise Refusal(
            f"Utgåva {release.number} har redan fått svar.",
            message_en=f"Release {release.number} has been answered already.",
        )
    answer = ReleaseAnswer.objects.create(
        release=release,
        proposed_by_id=release.proposed_by_id,
        released=released,
        why=why,
        answered_by_id=by.account_id,
        answered_by_name=by.name,
        answered_at=at,
    )
    _record(release, "release.approved" if released else "release.refused", by, at, why)
    return answer


def _record(release: Release, what: str, by: Actor, at: datetime, why: str) -> None:
    audit.record(
        by=by,
        at=at,
        what=what,
        subject_kind="release",
        subject=release.number,
        why=why.strip(),
        data={"extract": release.extract.extract_id, "tables": list(release.tables)},
    )
