"""Other cases in which the same cost may be promised: the rule put to what is stored.

Every case is looked through, since a party may promise the same post to two associations; a case outside the reader's
scope is counted but never named.
"""

from __future__ import annotations

from dataclasses import dataclass

from samordna.agree.preparation.case_state import CaseState
from samordna.agree.preparation.events import state_of
from samordna.agree.preparation.models import Case
from samordna.agree.preparation.permissions import may_see_case
from samordna.agree.preparation.rules.double_counting import Project, Twice, project_of, promised_twice
from samordna.agree.preparation.states import ESF
from samordna.ground.kernel.errors import Refusal
from samordna.ground.parties.actor import Actor


@dataclass(frozen=True)
class Found:
    """Something promised twice, and the other case; None when the reader may not see that one."""

    twice: Twice
    other: Case | None


def found_for(actor: Actor, case: Case, state: CaseState) -> list[Found]:
    """What the case's parties promise in other live cases too, the certain first."""
    ours = project_of(case.key, _need(case), state)
    if case.kind != ESF or ours is None or not ours.promises:
        return []
    others = {other.key: other for other in _others(case, ours)}
    projects = filter(None, (project_of(key, _need(other), state_of(other)) for key, other in others.items()))
    twice = sorted(promised_twice(ours, projects), key=lambda t: (not t.certain, t.party, t.other))
    return [Found(t, others[t.other] if may_see_case(actor, others[t.other]) else None) for t in twice]


def check_nothing_twice(actor: Actor, case: Case, state: CaseState) -> None:
    """Refusal when a party has itself called it the same cost in two cases. What is only possible stops nobody."""
    for found in found_for(actor, case, state):
        if not found.twice.certain:
            continue
        name, other = state.name_of(found.twice.party), found.other.title if found.other else "ett annat ärende"
        raise Refusal(
            f"{name} har lovat ”{found.twice.post}” både här och i {other}. Samma kostnad får bara räknas en gång."
            " Parten behöver ändra ett av svaren.",
            message_en=f"{name} has promised “{found.twice.post}” here and in another case. A cost counts once.",
        )


def _others(case: Case, ours: Project) -> list[Case]:
    """Live ESF+ cases of the same parties whose time overlaps."""
    parties = {promise.party for promise in ours.promises}
    cases = Case.objects.filter(kind=ESF, parties__party_id__in=parties, start__lte=ours.end, end__gte=ours.start)
    return list(cases.exclude(pk=case.pk).exclude(stage="closed").select_related("association", "need").distinct())


def _need(case: Case) -> str:
    return str(case.need_id)
