"""Loading: all or nothing, once, and never into a register for real use. With Östra Vättern only, to be quick."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from tests.demo.conftest import TODAY
from tests.unit.demo.small import only_ostra_vattern

from samordna.agree.needs.actions import load_reference
from samordna.agree.needs.models import Need
from samordna.agree.preparation.cofinancing.money import solve
from samordna.agree.preparation.events import state_of
from samordna.agree.preparation.models import Case
from samordna.agree.preparation.situation import who_organises
from samordna.config import secrets
from samordna.deliver.participants import drafts, mistaking, queries
from samordna.deliver.participants.links import participation_behind
from samordna.deliver.participants.models import CustomAnswer, Occasion, Participation
from samordna.deliver.projects.models import CustomQuestion, Measure
from samordna.edge.demo import cases, desk, load, people, plan, releases, reports, table_rows
from samordna.ground.kernel.clock import STOCKHOLM
from samordna.ground.kernel.errors import Refusal
from samordna.ground.parties import accounts, reference
from samordna.ground.parties.actor import SYSTEM
from samordna.ground.parties.models import Account, Association
from samordna.ground.privacy import audit, marks, vault
from samordna.ground.privacy.models import AuditEvent

AT = datetime(2026, 11, 12, 9, tzinfo=STOCKHOLM)
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="session")
def small(country):
    return only_ostra_vattern(country)


@pytest.fixture
def empty(monkeypatch, small):
    """A register with reference data, and a demo country that is small."""
    reference.load()
    load_reference(by=SYSTEM, at=AT)
    monkeypatch.setattr(plan, "build", lambda areas, *, today, seed=0: small)
    monkeypatch.setattr(releases, "make", lambda *, at: None)
    monkeypatch.setattr(reports, "make", lambda *, at: None)


@pytest.fixture
def loaded(empty, monkeypatch):
    """Loaded without its cases."""
    with monkeypatch.context() as patch:
        patch.setattr(cases, "make", lambda *, at: None)
        load.load_demo(at=AT)


@pytest.fixture
def told(empty):
    """Loaded with its cases."""
    load.load_demo(at=AT)


class TestAllOrNothing:
    def test_progress_is_said_and_the_mark_comes_last(self, empty):
        said = []
        load.load_demo(at=AT, say=said.append)
        assert load.is_loaded()
        assert "invented people into the vault" in " ".join(said)
        assert marks.is_demo()

    def test_a_load_that_was_cut_off_leaves_nothing_that_counts_and_is_made_again(self, empty, monkeypatch):
        def cut(*args):
            raise KeyboardInterrupt

        with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt), transaction.atomic():
            patch.setattr(table_rows, "write_participations", cut)
            load.load_demo(at=AT)
        assert not load.is_loaded()
        assert not Association.objects.filter(invented=True).exists()
        assert not Account.objects.exists()
        load.load_demo(at=AT)
        assert load.is_loaded()

    def test_a_load_cut_off_after_the_register_goes_on_from_there(self, empty, monkeypatch):
        def cut(*, at):
            raise KeyboardInterrupt

        with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
            patch.setattr(releases, "make", cut)
            load.load_demo(at=AT)
        rows = Participation.objects.count()
        assert rows
        assert not load.is_loaded()
        load.load_demo(at=AT)
        assert (load.is_loaded(), Participation.objects.count()) == (True, rows)

    def test_a_second_load_does_nothing(self, loaded):
        before = AuditEvent.objects.count()
        load.load_demo(at=AT)
        assert AuditEvent.objects.count() == before

    def test_never_into_a_register_for_real_use(self, empty):
        marks.mark(marks.REAL, at=AT)
        with pytest.raises(ValueError, match="real use"):
            load.load_demo(at=AT)
        assert not Account.objects.exists()

    def test_never_among_participations_of_others(self, loaded, monkeypatch):
        monkeypatch.setattr(load, "_has", lambda name: False)
        with pytest.raises(ValueError, match="holds participations"):
            load.load_demo(at=AT)


class TestLoaded:
    def test_rows_are_what_was_planned(self, loaded, small):
        assert Measure.objects.count() == len(small.measures)
        assert Participation.objects.count() == len(small.participations)
        assert not Participation.objects.filter(mode="anonymous", pk__gt=0).exists()
        planned = sum(
            1 + (p.exit is not None) + len(p.follow_ups) for p in small.participations if p.person is not None
        )
        # Somebody took back the consent after last year was handed in: at most an in, an out and two follow-ups.
        assert planned - 4 <= Occasion.objects.count() < planned

    def test_the_vault_knows_who_people_are(self, loaded, small):
        someone = small.people[0]
        pseudonym = vault.find(someone.number)
        assert vault.read(pseudonym).name == someone.name
        assert Participation.objects.filter(person=pseudonym).exists()

    def test_new_rows_get_keys_of_their_own(self, loaded):
        measure = Measure.objects.get(code="I-9001")
        made = Participation.objects.create(measure=measure, mode="anonymous", sex="men", start_year=2026)
        assert made.pk > 1

    def test_one_event_tells_of_the_load_and_the_trail_is_whole(self, loaded):
        event = AuditEvent.objects.get(what="demo.loaded")
        assert event.data["day"] == TODAY.isoformat()
        assert list(audit.broken_links()) == []

    def test_invented_associations_say_so_and_real_ones_have_no_measures(self, loaded):
        assert Association.objects.filter(invented=True).count() == 83
        assert not Measure.objects.filter(association__invented=False).exists()
        assert Association.objects.filter(invented=False).exists()

    def test_the_registrars_list_is_the_one_of_the_picture(self, loaded):
        sara = people.actor("Sara Holm", AT)
        assert queries.counts_of_lists(queries.tasks_of(sara, TODAY)) == {
            "todo": 8,
            "to_end": 3,
            "follow_up": 4,
            "missing": 1,
            "ongoing": 23,
            "ended": 60,
            "closed": 1,
        }  # fmt: skip – of 61 one has taken back the consent
        rows = queries.my_participants(sara, "todo", tasks=queries.tasks_of(sara, TODAY), page=1, at=AT).rows
        assert [(row.name, (row.task.due - TODAY).days) for row in rows] == [
            ("Mohamed Warsame", -13), ("Lisbet Karlsson", -7), ("Karin Öberg", 0), ("Jonas Lind", 4),
            ("Amina Yusuf", 6), ("Tomas Bergqvist", 15), ("Rebecka Ström", 19), ("Ali Haddad", 26),
        ]  # fmt: skip

    def test_what_lies_on_the_registrars_desk(self, loaded):
        """A draft, a mistaken entry that can be opened again, and answers to the association's own questions."""
        sara = people.actor("Sara Holm", AT)
        assert [(one.name, one.draft.last_day) for one in drafts.mine(sara, at=AT)] == [
            (desk.CALLER, TODAY + timedelta(days=7))
        ]
        (row,) = queries.my_participants(sara, "closed", tasks=queries.tasks_of(sara, TODAY), page=1, at=AT).rows
        assert row.closing.why in table_rows.MISTAKES
        assert mistaking.reopen(participation=row.participation, by=sara, at=AT).state == "active"
        travel, children = CustomQuestion.objects.order_by("position")
        assert travel.answered and not children.answered and travel.association.slug == "ostra-vattern"
        ways = Counter(CustomAnswer.objects.filter(question=travel).values_list("choice__name", flat=True))
        assert len(ways) == 3 and min(ways.values()) >= 3 and ways["Buss eller tåg"] > ways["Bil"]


class TestPeople:
    def test_everybody_can_sign_in_with_the_printed_word(self, loaded):
        login = people.LOGINS[0]
        account = accounts.check_password(email=login.email, password=people.PASSWORD, at=AT)
        assert set(Account.objects.values_list("password", flat=True)) == {account.password}
        held = {one.email: one.assignments.count() for one in Account.objects.all()}
        assert held == {login.email: len(login.holds) for login in people.LOGINS}

    def test_nobody_can_in_a_database_without_the_mark(self, empty, small):
        table_rows.write_associations(small)
        people.make_accounts(at=AT)
        with pytest.raises(Refusal):
            accounts.check_password(email=people.LOGINS[0].email, password=people.PASSWORD, at=AT)

    def test_there_is_one_for_every_role(self):
        from samordna.ground.parties.roles import ROLES

        assert {role for login in people.LOGINS for role, _ in login.holds} == set(ROLES)

    def test_the_ways_in_without_an_account_are_told(self):
        assert any("Statistik" in line for line in people.other_ways())
        assert people.registrar_name() == "Sara Holm"

    def test_the_participants_link_opens_her_own_page(self, empty, settings, tmp_path, monkeypatch):
        secrets.make(tmp_path)
        settings.HOME = tmp_path
        monkeypatch.setattr(cases, "make", lambda *, at: None)
        load.load_demo(at=AT)
        path = people.participant_path()
        assert any(path in line for line in people.other_ways())
        mine = participation_behind(path.strip("/").rsplit("/", 1)[-1])
        assert vault.read(mine.person).name == people.PARTICIPANT
        assert mine.measure.code == "I-9001"


class TestCases:
    def test_one_on_every_stretch_of_the_road(self, told):
        found = {case.title: (case.kind, case.stage) for case in at_home()}
        assert found == {
            "Ungas väg": ("measure", "running"),
            "Vägen in": ("esf", "running"),
            "Ny riktning": ("esf", "decision"),
            "Hälsospåret": ("measure", "positions"),
            "Gemensam kartläggning": ("measure", "proposal"),
            "Steget vidare": ("esf", "organiser"),
            "Arbetslivsteamet 2027": ("measure", "decision"),
        }

    def test_measures_come_from_their_cases(self, told):
        assert Measure.objects.get(code="I-9001").case.title == "Ungas väg"
        assert Measure.objects.get(code="I-9003").case.title == "Vägen in"

    def test_steget_vidare_is_blocked_by_the_party_that_does_not_co_finance(self, told):
        state, answer, money = of("Steget vidare")
        assert [str(party) for party in answer.blocked_by] == ["municipality-0584"]
        assert answer.organiser is None
        assert (state.plan.participants, str(money.plan.total), str(money.plan.committed)) == (
            120, "9160000.00", "4000000.00",
        )  # fmt: skip
        assert str(money.plan.share_gap) == "213600.00"  # printed as 214 thousand

    def test_in_its_twin_fk_is_guarantor_with_questions_to_answer(self, told):
        state, _answer, money = of("Ny riktning")
        assert (state.recommendation.organiser, state.recommendation.role) == ("fk", "guarantor")
        assert len(state.open_questions) == 2
        assert money.plan.share_gap.ore <= 0

    def test_and_in_one_a_municipality_took_it(self, told):
        state, *_ = of("Vägen in")
        assert (state.recommendation.organiser, state.recommendation.role) == ("municipality-0583", "willing")

    def test_the_need_of_the_young_has_its_estimate_and_its_case(self, told):
        need = Need.objects.get(key="ostra-vattern-2026-03")
        assert (need.low, need.high, need.places, need.estimate.groups.count()) == (170, 300, 45, 2)
        assert need.cases.get().title == "Steget vidare"

    @pytest.mark.parametrize("day", [(2026, 12, 31, 23, 30), (2027, 2, 28, 1), (2028, 2, 29, 8)])
    def test_the_stories_can_be_told_on_any_day(self, empty, day):
        moment = datetime(*day, tzinfo=STOCKHOLM)
        load.load_demo(at=moment)
        assert at_home().count() == len(cases.stories()["cases"])
        assert not AuditEvent.objects.filter(at__gt=moment).exists()


def at_home():
    """The cases of Östra Vättern; those of other associations are tried in test_past_rows."""
    return Case.objects.filter(association__slug="ostra-vattern")


def of(title):
    """A case's state, what the organiser rule says of it, and its money."""
    case = Case.objects.get(title=title)
    state = state_of(case)
    return state, who_organises(state, TODAY, case.association.organisation.party_id), solve(state, TODAY)
