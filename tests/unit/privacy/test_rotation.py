"""New keys: everything opens before, between and after; nothing is sealed with a key that was taken away."""

import pytest
from tests.factories.ground import AT

from samordna.config import secrets
from samordna.edge.cli import keys as command
from samordna.ground.kernel.errors import Refusal
from samordna.ground.parties.actor import SYSTEM
from samordna.ground.privacy import audit, keyring, rotation, vault
from samordna.ground.privacy.models import AuditEvent
from samordna.ground.privacy.safe.models import VaultRecord

pytestmark = pytest.mark.django_db(databases="__all__")
PEOPLE = [vault.Identity(f"19900115{n:04d}", f"Namn {n}") for n in range(7)]
BY = {"by": SYSTEM, "at": AT}


@pytest.fixture
def home(tmp_path, settings):
    """A register whose keys stand in a file."""
    secrets.make(tmp_path)
    settings.HOME = tmp_path
    return tmp_path


@pytest.fixture
def known(home):
    """Pseudonym → person."""
    return dict(zip(vault.keep_many(PEOPLE, at=AT), PEOPLE, strict=True))


def everybody_is_there(known):
    assert vault.read_many(known) == known
    assert {vault.find(who.personal_number) for who in PEOPLE} == set(known)
    assert vault.find_many([who.personal_number for who in PEOPLE]) == {w.personal_number: p for p, w in known.items()}
    assert VaultRecord.objects.count() == len(known)


@pytest.mark.parametrize("index", [False, True])
def test_people_are_read_and_found_before_between_and_after(known, index):
    rotation.begin(**BY, index=index)
    everybody_is_there(known)
    assert vault.seal_anew("", 3)[1:] == (3, 3)  # stopped after three
    everybody_is_there(known)
    assert vault.keep_many(PEOPLE, at=AT) == list(known), "nobody is kept twice under two indexes"
    assert vault.store(personal_number=PEOPLE[6].personal_number, name="Namn 6", at=AT) == list(known)[6]
    assert rotation.seal_anew(batch=2) == 4
    assert rotation.standing().left == 0
    gone = rotation.retire(**BY)
    assert len(gone) == (2 if index else 1)
    everybody_is_there(known)
    assert rotation.retire(**BY) == []
    assert [event.what for event in AuditEvent.objects.order_by("sequence")] == ["keys.added", "keys.retired"]
    assert not list(audit.broken_links())


def test_a_key_that_something_needs_is_not_taken_away(known):
    rotation.begin(**BY)
    with pytest.raises(Refusal, match="7 poster"):
        rotation.retire(**BY)
    assert len(keyring.keys().vault) == 2


def test_a_new_name_while_the_keys_change_is_kept(known):
    rotation.begin(**BY, index=True)
    first = min(known)
    vault.store(personal_number=known[first].personal_number, name="Nytt Namn", at=AT)
    rotation.seal_anew(batch=2)
    rotation.retire(**BY)
    assert vault.read(first) == vault.Identity(known[first].personal_number, "Nytt Namn")


def test_new_people_come_under_the_new_keys_and_known_ones_are_not_added_again(known):
    rotation.begin(**BY, index=True)
    vault.store_many([vault.Identity("199901019999", "Ny")], at=AT)
    assert rotation.standing().left == 14  # seven under an old key, and found by an old index
    with pytest.raises(vault.IntegrityError):
        vault.store_many(PEOPLE[:1], at=AT)


def test_a_reader_whose_row_was_sealed_anew_meanwhile_reads_it_anew(known):
    stale = list(VaultRecord.objects.order_by("pk"))
    rotation.begin(**BY)
    rotation.seal_anew()
    rotation.retire(**BY)
    assert [vault._open(record) for record in stale] == [known[record.pk] for record in stale]
    VaultRecord.objects.all().delete()
    with pytest.raises(vault.UnknownPerson):
        vault._open(stale[0])


def test_the_register_remembers_each_key_that_finds_people(home, known):
    command.check(home, just_made=True, at=AT)
    before = secrets.path(home).read_text()
    rotation.begin(**BY, index=True)
    command.check(home, just_made=False, at=AT)  # killed before it was noted: the old one still stands in the file
    command.remember(home, at=AT)
    command.check(home, just_made=False, at=AT)
    rotation.seal_anew()
    rotation.retire(**BY)
    command.check(home, just_made=False, at=AT)
    secrets.path(home).write_text(before)  # an old backup of the keys
    with pytest.raises(command.WrongKeys):
        command.check(home, just_made=False, at=AT)


def test_an_old_backup_of_the_keys_with_the_right_index_is_refused_too(home, known):
    command.check(home, just_made=True, at=AT)
    before = secrets.path(home).read_text()
    rotation.begin(**BY)
    rotation.seal_anew()
    secrets.path(home).write_text(before)
    with pytest.raises(command.WrongKeys, match="k2"):
        command.check(home, just_made=False, at=AT)


def test_the_file_of_keys_is_closed_to_others_and_never_half(home):
    rotation.begin(**BY)
    assert secrets.path(home).stat().st_mode & 0o777 == 0o600
    assert [path.name for path in secrets.path(home).parent.iterdir()] == ["keys.json"]
