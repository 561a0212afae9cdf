"""Which text was consented to, in which language, and where the signed paper is."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from tests.factories.deliver import ALL_ASKED, AT, TODAY, make_cast, personal_number, registered

from samordna.deliver.participants import actions, rules
from samordna.deliver.participants.checks import ConsentGiven, Entry
from samordna.deliver.participants.models import Consent, Participation
from samordna.ground.kernel.errors import Refusal
from samordna.ground.privacy.wordings import reader

NUMBER = personal_number(date(1999, 6, 14), 238)


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2010, 1, 1), "2016-1"),  # the older register's text, whatever it was called then
        (date(2025, 12, 31), "2023-1"),
        (date(2026, 1, 1), "2026-1"),
        (date(2026, 11, 21), "2026-1"),
        (date(2026, 11, 22), "2026-2"),
        (date(2030, 1, 1), "2026-2"),
    ],
)
def test_the_text_of_the_day_is_the_newest_there_was(day, name):
    assert rules.version_for("register", day) == name
    assert rules.version_for("register", day, "2026-1") == "2026-1"


@pytest.mark.parametrize(
    ("version", "language", "day", "field"),
    [
        ("2026-1", "sv", TODAY, None),
        ("2026-1", "en", TODAY, None),
        ("2016-1", "sv", date(2014, 1, 1), None),
        ("2016-1", "en", date(2014, 1, 1), None),  # kept elsewhere: nothing here says which languages there were
        ("2026-1", "sv_easy", TODAY, "consent_language"),
        ("2026-1", "ar", TODAY, "consent_language"),
        ("2026-2", "sv", TODAY, "consent_version"),
        ("1999-1", "sv", TODAY, "consent_version"),
    ],
)
def test_a_text_that_could_not_have_been_signed_is_refused(version, language, day, field):
    assert rules.wording_fits("register", version, language, day).field == field


@pytest.mark.parametrize(
    ("reference", "fits"),
    [
        ("", True),
        ("Pärm 3, flik 12", True),
        ("2026-11-12", True),
        ("Dnr 2026/114", True),
        ("19990614-2386", False),
        ("akt 990614-2386", False),
        ("199906142386", False),
        ("990614+2386", False),
        ("9906142386", False),
        ("1999-06-14 2386", False),
        ("19990614\N{EN DASH}2386", False),
        ("99 06 14 \N{EN DASH} 2386", False),
        ("Dnr 2026-11-12 1234", True),
        ("x" * 61, False),
    ],
)
def test_where_the_paper_is_never_says_who_it_is(reference, fits):
    assert bool(rules.reference_fits(reference)) is fits


pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make_cast()


def register(cast, **consent):
    return actions.register_in(
        measure=cast.measure,
        consent=ConsentGiven(**({"given_on": TODAY, "seen": True} | consent)),
        personal_number=NUMBER,
        name="Elin Sandberg",
        entry=Entry(TODAY, "0583"),
        answers=ALL_ASKED,
        by=cast.actor("sara"),
        at=AT,
    )


def test_all_of_a_consent_is_kept_with_the_digest_of_its_text(cast):
    given = {"explained_in": "ar", "how": "on_paper", "kept": "measure_binder", "evidence": "Pärm 3"}
    stored = register(cast, **given).consents.get()
    assert {name: getattr(stored, name) for name in given} == given
    assert (stored.purpose, stored.wording_version, stored.language) == ("register", "2026-1", "sv")
    assert stored.wording_digest == reader.wording("register", "2026-1", "sv").digest
    assert (stored.given_on, stored.seen_by) == (TODAY, cast.people["sara"])


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"explained_in": "klingon"}, "consent_language"),
        ({"explained_in": "en"}, "consent_language"),  # there is a text in English
        ({"language": "ar"}, "consent_language"),
        ({"wording_version": "2026-2"}, "consent_version"),
        ({"how": "by nodding"}, "consent_how"),
        ({"kept": "somewhere"}, "consent_kept"),
        ({"evidence": "19990614-2386"}, "consent_evidence"),
    ],
)
def test_a_consent_that_cannot_be_shown_stores_nobody(cast, change, field):
    with pytest.raises(Refusal) as refused:
        register(cast, **change)
    assert refused.value.field == field
    assert not Participation.objects.exists()


def test_every_purpose_has_a_consent_of_its_own(cast):
    made = registered(cast)
    first = made.consents.get()
    kept = {"participation": made, "wording_version": "1", "given_on": TODAY}
    Consent.objects.create(purpose="survey", **kept)
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.create(purpose="register", **kept)
    assert made.consents.get(purpose="register") == first


def test_the_person_who_comes_back_signs_anew(cast):
    register(cast)
    with pytest.raises(Refusal) as refused:
        register(cast, given_on=None)
    assert refused.value.field == "consent_date"
