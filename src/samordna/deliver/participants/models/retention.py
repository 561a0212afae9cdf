"""For how long who a participant was is kept, what has gone by that rule, and the counts that stay as they were."""

from typing import ClassVar

from django.db import models

from samordna.deliver.projects.models import Measure, Sex
from samordna.ground.privacy.classes import PrivacyClass


class RetentionRule(models.Model):
    """From a day: so many months after the end, and copies for safety so many days more. None = not decided.

    While it is not decided how long, nothing goes. The participants are told what stands here, on paper and on pages.
    """

    privacy: ClassVar = {
        "id": PrivacyClass.INTERNAL,
        "valid_from": PrivacyClass.INTERNAL,
        "months": PrivacyClass.INTERNAL,
        "backup_days": PrivacyClass.INTERNAL,
        "source": PrivacyClass.INTERNAL,
        "set_by": PrivacyClass.WORK,
        "set_at": PrivacyClass.INTERNAL,
    }

    valid_from = models.DateField()
    months = models.PositiveSmallIntegerField(null=True, blank=True)
    backup_days = models.PositiveSmallIntegerField(null=True, blank=True)
    source = models.CharField(max_length=300, help_text="The decision or rule that it rests on")
    set_by = models.CharField(max_length=254)
    set_at = models.DateTimeField()


class RetentionRun(models.Model):
    """A certificate that person data went by the rule: how many, of which measures and years, by whom, when."""

    privacy: ClassVar = {
        "id": PrivacyClass.INTERNAL,
        "at": PrivacyClass.INTERNAL,
        "by": PrivacyClass.WORK,
        "by_name": PrivacyClass.WORK,
        "months": PrivacyClass.INTERNAL,
        "source": PrivacyClass.INTERNAL,
        "counts": PrivacyClass.INTERNAL,
        "digest": PrivacyClass.INTERNAL,
    }

    at = models.DateTimeField()
    by = models.CharField(max_length=254)
    by_name = models.CharField(max_length=200)
    months = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=300)
    counts = models.JSONField(help_text="Measure code → year of the end → participations")
    digest = models.CharField(max_length=64, unique=True)


class KeptCount(models.Model):
    """How many more took part in a measure in a year than its rows show, since retention made them anonymous.

    An anonymous row counts in its start year only, and is nobody; with the difference, what counts is as before.
    ``people`` is how many of those who counted with person data no longer do: their answers are in no report.
    ``rows`` is how many rows that began in the year became anonymous: nobody registered them so, and none may be
    taken back as wrongly registered. A number and no mark, so that no row says where it came from.
    """

    privacy: ClassVar = {
        "id": PrivacyClass.INTERNAL,
        "measure": PrivacyClass.INTERNAL,
        "year": PrivacyClass.INTERNAL,
        "sex": PrivacyClass.INTERNAL,
        "more": PrivacyClass.INTERNAL,
        "people": PrivacyClass.INTERNAL,
        "rows": PrivacyClass.INTERNAL,
    }

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    sex = models.CharField(max_length=5, choices=Sex)
    more = models.IntegerField()
    people = models.PositiveIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["measure", "year", "sex"], name="kept_count_once")]
