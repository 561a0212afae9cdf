"""What was handed in: rows that nobody changes. A later hand-in of the same year is a new version."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from samordna.ground.privacy.classes import PrivacyClass

INTERNAL, OPEN, WORK = PrivacyClass.INTERNAL, PrivacyClass.OPEN, PrivacyClass.WORK


class HandIn(models.Model):
    """An association's year as it was handed in. ``rows_digest`` is of the rows, ``digest`` of everything about it."""

    privacy: ClassVar = {
        **dict.fromkeys(["association", "year", "version", "handed_in_at"], OPEN),
        **dict.fromkeys(["id", "missing", "rows_digest", "previous", "digest"], INTERNAL),
        **dict.fromkeys(["handed_in_by", "handed_in_by_name"], WORK),
    }

    association = models.ForeignKey("parties.Association", models.PROTECT, related_name="hand_ins")
    year = models.PositiveSmallIntegerField()
    version = models.PositiveSmallIntegerField()
    handed_in_at = models.DateTimeField()
    handed_in_by = models.ForeignKey("parties.Account", models.PROTECT, null=True, blank=True, related_name="+")
    handed_in_by_name = models.CharField(max_length=200)
    missing = models.PositiveSmallIntegerField(default=0, help_text="How many things were not filled in")
    rows_digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, blank=True, help_text="The digest of the version before")
    digest = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["association", "year", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["association", "year", "version"], name="hand_in_version_once"),
            models.CheckConstraint(condition=Q(version__gte=1), name="hand_in_versions_from_one"),
        ]


class HandInRow(models.Model):
    """One figure of a hand-in, exactly as the register had it; None = nobody had said."""

    privacy: ClassVar = dict.fromkeys(
        ["id", "hand_in", "position", "section", "parts", "name", "unit", "value"], INTERNAL
    )

    hand_in = models.ForeignKey(HandIn, models.PROTECT, related_name="rows")
    position = models.PositiveIntegerField()
    section = models.CharField(max_length=20)
    parts = models.CharField(max_length=120)
    name = models.CharField(max_length=300)
    unit = models.CharField(max_length=10)
    value = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["hand_in", "section", "parts"], name="hand_in_row_once"),
            models.CheckConstraint(condition=Q(unit__in=["ore", "persons", "measures"]), name="hand_in_unit_known"),
        ]
