"""The package of a guarantor case: everything that held when it opened, as a page and as files."""

from __future__ import annotations

import json
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from samordna.agree.preparation.guarantor.package import Kept, latest
from samordna.agree.preparation.guarantor.package_paper import package_paper
from samordna.agree.preparation.lookup import CaseView
from samordna.edge.web.access import needs_role
from samordna.edge.web.cases.frame import ROLES, context, open_case
from samordna.edge.web.request import Request
from samordna.engine.formats.docx import paper_as_docx
from samordna.engine.formats.paper_pdf import paper_as_pdf
from samordna.engine.paper import Bullets, Part, Rows, Text

TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "json": "application/json",
}


@needs_role(*ROLES)
def package(request: Request, key: str) -> HttpResponse:
    """The package on a page, in the order of the paper."""
    view, kept = _opened(request, key)
    paper = package_paper(kept)
    return render(
        request,
        "cases/package.html",
        context(
            request,
            view,
            "guarantor",
            kept=kept,
            blocks=[_block(block) for block in paper.blocks],
        ),
    )


@needs_role(*ROLES)
def package_file(request: Request, key: str, form: str) -> HttpResponse:
    """The package as PDF, DOCX or JSON."""
    view, kept = _opened(request, key)
    if form not in TYPES:
        raise Http404
    response = HttpResponse(_content(kept, form), content_type=TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="{view.case.key}-garantunderlag.{form}"'
    return response


def _content(kept: Kept, form: str) -> bytes:
    if form == "json":
        return json.dumps(kept.data, ensure_ascii=False, sort_keys=True, indent=2).encode()
    return paper_as_pdf(package_paper(kept)) if form == "pdf" else paper_as_docx(package_paper(kept))


def _opened(request: Request, key: str) -> tuple[CaseView, Kept]:
    view = open_case(request, key)
    kept = latest(view.events)
    if kept is None:
        raise Http404
    return view, kept


def _block(block: object) -> dict[str, Any]:
    """A part of the paper as the template draws it."""
    match block:
        case Part(heading, level):
            return {"kind": "part", "heading": heading, "level": level}
        case Text():
            return {"kind": "text", "paragraphs": block.paragraphs}
        case Bullets(lines):
            return {"kind": "bullets", "lines": lines}
        case Rows():
            cells = [[(cell, place in block.numbers) for place, cell in enumerate(row)] for row in block.rows]
            head = [(cell, place in block.numbers) for place, cell in enumerate(block.head)]
            return {"kind": "rows", "caption": block.caption, "head": head, "rows": cells}
    return {"kind": ""}
