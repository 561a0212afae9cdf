"""Whatever is sent to the registrar's pages, they answer in words, and store a whole participation or nothing.

Hypothesis takes a form that is right and spoils some of it: fields left out, sent twice, filled with what is typed by
mistake, pasted from elsewhere or sent on purpose.
"""

from contextlib import contextmanager
from datetime import date

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samordna.deliver.participants import codes, rules
from samordna.deliver.participants.models import Draft, Participation
from samordna.ground.kernel.clock import SystemClock
from samordna.ground.privacy.safe.models import VaultRecord
from tests.factories.deliver import make_cast, personal_number, registered, sign_in

pytestmark = pytest.mark.django_db(databases="__all__")
TODAY = SystemClock().today()
ROWS = [*(f"support_{source}" for source in codes.sources()), *rules.DOINGS]
RIGHT = {
    "measure": "I-0001",
    "mode": "person",
    "consent_date": TODAY.isoformat(),
    "consent_seen": "on",
    "personal_number": personal_number(date(1999, 6, 14), 981),
    "name": "Elin Sandberg",
    "municipality": "0583",
    "start": TODAY.isoformat(),
    "all_asked": "on",
}
OUT = {"end": TODAY.isoformat(), "end_reason": "moved", "all_asked": "on"}
JUNK = st.one_of(
    st.sampled_from(
        (
            *("", " ", "0", "-1", "75", "100", "101", "1e9", "on", "yes", "ja", "None", "…", "9" * 40, "'; DROP TABLE"),
            *("2026-13-01", "0000-00-00", "9999-12-31", "i går", "1999-02-29", "19990614-2387", "990614-2386"),
            *("<script>", "\u202e", "\u0000", "é" * 300, "=1+1", "I-0002", "I-0003", "0180", "sthlm_farsta", "none"),
            *("withdrawn_consent", "mistaken_entry", "without_consent", "protected", "sfi", "sjukpenning"),
        )
    ),
    st.text(max_size=20),
)
FIELDS = [*RIGHT, "planned_end", "referred_by", "groups", "support_time", "education", "district", "sex", "start_year"]
FIELDS += [*ROWS, *rules.YES_NO, "studies_kind", "no_support", "utkast", "act", "fraga_1", "once", "end", "end_reason"]
SPOILT = st.dictionaries(st.sampled_from(FIELDS), st.one_of(st.none(), JUNK, st.lists(JUNK, max_size=3)), max_size=5)


def spoil(right, spoilt):
    """The form with some of it replaced; None leaves a field out."""
    return {name: value for name, value in (right | spoilt).items() if value is not None}


def whole(one):
    """A participation is a person with all that belongs to one, or a sex and a year."""
    if one.mode == "anonymous":
        return not one.consents.exists() and not one.occasions.exists() and one.person is None
    return bool(
        one.consents.count() == 1
        and one.occasions.filter(kind="in").count() == 1
        and VaultRecord.objects.filter(pk=one.person).exists()
        and (one.end is None or one.end >= one.start)
        and one.occasions.filter(kind="out").count() == (one.state == "ended")
    )


@contextmanager
def at_the_desk(blocker):
    """Sara signed in, in a register of her own that is gone afterwards."""
    with blocker.unblock(), transaction.atomic(), transaction.atomic(using="vault"):
        cast = make_cast()
        yield sign_in(Client(), cast.people["sara"]), cast
        transaction.set_rollback(True)
        transaction.set_rollback(True, using="vault")


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(spoilt=SPOILT)
def test_in(spoilt, django_db_blocker):
    with at_the_desk(django_db_blocker) as (sara, _cast):
        sent = spoil(RIGHT, spoilt)
        answer = sara.post("/deltagare/in/", sent)
        assert answer.status_code in (200, 302)
        made = list(Participation.objects.all())
        assert len(made) <= 1 and all(whole(one) for one in made)
        if last(sent, "mode") != "person" or not last(sent, "consent_seen").strip():
            assert not VaultRecord.objects.exists() and not Draft.objects.exists()
        if answer.status_code == 200 and last(sent, "act") != "look":
            page = answer.content.decode()
            assert "<title>Fel: " in page and 'id="fel"' in page
        assert sara.post("/deltagare/in/personnummer/", sent).status_code == 200


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(spoilt=SPOILT)
def test_out(spoilt, django_db_blocker):
    with at_the_desk(django_db_blocker) as (sara, cast):
        one = registered(cast)
        sent = spoil(OUT, spoilt)
        answer = sara.post(f"/deltagare/{one.public_id}/ut/", sent)
        assert answer.status_code in (200, 302)
        one.refresh_from_db()
        assert whole(one)
        assert (one.state == "ended") is (answer.status_code == 302 and last(sent, "act") != "draft")


def last(sent, name):
    """What the page reads of a field that came several times."""
    value = sent.get(name, "")
    return (value[-1] if value else "") if isinstance(value, list) else value
