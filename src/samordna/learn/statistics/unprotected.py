"""The unprotected figure behind a printed one, for analysts. Every look leaves an event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from samordna.engine.combined import Share
from samordna.engine.dimensions import Code, Dimension, Total
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


@transaction.atomic
def look_behind(*, release: Release, name: str, key: Key, area: str = "", by: Actor, at: datetime) -> Behind:
    """The unprotected figure, counted anew from the release's extract. It is written down who looked at what.

    NotFound for those who may not see it and for a cell that there is not; Refusal when the extract is gone.
    """
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
    audit.record(
        by=by,
        at=at,
        what="figure.seen_unprotected",
        subject_kind="extract",
        subject=release.extract.extract_id,
        data={"release": release.number, "table": name, "cell": list(key), "area": area},
    )
    return Behind(table, table.cells[key])


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
