"""The days of a case for people's own calendars: the last day for answers, the first and last day of the work.

Title and link, never what it is about. A day keeps its identity; its number grows with every event that sets it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from samordna.agree.preparation.history import Event
from samordna.agree.preparation.lookup import CaseView, cases_of, view_of
from samordna.agree.preparation.states import ESF
from samordna.ground.parties.actor import Actor

AT_HOME = ("association_manager", "association_admin", "preparation_member", "board_member")
_SETS_DEADLINE = ("parties_asked", "deadline_moved")
_SETS_PLAN = ("proposal_made", "plan_changed")


@dataclass(frozen=True)
class CalendarDate:
    """A day, or two moments, for a calendar. ``id`` is unique in the register and never changes."""

    id: str
    title: str
    url_name: str
    url_args: tuple[str, ...]
    first: date | datetime
    last: date | datetime
    sequence: int
    changed: datetime


def calendar_dates(actor: Actor) -> Iterator[CalendarDate]:
    """The days of every case that the actor sees; of measures only for those who work in the association."""
    for case in cases_of(actor):
        if case.kind == ESF or actor.has(*AT_HOME, association=case.association.slug):
            yield from dates_of(view_of(case))


def dates_of(view: CaseView) -> Iterator[CalendarDate]:
    """The days of one case. A case that did not come about has none left."""
    state, title = view.state, {"case": view.case.title}
    if state.stage == "closed":
        return
    if state.deadline is not None and state.stage in ("positions", "organiser"):
        yield _date(view, "answer", _("Sista svarsdag: %(case)s") % title, state.deadline, "cases:positions")
    if state.plan.start is not None and state.stage in ("agreed", "running", "ended"):
        yield _date(view, "start", _("%(case)s börjar") % title, state.plan.start)
    if state.plan.end is not None and state.stage in ("agreed", "running", "ended"):
        yield _date(view, "end", _("%(case)s slutar") % title, state.plan.end)


def _date(view: CaseView, what: str, title: str, day: date, url_name: str = "cases:detail") -> CalendarDate:
    kinds, keys = (_SETS_DEADLINE, ("deadline",)) if what == "answer" else (_SETS_PLAN, (what,))
    setting = [e for e in view.events if e.kind in kinds and any(key in e.data for key in keys)]
    latest: Event = setting[-1] if setting else view.events[-1]
    key = view.case.key
    return CalendarDate(f"{key}-{what}", title, url_name, (key,), day, day, latest.sequence, latest.at)
