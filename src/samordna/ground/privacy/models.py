"""What is kept about who did and who looked. Rows are added, never changed: the database refuses anything else."""

from typing import ClassVar

from django.db import models

from samordna.ground.privacy.classes import PrivacyClass


class AuditEvent(models.Model):
    """A change: who, on whose behalf, when, what, why. Each row carries the digest of the row before it."""

    privacy: ClassVar = {
        "sequence": PrivacyClass.INTERNAL,
        "at": PrivacyClass.INTERNAL,
        "actor": PrivacyClass.WORK,
        "actor_name": PrivacyClass.WORK,
        "on_behalf_of": PrivacyClass.INTERNAL,
        "what": PrivacyClass.INTERNAL,
        "subject_kind": PrivacyClass.INTERNAL,
        "subject": PrivacyClass.PSEUDONYMOUS,
        "why": PrivacyClass.INTERNAL,
        "data": PrivacyClass.PSEUDONYMOUS,
        "previous": PrivacyClass.INTERNAL,
        "digest": PrivacyClass.INTERNAL,
    }

    sequence = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=254, blank=True, help_text="The account's e-mail address; empty for the system")
    actor_name = models.CharField(max_length=200)
    on_behalf_of = models.CharField(max_length=80, blank=True, help_text="Party id")
    what = models.CharField(max_length=80)
    subject_kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=80)
    why = models.TextField(blank=True)
    data = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        indexes = [models.Index(fields=["subject_kind", "subject"])]


class AccessLogEntry(models.Model):
    """Somebody looked at a person's record. The participant can be given these."""

    privacy: ClassVar = {
        "id": PrivacyClass.INTERNAL,
        "at": PrivacyClass.INTERNAL,
        "actor": PrivacyClass.WORK,
        "actor_name": PrivacyClass.WORK,
        "organisation": PrivacyClass.INTERNAL,
        "subject_kind": PrivacyClass.INTERNAL,
        "subject": PrivacyClass.PSEUDONYMOUS,
        "purpose": PrivacyClass.INTERNAL,
    }

    at = models.DateTimeField()
    actor = models.CharField(max_length=254, blank=True)
    actor_name = models.CharField(max_length=200)
    organisation = models.CharField(max_length=200, blank=True)
    subject_kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=80)
    purpose = models.CharField(max_length=120)

    class Meta:
        indexes = [models.Index(fields=["subject_kind", "subject", "at"])]


class ActionKey(models.Model):
    """A form that has been carried out. A second press of the same form finds its key here and does nothing."""

    privacy: ClassVar = {
        "key": PrivacyClass.INTERNAL,
        "actor": PrivacyClass.WORK,
        "at": PrivacyClass.INTERNAL,
        "result": PrivacyClass.INTERNAL,
    }

    key = models.CharField(max_length=64, primary_key=True)
    actor = models.CharField(max_length=254, blank=True)
    at = models.DateTimeField()
    result = models.CharField(max_length=300, blank=True, help_text="Where the first press led")


class RegisterMark(models.Model):
    """What kind of register this database is. A mark is set once and never removed."""

    privacy: ClassVar = {"name": PrivacyClass.INTERNAL, "value": PrivacyClass.INTERNAL, "at": PrivacyClass.INTERNAL}

    name = models.CharField(max_length=40, primary_key=True)
    value = models.CharField(max_length=200)
    at = models.DateTimeField()
