"""What is kept of extracts and releases. Rows are added, never changed: the database refuses anything else."""

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
