"""Conditions on the rows of a file, and what is raised when a declaration does not make sense."""

from __future__ import annotations

from dataclasses import dataclass

from samordna.engine.sources import NUMBERS, Field, Kind, Source


class Invalid(ValueError):
    """The declaration does not make sense; the message says why."""


def require(condition: bool, why: str) -> None:
    """Raise Invalid with ``why`` unless ``condition`` holds."""
    if not condition:
        raise Invalid(why)


@dataclass(frozen=True, slots=True)
class Is:
    """The field has one of these codes."""

    field: Field
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Given:
    """The field is not empty."""

    field: Field


@dataclass(frozen=True, slots=True)
class MoreThan:
    """The whole number in the field is greater than ``number``."""

    field: Field
    number: int


@dataclass(frozen=True, slots=True)
class AtMost:
    """The whole number in the field is ``number`` or less."""

    field: Field
    number: int


OfARow = Is | Given | MoreThan | AtMost


@dataclass(frozen=True, slots=True)
class Has:
    """Another file has a row with the same ``key`` that fulfils ``where``: a benefit at entry, work at exit.

    With ``none`` it has no such row.
    """

    source: Source
    key: str
    where: tuple[OfARow, ...] = ()
    none: bool = False

    def __post_init__(self) -> None:
        require(self.key in [c.name for c in self.source.columns], f"{self.source.name} has no column “{self.key}”")
        check_conditions(self.where, self.source)


Condition = OfARow | Has


def check_conditions(where: tuple[Condition, ...], source: Source) -> None:
    """Raise Invalid unless every condition is about ``source`` and makes sense there."""
    for condition in where:
        if isinstance(condition, Has):
            known = condition.key in [c.name for c in source.columns]
            require(known, f"{source.name} has no “{condition.key}” to find rows of {condition.source.name} by")
            continue
        name = condition.field.name
        require(condition.field.source == source.name, f"the condition on “{name}” is about another file")
        if isinstance(condition, Is):
            require(bool(condition.codes), f"the condition on “{name}” names no code")
            check_codes(condition.field, condition.codes)
        if isinstance(condition, MoreThan | AtMost):
            require(condition.field.column.kind in NUMBERS, f"“{name}” is not a whole number")


def check_codes(on: Field, codes: tuple[str, ...]) -> None:
    """Raise Invalid unless ``codes`` are codes of the field."""
    require(on.column.kind is Kind.TEXT, f"“{on.name}” holds no codes")
    if on.column.codes:
        for code in codes:
            require(code in on.column.codes, f"“{code}” is not a code of “{on.name}”")
