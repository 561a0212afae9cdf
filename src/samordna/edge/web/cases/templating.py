"""The association's own template for agreements: its text, the places it may name, and earlier versions."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samordna.agree.decisions.agreements.agreement_text import DEFAULT, PLACES, parts_of
from samordna.agree.decisions.agreements.templates import MAX_LENGTH, may_set_template, newest_template, save_template
from samordna.agree.preparation.writing.differences import difference
from samordna.edge.web.access import needs_role
from samordna.edge.web.cases.forms import text
from samordna.edge.web.cases.frame import submit
from samordna.edge.web.forms import Whole
from samordna.edge.web.request import Request
from samordna.ground.parties.models import Association


class TemplateForm(forms.Form):
    """The template. A name in braces becomes what the case says."""

    text = text(
        gettext_lazy("Mallens text"),
        gettext_lazy("En rad som börjar med # blir en rubrik. En rubrik där alla platser är tomma kommer inte med."),
        required=gettext_lazy("Skriv mallens text."),
        rows=30,
        most=MAX_LENGTH,
    )
    based_on = Whole(widget=forms.HiddenInput)


@needs_role("association_manager")
def agreement_template(request: Request, slug: str) -> HttpResponse:
    """Change the template; agreements that are written already are not touched."""
    association = Association.objects.filter(slug=slug).first()
    if association is None or not may_set_template(request.actor, association):
        raise Http404
    own = newest_template(association)
    initial = {"text": own.text if own else DEFAULT, "based_on": own.version if own else 0}
    form = TemplateForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        done = submit(
            request,
            lambda: save_template(
                by=request.actor, at=request.clock.now(), association=association, **form.cleaned_data
            ),
            back=request.path,
            done=_("Mallen är sparad. Nästa överenskommelse skrivs efter den."),
            form=form,
        )
        if done:
            return done
    earlier = list(association.agreement_templates.order_by("-version"))
    before = earlier[1].text if len(earlier) > 1 else DEFAULT
    return render(
        request,
        "cases/template.html",
        {
            "nav": "cases",
            "association": association,
            "form": form,
            "own": own,
            "places": PLACES.items(),
            "standard": parts_of(DEFAULT),
            "earlier": earlier,
            "pieces": difference(before, own.text) if own else [],
        },
    )
