"""The transition table is whole.

Every stage can be reached, has an owner and words, and leads on unless it is final.
"""

import pytest

from samordna.agree.preparation.states import (
    BOTH,
    ESF,
    EVENT,
    EVENTS,
    MEASURE,
    STAGE,
    STAGES,
    START,
    TRANSITIONS,
    ImpossibleStep,
    diagram,
    next_stage,
    possible,
)
from samordna.ground.parties.roles import ROLES

MEASURE_ROAD = [
    ("need_identified", "identified"),
    ("proposal_made", "proposal"),
    ("costs_planned", "proposal"),
    ("parties_asked", "positions"),
    ("answered", "positions"),
    ("answers_complete", "organiser"),
    ("recommended", "decision"),
    ("board_approved", "agreement"),
    ("agreement_drafted", "agreement"),
    ("signed", "agreement"),
    ("all_signed", "agreed"),
    ("started", "running"),
    ("ended", "ended"),
    ("handed_over", "handed_over"),
]
ESF_ROAD = [
    *MEASURE_ROAD[:6],
    ("guarantor_opened", "organiser"),
    ("recommended", "decision"),
    ("order_step_taken", "decision"),
    ("party_decided", "decision"),
    ("all_decided", "application"),
    ("applied", "application"),
    ("granted", "agreement"),
    *MEASURE_ROAD[8:],
]


@pytest.mark.parametrize(("kind", "road"), [(MEASURE, MEASURE_ROAD), (ESF, ESF_ROAD)])
def test_the_whole_road(kind, road):
    stage = START
    for event, expected in road:
        stage = next_stage(stage, event, kind)
        assert stage == expected


@pytest.mark.parametrize(
    ("stage", "event", "kind"),
    [
        ("proposal", "answered", MEASURE),
        ("decision", "answered", ESF),
        ("decision", "board_approved", ESF),
        ("decision", "party_decided", MEASURE),
        ("organiser", "guarantor_opened", MEASURE),
        ("agreement", "withdrawn_by_nobody", MEASURE),
        ("running", "withdrawn", MEASURE),
        ("closed", "proposal_made", ESF),
        ("positions", "recommended", MEASURE),
    ],
)
def test_what_cannot_happen(stage, event, kind):
    with pytest.raises(ImpossibleStep):
        next_stage(stage, event, kind)


def test_ids_are_unique_and_known():
    assert len(STAGE) == len(STAGES)
    assert len(EVENT) == len(EVENTS)
    assert len({(row.stage, row.event) for row in TRANSITIONS}) == len(TRANSITIONS)
    assert {row.to for row in TRANSITIONS} | {START} == {*STAGE, START}
    assert {row.event for row in TRANSITIONS} == set(EVENT)


@pytest.mark.parametrize("stage", STAGES, ids=lambda s: s.id)
def test_every_stage_has_one_owner_and_leads_on(stage):
    assert stage.owner in ROLES
    assert all([stage.label.sv, stage.label.en, stage.outside.sv, stage.outside.en])
    for kind in BOTH:
        leads_on = [row for row in TRANSITIONS if row.stage == stage.id and row.to != stage.id]
        assert bool(leads_on) != stage.final
        assert set(possible(stage.id, kind)) >= {row.event for row in leads_on if kind in row.kinds}


@pytest.mark.parametrize("kind", BOTH)
def test_every_stage_can_be_reached(kind):
    reached = {START}
    while more := {r.to for r in TRANSITIONS if r.stage in reached and kind in r.kinds} - reached:
        reached |= more
    assert reached - {START} == set(STAGE) - (set() if kind == ESF else {"application"})


def test_the_diagram_shows_every_way_between_stages():
    lines = diagram().splitlines()
    assert lines[0] == "stateDiagram-v2"
    assert "    [*] --> identified: need_identified" in lines
    assert "    decision --> agreement: board_approved (measure)" in lines
    assert len(lines) == 1 + len([r for r in TRANSITIONS if r.stage != r.to]) + len([s for s in STAGES if s.final])
