"""What is printed for a participant, as papers: the consent form and the receipts. Page and PDF say the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.http import HttpResponse

from samordna.engine.formats.paper_pdf import paper_as_pdf
from samordna.engine.paper import Block, Bullets, Paper, Part, SignHere, Text
from samordna.ground.privacy.wordings.reader import Wording

#: What is filled in by hand, where a name is not known.
BLANK = "_" * 30
#: The language of a PDF, by the language of its text.
_SPOKEN = {"sv": "sv", "sv_easy": "sv", "en": "en"}


def pdf(paper: Paper, name: str, language: str = "sv") -> HttpResponse:
    """The paper as a tagged PDF that is never kept by a browser on the way."""
    response = HttpResponse(paper_as_pdf(paper, _SPOKEN.get(language, "sv")), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response


def consent_form(text: Wording, *, made: date, version_line: str) -> Paper:
    """The consent to sign: the text as it was decided, and lines to fill in by hand."""
    return Paper(
        title=text.title,
        made=made,
        subtitle=text.about,
        blocks=(*_sections(text), Text(text.agreed), *_lines(text), Text(version_line)),
    )


def _sections(text: Wording) -> Iterator[Block]:
    for section in text.sections:
        yield Part(section.heading)
        if section.bullets:
            yield Bullets(section.bullets)
        if section.paragraphs:
            yield Text("\n\n".join(section.paragraphs))


def _lines(text: Wording) -> Iterator[Block]:
    yield from (SignHere(line, "") for line in text.lines)
