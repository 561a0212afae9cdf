"""The forms of asking: another last day, and an answer that came on paper."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from samordna.edge.web.cases.forms import AnswerForm, day, text


class MoveForm(forms.Form):
    """Another last day for answers, and why."""

    deadline = day(_("Ny sista svarsdag"), required=_("Skriv den nya dagen."))
    why = text(_("Skäl"), _("Parterna ser skälet i ärendet."), required=_("Skriv varför dagen ändras."), rows=2)
    prefix = "move"


class AddPartyForm(forms.Form):
    """One more party to ask, and its own last day for answers."""

    party = forms.ChoiceField(
        label=_("Vilken part?"),
        error_messages={
            "required": _("Välj vilken part som ska få frågan."),
            "invalid_choice": _("Välj en av parterna."),
        },
    )
    deadline = day(_("Svar senast"), _("Gäller bara den parten. De andras dag ändras inte."))
    prefix = "add"

    def __init__(self, *args: Any, able: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["party"].choices = [("", _now("Välj")), *able]  # type: ignore[attr-defined]


class TakeBackForm(forms.Form):
    """Why a proposal that was sent is to be changed."""

    why = text(
        _("Varför ändras förslaget?"),
        _("Parterna ser skälet i ärendet."),
        required=_("Skriv varför förslaget ändras."),
        rows=2,
    )
    prefix = "back"


class PaperAnswerForm(AnswerForm):
    """A party's answer as it stands in a letter."""

    said_by = text(
        _("Vem lämnade svaret?"),
        _("Namn och roll hos parten."),
        required=_("Skriv vem som lämnade svaret."),
    )
    document = text(
        _("Var finns svaret?"),
        _("Till exempel brev 2026-11-03, diarienummer 12/2026. Någon ska kunna hitta det om några år."),
        required=_("Skriv var svaret går att hitta."),
    )

    missing: ClassVar = {
        "decided_by": _("Skriv vem hos parten som har beslutat."),
        "decided_on": _("Skriv när parten beslutade."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        esf = self.is_esf
        labels = {
            "takes_part": _("Deltar parten?"),
            "co_finances": _("Medfinansierar parten?"),
            "organiser": _("Vill parten vara projektanordnare?") if esf else _("Vill parten leda insatsen?"),
            "decided_by": _("Vem hos parten har beslutat?"),
        }
        for name, label in labels.items():
            if name in self.fields:
                self.fields[name].label = label
        field = self.fields["takes_part"]
        field.choices = [  # type: ignore[attr-defined]
            ("yes", _("Ja, parten deltar")),
            ("cooperating", _("Nej, men den är samarbetspart: hänvisar deltagare eller sitter i referensgruppen")),
            ("no", _("Nej")),
        ]
