"""Certificates: one for each payer, summing to what is promised, frozen, and wrong when the promise changes."""

import io
import json
import zipfile
from datetime import date

import pytest
from django.db import Error, transaction
from tests.factories.agree import make_cast, on
from tests.factories.cases import PROMISES, Story

from samordna.agree.decisions import actions as deciding
from samordna.agree.decisions.applications import certificates
from samordna.agree.decisions.applications.certificate_paper import certificate_paper
from samordna.agree.decisions.models import Certificate
from samordna.agree.preparation import actions as preparing
from samordna.engine.formats.docx import paper_as_docx
from samordna.engine.formats.paper_pdf import paper_as_pdf
from samordna.ground.kernel.errors import NotAllowed, NotFound, Refusal
from samordna.ground.kernel.money import Money

MOTALA, VADSTENA = "municipality-0583", "municipality-0584"


@pytest.fixture
def cast(db):
    return make_cast()


@pytest.fixture
def story(cast):
    return Story(cast, organiser=MOTALA).certified()


def test_a_certificate_tells_the_position_from_the_decision(cast):
    story = Story(cast, organiser=MOTALA).certified()
    facts = Certificate.objects.get(organisation__party_id=MOTALA).facts
    decision = next(d for d in story.state.decisions_now if d.body == MOTALA)
    answer = story.state.answer(MOTALA, "co_finances")
    assert (facts["answered_by"], facts["answered_on"]) == (answer.decided_by, answer.decided_on.isoformat())
    assert (facts["decided_by"], facts["decided_on"]) == (decision.decided_by, decision.decided_on.isoformat())
    said = dict(certificate_paper(facts, "x").facts)
    assert said["Ställningstagande"] != said["Beslut"]


def sums(story):
    found = [s for s in certificates.standing(story.case, story.state) if s.status == "right"]
    return Money.total(s.total for s in found)


def issue(cast, story, party, who="maria"):
    return certificates.issue_certificate(by=cast.actor(who), at=on(12, 20), case=story.case, party=party)


def test_every_payer_has_one_and_they_add_up_to_the_promises(cast, story):
    rows = list(Certificate.objects.all())
    assert [(r.number, r.organisation.party_id) for r in rows] == list(enumerate(PROMISES, start=1))
    assert sums(story) == Money.total(c.amount for c in story.state.commitments)
    assert [c.number for c in story.state.certificates] == [1, 2, 3, 4, 5]
    assert {c.document_hash for c in story.state.certificates} == {r.document_hash for r in rows}
    assert all(certificates.hash_of(r.facts) == r.document_hash for r in rows)


def test_kinds_and_years_without_money_are_left_out(cast):
    story = Story(cast, organiser=MOTALA).asked()
    for party in PROMISES:
        story.answer(party)
    promised = [("cash", 2027, Money.kronor(9_000_000)), ("benefits", 2027, Money.zero()), ("cash", 2028, Money.zero())]
    story.answer("fk", amounts=promised, reasons={"organiser": "Nej."})
    assert [(line["kind"], line["year"]) for line in certificates.lines_of(story.state, "fk")] == [("cash", 2027)]


def test_a_party_without_a_promise_gets_no_certificate(cast):
    story = Story(cast, organiser=MOTALA, unwilling_to_pay=())
    story.asked()
    for party in PROMISES:
        story.answer(party)
    story.answer("fk", amounts=[("cash", 2027, Money.kronor(3_000_000))], reasons={"organiser": "Nej."})
    story.answer(VADSTENA, co_finances="no", amounts=[], reasons={"organiser": "Nej.", "co_finances": "Inga pengar."})
    preparing.recommend(by=cast.actor("maria"), at=on(12, 3), case=story.case)
    with pytest.raises(Refusal) as refusal:
        issue(cast, story, VADSTENA)
    assert refusal.value.field == "party"
    assert VADSTENA not in certificates.payers(story.state)
    with pytest.raises(Refusal):
        issue(cast, story, "municipality-0586")


def test_one_that_is_right_is_not_written_again(cast, story):
    with pytest.raises(Refusal):
        issue(cast, story, "fk")
    with pytest.raises(Refusal):
        certificates.issue_missing(by=cast.actor("maria"), at=on(12, 20), case=story.case)
    assert Certificate.objects.count() == 5


@pytest.mark.parametrize(
    ("who", "party", "refused"),
    [
        ("helena", VADSTENA, None),
        ("fatima", VADSTENA, None),
        ("helena", "af", NotAllowed),
        ("outsider", "af", NotFound),
    ],
)
def test_those_who_apply_or_pay_write_certificates(cast, who, party, refused):
    story = Story(cast, organiser=MOTALA).decided()
    if refused is None:
        assert issue(cast, story, party, who).number == 1
    else:
        with pytest.raises(refused):
            issue(cast, story, party, who)


def test_a_changed_promise_makes_a_certificate_wrong_and_a_new_number_right(cast):
    story = Story(cast, organiser=MOTALA).recommended()
    certificates.issue_missing(by=cast.actor("maria"), at=on(12, 19), case=story.case)
    deciding.send_back(by=cast.actor("maria"), at=on(12, 21), case=story.case, reason="Räkna om.")
    preparing.ask_parties(by=cast.actor("maria"), at=on(12, 22), case=story.case, parties=tuple(PROMISES))
    assert {s.status for s in certificates.standing(story.case, story.state)} == {"changed"}
    for party in PROMISES:
        story.answer(party, at=on(12, 23))
    story.answer("fk", at=on(12, 23), amounts=[("cash", 2027, Money.parse("1600000.01"))])
    preparing.recommend(by=cast.actor("maria"), at=on(12, 28), case=story.case)
    fk, *others = certificates.standing(story.case, story.state)
    assert (fk.status, fk.difference) == ("changed", Money.parse("1600000.01") - Money.kronor(1_450_000))
    assert {s.status for s in others} == {"right"}
    made = issue(cast, story, "fk")
    assert (made.number, made.facts["total"]) == (6, "1600000.01")
    assert certificates.standing(story.case, story.state)[0].status == "replaced"
    assert sums(story) == Money.total(c.amount for c in story.state.commitments)


def sign(cast, story, who="helena", number=5, **changes):
    facts = {"name": "Siv Berg", "title": "kommundirektör", "on": date(2026, 12, 20)} | changes
    return certificates.sign_certificate(by=cast.actor(who), at=on(12, 20), case=story.case, number=number, **facts)


def test_a_signature_is_recorded_once(cast, story):
    after = sign(cast, story)
    assert (after.certificates[-1].signed_by, after.certificates[-1].signed_on) == (
        "Siv Berg, kommundirektör",
        date(2026, 12, 20),
    )
    with pytest.raises(Refusal):
        sign(cast, story)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"title": ""}, "title"),
        ({"on": date(2026, 12, 21)}, "on"),
        ({"on": date(2026, 12, 18)}, "on"),
        ({"number": 99, "who": "maria"}, None),
    ],
)
def test_a_signature_that_cannot_be(cast, story, changes, field):
    with pytest.raises(Refusal) as refusal:
        sign(cast, story, **changes)
    assert (refusal.value.field or None) == field


def test_the_files_say_what_was_frozen_and_are_the_same_every_time(cast, story):
    row = Certificate.objects.get(number=4)
    paper = certificate_paper(row.facts, row.document_hash)
    first = paper_as_docx(paper)
    assert first == paper_as_docx(certificate_paper(json.loads(json.dumps(row.facts)), row.document_hash))
    words = zipfile.ZipFile(io.BytesIO(first)).read("word/document.xml").decode()
    for said in ("Motala kommun", "Försörjningsstöd", "Medfinansieras av Europeiska unionen", row.document_hash):
        assert said in words
    assert paper_as_pdf(paper).startswith(b"%PDF")


@pytest.mark.parametrize("change", [{"number": 9}, {"document_hash": "0" * 64}])
def test_the_database_refuses_to_change_a_certificate(cast, story, change):
    with pytest.raises(Error), transaction.atomic():
        Certificate.objects.filter(number=1).update(**change)
