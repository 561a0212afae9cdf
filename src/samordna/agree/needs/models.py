"""What can be stored of needs: estimates with their groups, and the needs written from them."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from samordna.agree.needs import rules
from samordna.agree.needs.states import ACTS, NEW, STATES, WAITING
from samordna.ground.privacy.classes import PrivacyClass

OPEN, INTERNAL, WORK = PrivacyClass.OPEN, PrivacyClass.INTERNAL, PrivacyClass.WORK


class Estimate(models.Model):
    """How many persons of an area need coordinated help, as groups of stock × share. National if no association.

    ``overlap_low``/``overlap_high``: persons in more than one group; null when nobody has assessed it.
    """

    privacy: ClassVar = {
        **dict.fromkeys(["id", "key", "name", "year", "association", "population", "population_note"], OPEN),
        **dict.fromkeys(["overlap_low", "overlap_high", "overlap_note", "note", "source"], OPEN),
        **dict.fromkeys(["made_by", "made_on"], WORK),
    }
    key = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    year = models.PositiveSmallIntegerField()
    association = models.ForeignKey("parties.Association", models.PROTECT, null=True, blank=True, related_name="+")
    population = models.PositiveIntegerField(null=True, blank=True, help_text="Persons that the share is counted of")
    population_note = models.CharField(max_length=200, blank=True)
    overlap_low = models.PositiveIntegerField(null=True, blank=True)
    overlap_high = models.PositiveIntegerField(null=True, blank=True)
    overlap_note = models.CharField(max_length=300, blank=True)
    note = models.TextField(blank=True, help_text="Assumptions, one a line")
    source = models.CharField(max_length=300)
    made_by = models.CharField(max_length=200)
    made_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(overlap_low__isnull=True, overlap_high__isnull=True)
                | Q(overlap_low__isnull=False, overlap_high__isnull=False, overlap_high__gte=F("overlap_low")),
                name="estimate_overlap_is_an_interval",
            )
        ]

    @property
    def overlap(self) -> rules.Overlap | None:
        """The assessed overlap, if any."""
        if self.overlap_low is None or self.overlap_high is None:
            return None
        return rules.Overlap(self.overlap_low, self.overlap_high)


class EstimateGroup(models.Model):
    """One group of an estimate. Shares are percentages; ``share_high`` makes the share an interval.

    ``share_printed`` and ``printed_result`` are what the printed source says, when it says something.
    """

    privacy: ClassVar = {
        **dict.fromkeys(["id", "estimate", "position", "name", "stock", "share_used", "share_high"], OPEN),
        **dict.fromkeys(["share_printed", "printed_result", "source", "period", "explanation"], OPEN),
    }
    estimate = models.ForeignKey(Estimate, models.CASCADE, related_name="groups")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    stock = models.PositiveIntegerField()
    share_used = models.DecimalField(max_digits=5, decimal_places=2)
    share_high = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    share_printed = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    printed_result = models.PositiveIntegerField(null=True, blank=True)
    source = models.CharField(max_length=300)
    period = models.CharField(max_length=80)
    explanation = models.CharField(max_length=300, blank=True, help_text="Why the printed result differs")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["estimate", "position"], name="estimate_group_position_once"),
            models.CheckConstraint(
                condition=Q(share_used__gte=0, share_used__lte=100), name="estimate_group_share_is_a_percentage"
            ),
            models.CheckConstraint(
                condition=Q(share_high__isnull=True) | Q(share_high__gte=F("share_used"), share_high__lte=100),
                name="estimate_group_share_is_an_interval",
            ),
        ]

    @property
    def stock_value(self) -> rules.Stock:
        """The group as the rules see it."""
        return rules.Stock(
            name=self.name,
            persons=self.stock,
            share=Fraction(self.share_used) / 100,
            share_high=None if self.share_high is None else Fraction(self.share_high) / 100,
            share_printed=None if self.share_printed is None else Fraction(self.share_printed) / 100,
            printed=self.printed_result,
        )


class Need(models.Model):
    """A statement that can be acted on: which group, how many and where, which gap, on what evidence, who says so."""

    privacy: ClassVar = {
        **dict.fromkeys(["id", "key", "number", "association", "estimate", "title", "group", "low"], INTERNAL),
        **dict.fromkeys(["high", "places", "area", "municipalities", "gap", "evidence", "tried", "seen_by"], INTERNAL),
        **dict.fromkeys(["standing", "wait_until"], INTERNAL),
        **dict.fromkeys(["written_by", "written_by_name", "written_at"], WORK),
    }
    key = models.SlugField(max_length=100, unique=True, help_text="Association and number, for addresses")
    number = models.CharField(max_length=12, help_text="Year and number within the association: 2026-03")
    association = models.ForeignKey("parties.Association", models.PROTECT, related_name="needs")
    estimate = models.ForeignKey(Estimate, models.PROTECT, null=True, blank=True, related_name="needs")
    title = models.CharField(max_length=200)
    group = models.CharField(max_length=300, help_text="Who: age and situation")
    low = models.PositiveIntegerField(null=True, blank=True, help_text="Persons, at least; null when not counted yet")
    high = models.PositiveIntegerField(null=True, blank=True, help_text="Persons, at most")
    places = models.PositiveIntegerField(null=True, blank=True, help_text="Places that exist today; null when unknown")
    area = models.CharField(max_length=300)
    municipalities = models.ManyToManyField("parties.Municipality", blank=True, related_name="+")
    gap = models.TextField()
    evidence = models.TextField(help_text="One finding a line, with its source")
    tried = models.TextField(blank=True)
    seen_by = models.ManyToManyField("parties.Organisation", blank=True, related_name="+")
    written_by = models.ForeignKey("parties.Account", models.PROTECT, null=True, blank=True, related_name="+")
    written_by_name = models.CharField(max_length=200)
    written_at = models.DateTimeField()
    standing = models.CharField(max_length=10, default=NEW, help_text="What its latest step says")
    wait_until = models.DateField(null=True, blank=True, help_text="The day when it is taken up again")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "number"], name="need_number_once"),
            models.CheckConstraint(condition=Q(standing__in=[s.id for s in STATES]), name="need_standing_known"),
            models.CheckConstraint(
                condition=Q(standing=WAITING, wait_until__isnull=False)
                | (~Q(standing=WAITING) & Q(wait_until__isnull=True)),
                name="need_waits_for_a_day",
            ),
            models.CheckConstraint(
                condition=Q(low__isnull=True, high__isnull=True)
                | Q(low__isnull=False, high__isnull=False, high__gte=F("low")),
                name="need_is_an_interval",
            ),
        ]


class NeedStep(models.Model):
    """What was said of a need that there is no proposal of: not further, not yet, taken up again. Never changed."""

    privacy: ClassVar = {
        **dict.fromkeys(["id", "need", "act", "at", "why", "until"], INTERNAL),
        **dict.fromkeys(["by", "by_name"], WORK),
    }
    need = models.ForeignKey(Need, models.PROTECT, related_name="steps")
    act = models.CharField(max_length=10)
    at = models.DateTimeField()
    by = models.ForeignKey("parties.Account", models.PROTECT, null=True, blank=True, related_name="+")
    by_name = models.CharField(max_length=300)
    why = models.TextField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(act__in=ACTS), name="need_step_known"),
            models.CheckConstraint(
                condition=Q(act="wait", until__isnull=False) | (~Q(act="wait") & Q(until__isnull=True)),
                name="need_step_waits_for_a_day",
            ),
        ]
