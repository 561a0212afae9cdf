"""Decided versions of reports: what was decided, and the files as they were made then. For everybody."""

from __future__ import annotations

import hashlib

from django.db.models import QuerySet

from samordna.ground.kernel.errors import NotFound, SamordnaError
from samordna.learn.reports.models import DecidedReport, ReportFile


class FileDamaged(SamordnaError):
    """A kept file is not what was decided. It is not given out."""


def versions_of(report: str) -> QuerySet[DecidedReport]:
    """The decided versions of a report, newest first: for everybody."""
    return (
        DecidedReport.objects.filter(report=report)
        .select_related("answer__proposal__revision__draft__release__answer")
        .order_by("-version")
    )


def version_of(report: str, version: int) -> DecidedReport:
    """One decided version. NotFound, with those there are, when there is none of that number."""
    found = versions_of(report).filter(version=version).first()
    if found is None:
        there = ", ".join(str(one.version) for one in versions_of(report))
        raise NotFound(
            f"Det finns ingen beslutad version {version} av {report}.",
            message_en=f"There is no decided version {version} of {report}. "
            + (f"There are: {there}." if there else "None has been decided yet."),
        )
    return found


def file_of(version: DecidedReport, form: str, language: str) -> ReportFile:
    """A decided version as it was made when it was decided, byte for byte. Swedish where there is no English.

    NotFound for a form that it was not made in.
    """
    kept = {one.language: one.pk for one in version.files.filter(form=form).defer("content")}
    pk = kept.get(language, kept.get("sv"))
    if pk is None:
        raise NotFound
    return version.files.get(pk=pk)


def content(kept: ReportFile) -> bytes:
    """The file's bytes. FileDamaged when they are not those that were decided."""
    found = bytes(kept.content)
    if hashlib.sha256(found).hexdigest() != kept.digest:
        raise FileDamaged(
            "Filen är skadad: den är inte den som beslutades. Be den som sköter driften hämta den ur en"
            " säkerhetskopia.",
            message_en="The file is damaged: it is not what was decided. Ask operations to restore it from a backup.",
        )
    return found


def digests_of(version: DecidedReport) -> list[tuple[str, str, str]]:
    """Form, language and SHA-256 of each kept file, so that anybody can see that a copy is the one decided."""
    return list(version.files.order_by("form", "-language").values_list("form", "language", "digest"))
