"""The package: the form's order, files that agree with each other, frozen when it is handed in."""

import hashlib
import io
import json
import re
import zipfile
from datetime import date

import pytest
import yaml
from tests.factories.agree import make_cast, on
from tests.factories.cases import Story

from samordna.agree.decisions.applications import application_form, applying, certificates
from samordna.agree.decisions.applications.application_content import content_of, missing
from samordna.agree.decisions.applications.application_package import _summary, as_json, package
from samordna.agree.decisions.models import ApplicationPackage
from samordna.agree.preparation.writing.sections import QUESTION
from samordna.ground.kernel.money import Money

MOTALA = "municipality-0583"


@pytest.fixture
def cast(db):
    return make_cast()


@pytest.fixture
def story(cast):
    return Story(cast, organiser=MOTALA).certified()


def content(story, when=date(2026, 12, 20)):
    return content_of(story.case, story.state, when)


def opened(data):
    with zipfile.ZipFile(io.BytesIO(data)) as found:
        return {name: found.read(name) for name in found.namelist()}


# -- the form is data ------------------------------------------------------------------------------


def test_every_question_of_ours_has_one_place_in_the_form():
    form = application_form.form_for(date(2026, 9, 1))
    assert set(QUESTION) - form.mapped == set()
    assert form.source.startswith("https://www.esf.se/") and all(s.limit is None for s in form.sections)


@pytest.mark.parametrize(
    "change",
    [
        lambda f: f["sections"].append(f["sections"][0]),
        lambda f: f["sections"][1]["from"].append("goals"),
        lambda f: f["sections"][0]["facts"].append("emblem"),
        lambda f: f.update(status="guessed"),
    ],
)
def test_a_form_that_says_something_impossible_is_refused(change):
    facts = yaml.safe_load(FORM)
    change(facts)
    with pytest.raises(ValueError, match=facts["id"] if "emblem" not in str(facts) else "project"):
        application_form.read_form(facts)


FORM = """
{id: a, title: {sv: A, en: A}, valid_from: 2021-01-01, valid_to: 2029-12-31, source: s, status: read, sections: [
  {id: project, sv: P, en: P, status: read, limit: 5, from: [goals], facts: [project]},
  {id: x, sv: X, en: X, status: read, limit: null, from: [content], facts: []}]}
"""


def test_a_limit_that_is_known_is_held_against_the_text(story, monkeypatch):
    form = application_form.read_form(yaml.safe_load(FORM))
    monkeypatch.setattr("samordna.agree.decisions.applications.application_content.form_for", lambda on: form)
    found = content(story)
    assert found.sections[0].text == "Om goals." and found.sections[0].too_long == 4
    assert "P: 4 tecken för mycket" in [m.words.sv for m in missing(found)]
    assert {q for q, _ in found.other} == set(QUESTION) - {"goals", "content"}  # nothing is lost


# -- what lacks ----------------------------------------------------------------------------------------


def test_what_is_missing_is_said_with_the_page_where_it_is_mended(cast):
    story = Story(cast, organiser=MOTALA).decided()
    before = {(m.words.sv, m.page) for m in missing(content(story)) if m.must}
    assert ("Medfinansieringsintyg från Motala kommun", "application") in before
    assert ("Roll för Arbetsförmedlingen", "application") in before
    certificates.issue_missing(by=cast.actor("maria"), at=on(12, 19), case=story.case)
    after = {m.words.sv for m in missing(content(story)) if m.must}
    assert not any(words.startswith("Medfinansieringsintyg") for words in after)
    assert "Underskrift på intyg 4, Motala kommun" in after


def test_a_question_that_may_be_left_is_not_missing(cast, monkeypatch):
    story = Story(cast, organiser=MOTALA).decided()
    monkeypatch.setattr("samordna.agree.decisions.applications.application_content.texts", lambda case: {})
    optional = {q.label.sv for q in QUESTION.values() if q.optional}
    said = {m.words.sv: m.must for m in missing(content(story))}
    assert optional and all(said[words] is False for words in optional)
    assert said[QUESTION["goals"].label.sv] is True


# -- the files ------------------------------------------------------------------------------------------


def test_the_same_content_gives_the_same_bytes_and_a_list_that_is_true(story):
    data = package(content(story), on(12, 20))
    assert data == package(content(story), on(12, 20))
    files = opened(data)
    manifest = json.loads(files.pop("manifest.json"))
    assert set(files) == set(manifest["files"])
    for name, listed in manifest["files"].items():
        assert listed == {"sha256": hashlib.sha256(files[name]).hexdigest(), "bytes": len(files[name])}
    assert manifest["event"] == story.case.last_sequence
    assert len([name for name in files if name.startswith("intyg/")]) == 5


def test_the_document_and_the_data_follow_the_order_of_the_form(story):
    files = opened(package(content(story), on(12, 20)))
    told = json.loads(files["ansokan.json"])
    form = application_form.form_for(date(2026, 9, 1))
    assert [s["id"] for s in told["sections"]] == [s.id for s in form.sections]
    words = re.sub(
        r"<[^>]+>", "\n", zipfile.ZipFile(io.BytesIO(files["ansokan.docx"])).read("word/document.xml").decode()
    )
    places = [words.index(f"\n{s.label.sv}\n") for s in form.sections]
    assert places == sorted(places)
    assert "Medfinansieras av Europeiska unionen" in words
    assert all(section["characters"] == len(section["text"]) for section in told["sections"])


def test_the_money_is_the_same_in_every_file(story):
    told = as_json(content(story))
    promised = Money.total(Money.parse(a) for row in told["financing"] for a in row["amounts"].values())
    assert str(promised) == told["outcome"]["plan"]["committed"]
    assert promised == Money.total(Money.parse(c["total"]) for c in told["certificates"])
    sheets = workbook(opened(package(content(story), on(12, 20)))["budget.xlsx"])
    whole = sheets["Sammanställning"]
    plan = told["outcome"]["plan"]
    for cell, name in (("B3", "total"), ("B4", "support_max"), ("B5", "parties_share_required"), ("B6", "committed")):
        assert whole[cell][1] == pytest.approx(float(plan[name]), abs=0.001)
    assert whole["B9"][1] == pytest.approx(float(plan["support"]), abs=0.001)


def test_support_and_the_parties_part_are_the_whole_cost_when_more_is_promised_than_required(cast):
    made = Story(cast, organiser=MOTALA)
    made.answered().answer("fk", amounts=[("benefits", 2027, Money.kronor(2_500_000))])
    told = content(made)
    plan = told.outcome.plan
    assert plan.support < plan.support_max  # all cash is paid before the ceiling is reached
    rows = {name: int(re.sub(r"\D", "", amount)) for name, amount in _summary(told.outcome).rows}
    assert rows["Sökt stöd"] + rows["Parternas del"] == rows["Projektets kostnad"]
    assert rows["Parternas del"] > rows["Krav på parterna, 46 % av kostnaden"]
    whole = workbook(opened(package(told, on(12, 20)))["budget.xlsx"])["Sammanställning"]
    assert whole["B9"][1] + whole["B10"][1] == pytest.approx(whole["B3"][1], abs=0.001)
    assert whole["B10"][0] == "B3-B9"


def test_every_sum_of_the_workbook_is_a_formula_that_gives_the_figure_shown(story):
    sheets = workbook(opened(package(content(story), on(12, 20)))["budget.xlsx"])
    tried = 0
    for cells in sheets.values():
        for formula, value in cells.values():
            added = re.fullmatch(r"SUM\(([A-Z])(\d+):([A-Z])(\d+)\)", formula or "")
            if added:
                first, top, last, end = added.groups()
                names = [
                    f"{chr(c)}{r}" for c in range(ord(first), ord(last) + 1) for r in range(int(top), int(end) + 1)
                ]
                assert sum(cells[name][1] for name in names) == pytest.approx(value, abs=0.001), formula
                tried += 1
    assert tried >= 12
    whole = {name: value for name, (_, value) in sheets["Sammanställning"].items()}
    assert sheets["Sammanställning"]["B4"][0] == "ROUNDDOWN(ROUND(B3*B2,6),2)"
    assert whole["B5"] == pytest.approx(whole["B3"] - whole["B4"]) and whole["B9"] == min(whole["B4"], whole["B8"])


def workbook(data):
    """Sheet → cell → (formula or nothing, number), read from the file itself."""
    files = opened(data)
    names = re.findall(r'<sheet name="([^"]+)"', files["xl/workbook.xml"].decode())
    return {
        name: {
            cell: (formula or None, float(value))
            for cell, formula, value in re.findall(
                r'<c r="([A-Z]+\d+)"(?: s="\d+")?>(?:<f>([^<]*)</f>)?<v>(-?[\d.eE+-]+)</v></c>',
                files[f"xl/worksheets/sheet{number}.xml"].decode(),
            )
        }
        for number, name in enumerate(names, start=1)
    }


# -- frozen ------------------------------------------------------------------------------------------------


def test_what_was_handed_in_stays_byte_for_byte(cast, story):
    story.apply()
    row = ApplicationPackage.objects.get()
    handed_in = bytes(row.content)
    assert hashlib.sha256(handed_in).hexdigest() == row.content_hash == story.state.application.package_hash
    assert json.loads(opened(handed_in)["manifest.json"])["event"] == row.event.sequence - 1
    applying.set_role(by=cast.actor("maria"), at=on(12, 22), case=story.case, party="region-05", role="partner")
    assert package(content(story), on(12, 21)) != handed_in
    row.refresh_from_db()
    assert bytes(row.content) == handed_in
