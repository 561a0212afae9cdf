"""Measures (insatser): what an association finances, and what is planned, spent and counted for each year."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from samordna.ground.privacy.classes import PrivacyClass


class Orientation(models.TextChoices):
    """For individuals, or for how the parties work together. Fixed after creation; a mixed one is two measures."""

    INDIVIDUAL = "individual"
    STRUCTURAL = "structural"


class FollowUp(models.TextChoices):
    """Persons, with or without consent, or numbers only (volyminsats). Fixed after creation."""

    PERSONS = "persons"
    NUMBERS = "numbers"


class Sex(models.TextChoices):
    """Legal sex as the personal number shows it; there are two."""

    WOMEN = "women"
    MEN = "men"


class Measure(models.Model):
    """One measure of one association. ``end`` is the last day, inclusive; None when it is not known."""

    privacy: ClassVar = {
        "id": PrivacyClass.INTERNAL,
        "code": PrivacyClass.OPEN,
        "name": PrivacyClass.OPEN,
        "description": PrivacyClass.OPEN,
        "association": PrivacyClass.OPEN,
        "owner": PrivacyClass.OPEN,
        "case": PrivacyClass.INTERNAL,
        "orientation": PrivacyClass.OPEN,
        "category": PrivacyClass.OPEN,
        "follow_up": PrivacyClass.OPEN,
        "esf": PrivacyClass.OPEN,
        "start": PrivacyClass.OPEN,
        "end": PrivacyClass.OPEN,
    }

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    association = models.ForeignKey("parties.Association", models.PROTECT, related_name="measures")
    owner = models.ForeignKey("parties.Organisation", models.PROTECT, null=True, blank=True, related_name="measures")
    case = models.ForeignKey("preparation.Case", models.PROTECT, null=True, blank=True, related_name="measures")
    orientation = models.CharField(max_length=10, choices=Orientation)
    category = models.CharField(max_length=40, blank=True)
    follow_up = models.CharField(max_length=7, choices=FollowUp)
    esf = models.BooleanField(default=False)
    start = models.DateField()
    end = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["association", "start"], name="measure_by_association")]
        constraints = [
            models.CheckConstraint(condition=Q(orientation__in=Orientation.values), name="measure_orientation_known"),
            models.CheckConstraint(condition=Q(follow_up__in=FollowUp.values), name="measure_follow_up_known"),
            models.CheckConstraint(
                condition=~Q(orientation="structural") | Q(follow_up="numbers"), name="measure_structural_is_numbers"
            ),
            models.CheckConstraint(
                condition=Q(end__isnull=True) | Q(end__gte=F("start")), name="measure_ends_after_its_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class MeasureGroup(models.Model):
    """A target group of a measure (code list ``target_group``). A measure may have several."""

    privacy: ClassVar = {
        "id": PrivacyClass.INTERNAL,
        "measure": PrivacyClass.OPEN,
        "group": PrivacyClass.OPEN,
    }

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="groups")
    group = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["measure", "group"], name="measure_group_once")]


class MeasureYear(models.Model):
    """Plan and money of one calendar year, in öre. None = nobody has said; 0 = nothing."""

    privacy: ClassVar = {
        "id": PrivacyClass.INTERNAL,
        "measure": PrivacyClass.OPEN,
        "year": PrivacyClass.OPEN,
        "planned_participants": PrivacyClass.OPEN,
        "budget_ore": PrivacyClass.OPEN,
        "outcome_ore": PrivacyClass.OPEN,
    }

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="years")
    year = models.PositiveSmallIntegerField()
    planned_participants = models.PositiveIntegerField(null=True, blank=True)
    budget_ore = models.BigIntegerField(null=True, blank=True)
    outcome_ore = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["measure", "year"], name="measure_year_once"),
            models.CheckConstraint(
                condition=Q(budget_ore__isnull=True) | Q(budget_ore__gte=0), name="measure_budget_not_negative"
            ),
        ]


class VolumeCount(models.Model):
    """How many took part in a year in a measure that is followed up by numbers only (volyminsats)."""

    privacy: ClassVar = {
        "id": PrivacyClass.INTERNAL,
        "measure": PrivacyClass.OPEN,
        "year": PrivacyClass.OPEN,
        "sex": PrivacyClass.OPEN,
        "persons": PrivacyClass.INTERNAL,
    }

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="volumes")
    year = models.PositiveSmallIntegerField()
    sex = models.CharField(max_length=5, choices=Sex)
    persons = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["measure", "year", "sex"], name="volume_once"),
            models.CheckConstraint(condition=Q(sex__in=Sex.values), name="volume_sex_known"),
        ]
