"""Who may do what with drafts of reports. The docstring is the rule. What is decided is for everybody."""

from __future__ import annotations

from samordna.ground.kernel.errors import NotAllowed, NotFound
from samordna.ground.parties.actor import Actor
from samordna.learn.reports.models import ReportProposal

#: Those for whom drafts exist.
READERS = ("analyst", "national_admin")


def may_see_drafts(actor: Actor) -> bool:
    """Analysts and national administrators read drafts and say what they think of them."""
    return actor.has(*READERS)


def check_see_drafts(actor: Actor) -> None:
    """NotFound for everybody else: drafts do not exist for them."""
    if not may_see_drafts(actor):
        raise NotFound


def may_write(actor: Actor) -> bool:
    """Analysts begin drafts, write in them and ask for a decision."""
    return actor.has("analyst")


def check_write(actor: Actor) -> None:
    """NotFound for those who may not see drafts; NotAllowed for those who only read them."""
    check_see_drafts(actor)
    if not may_write(actor):
        raise NotAllowed


def may_answer(actor: Actor, proposal: ReportProposal) -> bool:
    """An analyst or national administrator who did not ask for the decision."""
    return may_see_drafts(actor) and actor.account_id is not None and actor.account_id != proposal.proposed_by_id


def check_answer(actor: Actor, proposal: ReportProposal) -> None:
    """NotFound for those who may not see it; NotAllowed for the one who asked for the decision."""
    check_see_drafts(actor)
    if not may_answer(actor, proposal):
        raise NotAllowed(
            "Den som lämnar en rapport för beslut kan inte själv besluta den. En annan person måste läsa den.",
            message_en="Who asks for a decision on a report cannot decide it. Another person must read it.",
        )
