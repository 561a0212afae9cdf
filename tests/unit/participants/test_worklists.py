"""The lists as the database finds them are the lists as plain Python finds them, whatever stands in the register."""

from collections import Counter
from datetime import date, timedelta
from itertools import product
from random import Random

import pytest
from django.db import connection
from django.db.models import DateField
from django.db.models.expressions import RawSQL
from tests.factories.deliver import TODAY, make_cast

from samordna.deliver.participants import codes, rules, tasks_sql, worklists
from samordna.deliver.participants.models import Occasion, Participation, SupportAnswer
from samordna.deliver.participants.worklists import Task, Tasks
from samordna.deliver.participants.writing import answers_of

pytestmark = pytest.mark.django_db(databases="__all__")


def plain_tasks(today):
    """As the rules say it, one participation at a time."""
    found = []
    for one in Participation.objects.filter(mode="person").select_related("measure"):
        due = one.planned_end or one.measure.end
        if one.state == "active" and due and due <= today + worklists.AHEAD:
            found.append(Task(one.pk, "end", due, due))
        done = set(one.occasions.filter(kind="follow_up").values_list("months", flat=True))
        for months, day in worklists.open_follow_ups(one, done, today):
            found.append(Task(one.pk, "follow_up", day, one.end, months))
        entry = one.occasions.filter(kind="in").first()
        missing = rules.missing_answers(answers_of(entry), codes.sources()) if entry else ()
        if one.state == "active" and missing:
            found.append(Task(one.pk, "fill_in", one.start + worklists.FILL_IN_WITHIN, one.start, len(missing)))
        exit_ = one.occasions.filter(kind="out").first()
        missing = rules.missing_answers(answers_of(exit_), codes.sources()) if exit_ else ()
        lately = one.state == "ended" and one.end >= today - worklists.ASKED_FOR and one.end_reason != "deceased"
        if lately and missing:
            found.append(Task(one.pk, "fill_out", one.end + worklists.FILL_IN_WITHIN, one.end, len(missing)))
    return sorted(found, key=lambda task: (task.due, task.participation_id))


def generated(seed, measures, number=150):
    """Participations, answers and follow-ups drawn so that every edge of the lists is met."""
    random = Random(seed)
    for position in range(number):
        near = TODAY + timedelta(
            days=random.choice((-500, -470, -460, -457, -365, -281, -275, -183, -90, -1, 0, 25, 60))
        )
        end = near + timedelta(days=random.randrange(-4, 5))
        start = min(end, TODAY) - timedelta(days=random.randrange(0, 300))
        state = random.choice(("active", "active", "ended", "ended", "mistaken"))
        ended = state == "ended"
        one = Participation.objects.create(
            measure=random.choice(measures),
            mode="person",
            person=f"{seed:016d}{position:016d}",
            sex="women",
            birth_year=1990,
            start=start,
            start_year=start.year,
            planned_end=random.choice((None, max(end, start))),
            end=max(end, start) if ended else None,
            state=state,
            end_reason={"active": "", "mistaken": "mistaken_entry"}.get(
                state, random.choice(("according_to_plan", "illness", "deceased"))
            ),
        )
        if random.random() < 0.9:
            answered(random, one, "in")
        if ended and random.random() < 0.7:
            answered(random, one, "out")
        for months in (6, 12):
            if ended and random.random() < 0.3:
                Occasion.objects.create(participation=one, kind="follow_up", on=one.end, months=months)


def answered(random, participation, kind):
    """An entry or an exit with any mixture of answers."""
    doings = {name: random.choice((None, 0, 0, 50)) for name in rules.DOINGS}
    entry = Occasion.objects.create(
        participation=participation,
        kind=kind,
        on=participation.start,
        **doings,
        **{name: random.choice((None, True, False)) for name in rules.YES_NO},
        studies_kind=random.choice(("", "higher")) if doings["studies"] else "",
        all_asked=random.random() < 0.5,
    )
    some = random.sample(codes.sources(), random.choice((0, 1, 2, len(codes.sources()))))
    chosen = some or random.choice(([], [rules.NO_SUPPORT]))
    SupportAnswer.objects.bulk_create(SupportAnswer(occasion=entry, source=s, extent=100) for s in chosen)


@pytest.fixture
def two_measures():
    cast = make_cast()
    cast.other.end = TODAY + timedelta(days=20)
    cast.other.save()
    return [cast.measure, cast.other]


@pytest.mark.parametrize("seed", range(6))
def test_the_database_finds_the_same_tasks_in_the_same_order(seed, two_measures):
    generated(seed, two_measures)
    everybody, plain = Participation.objects.filter(mode="person"), plain_tasks(TODAY)
    tasks = Tasks([one.pk for one in two_measures], TODAY)
    assert plain and tasks.page("todo", 0, 10_000) == plain
    for name in worklists.TASK_KINDS:
        own = [task for task in plain if name in ("todo", worklists.LIST_OF_KIND[task.kind])]
        assert tasks.count(name) == len(own)
        assert tasks.page(name, 0, 20) + tasks.page(name, 20, 40) == own[:40]
    assert tasks.late == sum(task.due < TODAY for task in plain)
    assert {kind: waits.count for kind, waits in tasks.waits.items()} == Counter(task.kind for task in plain)
    assert {kind: waits.first for kind, waits in tasks.waits.items()} == {
        kind: min(task.due for task in plain if task.kind == kind) for kind in tasks.waits
    }
    first = {task.participation_id: task for task in reversed(plain)}
    assert tasks.of(list(first)) == first
    busy = {task.participation_id for task in plain}
    idle = [one.pk for one in everybody.filter(state="active").exclude(pk__in=busy).order_by("-start", "pk")]
    assert tasks.idle(5) == (idle[:5], len(idle)) and tasks.idle(1000)[0] == idle
    assert tasks.states == Counter(one.state for one in everybody)


def test_a_page_the_counts_and_those_with_nothing_to_do_are_one_question(two_measures, django_assert_num_queries):
    generated(7, two_measures)
    tasks, codes_known = Tasks([one.pk for one in two_measures], TODAY), codes.sources()
    with django_assert_num_queries(1):
        tasks.look("todo", 20, 40, idle=5)
        assert codes_known and tasks.count("todo") > 40
        page, idle = tasks.page("todo", 20, 40), tasks.idle(5)
    again = Tasks([one.pk for one in two_measures], TODAY)
    assert (page, idle) == (again.page("todo", 20, 40), again.idle(5)) and len(page) == 20 and idle[0]


def test_nobody_at_all_is_no_task():
    tasks = Tasks([], TODAY)
    assert (tasks.waits, tasks.late, tasks.count("todo"), tasks.page("todo", 0, 20)) == ({}, 0, 0, [])


@pytest.mark.parametrize(("months", "today"), list(product((6, 12), (TODAY, date(2027, 3, 1), date(2028, 2, 29)))))
def test_the_ends_that_are_asked_for_are_those_whose_follow_up_is_open(months, today):
    first, last = worklists.ends_to_follow_up(months, today)
    for days in range(-600, 10):
        end = today + timedelta(days=days)
        due = rules.months_after(end, months)
        is_open = due <= today + worklists.AHEAD and rules.follow_up_is_open(due, today)
        assert is_open is (first <= end <= last)


@pytest.mark.parametrize("months", [6, 12])
def test_the_database_counts_months_as_the_rule_does(months, two_measures):
    days = [date(2027, 1, 1) + timedelta(days=n) for n in range(425)]
    one = Participation.objects.create(
        measure=two_measures[0], mode="person", person="p", sex="men", birth_year=1990, start=days[0], start_year=2027
    )
    for day in days:
        Participation.objects.filter(pk=one.pk).update(start=day)
        then = RawSQL(tasks_sql._months_after(connection.vendor, "start", months), (), output_field=DateField())
        assert Participation.objects.annotate(then=then).get(pk=one.pk).then == rules.months_after(day, months)
