"""How long things take in an association: to answer, to reach the group and the board, and when it reminds.

Limits are the association's own. Until it has set any, those seen in practice hold (parameters ``preparation.*``).
When it reminds has no source: three days before the last day, and one and seven days after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta

from django.db import transaction

from samordna.agree.needs.actions import signature
from samordna.agree.preparation.models import CustomsVersion
from samordna.ground.kernel.clock import day_of
from samordna.ground.kernel.errors import NotAllowed, NotFound, Refusal
from samordna.ground.parameters.reader import parameter
from samordna.ground.parties.actor import Actor
from samordna.ground.parties.models import Association
from samordna.ground.privacy import audit

MOST_DAYS, MOST_REMINDERS = 365, 5
NUMBERS = ("answer_days", "group_days", "board_days")
_STEPS = ("answer", "group", "board")
DAYS = ("remind_before", "remind_after")


@dataclass(frozen=True)
class Customs:
    """Limits in days. ``remind_before`` and ``remind_after`` count from the last day for answers, in order of size."""

    answer_days: int
    group_days: int
    board_days: int
    remind_before: tuple[int, ...] = (3,)
    remind_after: tuple[int, ...] = (1, 7)

    def deadline(self, asked_on: date) -> date:
        """The last day for answers when the parties are asked on a day."""
        return asked_on + timedelta(days=self.answer_days)

    def reminders(self, deadline: date) -> tuple[date, ...]:
        """The days on which those who have not answered are reminded, the first first."""
        shifts = [-days for days in self.remind_before] + list(self.remind_after)
        ordinals = {deadline.toordinal() + shift for shift in shifts}
        return tuple(date.fromordinal(n) for n in sorted(ordinals) if 1 <= n <= date.max.toordinal())


def usual(on: date) -> Customs:
    """What holds for an association that has set nothing: what has been seen in practice."""
    answer, group, board = (parameter(f"preparation.days_to_{step}", on=on).days for step in _STEPS)
    return Customs(answer, group, board)


def customs_of(association: Association, on: date) -> Customs:
    """The limits that hold in an association on a day."""
    held = association.customs.filter(valid_from__lte=on).order_by("-valid_from", "-pk").first()
    if held is None:
        return usual(on)
    before, after = tuple(held.remind_before), tuple(held.remind_after)
    return Customs(held.answer_days, held.group_days, held.board_days, before, after)


def history(association: Association) -> list[CustomsVersion]:
    """All that has been set, the one that holds last first."""
    return list(association.customs.order_by("-valid_from", "-pk"))


def may_set_customs(actor: Actor, association: Association) -> bool:
    """The association's manager; it is the association's own choice, within no law."""
    return actor.has("association_manager", association=association.slug)


def check_set_customs(actor: Actor, association: Association) -> None:
    """Raises NotFound outside one's associations, NotAllowed for those who may only read."""
    if not may_set_customs(actor, association):
        if association.slug not in actor.associations:
            raise NotFound
        raise NotAllowed


@transaction.atomic
def set_customs(
    *, by: Actor, at: datetime, association: Association, customs: Customs, valid_from: date | None = None
) -> CustomsVersion | None:
    """Set limits from a day, today if none is given. Asked cases keep their deadline. None when nothing changes.

    Refusal for a day that has been, and for numbers that nobody means.
    """
    check_set_customs(by, association)
    today = day_of(at)
    start = valid_from or today
    if start < today:
        raise Refusal(
            "Det som har varit går inte att ändra. Välj i dag eller senare.",
            field="valid_from",
            message_en="What has been cannot be changed: choose today or later.",
        )
    customs = _ordered(customs)
    _check(customs)
    if customs == customs_of(association, start) and association.customs.filter(valid_from__lte=start).exists():
        return None
    numbers = asdict(customs) | {name: list(getattr(customs, name)) for name in DAYS}
    data = numbers | {"valid_from": start.isoformat()}
    audit.record(
        by=by, at=at, what="association.customs_set", subject_kind="association", subject=association.slug, data=data
    )
    return CustomsVersion.objects.create(
        association=association,
        valid_from=start,
        set_at=at,
        set_by_id=by.account_id,
        set_by_name=signature(by),
        **numbers,
    )


def _ordered(customs: Customs) -> Customs:
    return replace(
        customs,
        remind_before=tuple(sorted(set(customs.remind_before), reverse=True)),
        remind_after=tuple(sorted(set(customs.remind_after))),
    )


def _check(customs: Customs) -> None:
    for name in NUMBERS:
        if not 1 <= getattr(customs, name) <= MOST_DAYS:
            raise Refusal(
                f"Skriv ett antal dagar, 1–{MOST_DAYS}.",
                field=name,
                message_en=f"Write a number of days, 1–{MOST_DAYS}.",
            )
    for name in DAYS:
        _check_days(name, getattr(customs, name))


def _check_days(name: str, days: Sequence[int]) -> None:
    if len(days) > MOST_REMINDERS or any(not 1 <= day <= MOST_DAYS for day in days):
        raise Refusal(
            f"Skriv högst {MOST_REMINDERS} antal dagar, vart och ett 1–{MOST_DAYS}.",
            field=name,
            message_en=f"Write at most {MOST_REMINDERS} numbers of days, each 1–{MOST_DAYS}.",
        )
