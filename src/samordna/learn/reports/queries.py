"""Which reports there are, and a report made of the newest release that holds its tables."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

from samordna.engine.document import Document
from samordna.engine.frozen import thaw
from samordna.engine.words import Words
from samordna.ground.kernel.clock import day_of
from samordna.ground.kernel.errors import NotFound, SamordnaError
from samordna.learn.reports.compose import compose
from samordna.learn.reports.description import Description, description, names
from samordna.learn.statistics.catalogue import OFFICIAL
from samordna.learn.statistics.models import Release
from samordna.learn.statistics.queries import released, unreleased_names


class NotReleased(SamordnaError):
    """There is no release to make the report of. The sentence says which tables are missing and what to do."""


@dataclass(frozen=True)
class Made:
    """A report and the release that it is made of."""

    document: Document
    release: Release


@dataclass(frozen=True)
class Listed:
    """A report in the list: ``release`` is None when it cannot be made yet."""

    name: str
    title: Words
    subtitle: Words
    release: Release | None


def reports() -> list[Listed]:
    """All reports, with the release that each is made of today."""
    found = [described(name) for name in names()]
    return [Listed(one.name, one.title, one.subtitle, newest_release(one)) for one in found]


def described(name: str) -> Description:
    """The report called ``name``; NotFound, with the nearest name, when there is none."""
    there = names()
    if name not in there:
        near = difflib.get_close_matches(name, there, n=1)
        hint = f"Did you mean {near[0]}?" if near else f"There are: {', '.join(there)}."
        raise NotFound(f"Det finns ingen rapport {name}.", message_en=f"There is no report {name}. {hint}")
    return description(name)


def newest_release(report: Description) -> Release | None:
    """The newest release that holds all of the report's tables.

    All from one release, and so from one extract: figures of different days are never compared.
    """
    wanted = set(report.tables.values())
    return next((release for release in released() if wanted <= set(release.tables)), None)


def newest(name: str) -> Made:
    """The report as it is today. NotFound when there is none of that name, NotReleased when it cannot be made yet."""
    report = described(name)
    release = newest_release(report)
    if release is None:
        raise _not_released(report)
    tables = {name: thaw(release.tables[name]) for name in report.tables.values()}
    made = day_of(release.answer.answered_at)
    return Made(compose(report, tables, release.number, made), release)


def _not_released(report: Description) -> NotReleased:
    lacking = unreleased_names(list(report.tables.values()))
    if not lacking:
        return NotReleased(
            "Rapportens tabeller är utgivna var för sig. De måste ges ut tillsammans, ur samma uttag.",
            message_en="The report's tables are released one by one. Release them together, from one extract.",
        )
    swedish = ", ".join(OFFICIAL[name].number.sv.lower() for name in lacking)
    return NotReleased(
        f"Rapporten kan inte göras än. Det som saknas är utgivna tabeller: {swedish}. En analytiker föreslår dem i en "
        "utgåva, och en annan person läser dem och svarar.",
        message_en=f"The report cannot be made yet. Not released: {', '.join(lacking)}. An analyst proposes them for "
        "release and another person approves, under Statistik in the browser; ./samordna demo does both.",
    )
