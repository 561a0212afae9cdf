"""Forms in the look of FKUI: Django's own forms with our templates."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samordna.edge.web.days import parse_day
from samordna.edge.web.middleware import sentence
from samordna.ground.kernel.errors import Refusal

EXAMPLE = gettext_lazy("Till exempel 2027-03-01.")


class Renderer(TemplatesSetting):
    """Fields and error lists are drawn by the templates in ``components``."""

    field_template_name = "components/field.html"
    form_template_name = "components/form.html"


class DayField(forms.DateField):
    """A day as people write it: 2027-03-01, 1 mars 2027, 28/2 2029. An example stands under its label.

    A year before 1990 or after 2099 is a slip of the finger: coordination is younger, and no plan reaches further.
    """

    FIRST, LAST = 1990, 2099

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"autocomplete": "off"}))
        help_text = kwargs.get("help_text")
        kwargs["help_text"] = format_lazy("{} {}", help_text, EXAMPLE) if help_text else EXAMPLE
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        """The day. Empty is None."""
        if value in self.empty_values:
            return None
        day = value if isinstance(value, date) else parse_day(str(value))
        name = str(self.label or "").rstrip("?")
        if day is None:
            raise forms.ValidationError(_("%(name)s: skriv till exempel 2027-03-01.") % {"name": name}, code="invalid")
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


def refuse(form: forms.BaseForm, refusal: Refusal) -> None:
    """Put a rule's refusal on the field it is about, or on the form, in the reader's language."""
    form.add_error(refusal.field if refusal.field in form.fields else None, sentence(refusal))
