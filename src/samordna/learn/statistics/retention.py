"""Retention of extracts: after so long the rows go; the manifest, and all that was released, stay as they were.

No public rule says how long (none found), so the rule is a dated setting, off until a national administrator sets it
with the decision that it rests on. Until then nothing goes by itself, but a national administrator or the privacy
officer can decide it for one extract by hand. A linked extract holds its base's rows and goes with it, counted from
the day when the base was made.

An extract is frozen, so a person who withdraws a consent remains in the older ones, under a name that leads nowhere
without the secret. The privacy officer is told in which, and may have them removed; nobody else learns it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache

from django.conf import settings
from django.db import transaction

from samordna.deliver.participants.rules.afterwards import months_after
from samordna.engine.extract import Extract, ExtractError, read_manifest, take_away
from samordna.ground.kernel.clock import day_of
from samordna.ground.kernel.errors import Refusal
from samordna.ground.parties.actor import Actor
from samordna.ground.privacy import audit
from samordna.ground.privacy.models import AuditEvent
from samordna.learn.statistics import extraction, permissions
from samordna.learn.statistics.models import ExtractRecord, ExtractRemoval, ExtractRetentionRule, ExtractRetentionRun

#: A month, and a hundred years: less or more is a slip of the finger.
SHORTEST, LONGEST = 1, 1200
#: What makes somebody leave the register, or count there less than before.
_LEAVING = ("participation.erased", "participation.closed_as_mistaken", "retention.carried_out")


def rule_on(day: date) -> ExtractRetentionRule | None:
    """The rule in force, the latest set of those that have begun; None when nobody has set one."""
    return ExtractRetentionRule.objects.filter(valid_from__lte=day).order_by("valid_from", "pk").last()


@transaction.atomic
def set_rule(*, months: int | None, source: str, valid_from: date, by: Actor, at: datetime) -> ExtractRetentionRule:
    """Decide for how many months extracts are kept after they were made. None: not decided, nothing goes by itself."""
    permissions.check_set_extract_retention(by)
    if valid_from < day_of(at):
        raise Refusal("Välj i dag eller en senare dag.", field="valid_from", message_en="Choose today or a later day.")
    if not source.strip():
        raise Refusal(
            "Skriv vilket beslut eller vilken regel tiden vilar på.",
            field="source",
            message_en="Write which decision or rule it rests on.",
        )
    if months is not None and not SHORTEST <= months <= LONGEST:
        raise Refusal(
            f"Välj mellan {SHORTEST} och {LONGEST} månader.",
            field="months",
            message_en=f"Choose between {SHORTEST} and {LONGEST} months.",
        )
    made = ExtractRetentionRule.objects.create(
        valid_from=valid_from, months=months, source=source.strip(), set_by=by.email, set_at=at
    )
    data = {"months": months, "valid_from": valid_from.isoformat()}
    audit.record(
        by=by, at=at, what="extract.retention_rule_set", subject_kind="extract", subject=str(made.pk), data=data
    )
    return made


# What would go -------------------------------------------------------------------------------------------------------


def kept() -> list[ExtractRecord]:
    """The extracts whose rows are there, newest first."""
    return list(ExtractRecord.objects.filter(removal__isnull=True).order_by("-made_at", "-pk"))


def due(day: date) -> list[ExtractRecord]:
    """Those whose time has passed. None while no rule holds."""
    rule = rule_on(day)
    if rule is None or rule.months is None:
        return []
    last, made = months_after(day, -rule.months), dict(ExtractRecord.objects.values_list("extract_id", "made_at"))
    return [one for one in kept() if day_of(made.get(_base_of(one), one.made_at)) < last]


def with_what_hangs_on_it(record: ExtractRecord) -> list[ExtractRecord]:
    """An extract and those that were linked with it: they hold the same rows."""
    return [record, *(one for one in kept() if _base_of(one) == record.extract_id)]


def _base_of(record: ExtractRecord) -> str:
    linked = record.manifest.get("linked")
    return str(linked["base"]) if linked else ""


# Letting go ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def carry_out(*, by: Actor, at: datetime) -> ExtractRetentionRun:
    """Remove the rows of every extract whose time has passed; the certificate. Refusal when no time has passed."""
    permissions.check_set_extract_retention(by)
    rule, gone = rule_on(day_of(at)), due(day_of(at))
    if rule is None or not gone:
        raise Refusal("Inget uttags tid har gått ut.", message_en="No extract's time has passed.")
    return _remove(gone, rule.months, rule.source, by, at)


@transaction.atomic
def remove(*, extract: ExtractRecord, why: str, by: Actor, at: datetime) -> ExtractRetentionRun:
    """Remove the rows of one extract, and of those linked with it, by a decision of its own; the certificate."""
    permissions.check_remove_extract(by)
    if not why.strip():
        raise Refusal("Skriv varför uttaget gallras.", field="why", message_en="Say why the extract is removed.")
    if ExtractRemoval.objects.filter(extract=extract).exists():
        raise Refusal("Uttaget är redan gallrat.", message_en="The extract has been removed already.")
    return _remove(with_what_hangs_on_it(extract), None, why.strip(), by, at)


def _remove(
    gone: Sequence[ExtractRecord], months: int | None, source: str, by: Actor, at: datetime
) -> ExtractRetentionRun:
    """The register commits first, then the files go: after a stop in between the sweep takes them."""
    run = ExtractRetentionRun(
        at=at, by=by.email, by_name=by.name, months=months, source=source, extracts=[_told(one) for one in gone]
    )
    run.digest = digest_of(run)
    run.save(force_insert=True)
    ExtractRemoval.objects.bulk_create(ExtractRemoval(extract=one, run=run) for one in gone)
    for one in gone:
        audit.record(
            by=by,
            at=at,
            what="extract.removed",
            subject_kind="extract",
            subject=one.extract_id,
            why=source,
            data={"certificate": run.pk, "digest": run.digest},
        )
    transaction.on_commit(finish)
    return run


def _told(record: ExtractRecord) -> dict[str, object]:
    return {
        "id": record.extract_id,
        "as_of": record.as_of.isoformat(),
        "made_at": record.made_at.isoformat(timespec="seconds"),
        "rows": record.manifest["files"]["participations"]["rows"],
    }


def finish() -> int:
    """Remove the files of what the register says is removed, and what was made of them; how many extracts it was."""
    finished = 0
    for one in ExtractRemoval.objects.select_related("run", "extract").order_by("pk"):
        name = one.extract.extract_id
        made_of_it = [*(settings.EXTRACTS / ".areas").glob(f"{name}-*")]
        rows = [*(settings.EXTRACTS / name).glob("*.parquet")]
        if rows or made_of_it:
            take_away(settings.EXTRACTS / name, on=day_of(one.run.at), why=one.run.source)
            for path in made_of_it:
                path.unlink(missing_ok=True)
            finished += 1
    return finished


def refuse_removed(record: ExtractRecord) -> None:
    """Refusal when the rows of an extract are gone, with who decided it, when, and what to do."""
    removal = ExtractRemoval.objects.select_related("run").filter(extract=record).first()
    if removal is None:
        return
    day, run = day_of(removal.run.at), removal.run
    raise Refusal(
        f"Uttagets rader är gallrade {day} av {run.by_name}: {run.source}. Det som är utgivet gäller. Gör ett nytt"
        " uttag för andra tabeller.",
        field="extract",
        message_en=f"The rows of the extract were removed by retention on {day} by {run.by_name}: {run.source}. What"
        " was released stands. Make a new extract for other tables.",
    )


# The certificate -----------------------------------------------------------------------------------------------------


def digest_of(run: ExtractRetentionRun) -> str:
    """What the certificate says, as a digest that also stands in the audit trail."""
    said = [run.at.isoformat(), run.by, run.by_name, run.months, run.source, run.extracts]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def holds(run: ExtractRetentionRun) -> bool:
    """Whether the certificate says what it said when it was written."""
    return digest_of(run) == run.digest


# Who is in an extract and no longer in the register ------------------------------------------------------------------


def still_held(actor: Actor) -> dict[str, int]:
    """Extract → how many people are there who have left the register, for the privacy officer; others: NotFound."""
    permissions.check_see_who_is_held(actor)
    found = {one.extract_id: _gone(one) for one in kept()}
    return {extract_id: number for extract_id, number in found.items() if number}


def _gone(record: ExtractRecord) -> int:
    """Counted again only when somebody has left since it was last counted."""
    left = AuditEvent.objects.filter(what__in=_LEAVING, at__gte=record.made_at).order_by("-pk")
    last = left.values_list("pk", flat=True).first()
    return 0 if last is None else _counted(_base_of(record) or record.extract_id, record.extract_id, last)


@lru_cache(maxsize=512)
def _counted(_base: str, extract_id: str, _last_event: int) -> int:
    folder = settings.EXTRACTS / extract_id
    try:
        return extraction.gone_since(Extract(folder, read_manifest(folder)), secret=settings.KEYS.extract)
    except (ExtractError, OSError):  # nothing can be read there, so nobody is held
        return 0
