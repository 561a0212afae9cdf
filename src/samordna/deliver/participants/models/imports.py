"""Which files of participants have been read in: so that a file counts once, however often it is sent."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from samordna.deliver.projects.models import Measure
from samordna.ground.privacy.classes import PrivacyClass


class ParticipantImport(models.Model):
    """A file for a measure, known by a keyed digest. Begun before anything is written; ``done_at`` with its rows.

    ``done_at`` is also the moment of every row's ``registered_at``, and of the file's event in the audit trail.
    """

    privacy: ClassVar = {
        "id": PrivacyClass.INTERNAL,
        "measure": PrivacyClass.INTERNAL,
        "digest": PrivacyClass.PSEUDONYMOUS,
        "begun_at": PrivacyClass.INTERNAL,
        "done_at": PrivacyClass.INTERNAL,
        "by": PrivacyClass.WORK,
        "rows": PrivacyClass.INTERNAL,
        "persons": PrivacyClass.INTERNAL,
        "anonymous": PrivacyClass.INTERNAL,
    }

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="participant_imports")
    digest = models.CharField(max_length=64)
    begun_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey("parties.Account", models.PROTECT, null=True, blank=True, related_name="+")
    rows = models.PositiveIntegerField(default=0)
    persons = models.PositiveIntegerField(default=0)
    anonymous = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["measure", "digest"], name="participant_import_once"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=False) | Q(rows=0, persons=0, anonymous=0),
                name="participant_import_counts_what_is_done",
            ),
        ]
