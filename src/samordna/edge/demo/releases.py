"""A frozen extract and released tables, made by two people as always, so that the open pages have something to show."""

from __future__ import annotations

from datetime import datetime

from samordna.edge.demo import people
from samordna.learn.statistics import actions
from samordna.learn.statistics.catalogue import OFFICIAL
from samordna.learn.statistics.models import Release

PROPOSES, APPROVES = "Lena Björk", "Per Åkesson"
WHY = "Demolandets första uttag, för tabellerna 2016–2019"


def make(*, at: datetime) -> None:
    """Make the extract, propose every official table and approve them. What is there already is not made again."""
    release = Release.objects.first()
    if release is None:
        lena = people.actor(PROPOSES, at)
        extract = actions.make_extract(by=lena, at=at, why=WHY)
        release = actions.propose_release(extract=extract, tables=list(OFFICIAL), why=WHY, by=lena, at=at)
    if release.released is None:
        actions.approve_release(release=release, by=people.actor(APPROVES, at), at=at)
