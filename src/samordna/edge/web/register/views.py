"""The registrar's lists, the search, and one participant."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from samordna.deliver.participants import mistaking, queries, rules, states, worklists
from samordna.deliver.participants.models import Participation
from samordna.deliver.participants.queries import Row
from samordna.edge.web.access import needs_role
from samordna.edge.web.register import kept, told, words
from samordna.edge.web.register.consenting import consent_lines
from samordna.edge.web.register.requests import participant
from samordna.edge.web.request import Request
from samordna.ground.kernel.clock import day_of
from samordna.ground.kernel.identifiers import PersonalNumber
from samordna.ground.kernel.typed import whole
from samordna.ground.privacy.models import AuditEvent

#: How many of those with nothing to do are shown under the working list.
IDLE = 5


@needs_role("participant_registrar")
def mine(request: Request, slug: str = "att-gora") -> HttpResponse:
    """My participants: what is to be done, most urgent first, and the other lists by the tabs."""
    found = next(((name, str(label)) for address, name, label in words.TABS if address == slug), None)
    if found is None:
        raise Http404
    return _list(request, *found)


@needs_role("participant_registrar")
def closed(request: Request) -> HttpResponse:
    """Those closed as mistaken. Looked for once a year: reached from the ended, and not in the menu of the lists."""
    return _list(request, "closed", _("Stängda"), beside="ended")


def _list(request: Request, name: str, title: str, *, beside: str = "") -> HttpResponse:
    """One list; ``beside`` is the one of the menu that it belongs to, if it is not there itself."""
    actor, day = request.actor, request.clock.today()
    measures = queries.names_of_own_measures(actor)
    tasks, at = queries.tasks_of(actor, day, measures=measures), request.clock.now()
    idle = IDLE if name == "todo" else 0
    listing = queries.my_participants(actor, name, tasks=tasks, page=_page(request), at=at, idle=idle)
    counts = queries.counts_of_lists(tasks)
    return render(
        request,
        "register/mine.html",
        {
            "nav": "register",
            "name": name,
            "title": title,
            "tabs": [(address, label, counts[key]) for address, key, label in words.TABS],
            "listing": listing,
            "rows": _rows(listing.rows, day),
            "page_numbers": _page_numbers(listing.page, listing.pages),
            "drafts": kept.lines(request) if name == "todo" else (),
            "idle": _rows(listing.idle, day),
            "more": listing.more,
            "counts": counts,
            "late": tasks.late,
            "measures": measures,
            "today": day,
            "is_tasks": name in worklists.TASK_KINDS,
            "current": worklists.SLUGS[beside or name],
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
            "may_reopen": one.state == "mistaken" and mistaking.closing_of(one) is not None,
            "facts": words.entry_facts(one),
            "occasions": words.occasion_words(one),
            "consents": consent_lines(one),
            "corrections": told.corrections_told(one),
            "events": _events(one),
            "looks": words.looks_at(one.public_id, at_most=5),
            "follow_ups": worklists.open_follow_ups(one, done, request.clock.today()),
            "days": (request.clock.today() - one.start).days + 1 if one.start else 0,
            "today": request.clock.today(),
            "age": _age_at_start(one, person.personal_number),
            "is_new": one.registered_at is not None and day_of(one.registered_at) == request.clock.today(),
        },
    )


def _age_at_start(one: Participation, number: str) -> int | None:
    return rules.age_at(PersonalNumber.parse(number).birth_date, one.start) if one.start else None


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
            "closed_at": row.closing.at if row.closing else None,
            "closed_why": words.label_of("mistake_reason", row.closing.why) if row.closing else "",
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
