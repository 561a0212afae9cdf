"""How the timeline tells what happened to an application."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samordna.agree.decisions.applications.roles import ROLE, name_of
from samordna.agree.preparation.case_state import CaseState
from samordna.agree.preparation.history import Event
from samordna.agree.preparation.states import EVENT
from samordna.edge.web.components.templatetags.samordna import kronor, label, long_day
from samordna.ground.kernel.money import Money

OUTCOME = {
    "passed": gettext_lazy("Godkänd"),
    "failed": gettext_lazy("Inte godkänd"),
    "supported": gettext_lazy("Prioriterad"),
    "not_supported": gettext_lazy("Inte prioriterad"),
}


def title_of(event: str) -> str:
    """What a kind of event is called on the pages."""
    return label(EVENT[event].label)


def _applied(event: Event, before: CaseState) -> tuple[str, str]:
    number, support = event.data.get("diary_number"), event.data.get("support")
    told = [_("Diarienummer %(n)s.") % {"n": number}] if number else []
    if support:
        told.append(_("Sökt stöd: %(amount)s.") % {"amount": kronor(Money.parse(support))})
    return label(EVENT["applied"].label), " ".join([*_on(event), *told])


def _on(event: Event) -> list[str]:
    """The day it happened, as a sentence; older events only know when they were written."""
    on = event.data.get("on")
    return [_("Den %(day)s.") % {"day": long_day(date.fromisoformat(on))}] if on else []


def _handled(event: Event, before: CaseState) -> tuple[str, str]:
    outcome, body, deadline = (event.data.get(name) for name in ("outcome", "body", "deadline"))
    said = [f"{OUTCOME[outcome]}." if outcome else "", f"{body}." if body else ""]
    if deadline:
        said.append(_("Svar senast %(day)s.") % {"day": long_day(date.fromisoformat(deadline))})
    return label(EVENT[event.kind].label), " ".join(filter(None, [*_on(event), *said]))


def _granted(event: Event, before: CaseState) -> tuple[str, str]:
    support, conditions = event.data.get("support"), event.data.get("conditions")
    said = [_("Stöd: %(amount)s.") % {"amount": kronor(Money.parse(support))}] if support else []
    if conditions:
        said.append(_("Villkor: %(text)s") % {"text": conditions})
    return label(EVENT["granted"].label), " ".join([*_on(event), *said])


def _certificate(event: Event, before: CaseState) -> tuple[str, str]:
    words = {"n": event.data["number"], "party": name_of(before, event.data["party"])}
    return _("Medfinansieringsintyg %(n)s skrevs för %(party)s") % words, ""


def _certificate_signed(event: Event, before: CaseState) -> tuple[str, str]:
    title = _("Medfinansieringsintyg %(n)s skrevs under") % {"n": event.data["number"]}
    return title, _signed_by(event)


def _role(event: Event, before: CaseState) -> tuple[str, str]:
    words = {"party": name_of(before, event.data["party"]), "role": label(ROLE[event.data["role"]].label).lower()}
    return _("%(party)s är %(role)s") % words, ""


def _undertaking(event: Event, before: CaseState) -> tuple[str, str]:
    return _("%(party)s skrev under projektåtagandet") % {"party": name_of(before, event.data["party"])}, _signed_by(
        event
    )


def _signed_by(event: Event) -> str:
    return " ".join([f"{event.data['name']}, {event.data['title']}.", *_on(event)])


TELLING: dict[str, Callable[[Event, CaseState], tuple[str, str]]] = {
    "applied": _applied,
    "completion_asked": _handled,
    "completion_sent": _handled,
    "legality_checked": _handled,
    "prioritised": _handled,
    "granted": _granted,
    "refused": _handled,
    "certificate_issued": _certificate,
    "certificate_signed": _certificate_signed,
    "role_set": _role,
    "undertaking_signed": _undertaking,
}
