"""The start page's list: in which order, and when it is folded."""

from __future__ import annotations

from datetime import date

import pytest

from samordna.edge.web.start import board as start
from samordna.ground.parties.actor import ANYBODY
from samordna.ground.parties.waiting import Waiting

TODAY = date(2026, 11, 22)


def task(title: str, **facts: object) -> Waiting:
    return Waiting(title=title, text="", url_name="start:start", **facts)  # type: ignore[arg-type]


def shown(monkeypatch: pytest.MonkeyPatch, *tasks: Waiting, show_all: bool = False) -> tuple[list[str], int]:
    """The titles on the page, and how many the link would add."""
    monkeypatch.setattr(start, "_from_stations", lambda question, *_: tasks if question == "waiting_for" else ())
    found = start.board(ANYBODY, TODAY, show_all=show_all)
    assert found["count"] == len(tasks)
    return [waiting.title for waiting, _urgency in found["tasks"]], found["hidden_count"]


@pytest.mark.parametrize(("tasks", "on_page"), [(7, 7), (8, 8), (9, 9), (10, 7), (12, 7)])
def test_a_list_is_folded_when_at_least_three_would_be_hidden(
    monkeypatch: pytest.MonkeyPatch, tasks: int, on_page: int
) -> None:
    waiting = [task(f"{n:02}") for n in range(tasks)]
    titles, hidden = shown(monkeypatch, *waiting)
    assert (len(titles), hidden) == (on_page, tasks - on_page)
    assert shown(monkeypatch, *waiting, show_all=True) == ([w.title for w in waiting], 0)


def test_what_has_a_day_comes_first_then_what_is_ready_to_be_sent_on_then_what_has_waited_longest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    titles, _ = shown(
        monkeypatch,
        task("nytt, okänt"),
        task("nytt, länge", since=date(2026, 1, 1)),
        task("redo i dag", ready=True, since=TODAY),
        task("redo sedan länge", ready=True, since=date(2026, 10, 1)),
        task("om en vecka", due=date(2026, 11, 29)),
        task("försenat", due=date(2026, 11, 1)),
    )
    assert titles == ["försenat", "om en vecka", "redo sedan länge", "redo i dag", "nytt, länge", "nytt, okänt"]
