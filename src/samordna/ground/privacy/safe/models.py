"""The vault's table. Read and written through ``ground.privacy.vault`` only."""

from typing import ClassVar

from django.db import models

from samordna.ground.privacy.classes import PrivacyClass


class VaultRecord(models.Model):
    """One person: number and name encrypted together; found by a keyed digest of the number."""

    privacy: ClassVar = {
        "pseudonym": PrivacyClass.PSEUDONYMOUS,
        "number_index": PrivacyClass.IDENTIFYING,
        "index_id": PrivacyClass.INTERNAL,
        "key_id": PrivacyClass.INTERNAL,
        "content": PrivacyClass.IDENTIFYING,
        "stored_at": PrivacyClass.INTERNAL,
    }

    pseudonym = models.CharField(max_length=32, primary_key=True)
    number_index = models.CharField(max_length=64, unique=True)
    index_id = models.CharField(max_length=8, blank=True, default="", help_text="Which key made the number's digest")
    key_id = models.CharField(max_length=20)
    content = models.BinaryField()
    stored_at = models.DateTimeField()
