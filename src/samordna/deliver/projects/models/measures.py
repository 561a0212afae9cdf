"""Measures (insatser): what is carried out, for whom, by whom, and who shares the cost of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from samordna.ground.privacy.classes import PrivacyClass

INTERNAL, OPEN, WORK = PrivacyClass.INTERNAL, PrivacyClass.OPEN, PrivacyClass.WORK


class Form(models.TextChoices):
    """What it is carried out within. Finsam has an association; the others may have one."""

    FINSAM = "finsam"
    ESF_PLUS = "esf_plus"
    OTHER = "other"


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
    """One measure or project. ``end`` is the last day, inclusive; None when it is not known.

    ``association`` leads it; None for a project of another form than Finsam that no association is in. A joint measure
    has ``shares`` too: the associations that bear its cost. ``region`` is where a project is carried out, None with
    ``national`` for the whole country and without it when nobody has said. ``programme_area`` is ESF+'s (code table
    ``programme_area``), empty for what ESF does not pay and when nobody has said.
    """

    privacy: ClassVar = {
        **dict.fromkeys(["id", "case"], INTERNAL),
        **dict.fromkeys(["code", "name", "description", "form", "association", "owner", "region", "national"], OPEN),
        **dict.fromkeys(["orientation", "category", "follow_up", "esf", "programme_area"], OPEN),
        **dict.fromkeys(["start", "end"], OPEN),
    }

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    form = models.CharField(max_length=10, choices=Form, default=Form.FINSAM)
    association = models.ForeignKey(
        "parties.Association", models.PROTECT, null=True, blank=True, related_name="measures"
    )
    owner = models.ForeignKey("parties.Organisation", models.PROTECT, null=True, blank=True, related_name="measures")
    region = models.ForeignKey("parties.Nuts2", models.PROTECT, null=True, blank=True, related_name="+")
    national = models.BooleanField(default=False)
    case = models.ForeignKey("preparation.Case", models.PROTECT, null=True, blank=True, related_name="measures")
    orientation = models.CharField(max_length=10, choices=Orientation)
    category = models.CharField(max_length=40, blank=True)
    follow_up = models.CharField(max_length=7, choices=FollowUp)
    esf = models.BooleanField(default=False)
    programme_area = models.CharField(max_length=2, blank=True, help_text="Code table programme_area")
    start = models.DateField()
    end = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["association", "start"], name="measure_by_association")]
        constraints = [
            models.CheckConstraint(condition=Q(orientation__in=Orientation.values), name="measure_orientation_known"),
            models.CheckConstraint(condition=Q(follow_up__in=FollowUp.values), name="measure_follow_up_known"),
            models.CheckConstraint(condition=Q(form__in=Form.values), name="measure_form_known"),
            models.CheckConstraint(
                condition=~Q(orientation="structural") | Q(follow_up="numbers"), name="measure_structural_is_numbers"
            ),
            models.CheckConstraint(
                condition=Q(end__isnull=True) | Q(end__gte=F("start")), name="measure_ends_after_its_start"
            ),
            models.CheckConstraint(
                condition=~Q(form="finsam") | Q(association__isnull=False), name="measure_of_finsam_has_association"
            ),
            models.CheckConstraint(
                condition=Q(region__isnull=True) | Q(national=False), name="measure_regional_or_national"
            ),
            models.CheckConstraint(condition=Q(programme_area="") | Q(esf=True), name="measure_area_is_of_esf"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def association_slug(self) -> str:
        """The leading association's slug, empty when there is none."""
        return self.association.slug if self.association else ""

    @property
    def led_by(self) -> str:
        """Who leads it, as people say: the association, else the owner; empty when nobody is known."""
        leader = self.association or self.owner
        return leader.name if leader else ""


class MeasureGroup(models.Model):
    """A target group of a measure (code list ``target_group``). A measure may have several."""

    privacy: ClassVar = dict.fromkeys(["measure", "group"], OPEN) | {"id": INTERNAL}

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="groups")
    group = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["measure", "group"], name="measure_group_once")]


class FkRole(models.Model):
    """One way in which Försäkringskassan takes part in an ESF+ project (code table ``fk_role``); there may be several.

    That it owns the project is not among them: the measure's owner says so.
    """

    privacy: ClassVar = dict.fromkeys(["measure", "role"], OPEN) | {"id": INTERNAL}

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="fk_roles")
    role = models.CharField(max_length=12)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["measure", "role"], name="fk_role_once"),
            models.CheckConstraint(
                condition=Q(role__in=["partner", "cofinancier", "contributing", "cooperating"]), name="fk_role_known"
            ),
        ]


class MeasureShare(models.Model):
    """How much of a joint measure's cost an association bears from a day, in hundredths of a per cent.

    The rows of a measure with the same day belong together and are 10 000 in all; the next day's rows replace them.
    A measure without rows is borne by its own association.
    """

    privacy: ClassVar = dict.fromkeys(["measure", "association", "valid_from", "share"], OPEN) | {"id": INTERNAL}
    WHOLE: ClassVar = 10_000

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="shares")
    association = models.ForeignKey("parties.Association", models.PROTECT, related_name="shares")
    valid_from = models.DateField()
    share = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar = ["valid_from", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["measure", "association", "valid_from"], name="share_once"),
            models.CheckConstraint(condition=Q(share__gt=0, share__lte=10_000), name="share_is_a_part"),
        ]
