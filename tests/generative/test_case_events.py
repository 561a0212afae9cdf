"""Whatever happens to a case, in whatever order, and whoever tries.

The table holds, replay gives the same, money adds up.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samordna.agree.decisions import actions as deciding
from samordna.agree.decisions import carrying_out
from samordna.agree.decisions.agreements import agreeing
from samordna.agree.decisions.applications import applying
from samordna.agree.decisions.decision_orders import set_order
from samordna.agree.decisions.rules import current_step, signatories, steps_in
from samordna.agree.preparation import actions
from samordna.agree.preparation.case_facts import COMMITMENT_KINDS
from samordna.agree.preparation.case_state import CaseState, total
from samordna.agree.preparation.cofinancing import money
from samordna.agree.preparation.events import columns, history_of, state_of
from samordna.agree.preparation.history import Event, apply, replay
from samordna.agree.preparation.leaving import leave
from samordna.agree.preparation.positions import answers, asking
from samordna.agree.preparation.states import EVENTS, STAGE, TRANSITIONS, ImpossibleStep, possible
from samordna.ground.kernel.errors import NotAllowed, NotFound, Refusal
from samordna.ground.kernel.money import Money
from tests.factories.agree import make_cast, on
from tests.factories.cases import EVERYBODY, WHO, Story

YEARS = (2027, 2028)
KINDS = [event.id for event in EVENTS]
TABLE = {(row.stage, row.event): row for row in TRANSITIONS}
amounts = st.integers(0, 10**9).map(lambda ore: str(Money(ore)))
parties = st.sampled_from(EVERYBODY)


@st.composite
def answer_data(draw):
    given = {}
    if draw(st.booleans()):
        given["takes_part"] = {"value": draw(st.sampled_from(["yes", "no", "cooperating"]))}
    if draw(st.booleans()):
        promised = draw(st.dictionaries(st.tuples(st.sampled_from(COMMITMENT_KINDS), st.sampled_from(YEARS)), amounts))
        given["co_finances"] = {
            "value": "yes" if promised else "no",
            "amounts": [{"kind": kind, "year": year, "amount": a} for (kind, year), a in promised.items()],
        }
    if draw(st.booleans()):
        given["organiser"] = {"value": draw(st.sampled_from(["willing", "refuses"]))}
    return {"party": draw(parties), "answers": given}


decided = st.fixed_dictionaries(
    {
        "body": parties,
        "outcome": st.sampled_from(["yes", "no"]),
        "decided_by": st.just("chefen"),
        "decided_on": st.just("2026-11-01"),
    }
)
PLAN = {"area": "A2", "region": "SE12", "start": "2027-01-01", "end": "2028-12-31", "orientation": "individual"}
DATA = {
    "need_identified": st.just({"need": "2026-01"}),
    "proposal_made": st.sampled_from(["measure", "esf"]).map(lambda kind: {"kind": kind, **PLAN}),
    "plan_changed": st.integers(1, 500).map(lambda n: {"participants": n}),
    "costs_planned": st.dictionaries(st.sampled_from(["2027", "2028"]), amounts).map(
        lambda a: {"lines": [{"id": "staff", "amounts": a}]}
    ),
    "parties_asked": st.just({"parties": [{"party": p, "name": p} for p in EVERYBODY]}),
    "party_asked_again": parties.map(lambda p: {"party": p}),
    "answered": answer_data(),
    "recommended": parties.map(lambda p: {"organiser": p, "role": "willing"}),
    "carry_on_plan_given": parties.map(lambda p: {"text": "x", "parties": [p]}),
    "order_step_taken": st.sampled_from(["regional", "quality", "participation", "owning"]).map(
        lambda s: {"party": "fk", "step": s, "outcome": "done", "decided_by": "x"}
    ),
    "questions_asked": st.just({"asked_by": "x", "questions": ["a", "b"]}),
    "question_answered": st.integers(1, 4).map(lambda n: {"number": n, "answer": "x"}),
    "party_decided": decided,
    "board_approved": decided,
    "board_refused": decided,
    "sent_back": decided,
    "deadline_moved": st.just({"deadline": "2026-12-01"}),
    "party_added": st.sampled_from(["region-20", "municipality-0586"]).map(
        lambda p: {"party": p, "name": p, "deadline": "2026-12-20"}
    ),
    "party_left": parties.map(lambda p: {"party": p}),
    "completion_asked": st.just({"on": "2026-12-01"}),
    "legality_checked": st.sampled_from(["passed", "failed"]).map(lambda o: {"on": "2026-12-01", "outcome": o}),
    "applied": st.just({"on": "2026-12-01", "support": "100.00", "total": "200.00"}),
    "granted": amounts.map(lambda a: {"on": "2026-12-01", "support": a, "total": a, "end": "2027-12-31"}),
    "certificate_signed": st.just({"number": 1, "name": "x", "title": "y", "on": "2026-12-01"}),
    "role_set": parties.map(lambda p: {"party": p, "role": "partner", "budget": "1.00"}),
    "undertaking_signed": parties.map(
        lambda p: {"party": p, "name": "x", "title": "y", "on": "2026-12-01", "document_hash": "0"}
    ),
    "prioritised": st.just({"on": "2026-12-01", "outcome": "supported", "body": "x"}),
    "certificate_issued": parties.map(lambda p: {"party": p, "number": 1, "document_hash": "0"}),
    "agreement_drafted": st.integers(1, 3).map(lambda n: {"version": n, "document_hash": "0"}),
    "signed": parties.map(lambda p: {"party": p, "name": "x", "title": "y", "version": 1, "document_hash": "0"}),
}


@st.composite
def happenings(draw):
    """Events that the table allows, one after the other, with any content; sometimes one that it does not allow."""
    state, events, refused = CaseState(), [], 0
    for number in range(draw(st.integers(1, 40))):
        legal = possible(state.stage, state.plan.kind)
        wild = not legal or draw(st.integers(0, 9)) == 0
        kind = draw(st.sampled_from(KINDS if wild else list(legal)))
        event = Event(kind, on(1, 1) + timedelta(days=number), data=draw(DATA.get(kind, st.just({}))), sequence=number)
        try:
            after = apply(state, event)
        except ImpossibleStep:
            refused += 1
            row = TABLE.get((state.stage, kind))
            case_kind = event.data.get("kind") or state.plan.kind
            assert row is None or case_kind not in row.kinds
            continue
        row = TABLE[state.stage, kind]
        assert after.stage == row.to
        state = after
        events.append(event)
    return events, state


@given(happenings())
@settings(max_examples=150, deadline=None)
def test_the_state_is_one_the_table_allows_and_replay_gives_it_again(made):
    events, state = made
    assert replay(events) == state
    assert state.stage in {*STAGE, ""}
    for i in range(len(events) + 1):
        replay(events[:i])  # every moment of the past can be told


@given(happenings())
@settings(max_examples=150, deadline=None)
def test_money_adds_up_at_every_level(made):
    _events, state = made
    promised = state.commitments
    everything = Money.total(c.amount for c in promised)
    for level in ("party", "kind", "year"):
        parts = {getattr(c, level) for c in promised}
        assert Money.total(total(promised, **{level: part}) for part in parts) == everything
    assert {c.party for c in promised} <= set(state.taking_part)
    outcome = money.solve(state, date(2026, 1, 1))
    if outcome is not None:
        assert outcome.plan.committed == everything
        assert Money.total(y.committed for y in outcome.years.values()) == everything
        assert (
            Money.total(y.parties_share_required for y in outcome.years.values()) == outcome.plan.parties_share_required
        )
        board = money.board(state, outcome)
        assert sum(board.promised) + sum(board.missing) == sum(board.required) == board.required_total
        assert sum(row.total for row in board.costs) == board.cost_total == sum(board.cost)
        printed = {row.kind: (row.years, row.total) for row in board.costs}
        for row in board.by_kind:  # the same figure in the table of costs and in that of promises, never a thousand off
            if row.kind in printed:
                assert printed[row.kind] == (row.years, row.total)
        _years, cash, sums = money.planned_costs(state)
        assert sum(sums) == sum(row.total for row in cash)
        assert tuple(p + m for p, m in zip(board.promised, board.missing, strict=True)) == board.required


# -- through the actions, as people ------------------------------------------------------------

ACTS = (
    "answer",
    "ask_again",
    "recommend",
    "decide",
    "step",
    "carry_on",
    "send_back",
    "apply",
    "legality",
    "complete",
    "prioritise",
    "grant",
    "role",
    "undertake",
    "draft",
    "sign",
    "leave",
    "own_step",
    "set_order",
    "start",
    "close",
    "add",
    "take_back",
    "ask",
)
PEOPLE = ("maria", "johan", "erik", "anna", "fatima", "helena", "bo", "nadia", "outsider")


ONE_STEP = {
    "source": "x",
    "steps": [{"label": "Beslut", "decider": "Chefen", "needs": "always", "from_stage": "decision", "days": None}],
}


def attempt(act, cast, story, who, party, flag, day):
    """Try one act as one person. What may be refused is refused in words; anything else is a fault."""
    by, at, case = cast.actor(who), on(9, 9) + timedelta(days=day), story.case
    state = state_of(case)
    act_by_name = {
        "answer": lambda: answers.answer(
            by=by,
            at=at,
            case=case,
            party=party,
            takes_part="yes" if flag else "cooperating",
            co_finances="yes" if flag else None,
            organiser="refuses" if flag else None,
            amounts=[("cash", 2027, Money(10**9))] if flag else [],
            reasons={"organiser": "Nej."},
            decided_by="chefen",
            decided_on=date(2026, 9, 9),
        ),
        "ask_again": lambda: asking.ask_again(by=by, at=at, case=case, party=party),
        "recommend": lambda: actions.recommend(by=by, at=at, case=case),
        "decide": lambda: deciding.decide_party(
            by=by,
            at=at,
            case=case,
            party=party,
            outcome="yes" if flag else "no",
            reason="Skäl.",
            decided_by="nämnden",
            decided_on=date(2026, 9, 9),
        ),
        "step": lambda: deciding.take_order_step(
            by=by, at=at, case=case, step=(current_step(state) or steps_in(state)[0].step).id, decided_by="x"
        ),
        "carry_on": lambda: actions.give_carry_on_plan(by=by, at=at, case=case, text="Vi.", parties=[party]),
        "send_back": lambda: deciding.send_back(by=by, at=at, case=case, reason="Gör om." if flag else ""),
        "apply": lambda: applying.apply_for_support(by=by, at=at, case=case),
        "legality": lambda: applying.record_legality(
            by=by, at=at, case=case, outcome="passed" if flag else "failed", on=at.date(), note="Skäl."
        ),
        "complete": lambda: (
            applying.ask_completion(by=by, at=at, case=case, what="Budget.", on=at.date())
            if flag
            else applying.send_completion(by=by, at=at, case=case, what="Budget.", on=at.date())
        ),
        "prioritise": lambda: applying.record_prioritisation(
            by=by, at=at, case=case, outcome="supported" if flag else "not_supported", on=at.date(), body="R", note="x"
        ),
        "role": lambda: applying.set_role(by=by, at=at, case=case, party=party, role="partner"),
        "undertake": lambda: applying.sign_undertaking(
            by=by, at=at, case=case, party=party, name="x", title="y", on=at.date(), document_hash="a" * 64
        ),
        "grant": lambda: applying.record_grant(by=by, at=at, case=case, granted=flag, reason="Skäl."),
        "draft": lambda: agreeing.draft_agreement(by=by, at=at, case=case),
        "sign": lambda: agreeing.sign(
            by=by, at=at, case=case, party=party, version=state.agreement_version or 1, title="Chef"
        ),
        "leave": lambda: leave(
            by=by, at=at, case=case, party=party, decided_by="x", decided_on=at.date(), reason="Nej.", reference="1"
        ),
        "own_step": lambda: deciding.take_order_step(
            by=by,
            at=at,
            case=case,
            party=party,
            step="step-1",
            decided_by="x",
            outcome="done" if flag else "no",
            note="Skäl.",
        ),
        "set_order": lambda: set_order(by=by, at=at, on=at.date(), party=party, valid_from=at.date(), **ONE_STEP),
        "start": lambda: carrying_out.start(by=by, at=on(3, 1, year=2027), case=case),
        "close": lambda: answers.close_answers(by=by, at=at, case=case),
        "add": lambda: asking.add_party(by=by, at=at, case=case, party=party, deadline=at.date()),
        "take_back": lambda: asking.take_back(by=by, at=at, case=case, why="Beloppen var fel." if flag else ""),
        "ask": lambda: actions.ask_parties(by=by, at=at, case=case, parties=EVERYBODY[1:]),
    }
    try:
        with transaction.atomic():
            act_by_name[act]()
    except (Refusal, NotAllowed, NotFound):
        assert state_of(case) == state  # a refused act leaves nothing behind
        return False
    return True


def assert_nothing_runs_unsigned(state):
    """In whatever order things happened: agreed or running means that everybody has signed the version in force."""
    if state.stage in ("agreed", "running"):
        signed = {s.party for s in state.signatures if s.version == state.agreement_in_force}
        assert state.agreement_in_force > 0
        assert {p for p in signatories(state, "association-ostra-vattern") if p not in newly(state)} <= signed
    else:
        assert state.agreement_in_force == 0 or state.stage in ("ended", "handed_over")


def newly(state):
    """Those who are to join by an amendment that waits."""
    return {joining.party for joining in state.joining}


tries = st.lists(
    st.tuples(st.sampled_from(ACTS), st.sampled_from(PEOPLE), parties, st.booleans()), min_size=1, max_size=12
)


@pytest.mark.django_db
@given(tries)
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
def test_whoever_tries_whatever_columns_follow_and_nobody_acts_for_another(tried):
    with transaction.atomic():
        cast = make_cast()
        story = Story(cast).asked()
        for party in EVERYBODY[2:]:
            story.answer(party)
        for day, (act, who, party, flag) in enumerate(tried, start=50):
            before = state_of(story.case)
            done = attempt(act, cast, story, who, party, flag, day)
            story.case.refresh_from_db()
            state = replay(history_of(story.case))
            assert columns(state) == {name: getattr(story.case, name) for name in columns(state)}
            assert_nothing_runs_unsigned(state)
            if done and act == "leave":
                assert who in (WHO[party], "maria") or (who == "nadia" and party == "fk")
                assert party not in state.taking_part
            if done and act in ("own_step", "set_order"):
                assert who == ("nadia" if party == "fk" else WHO[party])
            if done and act in ("answer", "decide"):
                assert who == WHO[party] or (who == "nadia" and party == "fk")
            if done and act in ("ask_again", "recommend", "send_back", "draft", "close", "role"):
                assert who == "maria"
            if done and act in ("add", "take_back", "ask"):
                assert who == "maria"
                assert state.answers == before.answers  # whatever is asked, what was answered is kept
            if done and act in ("apply", "legality", "complete", "prioritise", "grant"):
                assert who == "maria" or who == WHO[before.recommendation.organiser] or who == "nadia"
            assert who != "outsider" or not done
        transaction.set_rollback(True)


@pytest.mark.django_db
@given(
    st.lists(
        st.tuples(st.sampled_from(["sign", "sign", "sign", "draft", "leave", "start"]), st.sampled_from(EVERYBODY)),
        max_size=14,
    )
)
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
def test_no_work_begins_without_a_signed_agreement_in_any_order(tried):
    """Drafting, signing, leaving and starting in any order, by those who may: the rule holds at every moment."""
    with transaction.atomic():
        cast = make_cast()
        story = Story(cast, kind="measure", organiser="region-05").to_be_signed()
        attempt("sign", cast, story, "maria", "association-ostra-vattern", flag=True, day=175)
        for day, (act, party) in enumerate(tried, start=176):
            who = WHO[party] if act in ("sign", "leave") else "maria"
            attempt(act, cast, story, who, party, flag=True, day=day)
            state = story.state
            assert_nothing_runs_unsigned(state)
            assert replay(history_of(story.case)) == state
        transaction.set_rollback(True)
