"""The way of a case: which event leads from which stage to which. One table; the diagram is drawn from it.

Stages and their meaning: the preparation structure that the government's decision of 2025-03-13 builds on. A stage
has one owner (the role that must act next) and two names: one for officials, one for people outside.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from samordna.ground.kernel.words import Words

MEASURE, ESF = "measure", "esf"
BOTH = (MEASURE, ESF)
START = ""  # before the first event


@dataclass(frozen=True)
class Stage:
    """Where a case is. ``owner`` is a role; a stage with ``final`` has no way onwards."""

    id: str
    owner: str
    label: Words
    outside: Words
    final: bool = False


@dataclass(frozen=True)
class EventKind:
    """Something that can happen to a case, in the words of the timeline."""

    id: str
    label: Words


@dataclass(frozen=True)
class Transition:
    """One row of the table: in ``stage``, ``event`` leads to ``to``. ``kinds`` are the kinds of case it is open to."""

    stage: str
    event: str
    to: str
    kinds: tuple[str, ...] = BOTH


class ImpossibleStep(Exception):
    """The table has no such way. A rule should have refused the act before; the words are for developers."""


STAGES: tuple[Stage, ...] = (
    Stage(
        "identified",
        "preparation_member",
        Words("Behov", "Need"),
        Words("Ett behov är uppmärksammat", "A need has been noticed"),
    ),
    Stage(
        "proposal",
        "association_manager",
        Words("Utkast till förslag", "Draft proposal"),
        Words("Ett förslag arbetas fram", "A proposal is being worked out"),
    ),
    Stage(
        "positions",
        "preparation_member",
        Words("Parterna tar ställning", "Parties take position"),
        Words("Parterna tar ställning", "The parties take position"),
    ),
    Stage(
        "organiser",
        "association_manager",
        Words("Svaren är inne", "The answers are in"),
        Words("Det avgörs vem som ska hålla i arbetet", "It is being settled who will run it"),
    ),
    Stage(
        "decision",
        "board_member",
        Words("Väntar på beslut", "Waiting for decision"),
        Words("Väntar på beslut", "Waiting for a decision"),
    ),
    Stage(
        "application",
        "association_manager",
        Words("Ansökan till ESF-rådet", "Application to the ESF council"),
        Words("Pengar söks från Europeiska socialfonden", "Money is sought from the European Social Fund"),
    ),
    Stage(
        "agreement",
        "association_manager",
        Words("Överenskommelse ska skrivas under", "Agreement to be signed"),
        Words("Parterna skriver en överenskommelse", "The parties write an agreement"),
    ),
    Stage(
        "agreed",
        "measure_owner",
        Words("Överenskommet", "Agreed"),
        Words("Överenskommet, startar snart", "Agreed, starts soon"),
    ),
    Stage("running", "measure_owner", Words("Pågår", "Running"), Words("Pågår", "Running")),
    Stage(
        "ended",
        "association_manager",
        Words("Avslutat, ska lämnas över", "Ended, to be handed over"),
        Words("Avslutat", "Ended"),
    ),
    Stage(
        "handed_over",
        "association_manager",
        Words("Överlämnat", "Handed over"),
        Words("Parterna har tagit över", "The parties have taken over"),
        final=True,
    ),
    Stage(
        "closed",
        "association_manager",
        Words("Stängt utan att genomföras", "Closed, not carried out"),
        Words("Blev inte av", "Did not come about"),
        final=True,
    ),
)

EVENTS: tuple[EventKind, ...] = (
    EventKind("need_identified", Words("Behovet skrevs ned", "The need was written down")),
    EventKind("proposal_made", Words("Förslaget påbörjades", "The proposal was begun")),
    EventKind("plan_changed", Words("Planen ändrades", "The plan was changed")),
    EventKind("costs_planned", Words("Kostnaderna planerades", "The costs were planned")),
    EventKind("parties_asked", Words("Förslaget skickades till parterna", "The proposal was sent to the parties")),
    EventKind("party_asked_again", Words("En part fick frågan igen", "A party was asked again")),
    EventKind("party_added", Words("En part till fick frågan", "One more party was asked")),
    EventKind("proposal_taken_back", Words("Förslaget togs tillbaka för att ändras", "The proposal was taken back")),
    EventKind("answered", Words("En part svarade", "A party answered")),
    EventKind("answers_complete", Words("Alla parter hade svarat", "All parties had answered")),
    EventKind("deadline_passed", Words("Svarstiden gick ut", "The time for answers ran out")),
    EventKind("deadline_moved", Words("Svarstiden ändrades", "The time for answers was changed")),
    EventKind(
        "guarantor_opened", Words("Garantärende öppnades hos Försäkringskassan", "A guarantor case was opened at FK")
    ),
    EventKind(
        "guarantor_closed",
        Words("Garantärendet stängdes: grunden föll", "The guarantor case was closed: no ground left"),
    ),
    EventKind("recommended", Words("Beredningsgruppen lämnade sitt förslag", "The preparation group recommended")),
    EventKind("order_step_taken", Words("Ett steg i beslutsordningen togs", "A step in the decision order was taken")),
    EventKind(
        "questions_asked", Words("Underlaget lämnades tillbaka med frågor", "The papers came back with questions")
    ),
    EventKind("question_answered", Words("En fråga besvarades", "A question was answered")),
    EventKind(
        "carry_on_plan_given",
        Words("Plan för vem som för arbetet vidare lämnades", "A plan for who carries on was given"),
    ),
    EventKind("party_decided", Words("En part beslutade", "A party decided")),
    EventKind("all_decided", Words("Alla parter hade beslutat", "All parties had decided")),
    EventKind("board_approved", Words("Styrelsen biföll förslaget", "The board approved the proposal")),
    EventKind("board_refused", Words("Styrelsen avslog förslaget", "The board refused the proposal")),
    EventKind("sent_back", Words("Ärendet skickades tillbaka", "The case was sent back")),
    EventKind("applied", Words("Ansökan lämnades till ESF-rådet", "The application was handed in")),
    EventKind("completion_asked", Words("ESF-rådet bad om komplettering", "The ESF council asked for completion")),
    EventKind("completion_sent", Words("Kompletteringen lämnades", "The completion was handed in")),
    EventKind("legality_checked", Words("ESF-rådet granskade laglighet", "The ESF council checked legality")),
    EventKind("prioritised", Words("Ansökan prioriterades i regionen", "The application was prioritised regionally")),
    EventKind("certificate_issued", Words("Medfinansieringsintyg skrevs", "A co-financing certificate was issued")),
    EventKind("certificate_signed", Words("Medfinansieringsintyg skrevs under", "A certificate was signed")),
    EventKind("role_set", Words("En parts roll skrevs in", "A party's role was written down")),
    EventKind("undertaking_signed", Words("Projektåtagandet skrevs under av en part", "A party signed the commitment")),
    EventKind("granted", Words("ESF-rådet beviljade stöd", "The ESF council granted support")),
    EventKind("refused", Words("ESF-rådet avslog ansökan", "The ESF council refused the application")),
    EventKind("agreement_drafted", Words("Överenskommelsen skrevs", "The agreement was drafted")),
    EventKind("signed", Words("En part skrev under", "A party signed")),
    EventKind("all_signed", Words("Alla hade skrivit under", "Everybody had signed")),
    EventKind("amendment_signed", Words("Alla hade skrivit under ändringen", "Everybody had signed the amendment")),
    EventKind("party_left", Words("En part lämnade", "A party left")),
    EventKind("started", Words("Arbetet började", "The work began")),
    EventKind("ended", Words("Arbetet avslutades", "The work ended")),
    EventKind("handed_over", Words("Parterna tog över", "The parties took over")),
    EventKind("withdrawn", Words("Ärendet drogs tillbaka", "The case was withdrawn")),
)

_FORWARD: tuple[Transition, ...] = (
    Transition(START, "need_identified", "identified"),
    Transition("identified", "proposal_made", "proposal"),
    Transition("proposal", "parties_asked", "positions"),
    Transition("positions", "answers_complete", "organiser"),
    Transition("positions", "deadline_passed", "organiser"),
    # What was sent is not changed behind those who read it: it is taken back, changed and sent again.
    Transition("positions", "proposal_taken_back", "proposal"),
    Transition("organiser", "proposal_taken_back", "proposal"),
    Transition("organiser", "party_added", "positions"),
    Transition("organiser", "recommended", "decision"),
    Transition("decision", "sent_back", "proposal"),
    Transition("decision", "board_refused", "closed", (MEASURE,)),
    Transition("decision", "board_approved", "agreement", (MEASURE,)),
    Transition("decision", "all_decided", "application", (ESF,)),
    Transition("application", "granted", "agreement", (ESF,)),
    Transition("application", "refused", "closed", (ESF,)),
    Transition("agreement", "all_signed", "agreed"),
    # A party that leaves after the recommendation takes its money and its part in the work with it: the group must
    # settle again who runs it, and decisions made about another project do not hold for this one.
    Transition("decision", "party_left", "organiser"),
    Transition("application", "party_left", "organiser", (ESF,)),
    Transition("agreement", "party_left", "organiser"),
    Transition("agreed", "party_left", "organiser"),
    Transition("agreed", "started", "running"),
    Transition("running", "ended", "ended"),
    Transition("ended", "handed_over", "handed_over"),
)

# Events that belong to a stage without leading out of it.
_WITHIN: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("plan_changed", ("proposal", "positions", "organiser"), BOTH),
    ("costs_planned", ("proposal", "positions", "organiser"), BOTH),
    ("answered", ("positions", "organiser"), BOTH),
    ("party_asked_again", ("positions", "organiser"), BOTH),
    ("party_added", ("positions",), BOTH),
    ("guarantor_opened", ("organiser",), (ESF,)),
    ("guarantor_closed", ("organiser",), (ESF,)),
    ("carry_on_plan_given", ("organiser", "decision"), (ESF,)),
    ("order_step_taken", ("organiser", "decision"), (ESF,)),
    ("questions_asked", ("organiser", "decision"), (ESF,)),
    ("question_answered", ("organiser", "decision"), (ESF,)),
    ("party_decided", ("decision",), (ESF,)),
    ("applied", ("application",), (ESF,)),
    ("deadline_moved", ("positions",), BOTH),
    ("completion_asked", ("application",), (ESF,)),
    ("completion_sent", ("application",), (ESF,)),
    ("legality_checked", ("application",), (ESF,)),
    ("prioritised", ("application",), (ESF,)),
    ("certificate_issued", ("decision", "application", "agreement"), (ESF,)),
    ("certificate_signed", ("decision", "application", "agreement"), (ESF,)),
    ("role_set", ("organiser", "decision", "application", "agreement", "agreed"), (ESF,)),
    ("undertaking_signed", ("agreement", "agreed"), (ESF,)),
    ("agreement_drafted", ("agreement", "agreed", "running"), BOTH),
    ("signed", ("agreement", "agreed", "running"), BOTH),
    ("amendment_signed", ("agreed", "running"), BOTH),
    # Once the work is running it goes on while the others amend the agreement; nobody is made to stop by the system.
    ("party_left", ("running",), BOTH),
)

_MAY_BE_WITHDRAWN = ("identified", "proposal", "positions", "organiser", "decision", "application", "agreement")

TRANSITIONS: tuple[Transition, ...] = (
    *_FORWARD,
    *(Transition(stage, event, stage, kinds) for event, stages, kinds in _WITHIN for stage in stages),
    *(Transition(stage, "withdrawn", "closed") for stage in _MAY_BE_WITHDRAWN),
)

STAGE = {stage.id: stage for stage in STAGES}
EVENT = {event.id: event for event in EVENTS}
_TABLE = {(row.stage, row.event): row for row in TRANSITIONS}

#: The stages in which a party may change its answer: until the group has recommended.
ANSWERS_OPEN = frozenset(row.stage for row in TRANSITIONS if row.event == "answered")


def next_stage(stage: str, event: str, kind: str) -> str:
    """The stage that ``event`` leads to for a case of ``kind``; ImpossibleStep if the table has no such way."""
    row = _TABLE.get((stage, event))
    if row is None or (kind and kind not in row.kinds):
        raise ImpossibleStep(f"{event!r} cannot happen to a case of kind {kind!r} in stage {stage!r}")
    return row.to


def possible(stage: str, kind: str) -> tuple[str, ...]:
    """The events that the table allows in ``stage``, in the order of the table."""
    return tuple(row.event for row in TRANSITIONS if row.stage == stage and (not kind or kind in row.kinds))


def diagram() -> str:
    """The table as a Mermaid state diagram; events that stay in their stage are left out."""
    return "\n".join(["stateDiagram-v2", *_arrows()]) + "\n"


def _arrows() -> Iterator[str]:
    for row in TRANSITIONS:
        if row.stage == row.to:
            continue
        only = "" if row.kinds == BOTH else f" ({', '.join(row.kinds)})"
        yield f"    {row.stage or '[*]'} --> {row.to}: {row.event}{only}"
    for stage in STAGES:
        if stage.final:
            yield f"    {stage.id} --> [*]"
