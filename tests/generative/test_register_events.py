"""Whatever happens to a participation, in whatever order, what must always hold still holds.

Hypothesis makes sequences of acts by registrars of two measures on a few people. After each act the register is
compared with a small model that only remembers counts, and searched for anything that should not be there.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samordna.deliver.participants import actions, correcting, erasing, identity, rules
from samordna.deliver.participants.checks import ConsentGiven, Ending, Entry
from samordna.deliver.participants.figures import shown
from samordna.deliver.participants.models import (
    Consent,
    EarlierAnswers,
    Occasion,
    ParticipantLink,
    Participation,
    ParticipationGroup,
    SupportAnswer,
)
from samordna.deliver.participants.queries import figures_of
from samordna.deliver.participants.rules import Answers, Counted
from samordna.ground.kernel.errors import NotFound, Refusal
from samordna.ground.privacy import vault
from samordna.ground.privacy.safe.models import VaultRecord
from tests.factories.deliver import ALL_ASKED, AT, TODAY, committed, make_cast, personal_number

pytestmark = pytest.mark.django_db(databases="__all__")
NUMBERS = [personal_number(date(1990, 1, day), 980 + day) for day in range(1, 4)]
DAYS = st.dates(TODAY - timedelta(days=500), TODAY + timedelta(days=40))
REASONS = st.sampled_from(["according_to_plan", "moved", "", "withdrawn_consent", "mistaken_entry"])
EXTENTS = st.sampled_from([None, 0, 25, 50, 75, 100])
ANSWERS = st.builds(
    Answers,
    support=st.dictionaries(st.sampled_from(["sjukpenning", "a_kassa", "studiestod"]), st.sampled_from(rules.EXTENTS)),
    work_unsubsidised=EXTENTS,
    studies=EXTENTS,
    seeking=st.sampled_from([None, True, False]),
    all_asked=st.booleans(),
    no_support=st.booleans(),
)
WHICH = st.integers(0, 30)
ACT = st.one_of(
    st.tuples(st.just("in"), st.sampled_from(NUMBERS), DAYS, st.booleans(), ANSWERS, st.booleans()),
    st.tuples(st.just("anonymous"), st.sampled_from(["women", "men"]), st.integers(2023, 2027)),
    st.tuples(st.just("out"), WHICH, DAYS, REASONS, ANSWERS),
    st.tuples(st.just("follow_up"), WHICH, st.sampled_from([6, 12]), ANSWERS),
    st.tuples(st.just("correct"), WHICH, DAYS, DAYS, ANSWERS),
    st.tuples(st.sampled_from(["mistaken", "withdraw", "protect"]), WHICH),
    st.tuples(st.just("anonymous_mistaken"), st.sampled_from(["women", "men"]), st.integers(2024, 2026)),
)
ERASERS = {
    "mistaken": erasing.close_as_mistaken,
    "withdraw": erasing.withdraw_consent,
    "protect": erasing.protect_identity,
}


@dataclass
class Registrar:
    """Carries out acts; what is refused changes nothing."""

    cast: object

    def do(self, act):
        """One act; True if it was done."""
        kind, *rest = act
        with suppress(Refusal, NotFound), transaction.atomic():
            committed(lambda: getattr(self, f"_{kind}", self._erase)(*([kind] if kind in ERASERS else []), *rest))
            return True
        return False

    def _by(self, measure):
        return {"by": self.cast.actor("sara" if measure == self.cast.measure else "rut"), "at": AT}

    def _pick(self, which):
        persons = list(Participation.objects.filter(mode="person").select_related("measure").order_by("pk"))
        if not persons:
            raise NotFound
        one = persons[which % len(persons)]
        return one, self._by(one.measure)

    def _in(self, number, start, seen, answers, elsewhere):
        measure = self.cast.other if elsewhere else self.cast.measure
        actions.register_in(
            measure=measure,
            consent=ConsentGiven(min(start, TODAY), seen=seen),
            personal_number=number,
            name="Elin Sandberg",
            entry=Entry(start, "0583", groups=("other",)),
            answers=answers,
            **self._by(measure),
        )

    def _anonymous(self, sex, year):
        measure = self.cast.measure
        actions.register_anonymous(measure=measure, sex=sex, start_year=year, **self._by(measure))

    def _out(self, which, end, reason, answers):
        one, by = self._pick(which)
        actions.register_out(participation=one, ending=Ending(end, reason), answers=answers, **by)

    def _follow_up(self, which, months, answers):
        one, by = self._pick(which)
        actions.follow_up(participation=one, months=months, answers=answers, **by)

    def _correct(self, which, start, end, answers):
        one, by = self._pick(which)
        ending = Ending(end, "moved") if one.state == "ended" else None
        correcting.correct_entry(participation=one, entry=Entry(start, "0586"), name="Elin", ending=ending, **by)
        correcting.correct_answers(occasion=one.occasions.get(kind="in"), answers=answers, **by)

    def _erase(self, kind, which):
        one, by = self._pick(which)
        ERASERS[kind](participation=one, **by)

    def _anonymous_mistaken(self, sex, year):
        measure = self.cast.measure
        erasing.close_anonymous_as_mistaken(measure=measure, sex=sex, start_year=year, **self._by(measure))


ANSWER_TABLES = (Consent, Occasion, ParticipationGroup, EarlierAnswers, ParticipantLink)
EMPTY = ("person", "birth_year", "municipality_id", "start", "planned_end", "end", "registered_by_id", "registered_at")


def check_everything(cast):
    rows = list(Participation.objects.all())
    for row in rows:
        if row.mode == "anonymous":
            assert not [field for field in EMPTY if getattr(row, field) is not None]
            assert not [table for table in ANSWER_TABLES if table.objects.filter(participation=row).exists()]
        else:
            assert row.consents.filter(purpose="register").exists(), "never person data without consent"
            assert vault.read(row.person)
            assert row.end is None or row.start <= row.end <= TODAY
            assert row.start_year == row.start.year
        assert (row.state == "ended") <= (row.end is not None)
        assert (row.state == "withdrawn") <= (row.mode == "anonymous")
    known = {row.person for row in rows if row.person}
    assert set(VaultRecord.objects.values_list("pk", flat=True)) == known, "the vault knows those who are here"
    assert SupportAnswer.objects.exclude(occasion__participation__mode="person").count() == 0
    check_totals(cast, rows)


def check_totals(cast, rows):
    """The figures of the pages, the pure rule and a count by hand agree, by mode, and hidden ones hold the truth."""
    years = range(2024, 2028)
    exact = figures_of(cast.actor("sara"), [cast.measure], years)
    careful = figures_of(cast.actor("mona"), [cast.measure], years)
    for year in years:
        mine = [row for row in rows if row.measure_id == cast.measure.pk]
        values = [Counted(r.mode, r.state, r.sex, r.start_year, r.start, r.end) for r in mine]
        ongoing = [(row, value) for row, value in zip(mine, values, strict=True) if rules.is_ongoing(value, year)]
        persons = len({row.person for row, _ in ongoing if row.mode == "person"})
        anonymous = sum(row.mode == "anonymous" for row, _ in ongoing)
        figures, guarded = exact[cast.measure.pk, year], careful[cast.measure.pk, year]
        assert figures.of(mode="person") == shown(persons, exact=True)
        assert figures.of(mode="anonymous") == shown(anonymous, exact=True)
        assert figures.of().low == figures.of(sex="women").low + figures.of(sex="men").low == persons + anonymous
        assert guarded.of().low <= persons + anonymous <= guarded.of().high
        total = rules.total(values, year)
        assert total.anonymous == anonymous
        assert total.total == total.person + total.anonymous + total.volume


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(ACT, min_size=1, max_size=12))
def test_any_sequence_of_acts_keeps_the_invariants(acts, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic(), transaction.atomic(using="vault"):
        cast = make_cast()
        registrar = Registrar(cast)
        for act in acts:
            before = Participation.objects.count()
            done = registrar.do(act)
            grown = Participation.objects.count() - before
            assert grown == (1 if done and act[0] in ("in", "anonymous") else 0), "nothing is ever deleted"
            if not done:  # what is refused after the vault was written is swept; what is done leaves nothing to sweep
                identity.sweep(at=AT + timedelta(hours=2))
            check_everything(cast)
        transaction.set_rollback(True)
        transaction.set_rollback(True, using="vault")


def test_the_generated_acts_are_not_all_refused():
    """The model test says something only if most kinds of acts succeed now and then."""
    cast = make_cast()
    registrar = Registrar(cast)
    done = [
        registrar.do(act)
        for act in (
            ("in", NUMBERS[0], date(2026, 1, 1), True, ALL_ASKED, False),
            ("in", NUMBERS[1], date(2025, 9, 1), True, ALL_ASKED, True),
            ("in", NUMBERS[0], date(2026, 1, 1), False, ALL_ASKED, True),
            ("anonymous", "women", 2026),
            ("out", 0, date(2026, 5, 1), "moved", ALL_ASKED),
            ("follow_up", 0, 6, ALL_ASKED),
            ("correct", 0, date(2026, 2, 1), date(2026, 5, 2), ALL_ASKED),
            ("protect", 0),
            ("withdraw", 0),
            ("anonymous_mistaken", "women", 2026),
        )
    ]
    assert done == [True, True, False, True, True, True, True, True, True, True]
    check_everything(cast)
