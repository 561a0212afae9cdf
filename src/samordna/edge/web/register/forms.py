"""The forms of the register. The server decides what may be stored; the page only makes it easy."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.choices import BaseChoiceIterator
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from samordna.deliver.participants import checks, codes, rules
from samordna.deliver.participants.checks import Ending, Entry, MeasureDays
from samordna.deliver.participants.models import Participation
from samordna.deliver.projects.models import Measure
from samordna.edge.web.days import parse_day
from samordna.edge.web.forms import DayField, Line, Whole, refuse
from samordna.edge.web.register.answers import AnswersForm
from samordna.edge.web.register.consent_fields import FIELDS as CONSENT_FIELDS
from samordna.edge.web.register.consent_fields import ConsentFields
from samordna.edge.web.register.correction import CorrectionReason
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


def choices(name: str, *days: date, kept: Collection[str] = ()) -> list[tuple[str, Any]]:
    """A code table as a select, with an empty row first: what holds on any of the days, and what stands already."""
    return [("", _("Välj")), *code_list(name).choices((get_language() or "sv")[:2], *days, kept=kept)]


def days_of(form: forms.Form, field: str, today: date) -> tuple[date, ...]:
    """Today, and the day that has been typed in a field: what held then may be chosen as well."""
    typed = parse_day(str(form.data.get(field, ""))) if form.is_bound else form.initial.get(field)
    return (today, typed) if isinstance(typed, date) else (today,)


def own_municipalities(measure: Measure) -> set[str]:
    """The codes of the municipalities that are members of the measure's association."""
    members = Membership.objects.filter(association=measure.association, organisation__kind="municipality")
    return {code for code in members.values_list("organisation__municipality_id", flat=True) if code}


class Rows(BaseChoiceIterator):
    """Choices that are as they should be: Django looks through each row of the others whenever a form is made."""

    def __init__(self, rows: Sequence[tuple[Any, Any]]) -> None:
        self.rows = rows

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        return iter(self.rows)


def municipalities(measure: Measure, own: Collection[str]) -> Rows:
    """The association's own municipalities first, then all."""
    everyone = list(Municipality.objects.order_by("name").values_list("code", "name"))
    near = [row for row in everyone if row[0] in own]
    rest = [row for row in everyone if row[0] not in own]
    groups = [(measure.led_by, near), (_now("Andra kommuner"), rest)] if near else rest
    return Rows([("", _now("Välj")), *groups])


class EntryFields(forms.Form):
    """What is asked at entry besides consent, number and the answers about the week."""

    use_required_attribute = False
    name = Line(
        label=_("Namn"),
        help_text=_("Som i folkbokföringen."),
        max_length=checks.LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Skriv personens namn.")},
    )
    municipality = forms.ChoiceField(
        label=_("Hemkommun"),
        error_messages={"required": _("Välj hemkommun."), "invalid_choice": _("Välj hemkommun.")},
    )
    district = forms.ChoiceField(label=_("Stadsdel"), required=False)
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
    groups = forms.MultipleChoiceField(
        label=_("Målgrupp"),
        help_text=_("Det kan vara flera."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Välj bland målgrupperna på sidan.")},
    )
    support_time = forms.ChoiceField(label=_("Hur länge med offentlig försörjning?"), required=False)
    education = forms.ChoiceField(label=_("Högsta utbildning"), required=False)

    def fill_choices(
        self, measure: Measure, own: Collection[str], today: date, *, at_home: str = "", kept: Collection[str] = ()
    ) -> None:
        """Code tables as they are on the day; districts where the ``own`` municipalities or the home have any."""
        days = days_of(self, "start", today)
        self.fields["municipality"].choices = municipalities(measure, own)  # type: ignore[attr-defined]
        for field in ("referred_by", "support_time", "education"):
            self.fields[field].choices = choices(field, *days, kept=kept)  # type: ignore[attr-defined]
        self.fields["groups"].choices = choices("target_group", *days, kept=kept)[1:]  # type: ignore[attr-defined]
        cities = code_list("district")
        here = [row for row in choices("district", *days, kept=kept)[1:] if cities[row[0]].group in {*own, at_home}]
        if here:
            self.fields["district"].choices = [("", _now("Välj")), *here]  # type: ignore[attr-defined]
        else:
            del self.fields["district"]

    def entry(self) -> Entry | None:
        """The entry as the checks read it; None while the start is not a day."""
        data = self.cleaned_data
        if not data.get("start"):
            return None
        return Entry(
            start=data["start"],
            municipality=data.get("municipality", ""),
            planned_end=data.get("planned_end"),
            groups=tuple(data.get("groups", [])),
            district=data.get("district", ""),
            referred_by=data.get("referred_by", ""),
            education=data.get("education", ""),
            support_time=data.get("support_time", ""),
        )


def usual(chosen: Measure, measures: Sequence[Measure], own: Collection[str], today: date) -> dict[str, Any]:
    """What is filled in from the start, since it is usually right: today, and what there is no choice of.

    ``own``: the municipalities of the chosen measure's association. What would be wrong for another of the registrar's
    ``measures`` is left empty, since the measure can be changed.
    """
    one_association = len({one.association_id for one in measures}) == 1
    own = own if one_association else ()
    groups = [row.group for row in chosen.groups.all()] if len(measures) == 1 else []
    return {
        "measure": chosen.code,
        "mode": PERSON,
        "consent_date": today,
        "start": today,
        "municipality": next(iter(own)) if len(own) == 1 else "",
        "groups": groups if len(groups) == 1 else [],
    }


def tells_of_a_person(sent: Mapping[str, Any] | None) -> bool:
    """Whether a form was sent with all that is asked of a person: then nothing needs to be filled in beforehand."""
    return bool(sent and sent.get("mode", PERSON) == PERSON)


class InForm(EntryFields, ConsentFields, AnswersForm):
    """Register in: with consent everything is asked; without, only sex and start year, and nothing else is accepted."""

    field_order = (
        *("measure", "mode", "consent_date", "consent_seen", *CONSENT_FIELDS, "sex", "start_year"),
        *("personal_number", "name", "municipality", "district", "start", "planned_end", "referred_by", "groups"),
        *("no_support", "all_asked", "support_time", "education"),
    )
    measure = forms.ChoiceField(
        label=_("Insats"),
        error_messages={"required": _("Välj insats."), "invalid_choice": _("Välj insats.")},
        widget=forms.Select(
            attrs={
                # Another measure has its own questions: only they are drawn anew, and nothing typed is touched.
                "hx-post": reverse_lazy("register:in"),
                "hx-vals": '{"act": "look"}',
                "hx-include": "closest form",
                "hx-target": "#egnafragor",
                "hx-select": "#egnafragor",
                "hx-select-oob": "#personnumret, #vemserdet, #samtyckeslank",
                "hx-swap": "outerHTML",
                "hx-sync": "this:replace",
            }
        ),
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
        widget=forms.TextInput(
            attrs={
                "inputmode": "numeric",
                "autocomplete": "off",
                # Checked while it is typed; the answer stands below, and is spoken when the reader pauses.
                "hx-post": reverse_lazy("register:number"),
                "hx-trigger": "input changed delay:400ms, change",
                "hx-include": "[name=measure], [name=start], [name=csrfmiddlewaretoken]",
                "hx-target": "#personnumret",
                "hx-sync": "this:replace",
            }
        ),
        help_text=_("Tolv siffror."),
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
        own = own_municipalities(chosen)
        if not tells_of_a_person(args[0] if args else None):
            kwargs["initial"] = {**usual(chosen, measures, own, today), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.today, self.measures = today, {one.code: one for one in measures}
        self.fields["measure"].choices = Rows([(one.code, one.name) for one in measures])  # type: ignore[attr-defined]
        self.fill_choices(chosen, own, today)
        self.fill_consent()
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
    def has_seen_consent(self) -> bool:
        """Whether the registrar has ticked that the signed paper has been seen, as it was sent."""
        return not self.is_anonymous and bool(self.data.get("consent_seen"))

    @property
    def is_anonymous(self) -> bool:
        """Whether nothing about the person may be stored."""
        return bool(self.data.get("mode", PERSON) != PERSON)

    def clean_measure(self) -> Measure:
        """The measure with this code, one of the registrar's own."""
        return self.measures[self.cleaned_data["measure"]]

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
            lists=codes.lists(data.get("start"), self.today),
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

    def modes(self) -> list[tuple[str, Any, Any, bool]]:
        """The three ways, with what each means and which is chosen."""
        chosen = self["mode"].value()
        return [(value, label, text, value == chosen) for value, label, text in MODES]


class EndingFields(forms.Form):
    """The last day and why."""

    use_required_attribute = False
    end = DayField(
        past=True,
        label=_("Sista dag"),
        error_messages={
            "required": _("Fyll i personens sista dag."),
        },
    )
    end_reason = forms.ChoiceField(
        label=_("Varför slutar personen?"), error_messages={"required": _("Välj varför personen slutar.")}
    )

    def fill_reasons(self, today: date, *, kept: Collection[str] = ()) -> None:
        """The reasons that are picked from a list; two others are acts of their own."""
        rows = choices("end_reason", *days_of(self, "end", today), kept=kept)
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


class CorrectForm(CorrectionReason, EntryFields):
    """Correct name, home, dates and choices. The personal number is not here: another number is another person."""

    def __init__(self, *args: Any, participation: Participation, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.participation, self.today = participation, today
        stored, home = codes.stored(participation), participation.municipality_id or ""
        measure = participation.measure
        self.fill_choices(measure, own_municipalities(measure), today, at_home=home, kept=stored)


class CorrectEndedForm(EndingFields, CorrectForm):
    """The same for somebody who has ended: also the last day and the reason."""

    def __init__(self, *args: Any, participation: Participation, today: date, **kwargs: Any) -> None:
        super().__init__(*args, participation=participation, today=today, **kwargs)
        self.fill_reasons(today, kept=[participation.end_reason])
        self.fields["end_reason"].label = _now("Varför slutade personen?")


class AnonymousMistakeForm(forms.Form):
    """Which anonymous entry was wrong: they cannot be told apart, so measure, sex and year are enough."""

    measure = Line()
    sex = forms.ChoiceField(choices=[("women", ""), ("men", "")])
    start_year = Whole()
