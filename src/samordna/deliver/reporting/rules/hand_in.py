"""What is handed in for a year, what is missing in it, and why it differs from last time.

Source: Uppföljning Finsam as the register's domain notes describe it: means, own capital, budget and outcome,
categories, participants by sex. Which rows there are, and that one may hand in with something missing, is our decision.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from samordna.deliver.participants.figures import ANONYMOUS, PERSON, VOLUME
from samordna.ground.kernel.verdict import YES, Verdict, no
from samordna.ground.kernel.words import Words

RULE = "S22"
#: Sections in the order of print.
SECTIONS: dict[str, Words] = {
    "means": Words("Medel", "Means"),
    "own_capital": Words("Eget kapital", "Own capital"),
    "administration": Words("Administration", "Administration"),
    "costs": Words("Insatsernas budget och utfall", "Budget and outcome of the measures"),
    "categories": Words("Insatser efter slag", "Measures by category"),
    "participants": Words("Deltagare", "Participants"),
}
ORE, PERSONS, MEASURES = "ore", "persons", "measures"
#: Counts that are kept to explain a later difference, and are no part of what is handed in.
WITHDRAWN, MISTAKEN, RETAINED = "withdrawn", "mistaken", "retained"
MEMO = (WITHDRAWN, MISTAKEN, RETAINED)

MODES: dict[str, Words] = {
    PERSON: Words("med personuppgifter", "with person data"),
    ANONYMOUS: Words("utan personuppgifter", "without person data"),
    VOLUME: Words("bara antal", "numbers only"),
}
CAUSES: dict[str, Words] = {
    "late": Words("Registrerade efter inlämningen", "Registered after the hand-in"),
    "withdrawn": Words("Återtagna samtycken, räknas utan personuppgifter", "Withdrawn consents, now without data"),
    "anonymous": Words(
        "Registrerade utan personuppgifter efteråt, eller skyddade i efterhand",
        "Entered without person data afterwards, or protected later",
    ),
    "retained": Words(
        "Gallrade enligt regeln för hur länge uppgifter sparas, räknas utan personuppgifter",
        "Person data erased by the rule for how long it is kept, now without data",
    ),
    "mistaken": Words("Stängda som felregistreringar", "Closed as mistaken entries"),
    "corrected": Words("Rättade uppgifter", "Corrected data"),
    "volume": Words("Antalet är ändrat", "The number was changed"),
    "amount": Words("Beloppet är ändrat", "The amount was changed"),
    "added": Words("Har tillkommit", "Was added"),
    "gone": Words("Finns inte längre", "Is no longer there"),
}


@dataclass(frozen=True)
class Row:
    """One figure: ``parts`` say which, ``name`` is what it was called, None is what nobody has said."""

    section: str
    parts: tuple[str, ...]
    name: str
    unit: str
    value: int | None

    @property
    def key(self) -> str:
        """What makes it the same row in another hand-in."""
        return "|".join((self.section, *self.parts))

    @property
    def is_memo(self) -> bool:
        """Kept for explaining, not handed in."""
        return self.section == "participants" and self.parts[-1] in MEMO


def digest(rows: Iterable[Row], **about: Any) -> str:
    """SHA-256 of the rows with what is said about them; the same rows give the same digest."""
    said = [[row.key, row.name, row.unit, row.value] for row in rows]
    return hashlib.sha256(json.dumps([about, said], ensure_ascii=False, sort_keys=True).encode()).hexdigest()


# What is missing -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class MeasureFacts:
    """What is filled in about a measure that ran in the year."""

    code: str
    name: str
    counted: bool
    category: bool
    budget: bool
    outcome: bool
    volume: bool


@dataclass(frozen=True)
class Facts:
    """What is filled in about an association's year."""

    means: bool
    own_capital: bool
    administration: bool
    administration_outcome: bool
    measures: tuple[MeasureFacts, ...] = ()


@dataclass(frozen=True)
class Missing:
    """Something to fill in, and on which page: ``means`` or ``administration`` of the association's year, or ``year``,
    ``volume`` or ``change`` of a measure.
    """

    words: Words
    page: str
    measure: str = ""


def missing(facts: Facts) -> tuple[Missing, ...]:
    """Everything that is not filled in, in the order of print."""
    found = []
    if not facts.means:
        found.append(Missing(Words("Medel från finansiärerna", "Means from the financiers"), "means"))
    if not facts.own_capital:
        found.append(Missing(Words("Eget kapital vid årets början", "Own capital at the start of the year"), "means"))
    if not facts.administration:
        found.append(Missing(Words("Administrationens kostnader", "The costs of the administration"), "administration"))
    elif not facts.administration_outcome:
        found.append(Missing(Words("Administrationens utfall", "The outcome of the administration"), "administration"))
    for one in facts.measures:
        found += _missing_of(one)
    return tuple(found)


def _missing_of(one: MeasureFacts) -> list[Missing]:
    lacks = (
        (not one.category, "change", "Slag av insats för {}", "Category of {}"),
        (not one.budget, "year", "Budget för {}", "Budget of {}"),
        (one.budget and not one.outcome, "year", "Utfall för {}", "Outcome of {}"),
        (one.counted and not one.volume, "volume", "Antal kvinnor och män i {}", "Number of women and men in {}"),
    )
    return [
        Missing(Words(sv.format(one.name), en.format(one.name)), page, one.code)
        for is_so, page, sv, en in lacks
        if is_so
    ]


# Handing in ----------------------------------------------------------------------------------------------------------


def year_is_over(year: int, today_year: int) -> Verdict:
    """A year is handed in when it is over."""
    if year < today_year:
        return YES
    return no(
        f"{year} är inte slut. Lämna in när året är över.",
        f"{year} is not over. Hand in when it is.",
        rule=RULE,
    )


def nothing_missing(found: Sequence[Missing], *, anyway: bool) -> Verdict:
    """What is missing is filled in, or it is said that it cannot be."""
    if anyway or not found:
        return YES
    return no(
        "Något saknas. Fyll i det, eller kryssa i att du lämnar in ändå.",
        "Something is missing. Fill it in, or tick that you hand in anyway.",
        rule=RULE,
        field="anyway",
    )


def something_new(before: str | None, now: str) -> Verdict:
    """The same is not handed in twice."""
    if before != now:
        return YES
    return no(
        "Inget har ändrats sedan förra inlämningen.",
        "Nothing has changed since the last hand-in.",
        rule=RULE,
    )


def as_it_was_read(seen: str, now: str) -> Verdict:
    """What is handed in is what was on the page."""
    if seen == now:
        return YES
    return no(
        "Något har ändrats medan du läste. Läs igenom en gång till och lämna in sedan.",
        "Something changed while you were reading. Read it again, then hand in.",
        rule=RULE,
    )


# What differs --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cause:
    """Why a row differs, with how many where that is known."""

    code: str
    number: int | None = None

    @property
    def words(self) -> Words:
        """The cause in words."""
        return CAUSES[self.code]


@dataclass(frozen=True)
class Difference:
    """A row that is not what it was. ``before`` or ``now`` is None when the row is not there."""

    before: Row | None
    now: Row | None
    causes: tuple[Cause, ...] = field(default=())

    @property
    def row(self) -> Row:
        """The row as it is called now, or was."""
        row = self.now or self.before
        assert row is not None
        return row


def differences(
    before: Iterable[Row], now: Iterable[Row], late: Mapping[tuple[str, str], int]
) -> tuple[Difference, ...]:
    """Every row whose value differs, with its causes. ``late``: (measure, sex) → registered after the hand-in."""
    then, today = {row.key: row for row in before}, {row.key: row for row in now}
    found = []
    for key in dict.fromkeys([*today, *then]):
        one, other = then.get(key), today.get(key)
        row = other or one
        assert row is not None
        if row.is_memo or (one.value if one else None) == (other.value if other else None):
            continue
        found.append(Difference(one, other, _causes(row, then, today, late)))
    return tuple(sorted(found, key=lambda each: list(SECTIONS).index(each.row.section)))


def _causes(
    row: Row, then: Mapping[str, Row], today: Mapping[str, Row], late: Mapping[tuple[str, str], int]
) -> tuple[Cause, ...]:
    if row.section == "participants" and row.parts[-1] in (PERSON, ANONYMOUS):
        return _of_people(row, then, today, late.get((row.parts[0], row.parts[1]), 0))
    if row.key not in then or then[row.key].value is None:
        return (Cause("added"),)
    if row.key not in today or today[row.key].value is None:
        return (Cause("gone"),)
    return (Cause({PERSONS: "volume", ORE: "amount"}.get(row.unit, "corrected")),)


def _of_people(row: Row, then: Mapping[str, Row], today: Mapping[str, Row], late: int) -> tuple[Cause, ...]:
    """What happened to the people of a measure and sex since; what the acts do not explain are corrections."""

    def more(part: str) -> int:
        key = "|".join((row.section, *row.parts[:-1], part))
        return _value(today.get(key)) - _value(then.get(key))

    withdrawn, mistaken, retained = (max(0, more(part)) for part in MEMO)
    unnamed = max(0, more(ANONYMOUS) - withdrawn - retained)
    known: tuple[tuple[str, int], ...]
    if row.parts[-1] == ANONYMOUS:
        closed = mistaken if more(ANONYMOUS) < 0 else 0
        known = (("withdrawn", withdrawn), ("retained", retained), ("anonymous", unnamed), ("mistaken", closed))
        rest = 0
    else:
        known = (("late", late), ("withdrawn", withdrawn), ("retained", retained), ("anonymous", unnamed))
        known = (*known, ("mistaken", mistaken))
        rest = more(PERSON) - late + withdrawn + retained + unnamed + mistaken
    causes = [Cause(code, number) for code, number in known if number > 0]
    # A withdrawal or mistake may be of somebody who was not there in the year: then less has gone than it says.
    if not causes or rest < 0 or (rest > 0 and not (withdrawn or mistaken or retained or unnamed)):
        causes.append(Cause("corrected"))
    return tuple(causes)


def _value(row: Row | None) -> int:
    return (row.value if row else None) or 0
