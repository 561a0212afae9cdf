"""What must be true before a proposal goes on. Each raises Refusal with the sentence that the user reads. No ORM.

The rules of law and programme stand in ``rules/`` and in the parameters; here they are put to the person who acts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from samordna.agree.preparation.case_facts import Plan
from samordna.agree.preparation.case_state import CaseState
from samordna.agree.preparation.cofinancing import money
from samordna.agree.preparation.rules.phases import Span, check_span
from samordna.agree.preparation.situation import different_parties, leads, names, who_organises
from samordna.agree.preparation.states import ESF, MEASURE
from samordna.agree.preparation.writing import sections
from samordna.ground.kernel.errors import Refusal
from samordna.ground.kernel.finsam import FIRST_YEAR
from samordna.ground.kernel.identifiers import PartyId
from samordna.ground.kernel.money import Money
from samordna.ground.parameters.reader import parameter, rule
from samordna.ground.parameters.values import NoParameter

COST_LINES = ("staff", "other", "indirect")
LAST_YEAR = 2099
LONGEST_WAIT = timedelta(days=2 * 366)


def check_title(title: str) -> None:
    """A case needs a name that people can say."""
    if not title.strip():
        raise Refusal("Skriv vad förslaget heter.", field="title", message_en="Write what the proposal is called.")


def check_reason(why: str, field: str = "why") -> None:
    """A refusal, a withdrawal or a case sent back needs a reason."""
    if not why.strip():
        raise Refusal(
            "Skriv skälet. Det ska gå att läsa om några år.",
            field=field,
            message_en="Write the reason: somebody will want to read it in some years.",
        )


def check_stage(state: CaseState, allowed: Collection[str]) -> None:
    """The act belongs to certain stages; elsewhere somebody has gone on meanwhile."""
    if state.stage not in allowed:
        raise Refusal(
            "Ärendet har hunnit gå vidare. Läs sidan igen och se vad som gäller nu.",
            message_en="The case has moved on. Read the page again and see what holds now.",
        )


def check_plan(plan: Plan, on: date) -> None:
    """Kind, place and days fit together; an area must be open where and when the call is made."""
    if plan.kind == MEASURE and (plan.area or plan.region or plan.call_date):
        raise ValueError("an ordinary measure has no programme area, region or call")
    if plan.kind == ESF:
        _check_area(plan, on)
    if plan.start and plan.end and plan.end < plan.start:
        raise Refusal(
            "Sista dagen kan inte ligga före första dagen.",
            field="end",
            message_en="The last day cannot come before the first.",
        )
    if any(year < FIRST_YEAR or year > LAST_YEAR for year in plan.years) or len(plan.years) > 10:
        raise Refusal(
            "Kontrollera årtalen. En plan kan omfatta högst tio år.",
            field="end",
            message_en="Check the years: a plan covers at most ten.",
        )
    _check_phases(plan)


def _check_phases(plan: Plan) -> None:
    if plan.start is None or plan.end is None:
        for name in ("planning_until", "closing_from"):
            if getattr(plan, name) is not None:
                raise Refusal(
                    "Skriv först när det börjar och slutar.",
                    field=name,
                    message_en="Write first when it begins and ends.",
                )
        return
    for problem in check_span(Span(plan.start, plan.end, plan.planning_until, plan.closing_from)):
        raise problem


def _check_area(plan: Plan, on: date) -> None:
    if not plan.area:
        raise Refusal("Välj programområde.", field="area", message_en="Choose a programme area.")
    try:
        parameter("esf.support_rate", on=plan.call_date or on, area=plan.area, region=plan.region or None)
    except NoParameter as missing:
        raise Refusal(
            f"Programområde {plan.area} är inte öppet i den regionen den dagen. Välj en annan region eller dag.",
            field="region",
            message_en=f"Area {plan.area} is not open there on that day. ({missing})",
        ) from missing


def check_years(state: CaseState, plan: Plan) -> None:
    """Costs and promises must lie within the plan: money outside it would be lost without a word."""
    years = {year for line in state.costs for year, amount in line.amounts if amount.ore}
    years |= {c.year for c in state.commitments if c.amount.ore}
    outside = sorted(years - set(plan.years))
    if outside:
        raise Refusal(
            f"Det finns pengar planerade för {outside[0]}. Flytta dem först, eller låt planen omfatta det året.",
            field="end",
            message_en=f"There is money planned for {outside[0]}: move it first, or let the plan cover that year.",
        )


def check_costs(plan: Plan, lines: Mapping[str, Mapping[int, Money]]) -> None:
    """Known lines, years of the plan, nothing below zero."""
    if unknown := set(lines) - set(COST_LINES):
        raise ValueError(f"no such cost line: {sorted(unknown)}")
    for line, amounts in lines.items():
        for year, amount in amounts.items():
            _check_amount(plan, year, amount, field=f"{line}-{year}")


def _check_amount(plan: Plan, year: int, amount: Money, field: str) -> None:
    if year not in plan.years:
        raise Refusal(
            f"{year} ligger utanför planen. Ändra tidplanen först.",
            field=field,
            message_en=f"{year} lies outside the plan: change the time plan first.",
        )
    if amount.ore < 0:
        raise Refusal(
            "Ett belopp kan inte vara mindre än noll.", field=field, message_en="An amount cannot be below zero."
        )


def check_complete(answered: Collection[str], state: CaseState) -> None:
    """Every section of the proposal must be answered before the parties are asked."""
    left = sections.missing(answered, state)
    if left:
        first = sections.label(left[0][1]).sv
        more = f" och {len(left) - 1} svar till" if len(left) > 1 else ""
        raise Refusal(
            f"Förslaget är inte klart. Det som saknas är ”{first}”{more}.",
            message_en=f"The proposal is not complete: {len(left)} answers are missing.",
        )


def check_parties(parties: Sequence[str], members: Collection[str], deadline: date | None, on: date) -> None:
    """At least two different parties (R10), all of them members, each once, and a deadline that has not passed."""
    if len(set(parties)) != len(parties):
        raise ValueError("a party is asked once")
    outsiders = [party for party in parties if party not in members]
    if outsiders:
        raise Refusal(
            "Bara förbundets medlemmar kan få frågan.",
            field="parties",
            message_en=f"Only members of the association can be asked, not {', '.join(outsiders)}.",
        )
    if different_parties(tuple(parties)) < 2:
        raise Refusal(f"Välj fler parter. {rule('R10').text_sv}", field="parties", message_en=rule("R10").text_en)
    check_deadline(deadline, on)


def check_deadline(deadline: date | None, on: date) -> None:
    """The last day for answers has not been, and is a day that somebody meant."""
    if deadline is None:
        return
    if deadline < on:
        raise Refusal(
            "Sista svarsdagen har redan varit. Välj en senare dag.",
            field="deadline",
            message_en="The last day for answers has passed: choose a later one.",
        )
    if deadline > on + LONGEST_WAIT:
        raise Refusal(
            "Kontrollera årtalet. Sista svarsdagen kan ligga högst två år fram.",
            field="deadline",
            message_en="Check the year: the last day for answers lies at most two years ahead.",
        )


def check_new_party(state: CaseState, party: str, members: Collection[str]) -> None:
    """One more party to ask: a member of the association that has not been asked in this round."""
    if party not in members:
        raise Refusal(
            "Bara förbundets medlemmar kan få frågan.",
            field="party",
            message_en="Only members of the association can be asked.",
        )
    if party in state.asked:
        raise Refusal(
            f"{state.name_of(party)} har redan fått frågan.",
            field="party",
            message_en=f"{state.name_of(party)} has been asked already.",
        )


def check_decider(decided_by: str, decided_on: date | None, today: date) -> None:
    """A party's word is somebody's decision, on a day that has been since there have been associations."""
    if not decided_by.strip():
        raise Refusal(
            "Skriv vem hos er som har beslutat.",
            field="decided_by",
            message_en="Write who decided in your organisation.",
        )
    if decided_on is None:
        raise Refusal("Skriv när ni beslutade.", field="decided_on", message_en="Write when you decided.")
    if decided_on > today:
        raise Refusal(
            "Beslutet kan inte vara fattat i framtiden.",
            field="decided_on",
            message_en="The decision cannot lie in the future.",
        )
    if decided_on.year < FIRST_YEAR:
        raise Refusal(
            "Kontrollera årtalet. Beslutet ligger för långt tillbaka.",
            field="decided_on",
            message_en="Check the year: the decision lies too far back.",
        )


def check_asked(state: CaseState, party: str) -> None:
    """Only a party that has been asked can answer or be reminded."""
    if party not in state.asked:
        raise Refusal("Parten är inte tillfrågad.", field="party", message_en="That party has not been asked.")


def check_carry_on(state: CaseState, text: str, parties: Sequence[str]) -> None:
    """A plan with content, carried by a party of the case other than FK, which cannot carry on the result itself."""
    if not text.strip():
        raise Refusal("Skriv vem som för vad vidare.", field="text", message_en="Write who carries on what.")
    able = [party for party in parties if party in state.taking_part and party != "fk"]
    if not able or len(able) != len(parties):
        raise Refusal(
            "Välj minst en part som deltar och kan föra arbetet vidare. Försäkringskassan kan inte göra det.",
            field="parties",
            message_en="Choose at least one participating party that can carry on. Försäkringskassan cannot.",
        )


Settled = tuple[str, str, list[dict[str, Any]]]


def settle(state: CaseState, on: date, association: str, chosen: str = "") -> Settled:
    """Who will run it, in which role, and the reasons as data. Refusal with what stands in the way."""
    return _settle_esf(state, on, association, chosen) if state.plan.kind == ESF else _settle_measure(state, chosen)


def _settle_esf(state: CaseState, on: date, association: str, chosen: str) -> Settled:
    answer = who_organises(state, on, association)
    if answer is None:
        raise ValueError("the parties have not been asked")
    reasons = [reason.as_record() for reason in answer.reasons]
    if answer.organiser is None and not answer.candidates:
        stop = next((r for r in reversed(answer.reasons) if r.stops), answer.reasons[-1])
        raise Refusal(f"Ingen kan vara projektanordnare än. {stop.text_sv}", message_en=stop.text_en)
    if answer.organiser is None or chosen:
        _check_choice(chosen, answer.candidates or (answer.organiser,), state)
    organiser = chosen or str(answer.organiser)
    role = "guarantor" if answer.role == "guarantor" else "willing"
    _check_money(state, on)
    return organiser, role, reasons


def able(state: CaseState, on: date, association: str) -> tuple[str, ...]:
    """The willing parties that may run it: among several the group agrees on one."""
    if state.plan.kind != ESF:
        return leads(state)
    answer = who_organises(state, on, association)
    return tuple(str(party) for party in answer.candidates) if answer else ()


def check_said_on(said_on: date, today: date) -> None:
    """The group has said it already, and there was a group."""
    if said_on > today or said_on.year < FIRST_YEAR:
        raise Refusal(
            "Skriv en dag som har varit, senast i dag.",
            field="said_on",
            message_en="Write a day that has been, today at the latest.",
        )


def check_why_that_one(why: str) -> None:
    """Somebody else was willing too, and will want to know."""
    if not why.strip():
        raise Refusal(
            "Skriv varför det blir just den parten. Fler ville.",
            field="why",
            message_en="Write why it is that party: others were willing too.",
        )


def _check_choice(chosen: str, candidates: Iterable[PartyId | None], state: CaseState) -> None:
    able = [str(party) for party in candidates if party is not None]
    if chosen not in able:
        listed = ", ".join(state.name_of(party) for party in able)
        raise Refusal(f"Välj vem det blir: {listed}.", field="organiser", message_en=f"Choose one of: {listed}.")


def _check_money(state: CaseState, on: date) -> None:
    """The parties' share must be reached before the case goes on; where the share is not public it cannot be tried."""
    found, _not_public = money.solve_or_why_not(state, on)
    if found is not None and found.plan.share_gap.ore > 0:
        missing = money.tkr_up(found.plan.share_gap)
        raise Refusal(
            f"Det saknas {missing} tkr i medfinansiering. Sidan Medfinansiering visar hur det kan täckas.",
            message_en=f"Co-financing of {missing} thousand kronor is missing.",
        )


def _settle_measure(state: CaseState, chosen: str) -> Settled:
    if different_parties(state.taking_part) < 2:
        raise Refusal(
            f"För få parter deltar. {rule('R10').text_sv}",
            message_en=f"Too few parties take part. {rule('R10').text_en}",
        )
    able = leads(state)
    if not able:
        raise Refusal(
            f"Ingen part vill leda insatsen. {rule('R12').text_sv}",
            message_en=f"No party is willing to lead. {rule('R12').text_en}",
        )
    if chosen or len(able) > 1:
        _check_choice(chosen, [PartyId.parse(party) for party in able], state)
    told = [rule("R10"), rule("R12")]
    reasons = [
        {
            "rule": r.id,
            "text": r.text_sv,
            "text_en": r.text_en,
            "source": r.source,
            "valid_from": r.valid_from and r.valid_from.isoformat(),
        }
        for r in told
    ]
    return chosen or able[0], "lead", reasons


def name_list(state: CaseState, parties: Iterable[str]) -> str:
    """Names of parties, as in a sentence: A, B och C."""
    listed = [names(state)(PartyId.parse(party)) for party in parties]
    return " och ".join(filter(None, [", ".join(listed[:-1]), listed[-1]])) if listed else ""
