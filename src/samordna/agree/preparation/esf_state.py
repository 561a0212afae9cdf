"""What is true of an ESF+ case from the application on, as values. A part of ``case_state``; plain Python."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from samordna.ground.kernel.money import Money


@dataclass(frozen=True)
class Application:
    """What was handed in: on which day, for how much, and the hash of the package that was frozen then.

    ``support`` and ``total`` are None where the share is not public, so that nothing could be computed.
    """

    on: date
    at: datetime
    by_name: str
    diary_number: str = ""
    support: Money | None = None
    total: Money | None = None
    package_hash: str = ""


@dataclass(frozen=True)
class Grant:
    """What the ESF council granted, which may differ from what was applied for. ``end`` is the last day."""

    on: date
    support: Money | None = None
    total: Money | None = None
    start: date | None = None
    end: date | None = None
    conditions: str = ""
    diary_number: str = ""


@dataclass(frozen=True)
class PartyRole:
    """The role a party has in the project, as it was written down; ``budget`` is a partner's own part of the costs."""

    party: str
    role: str
    at: datetime
    by_name: str
    budget: Money | None = None


@dataclass(frozen=True)
class Undertaking:
    """A recipient's signature under the written commitment to the ESF council (*projektåtagande*)."""

    party: str
    name: str
    title: str
    on: date
    document_hash: str
    at: datetime
