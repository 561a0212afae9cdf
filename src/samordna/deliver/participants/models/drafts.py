"""What has been typed and not yet registered: sealed, so that the register never holds who it is about."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from samordna.deliver.participants.models.participation import Kind, Participation, new_public_id
from samordna.deliver.projects.models import Measure
from samordna.ground.privacy.classes import PrivacyClass
from samordna.ground.privacy.sealed import Sealing


class Draft(models.Model):
    """A form of one registrar, saved while it is filled in. Nobody else opens it, and it counts as nothing.

    ``content`` is AES-GCM under a key of the vault, bound to draft and account. ``last_day`` is the last day that it
    is kept, set when it is saved. A draft of an entry has no participation yet.
    """

    sealed: ClassVar = Sealing(purpose="register.draft", subject="bond", may_go=True)
    privacy: ClassVar = {
        "id": PrivacyClass.INTERNAL,
        "public_id": PrivacyClass.PSEUDONYMOUS,
        "account": PrivacyClass.WORK,
        "kind": PrivacyClass.PSEUDONYMOUS,
        "months": PrivacyClass.PSEUDONYMOUS,
        "measure": PrivacyClass.PSEUDONYMOUS,
        "participation": PrivacyClass.PSEUDONYMOUS,
        "key_id": PrivacyClass.INTERNAL,
        "content": PrivacyClass.SECRET,
        "saved_at": PrivacyClass.INTERNAL,
        "last_day": PrivacyClass.INTERNAL,
    }

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    account = models.ForeignKey("parties.Account", models.CASCADE, related_name="+")
    kind = models.CharField(max_length=9, choices=Kind)
    months = models.PositiveSmallIntegerField(default=0)
    measure = models.ForeignKey(Measure, models.CASCADE, related_name="+", db_index=False)
    participation = models.ForeignKey(Participation, models.CASCADE, null=True, blank=True, related_name="drafts")
    key_id = models.CharField(max_length=20)
    content = models.BinaryField()
    saved_at = models.DateTimeField()
    last_day = models.DateField(db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="draft_kind_known"),
            models.CheckConstraint(
                condition=Q(kind="in", participation__isnull=True) | (~Q(kind="in") & Q(participation__isnull=False)),
                name="draft_is_of_somebody_or_of_an_entry",
            ),
        ]

    @property
    def bond(self) -> str:
        """What the sealed content is bound to: it opens in no other draft and for no other account."""
        return f"{self.public_id} {self.account_id}"
