"""Forms for measures: the three fixed choices, plan and money, and counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from samordna.agree.preparation.models import Case
from samordna.deliver.projects import rules
from samordna.deliver.projects.actions import NewMeasure
from samordna.deliver.projects.models import Form, Measure, VolumeChange
from samordna.deliver.projects.queries import cases_that_may_become_measures
from samordna.edge.web.codes import code_choices
from samordna.edge.web.forms import DayField, Line, NumberField, Prose, longest
from samordna.edge.web.middleware import sentence
from samordna.ground.kernel.errors import Refusal
from samordna.ground.kernel.verdict import Verdict
from samordna.ground.parameters.reader import code_list
from samordna.ground.parties.actor import Actor
from samordna.ground.parties.associations import add_organisation, addable_kinds
from samordna.ground.parties.models import Association, Nuts2, Organisation

#: The choice of the whole country among the regions.
NATIONAL = "national"


def _language() -> str:
    return (get_language() or "sv")[:2]


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
    owner_name = Line(
        label=_("Eller en ägare som inte finns i listan"),
        max_length=longest(Organisation, "name"),
        required=False,
        help_text=_("Skriv vad den heter."),
    )
    owner_kind = forms.ChoiceField(label=_("Vad för slags organisation?"), required=False)
    place = forms.ChoiceField(label=_("Region"), required=False)
    programme_area = forms.ChoiceField(label=_("Programområde"), required=False)
    fk_roles = forms.MultipleChoiceField(
        label=_("Hur Försäkringskassan medverkar"), required=False, widget=forms.CheckboxSelectMultiple
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

    def fill_choices(self, association: Association | None, on: date, orientations: Iterable[str]) -> None:
        """Categories of the orientation, target groups, and the association's members as owners."""
        held = self.initial.get("category")
        rows = [
            (code.code, code.en if _language() == "en" else code.sv)
            for code in code_list("category")
            if code.group in set(orientations) and (code.in_force(on) or code.code == held)
        ]
        self._choices("category", [("", _("Välj")), *rows])
        self._choices(
            "groups", code_list("target_group").choices(_language(), on, kept=self.initial.get("groups") or ())
        )
        kinds = [row for row in code_choices("organisation_kind") if row[0] in addable_kinds()]
        self._choices("owner_kind", [("", _("Välj")), *kinds])
        regions = Nuts2.objects.order_by("code").values_list("code", "name")
        self._choices("place", [("", _("Ingen särskild")), (NATIONAL, _("Hela landet")), *regions])
        areas = [(code, f"{code} {name}") for code, name in code_choices("programme_area")]
        self._choices("programme_area", [("", _("Inget programområde")), *areas])
        self._choices("fk_roles", code_choices("fk_role"))
        owners: Any = self.fields["owner"]
        owners.queryset = _owners(association, self.initial.get("owner"))
        owners.label_from_instance = lambda one: one.name

    def _choices(self, field: str, rows: list[tuple[str, Any]]) -> None:
        self.fields[field].choices = rows  # type: ignore[attr-defined]

    def where(self) -> dict[str, Any]:
        """Region and national, as the actions want them."""
        place = self.cleaned_data["place"]
        region = Nuts2.objects.get(code=place) if place and place != NATIONAL else None
        return {"region": region, "national": place == NATIONAL}

    def owned_by(self, *, by: Actor, at: datetime) -> Organisation | None:
        """The owner: one in the list, or one that is added now."""
        data = self.cleaned_data
        if data["owner"] or not data["owner_name"]:
            chosen: Organisation | None = data["owner"]
            return chosen
        return add_organisation(name=data["owner_name"], kind=data["owner_kind"], by=by, at=at)

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first."""
        data = super().clean() or {}
        if data.get("start"):
            self.refuse_all(rules.dates_fit(data["start"], data.get("end")))
        if data.get("owner_name") and not data.get("owner") and not data.get("owner_kind"):
            self.add_error("owner_kind", _now("Välj vilket slag av organisation det är."))
        return data


def _owners(association: Association | None, held: int | None) -> QuerySet[Organisation]:
    """Who can own a measure: those who are, or have been, something in the association, itself, and those added.

    Where there is no association: every organisation.
    """
    found = Organisation.objects.order_by("name")
    if association is None:
        return found
    mine = Q(memberships__association=association) | Q(parts__association=association) | Q(association=association)
    ids = Organisation.objects.filter(mine | Q(measures__association=association) | Q(pk=held)).values("pk")
    return found.filter(pk__in=ids)


def _from_case(case: Case | None) -> dict[str, Any]:
    if case is None:
        return {"form": Form.FINSAM.value}
    return {
        "form": Form.FINSAM.value,
        "case": case.key,
        "orientation": case.orientation,
        "esf": "yes" if case.kind == "esf" else "no",
        "name": case.title,
        "place": (case.region or NATIONAL) if case.kind == "esf" else "",
        "programme_area": case.area,
        "start": case.start,
        "end": case.end,
    }


class NewMeasureForm(MeasureText):
    """A new measure. The first three answers can never be changed, and the page says so."""

    field_order = (
        "case",
        "form",
        "orientation",
        "follow_up",
        "esf",
        "name",
        "description",
        "category",
        "groups",
        "owner",
    )
    case = forms.ModelChoiceField(
        label=_("Från vilket ärende?"),
        queryset=Case.objects.none(),
        required=False,
        empty_label=_("Inget ärende här"),
        to_field_name="key",
    )
    form = forms.ChoiceField(
        label=_("Form av samverkan"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Välj form av samverkan.")},
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

    def __init__(
        self, *args: Any, association: Association | None, today: date, case_key: str = "", **kwargs: Any
    ) -> None:
        """``case_key``: the case that the measure comes from; what it says is filled in."""
        self.association = association
        cases = cases_that_may_become_measures(association.slug if association else "")
        kwargs["initial"] = _from_case(cases.filter(key=case_key).first())
        super().__init__(*args, **kwargs)
        self.fill_choices(association, today, ("individual", "structural"))
        forms_of = code_choices("cooperation_form", today)
        self._choices("form", [row for row in forms_of if association is not None or row[0] != Form.FINSAM.value])
        self.fields["case"].queryset = cases  # type: ignore[attr-defined]
        self.fields["case"].label_from_instance = lambda one: f"{one.number} {one.title}"  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A structural measure is followed up by numbers; its kind belongs to its orientation."""
        data = super().clean()
        orientation, follow_up = data.get("orientation"), data.get("follow_up")
        if orientation and follow_up:
            self.refuse_all(rules.follow_up_fits(orientation, follow_up))
        if {"form", "esf"} <= data.keys():
            said = bool(data.get("owner") or data.get("owner_name"))
            known = {"association": self.association is not None, "owner": said, "esf": data["esf"] == "yes"}
            self.refuse_all(
                rules.form_fits(data["form"], **known),
                rules.of_the_programme(
                    data.get("programme_area", ""), data.get("fk_roles", ()), esf=data["esf"] == "yes"
                ),
            )
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
            programme_area=data["programme_area"],
            fk_roles=tuple(data["fk_roles"]),
            form=data["form"],
            **self.where(),
        )


class ChangeMeasureForm(MeasureText):
    """Change what may be changed."""

    def __init__(self, *args: Any, measure: Measure, today: date, **kwargs: Any) -> None:
        kwargs["initial"] = {
            **{field: getattr(measure, field) for field in ("name", "description", "category", "start", "end")},
            "programme_area": measure.programme_area,
            "fk_roles": list(measure.fk_roles.values_list("role", flat=True)),
            "owner": measure.owner_id,
            "place": NATIONAL if measure.national else measure.region_id,
            "groups": list(measure.groups.values_list("group", flat=True)),
        }
        super().__init__(*args, **kwargs)
        self.fill_choices(measure.association, today, (measure.orientation,))
        if not measure.esf:
            del self.fields["programme_area"], self.fields["fk_roles"]


class VolumeForm(_Refusing):
    """How many women and men took part in a year. Empty = nobody has said; a number that is changed has a reason."""

    women = NumberField(label=_("Kvinnor"), required=False)
    men = NumberField(label=_("Män"), required=False)
    why = Line(
        label=_("Varför ändras antalet?"),
        max_length=longest(VolumeChange, "why"),
        required=False,
        help_text=_("Behövs bara när du ändrar ett antal som redan står här."),
    )

    def __init__(self, data: Any = None, *, held: Mapping[str, int]) -> None:
        """``held``: the numbers as they stand, by sex."""
        super().__init__(data, initial=dict(held))
        self.held = held
        if not held:
            del self.fields["why"]

    def clean(self) -> dict[str, Any]:
        """A number that is changed has a reason."""
        data = super().clean() or {}
        if not self.errors:
            said = {sex: data.get(sex) for sex in ("women", "men")}
            self.refuse_all(rules.reason_given(self.held, said, data.get("why", "")))
        return data
