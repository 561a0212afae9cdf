"""Who must do what in a case until it is recommended, and since when somebody waits. The rest is in ``decisions``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from samordna.agree.needs.permissions import WRITERS, own_associations, untaken, visible_needs
from samordna.agree.preparation.checks import name_list
from samordna.agree.preparation.lookup import CaseView, section_statuses
from samordna.agree.preparation.models import Draft
from samordna.agree.preparation.permissions import may_manage, own_party, visible_cases
from samordna.agree.preparation.situation import leads, who_organises
from samordna.agree.preparation.states import ANSWERS_OPEN, ESF
from samordna.ground.kernel.clock import day_of
from samordna.ground.parties.actor import Actor
from samordna.ground.parties.waiting import Waiting


def in_language(swedish: str, english: str) -> str:
    """One of two texts that rules carry as data, by the language of the reader."""
    return english if (get_language() or "sv").startswith("en") else swedish


def since_words(who: str, since: date | None) -> str:
    """Who waits, and since when."""
    if since is None:
        return _("%(who)s väntar.") % {"who": who}
    return _("%(who)s väntar sedan %(day)s.") % {"who": who, "day": date_format(since, "j F")}


def new_needs(actor: Actor, on: date) -> Iterator[Waiting]:
    """Needs that nobody has taken a stand on yet, for those who may make a proposal of them."""
    needs = untaken(visible_needs(actor).filter(association__slug__in=own_associations(actor, WRITERS)), on)
    for need in needs.order_by("written_at"):
        if need.written_by_id == actor.account_id and not actor.has("association_manager"):
            continue
        yield Waiting(
            title=_("Ta ställning till ett nytt behov: %(title)s") % {"title": need.title},
            text=need.gap,
            url_name="needs:detail",
            url_args=(need.key,),
            since=need.wait_until or day_of(need.written_at),
            waiting=since_words(need.written_by_name, day_of(need.written_at)),
            action_label=_("Läs behovet"),
        )


def unsaved(actor: Actor) -> Iterator[Waiting]:
    """Proposals in which the actor has a draft that the others do not see, one a case, the oldest draft first."""
    mine = Draft.objects.filter(account_id=actor.account_id or 0, case__in=visible_cases(actor), case__stage="proposal")
    seen: set[int] = set()
    for draft in mine.select_related("case").defer("text").order_by("saved_at"):
        if draft.case_id not in seen:
            seen.add(draft.case_id)
            yield Waiting(
                title=_("Spara det du har skrivit i %(case)s") % {"case": draft.case.title},
                text=_("Ditt utkast ser bara du. Det börjar gälla när du sparar."),
                url_name="cases:proposal",
                url_args=(draft.case.key,),
                since=day_of(draft.saved_at),
                action_label=_("Visa utkastet"),
            )


def in_case(actor: Actor, view: CaseView, on: date) -> Iterator[Waiting]:
    """What waits for the actor in one case."""
    stage = view.state.stage
    if stage in ANSWERS_OPEN:
        yield from _own_answers(actor, view)
    if not may_manage(actor, view.case):
        return
    if stage == "proposal":
        yield _finish_proposal(view)
    elif stage == "positions":
        yield from _late_answers(view, on)
    elif stage == "organiser":
        yield _settle(view, on)


def _own_answers(actor: Actor, view: CaseView) -> Iterator[Waiting]:
    party = own_party(actor, view.case)
    left = view.state.unanswered(party) if party in view.state.asked else ()
    if not left:
        return
    asked = next(a for a in view.state.parties if a.party == party)
    yield Waiting(
        title=_("Svara för %(party)s: %(case)s") % {"party": asked.name, "case": view.case.title},
        text=ngettext("%(n)d fråga är kvar.", "%(n)d frågor är kvar.", len(left)) % {"n": len(left)},
        url_name="cases:answer",
        url_args=(view.case.key,),
        due=view.state.deadline_of(party),
        since=day_of(asked.again[-1] if asked.again else asked.at),
        waiting=since_words(_("Förbundet"), day_of(asked.again[-1] if asked.again else asked.at)),
        action_label=_("Svara"),
    )


def _finish_proposal(view: CaseView) -> Waiting:
    found = section_statuses(view.case, view.state)
    done, all_ = sum(1 for s in found if s.done), len(found)
    since = day_of(view.state.since) if view.state.since else None
    if done == all_:
        return Waiting(
            title=_("Fråga parterna om %(case)s") % {"case": view.case.title},
            text=_("Alla avsnitt är klara."),
            url_name="cases:positions",
            url_args=(view.case.key,),
            since=since,
            action_label=_("Fråga parterna"),
            ready=True,
        )
    return Waiting(
        title=_("Gör klart förslaget %(case)s") % {"case": view.case.title},
        text=_("%(done)d av %(all)d avsnitt är klara.") % {"done": done, "all": all_},
        url_name="cases:proposal",
        url_args=(view.case.key,),
        since=since,
        action_label=_("Fortsätt skriva"),
    )


def _late_answers(view: CaseView, on: date) -> Iterator[Waiting]:
    late = view.state.late(on)
    if not late:
        return
    deadline = min(day for party in late if (day := view.state.deadline_of(party)) is not None)
    missed_all = view.state.deadline is not None and view.state.deadline < on
    yield Waiting(
        title=(_("Gå vidare eller påminn: %(case)s") if missed_all else _("Påminn: %(case)s"))
        % {"case": view.case.title},
        text=_("Svar saknas från %(who)s.") % {"who": name_list(view.state, late)},
        url_name="cases:positions",
        url_args=(view.case.key,),
        due=deadline,
        since=deadline,
        waiting=since_words(_("De andra parterna"), deadline),
        action_label=_("Visa svaren"),
    )


def _settle(view: CaseView, on: date) -> Waiting:
    """Somebody can run it: recommend. Nobody can: say what stops it."""
    since = day_of(view.state.since) if view.state.since else None
    stop = _what_stops(view, on)
    if stop:
        return Waiting(
            title=_("Lös vem som håller i %(case)s") % {"case": view.case.title},
            text=stop,
            url_name="cases:cofinancing" if view.state.plan.kind == ESF else "cases:positions",
            url_args=(view.case.key,),
            since=since,
            waiting=since_words(_("Parterna"), since),
            action_label=_("Se vad som hindrar"),
        )
    return Waiting(
        title=_("Lämna %(case)s till beslut") % {"case": view.case.title},
        text=_("Alla svar finns och någon kan hålla i arbetet."),
        url_name="cases:decision",
        url_args=(view.case.key,),
        since=since,
        waiting=since_words(_("Parterna"), since),
        action_label=_("Lämna till beslut"),
        ready=True,
    )


def _what_stops(view: CaseView, on: date) -> str:
    if view.state.plan.kind != ESF:
        return "" if leads(view.state) else _("Ingen part vill leda insatsen.")
    found = who_organises(view.state, on, view.case.association.organisation.party_id)
    if found is None or found.organiser or found.candidates:
        return ""
    return next((in_language(r.text_sv, r.text_en) for r in reversed(found.reasons) if r.stops), "")
