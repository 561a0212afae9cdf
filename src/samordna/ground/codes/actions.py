"""Adding to an open code table, calling a value something else from a day, and ending it. Nothing is taken away.

A name that has been given to one value is never given to another: files and people mean the same by it for ever. A name
changes from today or later, so that what was read yesterday is what yesterday's history says.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from datetime import date, datetime

from django.db import connection, transaction

from samordna.ground.codes import uses
from samordna.ground.codes.models import CodeChange
from samordna.ground.codes.permissions import check_maintain
from samordna.ground.codes.queries import refresh
from samordna.ground.kernel import locks
from samordna.ground.kernel.clock import day_of
from samordna.ground.kernel.errors import NotFound, Refusal
from samordna.ground.parameters import reader
from samordna.ground.parameters.changes import ADDED, ENDED, RENAMED
from samordna.ground.parameters.values import Code, CodeList
from samordna.ground.parties.actor import Actor
from samordna.ground.privacy import audit


@transaction.atomic
def add_value(
    *, table: str, sv: str, en: str, group: str = "", valid_from: date, why: str, by: Actor, at: datetime
) -> Code:
    """A new value that can be chosen from a day. Its code, which is what is stored, is made of its Swedish name."""
    held = _open_table(table, by)
    if held.groups and group not in held.groups:
        raise Refusal("Välj vilken grupp värdet hör till.", field="group", message_en="Choose the group of the value.")
    _check_names(held, "", sv, en)
    code = _code_of(sv, taken=held.values, longest=uses.longest(table))
    group = group if held.groups else ""
    _write(table, code, ADDED, valid_from, sv=sv, en=en, group=group, why=why, by=by, at=at)
    return Code(code, sv, en, group, valid_from)


@transaction.atomic
def rename_value(
    *, table: str, code: str, sv: str, en: str, valid_from: date, why: str, by: Actor, at: datetime
) -> None:
    """Call a value something else from a day, with the same meaning. The old name stays in the history."""
    held = _open_table(table, by)
    value = _value(held, code)
    if valid_from < day_of(at):
        raise Refusal(
            "Välj i dag eller en senare dag. Det som redan har visats ändras inte.",
            field="valid_from",
            message_en="Choose today or a later day. What has been shown does not change.",
        )
    if (sv, en) == (value.sv, value.en):
        raise Refusal("Värdet heter redan så.", field="sv", message_en="That is what it is called.")
    _check_names(held, code, sv, en)
    _write(table, code, RENAMED, valid_from, sv=sv, en=en, why=why, by=by, at=at)


@transaction.atomic
def end_value(*, table: str, code: str, last: date | None, why: str, by: Actor, at: datetime) -> None:
    """The last day that a value can be chosen; None: it goes on after all. What has been stored is still shown."""
    held = _open_table(table, by)
    value = _value(held, code)
    if last == value.valid_to:
        raise Refusal(
            "Det står redan så. Välj en annan dag.", field="last", message_en="It stands so. Choose another day."
        )
    if last is not None:
        _check_last(table, value, last)
    _write(table, code, ENDED, last, why=why, by=by, at=at)


def _check_last(table: str, value: Code, last: date) -> None:
    if value.valid_from and last < value.valid_from:
        raise Refusal(
            f"Värdet gäller från {value.valid_from}. Välj den dagen eller en senare.",
            field="last",
            message_en=f"The value holds from {value.valid_from}. Choose that day or a later one.",
        )
    if used := uses.after(table, value.code, last):
        raise Refusal(
            f"Värdet är använt {used} gånger för en senare dag. Välj en sista dag efter dem.",
            field="last",
            message_en=f"The value has been used {used} times for a later day. Choose a last day after them.",
        )


def _open_table(table: str, by: Actor) -> CodeList:
    """The table as it is now, when it may be changed; others wait until this change is done."""
    check_maintain(by)
    if table not in reader.code_list_names():
        raise NotFound
    if connection.vendor == "postgresql":  # SQLite's immediate transactions pass one at a time already
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [locks.CODE_TABLES])
    refresh()
    held = reader.code_list(table)
    if not held.open:
        raise Refusal(held.why.sv, message_en=held.why.en)
    return held


def _value(held: CodeList, code: str) -> Code:
    if code not in held:
        raise NotFound
    if code in held.locked:
        raise Refusal(
            "Det här värdet ligger fast: regler eller tabeller räknar med det.",
            message_en="This value cannot be changed: rules or tables depend on it.",
        )
    return held[code]


def _check_names(held: CodeList, own: str, sv: str, en: str) -> None:
    taken = {name.casefold() for each in held if each.code != own for name in each.names}
    for field, name in (("sv", sv), ("en", en)):
        if name.casefold() in taken:
            raise Refusal(
                "Ett annat värde i listan heter eller har hetat så. Välj ett annat namn.",
                field=field,
                message_en="Another value of the list is or was called that. Choose another name.",
            )


def _code_of(name: str, *, taken: Collection[str], longest: int) -> str:
    """What is stored: the Swedish name in a to z, 0 to 9 and underscore, as far as there is room."""
    plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    base = re.sub("[^a-z0-9]+", "_", plain).strip("_")[:longest].strip("_") or "value"[:longest]
    tries = (base, *(f"{base[: longest - len(str(n)) - 1]}_{n}" for n in range(2, 1000)))
    return next(one for one in tries if one not in taken)


def _write(
    table: str,
    code: str,
    kind: str,
    day: date | None,
    *,
    sv: str = "",
    en: str = "",
    group: str = "",
    why: str,
    by: Actor,
    at: datetime,
) -> None:
    CodeChange.objects.create(
        table=table, code=code, kind=kind, day=day, sv=sv, en=en, group=group, why=why, by=by.email, at=at
    )
    audit.record(
        by=by,
        at=at,
        what=f"code.{kind}",
        subject_kind="code_table",
        subject=table,
        why=why,
        data={"code": code, "day": day.isoformat() if day else None, "sv": sv, "en": en, "group": group},
    )
    transaction.on_commit(refresh)
