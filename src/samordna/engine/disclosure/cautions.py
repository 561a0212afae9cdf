"""What a reader is told of a table whose numbers may have been changed: a note for it, and what it does not protect."""

from __future__ import annotations

from typing import Final

from samordna.engine.disclosure.methods import CELL_KEY, ROUNDING, Method
from samordna.engine.words import Words

_MIXED: Final = Words(
    "Den som har en exakt eller dold siffra för samma personer vid sidan om: skillnaden berättar.",
    "Somebody who also has an exact or hidden figure for the same persons: the difference tells.",
)
_PROOF: Final = Words(
    "Ingenting är bevisat: en siffra kan gå att gissa för den som vet mycket om de andra.",
    "Nothing is proven: a figure may be guessed by somebody who knows much about the others.",
)
_STATUS: Final = Words(
    "Den som ser vilka nollor som är ändrade vet att någon finns där.",
    "Somebody who sees which zeros were changed knows that there is someone.",
)
_EXACT: Final = Words(
    "Siffror som måste vara exakta, till exempel för ersättning eller i bokslut, ska inte tas härifrån.",
    "Figures that must be exact, for payment or in accounts for instance, must not be taken from here.",
)


def note(method: Method) -> Words | None:
    """The warning that stands in the notes of every table made so; None where printed numbers are the register's."""
    if method.name == ROUNDING:
        return Words(
            f"Små antal är avrundade till 0 eller {method.base}. Summorna stämmer, men varje tal kan avvika från det "
            "verkliga.",
            f"Small numbers are rounded to 0 or {method.base}. The sums add up, but every number may differ from the "
            "true one.",
        )
    if method.name == CELL_KEY:
        return Words(
            f"Talen är ändrade på måfå, med högst {method.deviation}, för att ingen ska kännas igen. Delarna ger inte "
            "alltid summan. Skillnader på några få personer betyder ingenting.",
            f"The numbers are changed at random, by at most {method.deviation}, so that nobody can be recognised. The "
            "parts do not always make the sum. Differences of a few persons mean nothing.",
        )
    return None


def not_protected(method: Method) -> tuple[Words, ...]:
    """What the method does not do. Said with every table, so that nobody believes more than is true."""
    if method.name == ROUNDING:
        return (
            _PROOF,
            Words(
                "Skillnaden mellan två avrundningar av samma personer.",
                "The difference between two roundings of the same persons.",
            ),
            _MIXED,
            Words(
                f"Antal på minst {method.base} i den finaste indelningen: de är inte ändrade.",
                f"Numbers of {method.base} or more in the finest division: they are not changed.",
            ),
            Words(
                "Den som känner till fröet och prövar vilka register som skulle ge just dessa tal.",
                "Somebody who knows the seed and tries which registers would give these very numbers.",
            ),
            _STATUS,
            _EXACT,
        )
    return (
        _PROOF,
        Words(
            "Den som lägger ihop många celler: ändringarna tar ut varandra och summan blir nästan rätt.",
            "Somebody who adds many cells: the changes cancel out and the sum is nearly right.",
        ),
        Words(
            "Celler som måste gå ihop: tillsammans säger de mer om varandra än var för sig.",
            "Cells that must add up: together they tell more of each other than one by one.",
        ),
        _MIXED,
        Words("Den som har den hemliga nyckeln.", "Somebody who has the secret key."),
        _STATUS,
        _EXACT,
    )
