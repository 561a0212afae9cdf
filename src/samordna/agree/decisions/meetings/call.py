"""The call to a meeting as a paper: when, where, what is taken up. Swedish text: it is a document."""

from __future__ import annotations

from collections.abc import Iterator

from samordna.agree.decisions.meetings.minutes import title_of
from samordna.agree.decisions.meetings.models import Meeting
from samordna.agree.decisions.meetings.seats import seats_on
from samordna.agree.decisions.meetings.sentences import proposed
from samordna.agree.decisions.meetings.states import BOARD
from samordna.engine.paper import Block, Bullets, Paper, Part, Text
from samordna.ground.kernel.clock import day_of


def call_paper(meeting: Meeting) -> Paper:
    """The call with the agenda and what is proposed at each point."""
    return Paper(
        title="Kallelse",
        subtitle=title_of(meeting),
        made=day_of(meeting.called_at or meeting.starts_at),
        facts=(
            ("Förbund", meeting.association.organisation.name),
            ("Plats", meeting.place),
            ("Kallar", meeting.called_by),
        ),
        blocks=(Part("Dagordning"), *_agenda(meeting), Part("Kallade"), *_called(meeting)),
        author=meeting.association.organisation.name,
    )


def _agenda(meeting: Meeting) -> Iterator[Block]:
    for number, item in enumerate(meeting.items.standing().select_related("case", "need"), start=1):
        about = item.case or item.need
        yield Part(f"{number}. {item.title}", 2)
        if about is not None:
            yield Text(f"{'Ärende' if item.case else 'Behov'} {about.number}. Underlaget finns i Samordna.")
        if item.text:
            yield Text(item.text)
        if said := proposed(item):
            yield Text(f"Förslag till beslut: {said}")


def _called(meeting: Meeting) -> Iterator[Block]:
    if meeting.kind != BOARD:
        yield Text("Beredningsgruppens ledamöter.")
        return
    seats = seats_on(meeting.association, day_of(meeting.starts_at))
    for kind, heading in (("member", "Ledamöter"), ("substitute", "Ersättare")):
        names = tuple(f"{s.name}, {s.member.name}" for s in seats if s.kind == kind)
        if names:
            yield Text(heading + ":")
            yield Bullets(names)
