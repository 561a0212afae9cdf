"""Reference data that every register has: areas, authorities, regions, municipalities, the known associations."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from django.db import transaction

from samordna.ground.kernel.identifiers import PartyId
from samordna.ground.parameters import areas
from samordna.ground.parties import association_import
from samordna.ground.parties.models import County, Municipality, Nuts2, Organisation


@transaction.atomic
def load() -> association_import.Report:
    """Load what is missing of the reference data; what is there stays. Safe to run at every start."""
    counties, municipalities = areas.counties().values(), areas.municipalities().values()
    Nuts2.objects.bulk_create(
        [Nuts2(code=code, name=name) for code, name in areas.nuts2_regions().items()], ignore_conflicts=True
    )
    County.objects.bulk_create(
        [County(code=c.code, name=c.name, region=c.region, nuts2_id=c.nuts2) for c in counties], ignore_conflicts=True
    )
    Municipality.objects.bulk_create(
        [Municipality(code=m.code, name=m.name, county_id=m.county) for m in municipalities], ignore_conflicts=True
    )
    Organisation.objects.bulk_create(
        [
            *(_organisation(party, party) for party in ("fk", "af")),
            *(_organisation("region", f"region-{c.code}", county_id=c.code) for c in counties),
            *(
                _organisation("municipality", f"municipality-{m.code}", county_id=m.county, municipality_id=m.code)
                for m in municipalities
            ),
        ],
        ignore_conflicts=True,
    )
    return load_associations(Path(str(resources.files("samordna.ground.parties") / "data" / "associations.csv")))


def _organisation(kind: str, party_id: str, **where: str) -> Organisation:
    return Organisation(party_id=party_id, kind=kind, name=areas.party_name(PartyId.parse(party_id)), **where)


def load_associations(path: Path) -> association_import.Report:
    """Load associations from a file in the format of :mod:`association_import`."""
    known = Municipality.objects.values_list("code", flat=True)
    return association_import.load(association_import.read(path, known_municipalities=known))
