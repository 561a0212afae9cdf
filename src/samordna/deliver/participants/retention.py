"""Retention: after so long who a participant was goes, and what counts stays as it was.

No public rule says how long (register.md: none found), so the rule is a dated setting, off until a national
administrator sets it with the decision that it rests on. What goes is what goes when a consent is taken back; what
stays is that somebody of a sex began in a measure in a year. The yearly counts of a measure are the same before and
after: the difference that anonymous rows would make is kept beside them. Nothing that was released is touched.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from samordna.deliver.participants import erasing, identity
from samordna.deliver.participants.models import KeptCount, Participation, RetentionRule, RetentionRun
from samordna.deliver.participants.rules.afterwards import months_after
from samordna.deliver.participants.writing import next_state
from samordna.deliver.projects.models import Measure
from samordna.ground.kernel.clock import day_of
from samordna.ground.kernel.errors import NotFound, Refusal
from samordna.ground.parties.actor import Actor
from samordna.ground.privacy import audit

#: Follow-ups are made until twelve months after the end, and may be late: nothing goes before this.
SHORTEST = 24
#: A hundred years, and ten years of backups: more is a slip of the finger.
LONGEST, LONGEST_BACKUP = 1200, 3650
Counts = dict[str, dict[str, int]]


def check_retention(actor: Actor) -> None:
    """A national administrator, who sees no person: NotFound for everybody else."""
    if not actor.has("national_admin"):
        raise NotFound


def rule_on(day: date) -> RetentionRule | None:
    """The rule in force, the latest set of those that have begun; None when nobody has set one."""
    return RetentionRule.objects.filter(valid_from__lte=day).order_by("valid_from", "pk").last()


def rules() -> list[RetentionRule]:
    """Every rule that has been set, the one that begins last first."""
    return list(RetentionRule.objects.order_by("-valid_from", "-pk"))


def runs() -> list[RetentionRun]:
    """The certificates, latest first."""
    return list(RetentionRun.objects.order_by("-at", "-pk"))


@transaction.atomic
def set_rule(
    *, months: int | None, source: str, valid_from: date, by: Actor, at: datetime, backup_days: int | None = None
) -> RetentionRule:
    """Decide for how long, and for how many days copies for safety remain after that. None: not decided, nothing goes.

    Refusal without a source, for a day that has been, and for less than the follow-ups need.
    """
    check_retention(by)
    if valid_from < day_of(at):
        raise Refusal(
            "Välj i dag eller en senare dag. Deltagarna har fått veta vad som gällde före det.",
            field="valid_from",
            message_en="Choose today or a later day. The participants have been told what held before that.",
        )
    if not source.strip():
        raise Refusal(
            "Skriv vilket beslut eller vilken regel tiden vilar på.",
            field="source",
            message_en="Write which decision or rule it rests on.",
        )
    _refuse_times(months, backup_days)
    made = RetentionRule.objects.create(
        valid_from=valid_from,
        months=months,
        backup_days=backup_days,
        source=source.strip(),
        set_by=by.email,
        set_at=at,
    )
    data = {"months": months, "backup_days": backup_days, "valid_from": valid_from.isoformat()}
    audit.record(by=by, at=at, what="retention.rule_set", subject_kind="retention", subject=str(made.pk), data=data)
    return made


def _refuse_times(months: int | None, backup_days: int | None) -> None:
    if months is not None and not SHORTEST <= months <= LONGEST:
        raise Refusal(
            f"Välj mellan {SHORTEST} och {LONGEST} månader. Uppföljningarna görs tills {SHORTEST} månader har gått.",
            field="months",
            message_en=f"Choose between {SHORTEST} and {LONGEST} months. Follow-ups are made until {SHORTEST} months "
            "have passed.",
        )
    if backup_days is not None and not 1 <= backup_days <= LONGEST_BACKUP:
        raise Refusal(
            f"Välj mellan 1 och {LONGEST_BACKUP} dagar.",
            field="backup_days",
            message_en=f"Choose between 1 and {LONGEST_BACKUP} days.",
        )


def due(day: date) -> QuerySet[Participation]:
    """Those whose time has passed: ended, or closed as mistaken, so long ago. Nobody while no rule holds."""
    rule = rule_on(day)
    if rule is None or rule.months is None:
        return Participation.objects.none()
    last = months_after(day, -rule.months)
    ended = Q(state="ended", end__lt=last) | (Q(state="mistaken") & Q(end__isnull=False, end__lt=last))
    mistaken = Q(state="mistaken", end__isnull=True, start__lt=last)
    return Participation.objects.filter(ended | mistaken, mode="person")


def what_would_go(day: date) -> Counts:
    """Measure code → year → how many would go today. No persons."""
    found: Counts = defaultdict(dict)
    rows = due(day).order_by().values_list("measure__code", Coalesce("end", "start"))
    for (code, year), number in sorted(Counter((code, str(last.year)) for code, last in rows if last).items()):
        found[code][year] = number
    return dict(found)


@transaction.atomic
def carry_out(*, by: Actor, at: datetime) -> RetentionRun:
    """Let go of everybody whose time has passed; returns the certificate. Refusal when nobody's has.

    The register commits first, then the vault forgets: a stop in between leaves strays for the sweep.
    """
    check_retention(by)
    today = day_of(at)
    counts, rule = what_would_go(today), rule_on(today)
    if not counts or rule is None or rule.months is None:
        raise Refusal("Ingens tid har gått ut.", message_en="Nobody's time has passed.")
    gone = list(due(today).select_for_update(of=("self",)).order_by("pk"))
    measures = {one.measure_id for one in gone}
    years = range(min(one.start_year for one in gone), today.year + 1)
    before, made = _counted(measures, years), Counter[tuple[int, int, str]]()
    for one in gone:
        person, state = one.person, next_state(one, "retention_over")
        made[one.measure_id, one.start_year, one.sex] += state == "active"
        erasing.erase_row(one, state)
        if person:
            identity.let_go(person)
    _keep_difference(before, _counted(measures, years), made)
    run = RetentionRun(at=at, by=by.email, by_name=by.name, months=rule.months, source=rule.source, counts=counts)
    run.digest = digest_of(run)
    run.save(force_insert=True)
    data = {"participations": total_of(run), "digest": run.digest}
    audit.record(by=by, at=at, what="retention.carried_out", subject_kind="retention", subject=str(run.pk), data=data)
    return run


def total_of(run: RetentionRun) -> int:
    """How many participations went."""
    return sum(number for years in run.counts.values() for number in years.values())


def digest_of(run: RetentionRun) -> str:
    """What the certificate says, as a digest that also stands in the audit trail."""
    said = [run.at.isoformat(), run.by, run.by_name, run.months, run.source, run.counts]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def holds(run: RetentionRun) -> bool:
    """Whether the certificate says what it said when it was written."""
    return digest_of(run) == run.digest


Cells = dict[tuple[int, int, str], Counter[str]]


def _counted(measures: Iterable[int], years: Iterable[int]) -> Cells:
    """(measure, year, sex) → mode → how many, as every page counts them."""
    from samordna.deliver.participants.queries import registered_in  # noqa: PLC0415 - which asks for the kept counts

    wanted = list(Measure.objects.filter(pk__in=list(measures)))
    found: Cells = defaultdict(Counter)
    for year, by_measure in registered_in(wanted, list(years)).items():
        for measure_id, cells in by_measure.items():
            for (mode, sex), number in cells.items():
                found[measure_id, year, sex][mode] += number
    return found


def _keep_difference(before: Cells, after: Cells, made: Counter[tuple[int, int, str]]) -> None:
    for key in sorted({*before, *after, *made}):
        then, now = before.get(key, Counter()), after.get(key, Counter())
        more, people = then.total() - now.total(), then["person"] - now["person"]
        if more or people or made[key]:
            measure_id, year, sex = key
            row, _new = KeptCount.objects.get_or_create(measure_id=measure_id, year=year, sex=sex, defaults={"more": 0})
            KeptCount.objects.filter(pk=row.pk).update(
                more=F("more") + more, people=F("people") + people, rows=F("rows") + made[key]
            )


def gone_from(measures: Iterable[Measure] | QuerySet[Measure], years: Iterable[int]) -> bool:
    """Whether retention has taken the answers of some who took part in these measures and years."""
    return KeptCount.objects.filter(measure__in=measures, year__in=list(years), people__gt=0).exists()
