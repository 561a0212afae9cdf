"""Adding a person, and giving assignments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

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

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not actor.has(*people.ADDS):  # who orders accounts does it for the own organisation
            own = Organisation.objects.filter(party_id__in=actor.scopes(people.ORDERER)).order_by("name")
            field = self.fields["organisation"]
            field.queryset, field.required, field.initial = own, True, own.first()  # type: ignore[attr-defined]
            field.error_messages["required"] = _("Välj vilken organisation personen arbetar i.")
        self.fields["organisation"].label_from_instance = lambda o: o.name  # type: ignore[attr-defined]


class Employer(forms.Form):
    """Whom a person works for."""

    organisation = forms.ModelChoiceField(
        queryset=Organisation.objects.order_by("kind", "name"),
        label=gettext_lazy("Arbetsgivare"),
        required=False,
        empty_label=gettext_lazy("Ingen"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].label_from_instance = lambda o: o.name  # type: ignore[attr-defined]


class NewAssignment(forms.Form):
    """A role for something, from a day until a day."""

    role = forms.ChoiceField(label=pgettext_lazy("one", "Uppdrag"))
    scope_key = forms.ChoiceField(
        label=pgettext_lazy("an assignment", "Gäller"),
        error_messages={"required": gettext_lazy("Välj vad uppdraget gäller.")},
    )
    valid_from = DayField(label=gettext_lazy("Från och med"))
    last = DayField(
        label=gettext_lazy("Till och med"),
        required=False,
        help_text=gettext_lazy("Lämna tomt om du inte vet när det slutar."),
    )

    def __init__(self, *args: Any, actor: Actor, scopes: Sequence[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        english = (get_language() or "sv").startswith("en")
        self.fields["role"].choices = [  # type: ignore[attr-defined]
            (role.id, role.en if english else role.sv) for role in ROLES.values() if people.may_give(actor, role.id)
        ]
        whole = gettext_lazy("Välj")
        if actor.has("national_admin"):
            whole = gettext_lazy("Hela landet")
            self.fields["scope_key"].required = False
            self.fields["scope_key"].help_text = gettext_lazy(
                "Förbund, insats eller organisation. Nationella uppdrag gäller hela landet."
            )
        self.fields["scope_key"].choices = [("", whole), *scopes]  # type: ignore[attr-defined]

    def until(self) -> date | None:
        """The first day when it no longer holds."""
        last: date | None = self.cleaned_data["last"]
        return last + timedelta(days=1) if last else None


class Appointment(NewAssignment):
    """The same for somebody whose address one knows."""

    field_order = ("email", "role", "scope_key", "valid_from", "last")
    email = forms.EmailField(
        max_length=longest(Account, "email"),
        label=gettext_lazy("Personens e-postadress"),
        help_text=gettext_lazy("Den som personen loggar in med."),
        error_messages={
            "required": gettext_lazy("Skriv e-postadressen."),
            "invalid": gettext_lazy("Skriv e-postadressen som namn@plats.se."),
        },
    )

    def clean_email(self) -> Account:
        """The account with the address."""
        found = Account.objects.filter(email=self.cleaned_data["email"].strip().lower(), is_active=True).first()
        if found is None:
            raise forms.ValidationError(
                _("Det finns inget konto med den adressen. Be personens arbetsgivare att beställa ett.")
            )
        return found
