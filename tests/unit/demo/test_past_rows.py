"""The past cases in the database say what their events say, and have what belongs to decisions and agreements."""

from __future__ import annotations

import hashlib

import pytest
from tests.factories.agree import make_cast, on

from samordna.agree.accounting import queries
from samordna.agree.accounting.permissions import NATION
from samordna.agree.decisions.models import Agreement, Decision, Signature
from samordna.agree.preparation.events import columns, state_of
from samordna.agree.preparation.models import Case, CaseEvent
from samordna.edge.demo import past_rows
from samordna.ground.parties.actor import SYSTEM
from samordna.ground.parties.models import Association, County, Membership, Organisation

pytestmark = pytest.mark.django_db
AT = on(11, 12)


@pytest.fixture
def written():
    make_cast()
    home = Organisation.objects.create(
        party_id="association-alfa", kind="association", name="Förbundet Alfa", county=County.objects.get(code="05")
    )
    alfa = Association.objects.create(slug="alfa", name="Alfa", organisation=home, invented=True, certainty="a test")
    for party in Organisation.objects.exclude(kind="association"):
        Membership.objects.create(association=alfa, organisation=party, certainty="a test")
    return past_rows.write(at=AT)


def test_columns_and_events_agree(written):
    assert written == Case.objects.count() == 20
    for case in Case.objects.all():
        state = state_of(case)
        assert {name: getattr(case, name) for name in columns(state)} == columns(state)
        assert case.last_sequence == case.events.count()
        assert set(case.parties.values_list("party_id", flat=True)) == set(state.asked)


def test_what_belongs_to_decisions_and_agreements_is_there(written):
    assert Decision.objects.count() == CaseEvent.objects.filter(kind__in=past_rows.DECIDED).count() > 0
    assert Signature.objects.count() == CaseEvent.objects.filter(kind="signed").count() > 0
    for made in Agreement.objects.all():
        assert (
            made.document_hash == hashlib.sha256(made.text.encode()).hexdigest() == state_of(made.case).agreement_hash
        )


def test_the_account_of_them_has_something_of_everything(written):
    account = queries.account(SYSTEM, queries.scope(SYSTEM, NATION), None, AT.date())
    silent = {"fk_no", "cooperating", "deadline_passed", "amended", "needs_declined"}
    assert {name for name, one in account.summary.figures.items() if not one.value} <= silent
