"""What must be protected, and what a reader is told about how it was done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Policy:
    """A declared policy. Cells of 1 to ``threshold`` − 1 persons are hidden; zeros are printed.

    ``source`` says whose policy it is.
    """

    threshold: int = 5
    source: str = "Samordna: default for tables of participants; no authority has decided one"

    def __post_init__(self) -> None:
        if self.threshold < 2:
            raise ValueError("a threshold below two hides nothing")

    def is_sensitive(self, number: int) -> bool:
        """True for a number of persons that must not become known."""
        return 0 < number < self.threshold


DEFAULT = Policy()

ATTACKER = (
    "adds and subtracts printed cells along rows, columns and parts of wholes, knows that zeros are printed and so "
    "that a hidden cell holds at least one person, and follows the bounds that this gives from line to line"
)

#: What this protection does not do. Said with every table, so that nobody believes more than is true.
NOT_PROTECTED_AGAINST = (
    (
        "Kombinationer av rader och kolumner som bara syns när många samband räknas ihop på en gång.",
        "Combinations of rows and columns that only show when many relations are solved at once.",
    ),
    (
        "Jämförelse med andra tabeller och med tidigare utgåvor.",
        "Comparison with other tables and with earlier releases.",
    ),
    (
        "Att alla i en liten grupp har samma egenskap.",
        "That all of a small group share a property.",
    ),
    (
        "Den som är ensam i en cell och vet om det.",
        "A person who is alone in a cell and knows it.",
    ),
)


#: What a proof of the tables of a release, beside what was told of them before, does not say.
NOT_PROVEN_AGAINST = (
    (
        "Jämförelse mellan tabeller som inte är skyddade tillsammans: tabeller för olika områden, tabeller av olika "
        "uppgifter eller perioder, och utgåvor där många tal har ändrats.",
        "Comparison of tables that are not protected together: tables by area, tables of different files or periods, "
        "and releases between which many numbers have changed.",
    ),
    (
        "Jämförelse mellan en del och helheten i en tabell för ett område, när delarna överlappar: till exempel varje "
        "ersättning för sig och alla som har någon ersättning.",
        "Comparison of a part and the whole in a table for an area, where the parts overlap: each benefit and all who "
        "have any benefit, for one.",
    ),
    (
        "Vad som är kvar av en helhet när flera av dess delar räknas bort på en gång, om ingen tabell säger att "
        "delarna utesluter varandra.",
        "What is left of a whole when several of its parts are taken away at once, where no table says that the parts "
        "exclude each other.",
    ),
    *NOT_PROTECTED_AGAINST[2:],
)


def certificate(policy: Policy, cells: int, primary: int, secondary: int, differences: int) -> dict[str, Any]:
    """What travels with a protected table. ``proven`` is false: the check is sound for what it lists and no proof."""
    return {
        "policy": {"threshold": policy.threshold, "zeros": "published", "source": policy.source},
        "attacker": ATTACKER,
        "cells": cells,
        "primary": primary,
        "secondary": secondary,
        "sensitive_differences": differences,
        "proven": False,
        "not_protected_against": [{"sv": sv, "en": en} for sv, en in NOT_PROTECTED_AGAINST],
    }


PROVEN_ATTACKER = (
    "solves all printed cells of the table, and of those released with it that count the same persons or some of them, "
    "at once, for whole numbers of persons, and knows that zeros are printed and so that a hidden cell holds at least "
    "one person"
)


def proven(
    policy: Policy, cells: int, primary: int, secondary: int, *, differences: int, witnesses: int
) -> dict[str, Any]:
    """What travels with a table that is protected with a proof: so many ``witnesses``, each checked by adding up."""
    return certificate(policy, cells, primary, secondary, differences) | {
        "attacker": PROVEN_ATTACKER,
        "proven": True,
        "witnesses": witnesses,
        "not_protected_against": [{"sv": sv, "en": en} for sv, en in NOT_PROVEN_AGAINST],
    }


def not_needed(cells: int) -> dict[str, Any]:
    """The certificate of a table that counts no people: nothing in it is hidden."""
    return {"policy": None, "cells": cells, "primary": 0, "secondary": 0, "proven": True, "not_protected_against": []}
