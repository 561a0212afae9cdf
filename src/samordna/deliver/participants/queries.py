"""What can be asked of the register: the registrar's lists, one participant, and figures without persons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samordna.deliver.participants import permissions, worklists
from samordna.deliver.participants.figures import YearFigures, shown
from samordna.deliver.participants.models import Participation
from samordna.deliver.participants.worklists import Task
from samordna.deliver.projects.models import Measure
from samordna.deliver.projects.permissions import may_change_measure, may_see_exact_counts
from samordna.deliver.projects.queries import plans, ran_in, visible_measures, volumes
from samordna.ground.kernel.errors import NotFound, Refusal
from samordna.ground.kernel.identifiers import PersonalNumber
from samordna.ground.parties.actor import Actor
from samordna.ground.parties.waiting import Waiting
from samordna.ground.privacy import access_log, vault
from samordna.ground.privacy.vault import Identity

PAGE = 20
#: A name is looked for among so many of the registrar's own participants, newest first.
SEARCH_AMONG = 2_000
ROLE = "participant_registrar"
SUBJECT = "participation"


@dataclass(frozen=True)
class Row:
    """A line of a list: a participation, the person's name, and what is to be done, if anything."""

    participation: Participation
    name: str
    task: Task | None = None


@dataclass(frozen=True)
class Listing:
    """One page of a list. ``total`` counts the whole list."""

    rows: tuple[Row, ...]
    total: int
    page: int
    pages: int


# Lists ---------------------------------------------------------------------------------------------------------------


def own_measures(actor: Actor) -> QuerySet[Measure]:
    """The measures that the person registers participants in, by name."""
    found = Measure.objects.filter(code__in=actor.scopes(ROLE), follow_up="persons")
    return found.select_related("association").order_by("name")


def own_participations(actor: Actor) -> QuerySet[Participation]:
    """Participants of the own measures, present and former; those without person data are in no list."""
    mine = Participation.objects.filter(measure__in=own_measures(actor).values("pk"), mode="person")
    return mine.select_related("measure")


def my_participants(actor: Actor, name: str, *, tasks: Sequence[Task], page: int, at: datetime) -> Listing:
    """One page of a list (``worklists.SLUGS``), names decrypted for that page only; every person shown is logged."""
    if name in worklists.TASK_KINDS:
        chosen = [task for task in tasks if worklists.belongs(task, name)]
        return _page_of_tasks(actor, chosen, page, at)
    mine = own_participations(actor)
    if name == "ongoing":
        return _page_of(actor, mine.filter(state="active").order_by("-start", "pk"), tasks, page, at)
    return _page_of(actor, mine.filter(state="ended").order_by("-end", "pk"), tasks, page, at)


def nothing_to_do(actor: Actor, *, tasks: Sequence[Task], at: datetime, at_most: int) -> tuple[tuple[Row, ...], int]:
    """Ongoing participants with nothing to do, newest first, and how many more there are."""
    busy = {task.participation_id for task in tasks}
    idle = own_participations(actor).filter(state="active").exclude(pk__in=busy).order_by("-start", "pk")
    rows = _named(actor, list(idle[:at_most]), {}, at)
    return rows, max(0, idle.count() - len(rows))


def counts_of_lists(actor: Actor, tasks: Sequence[Task]) -> dict[str, int]:
    """The number in each list."""
    states = dict(own_participations(actor).order_by().values_list("state").annotate(Count("pk")))
    found = {name: sum(worklists.belongs(task, name) for task in tasks) for name in worklists.TASK_KINDS}
    return found | {"ongoing": states.get("active", 0), "ended": states.get("ended", 0)}


def tasks_of(actor: Actor, today: date) -> list[Task]:
    """Everything to do for the registrar's participants, most urgent first."""
    return worklists.tasks(own_participations(actor), today)


def search(actor: Actor, text: str, *, today: date, at: datetime) -> tuple[Row, ...]:
    """Own participants with this personal number, or whose name holds every word; at most a page of them."""
    found = _by_number(actor, text) if any(c.isdigit() for c in text) else _by_name(actor, text)
    tasks = {task.participation_id: task for task in reversed(tasks_of(actor, today))}
    return _named(actor, found[:PAGE], tasks, at)


def _by_number(actor: Actor, text: str) -> list[Participation]:
    try:
        pseudonym = vault.find(PersonalNumber.parse(text).value)
    except Refusal:
        return []
    return list(own_participations(actor).filter(person=pseudonym).order_by("-start", "pk")) if pseudonym else []


def _by_name(actor: Actor, text: str) -> list[Participation]:
    words = text.casefold().split()
    if not words:
        return []
    newest = list(own_participations(actor).order_by("-start", "pk")[:SEARCH_AMONG])
    names = vault.read_many({one.person for one in newest if one.person})
    return [one for one in newest if all(word in names[one.person].name.casefold() for word in words)]  # type: ignore[index]


def _page_of(actor: Actor, found: QuerySet[Participation], tasks: Sequence[Task], page: int, at: datetime) -> Listing:
    total = found.count()
    page, pages = _within(page, total)
    rows = list(found[(page - 1) * PAGE : page * PAGE])
    first_task = {task.participation_id: task for task in reversed(tasks)}
    return Listing(_named(actor, rows, first_task, at), total, page, pages)


def _page_of_tasks(actor: Actor, tasks: Sequence[Task], page: int, at: datetime) -> Listing:
    page, pages = _within(page, len(tasks))
    chosen = tasks[(page - 1) * PAGE : page * PAGE]
    known = own_participations(actor).in_bulk([task.participation_id for task in chosen])
    names = _names(actor, list(known.values()), at)
    rows = [Row(known[task.participation_id], names[task.participation_id], task) for task in chosen]
    return Listing(tuple(rows), len(tasks), page, pages)


def _within(page: int, total: int) -> tuple[int, int]:
    pages = max(1, -(-total // PAGE))
    return min(max(1, page), pages), pages


def _named(actor: Actor, found: Sequence[Participation], tasks: Mapping[int, Task], at: datetime) -> tuple[Row, ...]:
    names = _names(actor, found, at)
    return tuple(Row(one, names[one.pk], tasks.get(one.pk)) for one in found)


def _names(actor: Actor, found: Sequence[Participation], at: datetime) -> dict[int, str]:
    """Decrypt the names of those who are shown, and note that they were shown."""
    people = vault.read_many({one.person for one in found if one.person})
    access_log.looked_at_list(
        by=actor, at=at, subject_kind=SUBJECT, subjects=[one.public_id for one in found], purpose="list"
    )
    return {one.pk: people[one.person].name if one.person in people else "" for one in found}


# One participant -----------------------------------------------------------------------------------------------------


def participation_of(actor: Actor, public_id: str, *, at: datetime, purpose: str) -> Participation:
    """One participant of the registrar's; NotFound for everybody else. That it was looked at is logged."""
    one = (
        Participation.objects.filter(public_id=public_id)
        .select_related("measure__association", "municipality", "registered_by")
        .first()
    )
    if one is None:
        raise NotFound
    permissions.check_see_person(actor, one)
    access_log.looked(by=actor, at=at, subject_kind=SUBJECT, subject=one.public_id, purpose=purpose)
    return one


def identity_of(participation: Participation) -> Identity:
    """Number and name. To be called for somebody who has been allowed, and logged, by ``participation_of``."""
    return vault.read(participation.person or "")


# Figures without persons ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class MeasureRow:
    """A measure in a list, with the year's figures and plan."""

    measure: Measure
    figures: YearFigures
    planned: int | None
    budget_ore: int | None
    outcome_ore: int | None


def measure_overview(actor: Actor, year: int) -> list[MeasureRow]:
    """The measures that a person may see and that ran in the year, with how many took part. No person, whoever asks."""
    ran = visible_measures(actor).filter(ran_in(year))
    measures = list(ran.order_by("association__name", "name", "code"))
    figures = figures_of(actor, measures, [year])
    plan = plans(measures, year)
    return [
        MeasureRow(
            one,
            figures[one.pk, year],
            plan[one.pk].planned_participants if one.pk in plan else None,
            plan[one.pk].budget_ore if one.pk in plan else None,
            plan[one.pk].outcome_ore if one.pk in plan else None,
        )
        for one in measures
    ]


def figures_of(actor: Actor, measures: Sequence[Measure], years: Iterable[int]) -> dict[tuple[int, int], YearFigures]:
    """(measure id, year) → ongoing participants by mode and sex; persons once, anonymous and volume as counted."""
    years = list(years)
    typed = volumes(measures)
    registered = {year: _registered(measures, year) for year in years}
    found = {}
    for one in measures:
        exact, typist = may_see_exact_counts(actor, one), may_change_measure(actor, one)
        for year in years:
            cells = {key: shown(n, exact=exact) for key, n in registered[year].get(one.pk, {}).items()}
            for sex, persons in typed.get((one.pk, year), {}).items():
                cells["volume", sex] = shown(persons, exact=exact or typist)
            found[one.pk, year] = YearFigures(year, cells)
    return found


def _registered(measures: Sequence[Measure], year: int) -> dict[int, dict[tuple[str, str], int]]:
    """Measure id → (mode, sex) → how many took part in the year, by the same rule as ``rules.is_ongoing``."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    persons = Q(mode="person", start__lte=last) & (Q(end__isnull=True) | Q(end__gte=first))
    anonymous = Q(mode="anonymous", start_year=year)
    rows = (
        Participation.objects.filter(persons | anonymous, measure__in=measures)
        .exclude(state="mistaken")
        .order_by()
        .values_list("measure_id", "mode", "sex")
        .annotate(people=Count("person", distinct=True), entries=Count("pk"))
    )
    found: dict[int, dict[tuple[str, str], int]] = defaultdict(dict)
    for measure_id, mode, sex, people, entries in rows:
        found[measure_id][mode, sex] = people if mode == "person" else entries
    return found


# What waits ----------------------------------------------------------------------------------------------------------


def waiting_for(actor: Actor, on: date) -> list[Waiting]:
    """What waits for a registrar, without a name: names are shown in the list only, where each look is logged."""
    if not actor.scopes(ROLE):
        return []
    tasks = tasks_of(actor, on)
    return [
        _waiting(kind, [task for task in tasks if task.kind == kind])
        for kind in ("end", "follow_up", "fill_in")
        if any(task.kind == kind for task in tasks)
    ]


def _waiting(kind: str, tasks: Sequence[Task]) -> Waiting:
    count = len(tasks)
    titles = {
        "end": ngettext("Registrera ut %(count)d deltagare", "Registrera ut %(count)d deltagare", count),
        "follow_up": ngettext("Följ upp %(count)d deltagare", "Följ upp %(count)d deltagare", count),
        "fill_in": ngettext(
            "Fyll i det som saknas för %(count)d deltagare", "Fyll i det som saknas för %(count)d deltagare", count
        ),
    }
    texts = {
        "end": _("Planerat slut har passerat eller är nära."),
        "follow_up": _("Sex eller tolv månader har gått sedan de slutade."),
        "fill_in": _("Svar om veckan före start saknas."),
    }
    return Waiting(
        title=titles[kind] % {"count": count},
        text=texts[kind],
        url_name="register:list",
        url_args=(worklists.SLUGS[worklists.LIST_OF_KIND[kind]],),
        due=min(task.due for task in tasks),
        action_label=_("Visa deltagarna"),
    )
