"""What is asked of those who write a report, say what they think of it, or decide it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samordna.edge.web.forms import Prose, Whole
from samordna.edge.web.statistics.shown import language
from samordna.learn.reports.queries import Listed

#: Characters in a report's text. The longest that there is has 14,000.
LONGEST = 200_000


class NewDraft(forms.Form):
    """Which report is begun."""

    report = forms.ChoiceField(label=_("Rapport"), error_messages={"required": _("Välj rapport.")})

    def __init__(self, *args: Any, reports: list[Listed], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["report"].choices = [  # type: ignore[attr-defined]
            (one.name, one.title.in_language(language())) for one in reports if one.release is not None
        ]


class Text(forms.Form):
    """The report's text in two languages. ``based_on`` is the revision that was opened."""

    based_on = Whole(widget=forms.HiddenInput)
    swedish = Prose(
        label=_("Text på svenska"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "true", "lang": "sv"}),
        error_messages={"required": _("Skriv rapportens text.")},
    )
    english = Prose(
        label=_("Text på engelska"),
        help_text=_("Rad för rad som den svenska. Lämna tomt om rapporten bara ska finnas på svenska."),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "true", "lang": "en"}),
    )


class Comment(forms.Form):
    """What somebody thinks of the draft."""

    section = forms.ChoiceField(label=_("Vad gäller det?"), required=False)
    text = Prose(label=_("Kommentar"), max_length=2000, error_messages={"required": _("Skriv en kommentar.")})

    def __init__(self, *args: Any, sections: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["section"].choices = [("", _("Hela rapporten")), *((one, one) for one in sections)]  # type: ignore[attr-defined]


class Answer(forms.Form):
    """Yes, or no with the reason."""

    answer = forms.ChoiceField(
        label=_("Ditt svar"),
        choices=[("yes", _("Besluta rapporten")), ("no", _("Lämna tillbaka den"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Välj om rapporten ska beslutas.")},
    )
    why = Prose(label=_("Varför lämnas den tillbaka?"), max_length=500, required=False)

    def clean(self) -> dict[str, Any]:
        """A no needs its reason."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("answer") == "no" and not data.get("why", "").strip():
            self.add_error("why", _("Skriv vad som ska ändras."))
        return data
