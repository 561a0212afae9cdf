"""Where a decision of the board was made: at a meeting here, at one whose minutes are kept elsewhere, or at none."""

from __future__ import annotations

from datetime import date

from samordna.agree.decisions.meetings.models import Meeting
from samordna.agree.decisions.meetings.seats import charter_on
from samordna.agree.decisions.meetings.states import BOARD
from samordna.agree.preparation.case_state import CaseState
from samordna.agree.preparation.models import Case
from samordna.ground.kernel.clock import day_of
from samordna.ground.kernel.errors import Refusal


def check_board_source(case: Case, decided_on: date, *, meeting: str, minutes: str, outside: bool) -> None:
    """A decision can be found again: an open meeting with the case on its agenda, or where the minutes stand.

    Without a meeting the board decides only if the charter lets it.
    """
    if meeting:
        here = Meeting.objects.filter(
            key=meeting, association=case.association, kind=BOARD, state="open", items__case=case
        )
        if not here.exists():
            raise Refusal(
                "Ärendet står inte på det mötets dagordning.", message_en="The case is not on that meeting's agenda."
            )
        return
    if outside and not charter_on(case.association, decided_on).outside_meetings:
        raise Refusal(
            "Förbundets regler säger inte att styrelsen får besluta utan sammanträde. Skriv in det under Förbundets"
            " regler om förbundsordningen tillåter det.",
            field="outside",
            message_en="The charter does not say that the board may decide without a meeting.",
        )
    if not minutes.strip():
        raise Refusal(
            "Skriv var beslutet står, till exempel protokoll 2026-12-09 § 41.",
            field="minutes",
            message_en="Write where the decision stands, for example minutes 2026-12-09 § 41.",
        )


def check_after_recommendation(state: CaseState, decided_on: date) -> None:
    """The board decides on what the group has recommended, so not before it did."""
    given = recommended_on(state)
    if given is not None and decided_on < given:
        raise Refusal(
            f"Beredningsgruppen lämnade sitt förslag {given.isoformat()}. Beslutet kan inte vara äldre.",
            field="decided_on",
            message_en=f"The preparation group recommended on {given}: the decision cannot be older.",
        )


def recommended_on(state: CaseState) -> date | None:
    """The day of the recommendation: the meeting's day where there was one, else when it was written down."""
    made = state.recommendation
    if made is None:
        return None
    if made.said_on is not None:
        return made.said_on
    held = Meeting.objects.filter(key=made.meeting).first() if made.meeting else None
    return day_of(held.starts_at) if held else day_of(made.at)
