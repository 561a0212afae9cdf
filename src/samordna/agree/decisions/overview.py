"""Everything that waits, for whom and since when: all cases that somebody sees, as one list with what is late first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from samordna.agree.decisions import rules
from samordna.agree.decisions.decision_orders import order_for
from samordna.agree.needs.permissions import READERS
from samordna.agree.preparation.lookup import CaseView, open_views
from samordna.agree.preparation.permissions import FK, may_manage
from samordna.agree.preparation.positions import letters
from samordna.agree.preparation.positions.customs import Customs, customs_of
from samordna.agree.preparation.states import ESF
from samordna.agree.preparation.waits.overview import (
    Wait,
    at_home,
    at_party,
    before_recommendation,
    is_esf,
    reminders_by_party,
)
from samordna.agree.preparation.waits.waiting import in_language
from samordna.ground.kernel.clock import day_of
from samordna.ground.parties.actor import Actor
from samordna.ground.post.models import Letter


def may_see_wait(actor: Actor, wait: Wait) -> bool:
    """The manager sees what waits for anybody in the association's cases; others what waits for the own party.

    Those who work in the association their own party's, FK's ESF office FK's in ESF+ projects.
    """
    if may_manage(actor, wait.case):
        return True
    if wait.party == FK and wait.case.kind == ESF and actor.has("fk_esf"):
        return True
    return wait.party == actor.organisation and actor.has(*READERS, association=wait.case.association.slug)


def waits(actor: Actor, on: date) -> list[Wait]:
    """What waits in the cases that the actor sees: what is late first, then what has waited the longest."""
    views = list(open_views(actor))
    written: dict[str, list[Letter]] = {}
    for letter in letters.about(*(view.case for view in views)):
        written.setdefault(letter.subject, []).append(letter)
    held: dict[int, Customs] = {}
    found: list[Wait] = []
    for view in views:
        association = view.case.association
        customs = held.setdefault(association.pk, customs_of(association, on))
        found += before_recommendation(view, customs, reminders_by_party(written.get(view.case.key, [])))
        found += _afterwards(view, customs, on)
    mine = [wait for wait in found if may_see_wait(actor, wait)]
    return sorted(mine, key=lambda w: (-w.days_late(on), w.since, w.case.key, w.who))


def _afterwards(view: CaseView, customs: Customs, on: date) -> Iterator[Wait]:
    """From the recommendation to the start of the work."""
    stage = view.state.stage
    if _is_at_fk(view):
        yield from _at_fk(view)
    if is_esf(view) and stage in ("organiser", "decision"):
        yield from _by_order(view, on)
    if stage == "decision":
        yield from _decisions(view, customs, on)
    elif stage == "application":
        yield from _application(view)
    elif stage == "agreement":
        yield from _signatures(view)
    elif stage == "agreed" and view.state.plan.start and view.state.plan.start <= on:
        yield at_home(view, _("Starta arbetet"), "cases:agreement", days=0)
    elif rules.lacks_amendment(view.state):
        yield at_home(view, _("Ändra överenskommelsen"), "cases:agreement")
    elif stage == "ended":
        yield at_home(view, _("Lämna över till parterna"), "cases:detail")


def _is_at_fk(view: CaseView) -> bool:
    """FK's order begins with a guarantor case, else with the recommendation."""
    state = view.state
    if state.stage == "organiser":
        return state.guarantor_open
    return state.stage == "decision" and FK in rules.undecided(state)


def _at_fk(view: CaseView) -> Iterator[Wait]:
    """FK's own order as guarantor: questions first, else the step whose turn it is."""
    if view.state.open_questions:
        asked = view.state.open_questions[0]
        wait = at_party(view, FK, _("Svara på frågor om garantärendet"), _fk_page(view))
        yield Wait(wait.case, wait.what, wait.who, FK, day_of(asked.asked_at), None, wait.url_name)
        return
    step = rules.current_step(view.state)
    if step is not None and rules.may_be_taken_now(step, view.state):
        yield at_party(view, FK, in_language(step.label.sv, step.label.en), _fk_page(view))


def _by_order(view: CaseView, on: date) -> Iterator[Wait]:
    """The step whose turn it is in each other party's own decision order."""
    state = view.state
    for party in state.taking_part:
        order = order_for(state, party, on) if party != FK else None
        now = next((s for s in rules.steps_in(state, party, order) if s.status == "now"), None) if order else None
        if now is not None and rules.takes_steps(state, party) and rules.may_be_taken_now(now.step, state):
            what = in_language(now.step.label.sv, now.step.label.en)
            yield at_party(view, party, what, "cases:decision", due=now.due)


def _fk_page(view: CaseView) -> str:
    return "cases:guarantor" if view.state.guarantor else "cases:decision"


def _decisions(view: CaseView, customs: Customs, on: date) -> Iterator[Wait]:
    if not is_esf(view):
        yield at_home(view, _("Besluta om insatsen"), "cases:decision", days=customs.board_days, who=_("Styrelsen"))
        return
    for party in rules.undecided(view.state):
        if party != FK and order_for(view.state, party, on) is None:  # one with an order waits for a step
            yield at_party(view, party, _("Besluta om projektet"), "cases:decision")


def _application(view: CaseView) -> Iterator[Wait]:
    applied = view.state.applied_at
    if applied is None:
        yield at_home(view, _("Lämna ansökan till ESF-rådet"), "cases:decision")
        return
    yield Wait(view.case, _("Besluta om ansökan"), _("ESF-rådet"), "", day_of(applied), None, "cases:decision")


def _signatures(view: CaseView) -> Iterator[Wait]:
    if view.state.agreement_version == 0:
        yield at_home(view, _("Skriva överenskommelsen"), "cases:agreement")
        return
    home = view.case.association.organisation.party_id
    for party in rules.unsigned(view.state, home):
        if party == home:
            yield at_home(view, _("Skriva under överenskommelsen"), "cases:agreement")
        else:
            yield at_party(view, party, _("Skriva under överenskommelsen"), "cases:agreement")
