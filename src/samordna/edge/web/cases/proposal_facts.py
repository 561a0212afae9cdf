"""Figures, days and choices of a proposal when two people have them on their screens: each changes what that one
changed, and nobody puts back what stood there before the other saved.

The page sends along what stood in each field when it was shown (``was-…``).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from samordna.edge.web.cases.proposal_forms import PLAN_FIELDS, SectionForm

WAS = "was-"


def shown(form: SectionForm, costs: forms.Form | None) -> dict[str, str]:
    """What stands in each field that is no text, by its name, as it would be sent back untouched."""
    found = {name: form[name] for name in PLAN_FIELDS if name in form.fields}
    rest = shown_in(costs) if costs is not None else {}
    return {name: _as_sent(field.initial, field) for name, field in found.items()} | rest


def shown_in(form: forms.Form) -> dict[str, str]:
    """What stands in each field of a form that nobody has sent yet."""
    return {name: _as_sent(form[name].initial, form[name]) for name in form.fields}


def _as_sent(value: Any, field: forms.BoundField) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return "" if value in (None, False) else str(field.field.prepare_value(value))


def leave_what_others_saved(
    sent: Mapping[str, str], now: Mapping[str, str], form: forms.Form, costs: forms.Form | None
) -> None:
    """Put what is saved (``now``) in place of each value that the sender did not touch. Where both changed the same,
    the field says so and keeps the own value; saving once more lets it hold. To be called on valid forms.
    """
    for name, saved in now.items():
        was, typed = sent.get(WAS + name), sent.get(name, "").strip()
        if was is None or _same(was, saved) or _same(typed, saved):
            continue
        owner: forms.Form = form if name in form.fields or costs is None else costs
        if not _same(typed, was):
            said = saved or _("tomt")
            message = _("Någon har ändrat det här till %(value)s under tiden. Spara igen om ditt ska gälla.")
            owner.add_error(name, message % {"value": said})
        owner.cleaned_data[name] = owner.fields[name].clean(saved)


def _same(one: str, other: str) -> bool:
    """An empty amount is saved as nothing: 0."""
    return (one or "0") == (other or "0")
