"""What can be asked of the register: the registrar's lists, one participant, and figures without persons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samordna.deliver.participants import permissions, worklists
from samordna.deliver.participants.figures import YearFigures, shown
from samordna.deliver.participants.history import STATE
from samordna.deliver.participants.models import EarlierAnswers, KeptCount, Participation
from samordna.deliver.participants.worklists import Task, Tasks, Waits
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
ROLE = "participant_registrar"
SUBJECT = "participation"


@dataclass(frozen=True)
class Closing:
    """When an entry was closed as mistaken, and why: a code of ``mistake_reason``."""

    at: datetime
    why: str


@dataclass(frozen=True)
class Row:
    """A line of a list: a participation, the person's name, and what is to be done, if anything."""

    participation: Participation
    name: str
    task: Task | None = None
    closing: Closing | None = None


@dataclass(frozen=True)
class Listing:
    """One page of a list. ``total`` counts the whole list.

    ``idle``: the newest ongoing ones with nothing to do, if they were asked for, and how many ``more`` there are.
    """

    rows: tuple[Row, ...]
    total: int
    page: int
    pages: int
    idle: tuple[Row, ...] = ()
    more: int = 0


# Lists ---------------------------------------------------------------------------------------------------------------


def own_measures(actor: Actor) -> QuerySet[Measure]:
    """The measures that the person registers participants in, by name."""
    found = Measure.objects.filter(code__in=actor.scopes(ROLE), follow_up="persons")
    return found.select_related("association").order_by("name")


def names_of_own_measures(actor: Actor) -> list[Any]:
    """The same measures as rows with ``pk`` and ``name``, where no more of them is shown."""
    return list(own_measures(actor).select_related(None).values_list("pk", "name", named=True))


def last_measure(actor: Actor, *, today: date) -> str | None:
    """The code of the own measure where the person last registered somebody who is still there; None for nobody."""
    recent = own_participations(actor).filter(state="active", start__gte=today - timedelta(days=365))
    mine = recent.filter(registered_by=actor.account_id).order_by("-registered_at", "-pk")
    return mine.values_list("measure__code", flat=True).first()


def own_participations(actor: Actor) -> QuerySet[Participation]:
    """Participants of the own measures, present and former; those without person data are in no list."""
    return _participations(own_measures(actor).order_by().values_list("pk", flat=True))


def _participations(measures: Iterable[int]) -> QuerySet[Participation]:
    """By the keys of the measures, not by a question for them: so the database knows how many there are to expect."""
    return Participation.objects.filter(measure_id__in=list(measures), mode="person").select_related("measure")


def _by_key(keys: Sequence[int]) -> dict[int, Participation]:
    """Participations that have been found among the own ones, in that order."""
    known = Participation.objects.select_related("measure").in_bulk(keys)
    return {key: known[key] for key in keys if key in known}


def my_participants(actor: Actor, name: str, *, tasks: Tasks, page: int, at: datetime, idle: int = 0) -> Listing:
    """One page of a list (``worklists.SLUGS``), names decrypted for that page only; every person shown is logged.

    A list of tasks may have so many ``idle`` with it: those with nothing to do.
    """
    if name in worklists.TASK_KINDS:
        return _page_of_tasks(actor, tasks, name, page=page, at=at, idle=idle)
    if name == "closed":
        return _page_of_closed(actor, tasks, page, at)
    state, order = ("active", "-start") if name == "ongoing" else ("ended", "-end")
    mine = _participations(tasks.measures).filter(state=state).order_by(order, "pk")
    return _page_of(actor, mine, total=tasks.states.get(state, 0), tasks=tasks, page=page, at=at)


def counts_of_lists(tasks: Tasks) -> dict[str, int]:
    """The number in each list."""
    states = tasks.states
    found = {name: tasks.count(name) for name in worklists.TASK_KINDS}
    of_states = {"ongoing": "active", "ended": "ended", "closed": "mistaken"}
    return found | {name: states.get(state, 0) for name, state in of_states.items()}


def tasks_of(actor: Actor, today: date, *, measures: Iterable[Any] | None = None) -> Tasks:
    """Everything to do for the registrar's participants; read when it is asked for. ``measures``: the own, if known."""
    own = own_measures(actor).order_by().values_list("pk", flat=True)
    return Tasks(own if measures is None else [one.pk for one in measures], today)


def search(actor: Actor, text: str, *, today: date, at: datetime) -> tuple[Row, ...]:
    """Own participants with this personal number, or whose name holds every word; at most a page of them."""
    found = _by_number(actor, text) if any(c.isdigit() for c in text) else _by_name(actor, text)
    return _named(actor, found[:PAGE], tasks_of(actor, today), at)


def _by_number(actor: Actor, text: str) -> list[Participation]:
    try:
        pseudonym = vault.find(PersonalNumber.parse(text).value)
    except Refusal:
        return []
    return list(own_participations(actor).filter(person=pseudonym).order_by("-start", "pk")) if pseudonym else []


def _by_name(actor: Actor, text: str) -> list[Participation]:
    """Every own participant is looked through, newest first, until a page is full. There is no index: ADR 0021."""
    words = text.casefold().split()
    if not words:
        return []
    own = own_participations(actor).order_by("-start", "pk")
    known, found = list(own.values_list("pk", "person", "measure_id")), list[int]()
    for first in range(0, len(known), vault.BATCH):
        batch = known[first : first + vault.BATCH]
        names = vault.read_many({person for _pk, person, _measure in batch if person})
        for pk, person, measure in batch:
            name = names[person].called(measure).casefold() if person in names else ""
            if all(word in name for word in words):
                found.append(pk)
        if len(found) >= PAGE:
            break
    return list(_by_key(found[:PAGE]).values())


def _page_of(
    actor: Actor, found: QuerySet[Participation], *, total: int, tasks: Tasks, page: int, at: datetime
) -> Listing:
    """Found by the index alone; the rows are read for those on the page only, however many the list has."""
    page, pages = _within(page, total)
    keys = found.select_related(None).values("pk")[(page - 1) * PAGE : page * PAGE]
    rows = list(Participation.objects.filter(pk__in=keys).select_related("measure").order_by(*found.query.order_by))
    return Listing(_named(actor, rows, tasks, at), total, page, pages)


def _page_of_tasks(actor: Actor, tasks: Tasks, name: str, *, page: int, at: datetime, idle: int) -> Listing:
    page = max(1, page)
    tasks.look(name, (page - 1) * PAGE, page * PAGE, idle=idle)
    total = tasks.count(name)
    page, pages = _within(page, total)
    chosen = tasks.page(name, (page - 1) * PAGE, page * PAGE) if total else []
    free, all_free = tasks.idle(idle) if idle else ([], 0)
    known = _by_key([*(task.participation_id for task in chosen), *free])
    names = _names(actor, list(known.values()), at)
    # Whoever was erased since the tasks were found is left out.
    rows = [Row(known[key], names[key], task) for task in chosen if (key := task.participation_id) in known]
    resting = [Row(known[key], names[key]) for key in free if key in known]
    return Listing(tuple(rows), total, page, pages, tuple(resting), all_free - len(free))


def _page_of_closed(actor: Actor, tasks: Tasks, page: int, at: datetime) -> Listing:
    """Those closed as mistaken, the latest first: whoever closed the wrong one has just done it."""
    total = tasks.states.get("mistaken", 0)
    page, pages = _within(page, total)
    closing = EarlierAnswers.objects.filter(participation=OuterRef("pk"), part=STATE).order_by("-replaced_at", "-pk")
    found = _participations(tasks.measures).filter(state="mistaken")
    found = found.annotate(closed_at=Subquery(closing.values("replaced_at")[:1]))
    found = found.annotate(closed_why=Subquery(closing.values("why")[:1]))
    ordered = found.order_by(F("closed_at").desc(nulls_last=True), "pk")
    rows = list(ordered[(page - 1) * PAGE : page * PAGE])
    names = _names(actor, rows, at)
    return Listing(tuple(Row(one, names[one.pk], closing=_closing(one)) for one in rows), total, page, pages)


def _closing(one: Any) -> Closing | None:
    return Closing(one.closed_at, one.closed_why) if one.closed_at else None


def _within(page: int, total: int) -> tuple[int, int]:
    pages = max(1, -(-total // PAGE))
    return min(max(1, page), pages), pages


def _named(actor: Actor, found: Sequence[Participation], tasks: Tasks | None, at: datetime) -> tuple[Row, ...]:
    names = _names(actor, found, at)
    first_task = tasks.of([one.pk for one in found]) if tasks else {}
    return tuple(Row(one, names[one.pk], first_task.get(one.pk)) for one in found)


def _names(actor: Actor, found: Sequence[Participation], at: datetime) -> dict[int, str]:
    """Decrypt the names of those who are shown, and note that they were shown."""
    people = vault.read_many({one.person for one in found if one.person})
    access_log.looked_at_list(
        by=actor, at=at, subject_kind=SUBJECT, subjects=[one.public_id for one in found], purpose="list"
    )
    return {one.pk: people[one.person].called(one.measure_id) if one.person in people else "" for one in found}


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
    return vault.read(participation.person or "").at(participation.measure_id)


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
    registered = registered_in(measures, years)
    found = {}
    for one in measures:
        exact, typist = may_see_exact_counts(actor, one), may_change_measure(actor, one)
        for year in years:
            cells = {key: shown(n, exact=exact) for key, n in registered[year].get(one.pk, {}).items()}
            for sex, persons in typed.get((one.pk, year), {}).items():
                cells["volume", sex] = shown(persons, exact=exact or typist)
            found[one.pk, year] = YearFigures(year, cells)
    return found


def registered_in(
    measures: Sequence[Measure], years: Sequence[int]
) -> dict[int, dict[int, dict[tuple[str, str], int]]]:
    """Year → measure id → (mode, sex) → how many took part in it, by the same rule as ``rules.is_ongoing``.

    One question for all years: a measure's participants are gone through once and not once for each year.
    """
    counts: dict[str, Count] = {}
    for year in years:
        took_part = Q(start__lte=date(year, 12, 31)) & (Q(end__isnull=True) | Q(end__gte=date(year, 1, 1)))
        counts[f"person_{year}"] = Count("person", distinct=True, filter=took_part)
        counts[f"anonymous_{year}"] = Count("pk", filter=Q(start_year=year))
    rows = Participation.objects.filter(measure__in=measures).exclude(state="mistaken").order_by()
    if len(years) == 1:  # many measures: leave out early those who took part in other years
        rows = rows.filter(took_part | Q(mode="anonymous", start_year=years[0]))
    found: dict[int, dict[int, dict[tuple[str, str], int]]] = {year: defaultdict(dict) for year in years}
    for measure, mode, sex, *numbers in rows.values_list("measure_id", "mode", "sex").annotate(**counts):
        of = dict(zip(counts, numbers, strict=True))
        for year in years:
            if number := of[f"{mode}_{year}"]:
                found[year][measure][mode, sex] = number
    kept = KeptCount.objects.filter(measure__in=measures, year__in=years)  # what retention would have taken away
    for measure, year, sex, more in kept.values_list("measure_id", "year", "sex", "more"):
        cells = found[year][measure]
        cells["anonymous", sex] = max(0, cells.get(("anonymous", sex), 0) + more)
    return found


# What waits ----------------------------------------------------------------------------------------------------------


def waiting_for(actor: Actor, on: date) -> list[Waiting]:
    """What waits for a registrar, without a name: names are shown in the list only, where each look is logged."""
    if not actor.scopes(ROLE):
        return []
    waits = tasks_of(actor, on).waits
    return [_waiting(kind, waits[kind]) for kind in ("end", "follow_up", "fill_in", "fill_out") if kind in waits]


def _waiting(kind: str, waits: Waits) -> Waiting:
    count = waits.count
    fill = ngettext(
        "Fyll i det som saknas för %(count)d deltagare", "Fyll i det som saknas för %(count)d deltagare", count
    )
    titles = {
        "end": ngettext("Registrera ut %(count)d deltagare", "Registrera ut %(count)d deltagare", count),
        "follow_up": ngettext("Följ upp %(count)d deltagare", "Följ upp %(count)d deltagare", count),
        "fill_in": fill,
        "fill_out": fill,
    }
    texts = {
        "end": _("Planerat slut har passerat eller är nära."),
        "follow_up": _("Sex eller tolv månader har gått sedan de slutade."),
        "fill_in": _("Svar om veckan före start saknas."),
        "fill_out": _("Svar om veckan efter avslut saknas."),
    }
    return Waiting(
        title=titles[kind] % {"count": count},
        text=texts[kind],
        url_name="register:list",
        url_args=(worklists.SLUGS[worklists.LIST_OF_KIND[kind]],),
        due=waits.first,
        action_label=_("Visa deltagarna"),
    )
