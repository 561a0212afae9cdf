"""Signing in, lock-out, assignments and the first administrator."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from tests.factories.ground import AT, PASSWORD, TODAY, account, actor, assigned

from samordna.ground.kernel.errors import NotAllowed, Refusal
from samordna.ground.parties import accounts, assigning, people
from samordna.ground.parties.actor import SYSTEM, actor_of
from samordna.ground.parties.models import Account, Assignment
from samordna.ground.privacy import marks
from samordna.ground.privacy.models import AuditEvent

pytestmark = pytest.mark.django_db


def test_passwords_are_argon2() -> None:
    assert account().password.startswith("argon2")


@pytest.mark.parametrize("email", ["alice@example.se", " ALICE@example.se "])
def test_the_right_password_opens(email: str) -> None:
    made = account()
    assert accounts.check_password(email=email, password=PASSWORD, at=AT) == made


@pytest.mark.parametrize(("email", "password"), [("alice@example.se", "fel"), ("nobody@example.se", PASSWORD)])
def test_wrong_and_unknown_get_the_same_answer(email: str, password: str) -> None:
    account()
    with pytest.raises(Refusal) as caught:
        accounts.check_password(email=email, password=password, at=AT)
    assert caught.value.message_sv == accounts.WRONG.message_sv


def test_five_wrong_close_the_account_also_for_the_right_one_until_the_time_is_over() -> None:
    account()
    for _ in range(5):
        with pytest.raises(Refusal):
            accounts.check_password(email="alice@example.se", password="fel", at=AT)
    with pytest.raises(Refusal, match="stängt"):
        accounts.check_password(email="alice@example.se", password=PASSWORD, at=AT + timedelta(minutes=14))
    assert accounts.check_password(email="alice@example.se", password=PASSWORD, at=AT + timedelta(minutes=16))
    assert AuditEvent.objects.filter(what="account.locked").count() == 1


def test_a_right_one_in_between_starts_the_count_anew() -> None:
    account()
    for _ in range(3):
        for _ in range(4):
            with pytest.raises(Refusal):
                accounts.check_password(email="alice@example.se", password="fel", at=AT)
        accounts.check_password(email="alice@example.se", password=PASSWORD, at=AT)
    assert Account.objects.get().locked_until is None


def test_a_closed_account_does_not_open() -> None:
    account(is_active=False)
    with pytest.raises(Refusal):
        accounts.check_password(email="alice@example.se", password=PASSWORD, at=AT)


@pytest.mark.parametrize(("kind", "opens"), [("demo", True), ("real", False)])
def test_demo_accounts_open_only_in_a_demo(kind: str, opens: bool) -> None:
    marks.mark(kind, at=AT)
    account(is_demo=True)
    if opens:
        assert accounts.check_password(email="alice@example.se", password=PASSWORD, at=AT)
    else:
        with pytest.raises(Refusal):
            accounts.check_password(email="alice@example.se", password=PASSWORD, at=AT)


@pytest.mark.parametrize(
    ("held", "wanted", "works"),
    [
        ("participant_registrar", "association_admin", False),
        ("association_admin", "participant_registrar", False),
        ("association_manager", "participant_registrar", False),
        ("measure_owner", "participant_registrar", True),
        ("preparation_member", "board_member", True),
    ],
)
def test_forbidden_combinations(held: str, wanted: str, works: bool) -> None:
    made = account()
    assigned(made, held, "x")
    if works:
        assigning.assign(account=made, role=wanted, scope_key="y", valid_from=TODAY, by=SYSTEM, at=AT)
        assert made.assignments.count() == 2
    else:
        with pytest.raises(Refusal):
            assigning.assign(account=made, role=wanted, scope_key="y", valid_from=TODAY, by=SYSTEM, at=AT)
        assert made.assignments.count() == 1


def test_an_ended_assignment_forbids_nothing() -> None:
    made = account()
    assigned(made, "association_admin", "x", valid_to=date(2026, 1, 1))
    assigning.assign(account=made, role="participant_registrar", scope_key="y", valid_from=TODAY, by=SYSTEM, at=AT)


def test_an_employee_of_an_association_is_never_registrar() -> None:
    made = account(party="association-samspelet")
    with pytest.raises(Refusal, match="anställd"):
        assigning.assign(account=made, role="participant_registrar", scope_key="y", valid_from=TODAY, by=SYSTEM, at=AT)


@pytest.mark.parametrize(
    ("since", "until", "holds"),
    [
        (TODAY, None, True),
        (TODAY + timedelta(days=1), None, False),
        (date(2020, 1, 1), TODAY, False),
        (date(2020, 1, 1), TODAY + timedelta(days=1), True),
    ],
)
def test_an_assignment_holds_from_its_first_day_until_the_day_it_ends(
    since: date, until: date | None, holds: bool
) -> None:
    made = account()
    assigned(made, "board_member", "samspelet", since=since, valid_to=until)
    assert actor_of(made, TODAY).has("board_member", association="samspelet") is holds


def test_a_role_for_one_association_is_nothing_in_another() -> None:
    manager = actor("association_manager", "samspelet")
    assert manager.has("association_manager", association="samspelet")
    assert not manager.has("association_manager", association="annat")


@pytest.mark.parametrize(
    ("own", "role", "scope", "may"),
    [
        ("national_admin", "national_admin", "", True),
        ("association_manager", "board_member", "samspelet", True),
        ("association_manager", "board_member", "annat", False),
        ("association_manager", "national_admin", "", False),
        ("board_member", "board_member", "samspelet", False),
    ],
)
def test_who_may_give_what(own: str, role: str, scope: str, may: bool) -> None:
    giver = actor(own, "" if own == "national_admin" else "samspelet")
    assert people.may_give(giver, role, scope) is may


def test_the_first_administrator_comes_by_a_link_that_works_once(tmp_path: Path, settings: LazySettings) -> None:
    settings.HOME = tmp_path
    token = accounts.make_first_link()
    assert token is not None and accounts.first_link_opens(token) and not accounts.first_link_opens("annat")
    accounts.create_first_administrator(token=token, email="First@example.se", name="First", password="x" * 12, at=AT)
    assert Assignment.objects.get().role == "national_admin"
    assert not accounts.first_link_opens(token)
    with pytest.raises(NotAllowed):
        accounts.create_first_administrator(token=token, email="two@example.se", name="Two", password="x" * 12, at=AT)
    assert accounts.make_first_link() is None
