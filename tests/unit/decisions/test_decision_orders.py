"""Decision orders: FK's exactly as its report says, others as they set them up, dated, and kept by the case."""

from datetime import date

import pytest
from django.db import Error, transaction
from tests.factories.agree import make_cast, on
from tests.factories.cases import EVERYBODY, Story

from samordna.agree.decisions import actions, rules
from samordna.agree.decisions.decision_orders import may_set_order, order_for, order_in_force, seen_by, set_order
from samordna.agree.decisions.models import DecisionOrder
from samordna.agree.preparation.leaving import leave
from samordna.ground.kernel.errors import NotAllowed, NotFound, Refusal
from samordna.ground.parties.models import Assignment

DAY = date(2026, 12, 18)
AF = [
    {"label": "Beredning", "decider": "Sektionschefen", "needs": "always", "from_stage": "organiser", "days": 10},
    {"label": "Beslut", "decider": "Regionchefen", "needs": "always", "from_stage": "decision", "days": None},
    {"label": "Ägande", "decider": "Generaldirektören", "needs": "owner", "from_stage": "decision", "days": None},
]


@pytest.fixture
def cast(db):
    return make_cast()


def sets(cast, who="anna", party="af", valid_from=date(2026, 1, 1), steps=AF):
    return set_order(
        by=cast.actor(who), at=on(1, 2), on=date(2026, 4, 21), party=party, valid_from=valid_from, steps=steps,
        source="Delegationsordningen",
    )  # fmt: skip


def step(story, name, who="anna", party="af", **changes):
    facts = {"decided_by": "Eva Berg", "title": "Chef"} | changes
    return actions.take_order_step(
        by=story.cast.actor(who), at=on(12, 18), case=story.case, step=name, party=party, **facts
    )


# -- FK's --------------------------------------------------------------------------------------------


def test_fks_order_is_the_one_in_its_report():
    order = rules.order_of("fk")
    assert [(s.id, s.decider.sv, s.needs) for s in order.steps] == [
        ("regional", "Den som bereder ärendet regionalt eller nationellt", "always"),
        ("quality", "Områdeschefen", "always"),
        (
            "participation",
            "Verksamhetsområdeschefen i den avdelning som har högst budgeterat antal deltagare",
            "always",
        ),
        ("owning", "Generaldirektören", "owner"),
    ]


def test_fks_order_stands_in_for_the_days_before_its_report(cast):
    assert order_in_force("fk", date(2023, 9, 5)) == rules.order_of("fk")


@pytest.mark.parametrize(
    ("departments", "name", "alike"),
    [({"SF": 36, "FV": 84}, "FV", ()), ({"SF": 60, "FV": 60}, "FV", ("FV", "SF")), ({"SF": 1}, "SF", ())],
)
def test_the_department_with_most_participants_decides_and_a_tie_is_told(cast, departments, name, alike):
    story = Story(cast).recommended()
    step(story, "regional", "nadia", "fk", departments=departments)
    assert rules.deciding_department(story.state) == ("" if alike else name)
    step(story, "quality", "nadia", "fk")
    if alike:
        with pytest.raises(Refusal, match="lika många"):
            step(story, "participation", "nadia", "fk")
    else:
        with pytest.raises(Refusal, match="flest planerade"):
            step(story, "participation", "nadia", "fk", department="XY")
    step(story, "participation", "nadia", "fk", department=name if alike else "")
    assert rules.deciding_department(story.state) == name
    assert story.state.order[-1].department == name


def test_nobody_decides_for_fk_until_the_departments_participants_are_stated(cast):
    story = Story(cast).recommended()
    for name in ("regional", "quality"):
        step(story, name, "nadia", "fk")
    with pytest.raises(Refusal, match="hör till SF och till FV"):
        step(story, "participation", "nadia", "fk")
    step(story, "participation", "nadia", "fk", departments={"SF": 0, "FV": 12})
    assert rules.deciding_department(story.state) == "FV"


def test_fk_decides_on_taking_part_also_where_another_is_organiser(cast):
    story = Story(cast, organiser="municipality-0583").recommended()
    assert not story.state.guarantor_open
    step(story, "regional", "nadia", "fk", departments={"SF": 12})
    for name in ("quality", "participation"):
        step(story, name, "nadia", "fk")
    assert next(d.outcome for d in story.state.decisions_now if d.body == "fk") == "yes"
    with pytest.raises(Refusal):
        step(story, "owning", "nadia", "fk")  # only as owner


@pytest.mark.parametrize("stage", ["answered", "recommended", "decided"])
def test_fks_esf_steps_are_never_asked_for_an_ordinary_measure(cast, stage):
    story = getattr(Story(cast, kind="measure", organiser="region-05"), stage)()
    sets(cast)
    assert rules.steps_in(story.state) == ()
    assert rules.current_step(story.state) is None
    assert not rules.takes_steps(story.state, "fk")
    with pytest.raises(NotAllowed):
        step(story, "regional", "nadia", "fk") if story.case.parties.filter(party_id="fk").exists() else None
    for who, party in (("anna", "af"), ("nadia", "fk")):
        with pytest.raises((Refusal, NotAllowed)):
            step(story, "step-1" if party == "af" else "regional", who, party)


# -- others' -----------------------------------------------------------------------------------------


def test_a_party_with_an_order_decides_by_its_steps(cast):
    story = Story(cast, organiser="municipality-0583").recommended()
    sets(cast)
    with pytest.raises(Refusal, match="beslutsordning"):
        story.decide("af")
    with pytest.raises(Refusal, match="på tur"):
        step(story, "step-2")
    step(story, "step-1")
    assert "af" in rules.undecided(story.state)
    step(story, "step-2", title="Regionchef")
    decided = next(d for d in story.state.decisions_now if d.body == "af")
    assert (decided.outcome, decided.decided_by) == ("yes", "Regionchef")
    with pytest.raises(Refusal):
        step(story, "step-3")  # AF is no organiser here


def test_an_owner_takes_the_owners_step_and_no_is_a_decision(cast):
    story = Story(cast, organiser="af").recommended()
    sets(cast)
    step(story, "step-1")
    step(story, "step-2")
    assert "af" in rules.undecided(story.state)
    with pytest.raises(Refusal):
        step(story, "step-3", outcome="no")
    step(story, "step-3", outcome="no", note="Vi har inte råd.")
    assert rules.decided_no(story.state) == ("af",)


@pytest.mark.parametrize(
    ("who", "party", "problem"),
    [("johan", "af", NotAllowed), ("maria", "af", NotAllowed), ("nadia", "af", NotAllowed), ("erik", "fk", NotAllowed),
     ("outsider", "af", NotFound)],
)  # fmt: skip
def test_nobody_takes_anothers_step(cast, who, party, problem):
    story = Story(cast, organiser="municipality-0583").recommended()
    sets(cast)
    with pytest.raises(problem):
        step(story, "step-1" if party == "af" else "regional", who, party)


def test_a_case_keeps_the_order_that_the_party_began_with(cast):
    story = Story(cast, organiser="municipality-0583").recommended()
    sets(cast)
    step(story, "step-1")
    sets(cast, valid_from=date(2026, 12, 1), steps=[AF[1] | {"label": "Ett enda beslut"}])
    assert [s.label.sv for s in order_in_force("af", DAY).steps] == ["Ett enda beslut"]
    assert [s.label.sv for s in order_for(story.state, "af", DAY).steps] == ["Beredning", "Beslut", "Ägande"]
    leave(
        by=cast.actor("helena"), at=on(12, 19), case=story.case, party="municipality-0584", decided_by="nämnden",
        decided_on=DAY, reason="Inga pengar.",
    )  # fmt: skip
    assert len(order_for(story.state, "af", DAY).steps) == 1  # everybody decides anew, by what holds now


def test_a_party_that_has_decided_is_not_asked_again_by_a_later_order(cast):
    story = Story(cast, organiser="municipality-0583").recommended()
    story.decide("af")
    sets(cast)
    assert order_for(story.state, "af", DAY) is None
    with pytest.raises(Refusal):
        step(story, "step-1")


def test_the_limit_is_counted_from_when_the_turn_came(cast):
    story = Story(cast, organiser="municipality-0583").answered()
    sets(cast)
    order = order_in_force("af", DAY)
    first = rules.steps_in(story.state, "af", order)[0]
    assert (first.status, first.due) == ("now", date(2026, 10, 30))  # everybody had answered on the twentieth


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ([], "Minst ett steg"),
        ([AF[0]], "Minst ett steg"),
        ([AF[2]], "Minst ett steg"),
        ([AF[1] | {"decider": " "}], "Skriv vad steg 1 är"),
        ([AF[1], AF[0]], "måste komma först"),
        ([AF[1]] * 9, "högst 8"),
    ],
)
def test_an_order_must_lead_to_a_decision(cast, steps, said):
    with pytest.raises(Refusal, match=said):
        sets(cast, steps=steps)
    assert not DecisionOrder.objects.exists()


def test_versions_come_in_order_of_time_and_are_never_rewritten(cast):
    sets(cast, valid_from=date(2026, 5, 1))
    with pytest.raises(Refusal, match="2026-05-01"):
        sets(cast, valid_from=date(2026, 4, 1))
    assert order_in_force("af", date(2026, 4, 30)) is None
    assert order_in_force("af", date(2026, 5, 1)) is not None
    with pytest.raises(Error, match="append-only"), transaction.atomic():
        DecisionOrder.objects.update(source="rewritten")


@pytest.mark.parametrize(
    ("who", "party", "may"),
    [("anna", "af", True), ("johan", "af", False), ("maria", "af", False), ("nadia", "fk", True), ("erik", "fk", False),
     ("maria", "fk", False), ("outsider", "af", False), ("bo", "municipality-0583", False)],
)  # fmt: skip
def test_who_sets_up_whose_order(cast, who, party, may):
    assert may_set_order(cast.actor(who), party, date(2026, 4, 21)) is may


def test_the_manager_helps_a_party_that_has_nobody(cast):
    Assignment.objects.filter(account=cast.people["helena"]).update(valid_to=date(2026, 4, 1))
    sets(cast, "maria", "municipality-0584")
    with pytest.raises(NotAllowed):
        sets(cast, "maria", "af")
    with pytest.raises(NotFound):
        sets(cast, "outsider", "af")
    assert {o.party_id for o in seen_by(cast.actor("maria"), date(2026, 4, 21))} == set(EVERYBODY)
