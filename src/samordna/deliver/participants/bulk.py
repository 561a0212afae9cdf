"""Who many people are, at once: for a load or an import. In the order of ``identity``: the vault, then the register."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from samordna.deliver.participants.models import Participation
from samordna.ground.privacy import vault


def keep_many(people: Iterable[tuple[str, str]], *, at: datetime) -> list[str]:
    """Store new people (twelve digits and name) in one transaction; their pseudonyms in the same order.

    IntegrityError if one of them is known already.
    """
    return vault.store_many([vault.Identity(number, name) for number, name in people], at=at)


def forget_strays_of_an_empty_register() -> int:
    """Remove what a load that was cut off left in the vault; returns how many. ValueError once anybody takes part.

    ``identity.sweep`` does the same for a register in use, one by one and with care; here nobody can be meant.
    """
    if Participation.objects.exists():
        raise ValueError("the register is not empty: sweep it instead")
    return vault.erase_many(list(vault.stored_before(datetime.max.replace(tzinfo=UTC))))
