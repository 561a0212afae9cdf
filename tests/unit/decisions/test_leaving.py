"""A party leaves after the recommendation: who may record it, what falls, and the amendment that follows."""

from datetime import date

import pytest
from tests.factories.agree import make_cast, on
from tests.factories.cases import EVERYBODY, WHO, Story

from samordna.agree.decisions import carrying_out, rules
from samordna.agree.decisions.agreements import agreeing
from samordna.agree.preparation import actions as preparing
from samordna.agree.preparation.consequences import consequences
from samordna.agree.preparation.leaving import leave
from samordna.ground.kernel.errors import NotAllowed, NotFound, Refusal
from samordna.ground.kernel.money import Money

HOME = "association-ostra-vattern"
LATE = on(4, 1, year=2027)


@pytest.fixture
def cast(db):
    return make_cast()


def goes(story, party="af", who="anna", at=LATE, **changes):
    facts = {"decided_by": "regionchefen", "decided_on": date(2026, 12, 1), "reason": "Pengarna är slut."} | changes
    return leave(by=story.cast.actor(who), at=at, case=story.case, party=party, **facts)


def amended(story, text="# Ändring\nUtan den som lämnat.", **more):
    return agreeing.draft_agreement(by=story.cast.actor("maria"), at=LATE, case=story.case, text=text, **more)


def signs(story, *parties, version):
    for party in parties:
        by = story.cast.actor(WHO.get(party, "maria"))
        agreeing.sign(by=by, at=LATE, case=story.case, party=party, version=version, title="Chef")


@pytest.mark.parametrize("stage", ["recommended", "decided", "to_be_signed", "agreed"])
def test_before_the_work_begins_everything_settled_falls(cast, stage):
    story = getattr(Story(cast, organiser="municipality-0583"), stage)()
    state = goes(story)
    assert state.stage == "organiser"
    assert "af" not in state.taking_part
    assert (state.recommendation, state.decisions_now, state.applied_at, state.agreement_version) == (None, (), None, 0)
    assert [(gone.party, gone.why) for gone in state.left] == [("af", "Pengarna är slut.")]
    assert state.answers_to("af", "takes_part")[0].value == "yes"  # what it said once stands in the history


def test_while_running_the_work_goes_on_and_the_agreement_lacks_an_amendment(cast):
    story = Story(cast, kind="measure", organiser="region-05").running()
    assert goes(story).stage == "running"
    assert rules.lacks_amendment(story.state) == ("af",)
    assert "af" not in rules.signatories(story.state, HOME)
    made = amended(story)
    assert (made.version, story.state.has_amendment, story.state.agreement_in_force) == (2, True, 1)
    rest = [p for p in (*EVERYBODY, HOME) if p != "af"]
    signs(story, *rest[:-1], version=2)
    assert story.state.agreement_in_force == 1
    signs(story, rest[-1], version=2)
    assert (story.state.agreement_in_force, rules.lacks_amendment(story.state)) == (2, ())
    assert story.state.stage == "running"


def test_a_text_from_before_somebody_left_cannot_be_signed(cast):
    story = Story(cast, kind="measure", organiser="region-05").running()
    amended(story)
    signs(story, "fk", version=2)
    goes(story)
    with pytest.raises(Refusal, match="har lämnat sedan"):
        signs(story, "region-05", version=2)
    assert amended(story).version == 3  # the same words, but others sign them
    assert story.state.signed_parties == ()


def test_when_the_one_who_runs_it_leaves_the_amendment_names_another(cast):
    story = Story(cast, kind="measure", organiser="region-05").running()
    goes(story, "region-05", "johan")
    assert rules.needs_new_organiser(story.state)
    for organiser in ("", "region-05", "association-langt-borta"):
        with pytest.raises(Refusal) as refusal:
            amended(story, organiser=organiser)
        assert refusal.value.field == "organiser"
    amended(story, organiser="municipality-0583")
    signs(story, "fk", "af", "municipality-0583", "municipality-0584", HOME, version=2)
    assert story.state.recommendation.organiser == "municipality-0583"
    assert not rules.needs_new_organiser(story.state)


def test_a_member_joins_by_an_amendment_that_it_signs(cast):
    story = Story(cast, kind="measure", organiser="region-05").asked(EVERYBODY[:4])
    for party in EVERYBODY[:4]:
        story.answer(party)
    preparing.recommend(by=cast.actor("maria"), at=on(12, 3), case=story.case)
    from samordna.agree.decisions.actions import decide_board

    decide_board(
        by=cast.actor("maria"),
        at=on(12, 10),
        case=story.case,
        outcome="yes",
        decided_on=date(2026, 12, 9),
        minutes="§ 4",
    )
    with pytest.raises(Refusal, match="överenskommelse som gäller"):
        amended(story, joining=["municipality-0584"])
    agreeing.draft_agreement(by=cast.actor("maria"), at=on(2, 2, year=2027), case=story.case)
    signs(story, *EVERYBODY[:4], HOME, version=1)
    with pytest.raises(Refusal, match="medlem"):
        amended(story, joining=["af"])
    amended(story, joining=["municipality-0584"])
    assert "municipality-0584" in rules.unsigned(story.state, HOME)
    assert "municipality-0584" not in story.state.taking_part
    signs(story, *EVERYBODY, HOME, version=2)
    assert story.state.taking_part == EVERYBODY
    assert story.state.name_of("municipality-0584") == "Vadstena kommun"


@pytest.mark.parametrize(
    ("who", "changes", "problem"),
    [
        ("johan", {}, NotAllowed),
        ("bo", {}, NotAllowed),
        ("nadia", {}, NotAllowed),
        ("outsider", {}, NotFound),
        ("maria", {}, Refusal),
        ("anna", {"reason": " "}, Refusal),
        ("anna", {"decided_by": ""}, Refusal),
        ("anna", {"decided_on": date(2027, 4, 2)}, Refusal),
    ],
)
def test_who_may_say_that_a_party_leaves_and_what_must_be_said(cast, who, changes, problem):
    story = Story(cast).recommended()
    before = story.state
    with pytest.raises(problem):
        goes(story, who=who, **changes)
    assert story.state == before


def test_the_manager_records_it_with_the_partys_document(cast):
    story = Story(cast).recommended()
    with pytest.raises(Refusal) as refusal:
        goes(story, who="maria")
    assert refusal.value.field == "reference"
    goes(story, who="maria", reference="AF 2027/123")
    assert story.case.events.get(kind="party_left").data["reference"] == "AF 2027/123"


@pytest.mark.parametrize(
    ("stage", "words"), [("answered", "Ändra partens svar"), ("asked", "Ändra partens svar"), ("complete", "inget att")]
)
def test_before_the_recommendation_the_answer_is_changed_instead(cast, stage, words):
    story = getattr(Story(cast), stage)()
    with pytest.raises(Refusal, match=words):
        goes(story)


def test_nobody_leaves_twice_and_nothing_starts_on_the_old_agreement(cast):
    story = Story(cast, kind="measure", organiser="region-05").agreed()
    goes(story)
    with pytest.raises(Refusal):
        goes(story)
    with pytest.raises(Refusal):
        carrying_out.start(by=cast.actor("maria"), at=LATE, case=story.case)
    preparing.recommend(by=cast.actor("maria"), at=LATE, case=story.case)
    from samordna.agree.decisions.actions import decide_board

    decide_board(
        by=cast.actor("maria"), at=LATE, case=story.case, outcome="yes", decided_on=date(2027, 4, 1), minutes="§ 5"
    )
    assert amended(story, text="").version == 2
    with pytest.raises(Refusal):
        carrying_out.start(by=cast.actor("maria"), at=LATE, case=story.case)


# -- the guarantee -------------------------------------------------------------------------------


def test_the_guarantee_opens_when_the_organiser_leaves(cast):
    story = Story(cast, organiser="municipality-0583").recommended()
    told = consequences(story.state, "municipality-0583", LATE.date(), HOME)
    assert (told.was_organiser, told.guarantee) == (True, "opens")
    assert goes(story, "municipality-0583", "fatima").guarantor_open


def test_the_guarantee_holds_when_another_leaves(cast):
    story = Story(cast).recommended()
    told = consequences(story.state, "af", LATE.date(), HOME)
    assert (told.guarantee, told.promised, told.gap.ore > 0) == (
        "holds",
        (("benefits", Money.kronor(620_000)),),
        True,
    )
    assert goes(story).guarantor_open


def test_the_guarantee_falls_when_nobody_is_left_to_take_part(cast):
    story = Story(cast).asked()
    story.answer("af")
    for party in EVERYBODY:
        if party != "af":
            story.answer(party, takes_part="cooperating", co_finances=None, organiser=None, amounts=[])
    assert story.state.guarantor_open
    told = consequences(story.state, "af", LATE.date(), HOME)
    assert (told.guarantee, told.too_few, told.remaining) == ("falls", True, ())


def test_two_municipalities_are_one_party(cast):
    story = Story(cast, kind="measure", organiser="municipality-0583").answered()
    for party in ("fk", "region-05"):
        story.answer(party, takes_part="cooperating", organiser=None)
    told = consequences(story.state, "af", LATE.date(), HOME)
    assert told.remaining == ("municipality-0583", "municipality-0584")
    assert told.too_few
