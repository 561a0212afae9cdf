"""What an association has chosen for itself."""

from __future__ import annotations

from dataclasses import asdict

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from samordna.agree.preparation.positions import customs as rules
from samordna.edge.web.access import needs_role
from samordna.edge.web.associations.forms import CustomsForm
from samordna.edge.web.associations.frame import READERS, context, open_association
from samordna.edge.web.cases.frame import submit
from samordna.edge.web.request import Request


@needs_role(*READERS)
def customs(request: Request, slug: str) -> HttpResponse:
    """How long things take in an association; its manager changes it."""
    association = open_association(request, slug)
    today = request.clock.today()
    held = rules.customs_of(association, today)
    form = None
    if rules.may_set_customs(request.actor, association):
        form = CustomsForm(request.POST or None, initial={**asdict(held), "valid_from": today})
    if request.method == "POST":
        if form is None:
            raise Http404
        sent = form
        if sent.is_valid():
            done = submit(
                request,
                lambda: rules.set_customs(
                    by=request.actor,
                    at=request.clock.now(),
                    association=association,
                    customs=sent.customs(),
                    valid_from=sent.start,
                ),
                back=request.path,
                done=_("Tiderna är sparade. De gäller frågor som skickas från den dagen."),
                form=sent,
            )
            if done:
                return done
    past = rules.history(association)
    return render(
        request,
        "associations/customs.html",
        context(association, "customs", form=form, held=held, past=past, today=today),
    )
