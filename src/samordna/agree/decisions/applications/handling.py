"""The way of an application at the ESF council: which step is next, when it may be taken, what a grant means. Pure.

    applied → legality check → prioritisation (where and when there is such a step) → granted or refused

with requests for completion and their answers in between. Whether there is a step of prioritisation follows the day
and the place (the parameter ``esf.prioritisation``); where that is not known the step may be recorded or left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from samordna.agree.preparation.case_facts import Handling
from samordna.agree.preparation.case_state import CaseState
from samordna.agree.preparation.case_state import total as sum_of
from samordna.agree.preparation.cofinancing import money
from samordna.agree.preparation.states import ESF
from samordna.ground.kernel.errors import Refusal
from samordna.ground.kernel.money import Money
from samordna.ground.kernel.words import Words
from samordna.ground.parameters.reader import parameter
from samordna.ground.parameters.values import NoParameter

PARTNERSHIP = "strukturfondspartnerskap"

STEPS: dict[str, Words] = {
    "applied": Words("Ansökan lämnas", "The application is handed in"),
    "completion_sent": Words("Kompletteringen lämnas", "The completion is handed in"),
    "legality_checked": Words("Laglighet granskas", "Legality is checked"),
    "prioritised": Words("Ansökan prioriteras", "The application is prioritised"),
    "decided": Words("ESF-rådet beslutar", "The ESF council decides"),
}
OUTCOMES = {
    "legality_checked": ("passed", "failed"),
    "prioritised": ("supported", "not_supported"),
}


@dataclass(frozen=True)
class Prioritisation:
    """Whether another body puts applications in order on a day. ``needed`` is None where that is not known.

    ``binding``: without its support the council may not grant.
    """

    needed: bool | None
    body: str
    binding: bool
    source: str
    note: str


def prioritisation(region: str, on: date) -> Prioritisation:
    """The step as it is on a day for a region (NUTS2); "" is a national project."""
    try:
        found = parameter("esf.prioritisation", on=on, scope="regional" if region else "national")
    except NoParameter as missing:
        return Prioritisation(None, "", binding=False, source="", note=str(missing))
    if found.value == PARTNERSHIP:
        return Prioritisation(True, "Strukturfondspartnerskapet", binding=True, source=found.source, note=found.note)
    needed = None if found.value is None else False
    return Prioritisation(needed, "", binding=False, source=found.source, note=found.note)


def open_completion(state: CaseState) -> Handling | None:
    """The request for completion that has not been answered, if there is one."""
    last = next((h for h in reversed(state.handling) if h.event in ("completion_asked", "completion_sent")), None)
    return last if last is not None and last.event == "completion_asked" else None


def step_taken(state: CaseState, event: str) -> Handling | None:
    """The step of the handling that has been taken, if it has."""
    return next((h for h in reversed(state.handling) if h.event == event), None)


def next_steps(state: CaseState, on: date) -> tuple[str, ...]:
    """The steps that may be taken now, the one that is expected first; ``granted`` and ``refused`` are the decision.

    Nothing outside the stage of applying.
    """
    return tuple(_next(state, on)) if state.plan.kind == ESF and state.stage == "application" else ()


def _next(state: CaseState, on: date) -> Iterator[str]:
    if state.application is None:
        yield "applied"
        return
    if open_completion(state):
        yield from ("completion_sent", "refused")
        return
    checked = step_taken(state, "legality_checked")
    if checked is None:
        yield from ("legality_checked", "completion_asked")
        return
    if checked.outcome == "failed":
        yield "refused"
        return
    step, done = prioritisation(state.plan.region, on), step_taken(state, "prioritised")
    if done is None and step.needed:
        yield from ("prioritised", "completion_asked")
        return
    if done is None or done.outcome == "supported" or not _bound(state, done):
        yield "granted"
    yield "refused"
    if done is None and step.needed is None:
        yield "prioritised"
    yield "completion_asked"


def _bound(state: CaseState, done: Handling) -> bool:
    """Whether the opinion binds the council: by the law of the day on which it was given."""
    return done.on is not None and prioritisation(state.plan.region, done.on).binding


def expected(state: CaseState, on: date) -> str:
    """The step that is waited for, as a key of STEPS; "" when nothing is."""
    steps = next_steps(state, on)
    if not steps:
        return ""
    return "decided" if steps[0] in ("granted", "refused") else steps[0]


def check_step(state: CaseState, event: str, on: date) -> None:
    """Refusal, which says what comes next, for a step out of order."""
    if event in next_steps(state, on):
        return
    step = expected(state, on)
    if not step:
        raise Refusal(
            "Ansökan handläggs inte nu. Läs sidan igen och se var ärendet är.",
            message_en="There is no application under way. Read the page again.",
        )
    words = STEPS[step]
    raise Refusal(
        f"Det är inte dags för det steget. Nästa steg är: {in_sentence(words.sv)}.{_why(state, event)[0]}",
        message_en=f"That step cannot be taken now. Next is: {in_sentence(words.en)}.{_why(state, event)[1]}",
    )


def in_sentence(text: str) -> str:
    """A name of a step within a sentence: with a small first letter, unless it begins with an abbreviation."""
    return text if text[:2].isupper() else text[:1].lower() + text[1:]


def _why(state: CaseState, event: str) -> tuple[str, str]:
    """Why support cannot be granted, when something already said so."""
    checked, done = step_taken(state, "legality_checked"), step_taken(state, "prioritised")
    if event == "granted" and checked and checked.outcome == "failed":
        return " Ansökan klarade inte granskningen.", " It did not pass the check."
    if event == "granted" and done and done.outcome == "not_supported":
        return (
            f" {done.body} prioriterade den inte, och det binder rådet.",
            " It was not prioritised, which is binding.",
        )
    return "", ""


def latest_day(state: CaseState) -> date | None:
    """The day of the latest step, before which the next cannot lie."""
    if state.application is None:
        return max((d.decided_on for d in state.decisions_now), default=None)
    return max([state.application.on, *(h.on for h in state.handling if h.on)])


def check_day(state: CaseState, on: date, today: date, field: str = "on") -> None:
    """A step lies neither in the future nor before the step before it."""
    if on > today:
        raise Refusal(
            "Dagen har inte varit än. Skriv dagen då det hände.",
            field=field,
            message_en="That day has not come yet: write the day when it happened.",
        )
    before = latest_day(state)
    if before is not None and on < before:
        raise Refusal(
            f"Steget före togs {before.isoformat()}. Det här kan inte ha hänt tidigare än så.",
            field=field,
            message_en=f"The step before was taken on {before}; this cannot have happened earlier.",
        )


def check_signature(name: str, title: str, on: date, today: date, not_before: date | None) -> None:
    """A signature has a name and a title, and lies neither in the future nor before what it stands under."""
    if not name.strip():
        raise Refusal("Skriv vem som skrev under.", field="name", message_en="Write who signed.")
    if not title.strip():
        raise Refusal("Skriv titel eller roll.", field="title", message_en="Write the title or role.")
    if on > today or (not_before is not None and on < not_before):
        raise Refusal(
            "Kontrollera dagen. Den kan inte ligga i framtiden eller före det som skrevs under.",
            field="on",
            message_en="Check the day: not in the future, and not before what was signed.",
        )


@dataclass(frozen=True)
class GrantEffect:
    """What a grant changes. ``gap`` is what the parties must add (negative: more is promised than their part).

    ``required`` is the parties' part: the cost less the support. ``least`` is the smallest it may be by the share
    of the call, None where that is not known.
    """

    total_before: Money
    total: Money
    support_before: Money
    support: Money
    committed: Money
    least_before: Money | None = None
    least: Money | None = None

    @property
    def required_before(self) -> Money:
        """The parties' part of what was applied for."""
        return self.total_before - self.support_before

    @property
    def required(self) -> Money:
        """The parties' part of what was granted."""
        return self.total - self.support

    @property
    def gap(self) -> Money:
        """What the parties' part lacks after the decision."""
        return self.required - self.committed

    @property
    def surplus(self) -> Money:
        """What is promised beyond what the parties' part needs; nothing while something lacks."""
        return max(Money.zero(), -self.gap)

    @property
    def changed(self) -> bool:
        """Other amounts than those applied for."""
        return (self.total, self.support) != (self.total_before, self.support_before)


def grant_effect(state: CaseState) -> GrantEffect | None:
    """The co-financing computed again from the amounts that were granted; None when an amount is not known."""
    applied, grant = state.application, state.grant
    if applied is None or grant is None or applied.total is None or applied.support is None or grant.support is None:
        return None
    total, rates = grant.total or applied.total, money.kept_rates(state)
    return GrantEffect(
        least_before=applied.total - applied.total.times(rates.support) if rates else None,
        least=total - total.times(rates.support) if rates else None,
        total_before=applied.total,
        total=total,
        support_before=applied.support,
        support=grant.support,
        committed=sum_of(state.commitments),
    )


def money_outside_period(state: CaseState) -> tuple[int, ...]:
    """The years with money that the granted period leaves out; people must move it."""
    grant = state.grant
    if grant is None or grant.start is None or grant.end is None:
        return ()
    money = {year for line in state.costs for year, amount in line.amounts if amount.ore}
    money |= {c.year for c in state.commitments if c.amount.ore}
    return tuple(sorted(year for year in money if not grant.start.year <= year <= grant.end.year))
