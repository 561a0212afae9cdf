"""What can be stored of boards and their meetings: seats and charter as dated data, agenda, attendance, minutes."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from samordna.agree.decisions.meetings.rules import MAJORITIES, MEMBER, QUORUMS, SUBSTITUTE
from samordna.agree.decisions.meetings.states import KINDS, STATES
from samordna.ground.privacy.classes import PrivacyClass

INTERNAL, WORK = PrivacyClass.INTERNAL, PrivacyClass.WORK


class Charter(models.Model):
    """What an association's charter and board have settled about meetings, from a day until the next version."""

    privacy: ClassVar = dict.fromkeys(
        [
            *("id", "association", "valid_from", "source", "quorum", "every_party", "majority", "majority_for"),
            *("casting_vote", "remote_decided_on", "audio_allowed", "outside_meetings"),
            *("notice_board", "recorded_at"),
        ],
        INTERNAL,
    ) | {"recorded_by_name": WORK}
    association = models.ForeignKey("parties.Association", models.PROTECT, related_name="charters")
    valid_from = models.DateField()
    source = models.CharField(max_length=300, help_text="Who decided it, and when")
    quorum = models.CharField(max_length=20, default="half")
    every_party = models.BooleanField(default=False)
    majority = models.CharField(max_length=20, default="simple")
    majority_for = models.CharField(max_length=20, default="measures", help_text="measures or all")
    casting_vote = models.BooleanField(default=True)
    remote_decided_on = models.DateField(null=True, blank=True, help_text="When the board allowed it (R18)")
    audio_allowed = models.BooleanField(default=False)
    outside_meetings = models.BooleanField(default=False, help_text="Delegation or per capsulam")
    notice_board = models.CharField(max_length=200, blank=True, help_text="Where notices are posted (9 § p 7)")
    recorded_at = models.DateTimeField(null=True)
    recorded_by_name = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "valid_from"], name="charter_once_a_day"),
            models.CheckConstraint(condition=Q(quorum__in=QUORUMS), name="charter_quorum_known"),
            models.CheckConstraint(condition=Q(majority__in=list(MAJORITIES)), name="charter_majority_known"),
            models.CheckConstraint(
                condition=Q(majority_for__in=["measures", "all"]), name="charter_majority_for_known"
            ),
        ]


class Seat(models.Model):
    """Somebody holds a seat on the board for a member of the association, with or without an account."""

    privacy: ClassVar = {
        **dict.fromkeys(["id", "association", "member", "kind", "order", "lead", "valid_from", "valid_to"], INTERNAL),
        **dict.fromkeys(["name", "account"], WORK),
    }
    association = models.ForeignKey("parties.Association", models.PROTECT, related_name="seats")
    member = models.ForeignKey("parties.Organisation", models.PROTECT, related_name="seats")
    kind = models.CharField(max_length=12)
    order = models.PositiveSmallIntegerField(default=1, help_text="In which order substitutes are called (12 §)")
    lead = models.CharField(max_length=8, blank=True)
    name = models.CharField(max_length=120)
    account = models.ForeignKey("parties.Account", models.PROTECT, null=True, blank=True, related_name="seats")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True, help_text="First day when it no longer holds")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=[MEMBER, SUBSTITUTE]), name="seat_kind_known"),
            models.CheckConstraint(condition=Q(lead__in=["", "chair", "vice"]), name="seat_lead_known"),
            models.CheckConstraint(condition=Q(kind=MEMBER) | Q(lead=""), name="seat_lead_is_ordinary"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="seat_ends_after_start"
            ),
        ]


class Meeting(models.Model):
    """A meeting of the preparation group or the board."""

    privacy: ClassVar = {
        **dict.fromkeys(
            [
                *("id", "key", "association", "kind", "number", "starts_at", "place", "state", "called_at"),
                *("opened_at", "closed_at", "adjusted_on", "posted_on", "minutes_hash", "cancelled_because"),
                "agenda_changed_at",
            ],
            INTERNAL,
        ),
        **dict.fromkeys(["called_by", "sent_by", "adjusted_by", "secretary"], WORK),
    }
    key = models.SlugField(max_length=110, unique=True)
    association = models.ForeignKey("parties.Association", models.PROTECT, related_name="meetings")
    kind = models.CharField(max_length=8)
    number = models.CharField(max_length=12, help_text="Year and number: 2026-04")
    starts_at = models.DateTimeField()
    place = models.CharField(max_length=200)
    state = models.CharField(max_length=12)
    called_by = models.CharField(max_length=200, help_text="In whose name the call is sent")
    called_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.CharField(max_length=300, blank=True, help_text="Who sent the call")
    agenda_changed_at = models.DateTimeField(null=True, blank=True, help_text="Changed after the call was sent")
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    secretary = models.CharField(max_length=200, blank=True)
    adjusted_on = models.DateField(null=True, blank=True)
    adjusted_by = models.CharField(max_length=300, blank=True)
    posted_on = models.DateField(null=True, blank=True, help_text="When the notice was posted")
    minutes_hash = models.CharField(max_length=64, blank=True)
    cancelled_because = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "kind", "number"], name="meeting_number_once"),
            models.CheckConstraint(condition=Q(kind__in=list(KINDS)), name="meeting_kind_known"),
            models.CheckConstraint(condition=Q(state__in=[s.id for s in STATES]), name="meeting_state_known"),
            models.CheckConstraint(
                condition=~Q(state="adjusted") | (Q(adjusted_on__isnull=False) & ~Q(minutes_hash="")),
                name="meeting_adjusted_is_frozen",
            ),
        ]


class Points(models.QuerySet["AgendaItem"]):
    """Points of agendas."""

    def standing(self) -> Points:
        """Those that are on the agenda: not taken off, and no need that has become a proposal meanwhile."""
        gone = Q(need__cases__isnull=False, outcome="", section=None)
        return self.filter(removed_at=None).exclude(pk__in=AgendaItem.objects.filter(gone).values("pk"))


class AgendaItem(models.Model):
    """A point of the agenda: a case, a need, or something of the board's own; and what came of it."""

    privacy: ClassVar = {
        **dict.fromkeys(
            [
                *("id", "meeting", "position", "section", "case", "need", "title", "text", "proposal", "removed_at"),
                *("outcome", "said", "reason", "votes_for", "votes_against", "votes_abstain", "chair_vote", "counted"),
                *("immediate", "decided_at", "event", "mark"),
            ],
            INTERNAL,
        ),
        "recorded_by_name": WORK,
    }
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField()
    mark = models.CharField(max_length=12, blank=True, help_text="adjusters, approve: formal points with a meaning")
    section = models.PositiveIntegerField(null=True, blank=True, help_text="The number after §, within the year")
    case = models.ForeignKey("preparation.Case", models.PROTECT, null=True, blank=True, related_name="agenda_items")
    need = models.ForeignKey("needs.Need", models.PROTECT, null=True, blank=True, related_name="agenda_items")
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True, help_text="What it is about")
    proposal = models.TextField(blank=True, help_text="What is proposed to be decided")
    removed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=12, blank=True)
    said = models.TextField(blank=True, help_text="The decision in words")
    reason = models.TextField(blank=True)
    counted = models.BooleanField(default=False, help_text="The votes were counted")
    votes_for = models.PositiveSmallIntegerField(default=0)
    votes_against = models.PositiveSmallIntegerField(default=0)
    votes_abstain = models.PositiveSmallIntegerField(default=0)
    chair_vote = models.CharField(max_length=4, blank=True)
    immediate = models.BooleanField(default=False, help_text="Adjusted at once")
    decided_at = models.DateTimeField(null=True, blank=True)
    event = models.OneToOneField("preparation.CaseEvent", models.PROTECT, null=True, blank=True, related_name="+")
    recorded_by_name = models.CharField(max_length=300, blank=True)
    objects = Points.as_manager()

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=["", "yes", "no", "sent_back", "adjourned", "noted"]), name="item_outcome_known"
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=["no", "sent_back"]) | ~Q(reason=""), name="item_against_needs_a_reason"
            ),
            models.CheckConstraint(condition=Q(case__isnull=True) | Q(need__isnull=True), name="item_about_one_thing"),
            models.UniqueConstraint(
                fields=["meeting", "case"], condition=Q(removed_at__isnull=True), name="item_case_once_a_meeting"
            ),
        ]


class Attendance(models.Model):
    """Somebody was at the meeting, and how. For the board by seat, for the group by account."""

    privacy: ClassVar = {
        **dict.fromkeys(["id", "meeting", "seat", "party", "way", "adjusts", "from_section", "to_section"], INTERNAL),
        **dict.fromkeys(["account", "name"], WORK),
    }
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendances")
    seat = models.ForeignKey(Seat, models.PROTECT, null=True, blank=True, related_name="attendances")
    account = models.ForeignKey("parties.Account", models.PROTECT, null=True, blank=True, related_name="+")
    party = models.ForeignKey("parties.Organisation", models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=120)
    way = models.CharField(max_length=8)
    adjusts = models.BooleanField(default=False, help_text="Elected to adjust the minutes")
    from_section = models.PositiveIntegerField(null=True, blank=True, help_text="Came late: there from this point")
    to_section = models.PositiveIntegerField(null=True, blank=True, help_text="Left: there up to this point")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "seat"], name="attends_once_by_seat"),
            models.UniqueConstraint(
                fields=["meeting", "account"], condition=Q(seat__isnull=True), name="attends_once_by_account"
            ),
            models.CheckConstraint(condition=Q(way__in=["room", "remote", "audio"]), name="attends_somehow"),
        ]

    def there_at(self, section: int | None) -> bool:
        """Whether the person is there at a point; without one, when the meeting begins."""
        if section is None:
            return self.from_section is None
        came, left = self.from_section or 0, self.to_section
        return came <= section and (left is None or section <= left)


class Away(models.Model):
    """Somebody who attends was out at one item: for a conflict of interest, or for another reason."""

    privacy: ClassVar = dict.fromkeys(["id", "item", "attendance", "why"], INTERNAL)
    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="away")
    attendance = models.ForeignKey(Attendance, models.PROTECT, related_name="away")
    why = models.CharField(max_length=10)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "attendance"], name="away_once_an_item"),
            models.CheckConstraint(condition=Q(why__in=["conflict", "left"]), name="away_reason_known"),
        ]


class Reservation(models.Model):
    """Somebody who took part in a decision has said that she is against it, in words of her own."""

    privacy: ClassVar = {
        **dict.fromkeys(["id", "item", "attendance", "text", "made_at"], INTERNAL),
        "recorded_by_name": WORK,
    }
    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="reservations")
    attendance = models.ForeignKey(Attendance, models.PROTECT, related_name="reservations")
    text = models.TextField(blank=True)
    made_at = models.DateTimeField()
    recorded_by_name = models.CharField(max_length=300)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "attendance"], name="reservation_once_a_person")]


class MinutesVersion(models.Model):
    """A version of the minutes as text. ``draft_hash`` is that of the draft that the records gave when it was saved."""

    privacy: ClassVar = {
        **dict.fromkeys(
            ["id", "meeting", "version", "text", "document_hash", "draft_hash", "by_person", "saved_at"], INTERNAL
        ),
        "saved_by_name": WORK,
    }
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="minutes")
    version = models.PositiveIntegerField()
    text = models.TextField()
    document_hash = models.CharField(max_length=64)
    draft_hash = models.CharField(max_length=64)
    by_person = models.BooleanField()
    saved_at = models.DateTimeField()
    saved_by_name = models.CharField(max_length=300)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "version"], name="minutes_version_once")]
