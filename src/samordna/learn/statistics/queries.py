"""What can be asked about extracts, releases and tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samordna.engine.extract import ExtractError, open_extract
from samordna.engine.frozen import thaw
from samordna.engine.table import Table
from samordna.ground.kernel.errors import NotFound
from samordna.ground.parties.actor import Actor
from samordna.ground.parties.models import Association, County
from samordna.ground.parties.waiting import Waiting
from samordna.learn.statistics import areas as by_areas
from samordna.learn.statistics import permissions, retention, stored_areas
from samordna.learn.statistics.areas import Areas, NoAreas
from samordna.learn.statistics.catalogue import OFFICIAL
from samordna.learn.statistics.models import ExtractRecord, Release
from samordna.learn.statistics.official import Official


def extracts(actor: Actor) -> QuerySet[ExtractRecord]:
    """All extracts that were made, newest first."""
    permissions.check_see_extracts(actor)
    return ExtractRecord.objects.select_related("removal__run").order_by("-made_at", "-pk")


def extracts_to_use(actor: Actor) -> QuerySet[ExtractRecord]:
    """Those whose rows are not gone by retention, newest first: new tables can be made of them."""
    return extracts(actor).filter(removal__isnull=True)


def extract_of(actor: Actor, extract_id: str) -> ExtractRecord:
    """One extract's record."""
    found = extracts(actor).filter(extract_id=extract_id).first()
    if found is None:
        raise NotFound
    return found


def linked_with(record: ExtractRecord) -> QuerySet[ExtractRecord]:
    """The linked extracts that were made of an extract, newest first."""
    return ExtractRecord.objects.filter(manifest__linked__base=record.extract_id).order_by("-made_at", "-pk")


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


def is_proven(release: Release) -> bool:
    """Whether every table of the release was protected with a proof; those from before that was possible were not."""
    return all((document.get("certificate") or {}).get("proven") for document in release.tables.values())


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


def all_latest() -> dict[str, ReleasedTable]:
    """The newest released edition of every table that has one, by name."""
    found: dict[str, ReleasedTable] = {}
    for release in released():
        for name in set(release.tables) - set(found):
            found[name] = table_in(release, name)
    return found


def table_in(release: Release, name: str) -> ReleasedTable:
    """A table of a release, as it was frozen."""
    if name not in release.tables:
        raise NotFound
    return ReleasedTable(thaw(release.tables[name]), release, OFFICIAL.get(name))


def tables_of(release: Release) -> list[str]:
    """The names of a release's tables in the order of the list; those that are no longer official last.

    What is kept has no order: PostgreSQL sorts the names of a JSON object in a way of its own.
    """
    official_ones = [name for name in OFFICIAL if name in release.tables]
    return [*official_ones, *sorted(set(release.tables) - set(official_ones))]


def editions(name: str) -> list[Release]:
    """Every release that holds the table, newest first."""
    return [release for release in released() if name in release.tables]


# Tables by area ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Area:
    """An association or a county, by the code it has in tables and addresses."""

    code: str
    name: str

    @property
    def is_county(self) -> bool:
        """True for a county."""
        return self.code.startswith(by_areas.COUNTY)


def has_areas(name: str) -> bool:
    """True when the table can be shown for one association or county."""
    known = OFFICIAL.get(name)
    return known is not None and by_areas.base_of(known.declaration) is not None


def areas(actor: Actor) -> list[Area]:
    """The associations and then the counties that a person may ask for; for the public, none."""
    if not permissions.may_see_areas(actor):
        return []
    found = [Area(slug, name) for slug, name in names_of_associations()]
    counties = County.objects.order_by("name").values_list("code", "name")
    return [*found, *(Area(f"{by_areas.COUNTY}{code}", name) for code, name in counties)]


def names_of_associations() -> list[tuple[str, str]]:
    """Slug and name of every association, by name."""
    return list(Association.objects.order_by("name").values_list("slug", "name"))


def areas_of(actor: Actor, found: ReleasedTable) -> Areas:
    """A released table by area, protected together with all other areas and the released national figures.

    It was made of the extract behind the release, so that it goes together with what is public. NotFound for the
    public, and for a table that has no areas; NoAreas (AreasLater, AreasNotMade, AreasGone) and Refusal as
    :func:`samordna.learn.statistics.stored_areas.of_table` says.
    """
    permissions.check_see_areas(actor)
    known = OFFICIAL.get(found.table.name)
    if known is None or not has_areas(known.name):
        raise NotFound
    declaration = known.as_of(found.release.extract.as_of)
    if [(c.name, c.codes) for c in declaration.columns] != [(c.name, c.codes) for c in found.table.columns]:
        raise NoAreas(f"{known.name} is declared in another way now than when it was released")
    return Areas(stored_areas.of_table(found.release, known.name), found.table, declaration)


def can_show_areas(actor: Actor, found: ReleasedTable) -> bool:
    """Whether a released table can be shown to the person by area now."""
    return permissions.may_see_areas(actor) and stored_areas.can_be_shown(found.release, found.table.name)


# What waits ----------------------------------------------------------------------------------------------------------


def waiting_for(actor: Actor, on: date) -> list[Waiting]:
    """Releases that somebody else has proposed and that this person may answer; extracts for the privacy officer."""
    if permissions.may_see_who_is_held(actor):
        return _held(actor)
    if not permissions.may_see_releases_to_answer(actor):
        return []
    open_ones = Release.objects.filter(answer__isnull=True).order_by("proposed_at")
    return [_waiting(release) for release in open_ones if permissions.may_answer_release(actor, release)]


def _held(actor: Actor) -> list[Waiting]:
    """That people who have left the register remain in older extracts, which may then be removed."""
    count = len(retention.still_held(actor))
    if not count:
        return []
    text = ngettext(
        "%(count)d uttag har kvar personer som inte längre finns i registret.",
        "%(count)d uttag har kvar personer som inte längre finns i registret.",
        count,
    )
    return [
        Waiting(
            title=_("Se över äldre uttag"),
            text=text % {"count": count},
            url_name="retention:extracts",
            url_args=(),
            waiting="",
            action_label=_("Läs och bestäm"),
        )
    ]


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
