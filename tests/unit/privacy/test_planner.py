"""After many rows the databases count their tables anew: outside the file's transaction, and harmless when it fails."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connections
from tests.factories.deliver import AT, make_cast
from tests.factories.importing import GOOD, file_of

from samordna.deliver.participants.importing import actions, storing
from samordna.deliver.participants.models import Consent, Participation
from samordna.ground.privacy import planner

pytestmark = pytest.mark.django_db(databases="__all__")


def imported(content: bytes) -> actions.Outcome:
    cast = make_cast()
    return actions.import_participants(measure=cast.measure, content=content, by=cast.actor("sara"), at=AT)


@pytest.fixture
def counted(monkeypatch):
    """The databases and their tables, in the order in which they were counted."""
    found: dict[str, list[str]] = {}
    monkeypatch.setattr(planner, "_count", lambda alias, names: found.setdefault(alias, []).extend(names))
    return found


def test_both_databases_after_many_rows_and_not_before_they_are_committed(
    monkeypatch, counted, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(storing, "MANY", 1)
    with django_capture_on_commit_callbacks(execute=True):
        assert imported(file_of(GOOD)).stored
        assert counted == {}
    assert set(counted) == {"default", "vault"}
    assert Consent._meta.db_table in counted["default"]


def test_not_after_a_few_rows(counted, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        assert imported(file_of(GOOD)).stored
    assert counted == {}


def test_a_count_that_fails_does_no_harm(monkeypatch, django_capture_on_commit_callbacks):
    def fails(alias, names):
        raise DatabaseError("somebody else is at it")

    monkeypatch.setattr(storing, "MANY", 1)
    monkeypatch.setattr(planner, "_count", fails)
    with django_capture_on_commit_callbacks(execute=True):
        assert imported(file_of(GOOD)).stored
    assert Participation.objects.count() == 1


@pytest.mark.parametrize("alias", ["default", "vault"])
def test_the_database_understands_it(alias):
    table = Consent if alias == "default" else None
    names = [table._meta.db_table] if table else connections[alias].introspection.table_names()[:1]
    planner._count(alias, names)
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)
