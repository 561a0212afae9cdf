"""Every field has a privacy class, who a person is stands only in the vault, and foreign keys point upstream."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection, models

from samordna.ground.privacy.classes import PrivacyClass
from tests.guards.look import models as look
from tests.guards.look.files import ROOT


def test_every_field_has_a_privacy_class():
    assert look.without_privacy_class(look.own_models()) == []


def test_who_a_participant_is_stands_only_in_the_vault():
    assert look.identifying_outside_vault(look.own_models()) == []


def test_foreign_keys_point_upstream():
    assert look.pointing_down(look.own_models()) == []


def test_every_app_of_ours_has_its_place_on_the_road():
    own = {config.name for config in apps.get_app_configs() if config.name.startswith("samordna.") and config.models}
    assert own - set(look.ROAD) == set()


class example:
    """A model that is told of what it is; no table is made."""

    def __new__(cls, privacy, module="samordna.agree.needs.models"):
        fields = [models.CharField(name="name"), models.CharField(name="number")]
        meta = SimpleNamespace(local_concrete_fields=fields, local_many_to_many=[])
        return type("Example", (), {"privacy": privacy, "_meta": meta, "__module__": module})


@pytest.mark.parametrize(
    ("privacy", "found"),
    [
        ({"name": PrivacyClass.OPEN, "number": PrivacyClass.OPEN}, []),
        ({"name": PrivacyClass.OPEN}, ["Example.number has no privacy class"]),
        ({}, ["Example.name has no privacy class", "Example.number has no privacy class"]),
        (
            {"name": PrivacyClass.OPEN, "number": PrivacyClass.OPEN, "numbr": PrivacyClass.OPEN},
            ["Example.numbr is no field"],
        ),
        ({"name": PrivacyClass.OPEN, "number": "open"}, ["Example.number: 'open' is no privacy class"]),
    ],
)
def test_a_field_without_a_class_is_found(privacy, found):
    assert look.without_privacy_class([example(privacy)]) == found


@pytest.mark.parametrize(
    ("module", "found"),
    [("samordna.deliver.participants.models", ["Example.name"]), ("samordna.ground.privacy.safe.models", [])],
)
def test_a_name_outside_the_vault_is_found(module, found):
    privacy = {"name": PrivacyClass.IDENTIFYING, "number": PrivacyClass.OPEN}
    assert look.identifying_outside_vault([example(privacy, module)]) == found


def test_a_foreign_key_that_points_down_is_found():
    participation = apps.get_model("participants", "Participation")
    turned = tuple(reversed(look.ROAD))
    assert "Participation.measure points down at Measure" in look.pointing_down([participation], turned)


def append_only_tables() -> list[str]:
    """Every table that some migration makes append-only."""
    written = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("migrations/0*.py"))
    return sorted(set(re.findall(r"append_only(?:_again)?\([\"'](\w+)[\"']\)", written)))


@pytest.mark.django_db
@pytest.mark.parametrize("table", append_only_tables())
def test_what_was_made_append_only_still_is_after_the_last_migration(table):
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
            assert cursor.fetchone() == (2,)
        else:
            cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgname = %s", [f"{table}_append_only"])
            assert cursor.fetchone() == (1,)


def fixed_tables() -> list[str]:
    """Every table some of whose columns a migration fixes."""
    written = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("migrations/0*.py"))
    return sorted(set(re.findall(r"fixed\(\s*[\"'](\w+)[\"']", written)))


@pytest.mark.django_db
@pytest.mark.parametrize("table", fixed_tables())
def test_what_was_fixed_still_is_after_the_last_migration(table):
    where = (
        "sqlite_master WHERE type = 'trigger' AND name" if connection.vendor == "sqlite" else "pg_trigger WHERE tgname"
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {where} = %s", [f"{table}_fixed"])
        assert cursor.fetchone() == (1,)
