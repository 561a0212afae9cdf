"""What waits for whom at each step of the road: the start page is made of this."""

from datetime import date

import pytest
from tests.factories.agree import make_cast
from tests.factories.cases import WHO, Story

from samordna.agree.decisions import queries as deciding
from samordna.agree.preparation import queries as preparing


@pytest.fixture
def cast(db):
    return make_cast()


def waits(cast, who, on=date(2026, 11, 12)):
    actor = cast.actor(who)
    return [
        (w.url_name.removeprefix("cases:"), w)
        for w in (*preparing.waiting_for(actor, on), *deciding.waiting_for(actor, on))
    ]


def pages(cast, who, on=date(2026, 11, 12)):
    return [page for page, _ in waits(cast, who, on)]


@pytest.mark.parametrize(
    ("kind", "step", "expected"),
    [
        ("measure", "proposed", {"maria": ["proposal"]}),
        ("measure", "complete", {"maria": ["positions"]}),
        ("esf", "asked", {who: ["answer"] for who in (*WHO.values(), "nadia")}),
        ("esf", "answered", {"maria": ["decision", "guarantor"], "nadia": ["guarantor"]}),
        ("measure", "recommended", {"maria": ["decision"], "bo": ["decision"]}),
        (
            "esf",
            "recommended",
            {w: ["decision"] for w in ("anna", "johan", "fatima", "helena")}
            | {"nadia": ["guarantor"], "maria": ["guarantor"]},
        ),
        ("measure", "decided", {"maria": ["agreement"]}),
        ("esf", "decided", {w: ["application"] for w in ("maria", "erik", "nadia")}),
        (
            "measure",
            "to_be_signed",
            {w: ["agreement"] for w in ("maria", "erik", "anna", "johan", "fatima", "helena")},
        ),
        ("measure", "running", {}),
    ],
)
def test_each_step_waits_for_its_people_and_for_nobody_else(cast, kind, step, expected):
    getattr(Story(cast, kind=kind, organiser="region-05" if kind == "measure" else ""), step)()
    everybody = {who: pages(cast, who) for who in cast.people}
    assert {who: found for who, found in everybody.items() if found} == expected


def test_a_blocked_case_says_what_stops_it(cast):
    Story(cast, unwilling_to_pay=("municipality-0584",)).answered()
    [(page, task)] = waits(cast, "maria")
    assert page == "cofinancing"
    assert "Vadstena kommun" in task.text
    assert task.waiting == "Parterna väntar sedan 20 oktober."


def test_an_agreed_case_waits_for_its_first_day(cast):
    Story(cast, kind="measure", organiser="region-05").agreed()
    assert pages(cast, "maria", date(2027, 2, 28)) == []
    assert pages(cast, "maria", date(2027, 3, 1)) == ["agreement"]


def test_a_late_answer_waits_for_the_manager_too(cast):
    Story(cast).asked()
    assert pages(cast, "maria", date(2026, 11, 27)) == []
    [(page, task)] = waits(cast, "maria", date(2026, 11, 28))
    assert (page, task.due) == ("positions", date(2026, 11, 27))


def test_a_new_need_waits_for_those_who_can_take_it_up(cast):
    story = Story(cast)
    story.proposed()
    assert "needs:detail" not in pages(cast, "maria")
    need = story.case.need
    need.pk, need.number, need.key = None, "2026-09", "ostra-vattern-2026-09"
    need.save()
    assert "needs:detail" in pages(cast, "maria")
    assert "needs:detail" in pages(cast, "helena")
    assert "needs:detail" not in pages(cast, "johan")  # who wrote it
    assert "needs:detail" not in pages(cast, "bo")


def test_the_road_and_the_coming_days(cast):
    Story(cast, unwilling_to_pay=("municipality-0584",)).answered()
    Story(cast, kind="measure", title="Hälsospåret").asked(deadline=date(2026, 11, 27))
    on = date(2026, 11, 12)
    road = preparing.road(cast.actor("maria"), on)
    assert [stage.count for stage in road] == [0, 0, 1, 1, 0, 0, 0, 0]
    assert [stage.stuck for stage in road] == [False, False, False, True, False, False, False, False]
    assert road[2].items[0].text == "0 av 5 parter har svarat"
    [(day, title, _text, _url)] = preparing.coming_dates(cast.actor("maria"), on)
    assert (day, title) == (date(2026, 11, 27), "Sista svarsdag: Hälsospåret")
    assert preparing.road(cast.actor("outsider"), on) == preparing.road(cast.actor("nadia"), on) == []
