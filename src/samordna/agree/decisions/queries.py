"""What can be asked about decisions and agreements, by the names people use."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samordna.agree.decisions import rules
from samordna.agree.decisions.agreements.agreeing import WRITTEN_IN, may_sign_for
from samordna.agree.decisions.agreements.signing import OPEN
from samordna.agree.decisions.applications.application_queries import for_application
from samordna.agree.decisions.decision_orders import order_for
from samordna.agree.decisions.meetings import queries as meetings
from samordna.agree.decisions.models import Agreement, SigningRequest
from samordna.agree.preparation.case_state import CaseState
from samordna.agree.preparation.lookup import CaseView, open_views
from samordna.agree.preparation.models import Case
from samordna.agree.preparation.permissions import FK, may_handle_for_fk, may_manage, own_party
from samordna.agree.preparation.states import ESF
from samordna.agree.preparation.waits.dates import CalendarDate
from samordna.agree.preparation.waits.waiting import in_language, since_words
from samordna.ground.kernel.clock import day_of
from samordna.ground.parties.actor import Actor
from samordna.ground.parties.waiting import Waiting


def newest_agreement(case: Case) -> Agreement | None:
    """The version of the agreement that holds."""
    return case.agreements.order_by("-version").first()


def open_request(made: Agreement, party: str) -> SigningRequest | None:
    """The request to a signature service that is under way for a party, if there is one."""
    return made.requests.filter(organisation__party_id=party, status__in=OPEN).first()


def waiting_for(actor: Actor, on: date) -> list[Waiting]:
    """What waits for the actor from the recommendation on: decisions, FK's steps, applications, signatures, starts."""
    found: list[Waiting] = list(meetings.waiting_for(actor, on))
    for view in open_views(actor):
        found.extend(waiting_in(actor, view, on))
    return found


def coming_dates(actor: Actor, on: date) -> list[tuple[date, str, str, str]]:
    """The meetings to come."""
    return list(meetings.coming_dates(actor, on))


def calendar_dates(actor: Actor) -> Iterator[CalendarDate]:
    """The meetings, for people's own calendars."""
    return meetings.calendar_dates(actor)


def waiting_in(actor: Actor, view: CaseView, on: date) -> Iterator[Waiting]:
    """The same for one case."""
    stage = view.state.stage
    if stage in ("organiser", "decision") and may_handle_for_fk(actor, view.case):
        yield from _for_fk(view, on)
    if stage == "decision":
        yield from _to_decide(actor, view, on)
    elif stage in WRITTEN_IN:
        yield from _to_sign(actor, view)
    yield from for_application(actor, view, on)
    if may_manage(actor, view.case):
        yield from _for_manager(view, on)
        yield from _to_carry_on(view)


def _for_fk(view: CaseView, on: date) -> Iterator[Waiting]:
    """FK's ESF office: open questions first, else the step whose turn it is."""
    state = view.state
    if state.plan.kind != ESF or (state.stage == "organiser" and not state.guarantor_open):
        return
    if state.open_questions:
        asked = state.open_questions[0]
        n = len(state.open_questions)
        title = ngettext("Svara på %(n)d fråga om %(case)s", "Svara på %(n)d frågor om %(case)s", n)
        yield _task(
            view,
            title % {"n": n, "case": view.case.title},
            asked.text,
            "cases:guarantor" if state.guarantor else "cases:steps",
            args=() if state.guarantor else (FK,),
            since=day_of(asked.asked_at),
            waiting=asked.asked_by,
            action_label=_("Svara på frågorna"),
        )
        return
    yield from _next_step(view, FK, on, _("Beredningsgruppen"))


def _to_carry_on(view: CaseView) -> Iterator[Waiting]:
    """FK is guarantor for individuals: the manager sees to it that another party says how it carries on."""
    state, opened = view.state, view.state.guarantor
    if opened is None or not opened.is_open or state.carry_on or state.stage not in ("organiser", "decision"):
        return
    if "carry_on_plan" in opened.conditions:
        yield _task(
            view,
            _("Skriv vem som för arbetet vidare: %(case)s") % {"case": view.case.title},
            _("Försäkringskassan är garant och kan inte föra resultatet vidare. En annan part lämnar en plan."),
            "cases:guarantor",
            since=day_of(opened.opened),
            waiting="Försäkringskassan",
            action_label=_("Skriv planen"),
        )


def _next_step(view: CaseView, party: str, on: date, waiting: str) -> Iterator[Waiting]:
    """The step whose turn it is in a party's order, with the party's own limit."""
    state, order = view.state, order_for(view.state, party, on)
    if order is None or not rules.takes_steps(state, party):
        return
    found = next((s for s in rules.steps_in(state, party, order) if s.status == "now"), None)
    if found is None or not rules.may_be_taken_now(found.step, state):
        return
    step = found.step
    yield _task(
        view,
        _("%(step)s: %(case)s") % {"step": in_language(step.label.sv, step.label.en), "case": view.case.title},
        _("Nästa steg i beslutsordningen. %(who)s.") % {"who": in_language(step.decider.sv, step.decider.en)},
        "cases:guarantor" if party == FK and state.guarantor else "cases:steps",
        args=() if party == FK and state.guarantor else (party,),
        due=found.due,
        waiting=waiting,
        action_label=_("Ta steget"),
    )


def _to_decide(actor: Actor, view: CaseView, on: date) -> Iterator[Waiting]:
    party = own_party(actor, view.case)
    undecided = view.state.plan.kind == ESF and party and party != FK and party in rules.undecided(view.state)
    if undecided and order_for(view.state, party, on) is not None:
        yield from _next_step(view, party, on, _("De andra parterna"))
    elif undecided:
        yield _task(
            view,
            _("Skriv in ert beslut om %(case)s") % {"case": view.case.title},
            _("Varje part beslutar för sig."),
            "cases:decision",
            waiting=_("De andra parterna"),
            action_label=_("Skriv in beslutet"),
        )
    if view.state.plan.kind != ESF and actor.has("board_member", association=view.case.association.slug):
        yield _task(
            view,
            _("Läs underlaget till beslut: %(case)s") % {"case": view.case.title},
            _("Beredningsgruppen föreslår att insatsen genomförs."),
            "cases:decision",
            waiting=_("Beredningsgruppen"),
            action_label=_("Läs underlaget"),
        )


def _to_sign(actor: Actor, view: CaseView) -> Iterator[Waiting]:
    if view.state.agreement_version == 0 or rules.is_outdated(view.state):
        return
    home = view.case.association.organisation.party_id
    mine = [
        p for p in rules.unsigned(view.state, home) if p == actor.organisation and may_sign_for(actor, view.case, p)
    ]
    if mine:
        yield _task(
            view,
            (
                _("Skriv under ändringen: %(case)s")
                if view.state.has_amendment
                else _("Skriv under överenskommelsen: %(case)s")
            )
            % {"case": view.case.title},
            _("Den nuvarande överenskommelsen gäller tills alla har skrivit under.")
            if view.state.has_amendment
            else _("Inget får börja innan alla har skrivit under."),
            "cases:agreement",
            waiting=_("De andra parterna"),
            action_label=_("Läs och skriv under"),
        )


def _for_manager(view: CaseView, on: date) -> Iterator[Waiting]:
    state, title = view.state, {"case": view.case.title}
    if state.stage == "decision" and state.plan.kind != ESF:
        if meetings.next_meeting_with(view.case) is None:
            yield _task(
                view,
                _("Ta upp %(case)s i styrelsen") % title,
                _("Gruppen har lämnat sitt förslag. Lägg det på ett mötes dagordning, eller skriv in beslutet."),
                "cases:decision",
                waiting=_("Parterna"),
                action_label=_("Ta upp ärendet"),
            )
    elif state.stage == "decision" and rules.decided_no(state):
        who = ", ".join(state.name_of(body) for body in rules.decided_no(state))
        yield _task(
            view,
            _("En part har sagt nej till %(case)s") % title,
            _("%(who)s har beslutat nej. Gör om förslaget, eller avsluta ärendet.") % {"who": who},
            "cases:decision",
            action_label=_("Se besluten"),
        )
    elif state.stage == "agreement" and state.agreement_version == 0:
        yield _task(
            view,
            _("Skriv överenskommelsen: %(case)s") % title,
            _("Beslutet är fattat. Parterna skriver under innan något börjar."),
            "cases:agreement",
            waiting=_("Parterna"),
            action_label=_("Skriv överenskommelsen"),
        )
    elif state.stage == "running" and rules.lacks_amendment(state):
        yield from _amend(view, title)
    elif state.stage == "agreed" and _may_start(state, on):
        yield _task(
            view,
            _("Starta %(case)s") % title,
            _("Alla har skrivit under."),
            "cases:agreement",
            due=state.plan.start,
            action_label=_("Starta"),
        )


def _amend(view: CaseView, title: dict[str, str]) -> Iterator[Waiting]:
    """Somebody has left a running case: write the amendment, or wait for its signatures."""
    state = view.state
    who = " och ".join(state.name_of(party) for party in rules.lacks_amendment(state))
    written = state.has_amendment and not rules.is_outdated(state)
    yield _task(
        view,
        (_("Följ upp ändringen: %(case)s") if written else _("Ändra överenskommelsen: %(case)s")) % title,
        (
            _("%(who)s har lämnat. Ändringen väntar på underskrifter.")
            if written
            else _("%(who)s har lämnat. De som är kvar ska skriva under en ändring.")
        )
        % {"who": who},
        "cases:agreement",
        since=day_of(state.left[-1].at),
        waiting=_("De andra parterna"),
        action_label=_("Se underskrifterna") if written else _("Skriv ändringen"),
    )


def _may_start(state: CaseState, on: date) -> bool:
    return state.plan.start is None or state.plan.start <= on


def _task(
    view: CaseView,
    title: str,
    text: str,
    url_name: str,
    *,
    due: date | None = None,
    since: date | None = None,
    waiting: str = "",
    action_label: str = "",
    args: tuple[str, ...] = (),
) -> Waiting:
    waits_since = since or (day_of(view.state.since) if view.state.since else None)
    return Waiting(
        title=title,
        text=text,
        url_name=url_name,
        url_args=(view.case.key, *args),
        due=due,
        since=waits_since,
        waiting=since_words(waiting, waits_since) if waiting else "",
        action_label=action_label,
    )
