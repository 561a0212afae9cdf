"""Official codes of counties, municipalities and NUTS2 regions, and the Swedish names of parties."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from samordna.ground.kernel.identifiers import PartyId

HERE: Final = Path(__file__).parent / "areas"
COUNTIES_CSV: Final = HERE / "counties.csv"
MUNICIPALITIES_CSV: Final = HERE / "municipalities.csv"

_AGENCIES: Final = {"fk": "Försäkringskassan", "af": "Arbetsförmedlingen"}
# Names that do not follow the ordinary genitive. On Gotland the region does what municipalities do elsewhere.
_MUNICIPALITY_NAMES: Final = {"2080": "Falu kommun", "0980": "Region Gotland"}
_VOWELS: Final = "aeiouyåäö"


@dataclass(frozen=True, slots=True)
class County:
    """A county (län), the region that governs in it, and the NUTS2 region it lies in."""

    code: str
    name: str
    region: str
    nuts2: str


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality (kommun) by its four-digit code."""

    code: str
    name: str
    county: str
    nuts2: str


@cache
def counties() -> dict[str, County]:
    """The 21 counties by code, in code order."""
    return {row["code"]: County(row["code"], row["county"], row["region"], row["nuts2"]) for row in _rows(COUNTIES_CSV)}


@cache
def municipalities() -> dict[str, Municipality]:
    """The 290 municipalities by code, in code order."""
    return {
        row["code"]: Municipality(row["code"], row["name"], row["county_code"], row["nuts2"])
        for row in _rows(MUNICIPALITIES_CSV)
    }


@cache
def nuts2_regions() -> dict[str, str]:
    """The eight NUTS2 regions: code → Swedish name, in code order."""
    return dict(sorted((row["nuts2"], row["nuts2_name"]) for row in _rows(COUNTIES_CSV)))


def exists(party: PartyId) -> bool:
    """Whether the county or municipality of the party exists. Associations and others are known to the register only.

    >>> exists(PartyId.parse("municipality-1780")), exists(PartyId.parse("municipality-9999"))
    (True, False)
    """
    if party.kind == "region":
        return party.code in counties()
    if party.kind == "municipality":
        return party.code in municipalities()
    return True


def party_name(party: PartyId) -> str:
    """What Swedes call the party. An association's own name stands in the register only, so here it has none.

    >>> [party_name(PartyId.parse(text)) for text in ("fk", "region-05", "municipality-0584", "municipality-0560")]
    ['Försäkringskassan', 'Region Östergötland', 'Vadstena kommun', 'Boxholms kommun']
    """
    if party.kind == "region":
        return counties()[party.code].region
    if party.kind == "municipality":
        return _MUNICIPALITY_NAMES.get(party.code) or _with_kommun(municipalities()[party.code].name)
    if party.kind == "association":
        return "Samordningsförbundet"
    return _AGENCIES.get(party.kind, party.code)


def _with_kommun(name: str) -> str:
    """The genitive that Swedish uses: Karlstads kommun, but Motala kommun and Grums kommun."""
    bare = name[-1].lower() in _VOWELS or name[-1].lower() in "sxz"
    return f"{name}{'' if bare else 's'} kommun"


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
