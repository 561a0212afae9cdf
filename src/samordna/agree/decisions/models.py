"""What can be stored of decisions and agreements. Every row is also an event of its case; none is ever changed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from samordna.ground.privacy.classes import PrivacyClass

INTERNAL, WORK = PrivacyClass.INTERNAL, PrivacyClass.WORK


class Decision(models.Model):
    """A decision by the association's board (``party`` is null) or by a party in its own order."""

    privacy: ClassVar = {
        **dict.fromkeys(["id", "case", "event", "party", "outcome", "decided_on", "reason"], INTERNAL),
        "decided_by": WORK,
    }
    case = models.ForeignKey("preparation.Case", models.PROTECT, related_name="decisions")
    event = models.OneToOneField("preparation.CaseEvent", models.PROTECT, related_name="decision")
    party = models.ForeignKey("parties.Organisation", models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField(max_length=12)
    decided_by = models.CharField(max_length=200, help_text="Who decided, as a role or a body")
    decided_on = models.DateField()
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=["yes", "no", "sent_back"]), name="decision_outcome_known"),
            models.CheckConstraint(condition=Q(outcome="yes") | ~Q(reason=""), name="decision_against_needs_a_reason"),
        ]


class Agreement(models.Model):
    """A version of the written agreement with the performing parties. ``document_hash`` is SHA-256 of the text."""

    privacy: ClassVar = {
        **dict.fromkeys(["id", "case", "version", "text", "document_hash", "drafted_at"], INTERNAL),
        "drafted_by_name": WORK,
    }
    case = models.ForeignKey("preparation.Case", models.PROTECT, related_name="agreements")
    version = models.PositiveIntegerField()
    text = models.TextField()
    document_hash = models.CharField(max_length=64)
    drafted_at = models.DateTimeField()
    drafted_by_name = models.CharField(max_length=300)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "version"], name="agreement_version_once")]


class Signature(models.Model):
    """A recorded signature: who, as what, for which party, when, under which exact text."""

    privacy: ClassVar = {
        **dict.fromkeys(["id", "agreement", "organisation", "signed_at", "document_hash"], INTERNAL),
        **dict.fromkeys(["name", "title", "recorded_by"], WORK),
    }
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="signatures")
    organisation = models.ForeignKey("parties.Organisation", models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    title = models.CharField(max_length=200)
    signed_at = models.DateTimeField()
    document_hash = models.CharField(max_length=64)
    recorded_by = models.ForeignKey("parties.Account", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "organisation"], name="signature_once_a_party"),
        ]
