"""The certificates and the package of an application: what the page shows of them, and the files."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse

from samordna.agree.decisions.applications import certificates
from samordna.agree.decisions.applications.application_content import content_of, missing
from samordna.agree.decisions.applications.application_package import file_name, package
from samordna.agree.decisions.applications.certificate_paper import certificate_paper
from samordna.agree.decisions.applications.permissions import may_apply, may_certify
from samordna.agree.decisions.models import ApplicationPackage, Certificate
from samordna.agree.preparation.case_state import CaseState
from samordna.agree.preparation.lookup import CaseView
from samordna.agree.preparation.models import Case
from samordna.edge.web.access import needs_role
from samordna.edge.web.cases.applying_forms import CertifyForm
from samordna.edge.web.cases.frame import APPLYING, ROLES, open_case
from samordna.edge.web.components.templatetags.samordna import label
from samordna.edge.web.request import Request
from samordna.engine.formats.docx import paper_as_docx
from samordna.engine.formats.paper_pdf import paper_as_pdf
from samordna.ground.kernel.money import Money

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
CERTIFICATE_FILES: dict[str, tuple[str, Callable[..., bytes]]] = {
    "docx": (DOCX, paper_as_docx),
    "pdf": ("application/pdf", paper_as_pdf),
}


def certificate_forms(request: Request, view: CaseView, make: Callable[..., dict[str, Any]]) -> dict[str, forms.Form]:
    """Writing what lacks, and recording a signature under each certificate that is right and unsigned."""
    state = view.state
    found: dict[str, forms.Form] = {}
    if state.stage not in certificates.CERTIFICATES_OPEN:
        return {}
    if may_apply(request.actor, view.case, state) and certificates.lacking(view.case, state):
        found |= make("issue", forms.Form)
    for standing in certificates.standing(view.case, state):
        row = standing.certificate
        open_to_sign = standing.status == "right" and not hasattr(row, "signature")
        if open_to_sign and may_certify(request.actor, view.case, state, row.organisation.party_id):
            found |= make(f"certify-{row.number}", CertifyForm, initial={"number": row.number})
    return found


def shown(request: Request, view: CaseView, available: dict[str, forms.Form]) -> dict[str, Any]:
    """What the page shows of certificates and package."""
    case, state = view.case, view.state
    standings = certificates.standing(case, state)
    content = content_of(case, state, request.clock.today())
    lacks = missing(content) if state.application is None and state.stage in ("decision", "application") else ()
    frozen = frozen_package(case, state)
    return {
        "certificates": [(s, s.certificate.facts["payer"]["name"], _form(available, s)) for s in standings],
        "certified": Money.total(s.total for s in standings if s.status == "right"),
        "promised": Money.total(c.amount for c in state.commitments),
        "certificates_lacking": [state.name_of(party) for party in content.lacking],
        "lacks": [(label(m.words), reverse(f"cases:{m.page}", args=[case.key]) + m.tail) for m in lacks if m.must],
        "sections": content.form.sections,
        "limits_known": any(section.limit for section in content.form.sections),
        "esf_form": content.form,
        "frozen": frozen,
        "certificates_open": any(name.startswith("certify-") for name in available),
        "available_issue": available.get("issue"),
    }


def _form(available: dict[str, forms.Form], standing: certificates.Standing) -> forms.Form | None:
    return available.get(f"certify-{standing.certificate.number}")


def frozen_package(case: Case, state: CaseState) -> ApplicationPackage | None:
    """The package that was handed in with the application that holds now."""
    if state.application is None:
        return None
    return ApplicationPackage.objects.filter(case=case, content_hash=state.application.package_hash).last()


@needs_role(*ROLES)
def package_file(request: Request, key: str) -> HttpResponse:
    """The zip: as it was handed in, or, before that, as it would be now."""
    view = _open(request, key)
    frozen = frozen_package(view.case, view.state)
    if frozen is not None:
        data = bytes(frozen.content)
        if hashlib.sha256(data).hexdigest() != frozen.content_hash:
            raise RuntimeError(f"the package of {key} is not the one that was handed in")
    else:
        content = content_of(view.case, view.state, request.clock.today())
        data = package(content, request.clock.now())
    applied = view.state.application.on if view.state.application else None
    return _file(data, "application/zip", file_name(view.case.key, applied))


@needs_role(*ROLES)
def certificate_file(request: Request, key: str, number: int, form: str) -> HttpResponse:
    """A certificate as DOCX or PDF, from the facts that were frozen with it."""
    view = _open(request, key)
    row = Certificate.objects.filter(case=view.case, number=number).first()
    if row is None or form not in CERTIFICATE_FILES:
        raise Http404
    kind, written = CERTIFICATE_FILES[form]
    return _file(
        written(certificate_paper(row.facts, row.document_hash)), kind, f"intyg-{view.case.key}-{number}.{form}"
    )


def _open(request: Request, key: str) -> CaseView:
    view = open_case(request, key)
    if view.state.plan.kind != "esf" or view.state.stage not in APPLYING:
        raise Http404
    return view


def _file(data: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
