"""What both rules refuse alike: places and parties that do not exist, and areas that are not open there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from samordna.ground.kernel.errors import Refusal
from samordna.ground.kernel.identifiers import PartyId
from samordna.ground.parameters.areas import exists, nuts2_regions
from samordna.ground.parameters.reader import code_list, parameter
from samordna.ground.parameters.values import NoParameter

# Any day of the programme 2021–2027 will do: an area's letter belongs to it, and its limits are the same throughout.
_PROGRAMME_DAY: Final = date(2025, 1, 1)


def check_party(party: PartyId, where: str) -> Iterator[Refusal]:
    """Refuse parties that cannot be asked: counties and municipalities that do not exist, and other organisations."""
    if party.kind == "other" or not exists(party):
        yield Refusal("Parten finns inte. Kontrollera koden.", where, f"there is no party {party}; check the code")


def check_place(area: str, region: str | None) -> Iterator[Refusal]:
    """Refuse areas and regions that do not exist, and regions where the area is not open (D, E)."""
    if area not in code_list("programme_area"):
        known = ", ".join(code_list("programme_area").values)
        yield Refusal(
            "Programområdet finns inte.", "area", f"there is no programme area {area!r}; choose one of {known}"
        )
        return
    if region is not None and region not in nuts2_regions():
        known = ", ".join(nuts2_regions())
        yield Refusal("Regionen finns inte.", "region", f"there is no NUTS2 region {region!r}; choose one of {known}")
        return
    allowed = limit("esf.regions", area=area)
    if allowed and (region or "national") not in allowed:
        yield Refusal(
            f"Programområde {area} är inte öppet här. Välj {' eller '.join(_place_sv(place) for place in allowed)}.",
            "region",
            f"area {area} is open for {' and '.join(allowed)} only, not for {region or 'national projects'}",
        )


def _place_sv(place: str) -> str:
    return nuts2_regions().get(place, "ett nationellt projekt")


def limit(name: str, **where: str) -> tuple[str, ...]:
    """The codes a parameter allows in the programme; nothing when the parameter sets no limit there."""
    try:
        found = parameter(name, on=_PROGRAMME_DAY, **where).value
    except NoParameter:
        return ()
    return found if isinstance(found, tuple) else ()
