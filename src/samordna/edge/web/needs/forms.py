"""Writing a need down."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samordna.agree.needs.models import Need
from samordna.edge.web.forms import DayField, Line, NumberField, Prose, longest
from samordna.ground.kernel.typed import LONGEST
from samordna.ground.parties.models import Association, Municipality, Organisation


def _text(label: Any, help_text: Any = "", *, required: Any, rows: int = 0, most: int = LONGEST) -> Prose:
    told = {"label": label, "help_text": help_text, "required": bool(required), "max_length": most}
    if rows:
        return Prose(widget=forms.Textarea(attrs={"rows": rows}), error_messages={"required": required}, **told)
    return Line(error_messages={"required": required}, **told)


def _count(label: Any, help_text: Any = "") -> NumberField:
    return NumberField(label=label, help_text=help_text, required=False, max_value=20_000_000)


class NeedForm(forms.Form):
    """The need as its page shows it: who, how many, where, which gap, on what evidence."""

    association = forms.ModelChoiceField(
        label=_("Förbund"),
        queryset=Association.objects.none(),
        to_field_name="slug",
        error_messages={"required": _("Välj förbund."), "invalid_choice": _("Välj förbund.")},
    )
    title = _text(
        _("Rubrik"),
        _("Säg behovet med få ord, till exempel ”Unga med ersättning men utan väg till arbete”."),
        required=_("Skriv en rubrik för behovet."),
        most=longest(Need, "title"),
    )
    group = _text(
        _("Vilka gäller det?"),
        _("Ålder och situation."),
        required=_("Skriv vilka som behöver stödet."),
        most=longest(Need, "group"),
    )
    low = _count(_("Minst så många"), _("Lämna tomt om ni inte har räknat än."))
    high = _count(_("Högst så många"), _("Antalet visas alltid som ett spann."))
    places = _count(_("Platser som finns i dag"))
    area = _text(_("Var finns de?"), required=_("Skriv var personerna finns."), most=longest(Need, "area"))
    municipalities = forms.ModelMultipleChoiceField(
        label=_("Kommuner"),
        queryset=Municipality.objects.none(),
        to_field_name="code",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    gap = _text(_("Vad saknas?"), required=_("Skriv vad som saknas i dag."), rows=4)
    evidence = _text(
        _("Vad stöder ni er på?"),
        _("En uppgift per rad, med källan sist. Skriv aldrig om en enskild person."),
        required=_("Skriv vad behovet stöder sig på."),
        rows=5,
    )
    tried = _text(_("Vad har prövats?"), required="", rows=3)
    seen_by = forms.ModelMultipleChoiceField(
        label=_("Vilka parter ser behovet?"),
        queryset=Organisation.objects.none(),
        to_field_name="party_id",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, associations: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Association.objects.filter(slug__in=associations).order_by("name")
        members = Organisation.objects.filter(memberships__association__in=own).distinct().order_by("name")
        self.fields["association"].queryset = own  # type: ignore[attr-defined]
        self.fields["association"].label_from_instance = lambda a: a.name  # type: ignore[attr-defined]
        self.fields["municipalities"].queryset = (  # type: ignore[attr-defined]
            Municipality.objects.filter(
                code__in=[m.party_id.removeprefix("municipality-") for m in members if m.kind == "municipality"]
            ).order_by("name")
        )
        self.fields["municipalities"].label_from_instance = lambda m: m.name  # type: ignore[attr-defined]
        self.fields["seen_by"].queryset = members.exclude(kind="association")  # type: ignore[attr-defined]
        self.fields["seen_by"].label_from_instance = lambda o: o.name  # type: ignore[attr-defined]
        if len(associations) == 1:
            self.fields["association"].initial = associations[0]
            self.fields["association"].widget = forms.HiddenInput()


class DeclineForm(forms.Form):
    """Why the association goes no further with a need."""

    why = _text(
        _("Varför går ni inte vidare?"),
        _("Skälet visas på behovet och i redovisningen."),
        required=_("Skriv skälet. Det ska gå att läsa om några år."),
        rows=3,
    )
    prefix = "decline"


class WaitForm(forms.Form):
    """Until when a need waits, and why."""

    until = DayField(
        label=_("Ta upp det igen"),
        help_text=_("Den dagen kommer behovet tillbaka till startsidan."),
        error_messages={"required": _("Skriv när behovet ska tas upp igen.")},
    )
    why = _text(_("Varför väntar ni?"), required=_("Skriv varför behovet väntar."), rows=2)
    prefix = "wait"


class ResumeForm(forms.Form):
    """Why a need is taken up again."""

    why = _text(_("Varför tas det upp igen?"), required=_("Skriv varför behovet tas upp igen."), rows=2)
    prefix = "resume"
