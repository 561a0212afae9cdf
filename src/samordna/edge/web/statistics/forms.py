"""What an analyst is asked: why an extract is made, which tables are released, and another person's answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from samordna.edge.web.forms import Line, Prose
from samordna.edge.web.statistics.shown import language
from samordna.engine.words import Words
from samordna.learn.statistics.catalogue import OFFICIAL, needs_linking
from samordna.learn.statistics.models import ExtractRecord
from samordna.learn.statistics.official import Official


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, also when it is nothing: an empty form is answered with what is missing."""
    return request.POST if request.method == "POST" else None


_WHY = {"required": _("Skriv varför.")}


class NewExtract(forms.Form):
    """A new extract."""

    why = Line(
        label=_("Varför görs uttaget?"),
        help_text=_("Till exempel vilken rapport det är till. Det står kvar i uttagets uppgifter."),
        max_length=300,
        error_messages=_WHY,
    )


#: The reports whose tables are only numbered, so that “Table 1” alone would not say which.
_REPORTS = {
    "af-fk-2020": Words("Rapporten 2020", "The report of 2020"),
    "fk-esf-2025": Words("ESF+-rapporten 2025", "The ESF+ report of 2025"),
}


def _choice(one: Official, speak: str) -> str:
    report = f"{_REPORTS[one.report].in_language(speak)}, " if one.report in _REPORTS else ""
    said = f"{report}{one.number.in_language(speak)}. {one.declaration.title.in_language(speak)}"
    linked = gettext("Kräver ett länkat uttag.")
    return f"{said}. {linked}" if needs_linking(one.name) else said


class NewRelease(forms.Form):
    """Tables of one extract, proposed for release."""

    extract = forms.ChoiceField(label=pgettext_lazy("one", "Uttag"), error_messages={"required": _("Välj uttag.")})
    tables = forms.MultipleChoiceField(
        label=_("Tabeller"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tabellerna skyddas och låses som de är nu."),
        error_messages={"required": _("Välj minst en tabell.")},
    )
    why = Line(label=_("Vad är nytt i utgåvan?"), max_length=300, required=False)

    def __init__(self, *args: Any, extracts: list[ExtractRecord], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        speak = language()
        self.fields["extract"].choices = [  # type: ignore[attr-defined]
            (one.extract_id, f"{one.as_of.isoformat()}, {one.extract_id[:8]}, {one.why}") for one in extracts
        ]
        self.fields["tables"].choices = [  # type: ignore[attr-defined]
            (one.name, _choice(one, speak)) for one in OFFICIAL.values()
        ]


class Answer(forms.Form):
    """Yes, or no with the reason."""

    answer = forms.ChoiceField(
        label=_("Ditt svar"),
        choices=[("yes", _("Ge ut tabellerna")), ("no", _("Ge inte ut dem"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Välj om tabellerna ska ges ut.")},
    )
    why = Prose(label=_("Varför inte?"), max_length=500, required=False)

    def clean(self) -> dict[str, Any]:
        """A no needs its reason."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("answer") == "no" and not data.get("why", "").strip():
            self.add_error("why", _("Skriv varför tabellerna inte ges ut."))
        return data
