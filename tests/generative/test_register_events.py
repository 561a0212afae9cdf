"""Whatever happens to a participation, in whatever order, what must always hold still holds.

Hypothesis makes sequences of acts by registrars of two measures on a few people. After each act the register is
compared with a small model that only remembers counts, and searched for anything that should not be there: both
databases, every table, for a number, a name, or a pseudonym of somebody who is gone. Keys change in between.
"""

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import partial

import pytest
from django.conf import settings as configured
from django.db import connections, transaction
from django.test import override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samordna.config.secrets import with_new_index, with_new_vault_key
from samordna.deliver.participants import actions, correcting, erasing, identity, mistaking, retention, rules
from samordna.deliver.participants.checks import ConsentGiven, Ending, Entry
from samordna.deliver.participants.figures import shown
from samordna.deliver.participants.models import (
    Consent,
    EarlierAnswers,
    KeptCount,
    Occasion,
    ParticipantLink,
    Participation,
    ParticipationGroup,
    SupportAnswer,
)
from samordna.deliver.participants.queries import figures_of
from samordna.deliver.participants.rules import Answers, Counted
from samordna.deliver.projects.models import Measure
from samordna.deliver.reporting import derive
from samordna.ground.kernel.errors import NotFound, Refusal
from samordna.ground.privacy import rotation, vault
from samordna.ground.privacy.safe.models import VaultRecord
from tests.factories.deliver import ALL_ASKED, AT, TODAY, committed, make_cast, personal_number

pytestmark = pytest.mark.django_db(databases="__all__")
NUMBERS = [personal_number(date(1990, 1, day), 980 + day) for day in range(1, 4)]
NAMES = dict(zip(NUMBERS, ("Elin Påhittad", "Omar Uppdiktad", "Åsa Hittepå"), strict=True))
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
    st.tuples(st.just("new_keys"), st.booleans(), st.booleans()),
    st.tuples(st.just("sweep")),
    st.tuples(st.just("retain"), st.integers(2, 4)),
)
ERASERS = {
    "mistaken": partial(mistaking.close_as_mistaken, reason="twice"),
    "withdraw": erasing.withdraw_consent,
    "protect": erasing.protect_identity,
}


@dataclass
class Registrar:
    """Carries out acts; what is refused changes nothing."""

    cast: object
    known: set[str] = field(default_factory=set)  # every pseudonym that there has been

    def do(self, act):
        """One act; True if it was done."""
        kind, *rest = act
        with suppress(Refusal, NotFound), transaction.atomic():
            committed(lambda: getattr(self, f"_{kind}", self._erase)(*([kind] if kind in ERASERS else []), *rest))
            self.known |= set(Participation.objects.exclude(person=None).values_list("person", flat=True))
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
            name=NAMES[number],
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
        correcting.correct_entry(
            participation=one, entry=Entry(start, "0586"), name="Elin", ending=ending, why="typing_error", **by
        )
        correcting.correct_answers(occasion=one.occasions.get(kind="in"), answers=answers, why="typing_error", **by)

    def _erase(self, kind, which):
        one, by = self._pick(which)
        ERASERS[kind](participation=one, **by)

    def _new_keys(self, index, finish):
        """A rotation, of which perhaps only the first batch is done; the old keys go when nothing needs them."""
        keys = with_new_vault_key(configured.KEYS)
        configured.KEYS = with_new_index(keys) if index else keys
        vault.seal_anew("", 1)
        if finish:
            rotation.seal_anew()
            assert rotation.standing().left == 0
            keys = configured.KEYS
            configured.KEYS = replace(keys, vault={keys.current: keys.vault[keys.current]}, old_index=())

    def _sweep(self):
        identity.sweep(at=AT + timedelta(hours=2))

    def _retain(self, years):
        """So many years later everybody's time has passed who ended two years before; Refusal when nobody's has."""
        by = {"by": self.cast.actor("nils"), "at": AT + timedelta(days=365 * years)}
        retention.set_rule(months=24, source="Beslut 12", valid_from=by["at"].date(), **by)
        before = counts_by_year_and_sex(self.cast)
        retention.carry_out(**by)
        assert counts_by_year_and_sex(self.cast) == before, "what counts is the same before and after"

    def _anonymous_mistaken(self, sex, year):
        measure = self.cast.measure
        mistaking.close_anonymous_as_mistaken(measure=measure, sex=sex, start_year=year, **self._by(measure))


def counts_by_year_and_sex(cast):
    """What the registrars' pages and the hand-in say of each measure, year and sex."""
    years = range(2024, 2032)
    figures = {
        (pk, year, sex): cell.of(sex=sex).low
        for who, measure in (("sara", cast.measure), ("rut", cast.other))
        for (pk, year), cell in figures_of(cast.actor(who), [measure], years).items()
        for sex in ("women", "men")
    }
    handed = {}
    for year in years:
        for row in derive.rows_and_facts(cast.measure.association, year)[0]:
            if row.unit == "persons" and not row.is_memo:
                key = (year, row.parts[0], row.parts[1])
                handed[key] = handed.get(key, 0) + (row.value or 0)
    return figures, handed


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


def everything():
    """Every row of every table of both databases, as text, by table."""
    found = {}
    for connection in connections.all():
        with connection.cursor() as cursor:
            for table in connection.introspection.table_names(cursor):
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
                rows = ([bytes(v) if isinstance(v, memoryview) else v for v in row] for row in cursor.fetchall())
                found[table] = "\n".join(map(str, rows))
    return found


def check_nobody_is_found(known):
    """No number and no name anywhere, no pseudonym of somebody who is gone, and nothing that names an anonymous row."""
    tables = everything()
    text = "\n".join(tables.values())
    for number in NUMBERS:
        assert not [way for way in (number, number[2:], f"{number[2:8]}-{number[8:]}") if way in text]
    assert not [word for name in (*NAMES.values(), "Elin Rättad") for word in (name, name.split()[1]) if word in text]
    here = set(Participation.objects.exclude(person=None).values_list("person", flat=True))
    assert not [pseudonym for pseudonym in known - here if pseudonym in text], "who is gone has left a pseudonym"
    elsewhere = "\n".join(rows for table, rows in tables.items() if table != "participants_participation")
    for public_id in Participation.objects.filter(mode="anonymous").values_list("public_id", flat=True):
        assert public_id not in elsewhere, "an anonymous row can be tied to the trail"


def check_totals(cast, rows):
    """The figures of the pages, the pure rule and a count by hand agree, by mode, and hidden ones hold the truth."""
    years = range(2024, 2028)
    kept = Counter()
    for year, sex, more in KeptCount.objects.filter(measure=cast.measure).values_list("year", "sex", "more"):
        kept[year, sex] += more
    exact = figures_of(cast.actor("sara"), [cast.measure], years)
    careful = figures_of(cast.actor("mona"), [cast.measure], years)
    for year in years:
        mine = [row for row in rows if row.measure_id == cast.measure.pk]
        values = [Counted(r.mode, r.state, r.sex, r.start_year, r.start, r.end) for r in mine]
        ongoing = [(row, value) for row, value in zip(mine, values, strict=True) if rules.is_ongoing(value, year)]
        persons = len({row.person for row, _ in ongoing if row.mode == "person"})
        rows_without = Counter(row.sex for row, _ in ongoing if row.mode == "anonymous")
        anonymous = sum(max(0, rows_without[sex] + kept[year, sex]) for sex in ("women", "men"))
        figures, guarded = exact[cast.measure.pk, year], careful[cast.measure.pk, year]
        assert figures.of(mode="person") == shown(persons, exact=True)
        assert figures.of(mode="anonymous") == shown(anonymous, exact=True)
        assert figures.of().low == figures.of(sex="women").low + figures.of(sex="men").low == persons + anonymous
        assert guarded.of().low <= persons + anonymous <= guarded.of().high
        total = rules.total(values, year)
        assert total.anonymous == rows_without.total()
        assert total.total == total.person + total.anonymous + total.volume


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(ACT, min_size=1, max_size=12))
def test_any_sequence_of_acts_keeps_the_invariants(acts, django_db_blocker):
    keys = override_settings(KEYS=configured.KEYS)
    with keys, django_db_blocker.unblock(), transaction.atomic(), transaction.atomic(using="vault"):
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
            check_nobody_is_found(registrar.known)
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
            ("in", NUMBERS[0], date(2026, 6, 1), True, ALL_ASKED, False),  # comes again
            ("sweep",),
            ("retain", 2),  # nobody has left
            ("out", 0, date(2026, 9, 1), "moved", ALL_ASKED),
            ("retain", 2),
            ("in", NUMBERS[0], date(2026, 10, 1), True, ALL_ASKED, False),  # and comes again
        )
    ]
    assert done == [True, True, False, *[True] * 9, False, True, True, True]
    check_everything(cast)
    check_nobody_is_found(registrar.known)


def test_somebody_who_left_a_trace_is_found():
    """The search says something only if it finds what is there."""
    cast = make_cast()
    registrar = Registrar(cast)
    registrar.do(("in", NUMBERS[0], date(2026, 1, 1), True, ALL_ASKED, False))
    check_nobody_is_found(registrar.known)
    with pytest.raises(AssertionError, match="left a pseudonym"):
        check_nobody_is_found({*registrar.known, *Measure.objects.values_list("code", flat=True)})
    Measure.objects.update(description=f"Möte med {NAMES[NUMBERS[0]]}")
    with pytest.raises(AssertionError):
        check_nobody_is_found(registrar.known)
