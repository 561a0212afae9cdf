"""Rule R31 through time: whoever sees persons runs no association, orders no access and works for none of them."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from tests.factories.ground import AT, TODAY, account, actor, assigned

from samordna.ground.kernel.errors import Refusal
from samordna.ground.parties import accounts, assigning, people
from samordna.ground.parties.actor import SYSTEM, Actor, actor_of
from samordna.ground.parties.models import Account, Assignment, Organisation
from samordna.ground.parties.roles import NEVER_TOGETHER, NEVER_WITH_REGISTRAR, ROLES, SEES_PERSONS

pytestmark = pytest.mark.django_db
SOON, LATER = TODAY + timedelta(days=30), TODAY + timedelta(days=60)


def give(made: Account, role: str, since: date = TODAY, until: date | None = None, by: Actor = SYSTEM) -> Assignment:
    return assigning.assign(account=made, role=role, scope_key="y", valid_from=since, valid_to=until, by=by, at=AT)


@pytest.mark.parametrize("other", NEVER_WITH_REGISTRAR)
@pytest.mark.parametrize("first", ["registrar", "other"])
@pytest.mark.parametrize(
    ("held", "wanted", "works"),
    [
        ((TODAY, None), (TODAY, None), False),
        ((SOON, None), (TODAY, None), False),  # begins in the middle of the other
        ((SOON, None), (TODAY, SOON), True),  # ends the day the other begins
        ((TODAY, SOON), (SOON, None), True),
        ((TODAY, LATER), (SOON, None), False),
        ((SOON, LATER), (TODAY, None), False),
        ((SOON, LATER), (LATER, None), True),
    ],
)
def test_no_day_has_both(other, first, held, wanted, works):
    made = account()
    roles = [SEES_PERSONS, other] if first == "registrar" else [other, SEES_PERSONS]
    give(made, roles[0], *held)
    if works:
        give(made, roles[1], *wanted)
    else:
        with pytest.raises(Refusal, match="går inte ihop"):
            give(made, roles[1], *wanted)
    assert made.assignments.count() == (2 if works else 1)


@pytest.mark.parametrize("pair", sorted(map(sorted, NEVER_TOGETHER)), ids=" ".join)
@pytest.mark.parametrize("turned", [False, True])
def test_the_database_refuses_both_whoever_writes(pair, turned):
    first, second = reversed(pair) if turned else pair
    made = account()
    assigned(made, first, "x", since=SOON)
    with pytest.raises(DatabaseError, match="R31"), transaction.atomic():
        assigned(made, second, "y", since=TODAY)
    with pytest.raises(DatabaseError, match="R31"), transaction.atomic():
        Assignment.objects.bulk_create(
            [Assignment(account=made, role=second, scope_kind="measure", scope_key="y", valid_from=LATER)]
        )
    assigned(made, second, "y", since=TODAY, valid_to=SOON)
    with pytest.raises(DatabaseError, match="R31"), transaction.atomic():
        made.assignments.filter(role=second).update(valid_to=None)  # made longer afterwards


@pytest.mark.parametrize("role", sorted(ROLES))
def test_the_database_lets_through_what_no_rule_forbids(role):
    for other in sorted(set(ROLES) - {role}):
        if frozenset({role, other}) not in NEVER_TOGETHER:
            with transaction.atomic():
                made = account(email=f"{role}.{other}@example.se".replace("_", "."))
                assigned(made, role, "x")
                assigned(made, other, "y")


def test_an_assignment_that_never_began_forbids_nothing():
    made = account()
    assigned(made, "association_admin", "x", since=SOON, valid_to=SOON)
    give(made, SEES_PERSONS)


def test_a_registrar_is_not_employed_by_an_association_now_or_later():
    made = account(party="municipality-0583")
    give(made, SEES_PERSONS, SOON)
    employer = Organisation.objects.get(party_id="association-samspelet")
    with pytest.raises(Refusal, match="deltagaransvarig"):
        accounts.change_employer(account=made, organisation=employer, by=SYSTEM, at=AT)
    with pytest.raises(DatabaseError, match="R31"), transaction.atomic():
        Account.objects.filter(pk=made.pk).update(organisation=employer)
    assigning.end_assignment(assignment=made.assignments.get(), on=TODAY, by=SYSTEM, at=AT)
    accounts.change_employer(account=made, organisation=employer, by=SYSTEM, at=AT)
    made.refresh_from_db()
    assert made.organisation == employer


def test_the_database_refuses_an_employee_of_an_association():
    made = account(party="association-samspelet")
    with pytest.raises(DatabaseError, match="R31"), transaction.atomic():
        assigned(made, SEES_PERSONS, "x")
    assigned(made, SEES_PERSONS, "x", valid_to=date(2021, 1, 1))  # before the present employment


@pytest.mark.parametrize("change", [{"role": "board_member"}, {"scope_key": "z"}, {"valid_from": date(2019, 1, 1)}])
def test_who_held_what_is_never_rewritten(change):
    made = account()
    assigned(made, "measure_owner", "x")
    with pytest.raises(DatabaseError, match="fixed"), transaction.atomic():
        made.assignments.update(**change)


def test_one_that_has_ended_is_not_ended_again_later():
    made = account()
    assigned(made, "measure_owner", "x", valid_to=date(2021, 1, 1))
    with pytest.raises(Refusal, match="redan slutat"):
        assigning.end_assignment(assignment=made.assignments.get(), on=TODAY, by=SYSTEM, at=AT)
    assert made.assignments.get().valid_to == date(2021, 1, 1)


def test_who_gave_it_and_who_ended_it_is_kept():
    owner, made = actor("measure_owner", "y"), account()
    given = give(made, SEES_PERSONS, by=owner)
    assigning.end_assignment(assignment=given, on=LATER, by=owner, at=AT)
    given.refresh_from_db()
    assert (given.assigned_by, given.ended_by, given.valid_to) == (owner.email, owner.email, LATER)


@pytest.mark.parametrize(
    ("days", "field"),
    [((TODAY - timedelta(days=1), None), "valid_from"), ((SOON, TODAY), "valid_to"), ((TODAY, TODAY), "valid_to")],
)
def test_an_assignment_neither_begins_before_it_is_given_nor_ends_before_it_begins(days, field):
    with pytest.raises(Refusal) as caught:
        give(account(), "measure_owner", *days, by=actor("national_admin"))
    assert caught.value.field == field


def test_nobody_makes_themselves_registrar():
    made = account()
    assigned(made, "measure_owner", "y")
    with pytest.raises(Refusal, match="dig själv"):
        give(made, SEES_PERSONS, by=actor_of(made, TODAY))


@pytest.mark.parametrize(
    ("own", "scope", "role", "wanted", "measures", "may"),
    [
        ("association_admin", "samspelet", "association_admin", "samspelet", (), True),
        ("association_admin", "samspelet", "association_admin", "annat", (), False),
        ("association_admin", "samspelet", "measure_owner", "I-1", ("I-1",), True),
        ("association_admin", "samspelet", "measure_owner", "I-9", ("I-1",), False),
        ("association_admin", "samspelet", "participant_registrar", "I-1", ("I-1",), False),
        ("association_admin", "samspelet", "access_orderer", "fk", (), False),
        ("measure_owner", "I-1", "participant_registrar", "I-1", (), True),
        ("measure_owner", "I-1", "participant_registrar", "I-2", (), False),
        ("measure_owner", "I-1", "measure_owner", "I-1", (), False),
        ("access_orderer", "fk", "participant_registrar", "I-1", (), False),
        ("access_orderer", "fk", "access_orderer", "fk", (), False),
        ("board_member", "samspelet", "measure_owner", "I-1", ("I-1",), False),
        ("national_admin", "", "access_orderer", "fk", (), True),
    ],
)
def test_who_gives_what_to_whom(own, scope, role, wanted, measures, may):
    assert people.may_give(actor(own, scope), role, wanted, measures) is may


def test_a_seat_on_another_board_gives_nothing_there():
    made = account()
    assigned(made, "association_admin", "samspelet")
    assigned(made, "board_member", "annat")
    assert people.giving_associations(actor_of(made, TODAY), "measure_owner") == {"samspelet"}


@pytest.mark.parametrize(
    ("own", "scope", "party", "may"),
    [
        ("access_orderer", "municipality-0583", "municipality-0583", True),
        ("access_orderer", "municipality-0583", "municipality-0586", False),
        ("access_orderer", "municipality-0583", "", False),
        ("measure_owner", "I-1", "municipality-0583", False),
        ("association_admin", "samspelet", "municipality-0583", True),
    ],
)
def test_who_orders_accounts_where(own, scope, party, may):
    assert people.may_order(actor(own, scope), party) is may
