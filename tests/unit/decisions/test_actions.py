"""Decisions and what they lead to: the board, each party, FK's order, the application, the agreement."""

from datetime import date

import pytest
from django.db import Error, transaction
from tests.factories.agree import make_cast, on
from tests.factories.cases import EVERYBODY, Story

from samordna.agree.decisions import actions, carrying_out
from samordna.agree.decisions.agreements import agreeing
from samordna.agree.decisions.applications import applying
from samordna.agree.decisions.models import Agreement, Decision, Signature
from samordna.agree.preparation import actions as preparing
from samordna.agree.preparation.events import state_of
from samordna.agree.preparation.situation import who_organises
from samordna.ground.kernel.errors import NotAllowed, NotFound, Refusal

HOME = "association-ostra-vattern"


@pytest.fixture
def cast(db):
    return make_cast()


@pytest.fixture
def measure(cast):
    return Story(cast, kind="measure", organiser="region-05")


def board(cast, story, who="maria", **changes):
    facts = {"outcome": "yes", "decided_on": date(2026, 12, 9), "minutes": "Protokoll § 41"} | changes
    return actions.decide_board(by=cast.actor(who), at=on(12, 10), case=story.case, **facts)


@pytest.mark.parametrize(
    ("outcome", "reason", "stage"),
    [("yes", "", "agreement"), ("no", "Pengarna räcker inte.", "closed"), ("sent_back", "Räkna om 2028.", "proposal")],
)
def test_the_board_decides(cast, measure, outcome, reason, stage):
    measure.recommended()
    assert board(cast, measure, outcome=outcome, reason=reason).stage == stage
    assert Decision.objects.get().outcome == outcome


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"outcome": "no"}, "reason"),
        ({"outcome": "sent_back", "reason": " "}, "reason"),
        ({"decided_on": date(2026, 12, 11)}, "decided_on"),
    ],
)
def test_a_decision_that_lacks_something_is_refused_whole(cast, measure, changes, field):
    measure.recommended()
    with pytest.raises(Refusal) as refusal:
        board(cast, measure, **changes)
    assert refusal.value.field == field
    assert not Decision.objects.exists()
    assert measure.state.stage == "decision"


@pytest.mark.parametrize(("who", "outcome"), [("bo", NotAllowed), ("johan", NotAllowed), ("outsider", NotFound)])
def test_only_the_manager_records_the_board(cast, measure, who, outcome):
    measure.recommended()
    with pytest.raises(outcome):
        board(cast, measure, who)


def test_the_board_does_not_decide_on_esf_nor_a_party_on_a_measure(cast, measure):
    measure.recommended()
    with pytest.raises(Refusal):
        measure.decide("af")
    esf = Story(cast).recommended()
    with pytest.raises(Refusal, match="Varje part"):
        board(cast, esf)


def test_sent_back_changed_and_decided(cast, measure):
    """A second round: answers are given anew, the first round's stay in the history."""
    measure.recommended()
    board(cast, measure, outcome="sent_back", reason="Räkna om.")
    preparing.change_plan(by=cast.actor("johan"), at=on(12, 11), case=measure.case, participants=90)
    preparing.ask_parties(by=cast.actor("maria"), at=on(12, 12), case=measure.case, parties=EVERYBODY)
    assert measure.state.waiting_for == EVERYBODY
    assert len(measure.state.answers_to("af", "takes_part")) == 1
    for party in EVERYBODY:
        measure.answer(party, at=on(12, 13))
    preparing.recommend(by=cast.actor("maria"), at=on(12, 14), case=measure.case)
    actions.decide_board(
        by=cast.actor("maria"),
        at=on(12, 16),
        case=measure.case,
        outcome="yes",
        decided_on=date(2026, 12, 15),
        minutes="Protokoll § 42",
    )
    assert measure.state.stage == "agreement"
    assert len(measure.state.answers_to("af", "takes_part")) == 2
    assert [d.outcome for d in measure.state.decisions] == ["sent_back", "yes"]
    assert [d.outcome for d in measure.state.decisions_now] == ["yes"]


def test_a_party_says_no_and_the_group_takes_the_case_back(cast):
    story = Story(cast, organiser="municipality-0583").recommended()
    with pytest.raises(Refusal):
        story.decide("af", outcome="no")
    story.decide("af", outcome="no", reason="Fick inga medel.")
    for party in EVERYBODY[2:]:
        story.decide(party)
    story.through_fk()
    assert story.state.stage == "decision"
    with pytest.raises(Refusal, match="redan beslutat"):
        story.decide("af")
    actions.send_back(by=cast.actor("maria"), at=on(12, 20), case=story.case, reason="Arbetsförmedlingen sa nej.")
    assert story.state.stage == "proposal"
    assert story.state.decisions_now[-1].body == "group"


def step(cast, story, name, who="nadia", **changes):
    facts = {"step": name, "decided_by": "Birgitta Falk", "title": "Områdeschef"} | changes
    return actions.take_order_step(by=cast.actor(who), at=on(12, 18), case=story.case, **facts)


def test_fks_steps_are_taken_in_order_and_the_last_is_its_decision(cast):
    story = Story(cast).recommended()
    with pytest.raises(Refusal, match="på tur"):
        step(cast, story, "quality")
    step(cast, story, "regional", departments={"SF": 36, "FV": 84})
    step(cast, story, "quality")
    step(cast, story, "participation")
    assert "fk" not in {d.body for d in story.state.decisions_now}
    with pytest.raises(Refusal, match="för arbetet vidare"):
        step(cast, story, "owning")
    story.carry_on()
    step(cast, story, "owning", title="Generaldirektör")
    decided = next(d for d in story.state.decisions_now if d.body == "fk")
    assert (decided.outcome, decided.decided_by) == ("yes", "Generaldirektör")


def test_a_structural_project_needs_no_plan_for_who_carries_on(cast):
    story = Story(cast, orientation="structural").recommended()
    assert "carry_on_plan" not in story.state.guarantor.conditions
    for name in ("regional", "quality", "participation", "owning"):
        step(cast, story, name, departments={"FV": 40} if name == "quality" else None)
    assert story.state.decisions_now[-1].outcome == "yes"


def test_participation_waits_for_the_recommendation(cast):
    story = Story(cast).answered()
    step(cast, story, "regional")
    step(cast, story, "quality")
    with pytest.raises(Refusal):
        step(cast, story, "participation")


@pytest.mark.parametrize(("who", "outcome"), [("erik", NotAllowed), ("maria", NotAllowed), ("outsider", NotFound)])
def test_only_fks_office_takes_fks_steps(cast, who, outcome):
    story = Story(cast).recommended()
    with pytest.raises(outcome):
        step(cast, story, "regional", who)


def test_questions_stop_the_next_step_until_they_are_answered(cast):
    story = Story(cast).recommended()
    step(cast, story, "regional")
    actions.ask_questions(
        by=cast.actor("nadia"),
        at=on(12, 18),
        case=story.case,
        asked_by="Birgitta Falk",
        questions=["Hur?", " ", "Vem?"],
    )
    with pytest.raises(Refusal, match="frågor utan svar"):
        step(cast, story, "quality")
    for number in (1, 2):
        actions.answer_question(by=cast.actor("nadia"), at=on(12, 19), case=story.case, number=number, answer="Så.")
    with pytest.raises(Refusal, match="redan besvarad"):
        actions.answer_question(by=cast.actor("nadia"), at=on(12, 19), case=story.case, number=1, answer="Igen")
    assert story.state.questions[0].answer == "Så."
    step(cast, story, "quality")


@pytest.mark.parametrize(("name", "note", "refused"), [("regional", "Nej", True), ("participation", "", True)])
def test_where_fk_can_say_no(cast, name, note, refused):
    story = Story(cast).recommended()
    if name == "participation":
        step(cast, story, "regional")
        step(cast, story, "quality")
    with pytest.raises(Refusal):
        step(cast, story, name, outcome="no", note=note)
    if name == "participation":
        step(cast, story, name, outcome="no", note="Målgruppen är för liten.")
        assert (story.state.decisions_now[-1].body, story.state.decisions_now[-1].outcome) == ("fk", "no")


@pytest.mark.parametrize("parties", [[], ["fk"], ["fk", "region-05"], ["association-ostra-vattern"]])
def test_fk_cannot_be_the_one_who_carries_on(cast, parties):
    story = Story(cast).recommended()
    with pytest.raises(Refusal):
        preparing.give_carry_on_plan(
            by=cast.actor("johan"), at=on(12, 16), case=story.case, text="Vi tar över.", parties=parties
        )


@pytest.mark.parametrize(("granted", "stage"), [(True, "agreement"), (False, "closed")])
def test_the_esf_council_answers(cast, granted, stage):
    story = Story(cast, organiser="municipality-0583").decided()
    fatima, manager = cast.actor("fatima"), cast.actor("maria")
    applying.apply_for_support(by=fatima, at=on(12, 21), case=story.case, diary_number="2026/00412")
    story.legality()
    applying.record_grant(by=manager, at=on(2, 1, year=2027), case=story.case, granted=granted, reason="Låg poäng")
    assert (story.state.stage, story.state.diary_number) == (stage, "2026/00412")


def test_only_the_organiser_or_the_manager_applies(cast):
    story = Story(cast, organiser="municipality-0583").decided()
    with pytest.raises(NotAllowed):
        applying.apply_for_support(by=cast.actor("helena"), at=on(12, 21), case=story.case)


def test_the_agreement_says_what_the_case_says(cast, measure):
    measure.to_be_signed()
    made = Agreement.objects.get()
    for words in (
        "Region Östergötland leder insatsen",
        "1 mars 2027",
        "120 deltagare",
        "Personal: 3\u00a0900\u00a0000",
        "\n\n# Bemanning\nOm staffing.\n\n",
        "\nKostnader tillsammans: 5\u00a0460\u00a0000\u00a0kronor, varav 1\u00a0750\u00a0000",
        "Samordningsförbundet Östra Vättern betalar kostnaderna.",
        " och 1\u00a0400\u00a0000\u00a0kronor år 2029",
    ):
        assert words in made.text
    assert state_of(measure.case).agreement_hash == made.document_hash
    again = agreeing.draft_agreement(by=cast.actor("maria"), at=on(2, 3, year=2027), case=measure.case, text=made.text)
    assert again.pk == made.pk


def test_a_new_text_needs_new_signatures(cast, measure):
    measure.to_be_signed()
    measure.sign("af")
    agreeing.draft_agreement(by=cast.actor("maria"), at=on(2, 11, year=2027), case=measure.case, text="# Ny\nText")
    assert measure.state.signed_parties == ()
    with pytest.raises(Refusal, match="Texten har ändrats"):
        measure.sign("region-05")


def test_nobody_signs_twice_or_for_another(cast, measure):
    measure.to_be_signed()
    measure.sign("af")
    with pytest.raises(Refusal, match="redan"):
        measure.sign("af")
    sign = {"at": on(2, 12, year=2027), "case": measure.case, "version": 1, "title": "Chef"}
    for who, party in (("johan", "fk"), ("maria", "fk"), ("johan", HOME), ("bo", "municipality-0583")):
        with pytest.raises(NotAllowed):
            agreeing.sign(by=cast.actor(who), party=party, **sign)
    with pytest.raises(NotFound):
        agreeing.sign(by=cast.actor("outsider"), party="fk", **sign)
    assert Signature.objects.count() == 1


@pytest.mark.parametrize(("day", "started"), [(28, False), (1, True)])
def test_nothing_starts_before_all_have_signed_and_the_day_has_come(cast, measure, day, started):
    measure.to_be_signed()
    manager = cast.actor("maria")
    with pytest.raises(Refusal):
        carrying_out.start(by=manager, at=on(3, 1, year=2027), case=measure.case)
    for party in (*EVERYBODY, HOME):
        measure.sign(party)
    moment = on(3, 1, year=2027) if started else on(2, day, year=2027)
    if started:
        carrying_out.start(by=manager, at=moment, case=measure.case)
        assert measure.state.stage == "running"
    else:
        with pytest.raises(Refusal, match="2027-03-01"):
            carrying_out.start(by=manager, at=moment, case=measure.case)


@pytest.mark.parametrize(("model", "field"), [(Decision, "reason"), (Agreement, "text"), (Signature, "name")])
def test_what_is_decided_and_signed_cannot_be_changed(cast, measure, model, field):
    measure.agreed()
    with pytest.raises(Error, match="append-only"), transaction.atomic():
        model.objects.update(**{field: "rewritten"})


def test_a_recommended_case_keeps_its_organiser_when_the_guarantee_has_ended(cast):
    story = Story(cast).recommended()
    late = date(2030, 1, 15)
    assert str(who_organises(story.state, late, "association-ostra-vattern").organiser) == "fk"
    assert who_organises(Story(cast).answered().state, late, "association-ostra-vattern").organiser is None
