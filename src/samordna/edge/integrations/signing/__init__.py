"""Which service for electronic signatures this register uses: none unless one is chosen, the twin in the demo.

``SAMORDNA_SIGNING`` is ``off``, ``demo`` or ``failing``; a real service gets an adapter and a name here.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from samordna.agree.decisions.agreements.signing import SigningService
from samordna.edge.integrations.signing.demo import DemoSigning
from samordna.edge.integrations.signing.failing import FailingSigning

ADAPTERS: dict[str, Callable[[], SigningService]] = {"demo": DemoSigning, "failing": FailingSigning}


def chosen(*, is_demo: bool) -> SigningService | None:
    """The service to use, or None: then people sign by name here, or on a file. ValueError for an unknown name."""
    name = os.environ.get("SAMORDNA_SIGNING", "demo" if is_demo else "off")
    if name == "off":
        return None
    if name not in ADAPTERS:
        raise ValueError(f"SAMORDNA_SIGNING={name!r}: choose off or one of {', '.join(ADAPTERS)}")
    return ADAPTERS[name]()
