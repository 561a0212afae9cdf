"""Drafts: sealed, one registrar's own, only with a seen consent, gone when they should be."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.db import connection
from tests.factories.deliver import ALL_ASKED, AT, TODAY, ended, make_cast, registered

from samordna.deliver.participants import actions, drafts, erasing
from samordna.deliver.participants.checks import Ending
from samordna.deliver.participants.drafts import About
from samordna.deliver.participants.models import Draft
from samordna.ground.kernel.errors import NotFound, Refusal
from samordna.ground.privacy import rotation, sealed

pytestmark = pytest.mark.django_db(databases="__all__")
TYPED = {"name": ["Elin Sandberg"], "personal_number": ["19990614-2386"], "groups": ["other", "long_term_sick"]}


@pytest.fixture
def cast():
    return make_cast()


def kept(cast, *, by="sara", about=None, at=AT, fields=TYPED, **more):
    return drafts.keep(
        **{
            "about": about or About(cast.measure),
            "fields": fields,
            "consent_seen": True,
            "by": cast.actor(by),
            "at": at,
        }
        | more
    )


def test_what_was_typed_comes_back_to_the_one_who_typed_it(cast):
    draft = kept(cast)
    found, typed = drafts.opened(
        about=About(cast.measure), public_id=draft.public_id, by=cast.actor("sara"), today=TODAY
    )
    assert (found, typed) == (draft, TYPED)
    assert [one.name for one in drafts.mine(cast.actor("sara"), at=AT)] == ["Elin Sandberg"]


def test_nothing_that_leads_to_the_person_can_be_read_in_the_register(cast):
    kept(cast)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM participants_draft")
        row = repr([bytes(x) if isinstance(x, memoryview) else x for x in cursor.fetchone()])
    for secret in ("Sandberg", "199906142386", "19990614", "long_term_sick"):
        assert secret not in row


def test_without_a_seen_consent_nothing_is_kept_and_what_was_kept_goes(cast):
    draft = kept(cast)
    with pytest.raises(Refusal) as said:
        kept(cast, consent_seen=False, public_id=draft.public_id)
    assert said.value.field == "consent_seen"
    assert not Draft.objects.exists()


@pytest.mark.parametrize("who", ["rut", "mona", "maria", "ada", "nils"])
def test_nobody_else_may_keep_one_here(cast, who):
    with pytest.raises(NotFound):
        kept(cast, by=who)


def test_nobody_else_opens_it_also_with_its_id(cast):
    draft = kept(cast)
    other = replace(cast.actor("sara"), account_id=cast.people["rut"].pk)
    with pytest.raises(NotFound):
        drafts.opened(about=About(cast.measure), public_id=draft.public_id, by=other, today=TODAY)
    assert drafts.mine(other, at=AT) == []
    assert drafts.discard(public_id=draft.public_id, by=other) is False


def test_a_registrar_whose_assignment_has_ended_reads_no_draft(cast):
    draft = kept(cast)
    without = replace(cast.actor("sara"), assignments=())
    assert drafts.mine(without, at=AT) == []
    with pytest.raises(NotFound):
        drafts.opened(about=About(cast.measure), public_id=draft.public_id, by=without, today=TODAY)


def test_saving_again_changes_the_same_draft(cast):
    first = kept(cast)
    again = kept(cast, public_id=first.public_id, fields=TYPED | {"name": ["Elin Berg"]}, at=AT + timedelta(days=2))
    assert again.pk == first.pk
    assert again.last_day == first.last_day + timedelta(days=2)
    assert [one.name for one in drafts.mine(cast.actor("sara"), at=AT)] == ["Elin Berg"]


@pytest.mark.parametrize(("days", "is_there"), [(0, True), (7, True), (8, False)])
def test_it_is_kept_for_seven_days(cast, days, is_there):
    draft, later = kept(cast), AT + timedelta(days=days)
    assert bool(drafts.mine(cast.actor("sara"), at=later)) is is_there
    assert drafts.sweep(today=later.date()) == (0 if is_there else 1)
    assert Draft.objects.filter(pk=draft.pk).exists() is is_there


def test_it_opens_only_where_it_belongs(cast):
    draft = kept(cast)
    gone = registered(cast)
    with pytest.raises(NotFound):
        drafts.opened(
            about=About(cast.measure, "out", gone), public_id=draft.public_id, by=cast.actor("sara"), today=TODAY
        )
    elsewhere = f"{draft.public_id} {cast.people['rut'].pk}"
    with pytest.raises(sealed.Broken):
        sealed.unseal(draft.key_id, draft.content, purpose=Draft.sealed.purpose, subject=elsewhere)


def test_a_draft_that_has_been_altered_is_nowhere(cast):
    draft = kept(cast)
    Draft.objects.update(content=bytes(draft.content)[:-1] + b"x")
    with pytest.raises(NotFound):
        drafts.opened(about=About(cast.measure), public_id=draft.public_id, by=cast.actor("sara"), today=TODAY)


@pytest.mark.parametrize("act", [erasing.withdraw_consent, erasing.protect_identity])
def test_who_leaves_the_register_leaves_no_draft_behind(cast, act):
    one = registered(cast)
    kept(cast, about=About(cast.measure, "out", one))
    act(participation=one, by=cast.actor("sara"), at=AT)
    assert not Draft.objects.exists()


@pytest.mark.parametrize(("act", "stays"), [(erasing.withdraw_consent, True), (erasing.protect_identity, False)])
def test_drafts_of_an_entry_go_with_the_person_they_are_about(cast, act, stays):
    one = registered(cast)
    kept(cast, fields=TYPED | {"personal_number": ["990614–2386 "]})
    elsewhere = kept(cast, by="rut", about=About(cast.other))
    unsure = kept(cast, fields=TYPED | {"personal_number": ["1999"]})
    someone_else = kept(cast, fields=TYPED | {"personal_number": ["19900101-2385"]})
    act(participation=one, by=cast.actor("sara"), at=AT)
    assert set(Draft.objects.all()) == {unsure, someone_else} | ({elsewhere} if stays else set())


def test_what_has_been_registered_has_no_draft_any_more(cast):
    one, other = registered(cast), ended(cast, number="199001012385")
    kept(cast, about=About(cast.measure, "out", one))
    stays = kept(cast, about=About(cast.measure, "follow_up", other, 6))
    actions.register_out(
        participation=one, ending=Ending(TODAY, "moved"), answers=ALL_ASKED, by=cast.actor("sara"), at=AT
    )
    drafts.discard_all_of(one, kind="out")
    assert list(Draft.objects.all()) == [stays]


def test_a_form_never_becomes_the_draft_of_another_act(cast):
    one = registered(cast)
    out = kept(cast, about=About(cast.measure, "out", one))
    entry = kept(cast, public_id=out.public_id)
    assert entry != out and Draft.objects.get(pk=out.pk).participation == one
    with pytest.raises(Refusal):
        kept(cast, public_id=out.public_id, consent_seen=False)
    assert Draft.objects.filter(pk=out.pk).exists()
    assert kept(cast, public_id=entry.public_id) == entry


def test_no_more_than_twenty_at_once_and_none_too_long(cast):
    for hour in range(drafts.MOST + 2):
        kept(cast, at=AT + timedelta(hours=hour))
    assert Draft.objects.count() == drafts.MOST
    with pytest.raises(Refusal):
        kept(cast, fields={"name": ["x" * drafts.LONGEST]})


def test_under_a_new_key_the_drafts_are_sealed_anew_and_still_open(cast, monkeypatch):
    draft = kept(cast)
    keys = replace(settings.KEYS, current="k9", vault=settings.KEYS.vault | {"k9": b"9" * 32})
    monkeypatch.setattr(settings, "KEYS", keys)
    assert (rotation.seal_anew(), rotation.seal_anew()) == (1, 0)
    monkeypatch.setattr(settings, "KEYS", replace(keys, vault={"k9": b"9" * 32}))
    _, typed = drafts.opened(about=About(cast.measure), public_id=draft.public_id, by=cast.actor("sara"), today=TODAY)
    assert typed == TYPED


def test_the_days_are_a_dated_parameter():
    assert drafts.days_kept(date(2026, 11, 12)) == 7
