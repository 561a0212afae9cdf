"""Where the values of code tables are stored: each station says so for its own tables, when the program starts."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Model


@dataclass(frozen=True)
class Use:
    """A field that holds values of a table. ``day`` is the field with the day (or year) that the value is about."""

    model: type[Model]
    field: str
    day: str

    def counts(self) -> Counter[str]:
        """How many rows hold each value."""
        rows = self.model._default_manager.exclude(**{self.field: ""}).order_by().values_list(self.field)
        return Counter(dict(rows.annotate(Count("pk"))))

    def after(self, code: str, last: date) -> int:
        """How many rows hold a value for a day after ``last``."""
        by_year = self.day.endswith("year")
        later = {f"{self.day}__gt": last.year if by_year else last}
        return int(self.model._default_manager.filter(**{self.field: code}, **later).count())

    @property
    def longest(self) -> int:
        """How long a code the field has room for."""
        return getattr(self.model._meta.get_field(self.field), "max_length", None) or 20


_USES: dict[str, list[Use]] = defaultdict(list)


def declare(table: str, model: type[Model], field: str, *, day: str) -> None:
    """Values of a table are stored in a field of a model. Said once, when the station's app is ready."""
    use = Use(model, field, day)
    if use not in _USES[table]:
        _USES[table].append(use)


def counts(table: str) -> Counter[str]:
    """How many times each value of a table has been stored."""
    return sum((use.counts() for use in _USES[table]), Counter[str]())


def after(table: str, code: str, last: date) -> int:
    """How many times a value stands for a day after ``last``."""
    return sum(use.after(code, last) for use in _USES[table])


def longest(table: str) -> int:
    """How long a new code of a table may be: all that hold it have room for it."""
    return min((use.longest for use in _USES[table]), default=20)
