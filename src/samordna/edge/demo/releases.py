"""A frozen extract, a linked one and released tables, made by two people as always, so that the open pages have
something to show.
"""

from __future__ import annotations

import csv
import sys
from datetime import datetime
from pathlib import Path

from django.conf import settings

from samordna.edge.demo import people, plan, spells
from samordna.edge.demo.rows import Area, DemoCountry
from samordna.ground.kernel.clock import day_of
from samordna.ground.parameters.areas import municipalities
from samordna.ground.privacy.closed_step import COLUMNS
from samordna.learn.statistics import actions
from samordna.learn.statistics.catalogue import OFFICIAL
from samordna.learn.statistics.models import Release

PROPOSES, APPROVES = "Lena Björk", "Per Åkesson"
WHY = "Demolandets första uttag, för alla officiella tabeller"
WHY_LINKED = "Påhittade ersättningsperioder, för avsnitt 4 i rapporten om 2019"
FILE = "ersattningsperioder.csv"


def make(*, at: datetime) -> None:
    """Make the extract, link it, propose every official table and approve them. What is there is not made again."""
    release = Release.objects.first()
    if release is None:
        lena = people.actor(PROPOSES, at)
        extract = actions.make_extract(by=lena, at=at, why=WHY)
        _, linked = actions.link_extract(extract=extract, file=_delivered(at), by=lena, at=at, why=WHY_LINKED)
        assert linked is not None  # it was not a dry run
        release = actions.propose_release(extract=linked, tables=list(OFFICIAL), why=WHY, by=lena, at=at)
    if release.released is None:
        actions.approve_release(release=release, by=people.actor(APPROVES, at), at=at)


def deliver(country: DemoCountry) -> None:
    """Write the delivered file of the demo country, invented like the rest. It stays, so that linking can be tried."""
    file = _place()
    file.parent.mkdir(parents=True, exist_ok=True)
    for benefit in spells.uncalibrated(country):
        print(f"The delivered file does not give the figures of the report. {benefit}.", file=sys.stderr)
    with file.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(COLUMNS)
        rows.writerows(spells.build(country))


def _delivered(at: datetime) -> Path:
    """The delivered file; made again if it has been taken away since the register was loaded."""
    if not _place().exists():
        areas = [Area(one.code, one.name, one.county) for one in municipalities().values()]
        deliver(plan.build(areas, today=day_of(at)))
    return _place()


def _place() -> Path:
    extracts: Path = settings.EXTRACTS
    return extracts.parent / "delivered" / FILE
