"""What participants have answered to an association's own questions."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from samordna.deliver.participants.models.participation import Occasion
from samordna.deliver.projects.models import CustomChoice, CustomQuestion
from samordna.ground.privacy.classes import PrivacyClass


class CustomAnswer(models.Model):
    """One choice, or a number, given at an occasion. Several choices are several rows; no row means not answered."""

    privacy: ClassVar = {
        "id": PrivacyClass.INTERNAL,
        "occasion": PrivacyClass.PSEUDONYMOUS,
        "question": PrivacyClass.PSEUDONYMOUS,
        "choice": PrivacyClass.PSEUDONYMOUS,
        "number": PrivacyClass.PSEUDONYMOUS,
    }

    occasion = models.ForeignKey(Occasion, models.CASCADE, related_name="custom", db_index=False)
    question = models.ForeignKey(CustomQuestion, models.PROTECT, related_name="answers")
    choice = models.ForeignKey(CustomChoice, models.PROTECT, null=True, blank=True, related_name="+")
    number = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["occasion", "question", "choice"], name="custom_answer_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(choice__isnull=False, number__isnull=True) | Q(choice__isnull=True, number__isnull=False),
                name="custom_answer_is_a_choice_or_a_number",
            ),
        ]
