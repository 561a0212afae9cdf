"""Areas, organisations, associations with dated members, and people at work with dated assignments."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from samordna.ground.privacy.classes import PrivacyClass

OPEN, INTERNAL, WORK, SECRET = PrivacyClass.OPEN, PrivacyClass.INTERNAL, PrivacyClass.WORK, PrivacyClass.SECRET


class Nuts2(models.Model):
    """One of the eight regions of ESF+ in Sweden."""

    privacy: ClassVar = {"code": OPEN, "name": OPEN}
    code = models.CharField(max_length=4, primary_key=True)
    name = models.CharField(max_length=80)


class County(models.Model):
    """A county (län) and the name of its region, the elected body."""

    privacy: ClassVar = {"code": OPEN, "name": OPEN, "region": OPEN, "nuts2": OPEN}
    code = models.CharField(max_length=2, primary_key=True)
    name = models.CharField(max_length=80)
    region = models.CharField(max_length=80)
    nuts2 = models.ForeignKey(Nuts2, models.PROTECT, related_name="counties")


class Municipality(models.Model):
    """A municipality (kommun) with its official four-digit code."""

    privacy: ClassVar = {"code": OPEN, "name": OPEN, "county": OPEN}
    code = models.CharField(max_length=4, primary_key=True)
    name = models.CharField(max_length=80)
    county = models.ForeignKey(County, models.PROTECT, related_name="municipalities")


class Organisation(models.Model):
    """Anybody who can be a party, a member, an employer or an owner."""

    privacy: ClassVar = {
        "id": OPEN,
        "party_id": OPEN,
        "kind": OPEN,
        "name": OPEN,
        "county": OPEN,
        "municipality": OPEN,
    }
    #: The code table ``organisation_kind``. The first four can be parties of an association; any can own a project.
    KINDS: ClassVar = [
        *("fk", "af", "region", "municipality", "association", "agency", "university"),
        *("foundation", "non_profit", "church", "company", "other"),
    ]
    party_id = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    county = models.ForeignKey(County, models.PROTECT, null=True, blank=True)
    municipality = models.ForeignKey(Municipality, models.PROTECT, null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        *("fk", "af", "region", "municipality", "association", "agency", "university"),
                        *("foundation", "non_profit", "church", "company", "other"),
                    ]
                ),
                name="organisation_kind_known",
            )
        ]


class Association(models.Model):
    """A coordination association (samordningsförbund). Its start is set once; ``end`` is its last day."""

    privacy: ClassVar = {
        **dict.fromkeys(["id", "slug", "name", "organisation", "start", "end", "certainty", "source"], OPEN),
        **dict.fromkeys(["invented", "description", "address"], OPEN),
        **dict.fromkeys(["contact_name", "contact_email", "contact_phone"], WORK),
    }
    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="association")
    start = models.DateField(null=True, blank=True)
    end = models.DateField(null=True, blank=True)
    certainty = models.CharField(max_length=200, help_text="How sure the list of members is, in the source's words")
    source = models.CharField(max_length=500, blank=True)
    invented = models.BooleanField(default=False, help_text="Made up for the demo country")
    description = models.TextField(blank=True)
    address = models.CharField(max_length=300, blank=True)
    contact_name = models.CharField(max_length=120, blank=True)
    contact_email = models.EmailField(blank=True)
    contact_phone = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(end__isnull=True) | Q(start__isnull=True) | Q(end__gte=F("start")),
                name="association_ends_after_its_start",
            )
        ]


class Membership(models.Model):
    """Somebody is a member of an association from a day (unknown if null) until a day (not ended if null)."""

    privacy: ClassVar = dict.fromkeys(
        ["id", "association", "organisation", "municipality", "valid_from", "valid_to", "certainty", "source"], OPEN
    )
    association = models.ForeignKey(Association, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    municipality = models.ForeignKey(Municipality, models.PROTECT, null=True, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True, help_text="First day when it no longer holds")
    certainty = models.CharField(max_length=200)
    source = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="membership_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["association", "organisation", "valid_from"],
                name="membership_once",
                nulls_distinct=False,
            ),
        ]


class PartyPart(models.Model):
    """What an organisation does in an association beside taking part, from a day until a day.

    Taking part is a ``Membership``. Financing and using funds are said here, also of organisations that are no
    members. ``valid_to`` is the first day when it no longer holds.
    """

    privacy: ClassVar = dict.fromkeys(["id", "association", "organisation", "part", "valid_from", "valid_to"], OPEN)
    association = models.ForeignKey(Association, models.CASCADE, related_name="parts")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="parts")
    part = models.CharField(max_length=10)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(part__in=["finances", "uses_funds"]), name="party_part_known"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="party_part_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["association", "organisation", "part", "valid_from"], name="party_part_once"
            ),
        ]


class AssociationDistrict(models.Model):
    """A city district in an association's area, where the municipality is Stockholm or Göteborg and only part of it is.

    An association in one of them without districts has the whole municipality.
    """

    privacy: ClassVar = dict.fromkeys(["id", "association", "district", "valid_from", "valid_to"], OPEN)
    association = models.ForeignKey(Association, models.CASCADE, related_name="districts")
    district = models.CharField(max_length=40, help_text="Code table district")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True, help_text="First day when it no longer holds")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="district_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["association", "district", "valid_from"], name="district_once", nulls_distinct=False
            ),
        ]


class AccountManager(BaseUserManager["Account"]):
    """Accounts are found by e-mail address, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> Account:
        """The account with this address. Account.DoesNotExist if there is none."""
        return self.get(email=(username or "").strip().lower())


class Account(AbstractBaseUser):
    """A person at work who can sign in. Participants have no accounts."""

    privacy: ClassVar = {
        "id": INTERNAL,
        "email": WORK,
        "name": WORK,
        "title": WORK,
        "organisation": INTERNAL,
        "password": SECRET,
        "last_login": WORK,
        "is_active": INTERNAL,
        "is_demo": INTERNAL,
        "failed_logins": WORK,
        "locked_until": WORK,
        "must_change_password": INTERNAL,
    }
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=120, blank=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="people")
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    failed_logins = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True, blank=True)
    must_change_password = models.BooleanField(default=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["name"]
    objects = AccountManager()

    def is_locked(self, at: datetime) -> bool:
        """True while too many wrong passwords keep the account closed."""
        return self.locked_until is not None and at < self.locked_until


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """Questions about assignments."""

    def in_force(self, on: date) -> AssignmentQuerySet:
        """Those that hold on the day ``on``."""
        return self.filter(valid_from__lte=on).filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on))

    def overlapping(self, first: date, until: date | None) -> AssignmentQuerySet:
        """Those that hold on some day from ``first`` until, but not on, ``until`` (for ever if None)."""
        found = self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=first) & Q(valid_to__gt=F("valid_from")))
        return found if until is None else found.filter(valid_from__lt=until)


class Assignment(models.Model):
    """A role for something, from a day until a day. Access is always role and assignment together."""

    privacy: ClassVar = {
        "id": INTERNAL,
        "account": WORK,
        "role": WORK,
        "scope_kind": INTERNAL,
        "scope_key": INTERNAL,
        "valid_from": INTERNAL,
        "valid_to": INTERNAL,
        "assigned_by": WORK,
        "ended_by": WORK,
    }
    account = models.ForeignKey(Account, models.PROTECT, related_name="assignments")
    role = models.CharField(max_length=40)
    scope_kind = models.CharField(max_length=20)
    scope_key = models.CharField(max_length=80, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True, help_text="First day when it no longer holds")
    assigned_by = models.CharField(max_length=254)
    ended_by = models.CharField(max_length=254, blank=True)
    objects = AssignmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(scope_kind__in=["association", "measure", "national", "organisation"]),
                name="assignment_scope_known",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="assignment_ends_after_start",
            ),
        ]
        indexes = [models.Index(fields=["scope_kind", "scope_key", "role"])]


class PasswordReset(models.Model):
    """A way in that somebody else made: by post, as a link of which only the digest is kept, or shown on the screen."""

    privacy: ClassVar = {
        "id": INTERNAL,
        "account": WORK,
        "by": WORK,
        "by_name": WORK,
        "at": WORK,
        "by_post": INTERNAL,
        "token_digest": SECRET,
        "expires_at": INTERNAL,
        "used_at": WORK,
    }
    account = models.ForeignKey(Account, models.CASCADE, related_name="resets")
    by = models.CharField(max_length=254)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    by_post = models.BooleanField()
    token_digest = models.CharField(max_length=64, unique=True, null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)
