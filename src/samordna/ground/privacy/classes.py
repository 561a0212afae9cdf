"""Privacy classes: what kind of information a field holds, and so who may ever see it. Plain Python."""

from enum import Enum


class PrivacyClass(Enum):
    """Every field of every model has exactly one of these (held by a guard)."""

    OPEN = "open"  # may be published
    INTERNAL = "internal"  # the parties' work, about no person
    WORK = "work"  # about a person at work: name and address of an official
    PSEUDONYMOUS = "pseudonymous"  # about a participant, without who it is
    IDENTIFYING = "identifying"  # who a participant is; only in the vault
    SECRET = "secret"  # noqa: S105 - a class of fields, not a password
