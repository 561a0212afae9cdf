"""What can be stored of decisions and agreements. Every row is also an event of its case; none is ever changed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from samordna.agree.decisions.applications.application_models import (
    ApplicationPackage,
    Certificate,
    CertificateSignature,
)
from samordna.ground.privacy.classes import PrivacyClass

__all__ = [
    "Agreement",
    "ApplicationPackage",
    "Certificate",
    "CertificateSignature",
    "Decision",
    "Signature",
]

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


class AgreementTemplate(models.Model):
    """An association's own template for agreements, as it was saved once. The newest version is used."""

    privacy: ClassVar = {
        **dict.fromkeys(["id", "association", "version", "text", "saved_at"], INTERNAL),
        **dict.fromkeys(["saved_by", "saved_by_name"], WORK),
    }
    association = models.ForeignKey("parties.Association", models.PROTECT, related_name="agreement_templates")
    version = models.PositiveIntegerField()
    text = models.TextField()
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey("parties.Account", models.PROTECT, null=True, blank=True, related_name="+")
    saved_by_name = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "version"], name="agreement_template_version_once"),
        ]


class DecisionOrder(models.Model):
    """How an organisation decides on ESF+ projects from a day on, step by step. A change is a new row."""

    privacy: ClassVar = {
        **dict.fromkeys(["id", "organisation", "valid_from", "steps", "source", "set_at"], INTERNAL),
        **dict.fromkeys(["set_by", "set_by_name"], WORK),
    }
    organisation = models.ForeignKey("parties.Organisation", models.PROTECT, related_name="decision_orders")
    valid_from = models.DateField()
    steps = models.JSONField(help_text="In order: id, label, decider, needs, from_stage, days")
    source = models.CharField(max_length=300, blank=True, help_text="The document that says so")
    set_at = models.DateTimeField()
    set_by = models.ForeignKey("parties.Account", models.PROTECT, null=True, blank=True, related_name="+")
    set_by_name = models.CharField(max_length=300)


class SigningRequest(models.Model):
    """A signature asked for by a signature service, and how far it has come. The key makes it the same at the service.

    ``prepared`` before the service has been called, ``sent`` when it has answered, then ``signed``, ``refused`` or
    ``cancelled``. A call that was cut off leaves ``prepared``: asking again with the same key asks for nothing new.
    """

    privacy: ClassVar = {
        **dict.fromkeys(["id", "agreement", "organisation", "service", "key", "status", "reference"], INTERNAL),
        **dict.fromkeys(["asked_at", "changed_at", "attempts", "problem"], INTERNAL),
        **dict.fromkeys(["name", "title", "asked_by"], WORK),
    }
    STATUSES: ClassVar = ["prepared", "sent", "signed", "refused", "cancelled"]
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="requests")
    organisation = models.ForeignKey("parties.Organisation", models.PROTECT, related_name="+")
    service = models.CharField(max_length=40)
    key = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    title = models.CharField(max_length=200)
    status = models.CharField(max_length=12)
    reference = models.CharField(max_length=200, blank=True)
    problem = models.CharField(max_length=300, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("parties.Account", models.PROTECT, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["prepared", "sent", "signed", "refused", "cancelled"]),
                name="signing_request_status_known",
            ),
        ]


class SignedFile(models.Model):
    """A signed agreement as a file that somebody has put back, kept as it came.

    ``match`` says how sure it is that the file is this version: ``exact`` (it begins with our own file, byte by byte),
    ``named`` (it carries our checksum) or ``said`` (only the person says so, as for a scanned paper).
    """

    privacy: ClassVar = {
        **dict.fromkeys(["id", "agreement", "sha256", "size", "match", "added_at"], INTERNAL),
        **dict.fromkeys(["content", "filename", "added_by", "added_by_name"], WORK),
    }
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="files")
    content = models.BinaryField()
    filename = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    match = models.CharField(max_length=8)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("parties.Account", models.PROTECT, null=True, blank=True, related_name="+")
    added_by_name = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "sha256"], name="signed_file_once"),
            models.CheckConstraint(condition=Q(match__in=["exact", "named", "said"]), name="signed_file_match_known"),
        ]


# The models of meetings are this app's too; Django looks for them here.
from samordna.agree.decisions.meetings import models as meeting_models  # noqa: E402, F401
