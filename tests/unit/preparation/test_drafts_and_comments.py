"""Around the text: drafts belong to their writer, and comments to everybody who sees the case."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.factories.agree import make_cast, on
from tests.factories.cases import Story

from samordna.agree.preparation import actions, queries
from samordna.agree.preparation.models import Comment, Draft, Presence, SectionVersion
from samordna.agree.preparation.writing import comments, copying, drafts, texts
from samordna.ground.kernel.errors import NotAllowed, NotFound, Refusal
from samordna.ground.privacy.models import AuditEvent


@pytest.fixture
def cast(db):
    return make_cast()


@pytest.fixture
def story(cast):
    return Story(cast).proposed()


def keep(cast, story, who, text, based_on=0):
    return drafts.keep_draft(
        by=cast.actor(who), at=on(6, 1), case=story.case, question="goals", text=text, based_on=based_on
    )


def say(cast, story, who, text="Hur många?", at=None, **more):
    facts = {"section": "goals"} | more
    return comments.write_comment(by=cast.actor(who), at=at or on(6, 1), case=story.case, text=text, **facts)


# -- drafts --------------------------------------------------------------------------------------


def test_a_draft_is_never_a_version_and_leaves_nothing_in_the_trail(cast, story):
    before = AuditEvent.objects.count()
    for text in ("H", "Ha", "Hal"):
        keep(cast, story, "johan", text)
    assert [d.text for d in Draft.objects.all()] == ["Hal"]
    assert not SectionVersion.objects.exists()
    assert AuditEvent.objects.count() == before


def test_each_has_a_draft_of_the_own_and_saving_removes_only_that(cast, story):
    keep(cast, story, "johan", "Johans")
    keep(cast, story, "fatima", "Fatimas")
    texts.save_text(by=cast.actor("johan"), at=on(6, 2), case=story.case, question="goals", text="Johans", based_on=0)
    assert drafts.own_drafts(cast.actor("johan"), story.case) == {}
    assert drafts.own_drafts(cast.actor("fatima"), story.case)["goals"].text == "Fatimas"
    (others,) = drafts.drafts_of_others(cast.actor("johan"), story.case)
    assert "text" in others.get_deferred_fields()


def test_a_text_refused_because_another_was_first_leaves_the_draft(cast, story):
    keep(cast, story, "fatima", "Fatimas")
    texts.save_text(by=cast.actor("johan"), at=on(6, 2), case=story.case, question="goals", text="Johans", based_on=0)
    with pytest.raises(texts.StaleText):
        texts.save_text(
            by=cast.actor("fatima"), at=on(6, 2), case=story.case, question="goals", text="Fatimas", based_on=0
        )
    assert Draft.objects.get().text == "Fatimas"


@pytest.mark.parametrize(("who", "outcome"), [("bo", NotAllowed), ("nadia", NotFound), ("outsider", NotFound)])
def test_who_keeps_no_draft(cast, story, who, outcome):
    with pytest.raises(outcome):
        keep(cast, story, who, "Ord")


def test_a_draft_waits_on_the_start_page_of_its_writer(cast, story):
    keep(cast, story, "johan", "Ord")
    titles = [w.title for w in queries.waiting_for(cast.actor("johan"), on(6, 2).date())]
    assert "Spara det du har skrivit i Steget vidare" in titles
    titles = [w.title for w in queries.waiting_for(cast.actor("maria"), on(6, 2).date())]
    assert not [title for title in titles if title.startswith("Spara det")]


def test_presence_is_forgotten(cast, story):
    drafts.note_presence(by=cast.actor("johan"), at=on(6, 1), case=story.case, section="goals", writes=True)
    here = drafts.who_is_here(cast.actor("maria"), story.case, on(6, 1) + timedelta(minutes=3))
    assert [(h.name, h.initials, h.section.number, h.writes) for h in here] == [("Johan Ek", "JE", 2, False)]
    assert not drafts.who_is_here(cast.actor("maria"), story.case, on(6, 1) + timedelta(minutes=6))
    drafts.note_presence(by=cast.actor("maria"), at=on(6, 3), case=story.case, section="need", writes=False)
    assert Presence.objects.count() == 1


# -- comments ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "outcome"), [("maria", None), ("helena", None), ("bo", None), ("nadia", NotFound), ("outsider", NotFound)]
)
def test_everybody_who_sees_the_case_comments(cast, story, who, outcome):
    if outcome is None:
        assert say(cast, story, who).pk
    else:
        with pytest.raises(outcome):
            say(cast, story, who)


def test_comments_go_on_after_the_proposal_and_end_with_the_case(cast):
    story = Story(cast).asked()
    assert say(cast, story, "nadia", at=on(9, 9)).by_name == "Nadia Rahimi, Försäkringskassan"
    actions.withdraw(by=cast.actor("maria"), at=on(9, 10), case=story.case, why="Löst på annat sätt.")
    with pytest.raises(Refusal, match="avslutat"):
        say(cast, story, "maria", at=on(9, 11))


def test_an_answer_stays_in_its_thread_and_opens_it(cast, story):
    first = say(cast, story, "bo", question="goals")
    comments.settle_comment(by=cast.actor("johan"), at=on(6, 2), case=story.case, comment=first.pk)
    answer = say(cast, story, "bo", "En fråga till", section="need", answers=first.pk)
    deeper = say(cast, story, "johan", "Svar", answers=answer.pk)
    (thread,) = comments.threads(story.case)
    assert thread.answers == (answer, deeper)
    assert {c.section for c in (answer, deeper)} == {"goals"}
    assert thread.is_open


@pytest.mark.parametrize(("who", "may"), [("johan", True), ("bo", True), ("board", False)])
def test_who_settles(cast, story, who, may):
    first = say(cast, story, "bo" if who != "board" else "johan")
    by = cast.actor("bo" if who == "board" else who)
    if not may:
        with pytest.raises(NotAllowed):
            comments.settle_comment(by=by, at=on(6, 2), case=story.case, comment=first.pk)
        return
    for _ in range(2):  # a double click settles once
        comments.settle_comment(by=by, at=on(6, 2), case=story.case, comment=first.pk)
    assert AuditEvent.objects.filter(what="case.comment_settled").count() == 1
    comments.reopen_comment(by=by, at=on(6, 2), case=story.case, comment=first.pk)
    assert comments.threads(story.case)[0].is_open


@pytest.mark.parametrize(("minutes", "answered", "gone"), [(5, False, True), (11, False, False), (5, True, False)])
def test_a_comment_taken_back(cast, story, minutes, answered, gone):
    first = say(cast, story, "bo")
    if answered:
        say(cast, story, "johan", answers=first.pk)
    comments.take_back_comment(
        by=cast.actor("bo"), at=on(6, 1) + timedelta(minutes=minutes), case=story.case, comment=first.pk
    )
    assert Comment.objects.filter(pk=first.pk).exists() is not gone
    if not gone:
        assert comments.open_by_section(comments.threads(story.case)) == {}
        with pytest.raises(NotAllowed):
            comments.take_back_comment(by=cast.actor("bo"), at=on(6, 2), case=story.case, comment=first.pk)


def test_a_comment_of_another_case_is_not_reached(cast, story):
    first = say(cast, story, "bo")
    other = Story(cast, title="Annat").proposed()
    for act in (comments.settle_comment, comments.reopen_comment, comments.take_back_comment):
        with pytest.raises(NotFound):
            act(by=cast.actor("maria"), at=on(6, 2), case=other.case, comment=first.pk)
    with pytest.raises(NotFound):
        say(cast, other, "maria", answers=first.pk)


@pytest.mark.parametrize("text", ["", "  \n", "x" * 2001])
def test_a_comment_is_a_few_words(cast, story, text):
    with pytest.raises(Refusal) as refusal:
        say(cast, story, "bo", text)
    assert refusal.value.field == "text"


# -- copies and earlier texts --------------------------------------------------------------------


def test_a_copy_brings_texts_time_and_costs_a_year_ahead_but_no_answers(cast):
    story = Story(cast).answered()
    case = copying.copy_proposal(
        by=cast.actor("johan"),
        at=on(11, 1),
        need=story.case.need,
        source=story.case,
        title="Nästa år",
        kind="esf",
        area="A2",
        region="SE12",
    )
    state = queries.view_of(case).state
    before = story.state
    assert state.cash_costs == {year + 1: amount for year, amount in before.cash_costs.items()}
    assert (state.plan.start, state.plan.end) == (
        before.plan.start.replace(year=2028),
        before.plan.end.replace(year=2030),
    )
    assert state.answers == ()
    assert {v.copied_from for v in queries.texts(case).values()} == {"2026-01"}
    assert queries.answered(case) == frozenset()
    assert case.events.get(kind="proposal_made").data["copied_from"] == "2026-01"


def test_a_copied_text_counts_when_it_has_been_saved_as_it_is(cast):
    story = Story(cast, kind="measure").complete()
    facts = {"by": cast.actor("johan"), "at": on(11, 1)}
    case = copying.copy_proposal(need=story.case.need, source=story.case, title="Nästa år", **facts)
    saved = texts.save_text(case=case, question="goals", text="Om goals.", based_on=1, **facts)
    assert (saved.version, saved.copied_from) == (2, "")
    assert queries.answered(case) == {"goals"}
    assert texts.save_text(case=case, question="goals", text="Om goals.", based_on=2, **facts) is None


def test_nobody_copies_from_a_case_out_of_scope(cast, story):
    with pytest.raises(NotFound):
        copying.copy_proposal(
            by=cast.actor("outsider"), at=on(11, 1), need=story.case.need, source=story.case, title="Mitt"
        )


def test_going_back_is_a_new_version_and_minds_who_was_first(cast, story):
    by = cast.actor("johan")
    for n, text in enumerate(("Ett", "Två")):
        texts.save_text(by=by, at=on(6, 1), case=story.case, question="goals", text=text, based_on=n)
    facts = {"by": by, "at": on(6, 2), "case": story.case, "question": "goals"}
    with pytest.raises(texts.StaleText):
        texts.restore_text(version=1, based_on=1, **facts)
    assert texts.restore_text(version=1, based_on=2, **facts).version == 3
    assert queries.texts(story.case)["goals"].text == "Ett"
    with pytest.raises(NotFound):
        texts.restore_text(version=9, based_on=3, **facts)
    with pytest.raises(NotAllowed):
        texts.restore_text(version=1, based_on=3, **(facts | {"by": cast.actor("bo")}))
