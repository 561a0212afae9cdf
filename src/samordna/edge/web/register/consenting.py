"""The consent to read and print in each language, and a signed one in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import override

from samordna.deliver.participants import queries
from samordna.deliver.participants.models import Consent, Participation
from samordna.deliver.projects.models import Measure
from samordna.edge.web.access import anyone
from samordna.edge.web.components.templatetags.samordna import long_day
from samordna.edge.web.register import papers
from samordna.edge.web.register.consent_fields import spoken
from samordna.edge.web.register.keeping import keeping
from samordna.edge.web.register.words import label_of, language, small
from samordna.edge.web.request import Request
from samordna.ground.privacy.wordings import reader
from samordna.ground.privacy.wordings.reader import REGISTER, Wording

#: How the languages name themselves, for whoever looks for the own one.
OWN_NAMES = {"sv": "Svenska", "sv_easy": "Lätt svenska", "en": "English"}


@dataclass(frozen=True)
class Asked:
    """Which text a page or a file is asked for, filled in."""

    text: Wording
    version: reader.Version
    measure: Measure | None

    @property
    def version_line(self) -> str:
        """Which text it is, so that the paper can be told from others years later."""
        with override("en" if self.text.language == "en" else "sv"):
            since = _("gäller från %(day)s") % {"day": long_day(self.version.first_day)}
            code = f" {self.measure.code}." if self.measure else ""
            return _("Text %(version)s, %(since)s.") % {"version": self.version.name, "since": since} + code


def asked_for(request: Request) -> Asked:
    """The text that the address names, else the newest in the reader's language. 404 for one that does not exist."""
    mine = queries.own_measures(request.actor).filter(code=request.GET.get("insats", ""))
    measure = mine.first()
    name = request.GET.get("text") or reader.version_in_force(REGISTER, on=request.clock.today()).name
    version = reader.version(REGISTER, name)
    wanted = request.GET.get("sprak") or language()
    if version is None or wanted not in version.texts:
        raise Http404
    written = "en" if wanted == "en" else "sv"
    words = {
        "measure": measure.name if measure else papers.BLANK,
        "association": measure.association.name if measure and measure.association else papers.BLANK,
        **keeping(written, on=request.clock.today()),
    }
    return Asked(reader.wording(REGISTER, name, wanted).filled_in(**words), version, measure)


@anyone("the wording of the consent is public, so that it can be read before and printed")
def consent_text(request: Request) -> HttpResponse:
    """The consent to print, sign and keep, in the languages that have a reviewed text."""
    asked = asked_for(request)
    older = [one for one in reader.versions() if one.texts and one != asked.version]
    return render(
        request,
        "register/consent.html",
        {
            "asked": asked,
            "text": asked.text,
            "measure": asked.measure,
            "written": "en" if asked.text.language == "en" else "sv",
            "languages": [(code, OWN_NAMES[code]) for code in asked.version.texts],
            "older": older,
            "spoken": [label_of("consent_language", code.code) for code in spoken()],
        },
    )


@anyone("the wording of the consent is public, so that it can be read before and printed")
def consent_pdf(request: Request) -> HttpResponse:
    """The same as a tagged PDF."""
    asked = asked_for(request)
    paper = papers.consent_form(asked.text, made=request.clock.today(), version_line=asked.version_line)
    return papers.pdf(paper, f"samtycke-{asked.version.name}-{asked.text.language}", asked.text.language)


def consent_words(consent: Consent) -> str:
    """A consent in one line: text, language, how, and where it is."""
    text = _("text %(version)s") % {"version": consent.wording_version}
    tongue = label_of("consent_language", consent.language)
    parts = [text, tongue.lower(), label_of("consent_how", consent.how).lower()]
    if consent.explained_in:
        spoken_name = label_of("consent_language", consent.explained_in).lower()
        parts.insert(2, _("tolkat till %(language)s") % {"language": spoken_name})
    place = ", ".join(filter(None, (small(label_of("consent_kept", consent.kept)), consent.evidence)))
    return ", ".join(parts) + ". " + (_("Det finns %(place)s.") % {"place": place} if place else "")


def consent_lines(participation: Participation) -> list[tuple[date, str]]:
    """Every consent of a participation: the day it was signed, and the rest in words."""
    return [(one.given_on, consent_words(one)) for one in participation.consents.order_by("given_on", "pk")]
