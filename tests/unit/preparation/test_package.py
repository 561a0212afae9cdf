"""What FK gets when it becomes guarantor: everything as it was then, kept, and told in both languages."""

import json
from datetime import date

import pytest
from tests.factories.agree import make_cast, on
from tests.factories.cases import EVERYBODY, Story

from samordna.agree.preparation import actions
from samordna.agree.preparation.events import history_of
from samordna.agree.preparation.guarantor.package import FORMAT, digest, latest
from samordna.agree.preparation.guarantor.package_paper import package_paper
from samordna.engine.formats.docx import paper_as_docx
from samordna.engine.formats.paper_pdf import paper_as_pdf
from samordna.engine.paper import Rows
from samordna.ground.kernel.errors import Refusal


@pytest.fixture
def cast(db):
    return make_cast()


def test_everything_is_attached_and_kept(cast):
    story = Story(cast).answered()
    kept = latest(history_of(story.case))
    data = kept.data
    assert data["format"] == FORMAT
    assert (data["need"]["low"], data["case"]["title"]) == (170, "Steget vidare")
    assert {row["text"] for row in data["proposal"]} >= {"Om goals.", "Om afterwards."}
    assert [p["party"] for p in data["positions"]] == list(EVERYBODY)
    assert all(row["reason"] == "Har inte personal för det." for row in data["refused"])
    assert data["conditions"] == ["no_other_organiser", "all_co_finance", "carry_on_plan"]
    assert (
        data["cofinancing"]["plan"]["share_gap"].startswith("-") or data["cofinancing"]["plan"]["share_gap"] == "0.00"
    )
    assert all(reason["text_en"] and reason["text"] for reason in data["reasons"])
    assert kept.is_whole
    assert digest(json.loads(json.dumps(data))) == kept.sha256


def test_it_says_what_held_then_whatever_happens_later(cast):
    story = Story(cast).answered()
    before = latest(history_of(story.case)).data
    story.answer("af", at=on(11, 1), organiser="refuses", reasons={"organiser": "Nytt skäl."})
    assert latest(history_of(story.case)).data == before


def test_a_late_commitment_opens_it_and_the_package_has_the_late_answer(cast):
    story = Story(cast, unwilling_to_pay=("municipality-0584",)).answered()
    assert latest(history_of(story.case)) is None
    story.unwilling_to_pay = ()
    story.answer("municipality-0584", at=on(11, 26))
    data = latest(history_of(story.case)).data
    vadstena = next(p for p in data["positions"] if p["party"] == "municipality-0584")
    assert vadstena["answers"]["co_finances"]["value"] == "yes"
    assert story.state.guarantor.opened == on(11, 26)


def test_the_paper_is_the_same_bytes_and_its_figures_are_kept_ones(cast):
    story = Story(cast).answered()
    kept = latest(history_of(story.case))
    paper = package_paper(kept)
    costs = next(b for b in paper.blocks if isinstance(b, Rows) and b.caption.startswith("Kostnader"))
    assert costs.rows[0] == ("Personal", "1\u00a0250\u00a0000", "1\u00a0650\u00a0000", "1\u00a0000\u00a0000")
    assert paper_as_pdf(paper) == paper_as_pdf(package_paper(kept))
    assert paper_as_docx(paper).startswith(b"PK")


def test_among_several_the_group_says_why_that_one(cast):
    story = Story(cast, organiser="municipality-0583").answered()
    story.answer("af", organiser="willing")
    facts = {"by": cast.actor("maria"), "at": on(12, 3), "case": story.case, "organiser": "af"}
    with pytest.raises(Refusal) as refusal:
        actions.recommend(**facts)
    assert refusal.value.field == "why"
    actions.recommend(**facts, why="Arbetsförmedlingen har drivit ett sådant förut.")
    event = story.case.events.get(kind="recommended")
    assert event.data["among"] == ["af", "municipality-0583"]
    assert all(reason["text_en"] for reason in event.data["reasons"])


def test_old_openings_have_no_package_and_say_nothing_wrong(cast):
    story = Story(cast).answered()
    events = history_of(story.case)
    opened = next(e for e in events if e.kind == "guarantor_opened")
    opened.data.pop("package")
    assert latest(events) is None
    assert date(2026, 10, 20) == opened.at.date()
