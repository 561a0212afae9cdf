"""How long things take in an association, as its manager writes it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from samordna.agree.preparation.positions.customs import DAYS, NUMBERS, Customs
from samordna.edge.web.forms import DayField, NumberField


class Days(forms.Field):
    """Numbers of days with commas between them: ``7, 1``. Empty is none."""

    def prepare_value(self, value: Any) -> Any:
        """The days as they are typed."""
        return ", ".join(map(str, value)) if isinstance(value, Sequence) and not isinstance(value, str) else value

    def to_python(self, value: Any) -> tuple[int, ...]:
        """The numbers. ValidationError for anything else."""
        parts = [part for part in re.split(r"[\s,;]+", str(value or "").strip()) if part]
        if not all(re.fullmatch(r"[0-9]{1,4}", part) for part in parts):
            raise ValidationError(_("Skriv antal dagar med siffror, till exempel 7, 1."))
        return tuple(map(int, parts))


def _number(label: Any, help_text: Any) -> NumberField:
    return NumberField(
        label=label,
        help_text=help_text,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("Skriv antalet dagar."), "invalid": _("Skriv antalet dagar med siffror.")},
    )


class CustomsForm(forms.Form):
    """Limits in days, and from when they hold."""

    answer_days = _number(_("Dagar att svara"), _("Från frågan till sista svarsdagen. Går att ändra i varje ärende."))
    remind_before = Days(
        label=_("Påminn så många dagar före sista svarsdagen"),
        help_text=_("Skriv flera med komma emellan, till exempel 7, 1. Lämna tomt för ingen påminnelse."),
        required=False,
    )
    remind_after = Days(
        label=_("Påminn så många dagar efter sista svarsdagen"),
        help_text=_("Bara den som inte har svarat påminns. Du får veta när svarstiden har gått ut."),
        required=False,
    )
    group_days = _number(_("Dagar till beredningsgruppen"), _("Från det att alla har svarat till gruppens förslag."))
    board_days = _number(_("Dagar till styrelsen"), _("Från gruppens förslag till styrelsens beslut."))
    valid_from = DayField(
        label=_("Gäller från"),
        error_messages={"required": _("Skriv från vilken dag det gäller.")},
    )

    def customs(self) -> Customs:
        """What was written."""
        return Customs(**{name: self.cleaned_data[name] for name in (*NUMBERS, *DAYS)})

    @property
    def start(self) -> date:
        """From which day."""
        day: date = self.cleaned_data["valid_from"]
        return day
