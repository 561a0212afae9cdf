"""The road of cases and the days that come, as the start page draws them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from samordna.agree.needs.permissions import untaken, visible_needs
from samordna.agree.preparation.lookup import CaseView, open_views, section_statuses
from samordna.agree.preparation.situation import who_organises
from samordna.agree.preparation.states import ESF
from samordna.ground.kernel.clock import day_of
from samordna.ground.parties.actor import Actor


@dataclass(frozen=True)
class RoadItem:
    """A case on the road of cases: where it stands, in a line."""

    url: str
    title: str
    text: str
    stuck: bool = False


@dataclass(frozen=True)
class RoadStage:
    """A step of the road with its cases; ``stuck`` when one of them stands still."""

    label: str
    items: tuple[RoadItem, ...]

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.items)

    @property
    def stuck(self) -> bool:
        """A case in this step stands still."""
        return any(item.stuck for item in self.items)


#: The eight steps of the road, and the stages that each gathers. The first is needs that nobody has taken up.
ROAD = (
    (gettext_noop("behov"), ()),
    (gettext_noop("förslag"), ("identified", "proposal")),
    (gettext_noop("ställnings\N{SOFT HYPHEN}taganden"), ("positions",)),
    (gettext_noop("anordnare"), ("organiser",)),
    (gettext_noop("beslut"), ("decision", "application")),
    (gettext_noop("överens\N{SOFT HYPHEN}kommelse"), ("agreement", "agreed")),
    (gettext_noop("pågår"), ("running",)),
    (gettext_noop("lämnas över"), ("ended",)),
)
READERS = ("association_manager", "association_admin", "preparation_member", "board_member")


def road(actor: Actor, on: date) -> list[RoadStage]:
    """The road of the association's cases, for those who work in it; empty for everybody else and before the first."""
    if not actor.has(*READERS):
        return []
    views = list(open_views(actor))
    needs = tuple(
        RoadItem(reverse("needs:detail", args=[need.key]), need.title, _since(day_of(need.written_at), on))
        for need in untaken(visible_needs(actor), on).order_by("-written_at")
    )
    if not views and not needs:
        return []
    steps = [RoadStage(_(ROAD[0][0]), needs)]
    for label, ids in ROAD[1:]:
        steps.append(RoadStage(_(label), tuple(_item(view, on) for view in views if view.state.stage in ids)))
    return steps


def _item(view: CaseView, on: date) -> RoadItem:
    text, stuck = _STANDING.get(view.state.stage, _in_time)(view, on)
    return RoadItem(reverse("cases:detail", args=[view.case.key]), view.case.title, text, stuck)


def _in_time(view: CaseView, on: date) -> tuple[str, bool]:
    return (_since(day_of(view.state.since), on) if view.state.since else ""), False


def _in_proposal(view: CaseView, on: date) -> tuple[str, bool]:
    found = section_statuses(view.case, view.state)
    return _("%(done)d av %(all)d avsnitt klara") % {"done": sum(s.done for s in found), "all": len(found)}, False


def _in_positions(view: CaseView, on: date) -> tuple[str, bool]:
    return _given(view), bool(view.state.late(on))


def _at_organiser(view: CaseView, on: date) -> tuple[str, bool]:
    since, _stuck = _in_time(view, on)
    if view.state.plan.kind != ESF:
        return since, False
    found = who_organises(view.state, on, view.case.association.organisation.party_id)
    if found is None or found.organiser or found.candidates:
        return since, False
    return _("Står still, %(since)s") % {"since": since}, True


_STANDING = {"proposal": _in_proposal, "positions": _in_positions, "organiser": _at_organiser}


def _given(view: CaseView) -> str:
    given, asked = len(view.state.asked) - len(view.state.waiting_for), len(view.state.asked)
    return _("%(given)d av %(all)d parter har svarat") % {"given": given, "all": asked}


def _since(day: date, on: date) -> str:
    days = (on - day).days
    if days > 90:
        return _("sedan %(day)s") % {"day": date_format(day, "j F Y")}
    return _("sedan i dag") if days <= 0 else ngettext("i %(n)d dag", "i %(n)d dagar", days) % {"n": days}


def coming_dates(actor: Actor, on: date) -> list[tuple[date, str, str, str]]:
    """Days that will come: the last day for answers, the first and the last day of what has been agreed."""
    found = []
    at_home = actor.has(*READERS)
    for view in open_views(actor):
        if view.state.plan.kind != ESF and not at_home:
            continue  # an ordinary measure is the association's own affair
        for stage, day, title, text in _dates(view):
            if view.state.stage == stage and day is not None and day >= on:
                url = reverse("cases:detail", args=[view.case.key])
                found.append((day, title % {"case": view.case.title}, text, url))
    return found


def _dates(view: CaseView) -> tuple[tuple[str, date | None, str, str], ...]:
    state = view.state
    return (
        ("positions", state.deadline, _("Sista svarsdag: %(case)s"), _given(view) + "."),
        ("agreed", state.plan.start, _("%(case)s börjar"), _("Överenskommelsen är undertecknad.")),
        ("running", state.plan.end, _("%(case)s slutar"), _("Parterna tar över.")),
    )
