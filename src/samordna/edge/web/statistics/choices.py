"""What a reader has chosen on a table's page. Everything stands in the address, so a view can be shared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from samordna.edge.web.statistics.shown import VIEWS
from samordna.engine.table import Table
from samordna.ground.parties.models import Association


@dataclass(frozen=True)
class Choices:
    """Area and the one to compare with (None: the nation, nothing), year (empty: all), and what the cells show."""

    area: Association | None
    other: Association | None
    year: str
    view: str

    def as_query(self) -> str:
        """The choices as a part of an address; empty when all are the usual ones."""
        chosen = {
            "omr": self.area.slug if self.area else "",
            "jmf": self.other.slug if self.other else "",
            "ar": self.year,
            "visa": self.view if self.view != VIEWS[0] else "",
        }
        said = urlencode({name: value for name, value in chosen.items() if value})
        return f"?{said}" if said else ""


def choices(query: QueryDict, table: Table, areas: Sequence[Association]) -> Choices:
    """Read the choices. What cannot be chosen is not: an area nobody may ask for is as if it had not been named."""
    by_slug = {area.slug: area for area in areas}
    area, other = by_slug.get(query.get("omr", "")), by_slug.get(query.get("jmf", ""))
    year, view = query.get("ar", ""), query.get("visa", "")
    years = table.columns[0].codes
    return Choices(
        area,
        other if other != area else None,
        year if year in years else "",
        view if view in VIEWS and not table.is_share else VIEWS[0],
    )


def options(chosen: Choices, table: Table, areas: Sequence[Association]) -> list[dict[str, Any]]:
    """The fields of the form: id, label, and its options with the chosen one marked. Without a choice, no field."""
    years = table.columns[0].codes
    span = f"{years[0]}–{years[-1]}"
    fields = []
    if areas:
        own = [(area.slug, area.name) for area in areas]
        fields += [
            _field("omr", _("Område"), [("", _("Hela landet")), *own], chosen.area.slug if chosen.area else ""),
            _field("jmf", _("Jämför med"), [("", _("Inget")), *own], chosen.other.slug if chosen.other else ""),
        ]
    if len(years) > 1:
        fields.append(_field("ar", _("Period"), [("", span), *((year, year) for year in reversed(years))], chosen.year))
    if not table.is_share:
        names = [("numbers", _("Antal")), ("shares", _("Andel med antal")), ("changes", _("Förändring"))]
        fields.append(_field("visa", _("Visa som"), names if _has_total(table) else names[::2], chosen.view))
    return fields


def _has_total(table: Table) -> bool:
    return any(column.total for column in table.columns)


def _field(name: str, label: str, pairs: list[tuple[str, str]], chosen: str) -> dict[str, Any]:
    return {
        "id": name,
        "label": label,
        "options": [{"value": value, "text": text, "selected": value == chosen} for value, text in pairs],
    }
