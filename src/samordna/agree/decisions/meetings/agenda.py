"""What is ready for a meeting, what stops the rest, and whether what stands on the agenda still is ready."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from samordna.agree.decisions.meetings.models import AgendaItem, Meeting
from samordna.agree.decisions.meetings.states import BOARD, GROUP
from samordna.agree.needs.models import Need
from samordna.agree.needs.permissions import untaken
from samordna.agree.preparation.case_state import CaseState
from samordna.agree.preparation.checks import settle
from samordna.agree.preparation.events import state_of
from samordna.agree.preparation.lookup import CaseView, view_of
from samordna.agree.preparation.models import Case
from samordna.agree.preparation.positions.customs import customs_of
from samordna.agree.preparation.situation import leads, who_organises
from samordna.agree.preparation.states import ESF, STAGE
from samordna.agree.preparation.waits.waiting import in_language
from samordna.ground.kernel.clock import day_of
from samordna.ground.kernel.errors import Refusal

#: The stage in which a case belongs to a meeting of each kind.
STAGE_FOR = {GROUP: "organiser", BOARD: "decision"}
#: Formal points that every agenda begins with: Swedish, as they stand in a document. ``mark`` says what they mean.
FORMAL = (
    ("adjusters", "Val av justerare", "Mötet utser vem som justerar protokollet tillsammans med ordföranden."),
    ("approve", "Dagordningen godkänns", "Dagordningen godkänns."),
)


@dataclass(frozen=True)
class Candidate:
    """A case or a need that could be taken up; ``stop`` says what stands in the way."""

    title: str
    url_name: str
    key: str
    stop: str = ""
    ready_since: date | None = None
    in_time_until: date | None = None
    case: Case | None = None
    need: Need | None = None
    elsewhere: AgendaItem | None = None  # it stands on another agenda, undecided

    @property
    def may_be_moved(self) -> bool:
        """It stands on the agenda of a meeting that has not begun."""
        return self.elsewhere is not None and self.elsewhere.meeting.state in ("planned", "called")

    @property
    def late(self) -> bool:
        """Ready too late for the association's limit before the meeting."""
        return self.in_time_until is not None and self.ready_since is not None and self.ready_since > self.in_time_until


def latest_papers(meeting: Meeting) -> date:
    """The last day on which papers can be complete and still make it to the meeting, by the association's limits."""
    on = day_of(meeting.starts_at)
    limits = customs_of(meeting.association, on)
    return on - timedelta(days=limits.board_days if meeting.kind == BOARD else limits.group_days)


def candidates(meeting: Meeting, on: date) -> list[Candidate]:
    """What could stand on the agenda and does not, ready first: cases in the right stage, and needs for the group."""
    taken = meeting.items.standing()
    cases = meeting.association.cases.filter(stage__in=_stages(meeting)).exclude(
        pk__in=taken.exclude(case=None).values("case")
    )
    found = [_of_case(meeting, view_of(case), on) for case in cases.select_related("association__organisation")]
    if meeting.kind == GROUP:
        needs = untaken(Need.objects.filter(association=meeting.association), on)
        found += [
            Candidate(n.title, "needs:detail", n.key, ready_since=day_of(n.written_at), need=n)
            for n in needs.exclude(pk__in=taken.exclude(need=None).values("need"))
        ]
    return sorted(found, key=lambda c: (bool(c.stop), c.ready_since or date.max, c.title))


def _stages(meeting: Meeting) -> tuple[str, ...]:
    # The group also sees what waits for answers: it is the group that knows whom to ring.
    return ("organiser", "positions") if meeting.kind == GROUP else ("decision",)


def _of_case(meeting: Meeting, view: CaseView, on: date) -> Candidate:
    since = day_of(view.state.since) if view.state.since else None
    page = "cases:positions" if view.state.stage == "positions" else "cases:decision"
    other = _elsewhere(meeting, view.case)
    return Candidate(
        title=view.case.title,
        url_name=page,
        key=view.case.key,
        stop=_waits_for(other) or what_stops(meeting.kind, view.case, view.state, on),
        ready_since=since,
        in_time_until=latest_papers(meeting),
        case=view.case,
        elsewhere=other,
    )


def _elsewhere(meeting: Meeting, case: Case) -> AgendaItem | None:
    """The point of another meeting of the same kind that it waits for."""
    return (
        AgendaItem.objects.filter(case=case, outcome="", removed_at=None, meeting__kind=meeting.kind)
        .filter(meeting__state__in=["planned", "called", "open"])
        .exclude(meeting=meeting)
        .select_related("meeting")
        .first()
    )


def _waits_for(other: AgendaItem | None) -> str:
    if other is None:
        return ""
    return _("Står på dagordningen %(day)s.") % {"day": date_format(day_of(other.meeting.starts_at), "j F Y")}


def what_stops(kind: str, case: Case, state: CaseState, on: date) -> str:
    """Why a meeting of this kind cannot settle the case now; nothing when it can."""
    if kind == GROUP and state.stage == "positions":
        waiting = ", ".join(state.name_of(party) for party in state.waiting_for)
        return _("Svar saknas från %(who)s.") % {"who": waiting}
    if state.stage != STAGE_FOR[kind]:
        label = STAGE[state.stage].label
        return _("Ärendet är inte redo: %(stage)s.") % {"stage": in_language(label.sv, label.en).lower()}
    return _not_settled(case, state, on) if kind == GROUP else ""


def _not_settled(case: Case, state: CaseState, on: date) -> str:
    """What the same rule as in the recommendation would refuse, where it is not only a choice among the willing."""
    home = case.association.organisation.party_id
    able = choices(case, state, on)
    try:
        settle(state, on, home, able[0][0] if len(able) > 1 else "")
    except Refusal as refusal:
        return in_language(refusal.message_sv, refusal.message_en)
    return ""


def choices(case: Case, state: CaseState, on: date) -> list[tuple[str, str]]:
    """Those among whom the group chooses who will run it: party id and name."""
    if state.plan.kind == ESF:
        answer = who_organises(state, on, case.association.organisation.party_id)
        parties = [str(party) for party in answer.candidates] if answer else []
    else:
        parties = list(leads(state))
    return [(party, state.name_of(party)) for party in parties]


def unready(item: AgendaItem, on: date) -> str:
    """Why an undecided point can no longer be settled; nothing for one that can. It is marked, never lost."""
    if item.case is None or item.outcome or item.removed_at:
        return ""
    return what_stops(item.meeting.kind, item.case, state_of(item.case), on)


def outcomes(item: AgendaItem) -> tuple[str, ...]:
    """What a meeting can decide about a point of this sort."""
    if item.case is not None and item.meeting.kind == BOARD:
        # In an ESF+ case every party decides by itself: the board is informed.
        return ("noted", "adjourned") if item.case.kind == ESF else ("yes", "no", "sent_back", "adjourned")
    if item.case is not None:
        return ("yes", "adjourned", "noted")
    if item.need is not None:
        return ("yes", "no", "adjourned")
    if item.mark == "adjusters":
        return ("yes", "adjourned")
    return ("yes", "no", "adjourned", "noted")


def papers(item: AgendaItem) -> Iterator[tuple[str, str]]:
    """The papers of a point as url names of the case or the need, with what they are called."""
    if item.need is not None:
        yield "needs:detail", _("Behovet")
    if item.case is not None:
        yield "cases:proposal", _("Förslaget")
        yield "cases:positions", _("Parternas svar")
        if item.case.kind == ESF:
            yield "cases:cofinancing", _("Medfinansieringen")
        yield "cases:decision", _("Förslag till beslut")
