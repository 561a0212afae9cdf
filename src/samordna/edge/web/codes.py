"""Code tables in forms and on pages, in the reader's language."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.utils.translation import get_language

from samordna.ground.parameters.reader import code_list
from samordna.ground.parameters.values import Code


def _words(code: Code) -> str:
    return code.en if (get_language() or "sv").startswith("en") else code.sv


def code_choices(
    table: str, *days: date, groups: tuple[str, ...] = (), kept: Collection[str] = ()
) -> list[tuple[str, str]]:
    """Value and words of a code table's rows: those of some groups, and in force on any of some days, when given.

    What is ``kept`` stands already, and can be chosen again.
    """
    listed = code_list(table)
    chosen = listed.in_force(*days, kept=kept) if days else listed.values
    return [
        (code.code, _words(code)) for code in listed if code.code in chosen and (not groups or code.group in groups)
    ]


def code_words(table: str, code: str) -> str:
    """The words of a code, also one that is out of use; the code itself when the table has lost it."""
    return dict(code_choices(table)).get(code, code)
