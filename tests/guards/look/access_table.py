"""The table of docs/reference/access.md: which roles open an address and send its form, on either side."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from samordna.ground.parties.roles import ROLES

OWN, OTHER = "own", "other"
OPEN, HIDDEN, REFUSED, NO_FORM = "open", "hidden", "refused", "no form"
#: What counts when an address of the same kind answers in several ways: a case in one stage, and in another.
BEST_FIRST = (OPEN, REFUSED, NO_FORM, HIDDEN)
NONE = "–"
_SCOPED = {role.id for role in ROLES.values() if role.scope != "national"}
_NATIONAL = {*ROLES, "visitor", "nobody"} - _SCOPED
EVERYBODY, SIGNED_IN = "everybody", "the signed in"
#: Who there is on each side: what is national has no other side.
THERE = {OWN: _SCOPED | _NATIONAL, OTHER: _SCOPED}
GROUPS = {
    "the association’s": {"association_manager", "association_admin", "preparation_member", "board_member"},
    "those who run it": {"association_manager", "association_admin"},
}


def name_of(route: Any) -> str:
    """The route's name; with its parameters where two addresses share a name."""
    parameters = re.findall(r"<(?:\w+:)?(\w+)>", route.path)
    return " ".join([route.name, *parameters]) if parameters else str(route.name)


@dataclass
class Row:
    """One address: the roles that read it, send its form, and are told no, on either side."""

    name: str
    opens: dict[str, set[str]] = field(default_factory=lambda: {OWN: set(), OTHER: set()})
    sends: dict[str, set[str]] = field(default_factory=lambda: {OWN: set(), OTHER: set()})
    refused: dict[str, set[str]] = field(default_factory=lambda: {OWN: set(), OTHER: set()})

    def roles(self) -> set[str]:
        """Everybody for whom something opens."""
        return set().union(*self.opens.values(), *self.sends.values())

    def note(self, role: str, side: str, method: str, result: str) -> None:
        """Write down what was seen."""
        if result == OPEN:
            (self.opens if method == "get" else self.sends)[side].add(role)
        elif result == REFUSED:
            self.refused[side].add(role)

    def fits(self, role: str, side: str, method: str, result: str) -> bool:
        """Whether the row says that this happens. Told no is told no to reading, to sending, or to both."""
        said = role in (self.opens if method == "get" else self.sends)[side]
        if result == REFUSED:
            return role in self.refused[side] and not said
        return said if result == OPEN else not said

    def text(self) -> str:
        """The row as it stands in the table."""
        same = self.sends == self.opens
        cells = [_told(self.opens[OWN], OWN), _told(self.opens[OTHER], OTHER)]
        cells += ["same", "same"] if same else [_told(self.sends[OWN], OWN), _told(self.sends[OTHER], OTHER)]
        cells.append(_told(self.refused[OWN], OWN))
        return f"| `{self.name}` | {' | '.join(cells)} |"


def _told(roles: set[str], side: str) -> str:
    if roles == THERE[side]:
        return EVERYBODY
    if roles == THERE[side] - {"visitor"}:
        return SIGNED_IN
    left, said = set(roles), []
    for name, members in GROUPS.items():
        if members <= left:
            said.append(name)
            left -= members
    return ", ".join([*said, *sorted(left)]) or NONE


def rows(text: str) -> dict[str, Row]:
    """The rows of the table by name."""
    found = {}
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("| `") else []
        if len(cells) != 6:
            continue
        row = Row(cells[0].strip("`"))
        row.opens = {OWN: _roles(cells[1], OWN), OTHER: _roles(cells[2], OTHER)}
        row.sends = (
            dict(row.opens) if cells[3] == "same" else {OWN: _roles(cells[3], OWN), OTHER: _roles(cells[4], OTHER)}
        )
        row.refused = {OWN: _roles(cells[5], OWN), OTHER: set()}
        found[row.name] = row
    return found


def _roles(cell: str, side: str) -> set[str]:
    named: set[str] = set()
    for name in cell.split(", ") if cell != NONE else ():
        whole = {EVERYBODY: THERE[side], SIGNED_IN: THERE[side] - {"visitor"}}
        named |= whole.get(name) or GROUPS.get(name) or {name}
    return named
