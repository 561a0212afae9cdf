"""Forms in the look of FKUI: Django's own forms with our templates."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.forms.renderers import TemplatesSetting
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samordna.edge.web.days import parse_day
from samordna.edge.web.middleware import sentence
from samordna.ground.kernel import typed
from samordna.ground.kernel.clock import SystemClock
from samordna.ground.kernel.errors import Refusal

#: The longest line where the model says nothing else: a name, a title, a place.
LINE = 200


class Renderer(TemplatesSetting):
    """Fields and error lists are drawn by the templates in ``components``."""

    field_template_name = "components/field.html"
    form_template_name = "components/form.html"


def longest(model: type[models.Model], field: str) -> int:
    """How long a text the model has room for, so that the form and the table never say different things."""
    found = model._meta.get_field(field)
    most = getattr(found, "max_length", None)
    if not isinstance(most, int):
        raise FieldDoesNotExist(f"{model.__name__}.{field} has no greatest length")
    return most


class Prose(forms.CharField):
    """A text of several lines. What is pasted is tidied; one that is too long is refused with how long it is.

    The page gets no ``maxlength``: the browser would cut what is pasted without a word.
    """

    widget = forms.Textarea

    def __init__(self, *, max_length: int = typed.LONGEST, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)
        self.error_messages["max_length"] = gettext_lazy(
            "Texten är för lång. Skriv högst %(limit_value)d tecken, den har %(show_value)d."
        )

    def to_python(self, value: Any) -> Any:
        """The text as it was meant."""
        return super().to_python(typed.tidy(value) if isinstance(value, str) else value)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """What Django would add, but ``maxlength``."""
        return {name: given for name, given in super().widget_attrs(widget).items() if name != "maxlength"}


class Line(Prose):
    """A text on one line: a name, a title, a place."""

    widget = forms.TextInput  # type: ignore[assignment]

    def __init__(self, *, max_length: int = LINE, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)

    def to_python(self, value: Any) -> Any:
        """The text on one line."""
        return super().to_python(typed.one_line(value) if isinstance(value, str) else value)


def example(*, past: bool) -> date:
    """A day of the kind that is asked for: last week for what has been, the first of March next year for a plan."""
    today = SystemClock().today()
    return today - timedelta(days=7) if past else date(today.year + 1, 3, 1)


def _example_words(past: bool) -> str:
    return _("Till exempel %(day)s.") % {"day": example(past=past).isoformat()}


_for_example = lazy(_example_words, str)


class DayField(forms.DateField):
    """A day as people write it: 2027-03-01, 1 mars 2027, 28/2 2029. An example stands under its label.

    ``past``: the day has been, and so has the one in the example.
    A year before 1990 or after 2099 is a slip of the finger: coordination is younger, and no plan reaches further.
    """

    FIRST, LAST = 1990, 2099

    def __init__(self, *, past: bool = False, **kwargs: Any) -> None:
        self.past = past
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"autocomplete": "off"}))
        help_text = kwargs.get("help_text")
        kwargs["help_text"] = format_lazy("{} {}", help_text, _for_example(past)) if help_text else _for_example(past)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        """The day. Empty is None."""
        if value in self.empty_values:
            return None
        day = value if isinstance(value, date) else parse_day(str(value))
        name = str(self.label or "").rstrip("?")
        if day is None:
            said = {"name": name, "day": example(past=self.past).isoformat()}
            raise forms.ValidationError(_("%(name)s: skriv till exempel %(day)s.") % said, code="invalid")
        if not self.FIRST <= day.year <= self.LAST:
            raise forms.ValidationError(_("%(name)s: kontrollera årtalet.") % {"name": name}, code="year")
        return day


class NumberField(forms.IntegerField):
    """A whole number from zero, with or without spaces: 60, 1 200. Says what to write when it is something else."""

    default_error_messages = {
        "invalid": gettext_lazy("Skriv bara siffror, till exempel 60."),
        "min_value": gettext_lazy("Antalet kan inte vara mindre än noll."),
        "max_value": gettext_lazy("Kontrollera antalet, det är för stort."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}))
        kwargs.setdefault("min_value", 0)
        kwargs.setdefault("max_value", 1_000_000)
        messages = dict(kwargs.pop("error_messages", {}))
        super().__init__(error_messages=self._limits() | messages, **kwargs)

    @classmethod
    def _limits(cls) -> dict[str, Any]:
        # Django's own validators carry words of their own unless the field is given others.
        return dict(cls.default_error_messages)

    def to_python(self, value: Any) -> int | None:
        """The number, with the spaces between thousands taken out."""
        return super().to_python("".join(str(value).split()) if isinstance(value, str) else value)


class Whole(NumberField):
    """A number that a page sends along: a version, a row. Never more than the database has room for."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_value", 10**typed.MOST_DIGITS - 1)
        super().__init__(**kwargs)


def refuse(form: forms.BaseForm, refusal: Refusal) -> None:
    """Put a rule's refusal on the field it is about, or on the form, in the reader's language."""
    form.add_error(refusal.field if refusal.field in form.fields else None, sentence(refusal))
