"""Custom questions: what an association itself asks about its participants. Never a free text."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from samordna.ground.privacy.classes import PrivacyClass


class QuestionKind(models.TextChoices):
    """What an answer is: one of the choices, any number of them, or a whole number."""

    ONE = "one"
    SEVERAL = "several"
    NUMBER = "number"


class CustomQuestion(models.Model):
    """A question of an association's own, asked at some of the occasions while it holds.

    ``valid_to`` is the last day, inclusive. Once ``answered``, the database refuses to change what was asked; the
    question can only be moved in the list and ended.
    """

    privacy: ClassVar = dict.fromkeys(
        [
            "id",
            "association",
            "name",
            "name_en",
            "kind",
            "at_in",
            "at_out",
            "at_follow_up",
            "valid_from",
            "valid_to",
            "position",
            "answered",
        ],
        PrivacyClass.OPEN,
    )
    association = models.ForeignKey("parties.Association", models.PROTECT, related_name="questions")
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=7, choices=QuestionKind)
    at_in = models.BooleanField(default=False)
    at_out = models.BooleanField(default=False)
    at_follow_up = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    position = models.PositiveSmallIntegerField()
    answered = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=QuestionKind.values), name="question_kind_known"),
            models.CheckConstraint(
                condition=Q(at_in=True) | Q(at_out=True) | Q(at_follow_up=True), name="question_asked_sometime"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="question_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def occasions(self) -> tuple[str, ...]:
        """When it is asked: in, out, follow_up."""
        return tuple(kind for kind in ("in", "out", "follow_up") if getattr(self, f"at_{kind}"))

    def holds_on(self, day: date) -> bool:
        """Whether it is asked on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class CustomChoice(models.Model):
    """One answer to choose, in the association's order."""

    privacy: ClassVar = dict.fromkeys(["id", "question", "position", "name", "name_en"], PrivacyClass.OPEN)
    question = models.ForeignKey(CustomQuestion, models.CASCADE, related_name="choices")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["question", "position"], name="choice_place_once"),
            models.UniqueConstraint(fields=["question", "name"], name="choice_name_once"),
        ]

    def __str__(self) -> str:
        return self.name
