"""Amounts of money in forms, in kronor and in thousands of them: what people type, and what they see in the field."""

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


class _AmountField(forms.Field):
    """An amount of money that is typed. Empty is None: nothing stated. Below zero is refused but where it may be."""

    default_error_messages = {"negative": _("Ett belopp kan inte vara mindre än noll.")}

    def __init__(self, *, may_be_negative: bool = False, **kwargs: Any) -> None:
        self.may_be_negative = may_be_negative
        kwargs.setdefault("required", False)
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Money | None:
        """The typed text as money."""
        text = str(value or "").strip().translate(_SPACES)
        if not text:
            return None
        amount = self.read(text)
        if amount is None:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        if amount.ore < 0 and not self.may_be_negative:
            raise forms.ValidationError(self.error_messages["negative"], code="negative")
        return amount

    def prepare_value(self, value: Any) -> Any:
        """Money as people type it."""
        return self.write(value) if isinstance(value, Money) else value

    def read(self, text: str) -> Money | None:
        """The amount in a text without spaces; None for what is no amount."""
        raise NotImplementedError

    def write(self, amount: Money) -> str:
        """How a known amount stands in the field."""
        raise NotImplementedError


class TkrField(_AmountField):
    """An amount in thousands of kronor, to the öre: ``1 450``, ``1 450,5`` or ``1 450 tkr``."""

    default_error_messages = {
        "invalid": _("Skriv beloppet i tkr med siffror, till exempel 450 eller 450,5."),
    }

    def read(self, text: str) -> Money | None:
        """The amount; a minus is read so that it can be refused in its own words."""
        sign = -1 if text[0] in "-\N{MINUS SIGN}" else 1
        match = _TYPED.fullmatch(text.lstrip("-\N{MINUS SIGN}").removesuffix("tkr"))
        if match is None:
            return None if sign > 0 else Money(-1)
        return Money(sign * (int(match[1]) * 10**_DIGITS + int((match[2] or "").ljust(_DIGITS, "0"))))

    def write(self, amount: Money) -> str:
        """Thousands, with a comma only where it is needed."""
        return typed(amount)


def typed(amount: Money) -> str:
    """1450,5 for 1 450 500 kronor; whole thousands without a comma."""
    whole, rest = divmod(amount.ore, 10**_DIGITS)
    return f"{whole},{rest:0{_DIGITS}d}".rstrip("0") if rest else str(whole)


class KronorField(_AmountField):
    """An amount in kronor with at most two decimals: ``412``, ``412,50`` or ``2 916 000``."""

    default_error_messages = {
        "invalid": _("Skriv beloppet i kronor med siffror, till exempel 450 000 eller 412,50."),
    }

    def read(self, text: str) -> Money | None:
        """The amount, as the kernel reads Swedish amounts."""
        try:
            return Money.parse_swedish(text)
        except Refusal:
            return None

    def write(self, amount: Money) -> str:
        """Kronor with spaces between the thousands."""
        return in_kronor(amount)


def in_kronor(amount: Money) -> str:
    """2 916 000 or 412,50; whole kronor without a comma, a debt with a minus."""
    whole, rest = divmod(abs(amount.ore), 100)
    minus = "-" if amount.ore < 0 else ""
    return minus + f"{whole:,}".replace(",", " ") + (f",{rest:02d}" if rest else "")
