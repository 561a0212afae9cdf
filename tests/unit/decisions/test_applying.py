"""The way of an application: every step in its order, on a day that can be, by those who apply."""

from dataclasses import replace
from datetime import date

import pytest
from tests.factories.agree import make_cast, on
from tests.factories.cases import Story

from samordna.agree.decisions import carrying_out
from samordna.agree.decisions.agreements import agreeing
from samordna.agree.decisions.applications import applying, handling, roles
from samordna.agree.preparation import actions as preparing
from samordna.agree.preparation.case_facts import Plan
from samordna.agree.preparation.cofinancing import money
from samordna.ground.kernel.errors import NotAllowed, NotFound, Refusal
from samordna.ground.kernel.money import Money

MOTALA, REGION = "municipality-0583", "region-05"


@pytest.fixture
def cast(db):
    return make_cast()


@pytest.fixture
def story(cast):
    return Story(cast, organiser=MOTALA).applied()


def day(month, number, year=2027):
    return {"at": on(month, number, year=year), "on": date(year, month, number)}


def legality(cast, story, who="maria", outcome="passed", note="", **when):
    return applying.record_legality(
        by=cast.actor(who), case=story.case, outcome=outcome, note=note, **(when or day(1, 11))
    )


def grant(cast, story, who="maria", granted=True, **facts):
    facts = {"at": on(2, 1, year=2027)} | facts
    return applying.record_grant(by=cast.actor(who), case=story.case, granted=granted, **facts)


# -- the step of prioritisation is a dated fact -------------------------------------------------


@pytest.mark.parametrize(
    ("region", "when", "needed", "body"),
    [
        ("SE12", date(2025, 7, 31), True, "Strukturfondspartnerskapet"),
        ("SE12", date(2025, 8, 1), None, ""),
        ("", date(2025, 7, 31), False, ""),
        ("", date(2026, 1, 1), False, ""),
        ("", date(2031, 1, 1), None, ""),
    ],
)
def test_who_prioritises_follows_day_and_place(region, when, needed, body):
    found = handling.prioritisation(region, when)
    assert (found.needed, found.body, found.binding) == (needed, body, needed is True)


def at_the_council(story, region="SE12", **more):
    """The state of the story's case with another region, or with steps that have been taken."""
    state = story.state
    return state.with_(plan=replace(state.plan, region=region), **more)


def took(event, outcome, when=date(2025, 3, 1)):
    return handling.Handling(event=event, at=on(1, 1), by_name="x", on=when, outcome=outcome, body="R")


@pytest.mark.parametrize(
    ("region", "when", "taken", "expected"),
    [
        ("SE12", date(2025, 6, 1), [], ("legality_checked", "completion_asked")),
        ("SE12", date(2025, 6, 1), [("legality_checked", "failed")], ("refused",)),
        ("SE12", date(2025, 6, 1), [("legality_checked", "passed")], ("prioritised", "completion_asked")),
        (
            "SE12",
            date(2025, 6, 1),
            [("legality_checked", "passed"), ("prioritised", "supported")],
            ("granted", "refused", "completion_asked"),
        ),
        (
            "SE12",
            date(2025, 6, 1),
            [("legality_checked", "passed"), ("prioritised", "not_supported")],
            ("refused", "completion_asked"),
        ),
        (
            "SE12",
            date(2026, 6, 1),
            [("legality_checked", "passed")],
            ("granted", "refused", "prioritised", "completion_asked"),
        ),
        ("", date(2025, 6, 1), [("legality_checked", "passed")], ("granted", "refused", "completion_asked")),
        ("SE12", date(2025, 6, 1), [("completion_asked", "")], ("completion_sent", "refused")),
        (
            "SE12",
            date(2025, 6, 1),
            [("completion_asked", ""), ("completion_sent", "")],
            ("legality_checked", "completion_asked"),
        ),
    ],
)
def test_what_comes_next(story, region, when, taken, expected):
    state = at_the_council(story, region, handling=tuple(took(*step) for step in taken))
    assert handling.next_steps(state, when) == expected


def test_an_opinion_that_does_not_bind_leaves_the_decision_to_the_council(story):
    steps = (took("legality_checked", "passed"), took("prioritised", "not_supported", date(2026, 3, 1)))
    assert handling.next_steps(at_the_council(story, handling=steps), date(2026, 6, 1))[0] == "granted"


def test_nothing_comes_next_before_or_after_applying(cast, story):
    assert handling.next_steps(Story(cast, organiser=MOTALA).recommended().state, date(2027, 1, 1)) == ()
    legality(cast, story)
    grant(cast, story)
    assert handling.next_steps(story.state, date(2027, 3, 1)) == ()
    assert handling.next_steps(story.state.with_(plan=Plan("measure")), date(2027, 3, 1)) == ()


# -- the acts -------------------------------------------------------------------------------------


def test_a_step_out_of_order_says_which_is_next(cast, story):
    with pytest.raises(Refusal, match="Nästa steg är: laglighet granskas"):
        grant(cast, story)
    with pytest.raises(Refusal, match="Nästa steg är: laglighet granskas"):
        story.apply()
    legality(cast, story)
    with pytest.raises(Refusal, match="ESF-rådet beslutar"):
        legality(cast, story)


@pytest.mark.parametrize(
    ("when", "at"),
    [
        (date(2026, 12, 20), on(1, 11, year=2027)),  # before the application
        (date(2027, 1, 12), on(1, 11, year=2027)),  # tomorrow
    ],
)
def test_a_step_lies_between_the_step_before_and_today(cast, story, when, at):
    with pytest.raises(Refusal) as refusal:
        legality(cast, story, at=at, on=when)
    assert refusal.value.field == "on"
    assert not story.state.handling


def test_an_application_cannot_lie_before_the_decisions(cast):
    story = Story(cast, organiser=MOTALA).decided()
    with pytest.raises(Refusal) as refusal:
        applying.apply_for_support(by=cast.actor("maria"), at=on(12, 21), case=story.case, on=date(2026, 12, 1))
    assert refusal.value.field == "on"


def test_a_completion_is_asked_and_sent_with_day_and_who(cast, story):
    ask = {"by": cast.actor("fatima"), "case": story.case}
    applying.ask_completion(
        **ask, what="Budget per år.", deadline=date(2027, 1, 29), asked_by="Handläggaren", **day(1, 8)
    )
    asked = handling.open_completion(story.state)
    assert (asked.note, asked.deadline, asked.body) == ("Budget per år.", date(2027, 1, 29), "Handläggaren")
    with pytest.raises(Refusal, match="kompletteringen lämnas"):
        legality(cast, story)
    with pytest.raises(Refusal):
        applying.ask_completion(**ask, what="Mer.", **day(1, 9))
    applying.send_completion(**ask, what="Budget bifogad.", **day(1, 25))
    assert handling.open_completion(story.state) is None
    assert legality(cast, story, **day(1, 26)).handling[-1].outcome == "passed"


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"what": " "}, "what"),
        ({"what": "x", "deadline": date(2027, 1, 7)}, "deadline"),
    ],
)
def test_a_request_for_completion_that_cannot_be(cast, story, facts, field):
    with pytest.raises(Refusal) as refusal:
        applying.ask_completion(by=cast.actor("maria"), case=story.case, **facts, **day(1, 8))
    assert refusal.value.field == field


def test_a_no_needs_its_reason(cast, story):
    with pytest.raises(Refusal) as refusal:
        legality(cast, story, outcome="failed")
    assert refusal.value.field == "note"
    legality(cast, story, outcome="failed", note="Kom in för sent.")
    with pytest.raises(Refusal, match="klarade inte granskningen"):
        grant(cast, story)
    with pytest.raises(Refusal) as refusal:
        grant(cast, story, granted=False)
    assert refusal.value.field == "reason"
    after = grant(cast, story, granted=False, reason="Kom in för sent.")
    assert (after.stage, after.closed_because) == ("closed", "Kom in för sent.")


def test_who_prioritised_is_asked_for_where_law_does_not_say(cast, story):
    legality(cast, story)
    say = {"by": cast.actor("maria"), "case": story.case, "outcome": "supported", **day(1, 20)}
    with pytest.raises(Refusal) as refusal:
        applying.record_prioritisation(**say)
    assert refusal.value.field == "body"
    assert applying.record_prioritisation(**say, body="Regionen").handling[-1].body == "Regionen"


@pytest.mark.parametrize(
    ("who", "refused"),
    [("maria", None), ("fatima", None), ("helena", NotAllowed), ("nadia", NotAllowed), ("outsider", NotFound)],
)
def test_the_organiser_and_the_manager_record_what_the_council_does(cast, story, who, refused):
    if refused is None:
        assert legality(cast, story, who).handling
    else:
        with pytest.raises(refused):
            legality(cast, story, who)


# -- what was granted -------------------------------------------------------------------------------


def test_a_grant_of_what_was_applied_for_changes_nothing(cast, story):
    legality(cast, story)
    grant(cast, story)
    effect = handling.grant_effect(story.state)
    assert not effect.changed and effect.gap.ore <= 0
    assert effect.support == story.state.application.support
    assert (
        effect.least == effect.least_before == effect.total - effect.total.times(money.kept_rates(story.state).support)
    )


def test_less_support_than_applied_for_is_computed_again_and_shown(cast, story):
    legality(cast, story)
    sought = story.state.application
    less = Money(sought.support.ore - 10_000_001)
    grant(cast, story, support=less, conditions="Rapportera varje kvartal.", diary_number="2027/001")
    effect = handling.grant_effect(story.state)
    assert effect.changed and effect.required - effect.required_before == Money(10_000_001)
    assert effect.gap == effect.total - less - effect.committed
    half = replace(story.state.grant, total=Money(sought.total.ore // 2))
    smaller = handling.grant_effect(story.state.with_(grant=half))
    assert smaller.least == half.total - half.total.times(money.kept_rates(story.state).support)
    made = story.state.grant
    assert (made.conditions, story.state.diary_number) == ("Rapportera varje kvartal.", "2027/001")
    assert story.state.application.support == sought.support  # what was applied for is kept


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"support": Money.zero()}, "support"),
        ({"support": Money(-1)}, "support"),
        ({"support": Money.kronor(10**9)}, "support"),
        ({"support": Money.kronor(10**7), "total": Money.kronor(10**9)}, "support"),
        ({"start": date(2126, 1, 1), "end": date(2126, 12, 31)}, "start"),
        ({"start": date(2028, 1, 1), "end": date(2027, 1, 1)}, "end"),
        ({"on": date(2027, 2, 2)}, "on"),
        ({"on": date(2027, 1, 10)}, "on"),
    ],
)
def test_a_grant_that_cannot_be_is_refused_whole(cast, story, facts, field):
    legality(cast, story)
    with pytest.raises(Refusal) as refusal:
        grant(cast, story, **facts)
    assert refusal.value.field == field
    assert story.state.stage == "application"


def test_a_granted_period_becomes_the_plans_unless_money_lies_outside(cast, story):
    legality(cast, story)
    grant(cast, story, start=date(2027, 4, 1), end=date(2029, 12, 31))
    assert (story.state.plan.start, story.state.plan.end) == (date(2027, 4, 1), date(2029, 12, 31))
    assert story.case.start == date(2027, 4, 1) and handling.money_outside_period(story.state) == ()


def test_money_outside_the_granted_period_stays_until_people_move_it(cast, story):
    legality(cast, story)
    grant(cast, story, start=date(2028, 1, 1))
    assert story.state.plan.start == date(2027, 3, 1)
    assert handling.money_outside_period(story.state) == (2027,)


# -- roles and the written commitment ------------------------------------------------------------------


def test_roles_follow_the_answers_until_they_are_written(cast):
    story = Story(cast, organiser=MOTALA)
    story.asked()
    for party in (REGION, MOTALA):
        story.answer(party)
    story.answer("fk", amounts=[("cash", 2027, Money.kronor(3_000_000))])
    story.answer("af", takes_part="cooperating", co_finances=None, organiser=None, amounts=[])
    story.answer("municipality-0584")
    preparing.recommend(by=cast.actor("maria"), at=on(12, 3), case=story.case)
    held = {h.party: (h.role.id, h.settled) for h in roles.roles_in(story.state)}
    assert held == {
        MOTALA: ("organiser", True),
        "fk": ("co_financier", False),
        "af": ("cooperating", True),
        REGION: ("co_financier", False),
        "municipality-0584": ("co_financier", False),
    }
    assert "af" not in story.state.taking_part and not roles.ROLE["cooperating"].seen
    assert roles.recipients(story.state) == (MOTALA,)


@pytest.mark.parametrize(
    ("party", "role", "budget", "field"),
    [
        (MOTALA, "partner", None, "role"),
        (REGION, "organiser", None, "role"),
        (REGION, "cooperating", None, "role"),
        (REGION, "co_financier", 1, "budget"),
        (REGION, "partner", 0, "budget"),
        (REGION, "partner", 10**12, "budget"),
        ("municipality-0586", "partner", None, "role"),
    ],
)
def test_a_role_fits_what_the_party_has_said(cast, story, party, role, budget, field):
    with pytest.raises(Refusal) as refusal:
        applying.set_role(
            by=cast.actor("maria"),
            at=on(12, 22),
            case=story.case,
            party=party,
            role=role,
            budget=None if budget is None else Money(budget),
        )
    assert refusal.value.field == field


def test_a_partner_signs_too_and_nothing_starts_before(cast, story):
    say = {"by": cast.actor("maria"), "at": on(12, 22), "case": story.case, "party": REGION, "role": "partner"}
    events = len(applying.set_role(**say, budget=Money.kronor(400_000)).roles)
    assert len(applying.set_role(**say, budget=Money.kronor(400_000)).roles) == events  # the same once more
    legality(cast, story)
    grant(cast, story)
    manager = cast.actor("maria")
    agreeing.draft_agreement(by=manager, at=on(2, 2, year=2027), case=story.case)
    for party in (*story.state.taking_part, "association-ostra-vattern"):
        story.sign(party)
    assert roles.without_undertaking(story.state) == (MOTALA, REGION)
    sign = {"case": story.case, "name": "Karin", "title": "chef", "document_hash": "A" * 64, **day(2, 11)}
    applying.sign_undertaking(by=cast.actor("fatima"), party=MOTALA, **sign)
    with pytest.raises(Refusal, match="Region Östergötland"):
        carrying_out.start(by=manager, at=on(3, 1, year=2027), case=story.case)
    with pytest.raises(NotAllowed):
        applying.sign_undertaking(by=cast.actor("helena"), party=REGION, **sign)
    with pytest.raises(Refusal):
        applying.sign_undertaking(by=manager, party="fk", **sign)
    with pytest.raises(Refusal) as refusal:
        applying.sign_undertaking(by=manager, party=REGION, **(sign | {"document_hash": "inte en summa"}))
    assert refusal.value.field == "document"
    applying.sign_undertaking(by=cast.actor("johan"), party=REGION, **sign)
    with pytest.raises(Refusal):
        applying.sign_undertaking(by=manager, party=REGION, **sign)
    assert carrying_out.start(by=manager, at=on(3, 1, year=2027), case=story.case).stage == "running"
