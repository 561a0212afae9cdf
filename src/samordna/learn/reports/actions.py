"""What can be done with reports: begin, write, comment, ask for a decision, decide. Check, rule, write, audit event."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import transaction

from samordna.ground.kernel.errors import Refusal
from samordna.ground.parties.actor import Actor
from samordna.ground.privacy import audit
from samordna.learn.reports import drafts, permissions, queries
from samordna.learn.reports.description import Source, source
from samordna.learn.reports.models import (
    DecidedReport,
    ReportAnswer,
    ReportComment,
    ReportDraft,
    ReportFile,
    ReportProposal,
    ReportRevision,
)
from samordna.learn.reports.rendering import TYPES, bytes_of
from samordna.learn.reports.wrong import WrongText


@transaction.atomic
def begin_draft(*, report: str, by: Actor, at: datetime) -> ReportDraft:
    """Begin a draft on the newest release that holds the report's tables; its first text is the template's.

    NotFound when there is no such report, NotReleased when its tables are not released.
    """
    permissions.check_write(by)
    assert by.account_id is not None  # whoever holds a role has an account
    made, template = queries.newest(report), source(report)
    draft = ReportDraft.objects.create(
        report=report,
        release=made.release,
        facts=dict(template.facts),
        begun_by_id=by.account_id,
        begun_by_name=by.name,
        begun_at=at,
    )
    _save(template, ReportRevision(draft=draft, number=1), by, at)
    _record(draft, "report.begun", by, at)
    return draft


@transaction.atomic
def write(*, draft: ReportDraft, swedish: str, english: str, based_on: int, by: Actor, at: datetime) -> ReportRevision:
    """Save the text as a new revision. ``based_on`` is the revision that the writer read.

    A text that must be mended is saved too: nothing is lost; it cannot be decided until it is right. Refusal when it is
    decided or waits for a decision, when somebody has written meanwhile, or when there is no text.
    """
    permissions.check_write(by)
    last = _locked(draft)
    if last.number != based_on:
        raise Refusal(
            f"{last.written_by_name} har sparat en nyare text medan du skrev. Din text står kvar här nedanför. Öppna"
            " utkastet i ett nytt fönster, för in dina ändringar där och spara.",
            field="swedish",
            message_en=f"{last.written_by_name} has saved a newer text meanwhile. Yours is still here. Open the draft"
            " in a new window, enter your changes there and save.",
        )
    swedish, english = _lines(swedish), _lines(english)
    if not swedish.strip():
        raise Refusal("Skriv rapportens text.", field="swedish", message_en="Write the report's text.")
    if (swedish, english) == (last.swedish, last.english):
        return last
    text = Source(draft.report, draft.facts, swedish, english)
    revision = _save(text, ReportRevision(draft=draft, number=last.number + 1), by, at)
    _record(draft, "report.written", by, at, revision=revision.number)
    return revision


@transaction.atomic
def comment(*, draft: ReportDraft, section: str, text: str, by: Actor, at: datetime) -> ReportComment:
    """Say something of the draft to the others, at any time until it is decided."""
    permissions.check_see_drafts(by)
    assert by.account_id is not None
    revision = drafts.newest_revision(draft)
    if drafts.state(draft) == "decided":
        raise _decided_already()
    if not text.strip():
        raise Refusal("Skriv en kommentar.", field="text", message_en="Write a comment.")
    made = ReportComment.objects.create(
        draft=draft,
        revision=revision.number,
        section=section,
        text=text.strip(),
        written_by_id=by.account_id,
        written_by_name=by.name,
        written_at=at,
    )
    _record(draft, "report.commented", by, at, comment=made.pk)
    return made


@transaction.atomic
def propose(*, draft: ReportDraft, by: Actor, at: datetime) -> ReportProposal:
    """Ask another person to decide the text as it was saved last.

    Refusal when the text must be mended first, when it has been refused as it is, or waits already.
    """
    permissions.check_write(by)
    assert by.account_id is not None
    revision = _locked(draft)
    if ReportProposal.objects.filter(revision=revision).exists():
        raise Refusal(
            "Texten är oförändrad sedan någon svarade nej. Ändra den först.",
            message_en="The text has not changed since it was refused. Change it first.",
        )
    try:
        drafts.composed(revision)
    except WrongText as error:
        raise Refusal(
            f"Texten måste rättas innan den kan beslutas. {error.words.sv}",
            message_en=f"The text must be mended before it can be decided. {error.words.en}",
        ) from error
    proposal = ReportProposal.objects.create(
        draft=draft, revision=revision, proposed_by_id=by.account_id, proposed_by_name=by.name, proposed_at=at
    )
    _record(draft, "report.proposed", by, at, revision=revision.number)
    return proposal


@transaction.atomic
def refuse(*, draft: ReportDraft, why: str, by: Actor, at: datetime) -> ReportAnswer:
    """Say no, with the reason: the draft goes back to those who write."""
    proposal = _to_answer(draft, by)
    if not why.strip():
        raise Refusal("Skriv varför rapporten inte beslutas.", field="why", message_en="Say why it is not decided.")
    return _answer(proposal, False, why.strip(), by, at)


def decide(*, draft: ReportDraft, by: Actor, at: datetime) -> DecidedReport:
    """Say yes: the report is public from now on, and its files are kept as they are made at this moment.

    The files are made before anything is locked, since a PDF takes a second or two.
    """
    proposal = _to_answer(draft, by)
    revision = proposal.revision
    document = drafts.composed(revision)
    made = {
        (form, language): bytes_of(document, form, language)
        for language in drafts.languages(revision)
        for form in TYPES
    }
    with transaction.atomic():
        answer = _answer(proposal, True, "", by, at)
        # Two versions decided at once: the second waits here, and then sees the first.
        list(ReportDraft.objects.select_for_update().filter(report=draft.report).order_by("pk"))
        earlier = DecidedReport.objects.filter(report=draft.report).order_by("-version").first()
        version = DecidedReport.objects.create(
            report=draft.report, version=earlier.version + 1 if earlier else 1, answer=answer
        )
        for (form, language), content in made.items():
            ReportFile.objects.create(
                version=version,
                form=form,
                language=language,
                content=content,
                digest=hashlib.sha256(content).hexdigest(),
            )
    return version


def _to_answer(draft: ReportDraft, by: Actor) -> ReportProposal:
    permissions.check_see_drafts(by)
    proposal = drafts.open_proposal(draft)
    if proposal is None:
        raise _decided_already() if drafts.state(draft) == "decided" else _not_proposed()
    permissions.check_answer(by, proposal)
    return proposal


def _answer(proposal: ReportProposal, decided: bool, why: str, by: Actor, at: datetime) -> ReportAnswer:
    assert by.account_id is not None
    proposal = ReportProposal.objects.select_for_update().get(pk=proposal.pk)
    if ReportAnswer.objects.filter(proposal=proposal).exists():
        raise _decided_already()
    answer = ReportAnswer.objects.create(
        proposal=proposal,
        proposed_by_id=proposal.proposed_by_id,
        decided=decided,
        why=why,
        answered_by_id=by.account_id,
        answered_by_name=by.name,
        answered_at=at,
    )
    what = "report.decided" if decided else "report.refused"
    _record(proposal.draft, what, by, at, why=why, revision=proposal.revision.number)
    return answer


def _locked(draft: ReportDraft) -> ReportRevision:
    """The newest text of a draft that is being written; whoever writes at the same moment waits. Else Refusal."""
    ReportDraft.objects.select_for_update().get(pk=draft.pk)
    match drafts.state(draft):
        case "decided":
            raise _decided_already()
        case "proposed":
            raise Refusal(
                "Rapporten väntar på beslut och kan inte ändras nu. Den som beslutar kan svara nej och säga varför.",
                message_en="The report waits for a decision and cannot be changed now.",
            )
    return drafts.newest_revision(draft)


def _decided_already() -> Refusal:
    return Refusal(
        "Rapporten har redan fått svar. Läs sidan igen.",
        message_en="The report has been answered. Read the page again.",
    )


def _not_proposed() -> Refusal:
    return Refusal("Rapporten är inte lämnad för beslut.", message_en="Nobody has asked for a decision on the report.")


def _lines(text: str) -> str:
    """The text with one kind of line end, and one at its end."""
    return "\n".join(line.rstrip() for line in text.splitlines()).strip("\n") + "\n" if text.strip() else ""


def _save(text: Source, revision: ReportRevision, by: Actor, at: datetime) -> ReportRevision:
    assert by.account_id is not None
    revision.swedish, revision.english = text.swedish, text.english
    revision.written_by_id, revision.written_by_name, revision.written_at = by.account_id, by.name, at
    revision.save()
    return revision


def _record(draft: ReportDraft, what: str, by: Actor, at: datetime, why: str = "", **data: int) -> None:
    audit.record(
        by=by,
        at=at,
        what=what,
        subject_kind="report_draft",
        subject=str(draft.pk),
        why=why,
        data={"report": draft.report, "release": draft.release.number, **data},
    )
