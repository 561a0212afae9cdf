"""What follows when a party leaves, in sentences that people read before they do it."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from samordna.agree.preparation.case_state import CaseState
from samordna.agree.preparation.cofinancing.money import tkr_up
from samordna.agree.preparation.consequences import Consequences
from samordna.agree.preparation.rules.organiser import Answer
from samordna.agree.preparation.states import ESF
from samordna.edge.web.cases.words import kind_of_promise, listed
from samordna.edge.web.components.templatetags.samordna import integer, sv_en
from samordna.edge.web.components.templatetags.samordna import tkr as in_tkr


def follows(found: Consequences, state: CaseState) -> list[str]:
    """The sentences, in the order in which people ask: money, who runs it, what must be done again, what is missing.

    ``state`` is the case before the party leaves.
    """
    return [
        *_money(found, state),
        *(_while_running(found) if found.running else [*_organiser(found, state), *_again(found, state)]),
        *_too_few(found),
    ]


def _money(found: Consequences, state: CaseState) -> Iterator[str]:
    if state.plan.kind != ESF:
        return
    if not found.promised:
        yield _("Inga pengar försvinner. Parten har inte lovat några.")
    else:
        parts = [
            _("%(amount)s\u00a0tkr %(kind)s") % {"amount": in_tkr(amount), "kind": kind_of_promise(kind, found.party)}
            for kind, amount in found.promised
        ]
        yield _("Det parten har lovat försvinner: %(what)s.") % {"what": listed(parts)}
    if found.gap is None:
        return
    if found.gap.ore > 0:
        yield _("Då saknas %(n)s\u00a0tkr i medfinansiering.") % {"n": integer(tkr_up(found.gap))}
    else:
        yield _("Medfinansieringen räcker ändå.")


def _organiser(found: Consequences, state: CaseState) -> Iterator[str]:
    if found.was_organiser:
        yield _("Parten skulle hålla i arbetet. Beredningsgruppen måste välja på nytt.")
    if state.plan.kind != ESF:
        if found.able:
            who = listed(state.name_of(party) for party in found.able)
            yield _("Vill leda insatsen: %(who)s.") % {"who": who}
        else:
            yield _("Ingen av dem som är kvar vill leda insatsen.")
        return
    if found.guarantee == "opens":
        yield _("Ingen annan part vill vara projektanordnare. Då öppnas ett garantärende hos Försäkringskassan.")
    elif found.guarantee == "holds":
        yield _("Garantin gäller fortfarande. Alla som är kvar medfinansierar.")
    elif found.guarantee == "falls":
        yield _("Garantin faller, och garantärendet stängs.") + " " + _stop(found.organiser)
    elif found.organiser is not None:
        yield _stays(found.organiser, state)


def _stays(answer: Answer, state: CaseState) -> str:
    """Without a guarantee before or after: who is willing, or what stops it."""
    if answer.candidates:
        return _("Vill vara projektanordnare: %(who)s.") % {
            "who": listed(state.name_of(str(party)) for party in answer.candidates)
        }
    return _stop(answer)


def _stop(answer: Answer | None) -> str:
    stop = next((r for r in reversed(answer.reasons) if r.stops), None) if answer else None
    return sv_en(stop, "text") if stop else ""


def _again(found: Consequences, state: CaseState) -> Iterator[str]:
    yield _("Ärendet går tillbaka till beredningsgruppen, som lämnar ett nytt förslag till beslut.")
    if found.decided:
        names = {"board": _("styrelsen"), "fk": "Försäkringskassan"}
        who = listed(names.get(body) or state.name_of(body) for body in found.decided if body != found.party)
        if who:
            yield _("De här måste besluta på nytt: %(who)s.") % {"who": who}
    if found.applied:
        yield _("Ansökan gäller ett annat projekt. Den lämnas in på nytt när alla har beslutat. Berätta för ESF-rådet.")
    if found.agreement:
        yield _("Överenskommelsen, version %(n)s, faller. En ny skrivs när besluten är fattade.") % {
            "n": found.agreement
        }


def _while_running(found: Consequences) -> Iterator[str]:
    yield _("Arbetet går vidare. De som är kvar skriver under en ändring av överenskommelsen.")
    if found.was_organiser:
        yield _("Parten håller i arbetet. Ändringen ska säga vem som gör det i stället.")


def _too_few(found: Consequences) -> Iterator[str]:
    if not found.too_few:
        return
    if found.running:
        yield _("Färre än två olika parter är kvar. Arbetet måste avslutas, eller så måste en ny part komma med.")
    else:
        yield _("Färre än två olika parter är kvar. Det går inte att besluta förrän en ny part är med.")
