"""What can be stored of code tables: their changes. The lists that the product brings stand in ``parameters/codes``."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from samordna.ground.parameters.changes import ADDED, ENDED, KINDS, RENAMED
from samordna.ground.privacy.classes import PrivacyClass

OPEN, INTERNAL, WORK = PrivacyClass.OPEN, PrivacyClass.INTERNAL, PrivacyClass.WORK


class CodeChange(models.Model):
    """A value that was added, renamed or ended in an open table. Append-only: what was is what it is.

    ``day`` is the first day of the value or the name, or the last day of the value; only an end may lack one, and then
    the value goes on until further notice.
    """

    privacy: ClassVar = {
        **dict.fromkeys(["table", "code", "kind", "day", "sv", "en", "group", "why"], OPEN),
        **dict.fromkeys(["id", "mark", "at"], INTERNAL),
        "by": WORK,
    }
    mark = models.UUIDField(default=uuid.uuid4, unique=True, help_text="Tells one state of the tables from another")
    table = models.CharField(max_length=40)
    code = models.CharField(max_length=40)
    kind = models.CharField(max_length=8)
    day = models.DateField(null=True, blank=True)
    sv = models.CharField(max_length=120, blank=True)
    en = models.CharField(max_length=120, blank=True)
    group = models.CharField(max_length=40, blank=True)
    why = models.CharField(max_length=300)
    by = models.CharField(max_length=254)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="code_change_kind_known"),
            models.CheckConstraint(condition=Q(kind=ENDED) | Q(day__isnull=False), name="code_change_has_its_day"),
            models.CheckConstraint(
                condition=Q(kind=ENDED, sv="", en="") | (Q(kind__in=[ADDED, RENAMED]) & ~Q(sv="") & ~Q(en="")),
                name="code_change_has_its_name",
            ),
            models.UniqueConstraint(fields=["table", "code"], condition=Q(kind=ADDED), name="code_added_once"),
        ]
