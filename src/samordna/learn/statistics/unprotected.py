"""The unprotected figure behind a printed one, or why it is hidden, for analysts. Every look leaves an event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.conf import settings
from django.db import transaction

from samordna.engine.combined import Share, counts_in
from samordna.engine.dimensions import Code, Dimension, Total
from samordna.engine.disclosure.policy import DEFAULT
from samordna.engine.extract import Extract, ExtractError, open_extract
from samordna.engine.request import Count, Key
from samordna.engine.run import run, shares
from samordna.engine.table import Cell, Table
from samordna.engine.words import Words
from samordna.ground.kernel.errors import NotFound, Refusal
from samordna.ground.parties.actor import Actor
from samordna.ground.privacy import audit
from samordna.learn.statistics import areas, permissions
from samordna.learn.statistics.catalogue import OFFICIAL
from samordna.learn.statistics.models import Release


@dataclass(frozen=True)
class Behind:
    """The unprotected table that a figure stands in, whole or of one area, and its cell."""

    table: Table
    cell: Cell


class Why(StrEnum):
    """Why a figure is hidden. Only those who may see the figure itself may know: “small” says that it is 1 to 4."""

    #: It, or a number that it is made of, is below the threshold.
    SMALL = "small"
    #: It is not; but one that is could be worked out with its help.
    OTHERS = "others"
    #: It is made of amounts, of which the persons behind are not looked up here.
    UNKNOWN = "unknown"


@transaction.atomic
def look_behind(*, release: Release, name: str, key: Key, area: str = "", by: Actor, at: datetime) -> Behind:
    """The unprotected figure, counted anew from the release's extract. It is written down who looked at what.

    NotFound for those who may not see it and for a cell that there is not; Refusal when the extract is gone.
    """
    behind = _behind(release, name, key, area, by)
    _write_down("figure.seen_unprotected", release, name=name, key=key, area=area, by=by, at=at)
    return behind


@transaction.atomic
def why_hidden(*, release: Release, name: str, key: Key, area: str = "", by: Actor, at: datetime) -> Why:
    """Why a hidden figure is hidden, without the figure. It is written down who asked about what.

    NotFound and Refusal as :func:`look_behind`: who may not see the figure may not know why it is hidden either.
    """
    behind = _behind(release, name, key, area, by)
    _write_down("figure.asked_why_hidden", release, name=name, key=key, area=area, by=by, at=at)
    policy = (release.tables[name]["certificate"] or {}).get("policy") or {}
    of_persons = all(one.behind is None for one in counts_in(OFFICIAL[name].declaration))
    numbers = [number for number in (behind.cell.value, behind.cell.of) if number is not None]
    if not of_persons or not numbers:
        return Why.UNKNOWN
    return Why.SMALL if min(numbers) < policy.get("threshold", DEFAULT.threshold) else Why.OTHERS


def _behind(release: Release, name: str, key: Key, area: str, by: Actor) -> Behind:
    """The unprotected figure, before anything is written down."""
    permissions.check_see_unprotected(by)
    known = OFFICIAL.get(name)
    if known is None or name not in release.tables:
        raise NotFound
    declaration = known.as_of(release.extract.as_of)
    try:
        extract = open_extract(settings.EXTRACTS / release.extract.extract_id)
        whole = run(declaration, extract)
        table = _of_area(whole, declaration, extract, area) if area else whole
    except ExtractError as error:
        raise Refusal(
            "Uttaget som talet kommer ur finns inte kvar. Bara det skyddade talet finns.", message_en=str(error)
        ) from error
    if key not in table.cells:
        raise NotFound
    return Behind(table, table.cells[key])


def _write_down(what: str, release: Release, *, name: str, key: Key, area: str, by: Actor, at: datetime) -> None:
    audit.record(
        by=by,
        at=at,
        what=what,
        subject_kind="extract",
        subject=release.extract.extract_id,
        data={"release": release.number, "table": name, "cell": list(key), "area": area},
    )


def _of_area(whole: Table, declaration: object, extract: Extract, area: str) -> Table:
    """The unprotected table of one association or county."""
    count = declaration.of if isinstance(declaration, Share) else declaration
    if not isinstance(count, Count) or areas.base_of(count) is None:
        raise NotFound
    lies_in = areas.counties_of(extract)
    present = [str(slug) for slug in extract.values(count.source.name, areas.AREA)]
    inside = tuple(slug for slug in present if area in (slug, lies_in.get(slug)))
    if not inside:
        raise NotFound
    words = Words(area, area)
    by_area = Dimension(areas.AREA, areas.WORDS, count.source[areas.AREA], (Code(area, words, inside),), Total())
    table = run(count.split(by_area), extract)
    place = [column.name for column in table.columns].index(areas.AREA)
    cells = {key: table.cells[(*key[:place], area, *key[place:])] for key in whole.cells}
    return whole.with_cells(shares(declaration, cells) if isinstance(declaration, Share) else cells, None)
