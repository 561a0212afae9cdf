"""Many who write in the vault at once: each waits for the others, and nobody is ended for it."""

import random
import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection, connections
from tests.factories.deliver import personal_number

from samordna.config import secrets
from samordna.ground.parties.actor import SYSTEM
from samordna.ground.privacy import rotation, vault
from samordna.ground.privacy.safe.models import VaultRecord

AT = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.mark.django_db(transaction=True, databases="__all__")
def test_files_with_people_in_common_and_new_keys_end_each_other_never(monkeypatch, tmp_path, settings):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one in at a time")
    secrets.make(tmp_path)
    settings.HOME = tmp_path
    monkeypatch.setattr(vault, "BATCH", 50)
    numbers = [personal_number(date(1970, 1, 1) + timedelta(days=day), 980) for day in range(400)]
    failed: list[BaseException] = []

    def tried(act) -> None:
        try:
            act()
        except BaseException as error:
            failed.append(error)
        finally:
            connections.close_all()

    def a_file(place: int) -> None:
        order = random.Random(place).sample(numbers, len(numbers))
        vault.keep_many([vault.Identity(number, f"Namn {place}") for number in order], at=AT, place=place)

    a_file(1)
    rotation.begin(by=SYSTEM, at=AT, index=True)
    acts = [lambda place=place: a_file(place) for place in (2, 3, 4)] + [lambda: rotation.seal_anew(batch=25)] * 2
    threads = [threading.Thread(target=tried, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
    known = vault.read_many(VaultRecord.objects.values_list("pk", flat=True))
    assert sorted(who.personal_number for who in known.values()) == sorted(numbers)
    for who in known.values():
        assert [who.called(place) for place in (1, 2, 3, 4)] == ["Namn 1", "Namn 2", "Namn 3", "Namn 4"]
