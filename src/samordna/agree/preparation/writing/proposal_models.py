"""What is stored around a proposal while people work on it: drafts, who is here, comments and attachments.

None of it decides anything: what holds are the versions of the texts and the events of the case. Drafts and presence
come and go with every key that is pressed, so they leave no event in the trail; comments and attachments do.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from samordna.ground.privacy.classes import PrivacyClass

INTERNAL, WORK = PrivacyClass.INTERNAL, PrivacyClass.WORK


class Draft(models.Model):
    """What one person has written in a question and not saved for the others. ``based_on`` is the version it began
    from.
    """

    privacy: ClassVar = {
        **dict.fromkeys(["id", "case", "question", "text", "based_on", "saved_at"], INTERNAL),
        "account": WORK,
    }
    case = models.ForeignKey("preparation.Case", models.CASCADE, related_name="drafts")
    question = models.CharField(max_length=40)
    account = models.ForeignKey("parties.Account", models.CASCADE, related_name="+")
    text = models.TextField(blank=True)
    based_on = models.PositiveIntegerField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "question", "account"], name="draft_one_each")]


class Presence(models.Model):
    """Where in a proposal somebody was last seen. One row a person and case; old ones are thrown away."""

    privacy: ClassVar = {
        **dict.fromkeys(["id", "case", "section", "seen_at", "wrote_at"], INTERNAL),
        "account": WORK,
    }
    case = models.ForeignKey("preparation.Case", models.CASCADE, related_name="present")
    account = models.ForeignKey("parties.Account", models.CASCADE, related_name="+")
    section = models.CharField(max_length=20)
    seen_at = models.DateTimeField()
    wrote_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "account"], name="presence_one_each")]


class Comment(models.Model):
    """Something said about a section of a proposal, or in answer to that (``thread`` is then what it answers).

    Only the first of a thread is resolved. What is taken back keeps its text for those who ask years later; the pages
    show that it was there, by whom and when it was taken back.
    """

    privacy: ClassVar = {
        **dict.fromkeys(["id", "case", "section", "question", "thread", "text", "at"], INTERNAL),
        **dict.fromkeys(["resolved_at", "taken_back_at"], INTERNAL),
        **dict.fromkeys(["by", "by_name", "resolved_by_name"], WORK),
    }
    case = models.ForeignKey("preparation.Case", models.PROTECT, related_name="comments")
    section = models.CharField(max_length=20)
    question = models.CharField(max_length=40, blank=True)
    thread = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="answers")
    text = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey("parties.Account", models.PROTECT, null=True, blank=True, related_name="+")
    by_name = models.CharField(max_length=300)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by_name = models.CharField(max_length=300, blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(thread__isnull=True) | Q(resolved_at__isnull=True), name="comment_threads_are_resolved"
            ),
        ]


class AttachmentManager(models.Manager["Attachment"]):
    """Attachments are listed without their bytes."""

    def get_queryset(self) -> models.QuerySet[Attachment]:
        """The bytes are read when somebody asks for them."""
        return super().get_queryset().defer("content")


class Attachment(models.Model):
    """A file that belongs to a proposal. One that is removed stands in the list; its bytes are thrown away in time."""

    privacy: ClassVar = {
        **dict.fromkeys(["id", "case", "name", "kind", "size", "sha256", "content", "at"], INTERNAL),
        **dict.fromkeys(["removed_at", "removed_because", "cleared_at"], INTERNAL),
        **dict.fromkeys(["by", "by_name", "removed_by_name"], WORK),
    }
    case = models.ForeignKey("preparation.Case", models.PROTECT, related_name="attachments")
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=4)
    size = models.PositiveIntegerField(help_text="Bytes")
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField(null=True)
    at = models.DateTimeField()
    by = models.ForeignKey("parties.Account", models.PROTECT, null=True, blank=True, related_name="+")
    by_name = models.CharField(max_length=300)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by_name = models.CharField(max_length=300, blank=True)
    removed_because = models.CharField(max_length=300, blank=True)
    cleared_at = models.DateTimeField(null=True, blank=True, help_text="When the bytes of a removed file were erased")

    objects = AttachmentManager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            # The same file twice is one.
            models.UniqueConstraint(
                fields=["case", "sha256"], condition=Q(removed_at__isnull=True), name="attachment_once"
            ),
            models.CheckConstraint(
                condition=Q(cleared_at__isnull=True, content__isnull=False)
                | Q(removed_at__isnull=False, cleared_at__isnull=False, content__isnull=True),
                name="attachment_has_its_bytes_until_cleared",
            ),
        ]
