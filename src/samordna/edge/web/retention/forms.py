"""Deciding for how long, and saying that one means to let go."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from samordna.deliver.participants.models import RetentionRule
from samordna.edge.web.forms import DayField, Line, NumberField, longest
from samordna.learn.statistics.models import ExtractRetentionRule, ExtractRetentionRun


class Decide(forms.Form):
    """A time, from a day, with the decision that it rests on. Without months nothing is decided and nothing goes."""

    months = NumberField(
        label=gettext_lazy("Månader efter avslut"),
        required=False,
        help_text=gettext_lazy("Lämna tomt om tiden inte är bestämd. Då raderas inget."),
    )
    backup_days = NumberField(
        label=gettext_lazy("Dagar som säkerhetskopior finns kvar"),
        required=False,
        help_text=gettext_lazy("Deltagarna får veta det. Lämna tomt om det inte är bestämt."),
    )
    valid_from = DayField(
        label=gettext_lazy("Gäller från och med"), error_messages={"required": gettext_lazy("Skriv från vilken dag.")}
    )
    source = Line(
        label=gettext_lazy("Beslut som tiden vilar på"),
        max_length=longest(RetentionRule, "source"),
        help_text=gettext_lazy("Till exempel myndighet, diarienummer och dag."),
        error_messages={"required": gettext_lazy("Skriv vilket beslut eller vilken regel tiden vilar på.")},
    )


class CarryOut(forms.Form):
    """That what is on the page is what shall go. ``seen`` is the digest of what the page said."""

    use_required_attribute = False
    seen = Line(max_length=64, widget=forms.HiddenInput)
    sure = forms.BooleanField(
        label=gettext_lazy("Jag har läst vad som raderas och vet att det inte går att ångra"),
        error_messages={"required": gettext_lazy("Läs vad som raderas och kryssa i rutan.")},
    )


class DecideExtracts(forms.Form):
    """For how long extracts are kept, from a day, with the decision that it rests on."""

    months = NumberField(
        label=gettext_lazy("Månader efter att uttaget gjordes"),
        required=False,
        help_text=gettext_lazy("Lämna tomt om tiden inte är bestämd. Då gallras inget uttag av sig självt."),
    )
    valid_from = DayField(
        label=gettext_lazy("Gäller från och med"), error_messages={"required": gettext_lazy("Skriv från vilken dag.")}
    )
    source = Line(
        label=gettext_lazy("Beslut som tiden vilar på"),
        max_length=longest(ExtractRetentionRule, "source"),
        help_text=gettext_lazy("Till exempel myndighet, diarienummer och dag."),
        error_messages={"required": gettext_lazy("Skriv vilket beslut eller vilken regel tiden vilar på.")},
    )


class RemoveExtract(forms.Form):
    """Why one extract goes, and that one means it."""

    use_required_attribute = False
    why = Line(
        label=gettext_lazy("Varför gallras uttaget?"),
        max_length=longest(ExtractRetentionRun, "source"),
        help_text=gettext_lazy("Det står i intyget och på uttagets sida. Skriv inget om en person."),
        error_messages={"required": gettext_lazy("Skriv varför uttaget gallras.")},
    )
    sure = forms.BooleanField(
        label=gettext_lazy("Jag har läst vad som raderas och vet att det inte går att ångra"),
        error_messages={"required": gettext_lazy("Läs vad som raderas och kryssa i rutan.")},
    )
