"""An association's economy of a calendar year: where its means come from, and what its administration costs."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from samordna.deliver.projects.models.costs import CostOfYear
from samordna.ground.privacy.classes import PrivacyClass

INTERNAL, OPEN = PrivacyClass.INTERNAL, PrivacyClass.OPEN


class FinancierGroup(models.TextChoices):
    """How financiers are grouped in reports."""

    STATE = "state"
    MUNICIPALITIES = "municipalities"
    REGIONS = "regions"
    ASSOCIATION = "association"
    ESF = "esf"
    OTHER = "other"


class FinancingRow(models.Model):
    """Means of a year from one financier, in öre.

    Own capital is what the association has left from earlier years: one row a year, without a financier, and the only
    one that may be negative.
    """

    privacy: ClassVar = {
        **dict.fromkeys(["id", "source"], INTERNAL),
        **dict.fromkeys(["association", "year", "financier", "name", "group", "amount_ore", "description"], OPEN),
        **dict.fromkeys(["own_capital", "position"], OPEN),
    }

    association = models.ForeignKey("parties.Association", models.PROTECT, related_name="financing")
    year = models.PositiveSmallIntegerField()
    financier = models.ForeignKey("parties.Organisation", models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=200, blank=True, help_text="Who it is when it is no organisation here")
    group = models.CharField(max_length=14, choices=FinancierGroup)
    amount_ore = models.BigIntegerField()
    description = models.CharField(max_length=200, blank=True)
    own_capital = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)
    source = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        indexes = [models.Index(fields=["year", "association"], name="financing_by_year")]
        constraints = [
            models.CheckConstraint(condition=Q(group__in=FinancierGroup.values), name="financing_group_known"),
            models.CheckConstraint(condition=Q(own_capital=True) | Q(amount_ore__gte=0), name="financing_not_negative"),
            models.CheckConstraint(
                condition=Q(own_capital=False) | Q(group="association", financier__isnull=True),
                name="own_capital_is_the_associations",
            ),
            models.UniqueConstraint(
                fields=["association", "year"], condition=Q(own_capital=True), name="own_capital_once_a_year"
            ),
        ]


class AdminCost(CostOfYear):
    """One thing an association's administration costs in a year, in öre. None = nobody has said."""

    privacy: ClassVar = {
        **dict.fromkeys(["id", "source"], INTERNAL),
        **dict.fromkeys(["association", "year", "kind", "description", "budget_ore", "outcome_ore", "position"], OPEN),
    }

    association = models.ForeignKey("parties.Association", models.PROTECT, related_name="admin_costs")
    kind = models.CharField(max_length=20, help_text="Code table admin_cost")

    class Meta(CostOfYear.Meta):
        indexes = [models.Index(fields=["year", "association"], name="admin_cost_by_year")]
        constraints = [
            models.CheckConstraint(condition=~Q(kind=""), name="admin_cost_has_a_kind"),
            models.CheckConstraint(
                condition=Q(budget_ore__isnull=True) | Q(budget_ore__gte=0), name="admin_budget_not_negative"
            ),
        ]
