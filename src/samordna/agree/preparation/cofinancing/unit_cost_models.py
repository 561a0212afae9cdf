"""Tables of unit costs: amounts per hour by function and year, as they were read in. None come with the system."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from samordna.ground.privacy.classes import PrivacyClass

INTERNAL, WORK = PrivacyClass.INTERNAL, PrivacyClass.WORK
YEAR_HOURS = (1720, 1862)


class UnitCostTable(models.Model):
    """One version of a table. A new version is a new row; one that was read in is never changed.

    Without association it is national. Of two with the same name and first day the one read in last holds.
    """

    privacy: ClassVar = {
        **dict.fromkeys(
            ["id", "association", "name", "valid_from", "year_hours", "source", "file_name", "sha256", "at"], INTERNAL
        ),
        **dict.fromkeys(["by", "by_name"], WORK),
    }
    association = models.ForeignKey("parties.Association", models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=120)
    valid_from = models.DateField(help_text="The first day of calls that it holds for")
    year_hours = models.PositiveSmallIntegerField(help_text="Hours of a year that the amounts are made for")
    source = models.CharField(max_length=300)
    file_name = models.CharField(max_length=160)
    sha256 = models.CharField(max_length=64, help_text="Of the file that was read")
    at = models.DateTimeField()
    by = models.ForeignKey("parties.Account", models.PROTECT, null=True, blank=True, related_name="+")
    by_name = models.CharField(max_length=300)

    class Meta:
        ordering = ["name", "-valid_from", "-at"]
        constraints = [
            models.CheckConstraint(condition=Q(year_hours__in=YEAR_HOURS), name="unit_cost_year_known"),
        ]


class UnitCost(models.Model):
    """A row of a table: what an hour of a function costs in a year, in öre."""

    privacy: ClassVar = dict.fromkeys(["id", "table", "function", "year", "ore"], INTERNAL)
    table = models.ForeignKey(UnitCostTable, models.PROTECT, related_name="rows")
    function = models.CharField(max_length=120)
    year = models.PositiveSmallIntegerField()
    ore = models.PositiveIntegerField(help_text="Amount per hour, in öre")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["table", "function", "year"], name="unit_cost_once"),
            models.CheckConstraint(condition=Q(ore__gt=0), name="unit_cost_above_zero"),
        ]
