"""How a timeline tells what was changed in the plan of a proposal: which section, and what stands there now."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samordna.agree.preparation.case_state import CaseState
from samordna.agree.preparation.history import Event, apply
from samordna.edge.web.components.templatetags.samordna import long_day
from samordna.edge.web.components.templatetags.samordna import tkr as in_tkr
from samordna.ground.kernel.money import Money
from samordna.ground.parameters.areas import nuts2_regions

ORIENTATION = {
    "individual": gettext_lazy("Stöd till enskilda personer"),
    "structural": gettext_lazy("Utveckling av arbetssätt"),
}
#: What can change in a plan: what it is called, and in which section of the proposal it stands.
PLAN_NAMES = {
    "title": gettext_lazy("Namn"),
    "orientation": gettext_lazy("Inriktning"),
    "participants": gettext_lazy("Planerade deltagare"),
    "start": gettext_lazy("Första dag"),
    "end": gettext_lazy("Sista dag"),
    "planning_until": gettext_lazy("Planering till och med"),
    "closing_from": gettext_lazy("Avslutning från och med"),
    "area": gettext_lazy("Programområde"),
    "region": gettext_lazy("Region"),
    "call_date": gettext_lazy("Utlysningens dag"),
}
PLAN_SECTION = {
    **{"orientation": 3, "participants": 3, "start": 5, "end": 5, "planning_until": 5, "closing_from": 5},
    **{"area": 6, "region": 6, "call_date": 6},
}
PLAN_DAYS = ("start", "end", "planning_until", "closing_from", "call_date")


def _plan_changed(event: Event, before: CaseState) -> tuple[str, str]:
    """Which section, and what was written there."""
    said = [
        f"{PLAN_NAMES[name]}: {_plan_value(name, value)}" for name, value in event.data.items() if name in PLAN_NAMES
    ]
    numbers = sorted({number for name, number in PLAN_SECTION.items() if name in event.data})
    if len(numbers) != 1:
        return _("Förslagets ram ändrades"), "; ".join(said) + ("." if said else "")
    return _("Avsnitt %(n)s ändrades") % {"n": numbers[0]}, "; ".join(said) + "."


def _plan_value(name: str, value: Any) -> str:
    if value in (None, ""):
        return _("nationellt") if name == "region" else _("tomt")
    if name == "region":
        return nuts2_regions().get(value, value)
    if name == "orientation":
        return str(ORIENTATION[value])
    return long_day(date.fromisoformat(value)) if name in PLAN_DAYS else str(value)


def _costs_planned(event: Event, before: CaseState) -> tuple[str, str]:
    """How much it came to, and what it was before."""
    now = Money.total(apply(before, event).cash_costs.values())
    text = _("Avsnitt 6: %(amount)s tkr.") % {"amount": in_tkr(now)}
    if before.costs:
        text += " " + _("Det var %(amount)s tkr.") % {"amount": in_tkr(Money.total(before.cash_costs.values()))}
    return _("Kostnaderna ändrades") if before.costs else _("Kostnaderna skrevs in"), text


TELLING = {"plan_changed": _plan_changed, "costs_planned": _costs_planned}
