"""Why something is corrected: asked when an answer is changed, never when one that was missing is filled in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samordna.edge.web.forms import DayField
from samordna.edge.web.register.answers import AnswersForm
from samordna.edge.web.register.words import language
from samordna.ground.parameters.reader import code_list


class CorrectionReason(forms.Form):
    """The reason, from a list: it stands in the history beside what stood before."""

    why = forms.ChoiceField(
        label=_("Varför rättar du?"),
        required=False,
        help_text=_("Behövs bara när du ändrar ett svar. Deltagaren kan läsa det."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = code_list("correction_reason")
        own = {code.code for code in rows if code.group}  # comes with an act of its own
        chosen = [row for row in rows.choices(language()) if row[0] not in own]
        self.fields["why"].choices = [("", _("Välj")), *chosen]  # type: ignore[attr-defined]


class CorrectAnswersForm(CorrectionReason, AnswersForm):
    """The answers of a week, and why they are changed."""


class CorrectFollowUpForm(CorrectAnswersForm):
    """The same for a follow-up, which has a day of its own."""

    on = DayField(
        past=True,
        label=_("Vilken dag gjordes uppföljningen?"),
        error_messages={"required": _("Fyll i vilken dag uppföljningen gjordes.")},
    )
