"""The forms of the register. The server decides what may be stored; the page only makes it easy."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from samordna.deliver.participants import checks, codes, rules
from samordna.deliver.participants.checks import ConsentGiven, Ending, Entry, MeasureDays
from samordna.deliver.participants.models import Participation
from samordna.deliver.projects.models import Measure
from samordna.edge.web.forms import DayField, Line, Whole, refuse
from samordna.edge.web.register.answers import AnswersForm
from samordna.ground.kernel.errors import Refusal
from samordna.ground.kernel.identifiers import PersonalNumber
from samordna.ground.parameters.reader import code_list
from samordna.ground.parties.models import Membership, Municipality

PERSON, WITHOUT, PROTECTED = "person", "without_consent", "protected"
MODES = (
    (PERSON, _("Med samtycke"), _("Personen har sagt ja skriftligt. Alla uppgifter sparas.")),
    (WITHOUT, _("Utan samtycke"), _("Bara kön och startår sparas. Du fyller inte i mer.")),
    (PROTECTED, _("Skyddade personuppgifter"), _("Bara kön och startår sparas. Du fyller inte i mer.")),
)
#: The fields that may be sent when nothing about the person may be stored.
ANONYMOUS = frozenset({"measure", "mode", "sex", "start_year"})
ASKED_OF_A_PERSON = ("consent_date", "personal_number", "name", "municipality", "start")


def choices(name: str, *, on: date) -> list[tuple[str, Any]]:
    """A code table as a select, with an empty row first."""
    return [("", _("Välj")), *code_list(name).choices((get_language() or "sv")[:2], on=on)]


def municipalities(measure: Measure | None) -> list[tuple[Any, Any]]:
    """The association's own municipalities first, then all."""
    everyone = list(Municipality.objects.order_by("name").values_list("code", "name"))
    if measure is None:
        return [("", _("Välj")), *everyone]
    members = Membership.objects.filter(association=measure.association, organisation__kind="municipality")
    own = set(members.values_list("organisation__municipality_id", flat=True))
    near = [row for row in everyone if row[0] in own]
    rest = [row for row in everyone if row[0] not in own]
    groups = [(measure.association.name, near), (_now("Andra kommuner"), rest)] if near else rest
    return [("", _("Välj")), *groups]


class EntryFields(forms.Form):
    """What is asked at entry besides consent, number and the answers about the week."""

    use_required_attribute = False
    name = Line(
        label=_("Namn"),
        max_length=checks.LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Skriv personens namn.")},
    )
    municipality = forms.ChoiceField(label=_("Hemkommun"), error_messages={"required": _("Välj hemkommun.")})
    start = DayField(
        past=True,
        label=_("Startdatum"),
        error_messages={
            "required": _("Fyll i vilken dag personen började."),
        },
    )
    planned_end = DayField(
        label=_("Planerat slut"),
        required=False,
    )
    referred_by = forms.ChoiceField(label=_("Vem tog initiativ?"), required=False)
    group = forms.ChoiceField(label=_("Målgrupp"), required=False)
    support_time = forms.ChoiceField(label=_("Hur länge med offentlig försörjning?"), required=False)
    education = forms.ChoiceField(label=_("Högsta utbildning"), required=False)

    def fill_choices(self, measure: Measure | None, on: date) -> None:
        """Code tables as they are on the day."""
        self.fields["municipality"].choices = municipalities(measure)  # type: ignore[attr-defined]
        for field, table in (
            ("referred_by", "referred_by"),
            ("group", "target_group"),
            ("support_time", "support_time"),
            ("education", "education"),
        ):
            self.fields[field].choices = choices(table, on=on)  # type: ignore[attr-defined]

    def entry(self) -> Entry | None:
        """The entry as the checks read it; None while the start is not a day."""
        data = self.cleaned_data
        if not data.get("start"):
            return None
        return Entry(
            start=data["start"],
            municipality=data.get("municipality", ""),
            planned_end=data.get("planned_end"),
            groups=tuple(filter(None, [data.get("group", "")])),
            referred_by=data.get("referred_by", ""),
            education=data.get("education", ""),
            support_time=data.get("support_time", ""),
        )


class InForm(EntryFields, AnswersForm):
    """Register in: with consent everything is asked; without, only sex and start year, and nothing else is accepted."""

    field_order = (
        *("measure", "mode", "consent_date", "consent_seen", "sex", "start_year"),
        *("personal_number", "name", "municipality", "start", "planned_end", "referred_by", "group"),
        *("no_support", "all_asked", "support_time", "education"),
    )
    measure = forms.ModelChoiceField(
        label=_("Insats"), queryset=Measure.objects.none(), to_field_name="code", empty_label=None
    )
    mode = forms.ChoiceField(
        label=_("Hur ska personen registreras?"),
        choices=[(value, label) for value, label, _text in MODES],
        widget=forms.RadioSelect,
        error_messages={"required": _("Välj hur personen ska registreras.")},
    )
    consent_date = DayField(
        past=True,
        label=_("Datum då personen skrev under"),
        error_messages={
            "required": _("Fyll i vilken dag personen skrev under samtycket."),
        },
    )
    consent_seen = forms.BooleanField(
        label=_("Jag har sett det undertecknade samtycket för den här insatsen"), required=False
    )
    personal_number = Line(
        label=_("Personnummer"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("Skriv personnumret med tolv siffror.")},
    )
    sex = forms.ChoiceField(
        label=_("Kön"),
        choices=[("women", _("Kvinna")), ("men", _("Man"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Välj kön.")},
    )
    start_year = forms.TypedChoiceField(
        label=_("Startår"), coerce=int, empty_value=None, error_messages={"required": _("Välj startår.")}
    )

    def __init__(self, *args: Any, measures: Sequence[Measure], chosen: Measure, today: date, **kwargs: Any) -> None:
        kwargs["initial"] = {"measure": chosen.code, "mode": PERSON, "start": today, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.today, self.measures = today, measures
        self.fields["measure"].label_from_instance = lambda one: one.name  # type: ignore[attr-defined]
        self.fields["measure"].queryset = Measure.objects.filter(pk__in=[one.pk for one in measures])  # type: ignore[attr-defined]
        self.fill_choices(chosen, today)
        last = min(today.year, chosen.end.year) if chosen.end else today.year
        years = range(last, chosen.start.year - 1, -1)
        self.fields["start_year"].choices = [(year, year) for year in years]  # type: ignore[attr-defined]
        mode = self.data.get("mode", PERSON) if self.is_bound else PERSON
        asked = ANONYMOUS if mode != PERSON else ASKED_OF_A_PERSON
        for name in ("sex", "start_year", *ASKED_OF_A_PERSON):
            self.fields[name].required = name in asked or not self.is_bound

    def sent_about_a_person(self) -> list[str]:
        """What was filled in although nothing about the person may be stored; not the start that we filled in."""
        return [name for name in self.changed_data if name not in ANONYMOUS and self[name].data]

    @property
    def is_anonymous(self) -> bool:
        """Whether nothing about the person may be stored."""
        return bool(self.data.get("mode", PERSON) != PERSON)

    def clean_personal_number(self) -> PersonalNumber | None:
        """Twelve digits that make a number; None when nothing was typed."""
        text = self.cleaned_data["personal_number"]
        try:
            return PersonalNumber.parse(text) if text else None
        except Refusal as refusal:
            refuse(self, refusal)
            return None

    def clean(self) -> dict[str, Any]:
        """All that stands against the entry, at once, in the order of the page."""
        if self.is_anonymous:
            return self._clean_anonymous()
        data = super().clean()
        measure: Measure | None = data.get("measure")
        if measure is None:
            return data
        number = data.get("personal_number")
        refusals = checks.refusals_in(
            measure=MeasureDays(measure.start, measure.end),
            consent=self.consent(),
            name=data.get("name") or "-",  # a missing name has been said already
            born=number.birth_date if number else None,
            entry=self.entry(),
            answers=self.answers(),
            lists=codes.lists(),
            today=self.today,
        )
        said = set(self.errors)
        self.refuse_all(verdict for verdict in refusals if verdict.field not in said)
        return data

    def _clean_anonymous(self) -> dict[str, Any]:
        data = self.cleaned_data
        measure, year = data.get("measure"), data.get("start_year")
        self.refuse_all([rules.only_what_may_be_stored("anonymous", self.sent_about_a_person())])
        if measure and year:
            self.refuse_all(
                [rules.start_year_fits(year, measure_start=measure.start, measure_end=measure.end, today=self.today)]
            )
        return data

    def consent(self) -> ConsentGiven:
        """The consent as it was typed."""
        data = self.cleaned_data
        return ConsentGiven(given_on=data.get("consent_date"), seen=bool(data.get("consent_seen")))

    def modes(self) -> list[tuple[str, Any, Any, bool]]:
        """The three ways, with what each means and which is chosen."""
        chosen = self["mode"].value()
        return [(value, label, text, value == chosen) for value, label, text in MODES]


class EndingFields(forms.Form):
    """The last day and why."""

    use_required_attribute = False
    end = DayField(
        label=_("Sista dag"),
        error_messages={
            "required": _("Fyll i personens sista dag."),
        },
    )
    end_reason = forms.ChoiceField(
        label=_("Varför slutar personen?"), error_messages={"required": _("Välj varför personen slutar.")}
    )

    def fill_reasons(self, on: date) -> None:
        """The reasons that are picked from a list; two others are acts of their own."""
        rows = choices("end_reason", on=on)
        self.fields["end_reason"].choices = [row for row in rows if row[0] not in rules.REASONS_WITH_AN_ACT]  # type: ignore[attr-defined]

    def ending(self) -> Ending | None:
        """The ending as the checks read it; None until both are there."""
        data = self.cleaned_data
        if not data.get("end") or not data.get("end_reason"):
            return None
        return Ending(data["end"], data["end_reason"])


class OutForm(EndingFields, AnswersForm):
    """Register out: the last day, the reason, and the week after beside the week before."""

    def __init__(self, *args: Any, participation: Participation, name: str, today: date, **kwargs: Any) -> None:
        kwargs["initial"] = {"end": today, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.participation, self.today = participation, today
        self.fill_reasons(today)
        self.fields["end_reason"].error_messages["required"] = _now("Välj varför %(name)s slutar.") % {"name": name}

    def clean(self) -> dict[str, Any]:
        """The last day has come and is not before the first."""
        data = super().clean()
        if data.get("end") and self.participation.start:
            self.refuse_all([rules.end_fits(self.participation.start, data["end"], today=self.today)])
        return data


class CorrectForm(EntryFields):
    """Correct name, home, dates and choices. The personal number is not here: another number is another person."""

    def __init__(self, *args: Any, participation: Participation, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.participation, self.today = participation, today
        self.fill_choices(participation.measure, today)


class CorrectEndedForm(EndingFields, CorrectForm):
    """The same for somebody who has ended: also the last day and the reason."""

    def __init__(self, *args: Any, participation: Participation, today: date, **kwargs: Any) -> None:
        super().__init__(*args, participation=participation, today=today, **kwargs)
        self.fill_reasons(today)


class AnonymousMistakeForm(forms.Form):
    """Which anonymous entry was wrong: they cannot be told apart, so measure, sex and year are enough."""

    measure = Line()
    sex = forms.ChoiceField(choices=[("women", ""), ("men", "")])
    start_year = Whole()
