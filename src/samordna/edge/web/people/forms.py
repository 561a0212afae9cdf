"""Adding a person and giving assignments."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy

from samordna.edge.web.forms import DayField, Line, longest
from samordna.ground.parties import people
from samordna.ground.parties.actor import Actor
from samordna.ground.parties.models import Account, Organisation
from samordna.ground.parties.roles import ROLES


class NewPerson(forms.Form):
    """A new person at work."""

    name = Line(
        label=gettext_lazy("Namn"),
        max_length=longest(Account, "name"),
        error_messages={"required": gettext_lazy("Skriv personens namn.")},
    )
    email = forms.EmailField(
        max_length=longest(Account, "email"),
        label=gettext_lazy("E-postadress"),
        help_text=gettext_lazy("Personen loggar in med den."),
        error_messages={
            "required": gettext_lazy("Skriv e-postadressen."),
            "invalid": gettext_lazy("Skriv e-postadressen som namn@plats.se."),
        },
    )
    title = Line(label=gettext_lazy("Titel"), max_length=longest(Account, "title"), required=False)
    organisation = forms.ModelChoiceField(
        queryset=Organisation.objects.order_by("kind", "name"),
        label=gettext_lazy("Arbetsgivare"),
        required=False,
        empty_label=gettext_lazy("Välj"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].label_from_instance = lambda o: o.name  # type: ignore[attr-defined]


class NewAssignment(forms.Form):
    """A role for something, from a day."""

    role = forms.ChoiceField(label=pgettext_lazy("one", "Uppdrag"))
    scope_key = forms.ChoiceField(
        label=pgettext_lazy("an assignment", "Gäller"),
        required=False,
        help_text=gettext_lazy("Förbund eller insats. Nationella uppdrag gäller hela landet."),
    )
    valid_from = DayField(label=gettext_lazy("Från och med"))

    def __init__(self, *args: Any, actor: Actor, scopes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        english = (get_language() or "sv").startswith("en")
        self.fields["role"].choices = [  # type: ignore[attr-defined]
            (role.id, role.en if english else role.sv) for role in ROLES.values() if people.may_give(actor, role.id)
        ]
        self.fields["scope_key"].choices = [("", gettext_lazy("Hela landet")), *scopes]  # type: ignore[attr-defined]
