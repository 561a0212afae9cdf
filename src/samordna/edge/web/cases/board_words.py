"""What the board of a case says in words: who runs the project, what would settle it, and how a gap can be closed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samordna.agree.preparation.case_state import CaseState
from samordna.agree.preparation.cofinancing.money import Board
from samordna.agree.preparation.rules.organiser import Answer
from samordna.edge.web.cases import words
from samordna.edge.web.components.templatetags.samordna import integer, tkr


@dataclass(frozen=True)
class Way:
    """One way out; ``then`` is what ties it to the next: or, and, or nothing after the last."""

    text: str
    more: str = ""
    then: str = ""


def headline(state: CaseState, answer: Answer) -> str:
    """Who is organiser so far, when nobody is yet: who is willing, and how many have not answered."""
    if not answer.candidates:
        return _("Ingen, än så länge")
    if not answer.waiting_for:
        return _("Beredningsgruppen väljer")
    willing = words.listed(state.name_of(str(party)) for party in answer.candidates)
    silent = len(answer.waiting_for)
    left = ngettext("En part har inte svarat.", "%(n)s parter har inte svarat.", silent) % {"n": silent}
    return _("%(who)s vill.") % {"who": willing} + " " + left


def solutions(state: CaseState, answer: Answer | None) -> tuple[Way, ...]:
    """What would give an organiser, by the rule: everybody must answer; after that one of the ways is enough."""
    if answer is None or answer.organiser is not None:
        return ()
    waits = list(_answers_wanted(state, answer))
    ways = list(_ways(state, answer))
    tied = [Way(text, then=_("och")) for text in waits] + [Way(text, then=_("eller")) for text in ways]
    return (*tied[:-1], Way(tied[-1].text)) if tied else ()


def _answers_wanted(state: CaseState, answer: Answer) -> Iterator[str]:
    """The rule waits for all of them, so one answer of several settles nothing."""
    if answer.waiting_for:
        names = words.listed(state.name_of(str(party)) for party in answer.waiting_for)
        yield _("%(party)s svarar") % {"party": names}


def _ways(state: CaseState, answer: Answer) -> Iterator[str]:
    if len(answer.candidates) > 1:
        yield _("beredningsgruppen väljer %(who)s") % {"who": _either(state, answer)}
    if answer.blocked_by:
        names = words.listed(state.name_of(str(party)) for party in answer.blocked_by)
        yield _("%(party)s medfinansierar, blir samarbetspart eller lämnar projektet") % {"party": names}
        yield _("en annan part beslutar att vara projektanordnare")
    elif not answer.candidates and not answer.waiting_for:
        yield (
            _("Arbetsförmedlingen beslutar att vara projektanordnare")
            if state.plan.area == "B"
            else _("en part beslutar att vara projektanordnare")
        )


def _either(state: CaseState, answer: Answer) -> str:
    names = [state.name_of(str(party)) for party in answer.candidates]
    return _(" eller ").join(filter(None, [", ".join(names[:-1]), names[-1]]))


def ways_to_cover(board: Board) -> tuple[Way, ...]:
    """The ways to close the gap, in thousands of kronor; one that takes more than half the cost is no advice."""
    ways = board.ways
    if ways is None:
        return ()
    half = board.outcome.plan.total.ore / 2
    found = [Way(_("%(n)s tkr kontant") % {"n": tkr(ways.cash)})]
    if ways.in_kind is not None and ways.in_kind.ore <= half:
        more = _("Det är mer, för då ökar också kostnaden.")
        found.append(Way(_("%(n)s tkr i ersättning eller lön.") % {"n": tkr(ways.in_kind)}, more))
    if ways.lower_cost.ore <= half:
        cheaper = _("Sänk kostnaden med %(n)s tkr") % {"n": tkr(ways.lower_cost)}
        found.append(Way(cheaper, _("i personal och övrigt.")))
    return tuple(found)


def counted_twice_over(board: Board) -> str:
    """Promised time and benefits are a cost too; nothing when no party has promised any."""
    kinds = {row.kind for row in board.promises}
    return {
        (True, True): _("Lönen och ersättningen räknas både som kostnad och som medfinansiering."),
        (True, False): _("Lönen räknas både som kostnad och som medfinansiering."),
        (False, True): _("Ersättningen räknas både som kostnad och som medfinansiering."),
    }.get(("wages" in kinds, "benefits" in kinds), "")


def support_words(board: Board) -> str:
    """What ESF+ pays, and the most it may pay where that is another amount."""
    paid = _("ESF+ betalar %(n)s") % {"n": integer(board.support_total)}
    if board.ceiling_total == board.support_total:
        return paid
    return _("%(paid)s, får betala högst %(n)s") % {"paid": paid, "n": integer(board.ceiling_total)}
