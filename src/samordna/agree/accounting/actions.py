"""What can be done with the account: take it away as a file, which is noted in the audit trail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from samordna.agree.accounting import files
from samordna.agree.accounting.permissions import check_see_account, check_see_case_account
from samordna.agree.accounting.queries import Account
from samordna.agree.preparation.models import Case
from samordna.ground.parties.actor import Actor
from samordna.ground.privacy import audit


@dataclass(frozen=True)
class File:
    """What is taken away."""

    name: str
    media_type: str
    content: bytes


@transaction.atomic
def export(*, by: Actor, at: datetime, account: Account, form: str, part: str = "figures") -> File:
    """The account as a file, with who took it, when, and whose it was in the audit trail.

    NotFound outside the actor's scope; KeyError for a format or part that there is not.
    """
    check_see_account(by, account.scope)
    made = File(files.file_name(account, form, part), files.TYPES[form], files.content(account, form, part))
    audit.record(
        by=by,
        at=at,
        what="account.exported",
        subject_kind="account",
        subject=":".join(filter(None, [account.scope.kind, account.scope.key])),
        data={
            "year": account.period.year,
            "known": account.period.known.isoformat(),
            "format": form,
            "part": part if form == "csv" else "",
            "cases": len(files.listed(account)),
            "words": account.scope.with_words,
        },
    )
    return made


@transaction.atomic
def note_case_export(*, by: Actor, at: datetime, case: Case, form: str) -> None:
    """Note in the audit trail that the account of a case was taken away. NotFound outside the actor's scope."""
    check_see_case_account(by, case)
    audit.record(
        by=by, at=at, what="account.case_exported", subject_kind="case", subject=case.key, data={"format": form}
    )
