"""What rows of budget and outcome have in common, whoever bears the cost."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class CostOfYear(models.Model):
    """One thing that costs in a calendar year, in öre. None = nobody has said; 0 = nothing.

    An outcome may be negative (money that came back). ``source`` says which file a row was read from, empty when it
    was typed: a file that is read again replaces its own rows and no others.
    """

    year = models.PositiveSmallIntegerField()
    description = models.CharField(max_length=200, blank=True)
    budget_ore = models.BigIntegerField(null=True, blank=True)
    outcome_ore = models.BigIntegerField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    source = models.CharField(max_length=120, blank=True)

    class Meta:
        abstract = True
        ordering: ClassVar = ["position", "pk"]
