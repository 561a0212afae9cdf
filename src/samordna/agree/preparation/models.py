"""What can be stored of a case. The events are the truth; the columns of Case say the same, for lists and searches."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from samordna.agree.preparation.cofinancing.unit_cost_models import UnitCost, UnitCostTable
from samordna.agree.preparation.history import Event
from samordna.agree.preparation.states import BOTH, EVENTS, STAGE, STAGES
from samordna.agree.preparation.writing.proposal_models import Attachment, Comment, Draft, Presence
from samordna.ground.kernel.words import Words
from samordna.ground.privacy.classes import PrivacyClass

__all__ = [
    "Attachment",
    "Case",
    "CaseEvent",
    "Comment",
    "Draft",
    "Presence",
    "SectionVersion",
    "UnitCost",
    "UnitCostTable",
]

INTERNAL, WORK = PrivacyClass.INTERNAL, PrivacyClass.WORK
AREAS = ("A1", "A2", "B", "C", "D", "E", "F")


class Case(models.Model):
    """From a need to something that is carried out. Every column below ``need`` is a projection of the events."""

    privacy: ClassVar = dict.fromkeys(
        [
            *(
                "id",
                "key",
                "number",
                "title",
                "association",
                "need",
                "kind",
                "orientation",
                "area",
                "region",
                "call_date",
            ),
            *("start", "end", "planned_participants", "stage", "since", "parties", "guarantor_open", "last_sequence"),
        ],
        INTERNAL,
    )
    key = models.SlugField(max_length=100, unique=True, help_text="Association and number, for addresses")
    number = models.CharField(max_length=12, help_text="Year and number within the association: 2026-04")
    title = models.CharField(max_length=200)
    association = models.ForeignKey("parties.Association", models.PROTECT, related_name="cases")
    need = models.ForeignKey("needs.Need", models.PROTECT, related_name="cases")
    kind = models.CharField(max_length=20, choices=[(kind, kind) for kind in BOTH])
    orientation = models.CharField(max_length=20)
    area = models.CharField(max_length=2, blank=True)
    region = models.CharField(max_length=4, blank=True)
    call_date = models.DateField(null=True, blank=True)
    start = models.DateField(null=True, blank=True)
    end = models.DateField(null=True, blank=True, help_text="The last day")
    planned_participants = models.PositiveIntegerField(null=True, blank=True)
    stage = models.CharField(max_length=20)
    since = models.DateTimeField(help_text="When the case came to its stage")
    parties = models.ManyToManyField("parties.Organisation", related_name="cases", help_text="Asked in this round")
    guarantor_open = models.BooleanField(default=False)
    last_sequence = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "number"], name="case_number_once"),
            models.CheckConstraint(condition=Q(stage__in=[s.id for s in STAGES]), name="case_stage_known"),
            models.CheckConstraint(
                condition=Q(kind="esf", area__in=AREAS) | Q(kind="measure", area=""), name="case_kind_and_area_agree"
            ),
            models.CheckConstraint(condition=Q(orientation__in=["individual", "structural"]), name="case_orientation"),
            models.CheckConstraint(
                condition=Q(end__isnull=True) | Q(start__isnull=True) | Q(end__gte=F("start")),
                name="case_ends_after_start",
            ),
        ]
        indexes = [models.Index(fields=["stage"])]

    @property
    def stage_label(self) -> Words:
        """The stage's name for officials, in both languages."""
        return STAGE[self.stage].label


class CaseEvent(models.Model):
    """Something that happened to a case. Never changed: a correction is a new event (the database refuses the rest)."""

    privacy: ClassVar = {
        **dict.fromkeys(["id", "case", "sequence", "kind", "at", "on_behalf_of", "data", "why"], INTERNAL),
        **dict.fromkeys(["by", "by_name"], WORK),
    }
    case = models.ForeignKey(Case, models.PROTECT, related_name="events")
    sequence = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    at = models.DateTimeField()
    by = models.ForeignKey("parties.Account", models.PROTECT, null=True, blank=True, related_name="+")
    by_name = models.CharField(max_length=300)
    on_behalf_of = models.ForeignKey("parties.Organisation", models.PROTECT, null=True, blank=True, related_name="+")
    data = models.JSONField(default=dict)
    why = models.TextField(blank=True)

    class Meta:
        ordering = ["sequence"]
        constraints = [
            # Two who act at once: one of them gets the number, the other must look again.
            models.UniqueConstraint(fields=["case", "sequence"], name="case_event_in_order"),
            models.CheckConstraint(condition=Q(kind__in=[e.id for e in EVENTS]), name="case_event_kind_known"),
        ]

    @property
    def value(self) -> Event:
        """The event as history reads it."""
        return Event(
            kind=self.kind,
            at=self.at,
            by_name=self.by_name,
            party=self.on_behalf_of.party_id if self.on_behalf_of else "",
            data=self.data,
            why=self.why,
            sequence=self.sequence,
        )


class SectionVersion(models.Model):
    """The text of one question of a proposal, as it was saved once. The newest version holds; the others are kept.

    ``copied_from`` is the number of the earlier case whose text it is, until somebody has read it and saved it; with
    ``OF_NEED`` before it, the number of the need that the text was begun from.
    """

    OF_NEED: ClassVar = "n:"

    privacy: ClassVar = {
        **dict.fromkeys(["id", "case", "question", "version", "text", "saved_at", "copied_from"], INTERNAL),
        **dict.fromkeys(["saved_by", "saved_by_name"], WORK),
    }
    case = models.ForeignKey(Case, models.PROTECT, related_name="texts")
    question = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    saved_by = models.ForeignKey("parties.Account", models.PROTECT, null=True, blank=True, related_name="+")
    saved_by_name = models.CharField(max_length=300)
    saved_at = models.DateTimeField()
    copied_from = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "question", "version"], name="section_version_once"),
        ]

    @property
    def from_need(self) -> bool:
        """The text was begun from the need, not copied from another case."""
        return self.copied_from.startswith(self.OF_NEED)

    @property
    def copied_number(self) -> str:
        """The number of the case or the need that the text comes from."""
        return self.copied_from.removeprefix(self.OF_NEED)


class CustomsVersion(models.Model):
    """How long things take in an association, as it has set them from a day. The newest for a day holds."""

    privacy: ClassVar = {
        **dict.fromkeys(["id", "association", "valid_from", "answer_days", "remind_before", "remind_after"], INTERNAL),
        **dict.fromkeys(["group_days", "board_days", "set_at"], INTERNAL),
        **dict.fromkeys(["set_by", "set_by_name"], WORK),
    }
    association = models.ForeignKey("parties.Association", models.PROTECT, related_name="customs")
    valid_from = models.DateField()
    answer_days = models.PositiveSmallIntegerField(help_text="From the question to the last day for answers")
    remind_before = models.JSONField(default=list, help_text="Days before the last day, on which to remind")
    remind_after = models.JSONField(default=list, help_text="Days after the last day, on which to remind")
    group_days = models.PositiveSmallIntegerField(help_text="From complete papers to the preparation group")
    board_days = models.PositiveSmallIntegerField(help_text="From the preparation group to the board")
    set_at = models.DateTimeField()
    set_by = models.ForeignKey("parties.Account", models.PROTECT, null=True, blank=True, related_name="+")
    set_by_name = models.CharField(max_length=300)

    class Meta:
        indexes = [models.Index(fields=["association", "valid_from"])]
