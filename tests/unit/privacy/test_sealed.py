"""What is sealed opens for its row and its purpose, and for nothing else."""

import dataclasses

import pytest
from django.conf import settings as configured

from samordna.ground.privacy import sealed

TEXT = "Elin Påhittad 19900115-9806"


def test_what_is_sealed_opens_again_and_shows_nothing():
    key_id, content = sealed.seal(TEXT, purpose="draft", subject="a")
    assert sealed.unseal(key_id, memoryview(content), purpose="draft", subject="a") == TEXT
    assert not any(part in content for part in (b"Elin", b"9806", TEXT.encode()))
    assert sealed.seal(TEXT, purpose="draft", subject="a")[1] != content, "two drafts that are alike do not look alike"


@pytest.mark.parametrize(("purpose", "subject"), [("draft", "b"), ("import", "a"), ("draf", "t\0a"), ("", "draft\0a")])
def test_moved_to_another_row_or_purpose_it_does_not_open(purpose, subject):
    key_id, content = sealed.seal(TEXT, purpose="draft", subject="a")
    with pytest.raises(sealed.Broken):
        sealed.unseal(key_id, content, purpose=purpose, subject=subject)


@pytest.mark.parametrize(
    "change", [lambda c: c[:-1], lambda c: c[:5], lambda c: b"", lambda c: c[:-1] + bytes([c[-1] ^ 1])]
)
def test_changed_it_does_not_open(change):
    key_id, content = sealed.seal(TEXT, purpose="draft", subject="a")
    with pytest.raises(sealed.Broken):
        sealed.unseal(key_id, change(content), purpose="draft", subject="a")


def test_after_a_change_of_keys_the_old_content_opens_and_the_new_is_under_the_new_key(settings):
    key_id, content = sealed.seal(TEXT, purpose="draft", subject="a")
    old = configured.KEYS
    settings.KEYS = dataclasses.replace(old, current="k2", vault={**old.vault, "k2": b"2" * 32})
    assert sealed.seal(TEXT, purpose="draft", subject="a")[0] == "k2"
    assert sealed.unseal(key_id, content, purpose="draft", subject="a") == TEXT
    settings.KEYS = dataclasses.replace(old, current="k2", vault={"k2": b"2" * 32})
    with pytest.raises(RuntimeError, match="missing"):
        sealed.unseal(key_id, content, purpose="draft", subject="a")
