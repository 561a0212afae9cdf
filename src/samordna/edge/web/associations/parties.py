"""The parties of an association, what each of them does, and its area."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from samordna.edge.web.access import needs_role
from samordna.edge.web.associations.frame import READERS, context, open_association
from samordna.edge.web.cases.frame import submit
from samordna.edge.web.codes import code_choices, code_words
from samordna.edge.web.forms import DayField, Line, longest
from samordna.edge.web.request import Request
from samordna.ground.kernel.errors import NotFound
from samordna.ground.parties import associations
from samordna.ground.parties.associations import RUNS
from samordna.ground.parties.models import Association, Organisation


class PartForm(forms.Form):
    """An organisation, what it does, and since when. One that is not in the list is written with its kind."""

    use_required_attribute = False
    organisation = forms.ModelChoiceField(
        label=_("Organisation"), queryset=Organisation.objects.none(), required=False, empty_label=_("Välj")
    )
    name = Line(
        label=_("Eller en som inte finns i listan"),
        max_length=longest(Organisation, "name"),
        required=False,
        help_text=_("Skriv vad den heter."),
    )
    kind = forms.ChoiceField(label=_("Vad för slags organisation?"), required=False)
    parts = forms.MultipleChoiceField(
        label=_("Vad gör den i förbundet?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Välj vad organisationen gör i förbundet.")},
    )
    valid_from = DayField(label=_("Från och med"), error_messages={"required": _("Skriv från vilken dag.")})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["organisation"]
        chosen.queryset = Organisation.objects.exclude(kind="association").order_by("name")  # type: ignore[attr-defined]
        chosen.label_from_instance = lambda one: one.name  # type: ignore[attr-defined]
        kinds = [row for row in code_choices("organisation_kind") if row[0] in associations.addable_kinds()]
        self.fields["kind"].choices = [("", _("Välj")), *kinds]  # type: ignore[attr-defined]
        self.fields["parts"].choices = code_choices("party_part")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """One organisation, not two and not none."""
        data = super().clean() or {}
        if not data.get("organisation") and not data.get("name") and "organisation" not in self.errors:
            self.add_error("organisation", _now("Välj en organisation, eller skriv vad den heter."))
        if data.get("name") and not data.get("organisation") and not data.get("kind"):
            self.add_error("kind", _now("Välj vilket slag av organisation det är."))
        return data


class EndForm(forms.Form):
    """The last day."""

    use_required_attribute = False
    last = DayField(label=_("Sista dag"), error_messages={"required": _("Skriv den sista dagen.")})


class AreaForm(forms.Form):
    """Which districts of a city are in the area. None of them is the whole city."""

    districts = forms.MultipleChoiceField(
        label=_("Stadsdelar i området"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, cities: list[str], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = self.initial.get("districts") or ()
        self.fields["districts"].choices = code_choices(  # type: ignore[attr-defined]
            "district", today, groups=tuple(cities), kept=held
        )


@needs_role(*READERS)
def parties(request: Request, slug: str) -> HttpResponse:
    """Every party with what it does, and has done."""
    association = open_association(request, slug)
    today = request.clock.today()
    rows = [
        {
            "organisation": one,
            "kind": code_words("organisation_kind", one.kind),
            "parts": [
                {"part": part, "name": code_words("party_part", part.part), "holds": part.holds_on(today)}
                for part in parts
            ],
        }
        for one, parts in associations.parties_of(association)
    ]
    known = {
        "rows": rows,
        "may_change": associations.may_change(request.actor, association),
        "divided": associations.divided_municipalities(association, today),
    }
    return render(request, "associations/parties.html", context(association, "parties", **known))


@needs_role(*RUNS)
def add(request: Request, slug: str) -> HttpResponse:
    """Another party, or more that one of them does."""
    association = _own(request, slug)
    form = PartForm(request.POST or None, initial={"organisation": request.GET.get("part")})
    if request.method == "POST" and form.is_valid():
        done = submit(request, lambda: _add(request, association, form), back=_back(slug), form=form)
        if done:
            return done
    return render(request, "associations/party.html", context(association, "parties", form=form))


def _add(request: Request, association: Association, form: PartForm) -> None:
    data, by, at = form.cleaned_data, request.actor, request.clock.now()
    chosen = data["organisation"] or associations.add_organisation(name=data["name"], kind=data["kind"], by=by, at=at)
    associations.add_parts(
        association=association, organisation=chosen, parts=data["parts"], valid_from=data["valid_from"], by=by, at=at
    )


@needs_role(*RUNS)
def end(request: Request, slug: str, part: str, pk: int) -> HttpResponse:
    """The last day of what an organisation does."""
    association = _own(request, slug)
    every = ((one, it) for one, parts in associations.parties_of(association) for it in parts)
    found = next(((one, it) for one, it in every if (it.part, it.pk) == (part, pk)), None)
    if found is None:
        raise NotFound
    organisation, held = found
    form = EndForm(request.POST or None, initial={"last": held.last or request.clock.today()})
    if request.method == "POST" and form.is_valid():
        last = form.cleaned_data["last"]
        done = submit(
            request,
            lambda: associations.end_part(
                association=association, part=part, pk=pk, last=last, by=request.actor, at=request.clock.now()
            ),
            back=_back(slug),
            done=_now("Sista dagen är sparad."),
            form=form,
        )
        if done:
            return done
    known = {"form": form, "organisation": organisation, "part": code_words("party_part", part)}
    return render(request, "associations/party_end.html", context(association, "parties", **known))


@needs_role(*RUNS)
def area(request: Request, slug: str) -> HttpResponse:
    """Which districts, in the cities that have any."""
    association = _own(request, slug)
    today = request.clock.today()
    cities = associations.divided_municipalities(association, today)
    if not cities:
        raise NotFound
    held = list(association.districts.filter(valid_to__isnull=True).values_list("district", flat=True))
    form = AreaForm(request.POST or None, cities=cities, today=today, initial={"districts": held})
    if request.method == "POST" and form.is_valid():
        done = submit(
            request,
            lambda: associations.set_districts(
                association=association,
                districts=form.cleaned_data["districts"],
                by=request.actor,
                at=request.clock.now(),
            ),
            back=_back(slug),
            done=_now("Området är sparat."),
            form=form,
        )
        if done:
            return done
    return render(request, "associations/area.html", context(association, "parties", form=form))


def _own(request: Request, slug: str) -> Association:
    association = open_association(request, slug)
    associations.check_change(request.actor, association)
    return association


def _back(slug: str) -> str:
    return reverse("associations:parties", args=[slug])
