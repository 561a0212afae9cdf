"""The trail cannot be changed, the vault tells nobody, a form counts once, a demo stays a demo."""

from contextlib import suppress
from datetime import timedelta

import pytest
from cryptography.exceptions import InvalidTag
from django.db import DatabaseError, connection, connections, transaction
from tests.factories.ground import AT

from samordna.ground.parties.actor import SYSTEM
from samordna.ground.privacy import access_log, audit, digests, marks, once, vault
from samordna.ground.privacy.models import AccessLogEntry, AuditEvent, RegisterMark
from samordna.ground.privacy.safe.models import VaultRecord

pytestmark = pytest.mark.django_db(databases="__all__")
NUMBER, NAME = "199001159806", "Elin Påhittad"


def note(what: str = "x.y", **data: object) -> AuditEvent:
    with transaction.atomic():
        return audit.record(by=SYSTEM, at=AT, what=what, subject_kind="case", subject="2026-03", data=dict(data))


@pytest.mark.django_db(transaction=True, databases="__all__")
def test_an_event_without_its_change_is_refused() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        audit.record(by=SYSTEM, at=AT, what="x", subject_kind="case", subject="1")


def test_the_chain_holds_together() -> None:
    first, second = note("a", amount="1"), note("b")
    assert second.previous == first.digest
    assert list(audit.broken_links()) == []


@pytest.mark.parametrize("model", [AuditEvent, AccessLogEntry, RegisterMark])
@pytest.mark.parametrize("verb", ["update", "delete"])
def test_the_database_refuses_to_change_what_was_noted(model: type, verb: str) -> None:
    note()
    access_log.looked(by=SYSTEM, at=AT, subject_kind="participation", subject="p", purpose="test")
    marks.mark("demo", at=AT)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        model.objects.update(at=AT + timedelta(1)) if verb == "update" else model.objects.all().delete()


def test_a_changed_event_is_found() -> None:
    event = note()
    note()
    with connection.cursor() as cursor:  # somebody with the keys to the database lifts the ban first
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER privacy_auditevent_no_UPDATE")
        else:
            cursor.execute("ALTER TABLE privacy_auditevent DISABLE TRIGGER ALL")
        cursor.execute("UPDATE privacy_auditevent SET why = 'another reason' WHERE sequence = %s", [event.sequence])
    assert list(audit.broken_links()) == [event.sequence]


def test_a_person_is_found_by_number_and_read_by_pseudonym() -> None:
    pseudonym = vault.store(personal_number=NUMBER, name=NAME, at=AT)
    assert vault.find(NUMBER) == pseudonym
    assert vault.read(pseudonym) == vault.Identity(NUMBER, NAME)
    assert vault.store(personal_number=NUMBER, name="Elin Gift", at=AT) == pseudonym
    assert vault.read(pseudonym).name == "Elin Gift"


def test_what_lies_in_the_vault_says_nothing() -> None:
    pseudonym = vault.store(personal_number=NUMBER, name=NAME, at=AT)
    with connections["vault"].cursor() as cursor:
        cursor.execute("SELECT * FROM vault_vaultrecord")
        row = b"|".join(bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for v in cursor.fetchone())
    for secret in (NUMBER.encode(), b"Elin", NUMBER[2:].encode()):
        assert secret not in row
    assert NUMBER not in pseudonym and "Elin" not in repr(vault.read(pseudonym))


def test_a_record_moved_to_another_pseudonym_does_not_open() -> None:
    pseudonym = vault.store(personal_number=NUMBER, name=NAME, at=AT)
    record = VaultRecord.objects.get()
    record.pk = "0" * 32
    VaultRecord.objects.all().delete()
    record.save(force_insert=True)
    with pytest.raises(InvalidTag):
        vault.read("0" * 32)
    with pytest.raises(vault.UnknownPerson):
        vault.read(pseudonym)


def test_erased_is_gone() -> None:
    pseudonym = vault.store(personal_number=NUMBER, name=NAME, at=AT)
    assert vault.erase(pseudonym) and not vault.erase(pseudonym)
    assert vault.find(NUMBER) is None


def test_many_are_stored_and_read_in_order() -> None:
    numbers = ("199001159806", "199001159814", "199001159822", "199001159830")
    people = [vault.Identity(number, f"Person {number[-1]}") for number in numbers]
    names = vault.store_many(people, at=AT)
    assert vault.read_many(names) == dict(zip(names, people, strict=True))


def test_a_form_counts_once_even_within_the_same_moment() -> None:
    assert once.claim(key="k", actor="a", at=AT)
    assert not once.claim(key="k", actor="a", at=AT)
    once.remember(key="k", result="/arenden/2026-03/")
    assert once.result_of("k") == "/arenden/2026-03/"


def _last(what: str) -> None:
    audit.record_last(by=SYSTEM, at=AT, what=what, subject_kind="x", subject="1", data={})


def test_an_event_may_wait_until_all_else_is_written() -> None:
    with audit.at_the_end():
        _last("waits")
        assert not AuditEvent.objects.exists()
        audit.record(by=SYSTEM, at=AT, what="now", subject_kind="x", subject="1")
        _last("waits too")
    assert list(AuditEvent.objects.order_by("sequence").values_list("what", flat=True)) == ["now", "waits", "waits too"]
    assert not list(audit.broken_links())
    _last("nothing to wait for")
    assert AuditEvent.objects.order_by("sequence").last().what == "nothing to wait for"


def test_an_event_that_waits_goes_with_what_it_tells_of() -> None:
    with audit.at_the_end():
        _last("stays")
        with suppress(LookupError), transaction.atomic():
            _last("undone")
            raise LookupError
        with transaction.atomic():
            _last("stays too")
    assert set(AuditEvent.objects.values_list("what", flat=True)) == {"stays", "stays too"}
    with suppress(LookupError), audit.at_the_end():
        _last("never")
        raise LookupError
    assert not AuditEvent.objects.filter(what="never").exists() and not list(audit.broken_links())


@pytest.mark.parametrize(("first", "second"), [("demo", "real"), ("real", "demo")])
def test_a_register_never_becomes_the_other_kind(first: str, second: str) -> None:
    marks.mark(first, at=AT)
    marks.mark(first, at=AT)
    with pytest.raises(ValueError, match=first):
        marks.mark(second, at=AT)
    assert marks.kind() == first


def test_a_whole_file_of_people_is_kept_with_those_who_are_known_and_their_latest_names(monkeypatch) -> None:
    monkeypatch.setattr(vault, "BATCH", 2)
    known = vault.store(personal_number=NUMBER, name="Gammalt Namn", at=AT)
    people = [vault.Identity(f"19900115{n:04d}", f"Namn {n}") for n in range(5)]
    kept = vault.keep_many([*people, vault.Identity(NUMBER, NAME), people[0]], at=AT)
    assert kept[5] == known
    assert kept[0] == kept[6]
    assert len(set(kept)) == 6
    assert vault.read(known).name == NAME
    assert vault.keep_many(people, at=AT) == kept[:5]
    assert vault.find_many([NUMBER, people[3].personal_number, "19000101"]) == {
        NUMBER: known,
        people[3].personal_number: kept[3],
    }
    assert vault.unknown_of([known, "x"]) == {"x"}


def test_two_who_keep_the_same_people_at_once_get_the_same_pseudonyms(monkeypatch) -> None:
    people = [vault.Identity(f"19900115{n:04d}", f"Namn {n}") for n in range(3)]
    look = vault._records
    first: list[list[str]] = []

    def slow(numbers, keys):
        found = look(numbers, keys)
        if not first:  # somebody else comes between the look and the writing
            first.append([])
            first[0] = vault.keep_many(people[:2], at=AT)
        return found

    monkeypatch.setattr(vault, "_records", slow)
    assert vault.keep_many(people, at=AT)[:2] == first[0]
    assert VaultRecord.objects.count() == 3


def test_a_file_is_recognised_by_a_digest_that_needs_the_key(settings) -> None:
    from dataclasses import replace

    mine = digests.keyed("file", b"199001159806")
    assert mine == digests.keyed("file", b"199001159806") != digests.keyed("file", b"199001159807")
    settings.KEYS = replace(settings.KEYS, extract=b"x" * 32)
    assert digests.keyed("file", b"199001159806") != mine
