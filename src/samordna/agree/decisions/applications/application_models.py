"""What can be stored of applications: certificates with their signatures, and the package that was handed in.

Nothing here is ever changed: a certificate that is no longer right gets a successor with a number of its own.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from samordna.ground.privacy.classes import PrivacyClass

INTERNAL, WORK = PrivacyClass.INTERNAL, PrivacyClass.WORK


class Certificate(models.Model):
    """A co-financing certificate as it was issued. ``facts`` is all it says; ``document_hash`` is their SHA-256."""

    privacy: ClassVar = {
        **dict.fromkeys(["id", "case", "event", "organisation", "number", "document_hash", "issued_at"], INTERNAL),
        **dict.fromkeys(["facts", "issued_by_name"], WORK),
    }
    case = models.ForeignKey("preparation.Case", models.PROTECT, related_name="certificates")
    event = models.OneToOneField("preparation.CaseEvent", models.PROTECT, related_name="certificate")
    organisation = models.ForeignKey("parties.Organisation", models.PROTECT, related_name="+", help_text="The payer")
    number = models.PositiveIntegerField(help_text="Within the case")
    facts = models.JSONField()
    document_hash = models.CharField(max_length=64)
    issued_at = models.DateTimeField()
    issued_by_name = models.CharField(max_length=300)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="certificate_number_once")]


class CertificateSignature(models.Model):
    """Who signed a certificate for the payer, as what, on which day."""

    privacy: ClassVar = {
        **dict.fromkeys(["id", "certificate", "event", "signed_on", "document_hash"], INTERNAL),
        **dict.fromkeys(["name", "title"], WORK),
    }
    certificate = models.OneToOneField(Certificate, models.PROTECT, related_name="signature")
    event = models.OneToOneField("preparation.CaseEvent", models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    title = models.CharField(max_length=200)
    signed_on = models.DateField()
    document_hash = models.CharField(max_length=64)


class ApplicationPackage(models.Model):
    """The files that belonged to an application, byte for byte as they were when it was handed in."""

    privacy: ClassVar = {
        **dict.fromkeys(["id", "case", "event", "form", "content_hash", "made_at"], INTERNAL),
        "content": WORK,
    }
    case = models.ForeignKey("preparation.Case", models.PROTECT, related_name="packages")
    event = models.OneToOneField("preparation.CaseEvent", models.PROTECT, related_name="package")
    form = models.CharField(max_length=60, help_text="The form whose order the files follow")
    content = models.BinaryField(help_text="A zip file")
    content_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField()
