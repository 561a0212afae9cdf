"""What a file tells of how its table was protected: enough to trust it, and nothing that would help to undo it."""

from __future__ import annotations

from typing import Any, Final

from samordna.engine.table import Table

#: What a reader may know. How many cells were hidden for being small and how many for the sake of others is not among
#: it: where all are small, that alone would say that each hidden number is below the threshold.
_TOLD: Final = ("policy", "attacker", "cells", "proven", "not_protected_against")


def certificate_told(table: Table) -> dict[str, Any] | None:
    """The certificate as it goes out with the table, with the number of ``hidden`` cells; None: unprotected."""
    if table.certificate is None:
        return None
    told = {name: table.certificate[name] for name in _TOLD if name in table.certificate}
    return told | {"hidden": table.hidden()}
