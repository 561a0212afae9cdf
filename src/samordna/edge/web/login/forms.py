"""Signing in, and choosing a password."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samordna.edge.web.forms import Line, longest
from samordna.ground.parties.models import Account

#: Longer than anybody types; a whole book as password would only keep the server busy.
LONGEST_PASSWORD = 1_000


class SignIn(forms.Form):
    """E-mail address and password."""

    email = forms.EmailField(
        max_length=longest(Account, "email"),
        label=gettext_lazy("E-postadress"),
        error_messages={
            "required": gettext_lazy("Skriv din e-postadress."),
            "invalid": gettext_lazy("Skriv e-postadressen som namn@plats.se."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    password = forms.CharField(
        label=gettext_lazy("Lösenord"),
        max_length=LONGEST_PASSWORD,
        strip=False,
        error_messages={"required": gettext_lazy("Skriv ditt lösenord.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class NewPassword(forms.Form):
    """A new password, twice."""

    password = forms.CharField(
        label=gettext_lazy("Nytt lösenord"),
        help_text=gettext_lazy("Minst tolv tecken. En mening på några ord är lätt att minnas och svår att gissa."),
        max_length=LONGEST_PASSWORD,
        strip=False,
        error_messages={"required": gettext_lazy("Skriv ett nytt lösenord.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=gettext_lazy("Samma lösenord igen"),
        max_length=LONGEST_PASSWORD,
        strip=False,
        error_messages={"required": gettext_lazy("Skriv lösenordet en gång till.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, account: Account | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account

    def clean_password(self) -> str:
        """Strong enough by Django's validators."""
        password: str = self.cleaned_data["password"]
        validate_password(password, self.account)
        return password

    def clean(self) -> dict[str, Any]:
        """Both the same."""
        data = super().clean() or {}
        if data.get("password") and data.get("again") and data["password"] != data["again"]:
            self.add_error("again", _("Lösenorden är inte lika. Skriv samma en gång till."))
        return data


class FirstAdministrator(NewPassword):
    """The first person in an empty register."""

    name = Line(
        label=gettext_lazy("Ditt namn"),
        max_length=longest(Account, "name"),
        error_messages={"required": gettext_lazy("Skriv ditt namn.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        max_length=longest(Account, "email"),
        label=gettext_lazy("E-postadress"),
        error_messages={
            "required": gettext_lazy("Skriv din e-postadress."),
            "invalid": gettext_lazy("Skriv e-postadressen som namn@plats.se."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    field_order = ("name", "email", "password", "again")
