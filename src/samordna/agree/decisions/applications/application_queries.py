"""What can be asked about applications: what waits for whom, and since when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from samordna.agree.decisions.applications import handling, roles
from samordna.agree.decisions.applications.permissions import may_apply
from samordna.agree.preparation.lookup import CaseView
from samordna.agree.preparation.states import ESF
from samordna.agree.preparation.waits.waiting import in_language, since_words
from samordna.ground.kernel.clock import day_of
from samordna.ground.parties.actor import Actor
from samordna.ground.parties.waiting import Waiting


def for_application(actor: Actor, view: CaseView, on: date) -> Iterator[Waiting]:
    """What waits for those who apply: the next step at the ESF council, and the commitment before the start."""
    state = view.state
    if state.plan.kind != ESF or not may_apply(actor, view.case, state):
        return
    if state.stage == "application":
        yield _next_step(view, on)
    elif state.stage in ("agreement", "agreed") and roles.without_undertaking(state):
        left = ", ".join(roles.name_of(state, party) for party in roles.without_undertaking(state))
        yield Waiting(
            title=_("Skriv in projektåtagandet: %(case)s") % {"case": view.case.title},
            text=_("Underskrift saknas från %(who)s. Projektet kan inte starta utan den.") % {"who": left},
            url_name="cases:application",
            url_args=(view.case.key,),
            since=day_of(state.since) if state.since else None,
            action_label=_("Skriv in underskriften"),
        )


def _next_step(view: CaseView, on: date) -> Waiting:
    state, case = view.state, {"case": view.case.title}
    step, asked = handling.expected(state, on), handling.open_completion(state)
    since = handling.latest_day(state) or (day_of(state.since) if state.since else None)
    if step == "applied":
        title, text = _("Lämna ansökan för %(case)s") % case, _("Alla parter har beslutat.")
        waiting, action = _("Parterna"), _("Gör klart ansökan")
    elif asked is not None:
        title, text = _("Komplettera ansökan för %(case)s") % case, asked.note
        waiting, action = _("ESF-rådet"), _("Skriv in kompletteringen")
    else:
        words = handling.STEPS[step]
        title = _("Skriv in när ESF-rådet har svarat: %(case)s") % case
        text = _("Nästa steg: %(step)s.") % {"step": handling.in_sentence(in_language(words.sv, words.en))}
        waiting, action = "", _("Skriv in svaret")
    return Waiting(
        title=title,
        text=text,
        url_name="cases:application",
        url_args=(view.case.key,),
        due=asked.deadline if asked else None,
        since=since,
        waiting=since_words(waiting, since) if waiting else "",
        action_label=action,
    )
