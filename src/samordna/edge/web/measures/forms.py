"""Forms for measures: the three fixed choices, plan and money, and counts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from samordna.agree.preparation.models import Case
from samordna.deliver.projects import rules
from samordna.deliver.projects.actions import NewMeasure
from samordna.deliver.projects.models import Measure
from samordna.deliver.projects.queries import cases_that_may_become_measures
from samordna.edge.web.forms import DayField, Line, NumberField, Prose, longest
from samordna.edge.web.middleware import sentence
from samordna.ground.kernel.errors import Refusal
from samordna.ground.kernel.money import Money
from samordna.ground.kernel.verdict import Verdict
from samordna.ground.parameters.reader import code_list
from samordna.ground.parties.models import Association, Organisation


def _language() -> str:
    return (get_language() or "sv")[:2]


class KronorField(forms.CharField):
    """An amount in kronor, written as people do: 1 800 000 or 1800000,50. Empty means that nobody has said."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(max_length=24, **kwargs)

    def clean(self, value: Any) -> Money | None:
        """Money, or None. ValidationError shows how an amount is written."""
        text = str(super().clean(value) or "")
        plain = "".join(text.split()).replace(",", ".").replace("−", "-")
        if not plain:
            return None
        try:
            return Money.parse(plain)
        except (Refusal, ValueError):
            raise forms.ValidationError(_now("Skriv beloppet i kronor, till exempel 1 800 000.")) from None

    def prepare_value(self, value: Any) -> Any:
        """How a stored amount is written in the field."""
        if not isinstance(value, Money):
            return value
        whole, ore = divmod(abs(value.ore), 100)
        text = f"{whole:,}".replace(",", " ") + (f",{ore:02d}" if ore else "")
        return f"-{text}" if value.ore < 0 else text


class _Refusing(forms.Form):
    use_required_attribute = False

    def refuse_all(self, *verdicts: Verdict) -> None:
        """Put every no on the field that it is about."""
        for verdict in verdicts:
            if not verdict:
                refusal = Refusal(verdict.text, verdict.field, verdict.text_en)
                self.add_error(verdict.field if verdict.field in self.fields else None, sentence(refusal))


class MeasureText(_Refusing):
    """What may be changed as long as the measure is there."""

    name = Line(
        label=_("Namn"),
        max_length=longest(Measure, "name"),
        error_messages={"required": _("Skriv vad insatsen heter.")},
    )
    description = Prose(
        label=_("Beskrivning"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    category = forms.ChoiceField(label=_("Slag av insats"), required=False)
    groups = forms.MultipleChoiceField(label=_("Målgrupper"), required=False, widget=forms.CheckboxSelectMultiple)
    owner = forms.ModelChoiceField(
        label=_("Insatsägare"), queryset=Organisation.objects.none(), required=False, empty_label=_("Välj")
    )
    start = DayField(
        label=_("Startdatum"),
        error_messages={
            "required": _("Fyll i vilken dag insatsen börjar."),
        },
    )
    end = DayField(
        label=_("Sista dag"),
        required=False,
        help_text=_("Lämna tomt om slutet inte är bestämt."),
    )

    def fill_choices(self, association: Association, on: date, orientations: Iterable[str]) -> None:
        """Categories of the orientation, target groups, and the association's members as owners."""
        wanted = list(orientations)
        rows = [
            (code.code, code.en if _language() == "en" else code.sv)
            for code in code_list("category")
            if code.group in wanted
        ]
        self.fields["category"].choices = [("", _("Välj")), *rows]  # type: ignore[attr-defined]
        self.fields["groups"].choices = code_list("target_group").choices(_language(), on=on)  # type: ignore[attr-defined]
        members = Organisation.objects.filter(memberships__association=association).distinct().order_by("name")
        self.fields["owner"].queryset = members  # type: ignore[attr-defined]
        self.fields["owner"].label_from_instance = lambda one: one.name  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first."""
        data = super().clean() or {}
        if data.get("start"):
            self.refuse_all(rules.dates_fit(data["start"], data.get("end")))
        return data


def _from_case(case: Case | None) -> dict[str, Any]:
    if case is None:
        return {}
    return {
        "case": case.key,
        "orientation": case.orientation,
        "esf": "yes" if case.kind == "esf" else "no",
        "name": case.title,
        "start": case.start,
        "end": case.end,
    }


class NewMeasureForm(MeasureText):
    """A new measure. The first three answers can never be changed, and the page says so."""

    field_order = ("case", "orientation", "follow_up", "esf", "name", "description", "category", "groups", "owner")
    case = forms.ModelChoiceField(
        label=_("Från vilket ärende?"),
        queryset=Case.objects.none(),
        required=False,
        empty_label=_("Inget ärende här"),
        to_field_name="key",
    )
    orientation = forms.ChoiceField(
        label=_("Inriktning"),
        choices=[
            ("individual", _("För individer")),
            ("structural", _("För hur parterna arbetar tillsammans")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Välj inriktning.")},
    )
    follow_up = forms.ChoiceField(
        label=_("Uppföljning"),
        choices=[("persons", _("Deltagare en och en")), ("numbers", _("Bara antal"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Välj hur insatsen följs upp.")},
    )
    esf = forms.ChoiceField(
        label=_("Pengar från ESF?"),
        choices=[("no", _("Nej")), ("yes", _("Ja"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Välj om insatsen får pengar från ESF.")},
    )

    def __init__(self, *args: Any, association: Association, today: date, case_key: str = "", **kwargs: Any) -> None:
        """``case_key``: the case that the measure comes from; what it says is filled in."""
        cases = cases_that_may_become_measures(association.slug)
        kwargs["initial"] = _from_case(cases.filter(key=case_key).first())
        super().__init__(*args, **kwargs)
        self.fill_choices(association, today, ("individual", "structural"))
        self.fields["case"].queryset = cases  # type: ignore[attr-defined]
        self.fields["case"].label_from_instance = lambda one: f"{one.number} {one.title}"  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A structural measure is followed up by numbers; its kind belongs to its orientation."""
        data = super().clean()
        orientation, follow_up = data.get("orientation"), data.get("follow_up")
        if orientation and follow_up:
            self.refuse_all(rules.follow_up_fits(orientation, follow_up))
        category = data.get("category")
        if orientation and category and code_list("category")[category].group != orientation:
            self.add_error("category", _now("Välj ett slag av insats som hör till inriktningen."))
        return data

    def measure(self) -> NewMeasure:
        """The measure as the action wants it."""
        data = self.cleaned_data
        return NewMeasure(
            orientation=data["orientation"],
            follow_up=data["follow_up"],
            esf=data["esf"] == "yes",
            name=data["name"],
            start=data["start"],
            end=data["end"],
            description=data["description"],
            category=data["category"],
            groups=tuple(data["groups"]),
        )


class ChangeMeasureForm(MeasureText):
    """Change what may be changed."""

    def __init__(self, *args: Any, measure: Measure, today: date, **kwargs: Any) -> None:
        kwargs["initial"] = {
            **{field: getattr(measure, field) for field in ("name", "description", "category", "start", "end")},
            "owner": measure.owner_id,
            "groups": list(measure.groups.values_list("group", flat=True)),
        }
        super().__init__(*args, **kwargs)
        self.fill_choices(measure.association, today, (measure.orientation,))


class PlanForm(_Refusing):
    """Plan, budget and outcome of a calendar year."""

    planned_participants = NumberField(
        label=_("Planerat antal deltagare"),
        required=False,
        min_value=0,
        max_value=1_000_000,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "invalid": _("Skriv bara siffror, till exempel 60."),
            "min_value": _("Skriv ett tal som är 0 eller högre."),
            "max_value": _("Talet är för stort. Kontrollera det."),
        },
    )
    budget = KronorField(label=_("Budget, kronor"), required=False)
    outcome = KronorField(label=_("Utfall, kronor"), required=False)

    def clean(self) -> dict[str, Any]:
        """A budget is nothing or more."""
        data = super().clean() or {}
        budget = data.get("budget")
        self.refuse_all(rules.not_negative(budget.ore if budget else None, "budget"))
        return data


class VolumeForm(_Refusing):
    """How many women and men took part in a year."""

    women = NumberField(label=_("Kvinnor"), max_value=1_000_000)
    men = NumberField(label=_("Män"), max_value=1_000_000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
            field.error_messages |= {
                "required": _("Skriv antalet, 0 om ingen deltog."),
                "invalid": _("Skriv bara siffror, till exempel 60."),
                "min_value": _("Skriv ett tal som är 0 eller högre."),
                "max_value": _("Talet är för stort. Kontrollera det."),
            }
