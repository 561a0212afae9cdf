"""Reference data that every register has: areas, authorities, regions, municipalities, the known associations."""

from __future__ import annotations

import csv
from importlib import resources
from pathlib import Path

from django.db import transaction

from samordna.ground.parties import association_import
from samordna.ground.parties.models import County, Municipality, Nuts2, Organisation

AUTHORITIES = (("fk", "Försäkringskassan"), ("af", "Arbetsförmedlingen"))


def _rows(name: str) -> list[dict[str, str]]:
    text = resources.files("samordna.ground.parameters").joinpath("areas", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@transaction.atomic
def load() -> association_import.Report:
    """Load what is missing of the reference data; what is there stays. Safe to run at every start."""
    counties, municipalities = _rows("counties.csv"), _rows("municipalities.csv")
    Nuts2.objects.bulk_create(
        [Nuts2(code=code, name=name) for code, name in {(c["nuts2"], c["nuts2_name"]) for c in counties}],
        ignore_conflicts=True,
    )
    County.objects.bulk_create(
        [County(code=c["code"], name=c["county"], region=c["region"], nuts2_id=c["nuts2"]) for c in counties],
        ignore_conflicts=True,
    )
    Municipality.objects.bulk_create(
        [Municipality(code=m["code"], name=m["name"], county_id=m["county_code"]) for m in municipalities],
        ignore_conflicts=True,
    )
    Organisation.objects.bulk_create(_organisations(counties, municipalities), ignore_conflicts=True)
    return load_associations(Path(str(resources.files("samordna.ground.parties") / "data" / "associations.csv")))


def _organisations(counties: list[dict[str, str]], municipalities: list[dict[str, str]]) -> list[Organisation]:
    return [
        *(Organisation(party_id=party, kind=party, name=name) for party, name in AUTHORITIES),
        *(
            Organisation(party_id=f"region-{c['code']}", kind="region", name=c["region"], county_id=c["code"])
            for c in counties
        ),
        *(
            Organisation(
                party_id=f"municipality-{m['code']}",
                kind="municipality",
                name=municipality_name(m["name"]),
                county_id=m["county_code"],
                municipality_id=m["code"],
            )
            for m in municipalities
        ),
    ]


def municipality_name(name: str) -> str:
    """What the municipality is called as an authority: Vadstena kommun, Motala kommun, Region Gotland stays a region.

    The genitive follows the usual rule: names that end in s, x or z take none, others take s only where custom has it;
    custom differs, so the plain form without s is used for all.
    """
    return f"{name} kommun"


def load_associations(path: Path) -> association_import.Report:
    """Load associations from a file in the format of :mod:`association_import`."""
    known = Municipality.objects.values_list("code", flat=True)
    return association_import.load(association_import.read(path, known_municipalities=known))
