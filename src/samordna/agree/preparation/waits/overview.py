"""Everything that waits for somebody in a case until it is recommended, whoever asks. The rest is in ``decisions``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samordna.agree.preparation.lookup import CaseView
from samordna.agree.preparation.models import Case
from samordna.agree.preparation.permissions import FK
from samordna.agree.preparation.positions.customs import Customs
from samordna.agree.preparation.positions.letters import AGAIN, REMINDER
from samordna.agree.preparation.states import ESF
from samordna.ground.kernel.clock import day_of
from samordna.ground.post.models import Letter


@dataclass(frozen=True)
class Wait:
    """One thing that waits: in which case, for whom (a name, and a party id where it is a party), since and until."""

    case: Case
    what: str
    who: str
    party: str
    since: date
    due: date | None = None
    url_name: str = "cases:detail"
    reminded: tuple[date, ...] = field(default=())

    def days(self, on: date) -> int:
        """How long it has waited."""
        return max(0, (on - self.since).days)

    def days_late(self, on: date) -> int:
        """How long ago it should have been done; 0 when it is in time or has no day."""
        return max(0, (on - self.due).days) if self.due else 0


Reminders = Mapping[str, tuple[date, ...]]


def reminders_by_party(letters: list[Letter]) -> Reminders:
    """The days on which each party was reminded, the first first, from the letters of one case."""
    days: dict[str, set[date]] = {}
    for letter in letters:
        if letter.kind in (REMINDER, AGAIN) and letter.to.organisation:
            days.setdefault(letter.to.organisation.party_id, set()).add(letter.day)
    return {party: tuple(sorted(found)) for party, found in days.items()}


def before_recommendation(view: CaseView, customs: Customs, reminders: Reminders) -> Iterator[Wait]:
    """What waits in the stages up to the recommendation."""
    stage = view.state.stage
    if stage in ("identified", "proposal"):
        yield at_home(view, _("Skriva klart förslaget"), "cases:proposal")
    elif stage == "positions":
        yield from _answers(view, reminders)
    elif stage == "organiser" and view.state.guarantor_open:
        yield at_home(view, _("Föreslå garanten"), "cases:decision", days=customs.group_days)
    elif stage == "organiser":
        yield at_home(view, _("Lämna förslag till beslut"), "cases:decision", days=customs.group_days)


def _answers(view: CaseView, reminders: Reminders) -> Iterator[Wait]:
    state = view.state
    asked = {party.party: party for party in state.parties}
    for party in state.waiting_for:
        left = len(state.unanswered(party))
        yield Wait(
            view.case,
            ngettext("Svara på %(n)d fråga", "Svara på %(n)d frågor", left) % {"n": left},
            asked[party].name,
            party,
            day_of(asked[party].at),
            state.deadline_of(party),
            "cases:positions",
            tuple(day for day in reminders.get(party, ()) if day >= day_of(asked[party].at)),
        )


def at_home(view: CaseView, what: str, url_name: str, *, days: int | None = None, who: str = "") -> Wait:
    """Something that the association itself must do, within so many days of its stage."""
    home = view.case.association.organisation
    since = since_of(view)
    due = since + timedelta(days=days) if days is not None else None
    return Wait(view.case, what, who or view.case.association.name, home.party_id, since, due, url_name)


def at_party(view: CaseView, party: str, what: str, url_name: str, *, due: date | None = None) -> Wait:
    """Something that a party must do, since the case came to its stage."""
    name = "Försäkringskassan" if party == FK else view.state.name_of(party)
    return Wait(view.case, what, name, party, since_of(view), due, url_name)


def since_of(view: CaseView) -> date:
    """The day when the case came to its stage."""
    return day_of(view.state.since or view.case.since)


def is_esf(view: CaseView) -> bool:
    """An ESF+ project, where each party decides for itself."""
    return view.state.plan.kind == ESF
