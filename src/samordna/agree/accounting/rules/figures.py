"""The figures of the account: what each counts, by which day it belongs to a year, and in which words. One table.

A figure is a list of days, one for each thing counted, with the case or need it belongs to. So the figures of
associations add up to the nation's, and behind every figure stand the cases that made it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from samordna.agree.accounting.rules.facts import CaseFacts, NeedFacts, Trace
from samordna.ground.kernel.words import Words

Days = Iterable[date]


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the account. ``group`` is its heading; ``of_need`` or ``of_case`` gives the days on which it counts.

    ``definition`` says what is counted and which day decides the year.
    """

    id: str
    group: str
    label: Words
    definition: Words
    of_case: Callable[[CaseFacts], Days] | None = None
    of_need: Callable[[NeedFacts], Days] | None = None
    part_of: str = ""


GROUPS: Final[dict[str, Words]] = {
    "needs": Words("Behov", "Needs"),
    "asked": Words("Frågor och svar", "Questions and answers"),
    "organiser": Words("Vem som håller i arbetet", "Who runs it"),
    "guarantor": Words("Försäkringskassan som garant", "FK as guarantor"),
    "decided": Words("Beslut", "Decisions"),
    "esf": Words("Ansökan till ESF-rådet", "Application to the ESF council"),
    "carried": Words("Det som blev av", "What came of it"),
}


def _happened(*kinds: str) -> Callable[[CaseFacts], Days]:
    """Every event of these kinds, on its day."""

    def days(case: CaseFacts) -> Days:
        return [trace.day for kind in kinds for trace in case.by_kind.get(kind, ())]

    return days


def _first(*kinds: str) -> Callable[[CaseFacts], Days]:
    """The case once, on the day of its first such event."""

    def days(case: CaseFacts) -> Days:
        found = case.when(*kinds)
        return [found.day] if found else []

    return days


def _asked(question: str = "", *values: str) -> Callable[[CaseFacts], Days]:
    """Parties asked, on the day they were asked: all of them, or those whose last answer is one of ``values``."""

    def days(case: CaseFacts) -> Days:
        return [one.at.day for one in case.asked if not question or one.value(question) in values]

    return days


def _organisers(*roles: str) -> Callable[[CaseFacts], Days]:
    def days(case: CaseFacts) -> Days:
        return [one.at.day for one in case.organisers if one.role in roles]

    return days


def _refusals(*kinds: str) -> Callable[[CaseFacts], Days]:
    def days(case: CaseFacts) -> Days:
        return [one.at.day for one in case.refusals if one.kind in kinds]

    return days


def _ended(traces: Iterable[Trace | None]) -> Days:
    return [trace.day for trace in traces if trace is not None]


# fmt: off
_ROWS: tuple[Figure, ...] = (
    Figure("needs_identified", "needs", Words("Behov som skrevs ned", "Needs written down"),
        Words("Varje behov en gång, det år det skrevs ned.", "Each need once, in the year in which it was written."),
        of_need=lambda need: [need.day]),
    Figure("needs_taken_up", "needs", Words("Av dem har blivit förslag", "Of these became proposals"),
        Words("Behov som skrevs ned under året och som minst ett förslag hade gjorts av till och med sista dagen. "
              "Räknas det år behovet skrevs ned.",
              "Needs written in the year of which at least one proposal was made by the last day. "
              "Counted in the year of the need."),
        of_need=lambda need: [need.day] if need.cases else [], part_of="needs_identified"),
    Figure("needs_declined", "needs", Words("Av dem gick förbundet inte vidare med", "Of these were not taken further"),
        Words("Behov som skrevs ned under året och som förbundet med skäl hade sagt nej till, och inte tagit upp "
              "igen, till och med sista dagen. Räknas det år behovet skrevs ned.",
              "Needs written in the year that the association had declined, with a reason, and not taken up again "
              "by the last day. Counted in the year of the need."),
        of_need=lambda need: [need.day] if need.declined else [], part_of="needs_identified"),
    Figure("proposals_begun", "needs", Words("Förslag som påbörjades", "Proposals begun"),
        Words("Varje ärende en gång, den dag förslaget påbörjades. Ett behov kan ge flera förslag.",
              "Each case once, on the day its proposal was begun. A need may give several proposals."),
        of_case=_first("proposal_made")),
    Figure("rounds", "asked", Words("Gånger parterna tillfrågades", "Times parties were asked"),
        Words("Varje gång ett förslag skickades till parterna, den dagen.",
              "Each time a proposal was sent to the parties, on that day."),
        of_case=_happened("parties_asked")),
    Figure("parties_asked", "asked", Words("Parter som tillfrågades", "Parties asked"),
        Words("Varje part för varje gång den fick frågan om ett förslag, den dagen.",
              "Each party for each time it was asked about a proposal, on that day."),
        of_case=_asked()),
    Figure("answered_all", "asked", Words("Har svarat på allt", "Answered everything"),
        Words("Tillfrågade parter som hade svarat på alla sina frågor till och med sista dagen. "
              "Räknas den dag parten fick frågan.",
              "Parties asked that had answered all their questions by the last day. Counted on the day of asking."),
        of_case=lambda case: [one.at.day for one in case.asked if one.answered], part_of="parties_asked"),
    Figure("takes_part", "asked", Words("Deltar", "Take part"),
        Words("Tillfrågade parter vars senaste svar är att de deltar. Räknas den dag parten fick frågan.",
              "Parties asked whose last answer is that they take part. Counted on the day of asking."),
        of_case=_asked("takes_part", "yes"), part_of="parties_asked"),
    Figure("cooperating", "asked", Words("Samarbetspart", "Cooperating parties"),
        Words("Senaste svaret är samarbetspart: hänvisar personer eller sitter i en referensgrupp, deltar inte.",
              "The last answer is cooperating: refers people or sits in a reference group, takes no part."),
        of_case=_asked("takes_part", "cooperating"), part_of="parties_asked"),
    Figure("takes_no_part", "asked", Words("Deltar inte", "Take no part"),
        Words("Senaste svaret är nej på frågan om att delta.", "The last answer to taking part is no."),
        of_case=_asked("takes_part", "no"), part_of="parties_asked"),
    Figure("co_finances", "asked", Words("Medfinansierar", "Co-finance"),
        Words("Senaste svaret är ja på frågan om att medfinansiera. Frågan ställs bara i ESF+-ärenden.",
              "The last answer to co-financing is yes. Asked in ESF+ cases only."),
        of_case=_asked("co_finances", "yes")),
    Figure("co_finances_not", "asked", Words("Medfinansierar inte", "Do not co-finance"),
        Words("Senaste svaret är nej på frågan om att medfinansiera.", "The last answer to co-financing is no."),
        of_case=_asked("co_finances", "no")),
    Figure("answers_changed", "asked", Words("Svar som ändrades", "Answers changed"),
        Words("Svar på en fråga som parten redan hade svarat på, den dag det nya svaret kom.",
              "Answers to a question that the party had answered before, on the day of the new answer."),
        of_case=lambda case: [one.at.day for one in case.answers if one.changed]),
    Figure("deadline_passed", "asked", Words("Gånger svarstiden gick ut", "Times the time for answers ran out"),
        Words("Gånger beredningen gick vidare utan alla svar, den dagen. Det som saknas räknas som nej.",
              "Times the preparation went on without all answers, on that day. What is missing counts as no."),
        of_case=_happened("deadline_passed")),
    Figure("willing", "organiser", Words("Parter som ville hålla i arbetet", "Parties willing to run it"),
        Words("Tillfrågade parter vars senaste svar är att de vill vara projektanordnare eller leda insatsen.",
              "Parties asked whose last answer is that they want to be organiser, or lead the measure."),
        of_case=_asked("organiser", "willing")),
    Figure("organiser_willing", "organiser", Words("Projektanordnare som själv ville", "Organisers by own will"),
        Words("Gånger beredningsgruppen föreslog en part som ville vara projektanordnare, den dagen.",
              "Times the group proposed a party that was willing to be organiser, on that day."),
        of_case=_organisers("willing")),
    Figure("organiser_guarantor", "organiser", Words("Försäkringskassan som garant", "FK as guarantor"),
        Words("Gånger beredningsgruppen föreslog Försäkringskassan som garant, den dagen.",
              "Times the group proposed FK as guarantor, on that day."),
        of_case=_organisers("guarantor")),
    Figure("organiser_lead", "organiser", Words("Part som leder en insats", "Parties leading a measure"),
        Words("Gånger beredningsgruppen föreslog vem som leder en insats, den dagen.",
              "Times the group proposed who leads a measure, on that day."),
        of_case=_organisers("lead")),
    Figure("blocked", "organiser", Words("Gånger ingen kunde hålla i arbetet", "Times nobody could run it"),
        Words("ESF+-ärenden där regeln inte gav någon projektanordnare, den dag det inträffade.",
              "ESF+ cases in which the rule gave no organiser, on the day it happened."),
        of_case=lambda case: [one.at.day for one in case.blocked]),
    Figure("unblocked", "organiser", Words("Gånger hindret löstes", "Times that was solved"),
        Words("Hinder som upphörde, den dag det upphörde: någon ändrade sitt svar eller ärendet gick en annan väg.",
              "Blocks that ended, on that day: somebody changed an answer, or the case went another way."),
        of_case=lambda case: _ended(one.ended for one in case.blocked)),
    Figure("guarantor_opened", "guarantor", Words("Garantärenden som öppnades", "Guarantor cases opened"),
        Words("Den dag garantärendet öppnades hos Försäkringskassan.", "On the day the guarantor case was opened."),
        of_case=_happened("guarantor_opened")),
    Figure("guarantor_closed", "guarantor", Words("Garantärenden vars grund föll", "Guarantor cases closed"),
        Words("Den dag garantärendet stängdes därför att villkoren inte längre var uppfyllda.",
              "On the day the guarantor case was closed because its conditions were met no longer."),
        of_case=_happened("guarantor_closed")),
    Figure("fk_yes", "guarantor", Words("Försäkringskassan sa ja som garant", "FK said yes as guarantor"),
        Words("Försäkringskassans beslut i ärenden där den är föreslagen som garant, den dag beslutet skrevs in.",
              "FK's decisions where it is proposed as guarantor, on the day they were recorded."),
        of_case=lambda case: _as_guarantor(case, "yes")),
    Figure("fk_no", "guarantor", Words("Försäkringskassan sa nej som garant", "FK said no as guarantor"),
        Words("Försäkringskassans nej i ärenden där den är föreslagen som garant, den dag beslutet skrevs in.",
              "FK's refusals where it is proposed as guarantor, on the day they were recorded."),
        of_case=lambda case: _as_guarantor(case, "no")),
    Figure("approved", "decided", Words("Ja från alla som beslutar", "Yes from all who decide"),
        Words("Insatser som styrelsen sa ja till och ESF+-ärenden där alla parter sagt ja, den dagen.",
              "Measures that the board approved and ESF+ cases in which all parties said yes, on that day."),
        of_case=_happened("board_approved", "all_decided")),
    Figure("board_refused", "decided", Words("Nej från styrelsen", "No from the board"),
        Words("Den dag styrelsens nej skrevs in. Ärendet stängs.", "On the day recorded. The case is closed."),
        of_case=_refusals("board")),
    Figure("party_refused", "decided", Words("Nej från en part", "No from a party"),
        Words("Beslut i ESF+-ärenden där en part sa nej, den dag beslutet skrevs in.",
              "Decisions in ESF+ cases in which a party said no, on the day recorded."),
        of_case=_refusals("party")),
    Figure("sent_back", "decided", Words("Skickades tillbaka", "Sent back"),
        Words("Varje gång ett ärende skickades tillbaka till beredningen, den dagen.",
              "Each time a case was sent back to the preparation, on that day."),
        of_case=_happened("sent_back")),
    Figure("left", "decided", Words("Parter som lämnade", "Parties that left"),
        Words("Parter som lämnade efter förslaget till beslut, den dagen.",
              "Parties that left after the recommendation, on that day."),
        of_case=_refusals("left")),
    Figure("withdrawn", "decided", Words("Drogs tillbaka", "Withdrawn"),
        Words("Ärenden som stängdes utan beslut, den dagen.", "Cases closed without a decision, on that day."),
        of_case=_happened("withdrawn")),
    Figure("applied", "esf", Words("Ansökningar", "Applications"),
        Words("Varje ärende en gång, den dag ansökan lämnades.", "Each case once, on the day of the application."),
        of_case=_first("applied")),
    Figure("completion_asked", "esf", Words("Begäran om komplettering", "Completions asked for"),
        Words("Gånger ESF-rådet bad om komplettering, den dag det skrevs in.",
              "Times the ESF council asked for completion, on the day recorded."),
        of_case=_happened("completion_asked")),
    Figure("granted", "esf", Words("Beviljade", "Granted"),
        Words("Den dag ESF-rådets ja skrevs in.", "On the day the council's yes was recorded."),
        of_case=_happened("granted")),
    Figure("esf_refused", "esf", Words("Avslag", "Refused"),
        Words("Den dag ESF-rådets nej skrevs in.", "On the day the council's no was recorded."),
        of_case=_happened("refused")),
    Figure("agreed", "carried", Words("Överenskommelser som alla skrev under", "Agreements signed by all"),
        Words("Den dag den sista underskriften kom.", "On the day of the last signature."),
        of_case=_happened("all_signed")),
    Figure("amended", "carried", Words("Ändringar som alla skrev under", "Amendments signed by all"),
        Words("Den dag den sista underskriften under en ändring kom.", "On the day of an amendment's last signature."),
        of_case=_happened("amendment_signed")),
    Figure("started", "carried", Words("Började", "Started"),
        Words("Den dag arbetet började.", "On the day the work began."), of_case=_happened("started")),
    Figure("ended", "carried", Words("Avslutades", "Ended"),
        Words("Den dag arbetet avslutades.", "On the day the work ended."), of_case=_happened("ended")),
    Figure("handed_over", "carried", Words("Parterna tog över", "Taken over by the parties"),
        Words("Den dag parterna tog över.", "On the day the parties took over."), of_case=_happened("handed_over")),
)
# fmt: on


def _as_guarantor(case: CaseFacts, outcome: str) -> Days:
    """FK's decisions while it was the one proposed, as guarantor: what was proposed last before the decision counts."""
    mine = [one for one in case.decisions if one.body == "fk" and one.outcome == outcome]
    return [one.at.day for one in mine if _proposed_before(case, one.at.number) == "guarantor"]


def _proposed_before(case: CaseFacts, number: int) -> str:
    """The role of the organiser that the latest recommendation before an event named; "" when there was none."""
    return next((one.role for one in reversed(case.organisers) if one.at.number < number), "")


FIGURES: Final[dict[str, Figure]] = {figure.id: figure for figure in _ROWS}
