"""What can be stored of letters: to whom, since when, how it went. Never what they are about: they say nothing."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from samordna.ground.privacy.classes import PrivacyClass

INTERNAL, WORK, SECRET = PrivacyClass.INTERNAL, PrivacyClass.WORK, PrivacyClass.SECRET
QUEUED, SENT, FAILED, DROPPED = "queued", "sent", "failed", "dropped"
STATES = (QUEUED, SENT, FAILED, DROPPED)


class Letter(models.Model):
    """A letter to one person. What it says is fixed when it is written; only how it goes is changed afterwards.

    ``role`` and ``scope_key`` say why this person gets it: whoever no longer holds that assignment gets nothing.
    """

    privacy: ClassVar = {
        **dict.fromkeys(
            ["id", "once", "kind", "role", "scope_key", "subject_kind", "subject", "path", "day", "written_at"],
            INTERNAL,
        ),
        **dict.fromkeys(["expires_on", "state", "tries", "next_try_at", "claimed_until", "claim", "done_at"], INTERNAL),
        **dict.fromkeys(["to", "sent_to", "problem"], WORK),
    }
    once = models.CharField(max_length=200, unique=True, help_text="The same letter is never written twice")
    kind = models.CharField(max_length=40)
    to = models.ForeignKey("parties.Account", models.PROTECT, related_name="letters")
    role = models.CharField(max_length=40)
    scope_key = models.CharField(max_length=80, blank=True)
    subject_kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=100)
    path = models.CharField(max_length=300, help_text="Where its link leads, after signing in")
    day = models.DateField(help_text="The Swedish day when it was written")
    written_at = models.DateTimeField()
    expires_on = models.DateField(help_text="The last day of its link")
    state = models.CharField(max_length=10, default=QUEUED)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True, blank=True, help_text="A sender has it in hand until then")
    claim = models.CharField(max_length=32, blank=True, help_text="Which sender has it in hand")
    done_at = models.DateTimeField(null=True, blank=True)
    sent_to = models.CharField(max_length=254, blank=True)
    problem = models.CharField(max_length=300, blank=True, help_text="Why it did not go, in the server's words")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=STATES), name="letter_state_known"),
            models.CheckConstraint(
                condition=Q(state=QUEUED, done_at__isnull=True) | (~Q(state=QUEUED) & Q(done_at__isnull=False)),
                name="letter_done_when_not_queued",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "next_try_at"]),
            models.Index(fields=["subject_kind", "subject", "day"]),
        ]


class CalendarAddress(models.Model):
    """The secret address at which a person's calendar program fetches the person's days. Only its digest is kept."""

    privacy: ClassVar = {"id": INTERNAL, "account": WORK, "token_digest": SECRET, "made_at": INTERNAL}
    account = models.OneToOneField("parties.Account", models.CASCADE, related_name="calendar_address")
    token_digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
