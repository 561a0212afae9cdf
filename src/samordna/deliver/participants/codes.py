"""The code tables of the register, ready for rules and forms."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from samordna.deliver.participants import rules
from samordna.deliver.participants.checks import Lists
from samordna.ground.parameters.reader import code_list, maintained

if TYPE_CHECKING:  # the plan of the large register is made before Django is set up
    from samordna.deliver.participants.models import Participation


def lists(*days: date | None, kept: Collection[str] = ()) -> Lists:
    """The values that may be chosen, as the checks want them: those that hold on any of the days.

    The days are that of what is told and that of the telling: who registers in January somebody who began in December
    may choose what held then, and what the page offers now. What stands already may be ``kept``.
    """
    return _lists(maintained(), frozenset(kept), *sorted({day for day in days if day is not None}))


@lru_cache(maxsize=4096)  # a file of a hundred thousand rows has some thousand first days
def _lists(_version: str, kept: frozenset[str], *days: date) -> Lists:
    """The same for one state of the tables."""

    def of(name: str) -> tuple[str, ...]:
        return code_list(name).in_force(*days, kept=kept)

    cities, spoken = code_list("district"), code_list("consent_language").in_group("interpreter")
    return Lists(
        sources=of("support_source"),
        end_reasons=of("end_reason"),
        referred_by=of("referred_by"),
        education=of("education"),
        support_time=of("support_time"),
        groups=of("target_group"),
        study_kinds=of("study_kind"),
        districts={code: cities[code].group for code in of("district")},
        spoken=[code for code in of("consent_language") if code in spoken],
        consent_how=of("consent_how"),
        consent_kept=of("consent_kept"),
    )


def stored(participation: Participation) -> tuple[str, ...]:
    """The choices that stand for somebody: a correction may keep them, whatever has ended since."""
    one = participation
    groups = (row.group for row in one.groups.all())
    return (one.referred_by, one.education, one.support_time, one.district, one.end_reason, *groups)


def sources() -> tuple[str, ...]:
    """The support sources that are asked about one by one: all but “no public support”."""
    return tuple(source for source in code_list("support_source").values if source != rules.NO_SUPPORT)
