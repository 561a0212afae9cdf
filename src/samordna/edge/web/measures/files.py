"""The measures that one runs, as a file: plan, budget, outcome and head counts. Nobody is in it."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from samordna.deliver.projects import exporting
from samordna.edge.web.files_out import as_file
from samordna.edge.web.measures.views import CHANGERS
from samordna.edge.web.request import Request


@CHANGERS
def take_out(request: Request, form: str) -> HttpResponse:
    """All of one's own measures in one file."""
    if form not in exporting.FORMATS:
        raise Http404
    name = _("insatser-%(day)s") % {"day": request.clock.today().isoformat()}
    return as_file(exporting.export_measures(by=request.actor, form=form), form, name)
