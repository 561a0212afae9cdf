"""The form that hands in a year."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from samordna.edge.web.forms import Line


class HandInForm(forms.Form):
    """What was read, and that it is handed in although something is missing; asked only where something is."""

    seen = Line(max_length=64, widget=forms.HiddenInput)
    anyway = forms.BooleanField(
        required=False,
        label=_("Lämna in ändå"),
        help_text=_("Det som saknas lämnas tomt. Du kan lämna in igen när det finns."),
    )
