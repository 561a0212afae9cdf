"""What can be asked about extracts, releases and tables."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samordna.engine.dimensions import Code, Dimension, Total
from samordna.engine.disclosure.protect import protect
from samordna.engine.extract import Extract, ExtractError, open_extract
from samordna.engine.frozen import NotATable, freeze, thaw
from samordna.engine.request import Count
from samordna.engine.run import run
from samordna.engine.table import Table, value
from samordna.engine.words import Words
from samordna.ground.kernel.errors import NotFound
from samordna.ground.parties.actor import Actor
from samordna.ground.parties.models import Association
from samordna.ground.parties.waiting import Waiting
from samordna.learn.statistics import permissions
from samordna.learn.statistics.catalogue import OFFICIAL, Official, official
from samordna.learn.statistics.columns import PARTICIPATIONS
from samordna.learn.statistics.models import ExtractRecord, Release


def extracts(actor: Actor) -> QuerySet[ExtractRecord]:
    """All extracts that were made, newest first."""
    permissions.check_see_extracts(actor)
    return ExtractRecord.objects.order_by("-made_at", "-pk")


def extract_of(actor: Actor, extract_id: str) -> ExtractRecord:
    """One extract's record."""
    found = extracts(actor).filter(extract_id=extract_id).first()
    if found is None:
        raise NotFound
    return found


def state_of_files(record: ExtractRecord) -> str | None:
    """What is wrong with an extract's files today, in English as the reader of extracts says it; None = nothing."""
    try:
        open_extract(settings.EXTRACTS / record.extract_id)
    except ExtractError as error:
        return str(error)
    return None


def released() -> QuerySet[Release]:
    """What is released, newest first."""
    return (
        Release.objects.filter(answer__released=True)
        .select_related("answer", "extract")
        .order_by("-answer__answered_at", "-pk")
    )


def releases(actor: Actor) -> QuerySet[Release]:
    """All releases that the person may know of, newest first: the public knows what is released."""
    if not permissions.may_see_releases_to_answer(actor):
        return released()
    return Release.objects.select_related("answer", "extract").order_by("-proposed_at", "-pk")


def release_of(actor: Actor, number: str) -> Release:
    """One release; NotFound when it is not released and the person does not answer releases."""
    release = Release.objects.select_related("answer", "extract").filter(number=number).first()
    if release is None:
        raise NotFound
    permissions.check_see_release(actor, release)
    return release


@dataclass(frozen=True)
class ReleasedTable:
    """A table as it was released, and the release it stands in."""

    table: Table
    release: Release
    official: Official | None


def latest(name: str) -> ReleasedTable | None:
    """The newest released edition of a table; None when it was never released."""
    for release in released():
        if name in release.tables:
            return table_in(release, name)
    return None


def table_in(release: Release, name: str) -> ReleasedTable:
    """A table of a release, as it was frozen."""
    if name not in release.tables:
        raise NotFound
    return ReleasedTable(thaw(release.tables[name]), release, OFFICIAL.get(name))


def editions(name: str) -> list[Release]:
    """Every release that holds the table, newest first."""
    return [release for release in released() if name in release.tables]


# Tables of one association -------------------------------------------------------------------------------------------


def has_areas(name: str) -> bool:
    """True when the table can be shown for one association."""
    known = OFFICIAL.get(name)
    return known is not None and isinstance(known.declaration, Count) and known.declaration.of_people


def areas(actor: Actor) -> list[Association]:
    """The associations that a person may ask for; for the public, none."""
    if not permissions.may_see_areas(actor):
        return []
    return list(Association.objects.order_by("name"))


def area_table(actor: Actor, name: str, area: Association) -> ReleasedTable:
    """A table of one association, protected together with all others and the released national figures.

    It is made of the extract behind the newest release, so that it goes together with what is public. NotFound for the
    public, and for a table that is not split by area or never released.
    """
    permissions.check_see_areas(actor)
    newest = latest(name)
    if newest is None or not has_areas(name):
        raise NotFound
    whole = _by_association(newest)
    return replace(newest, table=_one_area(whole, newest.table, area.slug))


def _by_association(national: ReleasedTable) -> Table:
    """The table split by association and protected as a whole. Kept beside the extracts: it takes seconds to make."""
    name, extract_id = national.table.name, national.release.extract.extract_id
    kept = _kept(name, extract_id)
    try:
        return thaw(json.loads(kept.read_text(encoding="utf-8")))
    except (OSError, ValueError, NotATable):
        pass
    table = split_by_association(official(name), open_extract(settings.EXTRACTS / extract_id), national.table)
    kept.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = kept.with_suffix(".making")
    unfinished.write_text(json.dumps(freeze(table), ensure_ascii=False), encoding="utf-8")
    unfinished.replace(kept)
    return table


def _kept(name: str, extract_id: str) -> Path:
    return settings.EXTRACTS / ".areas" / f"{extract_id}-{name}.json"


def split_by_association(table: Official, extract: Extract, national: Table) -> Table:
    """The table with one more dimension, protected so that the printed national figures give no association away."""
    declaration = table.declaration
    assert isinstance(declaration, Count)
    slugs = extract.values(PARTICIPATIONS.name, "association")
    codes = tuple(Code(slug, Words(slug, slug), (slug,)) for slug in slugs)
    words = Words("Samordningsförbund", "Association")
    by_area = Dimension("association", words, PARTICIPATIONS["association"], codes, Total())
    place = 2 if declaration.time.is_column else 1
    printed = {key for key, cell in national.cells.items() if cell.value is not None}
    keep = {(*key[:place], "total", *key[place:]) for key in printed}
    return protect(run(declaration.split(by_area), extract), keep=keep)


def _one_area(whole: Table, national: Table, slug: str) -> Table:
    """The cells of one association, in the form of the national table."""
    place = [column.name for column in whole.columns].index("association")
    if slug not in whole.columns[place].codes:
        # An association that is not in the extract had no participants: zero, which is known.
        return national.with_cells({key: value(0) for key in national.cells}, whole.certificate)
    cells = {key: whole.cells[(*key[:place], slug, *key[place:])] for key in national.cells}
    return national.with_cells(cells, whole.certificate)


# What waits ----------------------------------------------------------------------------------------------------------


def waiting_for(actor: Actor, on: date) -> list[Waiting]:
    """Releases that somebody else has proposed and that this person may answer."""
    if not permissions.may_see_releases_to_answer(actor):
        return []
    open_ones = Release.objects.filter(answer__isnull=True).order_by("proposed_at")
    return [_waiting(release) for release in open_ones if permissions.may_answer_release(actor, release)]


def _waiting(release: Release) -> Waiting:
    count = len(release.tables)
    text = ngettext(
        "%(count)d tabell ska läsas innan den ges ut.", "%(count)d tabeller ska läsas innan de ges ut.", count
    )
    return Waiting(
        title=_("Svara på utgåva %(number)s") % {"number": release.number},
        text=text % {"count": count},
        url_name="statistics:release",
        url_args=(release.number,),
        since=release.proposed_at.date(),
        waiting=_("%(who)s väntar.") % {"who": release.proposed_by_name},
        action_label=_("Läs och svara"),
    )


def unreleased_names(names: Sequence[str]) -> list[str]:
    """Those of the tables that have never been released."""
    return [name for name in names if latest(name) is None]
