"""A measure's calendar years: what was planned, what it costs, and how many took part where no person is followed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from samordna.deliver.projects.models.costs import CostOfYear
from samordna.deliver.projects.models.measures import Measure, Sex
from samordna.ground.privacy.classes import PrivacyClass

INTERNAL, OPEN, WORK = PrivacyClass.INTERNAL, PrivacyClass.OPEN, PrivacyClass.WORK


class CostKind(models.TextChoices):
    """Whose money a cost is: the measure's own, or that of the European Social Fund."""

    MEASURE = "measure_cost"
    ESF = "esf_measure_cost"


class MeasureYear(models.Model):
    """What is planned for a calendar year. None = nobody has said; 0 = nobody is to take part."""

    privacy: ClassVar = dict.fromkeys(["measure", "year", "planned_participants"], OPEN) | {"id": INTERNAL}

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="years")
    year = models.PositiveSmallIntegerField()
    planned_participants = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["measure", "year"], name="measure_year_once")]


class BudgetRow(CostOfYear):
    """One thing a measure costs in a calendar year."""

    privacy: ClassVar = {
        **dict.fromkeys(["id", "source"], INTERNAL),
        **dict.fromkeys(["measure", "year", "kind", "description", "budget_ore", "outcome_ore", "position"], OPEN),
    }

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="budget_rows")
    kind = models.CharField(max_length=16, choices=CostKind, default=CostKind.MEASURE)

    class Meta(CostOfYear.Meta):
        indexes = [models.Index(fields=["year", "measure"], name="budget_row_by_year")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=CostKind.values), name="budget_row_kind_known"),
            models.CheckConstraint(
                condition=Q(budget_ore__isnull=True) | Q(budget_ore__gte=0), name="budget_row_not_negative"
            ),
        ]


class VolumeCount(models.Model):
    """How many of one sex took part in a year in a measure followed up by numbers only (volyminsats).

    No row = nobody has said, which is not 0.
    """

    privacy: ClassVar = dict.fromkeys(["measure", "year", "sex"], OPEN) | dict.fromkeys(["id", "persons"], INTERNAL)

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="volumes")
    year = models.PositiveSmallIntegerField()
    sex = models.CharField(max_length=5, choices=Sex)
    persons = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["measure", "year", "sex"], name="volume_once"),
            models.CheckConstraint(condition=Q(sex__in=Sex.values), name="volume_sex_known"),
        ]


class VolumeChange(models.Model):
    """What somebody said of a year's numbers, when and why. Rows are never changed: the newest is what holds."""

    privacy: ClassVar = {
        **dict.fromkeys(["id", "measure", "year", "women", "men", "at", "why"], INTERNAL),
        **dict.fromkeys(["by", "by_name"], WORK),
    }

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="volume_changes")
    year = models.PositiveSmallIntegerField()
    women = models.PositiveIntegerField(null=True, blank=True)
    men = models.PositiveIntegerField(null=True, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey("parties.Account", models.PROTECT, null=True, blank=True, related_name="+")
    by_name = models.CharField(max_length=300)
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["-pk"]
        indexes = [models.Index(fields=["measure", "year"], name="volume_change_of_year")]
