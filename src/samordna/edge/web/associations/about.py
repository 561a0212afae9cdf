"""An association: what it is called, where it is, whom to ask, and the form where its own people write that."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from samordna.edge.web.access import needs_role
from samordna.edge.web.associations.frame import READERS, context, open_association, own_associations
from samordna.edge.web.cases.frame import submit
from samordna.edge.web.codes import code_words
from samordna.edge.web.forms import DayField, Line, Prose, longest
from samordna.edge.web.measure_reports.ways import from_association
from samordna.edge.web.request import Request
from samordna.ground.kernel.errors import NotFound
from samordna.ground.parties import associations
from samordna.ground.parties.associations import RUNS
from samordna.ground.parties.models import Association


class FactsForm(forms.Form):
    """What stands about an association. Its start is asked for only until it is known."""

    use_required_attribute = False
    name = Line(
        label=_("Namn"),
        max_length=longest(Association, "name"),
        error_messages={"required": _("Skriv vad förbundet heter.")},
    )
    description = Prose(label=_("Beskrivning"), required=False, max_length=4000, widget=forms.Textarea({"rows": 4}))
    start = DayField(label=_("Startdatum"), past=True, required=False, help_text=_("Går inte att ändra sedan."))
    end = DayField(label=_("Slutdatum"), required=False, help_text=_("Bara när förbundet upphör."))
    address = Line(label=_("Postadress"), max_length=longest(Association, "address"), required=False)
    contact_name = Line(label=_("Kontaktperson"), max_length=longest(Association, "contact_name"), required=False)
    contact_email = forms.EmailField(
        label=_("E-postadress"),
        max_length=longest(Association, "contact_email"),
        required=False,
        error_messages={"invalid": _("Skriv e-postadressen som namn@plats.se.")},
    )
    contact_phone = Line(label=_("Telefon"), max_length=longest(Association, "contact_phone"), required=False)


@needs_role(*READERS)
def home(request: Request) -> HttpResponse:
    """To the reader's association; with several, a choice."""
    own = own_associations(request)
    if len(own) == 1:
        return HttpResponseRedirect(reverse("associations:about", args=[own[0].slug]))
    if not own:
        raise NotFound
    return render(request, "associations/choose.html", {"nav": "association", "associations": own})


@needs_role(*READERS)
def about(request: Request, slug: str) -> HttpResponse:
    """What is known of it, for all who work in it."""
    association = open_association(request, slug)
    today = request.clock.today()
    rows = association.memberships.select_related("municipality").filter(municipality__isnull=False)
    area = sorted(row.municipality.name for row in rows if row.valid_to is None or row.valid_to > today)  # type: ignore[union-attr]
    districts = association.districts.filter(valid_to__isnull=True).values_list("district", flat=True)
    known = {
        "reports": from_association(association),
        "area": area,
        "districts": sorted(code_words("district", code) for code in districts),
        "may_change": associations.may_change(request.actor, association),
    }
    return render(request, "associations/about.html", context(association, "about", **known))


@needs_role(*RUNS)
def change(request: Request, slug: str) -> HttpResponse:
    """Change what stands about it."""
    association = open_association(request, slug)
    associations.check_change(request.actor, association)
    form = FactsForm(request.POST or None, initial={name: getattr(association, name) for name in associations.FACTS})
    if association.start is not None:
        del form.fields["start"]
    if request.method == "POST" and form.is_valid():
        done = submit(
            request,
            lambda: associations.change_facts(
                association=association, facts=form.cleaned_data, by=request.actor, at=request.clock.now()
            ),
            back=reverse("associations:about", args=[slug]),
            done=_now("Ändringen är sparad."),
            form=form,
        )
        if done:
            return done
    return render(request, "associations/change.html", context(association, "about", form=form))
