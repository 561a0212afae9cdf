"""What a row has room for, held for every row of ours before it is written, in the reader's words.

PostgreSQL refuses a text that is too long, a NUL and a number without room with an error that nobody reads; SQLite
keeps the first two. Here both answer alike, with a Refusal on the field, whichever page, command or file it came from.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from django.db import models
from django.db.backends.base.operations import BaseDatabaseOperations

from samordna.ground.kernel import typed
from samordna.ground.kernel.errors import Refusal

#: No single text is longer than this, whatever it is: a book of three hundred pages is.
LONGEST_OF_ALL: Final = 500_000
_RANGES: Final = BaseDatabaseOperations.integer_field_ranges


@cache
def _texts(model: type[models.Model]) -> tuple[tuple[str, str, int], ...]:
    """Attribute, name and greatest length of every field with text in it."""
    kinds = (models.CharField, models.TextField, models.JSONField)
    return tuple(
        (field.attname, field.name, getattr(field, "max_length", None) or LONGEST_OF_ALL)
        for field in model._meta.concrete_fields
        if isinstance(field, kinds)
    )


@cache
def _numbers(model: type[models.Model]) -> tuple[tuple[str, str, int, int], ...]:
    """Attribute, name, least and greatest of every field with a whole number in it."""
    return tuple(
        (field.attname, field.name, *_RANGES[field.get_internal_type()])
        for field in model._meta.concrete_fields
        if isinstance(field, models.IntegerField) and field.get_internal_type() in _RANGES
    )


def check(*rows: models.Model) -> None:
    """Refusal for what the row has no room for. Called before every save; call it yourself before ``bulk_create``."""
    for row in rows:
        for attribute, name, most in _texts(type(row)):
            value = getattr(row, attribute)
            if isinstance(value, str):
                typed.check_length(value, most, name)
            typed.check_fit(value, name)
        for attribute, name, least, greatest in _numbers(type(row)):
            number = getattr(row, attribute)
            if isinstance(number, int) and not least <= number <= greatest:
                raise Refusal(
                    "Talet är för stort. Kontrollera det.",
                    field=name,
                    message_en="The number is too large. Check it.",
                )


def before_save(sender: type[models.Model], instance: models.Model, raw: bool = False, **_more: Any) -> None:
    """Django calls this before a row is written. Rows of others, and those read back from a dump, are left alone."""
    if not raw and sender.__module__.startswith("samordna."):
        check(instance)
