"""The roles that a party may have in an ESF+ project, and what each means. Pure; one table.

Source: FK's report on ESF+ 2025-02-10 (FK 2024/025330), section 8; on who signs the commitment,
https://www.esf.se/soka-stod/sok-stod-steg-for-steg/roller-och-ansvar/.
"""

from __future__ import annotations

from dataclasses import dataclass

from samordna.agree.preparation.case_state import CaseState
from samordna.agree.preparation.esf_state import PartyRole
from samordna.agree.preparation.states import ESF
from samordna.ground.kernel.errors import Refusal
from samordna.ground.kernel.money import Money
from samordna.ground.kernel.words import Words


@dataclass(frozen=True)
class Role:
    """A role with its consequences: money from the fund, own money, a name in the council's system."""

    id: str
    label: Words
    gets_support: bool
    pays: Words
    seen: bool
    meaning: Words
    takes_part: bool = True


ROLES: tuple[Role, ...] = (
    Role(
        "organiser",
        Words("Projektanordnare", "Organiser"),
        True,
        Words("Ja", "Yes"),
        True,
        Words(
            "Söker och äger projektet, får stödet och för det vidare till samverkansparterna.",
            "Applies for and owns the project, receives the support and passes it on to the partners.",
        ),
    ),
    Role(
        "partner",
        Words("Samverkanspart", "Partner"),
        True,
        Words("Kan göra det", "May"),
        True,
        Words(
            "Har en egen delbudget, får stöd för den och skriver under projektåtagandet.",
            "Has a budget of its own, receives support for it and signs the commitment.",
        ),
    ),
    Role(
        "co_financier",
        Words("Medfinansiär", "Co-financier"),
        False,
        Words("Ja", "Yes"),
        True,
        Words(
            "Betalar med ersättningar, löner eller kontant och lämnar ett intyg. Får inget stöd.",
            "Pays with benefits, wages or cash and gives a certificate. Receives no support.",
        ),
    ),
    Role(
        "contributing",
        Words("Medverkande aktör", "Contributing actor"),
        False,
        Words("Kan göra det, med löner", "May, with wages"),
        True,
        Words(
            "Den egna personalen är målgrupp. Får inget stöd.",
            "Its own staff are the target group. Receives no support.",
        ),
    ),
    Role(
        "cooperating",
        Words("Samarbetspart", "Cooperating party"),
        False,
        Words("Nej", "No"),
        False,
        Words(
            "Sitter i styr- eller referensgrupp eller hänvisar personer. Räknas inte som deltagande part.",
            "Sits in a steering or reference group or refers people. Is not counted as taking part.",
        ),
        takes_part=False,
    ),
)
ROLE = {role.id: role for role in ROLES}


@dataclass(frozen=True)
class Held:
    """A party's role: written down by somebody, or (``settled`` False) what its answers say so far."""

    party: str
    role: Role
    settled: bool
    written: PartyRole | None = None


def roles_in(state: CaseState) -> tuple[Held, ...]:
    """The role of every party that takes part or cooperates, the organiser first."""
    organiser = _organiser(state)
    others = [p for p in state.asked if state.value(p, "takes_part") in ("yes", "cooperating") and p != organiser]
    return tuple(_held(state, party) for party in (*([organiser] if organiser else []), *others))


def _held(state: CaseState, party: str) -> Held:
    if party == _organiser(state):
        return Held(party, ROLE["organiser"], settled=True)
    if state.value(party, "takes_part") == "cooperating":
        return Held(party, ROLE["cooperating"], settled=True)
    written = next((r for r in reversed(state.roles) if r.party == party), None)
    if written is not None and written.role in able(state, party):
        return Held(party, ROLE[written.role], settled=True, written=written)
    pays = any(c.party == party and c.amount.ore for c in state.commitments)
    return Held(party, ROLE["co_financier" if pays else "contributing"], settled=False)


def able(state: CaseState, party: str) -> tuple[str, ...]:
    """The roles that can be written for a party; organiser and cooperating party follow from what was decided."""
    if party == _organiser(state) or party not in state.taking_part:
        return ()
    pays = any(c.party == party and c.amount.ore for c in state.commitments)
    return ("partner", "co_financier", "contributing") if pays else ("partner", "contributing")


def check_role(state: CaseState, party: str, role: str, budget: Money | None) -> None:
    """A role that fits the party's answers; a budget of its own for a partner only, within the cash costs."""
    if role not in able(state, party):
        raise Refusal(
            "Den rollen stämmer inte med partens svar och med vem som är projektanordnare.",
            field="role",
            message_en="That role does not fit the party's answers and who is organiser.",
        )
    if budget is None:
        return
    if role != "partner":
        raise Refusal(
            "Bara en samverkanspart har en egen delbudget.",
            field="budget",
            message_en="Only a partner has a budget of its own.",
        )
    others = Money.total(
        h.written.budget for h in roles_in(state) if h.party != party and h.written and h.written.budget
    )
    if budget.ore <= 0 or budget + others > Money.total(state.cash_costs.values()):
        raise Refusal(
            "Delbudgetarna kan tillsammans inte vara större än projektets kostnader, och inte noll.",
            field="budget",
            message_en="The partners' budgets together cannot exceed the project's costs, nor be nothing.",
        )


def recipients(state: CaseState) -> tuple[str, ...]:
    """Those who receive support and must sign the commitment: the organiser and its partners."""
    return tuple(h.party for h in roles_in(state) if h.role.gets_support)


def without_undertaking(state: CaseState) -> tuple[str, ...]:
    """The recipients that have not signed the commitment."""
    if state.plan.kind != ESF:
        return ()
    done = {u.party for u in state.undertakings}
    return tuple(party for party in recipients(state) if party not in done)


def check_undertakings(state: CaseState) -> None:
    """An ESF+ project does not begin before every recipient has signed the commitment."""
    left = without_undertaking(state)
    if left:
        who = ", ".join(name_of(state, party) for party in left)
        raise Refusal(
            f"Projektåtagandet är inte undertecknat av {who}. Skriv in underskrifterna på sidan Ansökan först.",
            message_en=f"The commitment to the ESF council is not signed by {who}. Record it on the application page.",
        )


def name_of(state: CaseState, party: str) -> str:
    """A party's name; a guarantor need not be among the parties asked."""
    return "Försäkringskassan" if party == "fk" else state.name_of(party)


def _organiser(state: CaseState) -> str:
    return state.recommendation.organiser if state.recommendation else ""
