"""What goes by the rule of retention, what stays, and the certificate of it."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction
from tests.factories.deliver import AT, committed, ended, make_cast, personal_number, registered

from samordna.deliver.participants import actions, mistaking, retention
from samordna.deliver.participants.certificates import retention_paper
from samordna.deliver.participants.models import Consent, KeptCount, Occasion, Participation, RetentionRun
from samordna.deliver.participants.queries import figures_of
from samordna.deliver.projects.models import Measure
from samordna.ground.kernel.errors import NotFound, Refusal
from samordna.ground.privacy import audit
from samordna.ground.privacy.models import AuditEvent
from samordna.ground.privacy.safe.models import VaultRecord

pytestmark = pytest.mark.django_db(databases="__all__")
YEARS = range(2016, 2028)
WOMAN, MAN, LATER = (personal_number(date(1985, 3, day), 980 + day) for day in (1, 2, 3))


@pytest.fixture
def cast():
    made = make_cast()
    Measure.objects.update(start=date(2016, 1, 1))
    made.measure.refresh_from_db()
    ended(made, number=WOMAN, start=date(2018, 2, 1), end=date(2018, 6, 30))
    ended(made, number=WOMAN, start=date(2018, 9, 1), end=date(2020, 3, 31))  # again: one person, two entries
    ended(made, number=MAN, start=date(2019, 2, 1), end=date(2020, 12, 31))
    ended(made, number=LATER, start=date(2026, 1, 12), end=date(2026, 10, 30))
    registered(made, number=personal_number(date(1985, 3, 4), 984), start=date(2019, 1, 1))  # still there
    return made


@pytest.fixture
def nils(cast):
    return {"by": cast.actor("nils"), "at": AT}


def totals(cast):
    found = figures_of(cast.actor("sara"), [cast.measure], YEARS)
    return {(year, sex): found[cast.measure.pk, year].of(sex=sex) for year in YEARS for sex in ("women", "men")}


def rule(nils, months=60):
    return retention.set_rule(months=months, source="Arkivnämndens beslut 12", valid_from=AT.date(), **nils)


def test_nothing_goes_until_somebody_has_decided(nils):
    assert retention.what_would_go(AT.date()) == {}
    with pytest.raises(Refusal, match="Ingens tid"):
        retention.carry_out(**nils)
    rule(nils)
    assert retention.what_would_go(AT.date()) == {"I-0001": {"2018": 1, "2020": 2}}
    rule(nils, None)  # off again
    assert retention.what_would_go(AT.date()) == {}


def test_a_rule_of_tomorrow_takes_nobody_today(nils):
    retention.set_rule(months=24, source="x", valid_from=date(2027, 1, 1), **nils)
    assert retention.what_would_go(AT.date()) == {}
    assert retention.what_would_go(date(2027, 1, 1)) == {"I-0001": {"2018": 1, "2020": 2}}


@pytest.mark.parametrize(("change", "field"), [
    ({"months": 12}, "months"), ({"months": 10**6}, "months"), ({"backup_days": -1}, "backup_days"),
    ({"source": " "}, "source"), ({"valid_from": date(2026, 1, 1)}, "valid_from"),
])  # fmt: skip
def test_a_rule_rests_on_something_and_leaves_time_for_follow_ups(nils, change, field):
    with pytest.raises(Refusal) as caught:
        retention.set_rule(**({"months": 60, "source": "x", "valid_from": AT.date()} | change), **nils)
    assert caught.value.field == field


@pytest.mark.parametrize("who", ["sara", "mona", "maria", "ada", "anna"])
def test_only_a_national_administrator_decides(cast, nils, who):
    rule(nils)
    others = nils | {"by": cast.actor(who)}
    with pytest.raises(NotFound):
        rule(others)
    with pytest.raises(NotFound):
        retention.carry_out(**others)


def test_the_persons_go_and_what_counts_is_as_before(cast, nils):
    rule(nils)
    before, people = totals(cast), VaultRecord.objects.count()
    run = committed(lambda: retention.carry_out(**nils))
    assert totals(cast) == before
    assert VaultRecord.objects.count() == people - 2
    gone = Participation.objects.filter(mode="anonymous")
    assert sorted(gone.values_list("start_year", flat=True)) == [2018, 2018, 2019]
    assert not Occasion.objects.filter(participation__in=gone).exists()
    assert Consent.objects.count() == Participation.objects.filter(mode="person").count() == 2
    assert KeptCount.objects.filter(year=2018).values_list("more", flat=True).get() == -1, "two entries, one person"
    assert retention.total_of(run) == 3
    with pytest.raises(Refusal):
        retention.carry_out(**nils)


def test_those_whom_retention_made_anonymous_are_not_offered_as_mistaken(cast, nils):
    sara = {"by": cast.actor("sara"), "at": AT}
    rule(nils)
    committed(lambda: retention.carry_out(**nils))
    assert mistaking.anonymous_entries([cast.measure]) == []
    sex = Participation.objects.filter(mode="anonymous", start_year=2018)[0].sex
    one = {"measure": cast.measure, "sex": sex, "start_year": 2018}
    actions.register_anonymous(**one, **sara)
    (row,) = mistaking.anonymous_entries([cast.measure])
    assert (row["start_year"], row["sex"], row["count"]) == (2018, sex, 1)
    before = totals(cast)
    mistaking.close_anonymous_as_mistaken(**one, **sara)
    with pytest.raises(Refusal, match="gallrats"):
        mistaking.close_anonymous_as_mistaken(**one, **sara)
    changed = {key for key, value in totals(cast).items() if value != before[key]}
    assert changed == {(2018, sex)} and Participation.objects.filter(state="mistaken").count() == 1


def test_the_certificate_says_what_went_and_cannot_be_changed(cast, nils):
    rule(nils)
    run = committed(lambda: retention.carry_out(**nils))
    paper = retention_paper(run)
    assert ("Kontrollsumma", run.digest) in paper.facts
    assert paper.blocks[1].rows[-1] == ("", "Alla", "", "3")
    assert AuditEvent.objects.get(what="retention.carried_out").data["digest"] == run.digest
    assert not list(audit.broken_links())
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        RetentionRun.objects.update(months=1)
    run.counts = {"I-0001": {"2018": 1}}
    with pytest.raises(ValueError, match="changed"):
        retention_paper(run)


def test_a_stop_before_the_vault_forgets_leaves_only_strays(cast, nils):
    from datetime import timedelta

    from samordna.deliver.participants import identity

    rule(nils)
    retention.carry_out(**nils)  # what waits for the commit is never done
    assert identity.sweep(at=AT + timedelta(hours=2)) == 2
