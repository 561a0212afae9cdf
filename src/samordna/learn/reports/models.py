"""Drafts of reports and what was decided. Rows are added, never changed: the database sees to it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from samordna.ground.privacy.classes import PrivacyClass


class ReportDraft(models.Model):
    """A report that is being written, bound to one release: its figures are those of that release, whatever comes."""

    privacy: ClassVar = {
        "id": PrivacyClass.INTERNAL,
        "report": PrivacyClass.OPEN,
        "release": PrivacyClass.OPEN,
        "facts": PrivacyClass.OPEN,
        "begun_by": PrivacyClass.WORK,
        "begun_by_name": PrivacyClass.WORK,
        "begun_at": PrivacyClass.INTERNAL,
    }

    report = models.CharField(max_length=60, help_text="The report's name, fk-esf-2025")
    release = models.ForeignKey("statistics.Release", models.PROTECT, related_name="+")
    facts = models.JSONField(help_text="Title, author, tables and diagrams as the template had them on that day")
    begun_by = models.ForeignKey("parties.Account", models.PROTECT, related_name="+")
    begun_by_name = models.CharField(max_length=200)
    begun_at = models.DateTimeField()


class ReportRevision(models.Model):
    """The text as it was saved. Revision 1 is the template's: the computed first draft."""

    privacy: ClassVar = {
        "id": PrivacyClass.INTERNAL,
        "draft": PrivacyClass.OPEN,
        "number": PrivacyClass.OPEN,
        "swedish": PrivacyClass.OPEN,
        "english": PrivacyClass.OPEN,
        "written_by": PrivacyClass.WORK,
        "written_by_name": PrivacyClass.WORK,
        "written_at": PrivacyClass.INTERNAL,
    }

    draft = models.ForeignKey(ReportDraft, models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    swedish = models.TextField()
    english = models.TextField(blank=True, help_text="Empty: the report is in Swedish only")
    written_by = models.ForeignKey("parties.Account", models.PROTECT, related_name="+")
    written_by_name = models.CharField(max_length=200)
    written_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "number"], name="report_revision_once")]


class ReportComment(models.Model):
    """What somebody says of a draft, to the others who work with it."""

    privacy: ClassVar = {
        "id": PrivacyClass.INTERNAL,
        "draft": PrivacyClass.INTERNAL,
        "revision": PrivacyClass.INTERNAL,
        "section": PrivacyClass.INTERNAL,
        "text": PrivacyClass.INTERNAL,
        "written_by": PrivacyClass.WORK,
        "written_by_name": PrivacyClass.WORK,
        "written_at": PrivacyClass.INTERNAL,
    }

    draft = models.ForeignKey(ReportDraft, models.PROTECT, related_name="comments")
    revision = models.PositiveIntegerField(help_text="The revision that was read")
    section = models.CharField(max_length=200, blank=True, help_text="The heading it is about; empty = all of it")
    text = models.TextField()
    written_by = models.ForeignKey("parties.Account", models.PROTECT, related_name="+")
    written_by_name = models.CharField(max_length=200)
    written_at = models.DateTimeField()


class ReportProposal(models.Model):
    """A revision that somebody asks another person to decide. Until there is an answer nothing can be written."""

    privacy: ClassVar = {
        "id": PrivacyClass.INTERNAL,
        "draft": PrivacyClass.INTERNAL,
        "revision": PrivacyClass.INTERNAL,
        "proposed_by": PrivacyClass.WORK,
        "proposed_by_name": PrivacyClass.WORK,
        "proposed_at": PrivacyClass.INTERNAL,
    }

    draft = models.ForeignKey(ReportDraft, models.PROTECT, related_name="proposals")
    revision = models.OneToOneField(ReportRevision, models.PROTECT, related_name="proposal")
    proposed_by = models.ForeignKey("parties.Account", models.PROTECT, related_name="+")
    proposed_by_name = models.CharField(max_length=200)
    proposed_at = models.DateTimeField()


class ReportAnswer(models.Model):
    """Another person's yes or no. A yes by the one who proposed it cannot be stored."""

    privacy: ClassVar = {
        "id": PrivacyClass.INTERNAL,
        "proposal": PrivacyClass.INTERNAL,
        "proposed_by": PrivacyClass.WORK,
        "decided": PrivacyClass.OPEN,
        "why": PrivacyClass.INTERNAL,
        "answered_by": PrivacyClass.WORK,
        "answered_by_name": PrivacyClass.WORK,
        "answered_at": PrivacyClass.OPEN,
    }

    proposal = models.OneToOneField(ReportProposal, models.PROTECT, related_name="answer")
    # Repeated from the proposal so that the database itself can refuse an answer to one's own.
    proposed_by = models.ForeignKey("parties.Account", models.PROTECT, related_name="+")
    decided = models.BooleanField()
    why = models.TextField(blank=True)
    answered_by = models.ForeignKey("parties.Account", models.PROTECT, related_name="+")
    answered_by_name = models.CharField(max_length=200)
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(answered_by=F("proposed_by")), name="report_takes_two_persons"),
            models.CheckConstraint(condition=Q(decided=True) | ~Q(why=""), name="report_refused_for_a_reason"),
        ]


class DecidedReport(models.Model):
    """A decided version: public, with its files as they were made on that day."""

    privacy: ClassVar = dict.fromkeys(["id", "report", "version", "answer"], PrivacyClass.OPEN)

    report = models.CharField(max_length=60)
    version = models.PositiveIntegerField(help_text="1, 2, … within the report")
    answer = models.OneToOneField(ReportAnswer, models.PROTECT, related_name="decided_report")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "version"], name="decided_report_once")]


class ReportFile(models.Model):
    """A decided version in one form and language, byte for byte."""

    privacy: ClassVar = dict.fromkeys(["id", "version", "form", "language", "content", "digest"], PrivacyClass.OPEN)

    version = models.ForeignKey(DecidedReport, models.PROTECT, related_name="files")
    form = models.CharField(max_length=8)
    language = models.CharField(max_length=2)
    content = models.BinaryField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of the content")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "form", "language"], name="report_file_once")]
