"""The stories of ``past.yaml``: what happens in each, one small function a story. Pure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

from samordna.agree.preparation.states import ESF, MEASURE
from samordna.edge.demo.past_cases import Home, NotYet, PastCase


@cache
def told() -> dict[str, Any]:
    """The needs and stories of ``past.yaml``."""
    loaded: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("past.yaml").read_text(encoding="utf-8"))
    return loaded


def carried_out(case: PastCase) -> None:
    """A measure from need to what the parties took over."""
    yes_running(case)
    case.wait(150)
    case.tell("ended", why="Målen nåddes i huvudsak.")
    case.wait(40)
    case.tell("handed_over", why="Kommunen behåller handledarna och regionen den gemensamma planeringen.")


def yes_running(case: PastCase) -> None:
    """A measure that the board approves."""
    case.propose(MEASURE)
    case.ask()
    case.answers(willing=case.lead)
    case.recommend("Kommunen har personal och lokaler.")
    case.board("yes")
    case.agree()
    case.start()


def board_no(case: PastCase) -> None:
    """A measure that the board refuses."""
    case.propose(MEASURE)
    case.ask()
    case.answers(willing=case.lead)
    case.recommend("Parterna är eniga.")
    case.board("no", "Medlen räcker inte till fler insatser i år.")


def sent_back_then_yes(case: PastCase) -> None:
    """A measure that comes back, is asked about again, and approved."""
    case.propose(MEASURE)
    case.ask()
    case.answers(willing=case.lead)
    case.recommend("Parterna är eniga.")
    case.board("sent_back", "Beskriv vem som tar över när insatsen slutar.")
    case.ask()
    case.answers(willing=case.lead)
    case.recommend("Nu står det vem som tar över.")
    case.board("yes")
    case.agree()
    case.start()


def asked(case: PastCase) -> None:
    """FK and one more have answered; the others have time left."""
    case.propose(ESF)
    case.ask()
    for party in case.parties[:2]:
        case.wait(6)
        case.answer(party)


def drafted(case: PastCase) -> None:
    """Still a draft."""
    case.propose(MEASURE)


def willing_running(case: PastCase) -> None:
    """An ESF+ project with a municipality as organiser."""
    case.propose(ESF)
    case.ask()
    case.answers(willing=case.lead)
    case.recommend("Kommunen har beslutat att vara projektanordnare.")
    case.decide()
    case.apply()
    case.council(True)
    case.agree()
    case.start()


def guarantor_running(case: PastCase) -> None:
    """FK as guarantor, granted."""
    case.propose(ESF)
    case.ask()
    case.answers()
    case.recommend("Ingen annan vill, och alla medfinansierar.")
    case.decide()
    case.apply()
    case.council(True)
    case.agree()
    case.start()


def guarantor_fell(case: PastCase) -> None:
    """A party changes its answer, the ground falls, and the case is withdrawn."""
    case.propose(ESF)
    case.ask()
    case.answers()
    case.wait(30)
    case.answer(case.lead, pays=False, why="Nämnden har stoppat nya åtaganden.")
    case.wait(60)
    case.tell("withdrawn", why="Ingen kan vara projektanordnare och tiden för utlysningen gick ut.")


def blocked_still(case: PastCase) -> None:
    """A party takes part without paying, and nobody can run it."""
    case.propose(ESF)
    case.ask()
    case.answers(but=case.lead, why="Nämnden har ingen budget för det.")


def blocked_then_solved(case: PastCase) -> None:
    """The party that stood in the way promises something after all."""
    blocked_still(case)
    case.wait(25)
    case.answer(case.lead)
    case.recommend("Ingen annan vill, och nu medfinansierar alla.")
    case.decide()
    case.apply()


def refused_by_council(case: PastCase) -> None:
    """The ESF council refuses."""
    case.propose(ESF)
    case.ask()
    case.answers(willing=case.lead)
    case.recommend("Kommunen har beslutat att vara projektanordnare.")
    case.decide()
    case.apply()
    case.council(False, "Projektet prioriterades inte i regionen.")


def withdrawn_when_asked(case: PastCase) -> None:
    """A party says no to taking part, and the association withdraws."""
    case.propose(MEASURE)
    case.ask()
    case.answer(case.parties[0])
    case.wait(12)
    case.answer(case.parties[2], takes_part="no", why="Ligger utanför regionens uppdrag.")
    case.wait(10)
    case.tell("withdrawn", why="Utan regionen går insatsen inte att genomföra.")


def withdrawn_early(case: PastCase) -> None:
    """The proposal is withdrawn before anybody is asked."""
    case.propose(MEASURE)
    case.wait(40)
    case.tell("withdrawn", why="Regionen startade en egen verksamhet för samma grupp.")


def party_no(case: PastCase) -> None:
    """A party says no in its own order, and the group takes the case back."""
    case.propose(ESF)
    case.ask()
    case.answers(willing=case.lead)
    case.recommend("Kommunen har beslutat att vara projektanordnare.")
    case.decide(no="af", why="Omorganisationen gör att personalen inte räcker.")
    case.wait(10)
    case.tell("sent_back", why="Arbetsförmedlingen sa nej. Förslaget görs om.", body="group", outcome="sent_back",
              decided_by="beredningsgruppen", decided_on=case.day.isoformat())  # fmt: skip


def party_left(case: PastCase) -> None:
    """A party leaves after the recommendation, and the group settles again who runs it."""
    case.propose(ESF)
    case.ask()
    case.answers(willing=case.lead)
    case.recommend("Kommunen har beslutat att vara projektanordnare.")
    case.wait(15)
    case.tell("party_left", party="af", why="Ny ledning prioriterar annat.")


PATHS: dict[str, Callable[[PastCase], None]] = {
    path.__name__: path
    for path in (
        asked, blocked_still, blocked_then_solved, board_no, carried_out, drafted, guarantor_fell, guarantor_running,
        party_left, party_no, refused_by_council, sent_back_then_yes, willing_running, withdrawn_early,
        withdrawn_when_asked, yes_running,
    )
}  # fmt: skip


def build(homes: list[Home], today: date, seed: int) -> list[PastCase]:
    """Every story as it stands today; the same homes, day and seed give the same."""
    random = Random(seed)  # noqa: S311 - invented cases, not secrets
    made = []
    for story in told()["stories"]:
        home, need = homes[story["place"] % len(homes)], told()["needs"][story["need"]]
        begun = today - timedelta(days=story["begin"])
        begun -= timedelta(days=max(0, begun.weekday() - 4))
        case = PastCase(home, need, story.get("title", ""), today, random, begun)
        made.append(case)
        if "path" not in story:
            continue
        try:
            PATHS[story["path"]](case)
        except NotYet:
            continue
    return made
