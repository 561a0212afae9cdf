"""Which kinds of co-financing a payer or an owner can use, as far as it is known: something to look at, never a stop.

Source: FK's report on ESF+ of 2025-02-10 (who pays which benefit; FK as owner co-finances with its staff's time) and
the council's pages on 2014–2020 (an owner in cash only). What holds for an owner since 2021 is not known.
"""

from __future__ import annotations

from datetime import date

from samordna.ground.kernel.identifiers import PartyId
from samordna.ground.parameters.reader import parameter
from samordna.ground.parameters.values import NoParameter

PAYERS, OWNERS = "esf.pays_benefits", "esf.owner_kinds"


def pays_no_benefits(party: str, on: date) -> bool:
    """Whether a party is none of those who pay benefits to participants, so that a promise of them is odd."""
    try:
        payers = parameter(PAYERS, on=on).value
    except NoParameter:
        return False
    return isinstance(payers, tuple) and PartyId.parse(party).kind not in payers


def owner_kinds(on: date) -> tuple[str, ...] | None:
    """The kinds that an owner may co-finance with on a day; None where that is not known."""
    try:
        kinds = parameter(OWNERS, on=on).value
    except NoParameter:
        return None
    return kinds if isinstance(kinds, tuple) else None
