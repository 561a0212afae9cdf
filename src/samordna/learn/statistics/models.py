"""What is kept of extracts, their retention and releases. Rows are added, never changed: the database sees to it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from samordna.ground.privacy.classes import PrivacyClass


class ExtractRecord(models.Model):
    """An extract that was made. The files fall under retention; this row, with the manifest, remains."""

    privacy: ClassVar = {
        "id": PrivacyClass.INTERNAL,
        "extract_id": PrivacyClass.OPEN,
        "as_of": PrivacyClass.OPEN,
        "made_at": PrivacyClass.INTERNAL,
        "made_by": PrivacyClass.WORK,
        "made_by_name": PrivacyClass.WORK,
        "why": PrivacyClass.INTERNAL,
        "manifest": PrivacyClass.INTERNAL,
    }

    extract_id = models.CharField(max_length=20, unique=True)
    as_of = models.DateField(help_text="The day the register is described as of")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("parties.Account", models.PROTECT, null=True, blank=True, related_name="+")
    made_by_name = models.CharField(max_length=200)
    why = models.TextField()
    manifest = models.JSONField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(why=""), name="extract_has_a_reason")]


class ExtractRetentionRule(models.Model):
    """From a day: extracts are kept for so many months after they were made. None = not decided; then nothing goes."""

    privacy: ClassVar = {
        "id": PrivacyClass.INTERNAL,
        "valid_from": PrivacyClass.INTERNAL,
        "months": PrivacyClass.INTERNAL,
        "source": PrivacyClass.INTERNAL,
        "set_by": PrivacyClass.WORK,
        "set_at": PrivacyClass.INTERNAL,
    }

    valid_from = models.DateField()
    months = models.PositiveSmallIntegerField(null=True, blank=True)
    source = models.CharField(max_length=300, help_text="The decision or rule that it rests on")
    set_by = models.CharField(max_length=254)
    set_at = models.DateTimeField()


class ExtractRetentionRun(models.Model):
    """A certificate that the rows of extracts went: which, by whose decision, when, by rule (months) or by hand."""

    privacy: ClassVar = {
        "id": PrivacyClass.INTERNAL,
        "at": PrivacyClass.INTERNAL,
        "by": PrivacyClass.WORK,
        "by_name": PrivacyClass.WORK,
        "months": PrivacyClass.INTERNAL,
        "source": PrivacyClass.INTERNAL,
        "extracts": PrivacyClass.INTERNAL,
        "digest": PrivacyClass.INTERNAL,
    }

    at = models.DateTimeField()
    by = models.CharField(max_length=254)
    by_name = models.CharField(max_length=200)
    months = models.PositiveSmallIntegerField(null=True, help_text="By a rule; empty when decided by hand")
    source = models.CharField(max_length=300, help_text="What the rule rests on, or why it was decided by hand")
    extracts = models.JSONField(help_text="For each: id, day, when it was made, rows of participations")
    digest = models.CharField(max_length=64, unique=True)


class ExtractRemoval(models.Model):
    """An extract whose rows are gone. Its record, its manifest and what was released of it remain."""

    privacy: ClassVar = {"id": PrivacyClass.INTERNAL, "extract": PrivacyClass.OPEN, "run": PrivacyClass.INTERNAL}

    extract = models.OneToOneField(ExtractRecord, models.PROTECT, related_name="removal")
    run = models.ForeignKey(ExtractRetentionRun, models.PROTECT, related_name="removals")


class Release(models.Model):
    """Protected tables from one extract, proposed for release and frozen from that moment."""

    privacy: ClassVar = {
        "id": PrivacyClass.OPEN,
        "number": PrivacyClass.OPEN,
        "extract": PrivacyClass.OPEN,
        "tables": PrivacyClass.OPEN,
        "why": PrivacyClass.INTERNAL,
        "proposed_by": PrivacyClass.WORK,
        "proposed_by_name": PrivacyClass.WORK,
        "proposed_at": PrivacyClass.INTERNAL,
    }

    number = models.CharField(max_length=12, unique=True, help_text="Year and running number, 2026-1")
    extract = models.ForeignKey(ExtractRecord, models.PROTECT, related_name="releases")
    tables = models.JSONField(help_text="Name → frozen table: every cell as it is printed, and its certificate")
    why = models.TextField(blank=True)
    proposed_by = models.ForeignKey("parties.Account", models.PROTECT, related_name="+")
    proposed_by_name = models.CharField(max_length=200)
    proposed_at = models.DateTimeField()

    @property
    def released(self) -> bool | None:
        """True when released, False when refused, None while nobody has answered."""
        answer: ReleaseAnswer | None = getattr(self, "answer", None)
        return answer.released if answer else None


class ReleaseAnswer(models.Model):
    """Another person's yes or no to a release. A yes by the one who proposed it cannot be stored."""

    privacy: ClassVar = {
        "id": PrivacyClass.INTERNAL,
        "release": PrivacyClass.OPEN,
        "proposed_by": PrivacyClass.WORK,
        "released": PrivacyClass.OPEN,
        "why": PrivacyClass.INTERNAL,
        "answered_by": PrivacyClass.WORK,
        "answered_by_name": PrivacyClass.WORK,
        "answered_at": PrivacyClass.OPEN,
    }

    release = models.OneToOneField(Release, models.PROTECT, related_name="answer")
    # Repeated from the release so that the database itself can refuse an answer to one's own proposal.
    proposed_by = models.ForeignKey("parties.Account", models.PROTECT, related_name="+")
    released = models.BooleanField()
    why = models.TextField(blank=True)
    answered_by = models.ForeignKey("parties.Account", models.PROTECT, related_name="+")
    answered_by_name = models.CharField(max_length=200)
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(answered_by=F("proposed_by")), name="release_takes_two_persons"),
            models.CheckConstraint(condition=Q(released=True) | ~Q(why=""), name="release_refused_for_a_reason"),
        ]


class AreasTold(models.Model):
    """What a release's table by area told those who may see it, cell by cell. It outlives the extract."""

    #: Everybody with a role.
    ROLES = "roles"

    privacy: ClassVar = dict.fromkeys(["id", "release", "count", "audience", "cells", "told_at"], PrivacyClass.INTERNAL)

    release = models.ForeignKey(Release, models.PROTECT, related_name="areas_told")
    count = models.CharField(max_length=60, help_text="The declared count that was divided by area")
    audience = models.CharField(max_length=20, default=ROLES, help_text="Who may see it")
    cells = models.JSONField(help_text="For each cell its codes, and the number or nothing where it was hidden")
    told_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["release", "count", "audience"], name="areas_told_once")]
