"""Forms in the look of FKUI: Django's own forms with our templates."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting

from samordna.edge.web.middleware import sentence
from samordna.ground.kernel.errors import Refusal


class Renderer(TemplatesSetting):
    """Fields and error lists are drawn by the templates in ``components``."""

    field_template_name = "components/field.html"
    form_template_name = "components/form.html"


class DayField(forms.DateField):
    """A day, written as 2026-11-12; also 20261112 and 12/11 2026 are understood."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "widget", forms.DateInput(format="%Y-%m-%d", attrs={"inputmode": "numeric", "autocomplete": "off"})
        )
        kwargs.setdefault("input_formats", ["%Y-%m-%d", "%Y%m%d", "%d/%m %Y", "%d/%m/%Y"])
        super().__init__(**kwargs)


def refuse(form: forms.BaseForm, refusal: Refusal) -> None:
    """Put a rule's refusal on the field it is about, or on the form, in the reader's language."""
    form.add_error(refusal.field if refusal.field in form.fields else None, sentence(refusal))
