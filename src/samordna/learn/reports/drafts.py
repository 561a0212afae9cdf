"""What is known of a draft: where it is on its way, its text, and what must be mended before it can be decided."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from samordna.engine.document import Document
from samordna.engine.formats.html import document_as_html
from samordna.engine.frozen import thaw
from samordna.engine.words import Words
from samordna.ground.kernel.clock import day_of
from samordna.ground.kernel.errors import NotFound
from samordna.ground.parties.actor import Actor
from samordna.learn.checking.check import check
from samordna.learn.checking.findings import Finding
from samordna.learn.checking.reading import read_bytes
from samordna.learn.reports import permissions
from samordna.learn.reports.compose import compose
from samordna.learn.reports.description import Description, Source, described
from samordna.learn.reports.models import ReportAnswer, ReportDraft, ReportProposal, ReportRevision
from samordna.learn.reports.states import WRITING, state_of
from samordna.learn.reports.wrong import WrongText


@dataclass(frozen=True)
class Read:
    """A revision as it reads: ``document`` is None when the text must be mended, and then ``wrong`` says what."""

    document: Document | None
    wrong: Words | None = None


def drafts(actor: Actor) -> QuerySet[ReportDraft]:
    """All drafts, newest first. NotFound for those for whom there are none."""
    permissions.check_see_drafts(actor)
    return ReportDraft.objects.select_related("release").order_by("-begun_at", "-pk")


def draft_of(actor: Actor, number: int) -> ReportDraft:
    """One draft, by its number."""
    found = drafts(actor).filter(pk=number).first()
    if found is None:
        raise NotFound
    return found


def newest_revision(draft: ReportDraft) -> ReportRevision:
    """The text as it was saved last."""
    return draft.revisions.order_by("-number")[0]


def open_proposal(draft: ReportDraft) -> ReportProposal | None:
    """What waits for an answer."""
    return draft.proposals.filter(answer__isnull=True).first()


def last_answer(draft: ReportDraft) -> ReportAnswer | None:
    """The newest yes or no."""
    return ReportAnswer.objects.filter(proposal__draft=draft).select_related("proposal").order_by("-pk").first()


def state(draft: ReportDraft) -> str:
    """Where the draft is: writing, proposed or decided."""
    answer = last_answer(draft)
    return state_of(waits=open_proposal(draft) is not None, decided=answer is not None and answer.decided).id


def is_open(draft: ReportDraft) -> bool:
    """Whether it can be written in."""
    return state(draft) == WRITING


def written(revision: ReportRevision) -> Source:
    """What the revision is made of."""
    draft = revision.draft
    return Source(draft.report, draft.facts, revision.swedish, revision.english)


def languages(revision: ReportRevision) -> tuple[str, ...]:
    """The languages that the text is written in."""
    return ("sv", "en") if revision.english.strip() else ("sv",)


def composed(revision: ReportRevision) -> Document:
    """The revision with its figures, from the release's stored tables. WrongText when the text must be mended."""
    return _document(described(written(revision)), revision.draft)


def _document(report: Description, draft: ReportDraft) -> Document:
    release = draft.release
    tables = {name: thaw(release.tables[name]) for name in report.tables.values()}
    return compose(report, tables, release.number, day_of(release.answer.answered_at))


def read(revision: ReportRevision) -> Read:
    """The revision as it reads, or what must be mended in it."""
    try:
        return Read(composed(revision))
    except WrongText as error:
        return Read(None, error.words)


def findings(document: Document) -> list[Finding]:
    """What the check of printed figures says of the report: the same rules as for the reports of others."""
    return check(read_bytes(document_as_html(document).encode()).document)
