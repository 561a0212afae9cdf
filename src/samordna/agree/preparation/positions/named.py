"""Which parties a text names, as people write them: Mjölby for Mjölby kommun, FK for Försäkringskassan."""

from __future__ import annotations

import re
from collections.abc import Iterator

#: What the parties of which there is only one in an association are called besides their name.
_CALLED = {
    "fk": ("FK", "Försäkringskassan"),
    "af": ("AF", "Arbetsförmedlingen"),
    "region": ("Region", "Regionen", "regionen"),
}


def names_party(text: str, *, kind: str, name: str) -> bool:
    """Whether a text names a party, by its whole name or a short one, also in the genitive. Whole words only.

    Capital letters count, so that neither "en region" nor the syllable in a longer word is taken for a party.

    >>> names_party("Mjölby, en handläggare", kind="municipality", name="Mjölby kommun")
    True
    >>> names_party("Linköping", kind="municipality", name="Linköpings kommun")
    True
    >>> names_party("Regional samverkan", kind="region", name="Region Östergötland")
    False
    """
    return any(re.search(rf"\b{re.escape(called)}s?\b", text) for called in _called(kind, name))


def _called(kind: str, name: str) -> Iterator[str]:
    yield name
    yield from _CALLED.get(kind, ())
    if kind == "municipality" and name.endswith(" kommun"):
        place = name.removesuffix(" kommun")
        yield place
        if place.endswith("s"):  # Linköpings kommun lies in Linköping; Borås kommun in Borås
            yield place.removesuffix("s")
