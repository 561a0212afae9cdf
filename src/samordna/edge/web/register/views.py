"""The registrar's lists, the search, and one participant."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from samordna.deliver.participants import queries, states, worklists
from samordna.deliver.participants.models import Participation
from samordna.deliver.participants.queries import Row
from samordna.edge.web.access import needs_role
from samordna.edge.web.register import words
from samordna.edge.web.register.requests import participant
from samordna.edge.web.request import Request
from samordna.ground.kernel.typed import whole
from samordna.ground.privacy.models import AuditEvent

#: How many of those with nothing to do are shown under the working list.
IDLE = 5


@needs_role("participant_registrar")
def mine(request: Request, slug: str = "att-gora") -> HttpResponse:
    """My participants: what is to be done, most urgent first, and the other lists by the tabs."""
    actor, day = request.actor, request.clock.today()
    name = next((name for address, name, _label in words.TABS if address == slug), None)
    if name is None:
        raise Http404
    tasks, at = queries.tasks_of(actor, day), request.clock.now()
    counts = queries.counts_of_lists(actor, tasks)
    listing = queries.my_participants(actor, name, tasks=tasks, page=_page(request), at=at)
    idle, more = queries.nothing_to_do(actor, tasks=tasks, at=at, at_most=IDLE) if name == "todo" else ((), 0)
    return render(
        request,
        "register/mine.html",
        {
            "nav": "register",
            "slug": slug,
            "name": name,
            "title": next(label for address, _name, label in words.TABS if address == slug),
            "tabs": [(address, label, counts[key]) for address, key, label in words.TABS],
            "listing": listing,
            "rows": _rows(listing.rows, day),
            "page_numbers": _page_numbers(listing.page, listing.pages),
            "idle": _rows(idle, day),
            "more": more,
            "counts": counts,
            "late": sum(task.due < day for task in tasks),
            "measures": list(queries.own_measures(actor)),
            "today": day,
            "is_tasks": name in worklists.TASK_KINDS,
        },
    )


@needs_role("participant_registrar")
def search(request: Request) -> HttpResponse:
    """Find own participants by name or number. Sent by POST, so that no number ends up in an address or a log."""
    text = request.POST.get("q", "").strip()[:80]
    found = queries.search(request.actor, text, today=request.clock.today(), at=request.clock.now()) if text else ()
    return render(
        request,
        "register/search.html",
        {
            "nav": "register",
            "q": text,
            "rows": _rows(found, request.clock.today()),
            "today": request.clock.today(),
            "limit": queries.PAGE,
        },
    )


@needs_role("participant_registrar")
def detail(request: Request, public_id: str) -> HttpResponse:
    """One participant: what is stored, what has happened, and what can be done."""
    one = participant(request, public_id, "record")
    person = queries.identity_of(one)
    done = list(one.occasions.filter(kind="follow_up").values_list("months", flat=True))
    return render(
        request,
        "register/detail.html",
        {
            "nav": "register",
            "one": one,
            "name": person.name,
            "number": shown_number(person.personal_number),
            "state": states.BY_ID[one.state],
            "facts": words.entry_facts(one),
            "occasions": words.occasion_words(one),
            "consent": one.consents.first(),
            "events": _events(one),
            "looks": words.looks_at(one.public_id, at_most=5),
            "follow_ups": worklists.open_follow_ups(one, done, request.clock.today()),
            "days": (request.clock.today() - one.start).days + 1 if one.start else 0,
            "today": request.clock.today(),
        },
    )


def shown_number(number: str) -> str:
    """19990614-2386."""
    return f"{number[:8]}-{number[8:]}"


def _events(one: Participation) -> list[tuple[Any, Any, str]]:
    found = AuditEvent.objects.filter(subject_kind="participation", subject=one.public_id).order_by("-sequence")
    events: list[tuple[Any, Any, str]] = [
        (event.at, words.EVENTS[event.what], event.actor_name) for event in found if event.what in words.EVENTS
    ]
    if not any(event.what == "participation.registered_in" for event in found):  # it came with a load
        by = one.registered_by.name if one.registered_by else ""
        events.append((one.registered_at, words.EVENTS["participation.registered_in"], by))
    return events


def _rows(rows: Sequence[Row], day: date) -> list[dict[str, Any]]:
    return [
        {
            "one": row.participation,
            "name": row.name,
            "task": words.task_words(row.task, row.participation, day) if row.task else None,
        }
        for row in rows
    ]


def _page(request: Request) -> int:
    return whole(request.GET.get("sida")) or 1


def _page_numbers(page: int, pages: int) -> list[int]:
    """The first, the last and those around; 0 where some are left out."""
    near = sorted({1, pages, *range(max(1, page - 2), min(pages, page + 2) + 1)})
    numbers = near[:1]
    for number in near[1:]:
        numbers += [0, number] if number - numbers[-1] > 1 else [number]
    return numbers
