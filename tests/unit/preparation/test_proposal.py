"""A proposal worked on together: nobody's words are lost, completeness is exact, plans and costs fit each other."""

from datetime import date

import pytest
from tests.factories.agree import make_cast, on
from tests.factories.cases import EVERYBODY, Story

from samordna.agree.preparation import actions, queries
from samordna.agree.preparation.models import Case, SectionVersion
from samordna.agree.preparation.writing import texts
from samordna.agree.preparation.writing.sections import FACT_LABELS, QUESTION, SECTIONS, label, missing
from samordna.ground.kernel.errors import NotAllowed, NotFound, Refusal
from samordna.ground.kernel.money import Money

REQUIRED = {question.id for question in QUESTION.values() if not question.optional}


@pytest.fixture
def cast(db):
    return make_cast()


@pytest.fixture
def story(cast):
    return Story(cast).proposed()


def save(cast, story, who, text, based_on, question="goals"):
    return texts.save_text(
        by=cast.actor(who), at=on(6, 1), case=story.case, question=question, text=text, based_on=based_on
    )


def test_two_people_in_one_text_lose_nothing(cast, story):
    save(cast, story, "johan", "Första", 0)
    save(cast, story, "fatima", "Fatimas", 1)
    with pytest.raises(texts.StaleText) as conflict:
        save(cast, story, "johan", "Johans", 1)
    assert (conflict.value.yours, conflict.value.theirs.text) == ("Johans", "Fatimas")
    assert conflict.value.field == "goals"
    assert "Fatima Noor" in conflict.value.message_sv
    # having seen both, Johan saves again; every version is kept
    save(cast, story, "johan", "Fatimas och Johans", conflict.value.theirs.version)
    assert list(SectionVersion.objects.order_by("version").values_list("text", flat=True)) == [
        "Första",
        "Fatimas",
        "Fatimas och Johans",
    ]
    assert queries.texts(story.case)["goals"].text == "Fatimas och Johans"


def test_the_first_text_can_be_written_by_two_at_once(cast, story):
    save(cast, story, "johan", "Johans", 0)
    with pytest.raises(texts.StaleText):
        save(cast, story, "fatima", "Fatimas", 0)


def test_saving_the_same_text_again_is_nothing(cast, story):
    save(cast, story, "johan", "Samma", 0)
    assert save(cast, story, "johan", "Samma\r\n", 0) is None
    assert SectionVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("who", "outcome"),
    [("maria", None), ("helena", None), ("bo", NotAllowed), ("nadia", NotFound), ("outsider", NotFound)],
)
def test_who_writes(cast, story, who, outcome):
    if outcome is None:
        assert save(cast, story, who, "Text", 0).version == 1
    else:
        with pytest.raises(outcome):
            save(cast, story, who, "Text", 0)


def test_too_long_a_text_is_refused_with_its_length(cast, story):
    with pytest.raises(Refusal, match="4001"):
        save(cast, story, "johan", "x" * 4001, 0)


def test_completeness_lists_exactly_what_is_missing(cast, story):
    left = {what for _, what in missing(queries.answered(story.case), story.state)}
    assert left == {*REQUIRED, "costs"}  # participants, start and end came with the proposal
    save(cast, story, "johan", "Mål", 0)
    actions.plan_costs(by=cast.actor("johan"), at=on(6, 1), case=story.case, lines={"staff": {2027: Money(1)}})
    left = {what for _, what in missing(queries.answered(story.case), story.state)}
    assert left == REQUIRED - {"goals"}
    save(cast, story, "johan", "", 1)
    assert "goals" in {what for _, what in missing(queries.answered(story.case), story.state)}


def test_every_thing_that_can_be_missing_has_words():
    wanted = [what for s in SECTIONS for what in (*(q.id for q in s.questions), *s.plan)]
    assert len(wanted) == len(set(wanted))
    assert all(label(what).sv and label(what).en for what in wanted)
    assert [s.number for s in SECTIONS] == list(range(1, 11))
    assert set(FACT_LABELS) == {what for s in SECTIONS for what in s.plan}


def test_asking_waits_for_the_last_answer(cast, story):
    with pytest.raises(Refusal, match="inte klart"):
        actions.ask_parties(by=cast.actor("maria"), at=on(9, 8), case=story.case, parties=EVERYBODY)


@pytest.mark.parametrize(
    ("parties", "deadline", "field"),
    [
        (("municipality-0583", "municipality-0584"), None, "parties"),  # two municipalities are one party
        (("fk",), None, "parties"),
        (("fk", "municipality-1780"), None, "parties"),  # not a member
        (("fk", "af"), date(2026, 9, 7), "deadline"),
    ],
)
def test_who_can_be_asked(cast, parties, deadline, field):
    story = Story(cast).complete()
    with pytest.raises(Refusal) as refusal:
        actions.ask_parties(by=cast.actor("maria"), at=on(9, 8), case=story.case, parties=parties, deadline=deadline)
    assert refusal.value.field == field
    assert story.state.stage == "proposal"


def test_only_the_manager_asks(cast):
    story = Story(cast).complete()
    with pytest.raises(NotAllowed):
        actions.ask_parties(by=cast.actor("johan"), at=on(9, 8), case=story.case, parties=EVERYBODY)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"end": date(2027, 2, 28)}, "end"),
        ({"end": date(2045, 1, 1)}, "end"),
        ({"area": "D"}, "region"),
        ({"area": "E"}, "region"),
        ({"area": ""}, "area"),
        ({"end": date(2027, 12, 31)}, "end"),  # there is money planned for 2028
    ],
)
def test_a_plan_that_does_not_fit_is_refused(cast, changes, field):
    story = Story(cast).complete()
    with pytest.raises(Refusal) as refusal:
        actions.change_plan(by=cast.actor("johan"), at=on(6, 3), case=story.case, **changes)
    assert refusal.value.field == field


def test_the_plan_changes_by_what_is_named(cast, story):
    actions.change_plan(by=cast.actor("johan"), at=on(6, 3), case=story.case, area="D", region="SE32")
    story.case.refresh_from_db()
    assert (story.case.area, story.case.region, story.case.start) == ("D", "SE32", date(2027, 3, 1))
    before = story.case.events.count()
    actions.change_plan(by=cast.actor("johan"), at=on(6, 3), case=story.case, area="D")
    assert story.case.events.count() == before
    with pytest.raises(ValueError, match="kind"):
        actions.change_plan(by=cast.actor("johan"), at=on(6, 3), case=story.case, kind="measure")


@pytest.mark.parametrize(("amount", "year"), [(-1, 2027), (1, 2030)])
def test_costs_lie_in_the_plan_and_above_zero(cast, story, amount, year):
    with pytest.raises(Refusal) as refusal:
        actions.plan_costs(by=cast.actor("johan"), at=on(6, 1), case=story.case, lines={"staff": {year: Money(amount)}})
    assert refusal.value.field == f"staff-{year}"


def test_costs_are_replaced_not_added(cast, story):
    for amount in (100, 70, 70):
        actions.plan_costs(
            by=cast.actor("johan"), at=on(6, 1), case=story.case, lines={"staff": {2027: Money.kronor(amount)}}
        )
    assert story.state.cash_costs == {2027: Money.kronor(70), 2028: Money.zero(), 2029: Money.zero()}
    assert [e.kind for e in story.case.events.all()].count("costs_planned") == 2


@pytest.mark.parametrize(
    ("facts", "field"),
    [({"title": " "}, "title"), ({"kind": "esf"}, "area"), ({"kind": "esf", "area": "E", "region": "SE12"}, "region")],
)
def test_a_proposal_that_cannot_begin(cast, story, facts, field):
    with pytest.raises(Refusal) as refusal:
        actions.make_proposal(by=cast.actor("johan"), at=on(5, 4), need=story.case.need, **({"title": "Nytt"} | facts))
    assert refusal.value.field == field
    assert Case.objects.count() == 1


def test_numbers_run_within_the_association_and_year(cast, story):
    second = actions.make_proposal(by=cast.actor("maria"), at=on(5, 5), need=story.case.need, title="Ett till")
    assert [story.case.number, second.number] == ["2026-01", "2026-02"]
    assert second.key == "ostra-vattern-2026-02"


def test_a_withdrawn_case_says_why_and_is_over(cast, story):
    with pytest.raises(Refusal):
        actions.withdraw(by=cast.actor("maria"), at=on(6, 1), case=story.case, why=" ")
    actions.withdraw(by=cast.actor("maria"), at=on(6, 1), case=story.case, why="Behovet löstes på annat sätt.")
    assert (story.state.stage, story.state.closed_because) == ("closed", "Behovet löstes på annat sätt.")
    with pytest.raises(Refusal):
        save(cast, story, "johan", "Text", 0)
