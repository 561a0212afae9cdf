"""Participations: who takes part in what is held as pseudonyms; names and numbers are in the vault.

The database itself refuses what must never be: an anonymous participation that holds anything which leads to the
person, an end before its start, an extent that is not a quarter.
"""

import secrets
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from samordna.deliver.projects.models import Measure, Sex
from samordna.ground.privacy.classes import PrivacyClass

EXTENTS = (0, 25, 50, 75, 100)


class Mode(models.TextChoices):
    """With consent, or anonymous: without consent, protected, or withdrawn."""

    PERSON = "person"
    ANONYMOUS = "anonymous"


class State(models.TextChoices):
    """What has become of it; ``states.py`` says how one leads to another. An anonymous one stays ``active``."""

    ACTIVE = "active"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"
    MISTAKEN = "mistaken"


class Kind(models.TextChoices):
    """When the answers were given: directly before the start, directly after the end, or later."""

    IN = "in"
    OUT = "out"
    FOLLOW_UP = "follow_up"


def new_public_id() -> str:
    """Ninety-six random bits: the name of a participation in addresses, logs and the audit trail."""
    return secrets.token_urlsafe(12)


#: An anonymous participation is a measure, a sex and a year. Everything else is empty, also who typed it and when.
_NOTHING_THAT_LEADS_TO_A_PERSON = Q(
    person__isnull=True,
    birth_year__isnull=True,
    municipality__isnull=True,
    district="",
    start__isnull=True,
    planned_end__isnull=True,
    end__isnull=True,
    referred_by="",
    education="",
    support_time="",
    registered_by__isnull=True,
    registered_at__isnull=True,
)


class Participation(models.Model):
    """One person's way through one measure. The same person again is another participation.

    ``end`` is the last day, inclusive. ``person`` is the vault's pseudonym. Mistaken ones are never deleted and never
    counted; withdrawn ones have become anonymous and count in their start year.
    """

    privacy: ClassVar = {
        "id": PrivacyClass.INTERNAL,
        "measure": PrivacyClass.PSEUDONYMOUS,
        "public_id": PrivacyClass.PSEUDONYMOUS,
        "mode": PrivacyClass.PSEUDONYMOUS,
        "person": PrivacyClass.PSEUDONYMOUS,
        "sex": PrivacyClass.PSEUDONYMOUS,
        "birth_year": PrivacyClass.PSEUDONYMOUS,
        "municipality": PrivacyClass.PSEUDONYMOUS,
        "district": PrivacyClass.PSEUDONYMOUS,
        "start": PrivacyClass.PSEUDONYMOUS,
        "start_year": PrivacyClass.PSEUDONYMOUS,
        "planned_end": PrivacyClass.PSEUDONYMOUS,
        "end": PrivacyClass.PSEUDONYMOUS,
        "end_reason": PrivacyClass.PSEUDONYMOUS,
        "state": PrivacyClass.PSEUDONYMOUS,
        "referred_by": PrivacyClass.PSEUDONYMOUS,
        "education": PrivacyClass.PSEUDONYMOUS,
        "support_time": PrivacyClass.PSEUDONYMOUS,
        "registered_by": PrivacyClass.WORK,
        "registered_at": PrivacyClass.INTERNAL,
    }

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="participations", db_index=False)
    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    mode = models.CharField(max_length=9, choices=Mode)
    person = models.CharField(max_length=32, null=True, blank=True)
    sex = models.CharField(max_length=5, choices=Sex)
    birth_year = models.PositiveSmallIntegerField(null=True, blank=True)
    municipality = models.ForeignKey(
        "parties.Municipality", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    district = models.CharField(max_length=24, blank=True)
    start = models.DateField(null=True, blank=True)
    start_year = models.PositiveSmallIntegerField()
    planned_end = models.DateField(null=True, blank=True)
    end = models.DateField(null=True, blank=True)
    end_reason = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.ACTIVE)
    referred_by = models.CharField(max_length=24, blank=True)
    education = models.CharField(max_length=20, blank=True)
    support_time = models.CharField(max_length=10, blank=True)
    registered_by = models.ForeignKey(
        "parties.Account", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    registered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            # The working lists of one measure: what is open, by when it should end; what has ended, by when. All that
            # the lists are found and put in order by is there, so that the rows themselves are read for one page only.
            # Those without person data are in no list, and are many: they never end.
            models.Index(
                fields=["measure", "state", "start", "id", "planned_end"],
                name="participation_list",
                condition=Q(mode="person"),
            ),
            models.Index(
                fields=["measure", "end", "id", "end_reason"],
                name="participation_ended",
                condition=Q(mode="person", state="ended"),
            ),
            # Figures of a measure, without any person.
            models.Index(fields=["measure", "start_year", "sex"], name="participation_figures"),
            # "Is anybody left who is this person?" before the vault forgets.
            models.Index(fields=["person"], name="participation_person", condition=Q(person__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(mode__in=Mode.values), name="participation_mode_known"),
            models.CheckConstraint(condition=Q(sex__in=Sex.values), name="participation_sex_known"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="participation_state_known"),
            models.CheckConstraint(
                condition=Q(mode="person")
                | (_NOTHING_THAT_LEADS_TO_A_PERSON & Q(state__in=["active", "withdrawn", "mistaken"])),
                name="participation_anonymous_holds_nothing",
            ),
            models.CheckConstraint(
                condition=Q(mode="anonymous")
                | (Q(person__isnull=False, birth_year__isnull=False, start__isnull=False) & ~Q(state="withdrawn")),
                name="participation_person_is_somebody",
            ),
            models.CheckConstraint(
                condition=Q(end__isnull=True) | Q(start__isnull=False, end__gte=F("start")),
                name="participation_ends_after_its_start",
            ),
            models.CheckConstraint(
                condition=Q(planned_end__isnull=True) | Q(start__isnull=False, planned_end__gte=F("start")),
                name="participation_plans_to_end_after_its_start",
            ),
            models.CheckConstraint(
                condition=(Q(state="active") & Q(end__isnull=True, end_reason=""))
                | (
                    Q(state="ended")
                    & Q(end__isnull=False)
                    & ~Q(end_reason__in=["", "mistaken_entry", "withdrawn_consent"])
                )
                | Q(state="withdrawn", end_reason="withdrawn_consent")
                | Q(state="mistaken", end_reason="mistaken_entry"),
                name="participation_reason_fits_its_state",
            ),
        ]


class ParticipationGroup(models.Model):
    """A target group the participant belongs to. SUS had groups on measures only, so persons could not be followed."""

    privacy: ClassVar = {
        "id": PrivacyClass.INTERNAL,
        "participation": PrivacyClass.PSEUDONYMOUS,
        "group": PrivacyClass.PSEUDONYMOUS,
    }

    participation = models.ForeignKey(Participation, models.CASCADE, related_name="groups", db_index=False)
    group = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["participation", "group"], name="participation_group_once")]


class Consent(models.Model):
    """A written yes to one purpose, new for every participation. Erased with all else when withdrawn.

    ``wording_digest`` is that of the text as it was signed. ``explained_in``: an interpreter explained it in that
    language. ``kept`` and ``evidence`` say where the signed paper is, never who the person is.
    """

    privacy: ClassVar = {
        "id": PrivacyClass.INTERNAL,
        "participation": PrivacyClass.PSEUDONYMOUS,
        "purpose": PrivacyClass.PSEUDONYMOUS,
        "wording_version": PrivacyClass.INTERNAL,
        "wording_digest": PrivacyClass.INTERNAL,
        "language": PrivacyClass.PSEUDONYMOUS,
        "explained_in": PrivacyClass.PSEUDONYMOUS,
        "given_on": PrivacyClass.PSEUDONYMOUS,
        "how": PrivacyClass.PSEUDONYMOUS,
        "kept": PrivacyClass.PSEUDONYMOUS,
        "evidence": PrivacyClass.PSEUDONYMOUS,
        "seen_by": PrivacyClass.WORK,
        "withdrawn_at": PrivacyClass.PSEUDONYMOUS,
    }

    participation = models.ForeignKey(Participation, models.CASCADE, related_name="consents", db_index=False)
    purpose = models.CharField(max_length=20, default="register")
    wording_version = models.CharField(max_length=20)
    wording_digest = models.CharField(max_length=64, blank=True)
    language = models.CharField(max_length=10, default="sv")
    explained_in = models.CharField(max_length=10, blank=True)
    given_on = models.DateField()
    how = models.CharField(max_length=20, default="on_paper")
    kept = models.CharField(max_length=20, blank=True)
    evidence = models.CharField(max_length=60, blank=True)
    seen_by = models.ForeignKey(
        "parties.Account", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            # Where the registrar kept the last paper: asked whenever somebody is to be registered in.
            models.Index(fields=["seen_by", "id"], name="consent_seen_by", condition=Q(seen_by__isnull=False)),
        ]
        constraints = [models.UniqueConstraint(fields=["participation", "purpose"], name="consent_once_for_a_purpose")]


def _quarters(field: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__in": EXTENTS}), name=f"occasion_{field}_quarters"
    )


#: As ``tasks_sql.UNANSWERED`` says it: the database uses the index only for a question in the same words.
_MAY_LACK_ANSWERS = (
    Q(all_asked=False)
    | Q(work_unsubsidised__isnull=True)
    | Q(work_subsidised__isnull=True)
    | Q(studies__isnull=True)
    | Q(enrolled_af__isnull=True)
    | Q(programme_af__isnull=True)
    | Q(seeking__isnull=True, work_unsubsidised=0, work_subsidised=0, studies=0)
    | Q(studies__gt=0, studies_kind="")
)


class Occasion(models.Model):
    """Answers about one week. None = not answered. With ``all_asked``, a support source without a row is 0.

    Without ``all_asked`` a source without a row is missing, which is not 0. Extents are per cent of 40 hours.
    ``months`` says which follow-up it is (6 or 12 months after the end).
    """

    privacy: ClassVar = {
        "id": PrivacyClass.INTERNAL,
        "participation": PrivacyClass.PSEUDONYMOUS,
        "kind": PrivacyClass.PSEUDONYMOUS,
        "on": PrivacyClass.PSEUDONYMOUS,
        "months": PrivacyClass.PSEUDONYMOUS,
        "work_unsubsidised": PrivacyClass.PSEUDONYMOUS,
        "work_subsidised": PrivacyClass.PSEUDONYMOUS,
        "studies": PrivacyClass.PSEUDONYMOUS,
        "studies_kind": PrivacyClass.PSEUDONYMOUS,
        "seeking": PrivacyClass.PSEUDONYMOUS,
        "enrolled_af": PrivacyClass.PSEUDONYMOUS,
        "programme_af": PrivacyClass.PSEUDONYMOUS,
        "all_asked": PrivacyClass.PSEUDONYMOUS,
    }

    participation = models.ForeignKey(Participation, models.CASCADE, related_name="occasions", db_index=False)
    kind = models.CharField(max_length=9, choices=Kind)
    on = models.DateField()
    months = models.PositiveSmallIntegerField(default=0)
    work_unsubsidised = models.PositiveSmallIntegerField(null=True, blank=True)
    work_subsidised = models.PositiveSmallIntegerField(null=True, blank=True)
    studies = models.PositiveSmallIntegerField(null=True, blank=True)
    studies_kind = models.CharField(max_length=24, blank=True)
    seeking = models.BooleanField(null=True, blank=True)
    enrolled_af = models.BooleanField(null=True, blank=True)
    programme_af = models.BooleanField(null=True, blank=True)
    all_asked = models.BooleanField(default=False)

    class Meta:
        indexes = [
            # The few weeks that may lack answers, so that the lists of them need not look at all the others.
            models.Index(fields=["participation", "kind"], name="occasion_unanswered", condition=_MAY_LACK_ANSWERS),
        ]
        constraints = [
            models.UniqueConstraint(fields=["participation", "kind", "months"], name="occasion_once"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="occasion_kind_known"),
            models.CheckConstraint(
                condition=Q(kind="follow_up", months__gt=0) | (~Q(kind="follow_up") & Q(months=0)),
                name="occasion_months_for_follow_ups_only",
            ),
            _quarters("work_unsubsidised"),
            _quarters("work_subsidised"),
            _quarters("studies"),
            models.CheckConstraint(
                condition=Q(studies_kind="") | Q(studies__isnull=False, studies__gt=0),
                name="occasion_kind_of_studies_with_their_extent",
            ),
        ]


class SupportAnswer(models.Model):
    """How much of the support came from one source, in per cent: 0, 25, 50, 75 or 100."""

    privacy: ClassVar = {
        "id": PrivacyClass.INTERNAL,
        "occasion": PrivacyClass.PSEUDONYMOUS,
        "source": PrivacyClass.PSEUDONYMOUS,
        "extent": PrivacyClass.PSEUDONYMOUS,
    }

    occasion = models.ForeignKey(Occasion, models.CASCADE, related_name="support", db_index=False)
    source = models.CharField(max_length=24)
    extent = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["occasion", "source"], name="support_source_once"),
            models.CheckConstraint(condition=Q(extent__in=EXTENTS), name="support_extent_quarters"),
        ]


class EarlierAnswers(models.Model):
    """What stood in the register before a correction. The participant can see it; it goes when the person goes."""

    privacy: ClassVar = {
        "id": PrivacyClass.INTERNAL,
        "participation": PrivacyClass.PSEUDONYMOUS,
        "part": PrivacyClass.INTERNAL,
        "answers": PrivacyClass.PSEUDONYMOUS,
        "why": PrivacyClass.PSEUDONYMOUS,
        "replaced_at": PrivacyClass.INTERNAL,
        "replaced_by": PrivacyClass.WORK,
    }

    participation = models.ForeignKey(Participation, models.CASCADE, related_name="earlier_answers")
    part = models.CharField(max_length=20)
    answers = models.JSONField()
    why = models.CharField(max_length=20, blank=True)
    replaced_at = models.DateTimeField()
    replaced_by = models.ForeignKey("parties.Account", models.PROTECT, null=True, blank=True, related_name="+")


class ParticipantLink(models.Model):
    """The participant's own way in: a random token on the receipt, of which only the digest is kept. One at a time."""

    privacy: ClassVar = {
        "participation": PrivacyClass.PSEUDONYMOUS,
        "token_digest": PrivacyClass.SECRET,
        "made_at": PrivacyClass.INTERNAL,
    }

    participation = models.OneToOneField(Participation, models.CASCADE, primary_key=True, related_name="link")
    token_digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
