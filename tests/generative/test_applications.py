"""Whatever is tried with an application, in whatever order: the table holds, days follow each other, sums agree."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samordna.agree.decisions.applications import applying, certificates, handling
from samordna.agree.preparation.case_facts import COMMITMENT_KINDS, Answer, Commitment, Plan
from samordna.agree.preparation.case_facts import Asked as AskedParty
from samordna.agree.preparation.case_state import CaseState
from samordna.agree.preparation.events import columns, history_of, state_of
from samordna.agree.preparation.history import replay
from samordna.agree.preparation.states import possible
from samordna.ground.kernel.errors import NotAllowed, NotFound, Refusal
from samordna.ground.kernel.money import Money
from tests.factories.agree import make_cast, on
from tests.factories.cases import EVERYBODY, WHO, Story

MOTALA = "municipality-0583"
ACTS = ("apply", "ask", "send", "legality", "prioritise", "grant", "refuse", "issue", "sign", "role", "undertake")
PEOPLE = ("maria", "fatima", "fatima", "helena", "outsider")

tries = st.lists(
    st.tuples(st.sampled_from(ACTS), st.sampled_from(PEOPLE), st.sampled_from(EVERYBODY), st.integers(-3, 3)),
    min_size=4,
    max_size=25,
)


def attempt(act, story, who, party, days, number):
    """Try one act as somebody, on a day near the right one. Refused in words, or done."""
    at = on(12, 21) + timedelta(days=2 * number)
    by = {"by": story.cast.actor(who), "at": at, "case": story.case}
    when, good = (at + timedelta(days=days)).date(), days >= 0
    signed = {"name": "Karin", "title": "chef", "on": when}
    acts = {
        "apply": lambda: applying.apply_for_support(**by, on=when),
        "ask": lambda: applying.ask_completion(**by, what="Budget.", on=when, deadline=when + timedelta(days)),
        "send": lambda: applying.send_completion(**by, what="Här.", on=when),
        "legality": lambda: applying.record_legality(**by, outcome="passed" if good else "failed", on=when, note="x"),
        "prioritise": lambda: applying.record_prioritisation(**by, outcome="supported", on=when, body="R"),
        "grant": lambda: applying.record_grant(**by, granted=True, on=when, support=Money(days * 10**7 + 10**8)),
        "refuse": lambda: applying.record_grant(**by, granted=False, on=when, reason="x" if good else ""),
        "issue": lambda: certificates.issue_certificate(**by, party=party),
        "sign": lambda: certificates.sign_certificate(**by, number=days + 2, **signed),
        "role": lambda: applying.set_role(**by, party=party, role="partner", budget=Money(days)),
        "undertake": lambda: applying.sign_undertaking(**by, party=party, document_hash="a" * 64, **signed),
    }
    before = state_of(story.case)
    try:
        with transaction.atomic():
            acts[act]()
    except (Refusal, NotAllowed, NotFound):
        assert state_of(story.case) == before
        return False
    return True


@pytest.mark.django_db
@given(tries)
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
def test_no_order_of_steps_leaves_the_table(tried):
    with transaction.atomic():
        story = Story(make_cast(), organiser=MOTALA).decided()
        for number, (act, who, party, days) in enumerate(tried):
            before = state_of(story.case)
            done = attempt(act, story, who, party, days, number)
            story.case.refresh_from_db()
            events = history_of(story.case)
            state = replay(events)
            assert columns(state) == {name: getattr(story.case, name) for name in columns(state)}
            if not done:
                continue
            assert events[-1].kind in possible(before.stage, "esf") and who != "outsider"
            assert who in ("maria", "fatima") or WHO[party] == who or act == "sign"
            days_of_steps = [h.on for h in state.handling]
            assert days_of_steps == sorted(days_of_steps)
            assert state.application is None or all(d >= state.application.on for d in days_of_steps)
            if state.grant is not None:
                passed = handling.step_taken(state, "legality_checked")
                assert passed is not None and passed.outcome == "passed" and handling.open_completion(state) is None
            right = [s for s in certificates.standing(story.case, state) if s.status == "right"]
            mine = {s.certificate.organisation.party_id for s in right}
            assert Money.total(s.total for s in right) == Money.total(
                c.amount for c in state.commitments if c.party in mine
            )
        transaction.set_rollback(True)


commitments = st.dictionaries(
    st.tuples(st.sampled_from(EVERYBODY), st.sampled_from(COMMITMENT_KINDS), st.integers(2027, 2030)),
    st.integers(0, 10**12),
)


@given(commitments)
@settings(deadline=None)
def test_certificates_sum_to_the_promises_to_the_ore(promised):
    at = on(1, 1)
    answers = [Answer(p, "takes_part", "yes", at) for p in EVERYBODY]
    for party in EVERYBODY:
        mine = tuple(Commitment(p, k, y, Money(ore)) for (p, k, y), ore in promised.items() if p == party)
        answers.append(Answer(party, "co_finances", "yes" if mine else "no", at, commitments=mine))
    state = CaseState(
        stage="decision",
        plan=Plan("esf", start=date(2027, 1, 1), end=date(2030, 12, 31)),
        round=1,
        parties=tuple(AskedParty(p, p, at) for p in EVERYBODY),
        answers=tuple(answers),
    )
    lines = {party: certificates.lines_of(state, party) for party in certificates.payers(state)}
    assert Money.total(certificates.total_of(said) for said in lines.values()) == Money(sum(promised.values()))
    assert all(line["amount"] != "0.00" for said in lines.values() for line in said)
    assert set(lines) == {party for (party, _, _), ore in promised.items() if ore}
