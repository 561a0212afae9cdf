"""How figures, money and days are written in pages. One way for each, Swedish first."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from samordna.edge.web.once import FIELD
from samordna.ground.kernel.money import Money

register = template.Library()
NBSP = "\u00a0"
MONTHS = {
    "sv": ["jan", "feb", "mars", "apr", "maj", "juni", "juli", "aug", "sep", "okt", "nov", "dec"],
    "en": ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
}
LONG_MONTHS = {
    "sv": [
        "januari",
        "februari",
        "mars",
        "april",
        "maj",
        "juni",
        "juli",
        "augusti",
        "september",
        "oktober",
        "november",
        "december",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}
WEEKDAYS = {
    "sv": ["måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"],
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
}


def _language() -> str:
    return "en" if (get_language() or "sv").startswith("en") else "sv"


def group(text: str) -> str:
    """Digits in threes with no-break space, and a real minus sign: ``-12345`` → ``−12 345``."""
    sign, digits = ("−", text[1:]) if text.startswith("-") else ("", text)
    first = len(digits) % 3 or 3
    return sign + NBSP.join([digits[:first], *(digits[i : i + 3] for i in range(first, len(digits), 3))])


@register.filter
def integer(value: Any) -> str:
    """1234567 → 1 234 567. Missing (None) is written ``...``, never as nothing or zero."""
    return "..." if value is None or value == "" else group(str(int(value)))


@register.filter
def decimals(value: Any, places: int = 1) -> str:
    """43.66 → 43,7 (point in English); rounded half up."""
    if value is None or value == "":
        return "..."
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-int(places)), ROUND_HALF_UP)
    whole, _dot, part = str(rounded).partition(".")
    mark = "." if _language() == "en" else ","
    return group(whole) + (mark + part if part else "")


@register.filter
def percent(value: Any, places: int = 1) -> str:
    """43.66 → 43,7 %."""
    return decimals(value, places) + NBSP + "%"


@register.filter
def kronor(value: Money | None) -> str:
    """Money as 1 234 567 kr, with öre only when there are any."""
    if value is None:
        return "..."
    whole, ore = divmod(abs(value.ore), 100)
    sign = "-" if value.ore < 0 else ""
    mark = "." if _language() == "en" else ","
    return group(f"{sign}{whole}") + (f"{mark}{ore:02d}" if ore else "") + NBSP + "kr"


_HALF_TKR = 50_000  # öre


@register.filter
def tkr(value: Money | None) -> str:
    """Money in whole thousand kronor, half up, without the unit: the table's caption says it.

    What would round to nothing without being nothing is given to the öre, 0,00001: a promise must not read as none.
    """
    if value is None:
        return "..."
    if 0 < abs(value.ore) < _HALF_TKR:
        return decimals(Decimal(value.ore).scaleb(-5), 5).rstrip("0")
    return group(str(int(Decimal(value.ore).scaleb(-5).quantize(Decimal(1), ROUND_HALF_UP))))


@register.filter
def in_words(value: Money | None) -> str:
    """Money as people say it, so that a slip of a thousand is heard: 1,5 miljoner kronor; 450 000 kronor."""
    if value is None:
        return "..."
    for size, text in ((10**9, _("%(n)s miljarder kronor")), (10**6, _("%(n)s miljoner kronor"))):
        if abs(value.ore) >= size * 100:
            said = decimals(Decimal(value.ore) / (size * 100), 2)
            mark = "." if "." in said else ","
            return text % {"n": said.rstrip("0").rstrip(mark) if mark in said else said}
    whole = int(Decimal(value.ore).scaleb(-2).quantize(Decimal(1), ROUND_HALF_UP))
    return _("%(n)s kronor") % {"n": group(str(whole))}


def _local(value: date | datetime) -> date:
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


@register.filter
def day(value: date | datetime | None) -> str:
    """12 nov 2026."""
    if value is None or value == "":
        return ""
    value = _local(value)
    return f"{value.day}{NBSP}{MONTHS[_language()][value.month - 1]}{NBSP}{value.year}"


@register.filter
def short_day(value: date | datetime | None) -> str:
    """12 nov."""
    if value is None or value == "":
        return ""
    value = _local(value)
    return f"{value.day}{NBSP}{MONTHS[_language()][value.month - 1]}"


@register.filter
def long_day(value: date | datetime | None) -> str:
    """12 november 2026."""
    if value is None or value == "":
        return ""
    value = _local(value)
    return f"{value.day}{NBSP}{LONG_MONTHS[_language()][value.month - 1]}{NBSP}{value.year}"


@register.filter
def weekday_day(value: date | datetime | None) -> str:
    """Torsdag 12 november 2026."""
    if value is None or value == "":
        return ""
    value = _local(value)
    return f"{WEEKDAYS[_language()][value.weekday()].capitalize()} {long_day(value)}"


@register.filter
def moment(value: datetime | None) -> str:
    """12 nov 2026 klockan 10.04."""
    if value is None or value == "":
        return ""
    local = timezone.localtime(value)
    return _("%(day)s klockan %(hour)d.%(minute)02d") % {
        "day": day(local.date()),
        "hour": local.hour,
        "minute": local.minute,
    }


@register.filter
def due_words(value: date | None, today: date) -> str:
    """How people say it: “2 dagar försenat”, “I dag”, “I morgon”, weekday within a week, else “Om 19 dagar”.

    The date stands beside it.
    """
    if value is None:
        return _("Ingen tid satt")
    days = (value - today).days
    if days < 0:
        return ngettext("%(days)d dag försenat", "%(days)d dagar försenat", -days) % {"days": -days}
    if days == 0:
        return _("I dag")
    if days == 1:
        return _("I morgon")
    if days < 7:
        return WEEKDAYS[_language()][value.weekday()].capitalize()
    return ngettext("Om %(days)d dag", "Om %(days)d dagar", days) % {"days": days}


@register.filter
def days_until(value: date, today: date) -> str:
    """“12 dagar” from today, “i dag”, “i morgon”, “3 dagar sedan”."""
    days = (value - today).days
    if days == 0:
        return _("i dag")
    if days == 1:
        return _("i morgon")
    if days < 0:
        return ngettext("%(days)d dag sedan", "%(days)d dagar sedan", -days) % {"days": -days}
    return ngettext("%(days)d dag", "%(days)d dagar", days) % {"days": days}


@register.filter
def sv_en(value: Any, attribute: str) -> str:
    """The Swedish or English text of an object that carries both: ``reason|sv_en:"text"`` reads text_sv or text_en."""
    return str(getattr(value, f"{attribute}_{_language()}", None) or getattr(value, f"{attribute}_sv", ""))


@register.filter
def label(value: Any) -> str:
    """The label of a code or state that carries ``sv`` and ``en``."""
    return str(getattr(value, _language(), None) or getattr(value, "sv", value))


@register.filter
def index(mapping: Any, key: Any) -> Any:
    """``mapping[key]`` or None."""
    try:
        return mapping[key]
    except (KeyError, IndexError, TypeError):
        return None


@register.filter
def address(waiting: Any) -> str:
    """Where to go to do what waits: ``{{ task|address }}``."""
    return reverse(waiting.url_name, args=waiting.url_args)


@register.filter
def widget_kind(field: Any) -> str:
    """How a bound field is drawn: text, textarea, select, checkbox, radio, checkboxes, hidden, file."""
    name = type(field.field.widget).__name__
    return {
        "Select": "select",
        "NullBooleanSelect": "select",
        "Textarea": "textarea",
        "CheckboxInput": "checkbox",
        "RadioSelect": "radio",
        "CheckboxSelectMultiple": "checkboxes",
        "HiddenInput": "hidden",
    }.get(name, "text")


@register.filter
def with_class(field: Any, css: str) -> SafeString:
    """Draw a bound field's control with a class."""
    return field.as_widget(attrs={"class": css})


@register.simple_tag
def once() -> SafeString:
    """The hidden key that makes a form count once."""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, secrets.token_urlsafe(24))


@register.simple_tag
def hidden_value() -> SafeString:
    """A hidden figure: looks hidden, is spoken as hidden."""
    return format_html(
        '<span class="s-hidden"><span aria-hidden="true">..</span><span class="sr-only">{}</span></span>',
        _("dold uppgift"),
    )


@register.simple_tag
def missing_value() -> SafeString:
    """A figure that does not exist: looks and sounds different from hidden and zero."""
    return format_html(
        '<span class="s-missing"><span aria-hidden="true">...</span><span class="sr-only">{}</span></span>',
        _("uppgift saknas"),
    )
