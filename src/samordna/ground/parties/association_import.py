"""The list of associations and their members, from a CSV file: the partial list that ships, or a complete one later.

Columns: ``association`` (short name: a–z, 0–9, hyphens), ``name``, ``municipality`` (four digits, or empty when the
members are not known), ``valid_from``, ``valid_to`` (days; empty = unknown / still), ``certainty``, ``as_of``,
``source``.
One row per municipality. FK, AF and the regions of the municipalities follow from the law (3 §) and are added.
All or nothing; running it again changes nothing; what is not in the file is left as it is.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import transaction

from samordna.ground.kernel import typed
from samordna.ground.kernel.errors import Refusal
from samordna.ground.kernel.period import Period
from samordna.ground.parties.models import Association, Membership, Municipality, Organisation

COLUMNS = ("association", "name", "municipality", "valid_from", "valid_to", "certainty", "as_of", "source")
BY_LAW = "follows from 3 § lag (2003:1210)"


@dataclass(frozen=True)
class Row:
    """One checked line of the file."""

    slug: str
    name: str
    municipality: str
    valid_from: date | None
    valid_to: date | None
    certainty: str
    source: str


@dataclass(frozen=True)
class Report:
    """What an import did, or would do."""

    rows: int
    new_associations: int
    new_memberships: int
    problems: tuple[str, ...] = ()


def read(path: Path, *, known_municipalities: Iterable[str]) -> list[Row]:
    """Read and check the whole file. Refusal that lists every line with something to mend."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise Refusal(
            f"{path.name} är inte sparad som UTF-8. Spara om den som ”CSV UTF-8”.",
            message_en=f"{path.name} is not UTF-8. Save it as “CSV UTF-8”.",
        ) from None
    lines = csv.DictReader(typed.tidy(text).split("\n"))
    try:
        return _rows(path, lines, set(known_municipalities))
    except csv.Error as error:  # a cell without end: a quotation mark that is never closed
        where = f"{path.name}:{lines.line_num}"
        raise Refusal(
            f"{where}: raden går inte att läsa. Kontrollera citattecknen.",
            message_en=f"{where}: the line cannot be read, check its quotation marks ({error})",
        ) from None


def _rows(path: Path, lines: csv.DictReader[str], known: set[str]) -> list[Row]:
    if tuple(lines.fieldnames or ()) != COLUMNS:
        raise Refusal(
            f"Första raden ska vara: {','.join(COLUMNS)}",
            message_en=f"The first line must be: {','.join(COLUMNS)}",
        )
    rows, problems = [], []
    owners: dict[str, str] = {}
    for number, line in enumerate(lines, start=2):
        found = list(_problems(line, known, owners))
        problems += [f"{path.name}:{number}: {problem}" for problem in found]
        if not found:
            rows.append(_row(line))
    if problems:
        raise Refusal("\n".join(problems), message_en="\n".join(problems))
    return rows


def _problems(line: dict[str, str], known: set[str], owners: dict[str, str]) -> Iterable[str]:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", line["association"] or ""):
        yield f"association: “{line['association']}” must be a–z, 0–9 and hyphens"
    if not line["name"]:
        yield "name: is empty"
    code = line["municipality"]
    if code and code not in known:
        yield f"municipality: “{code}” is not one of the 290 codes"
    days: dict[str, date | None] = {}
    for field in ("valid_from", "valid_to"):
        try:
            days[field] = _day(line[field])
        except ValueError:
            yield f"{field}: “{line[field]}” must be written YYYY-MM-DD"
    last = days.get("valid_to")
    if last and "valid_from" in days and last <= (days["valid_from"] or date.min):
        yield f"valid_to: {last} must be a day after valid_from"
    if code and not line["valid_to"]:
        other = owners.setdefault(code, line["association"])
        if other != line["association"]:
            yield f"municipality: {code} is a member of {other} at the same time"


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _row(line: dict[str, str]) -> Row:
    certainty = line["certainty"] + (f"; list as of {line['as_of']}" if line["as_of"] else "")
    return Row(
        line["association"],
        line["name"],
        line["municipality"],
        _day(line["valid_from"]),
        _day(line["valid_to"]),
        certainty[:200],
        line["source"][:500],
    )


@transaction.atomic
def load(rows: Sequence[Row], *, invented: bool = False) -> Report:
    """Write associations and memberships. The same rows again change nothing.

    Refusal, and nothing is written, when a municipality is already a member of another association in the same time.
    """
    if taken := list(_taken(rows, invented=invented)):
        raise Refusal("\n".join(taken), message_en="\n".join(taken))
    municipalities = {m.code: m for m in Municipality.objects.select_related("county")}
    parties = {o.party_id: o for o in Organisation.objects.all()}
    made_associations = made_memberships = 0
    by_slug: dict[str, list[Row]] = {}
    for row in rows:
        by_slug.setdefault(row.slug, []).append(row)
    for slug, members in by_slug.items():
        association, new = _association(slug, members[0], parties, invented=invented)
        made_associations += new
        memberships = _memberships(association, members, municipalities, parties)
        existing = set(association.memberships.values_list("organisation_id", "valid_from"))
        fresh = [m for m in memberships if (m.organisation_id, m.valid_from) not in existing]
        Membership.objects.bulk_create(fresh)
        made_memberships += len(fresh)
    return Report(len(rows), made_associations, made_memberships)


def _taken(rows: Sequence[Row], *, invented: bool) -> Iterable[str]:
    """Municipalities whose time in a file overlaps their time in another association of the register.

    Invented associations stand beside the real ones in the demo country: the two are held apart.
    """
    codes = {row.municipality for row in rows if row.municipality}
    held = Membership.objects.filter(municipality__in=codes, association__invented=invented).select_related(
        "association"
    )
    known: dict[str, list[Membership]] = {}
    for membership in held:
        known.setdefault(str(membership.municipality_id), []).append(membership)
    for row in rows:
        wanted = Period(row.valid_from or date.min, row.valid_to)
        for membership in known.get(row.municipality, ()):
            period = Period(membership.valid_from or date.min, membership.valid_to)
            if membership.association.slug != row.slug and period.overlaps(wanted):
                yield (
                    f"municipality: {row.municipality} is a member of {membership.association.slug} at the same time; "
                    "end that membership first, or give the new one a later valid_from"
                )


def _association(slug: str, row: Row, parties: dict[str, Organisation], *, invented: bool) -> tuple[Association, bool]:
    party_id = f"association-{slug}"
    if party_id not in parties:
        parties[party_id] = Organisation.objects.create(party_id=party_id, kind="association", name=row.name)
    return Association.objects.get_or_create(
        slug=slug,
        defaults={
            "name": row.name,
            "organisation": parties[party_id],
            "certainty": row.certainty,
            "source": row.source,
            "invented": invented,
        },
    )


def _memberships(
    association: Association,
    rows: Sequence[Row],
    municipalities: dict[str, Municipality],
    parties: dict[str, Organisation],
) -> list[Membership]:
    made, regions = [], {}
    for row in (r for r in rows if r.municipality):
        municipality = municipalities[row.municipality]
        regions[municipality.county_id] = parties[f"region-{municipality.county_id}"]
        made.append(
            Membership(
                association=association,
                organisation=parties[f"municipality-{row.municipality}"],
                municipality=municipality,
                valid_from=row.valid_from,
                valid_to=row.valid_to,
                certainty=row.certainty,
                source=row.source,
            )
        )
    for organisation in [parties["fk"], parties["af"], *regions.values()]:
        made.append(Membership(association=association, organisation=organisation, certainty=BY_LAW, source="R01, R02"))
    return made
