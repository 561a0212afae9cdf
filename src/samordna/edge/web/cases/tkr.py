"""Thousands of kronor in forms: what people type, and what they see in the field."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samordna.ground.kernel.errors import Refusal
from samordna.ground.kernel.money import Money

_TYPED = re.compile(r"(\d{1,12})(?:[.,](\d{1,5}))?")
_SPACES = str.maketrans("", "", " \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}")
_DIGITS = 5  # one thousand kronor is 100 000 öre


class TkrField(forms.Field):
    """An amount in thousands of kronor, to the öre: ``1 450`` or ``1 450,5``. Empty is None: nothing stated."""

    default_error_messages = {
        "invalid": _("Skriv beloppet i tusental kronor med siffror, till exempel 450 eller 450,5."),
        "negative": _("Ett belopp kan inte vara mindre än noll."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Money | None:
        """The typed text as money."""
        text = str(value or "").translate(_SPACES).removesuffix("tkr")
        if not text:
            return None
        if text[0] in "-\N{MINUS SIGN}":
            raise forms.ValidationError(self.error_messages["negative"], code="negative")
        match = _TYPED.fullmatch(text)
        if match is None:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return Money(int(match[1]) * 10**_DIGITS + int((match[2] or "").ljust(_DIGITS, "0")))

    def prepare_value(self, value: Any) -> Any:
        """Money as people type it."""
        return typed(value) if isinstance(value, Money) else value


def typed(amount: Money) -> str:
    """1 450,5 for 1 450 500 kronor; whole thousands without a comma."""
    whole, rest = divmod(amount.ore, 10**_DIGITS)
    return f"{whole},{rest:0{_DIGITS}d}".rstrip("0") if rest else str(whole)


class KronorField(forms.Field):
    """An amount in kronor with at most two decimals: ``412`` or ``412,50``. Empty is None: nothing stated."""

    default_error_messages = {
        "invalid": _("Skriv beloppet i kronor med siffror, till exempel 412 eller 412,50."),
        "negative": _("Ett belopp kan inte vara mindre än noll."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Money | None:
        """The typed text as money."""
        text = str(value or "").strip()
        if not text:
            return None
        try:
            amount = Money.parse_swedish(text)
        except Refusal:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None
        if amount.ore < 0:
            raise forms.ValidationError(self.error_messages["negative"], code="negative")
        return amount

    def prepare_value(self, value: Any) -> Any:
        """Money as people type it."""
        return in_kronor(value) if isinstance(value, Money) else value


def in_kronor(amount: Money) -> str:
    """412,50; whole kronor without a comma."""
    whole, rest = divmod(amount.ore, 100)
    return f"{whole},{rest:02d}" if rest else str(whole)
