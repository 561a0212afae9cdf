"""What can be done with extracts and releases: check, rule, write, audit event."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from samordna.engine.combined import Declaration
from samordna.engine.disclosure.protect import CannotProtect
from samordna.engine.extract import Extract, ExtractError, ExtractNotWritten, open_extract
from samordna.engine.frozen import freeze
from samordna.engine.run import run_all_protected
from samordna.engine.table import Table
from samordna.ground.kernel.clock import day_of
from samordna.ground.kernel.errors import Refusal
from samordna.ground.parties.actor import Actor
from samordna.ground.privacy import audit
from samordna.learn.statistics import extraction, ledger, linking, permissions, retention, stored_areas
from samordna.learn.statistics.catalogue import OFFICIAL, NoSuchTable, needs_linking, official
from samordna.learn.statistics.models import ExtractRecord, Release, ReleaseAnswer


def make_extract(*, by: Actor, at: datetime, why: str) -> ExtractRecord:
    """Freeze the register as it stands. The same state on the same day gives the extract that is there already.

    Not one transaction: the reading must hold no lock while it lasts, and to make an extract twice does no harm.
    """
    permissions.check_make_extract(by)
    why = why.strip()
    if not why:
        raise Refusal("Skriv varför uttaget görs.", field="why", message_en="Say why the extract is made.")
    with _refusing():
        extract = extraction.extract(
            root=settings.EXTRACTS, secret=settings.KEYS.extract, at=at, made_by=by.name, why=why
        )
    return _noted(extract, by, at, why)


def link_extract(
    *, extract: ExtractRecord, file: Path, by: Actor, at: datetime, why: str, dry_run: bool = False
) -> tuple[linking.Outcome, ExtractRecord | None]:
    """Link a delivered file of benefit spells with an extract: a new extract, or with ``dry_run`` the report alone.

    The same file and extract give the linked extract that is there already. ``linking.DeliveredFileWrong`` says what
    must be mended in the file. Not one transaction, as when an extract is made.
    """
    permissions.check_make_extract(by)
    why = why.strip()
    if not why:
        raise Refusal("Skriv varför filen länkas.", field="why", message_en="Say why the file is linked.")
    base = _base(extract)
    with _refusing():
        outcome = linking.link(base=base, file=file, at=at, made_by=by.name, why=why, dry_run=dry_run)
    if outcome.extract is None:
        _tried(base, outcome, by, at, why)
        return outcome, None
    return outcome, _noted(outcome.extract, by, at, why)


@contextmanager
def _refusing() -> Iterator[None]:
    """What stops an extract from being made, said to the one who makes it. Nothing of it is left."""
    try:
        yield
    except ExtractNotWritten as error:
        raise Refusal(_NOT_WRITTEN[error.why], message_en=str(error)) from error
    except ExtractError as error:
        said = "Registret innehåller något som inte kan vara rätt. Inget uttag gjordes. Be den som sköter driften läsa"
        raise Refusal(f"{said} felet: {error}", message_en=str(error)) from error


_OPERATOR = "Inget uttag gjordes. Be den som sköter driften att"
_NOT_WRITTEN = {
    "full": f"Disken är full. {_OPERATOR} frigöra plats där uttagen ligger, och gör sedan uttaget igen.",
    "forbidden": f"Uttagens mapp går inte att skriva i. {_OPERATOR} ge Samordna rätt att skriva där.",
    "other": f"Uttaget gick inte att skriva. {_OPERATOR} se efter varför, och gör sedan uttaget igen.",
}


def _base(record: ExtractRecord) -> Extract:
    """The extract to link with. Refusal when it cannot be, with what to do instead."""
    retention.refuse_removed(record)
    try:
        base = open_extract(settings.EXTRACTS / record.extract_id)
    except ExtractError as error:
        raise Refusal(
            "Uttagets filer går inte att använda. Gör ett nytt uttag.", field="extract", message_en=str(error)
        ) from error
    if base.manifest.linked is not None:
        raise Refusal(
            f"Uttaget är redan länkat. Länka filen med det uttag som det gjordes av, {base.manifest.linked['base']}.",
            field="extract",
            message_en=f"The extract is linked already. Link the file with its base, {base.manifest.linked['base']}.",
        )
    if gone := extraction.gone_since(base, secret=settings.KEYS.extract):
        raise Refusal(
            f"{gone} personer i uttaget är inte kvar i registret: de har tagit tillbaka sitt samtycke, deras uppgifter"
            " har gallrats, eller de var registrerade av misstag. De får inte vara med i något nytt. Gör ett nytt uttag"
            " och länka filen med det.",
            field="extract",
            message_en=f"{gone} people in the extract are not in the register any more: they have withdrawn a consent,"
            " their data were erased by retention, or they were registered by mistake."
            " Make a new extract and link the file with that.",
        )
    return base


@transaction.atomic
def _tried(base: Extract, outcome: linking.Outcome, by: Actor, at: datetime, why: str) -> None:
    """People were looked up, although nothing was kept: that leaves a trace too."""
    audit.record(
        by=by,
        at=at,
        what="extract.link_tried",
        subject_kind="extract",
        subject=base.id,
        why=why,
        data={"file": outcome.report["file"], "spells": dict(outcome.report["spells"])},
    )


def _noted(extract: Extract, by: Actor, at: datetime, why: str) -> ExtractRecord:
    """The record of an extract. Refusal when an equal one was removed earlier the same day: its files go again."""
    record = _note(extract, by, at, why)
    try:
        retention.refuse_removed(record)
    except Refusal:
        retention.finish()
        raise
    return record


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
    data: dict[str, Any] = {"rows": {name: facts.rows for name, facts in extract.manifest.files.items()}}
    if extract.manifest.linked is not None:
        data |= {name: extract.manifest.linked[name] for name in ("base", "file", "spells")}
    if extract.replaced:
        data["replaced"] = extract.replaced
    audit.record(
        by=by,
        at=at,
        what=_what(extract, made),
        subject_kind="extract",
        subject=extract.id,
        why=why,
        data=data,
    )
    return record


def _what(extract: Extract, made: bool) -> str:
    """What the trail calls it."""
    if made:
        return "extract.made" if extract.manifest.linked is None else "extract.linked"
    return "extract.mended" if extract.replaced else "extract.asked_again"


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
    lacking = [name for name in names if needs_linking(name)] if record.manifest.get("linked") is None else []
    if lacking:
        raise Refusal(
            f"Ett länkat uttag behövs för {', '.join(lacking)}. Välj ett sådant, eller ta bort tabellerna.",
            field="tables",
            message_en=f"A linked extract is needed for {', '.join(lacking)}. Choose one, or leave the tables out.",
        )
    retention.refuse_removed(record)
    try:
        extract = open_extract(settings.EXTRACTS / record.extract_id)
        told = ledger.earlier()
        declarations = [official(name).as_of(record.as_of) for name in names]
        tables = run_all_protected([*declarations, *_beside(names, extract, record.as_of)], extract, earlier=told)[
            : len(names)
        ]
        _refuse_mixing(declarations, tables)
        return list(zip(names, tables, strict=True))
    except CannotProtect as error:
        raise Refusal(
            "En av tabellerna kan inte skyddas: små antal går att räkna ut ur den, eller ur den och det som redan är"
            " utgivet. Ta bort den ur utgåvan.",
            field="tables",
            message_en=str(error),
        ) from error
    except ExtractError as error:
        raise Refusal(
            "Uttaget kan inte användas till tabellerna. Gör ett nytt uttag.", field="extract", message_en=str(error)
        ) from error


def _beside(names: Sequence[str], extract: Extract, as_of: date) -> list[Declaration]:
    """The other tables that readers have: what is released now must tell nothing beside them either.

    They are protected once more as the extract would have them, and what they told is a fact for that.
    """
    others = [official(name).as_of(as_of) for name in ledger.told_of() if name not in names]
    return [one for one in others if extract.why_not(one) is None]


def _refuse_mixing(declarations: Sequence[Declaration], tables: Sequence[Table]) -> None:
    """Refusal for a number that is released in another way already: hidden or exact in one, changed in another."""
    before = ledger.methods()
    for declaration, table in zip(declarations, tables, strict=True):
        for count, _ in ledger.counts_told(declaration, table.cells):
            if before.get(count, set()) - {ledger.method(table.certificate)}:
                raise Refusal(
                    f"Tabellen {table.name} är redan utgiven skyddad på ett annat sätt. Den som har båda drar den ena"
                    " från den andra. Ta bort den ur utgåvan.",
                    field="tables",
                    message_en=f"{table.name} is released already, protected in another way. Whoever has both subtracts"
                    " one from the other. Leave it out.",
                )


def _next_number(year: int) -> str:
    """Year and running number. Two at once: the number is unique, so the second fails and is asked again."""
    used = Release.objects.filter(number__startswith=f"{year}-").values_list("number", flat=True)
    return f"{year}-{max((int(number.split('-')[1]) for number in used), default=0) + 1}"


@transaction.atomic
def approve_release(*, release: Release, by: Actor, at: datetime) -> ReleaseAnswer:
    """Say yes: the tables are public from now on and never change. Then those by area are made, by another process.

    Refusal when another release has told something else of the same counts since this one was proposed.
    """
    permissions.check_answer_release(by, release)
    # Whoever says yes to another at the same moment waits here, and then sees this one.
    list(Release.objects.select_for_update(of=("self",)).filter(answer__isnull=True).order_by("pk"))
    if ledger.told_meanwhile(release):
        raise Refusal(
            "En annan utgåva har getts ut sedan den här föreslogs, och den berättar mer om samma personer. De två är"
            " inte skyddade tillsammans. Svara nej, och föreslå tabellerna på nytt.",
            message_en="Another release was approved after this one was proposed, and tells more of the same"
            " persons. The two are not protected together. Refuse this one and propose its tables anew.",
        )
    answer = _answer(release, True, "", by, at)
    transaction.on_commit(lambda: stored_areas.begin(release))
    return answer


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
