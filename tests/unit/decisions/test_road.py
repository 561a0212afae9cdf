"""The whole road of a measure and of an ESF+ project, and that columns, events and trail say the same."""

from datetime import date

import pytest
from tests.factories.agree import make_cast, on
from tests.factories.cases import EVERYBODY, Story

from samordna.agree.decisions import carrying_out
from samordna.agree.decisions.models import Decision, Signature
from samordna.agree.preparation.events import columns, state_of
from samordna.agree.preparation.models import CaseEvent
from samordna.ground.privacy.models import AuditEvent


@pytest.fixture
def cast(db):
    return make_cast()


@pytest.mark.parametrize(
    ("kind", "step", "stage"),
    [
        ("measure", "proposed", "proposal"),
        ("measure", "asked", "positions"),
        ("measure", "answered", "organiser"),
        ("measure", "recommended", "decision"),
        ("measure", "decided", "agreement"),
        ("measure", "agreed", "agreed"),
        ("measure", "running", "running"),
        ("esf", "answered", "organiser"),
        ("esf", "recommended", "decision"),
        ("esf", "decided", "application"),
        ("esf", "to_be_signed", "agreement"),
        ("esf", "running", "running"),
    ],
)
@pytest.mark.parametrize("organiser", ["municipality-0583", ""])
def test_each_step_leads_where_the_table_says(cast, kind, step, stage, organiser):
    if kind == "measure" and not organiser:
        organiser = "region-05"  # a measure has no guarantor: somebody leads it
    story = getattr(Story(cast, kind=kind, organiser=organiser), step)()
    state = story.state
    assert state.stage == story.case.stage == stage
    assert {name: getattr(story.case, name) for name in columns(state)} == columns(state)
    assert story.case.last_sequence == story.case.events.count()
    trail = AuditEvent.objects.filter(subject_kind="case", subject=story.case.key).exclude(what="case.text_saved")
    assert [a.what for a in trail.order_by("sequence")] == [f"case.{e.kind}" for e in story.case.events.all()]


def test_the_road_of_a_measure_to_its_end(cast):
    story = Story(cast, kind="measure", organiser="region-05").running()
    manager = cast.actor("maria")
    carrying_out.end(by=manager, at=on(8, 31, year=2029), case=story.case)
    carrying_out.hand_over(
        by=manager, at=on(10, 1, year=2029), case=story.case, why="Regionen behåller två handledare."
    )
    assert story.state.stage == "handed_over"
    assert [e.kind for e in story.case.events.all()] == [
        "need_identified",
        "proposal_made",
        "costs_planned",
        "parties_asked",
        *["answered"] * 5,
        "answers_complete",
        "recommended",
        "board_approved",
        "agreement_drafted",
        *["signed"] * 6,
        "all_signed",
        "started",
        "ended",
        "handed_over",
    ]
    recommendation = story.state.recommendation
    assert (recommendation.organiser, recommendation.role) == ("region-05", "lead")


def test_a_municipality_takes_an_esf_project(cast):
    story = Story(cast, organiser="municipality-0583").decided()
    state = story.state
    assert (state.recommendation.organiser, state.recommendation.role) == ("municipality-0583", "willing")
    assert state.guarantor is None
    assert [step.step for step in state.order] == ["regional", "quality", "participation"]
    assert {d.body for d in state.decisions_now} == set(EVERYBODY)


def test_fk_becomes_guarantor_when_nobody_will_and_all_pay(cast):
    story = Story(cast).decided()
    state = story.state
    assert (state.recommendation.organiser, state.recommendation.role) == ("fk", "guarantor")
    assert state.guarantor.conditions == ("no_other_organiser", "all_co_finance", "carry_on_plan")
    assert [step.step for step in state.order] == ["regional", "quality", "participation", "owning"]
    opened = story.case.events.get(kind="guarantor_opened")
    assert {reason["rule"] for reason in opened.data["reasons"]} >= {"fk_guarantor", "all_co_finance", "carry_on_plan"}


def test_decisions_and_signatures_are_also_rows(cast):
    story = Story(cast, kind="measure", organiser="region-05").agreed()
    decision = Decision.objects.get(case=story.case)
    assert (decision.party, decision.outcome, decision.decided_on) == (None, "yes", date(2026, 12, 9))
    assert Signature.objects.filter(agreement__case=story.case).count() == 6
    hashes = {s.document_hash for s in state_of(story.case).signatures}
    assert hashes == {story.case.agreements.get().document_hash}


def test_events_name_people_as_they_were(cast):
    story = Story(cast, kind="measure", organiser="region-05").asked()
    first, second = CaseEvent.objects.filter(case=story.case)[:2]
    assert (first.by, first.by_name, first.at) == (None, "Johan Ek, Region Östergötland", story.case.need.written_at)
    assert second.by_name == "Johan Ek, Region Östergötland"
    asked = story.case.events.get(kind="parties_asked")
    assert asked.by_name == "Maria Lindqvist, Samordningsförbundet Östra Vättern"
