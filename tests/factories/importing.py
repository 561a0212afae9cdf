"""Files of participants for tests, and everything that is stored about a measure, to compare."""

from __future__ import annotations

from datetime import date
from typing import Any

from samordna.deliver.participants.custom import stored
from samordna.deliver.participants.importing import columns
from samordna.deliver.participants.models import Participation
from samordna.deliver.projects.models import Measure
from samordna.ground.files.writing import csv_of
from samordna.ground.privacy import vault
from tests.factories.deliver import personal_number

NUMBER = personal_number(date(1990, 1, 1), 980)
OTHER = personal_number(date(1991, 1, 1), 981)
GOOD = {
    "personal_number": NUMBER,
    "name": "Åsa Örn",
    "consent_date": "2026-01-08",
    "start": "2026-01-12",
    "municipality": "0583",
}


def file_of(*rows: dict[str, str], names=columns.TEMPLATE) -> bytes:
    """A CSV file with the template's columns, and those of the others that a row has."""
    names = [*names, *dict.fromkeys(name for row in rows for name in row if name not in columns.TEMPLATE)]
    return csv_of(names, [[row.get(name, "") for name in names] for row in rows])


def rows_of(measure: Measure) -> list[Any]:
    """Everything stored about a measure, but ids: who, what, when, answers."""
    found = []
    for one in Participation.objects.filter(measure=measure):
        who = vault.read(one.person) if one.person else None
        weeks = [
            (
                o.kind, str(o.on), o.months, o.work_unsubsidised, o.work_subsidised, o.studies, o.studies_kind,
                o.seeking, o.enrolled_af, o.programme_af, o.all_asked,
                sorted(o.support.values_list("source", "extent")), sorted(stored(o).items()),
            )
            for o in one.occasions.order_by("kind", "months")
        ]  # fmt: skip
        consents = [
            (*rest, str(day))
            for *rest, day in one.consents.values_list(
                "purpose",
                "wording_version",
                "wording_digest",
                "language",
                "explained_in",
                "how",
                "seen_by",
                "kept",
                "evidence",
                "given_on",
            )
        ]
        found.append(
            (
                who and (who.personal_number, who.name), one.mode, one.sex, one.birth_year, one.municipality_id,
                one.district, str(one.start), one.start_year, str(one.planned_end), str(one.end), one.end_reason,
                one.state, one.referred_by, one.education, one.support_time,
                sorted(one.groups.values_list("group", flat=True)), consents, weeks, one.registered_by_id,
            )
        )  # fmt: skip
    return sorted(found, key=str)
