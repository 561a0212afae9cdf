"""The registrar's working lists: who is to be registered out, followed up or filled in, and by when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from samordna.deliver.participants import codes, rules
from samordna.deliver.participants.models import Kind, Occasion, Participation, SupportAnswer
from samordna.deliver.participants.writing import answers_of

#: The lists that are made of tasks.
TASK_KINDS = ("todo", "to_end", "follow_up", "missing")
#: How the lists are called in addresses.
SLUGS = {
    "todo": "att-gora",
    "to_end": "att-avsluta",
    "follow_up": "att-folja-upp",
    "missing": "uppgifter-saknas",
    "ongoing": "pagaende",
    "ended": "avslutade",
}
LIST_OF_KIND = {"end": "to_end", "follow_up": "follow_up", "fill_in": "missing"}

#: Something shows up in the lists so long before its day. Our default.
AHEAD = timedelta(days=30)
#: Answers about the week before the start are to be filled in within a week of it. Our default.
FILL_IN_WITHIN = timedelta(days=7)


@dataclass(frozen=True)
class Task:
    """One thing to do for one participation. ``count``: how many answers are missing, or the months of a follow-up."""

    participation_id: int
    kind: str
    due: date
    since: date
    count: int = 0


def belongs(task: Task, name: str) -> bool:
    """Whether a task is in a list; ``todo`` has them all."""
    return name == "todo" or LIST_OF_KIND[task.kind] == name


def tasks(own: QuerySet[Participation], today: date) -> list[Task]:
    """All tasks among ``own`` participations, most urgent first."""
    found = [*_to_end(own, today), *_to_follow_up(own, today), *_to_fill_in(own, today)]
    return sorted(found, key=lambda task: (task.due, task.participation_id))


def _to_end(own: QuerySet[Participation], today: date) -> Iterator[Task]:
    """Ongoing ones whose planned end, or else whose measure's end, is near or has passed."""
    near = today + AHEAD
    soon = own.filter(state="active").filter(
        Q(planned_end__lte=near) | Q(planned_end__isnull=True, measure__end__lte=near)
    )
    for pk, planned, measure_end in soon.values_list("pk", "planned_end", "measure__end"):
        if due := planned or measure_end:
            yield Task(pk, "end", due, due)


def _to_follow_up(own: QuerySet[Participation], today: date) -> Iterator[Task]:
    """Ended ones, six and twelve months after, until it has been done or three months have passed."""
    oldest = today - rules.FOLLOW_UP_WINDOW - timedelta(days=31 * max(rules.FOLLOW_UPS))
    ended = own.filter(state="ended", end__gte=oldest).exclude(end_reason="deceased")
    done: dict[int, set[int]] = defaultdict(set)
    made = Occasion.objects.filter(participation__in=ended.values("pk"), kind=Kind.FOLLOW_UP)
    for pk, months in made.values_list("participation_id", "months"):
        done[pk].add(months)
    for one in ended:
        for months, due in open_follow_ups(one, done[one.pk], today):
            yield Task(one.pk, "follow_up", due, one.end or due, months)


def _to_fill_in(own: QuerySet[Participation], today: date) -> Iterator[Task]:
    """Ongoing ones with unanswered questions about the week before the start."""
    pending = incomplete_entries(own.filter(state="active"))
    for occasion in pending.select_related("participation").prefetch_related("support"):
        start = occasion.participation.start
        missing = rules.missing_answers(answers_of(occasion), codes.sources())
        if start is not None and missing:
            yield Task(occasion.participation_id, "fill_in", start + FILL_IN_WITHIN, start, len(missing))


def incomplete_entries(participations: QuerySet[Participation]) -> QuerySet[Occasion]:
    """Entry occasions where something may be missing; the rule itself has the last word."""
    entries = Occasion.objects.filter(participation__in=participations.values("pk"), kind=Kind.IN)
    no_support = SupportAnswer.objects.filter(occasion=OuterRef("pk"), source=rules.NO_SUPPORT)
    unanswered = Q(all_asked=False, no_support=False, answered__lt=len(codes.sources()))
    for question in (*rules.DOINGS, *rules.YES_NO):
        unanswered |= Q(**{f"{question}__isnull": True})
    return entries.annotate(no_support=Exists(no_support), answered=Count("support")).filter(unanswered)


def open_follow_ups(participation: Participation, done: Collection[int], today: date) -> list[tuple[int, date]]:
    """(months, day) of the follow-ups of one participation that may be made now."""
    if participation.state != "ended" or participation.end is None or participation.end_reason == "deceased":
        return []
    due = rules.follow_ups(participation.end).items()
    return [
        (months, day)
        for months, day in due
        if months not in done and day <= today + AHEAD and rules.follow_up_is_open(day, today)
    ]
