"""What cases and their events are called on the pages, and how a timeline says what happened."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from samordna.agree.decisions.rules import order_of
from samordna.agree.preparation.case_facts import Answer
from samordna.agree.preparation.case_state import CaseState
from samordna.agree.preparation.history import Event, apply
from samordna.agree.preparation.states import EVENT
from samordna.edge.web.cases.esf_words import TELLING as ESF_TELLING
from samordna.edge.web.cases.plan_words import TELLING as PLAN_TELLING
from samordna.edge.web.components.templatetags.samordna import day, integer, label, long_day
from samordna.edge.web.components.templatetags.samordna import tkr as in_tkr
from samordna.ground.kernel.money import Money
from samordna.ground.parameters.areas import nuts2_regions

KIND = {"measure": gettext_lazy("Insats"), "esf": gettext_lazy("ESF+-projekt")}
COST_LINES = {
    "staff": gettext_lazy("Personal"),
    "other": gettext_lazy("Övriga kostnader"),
    "indirect": gettext_lazy("Indirekta kostnader"),
    "benefits": gettext_lazy("Ersättning till deltagare"),
    "wages": gettext_lazy("Lön till personal"),
}
TAKES_PART = {
    "yes": gettext_lazy("Deltar"),
    "no": gettext_lazy("Deltar inte"),
    "cooperating": gettext_lazy("Samarbetspart"),
}
ROLE = {
    "lead": gettext_lazy("leder insatsen"),
    "willing": gettext_lazy("projektanordnare"),
    "guarantor": gettext_lazy("projektanordnare, som garant"),
}
BOARD_OUTCOME = {
    "yes": gettext_lazy("Styrelsen biföll förslaget"),
    "no": gettext_lazy("Styrelsen avslog förslaget"),
    "sent_back": gettext_lazy("Styrelsen skickade tillbaka förslaget"),
}
OUTCOME = {"yes": gettext_lazy("Ja"), "no": gettext_lazy("Nej"), "sent_back": gettext_lazy("Skickat tillbaka")}


def kind_of_promise(kind: str, party: str) -> str:
    """What a party promises, in its own word: a municipality's benefit is försörjningsstöd."""
    if kind == "":
        return _("deltar, medfinansierar inte")
    if kind == "cash":
        return _("kontant")
    if kind == "wages":
        return _("lön till personal")
    return _("försörjningsstöd") if party.startswith("municipality") else _("ersättning till deltagare")


def place(state: CaseState) -> str:
    """ESF+ A2, Östra Mellansverige; or what kind of measure it is."""
    plan = state.plan
    if plan.kind != "esf":
        return str(KIND["measure"])
    region = nuts2_regions().get(plan.region) or _("nationellt")
    return f"ESF+ {plan.area}, {region}"


def time_of(start: date | None, end: date | None) -> str:
    """1 mars 2027–31 augusti 2029; what is not set is left out."""
    if start and end:
        return f"{long_day(start)}–{long_day(end)}"
    return _("från %(day)s") % {"day": long_day(start)} if start else ""


def answer_line(answer: Answer, state: CaseState) -> str:
    """An answer as a short sentence."""
    if answer.question == "takes_part":
        return str(TAKES_PART[answer.value])
    if answer.question == "organiser":
        wants = answer.value == "willing"
        if state.plan.kind == "measure":
            return _("Vill leda insatsen") if wants else _("Vill inte leda insatsen")
        return _("Vill vara projektanordnare") if wants else _("Vill inte vara projektanordnare")
    if answer.value == "no":
        return _("Medfinansierar inte")
    return _("Medfinansierar %(what)s") % {"what": promise_line(answer)}


def promise_line(answer: Answer) -> str:
    """90 tkr kontant och 230 tkr i försörjningsstöd."""
    totals: dict[str, Money] = {}
    for c in answer.commitments:
        totals[c.kind] = totals.get(c.kind, Money.zero()) + c.amount
    parts = [
        _("%(amount)s\u00a0tkr %(kind)s") % {"amount": in_tkr(amount), "kind": kind_of_promise(kind, answer.party)}
        for kind, amount in totals.items()
    ]
    return listed(parts)


#: What stands at the addresses that rules name. Law texts are read at sites of others; guidance is not law.
_SOURCES = {
    "finsam.se": gettext_lazy("Vägledning från Nationella rådet för finansiell samordning"),
    "finsamgoteborg.se": gettext_lazy("Vägledning, som Samordningsförbundet Göteborg återger den"),
    "lagen.nu": gettext_lazy("Lagtexten, läst på lagen.nu"),
    "lagboken.se": gettext_lazy("Lagtexten, läst på lagboken.se"),
    "rkrattsbaser.gov.se": gettext_lazy("Lagtexten i Regeringskansliets rättsdatabaser"),
}


def source_name(source: str) -> str:
    """A source as people say it: what it is for a known address, the site for another, else the source itself."""
    if source.startswith("http") and (known := _SOURCES.get(urlsplit(source).netloc.removeprefix("www."))):
        return str(known)
    return urlsplit(source).netloc.removeprefix("www.") or source if source.startswith("http") else source


def listed(parts: Iterable[str]) -> str:
    """A, B och C."""
    names = list(parts)
    return _(" och ").join(filter(None, [", ".join(names[:-1]), names[-1]])) if names else ""


@dataclass(frozen=True)
class Told:
    """An event as the timeline shows it: when, what, who, and more if there is more to say."""

    at: datetime
    title: str
    who: str
    text: str
    why: str


def timeline(events: Iterable[Event]) -> list[Told]:
    """All events, the newest first, each told with what was true when it happened."""
    state, told = CaseState(), []
    for event in events:
        told.append(_tell(event, state))
        state = apply(state, event)
    return told[::-1]


def _tell(event: Event, before: CaseState) -> Told:
    said = _TELLING.get(event.kind)
    title, text = said(event, before) if said else (label(EVENT[event.kind].label), "")
    return Told(event.at, title, "" if event.by_name == "Samordna" else event.by_name, text, _why(event))


def _why(event: Event) -> str:
    """What a person wrote stands as it was written; a reason that a rule gave is told in the reader's language."""
    given = event.data.get("reasons") if event.kind == "guarantor_closed" else None
    return in_reader_language(given[-1]) if given else event.why


def in_reader_language(reason: dict[str, Any]) -> str:
    """A stored reason: in English for those who read English, where it was stored in both languages."""
    english = (get_language() or "sv").startswith("en")
    return str((reason.get("text_en") if english else "") or reason["text"])


def _need(event: Event, before: CaseState) -> tuple[str, str]:
    low, high, places = (event.data.get(name) for name in ("low", "high", "places"))
    text = "" if low is None else _("%(low)s–%(high)s personer.") % {"low": integer(low), "high": integer(high)}
    if places is not None:
        text += " " + ngettext("%(n)d plats finns.", "%(n)d platser finns.", places) % {"n": places}
    return _("Behovet skrevs ned"), text.strip()


def _asked(event: Event, before: CaseState) -> tuple[str, str]:
    n, deadline = len(event.data["parties"]), event.data.get("deadline")
    title = ngettext("Förslaget skickades till %(n)d part", "Förslaget skickades till %(n)d parter", n) % {"n": n}
    return title, _("Svar senast %(day)s.") % {"day": day(date.fromisoformat(deadline))} if deadline else ""


def _asked_again(event: Event, before: CaseState) -> tuple[str, str]:
    return _("%(party)s fick frågan igen") % {"party": before.name_of(event.data["party"])}, ""


def _party_added(event: Event, before: CaseState) -> tuple[str, str]:
    title = _("%(party)s fick också frågan") % {"party": event.data["name"]}
    deadline = event.data.get("deadline")
    return title, _("Svar senast %(day)s.") % {"day": day(date.fromisoformat(deadline))} if deadline else ""


def _deadline_moved(event: Event, before: CaseState) -> tuple[str, str]:
    title = _("Svarstiden ändrades till %(day)s") % {"day": long_day(date.fromisoformat(event.data["deadline"]))}
    was = event.data.get("before")
    return title, _("Den var %(day)s.") % {"day": long_day(date.fromisoformat(was))} if was else ""


def _answered(event: Event, before: CaseState) -> tuple[str, str]:
    party = event.data["party"]
    changed = any(before.answer(party, question) for question in event.data["answers"])
    title = _("%(party)s ändrade sitt svar") if changed else _("%(party)s svarade")
    after = apply(before, event)
    said = [after.answer(party, question) for question in event.data["answers"]]
    lines = [_with_reason(answer, after) for answer in said if answer]
    if paper := event.data.get("paper"):
        lines.append(_("Inskrivet efter %(document)s, från %(said_by)s.") % paper)
    return title % {"party": before.name_of(party)}, " ".join(lines)


def _with_reason(answer: Answer, state: CaseState) -> str:
    line = answer_line(answer, state) + "."
    return line + (_(" Skäl: ”%(reason)s”") % {"reason": answer.reason} if answer.reason else "")


def _all_answered(event: Event, before: CaseState) -> tuple[str, str]:
    n = event.data.get("parties", len(before.asked))
    willing = [before.name_of(p) for p in before.taking_part if before.value(p, "organiser") == "willing"]
    title = ngettext("%(n)d part hade svarat", "Alla %(n)d parter hade svarat", n) % {"n": n}
    if before.plan.kind == "measure":
        return title, ""
    return title, (
        _("Vill vara projektanordnare: %(who)s.") % {"who": listed(willing)}
        if willing
        else _("Ingen part ville vara projektanordnare.")
    )


def _closed_answers(event: Event, before: CaseState) -> tuple[str, str]:
    who = listed(before.name_of(party) for party in event.data.get("unanswered", ()))
    return _("Svarstiden gick ut"), _("Svar saknades från %(who)s.") % {"who": who} if who else ""


def recommended_name(state: CaseState) -> str:
    """Who was recommended; a guarantor need not be among the parties asked."""
    organiser = state.recommendation.organiser if state.recommendation else ""
    return "Försäkringskassan" if organiser == "fk" else state.name_of(organiser)


def _recommended(event: Event, before: CaseState) -> tuple[str, str]:
    who, role = recommended_name(apply(before, event)), event.data["role"]
    if role == "guarantor":
        return _("Beredningsgruppen föreslog %(who)s som garant") % {"who": who}, ""
    if role == "lead":
        return _("Beredningsgruppen föreslog insatsen till beslut"), _("%(who)s leder den.") % {"who": who}
    return _("Beredningsgruppen föreslog %(who)s som projektanordnare") % {"who": who}, ""


def _step(event: Event, before: CaseState) -> tuple[str, str]:
    order = order_of(event.data["party"])
    step = next((s for s in order.steps if s.id == event.data["step"]), None) if order else None
    name = label(step.label) if step else event.data.get("label") or event.data["step"]
    if event.data["party"] != "fk":
        name = f"{before.name_of(event.data['party'])}, {name}"
    no = event.data["outcome"] == "no"
    who = ", ".join(filter(None, [event.data["decided_by"], event.data.get("title", "")]))
    return (_("%(step)s: nej") if no else _("%(step)s: klart")) % {"step": name}, who


def _questions(event: Event, before: CaseState) -> tuple[str, str]:
    n = len(event.data["questions"])
    title = ngettext("Underlaget kom tillbaka med %(n)d fråga", "Underlaget kom tillbaka med %(n)d frågor", n)
    return title % {"n": n}, " ".join(event.data["questions"])


def _question_answered(event: Event, before: CaseState) -> tuple[str, str]:
    return _("Fråga %(n)s besvarades") % {"n": event.data["number"]}, event.data["answer"]


def _carry_on(event: Event, before: CaseState) -> tuple[str, str]:
    who = listed(before.name_of(party) for party in event.data["parties"])
    return _("Plan för vem som för arbetet vidare: %(who)s") % {"who": who}, event.data["text"]


def _decided(event: Event, before: CaseState) -> tuple[str, str]:
    party, data = before.name_of(event.data["body"]), event.data
    if data["body"] == "fk":
        party = "Försäkringskassan"
    title = _("%(party)s beslutade nej") if data["outcome"] == "no" else _("%(party)s beslutade ja")
    return title % {"party": party}, _by(data)


def _by_board(event: Event, before: CaseState) -> tuple[str, str]:
    return label(EVENT[event.kind].label), _by(event.data)


def _by(data: Any) -> str:
    decided_on = date.fromisoformat(data["decided_on"])
    said = _("Beslutat av %(who)s den %(day)s.") % {"who": data["decided_by"], "day": long_day(decided_on)}
    return f"{said} {data['minutes']}." if data.get("minutes") else said


def _drafted(event: Event, before: CaseState) -> tuple[str, str]:
    version, joining = event.data["version"], event.data.get("joining", ())
    title = _("En ändring av överenskommelsen skrevs, version %(n)s") if before.agreement_in_force else ""
    text = _("Ny part: %(who)s.") % {"who": listed(row["name"] for row in joining)} if joining else ""
    return (title or _("Överenskommelsen skrevs, version %(n)s")) % {"n": version}, text


def _signed(event: Event, before: CaseState) -> tuple[str, str]:
    data = event.data
    joining = {j.party: j.name for j in before.joining} | {"fk": "Försäkringskassan"}
    party = joining.get(data["party"]) or (before.name_of(data["party"]) if data["party"] in before.asked else "")
    title = _("%(party)s skrev under") % {"party": party} if party else _("Förbundet skrev under")
    return title, f"{data['name']}, {data['title']}."


def _left(event: Event, before: CaseState) -> tuple[str, str]:
    data = event.data
    lines = [_by(data)] if data.get("decided_by") else []
    if data.get("reference"):
        lines.append(_("Handling: %(what)s.") % {"what": data["reference"]})
    fallen = [] if before.stage == "running" else [d for d in before.decisions_now if d.outcome == "yes"]
    if fallen or (before.agreement_version and before.stage != "running"):
        lines.append(_("Det som var beslutat föll."))
    return _("%(party)s lämnade") % {"party": before.name_of(data["party"])}, " ".join(lines)


def _opened(event: Event, before: CaseState) -> tuple[str, str]:
    late = bool(before.answers) and before.stage == "organiser" and before.since is not None and before.since < event.at
    text = _("Ingen annan vill vara projektanordnare, och alla som deltar medfinansierar.")
    return label(EVENT["guarantor_opened"].label), (_("Det som hindrade är löst.") + " " if late else "") + text


_Telling = Callable[[Event, CaseState], tuple[str, str]]
_TELLING: dict[str, _Telling] = {
    "need_identified": _need,
    **PLAN_TELLING,
    "parties_asked": _asked,
    "party_asked_again": _asked_again,
    "party_added": _party_added,
    "deadline_moved": _deadline_moved,
    "answered": _answered,
    "answers_complete": _all_answered,
    "deadline_passed": _closed_answers,
    "recommended": _recommended,
    "order_step_taken": _step,
    "questions_asked": _questions,
    "question_answered": _question_answered,
    "carry_on_plan_given": _carry_on,
    "party_decided": _decided,
    "board_approved": _by_board,
    "board_refused": _by_board,
    "sent_back": _by_board,
    **ESF_TELLING,
    "party_left": _left,
    "guarantor_opened": _opened,
    "agreement_drafted": _drafted,
    "signed": _signed,
}
