"""A report is made of the newest release that holds all its tables, and of nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.factories.deliver import AT, make_cast
from tests.factories.statistics import fill, proposed, released

from samordna.deliver.participants.models import SupportAnswer
from samordna.engine.document import Paragraph
from samordna.ground.kernel.errors import NotFound
from samordna.learn.reports import files
from samordna.learn.reports.description import description
from samordna.learn.reports.queries import NotReleased, newest, reports
from samordna.learn.reports.rendering import TYPES

pytestmark = pytest.mark.django_db(databases="__all__")
ALL = tuple(description("af-fk-2020").tables.values())


@pytest.fixture
def cast(settings, tmp_path):
    settings.EXTRACTS = tmp_path
    made = make_cast()
    fill(made)
    return made


def text(made):
    return " ".join(b.text() for b in made.document.blocks if isinstance(b, Paragraph))


def test_without_a_release_it_says_what_to_do(cast):
    with pytest.raises(NotReleased) as error:
        newest("af-fk-2020")
    assert "tabell 1, tabell 2, tabell 3, tabell 4, tabell 5" in error.value.message_sv
    assert "./samordna demo" in error.value.message_en
    assert {one.name: one.release for one in reports()} == {"af-fk-2020": None, "fk-esf-2025": None}


def test_what_is_only_proposed_is_not_released(cast):
    proposed(cast, ALL)
    with pytest.raises(NotReleased):
        newest("af-fk-2020")


def test_tables_of_different_releases_are_not_mixed(cast):
    released(cast, ALL[:2])
    with pytest.raises(NotReleased, match="tabell 3, tabell 4, tabell 5"):
        newest("af-fk-2020")
    released(cast, ALL[2:], at=AT + timedelta(hours=1))
    with pytest.raises(NotReleased, match="tillsammans"):
        newest("af-fk-2020")


def test_it_is_made_of_the_newest_release_and_of_that_alone(cast):
    first = released(cast, ALL)
    made = newest("af-fk-2020")
    assert made.release == first
    assert "Utgåva 2026-1" in made.document.subtitle.sv
    before = text(made)
    SupportAnswer.objects.all().delete()
    assert text(newest("af-fk-2020")) == before
    second = released(cast, ALL, at=AT + timedelta(days=1))
    assert newest("af-fk-2020").release == second
    assert text(newest("af-fk-2020")) != before
    released(cast, ALL[:1], at=AT + timedelta(days=2))
    assert newest("af-fk-2020").release == second
    assert {one.name: one.release for one in reports()} == {"af-fk-2020": second, "fk-esf-2025": None}


def test_an_unknown_report(cast):
    with pytest.raises(NotFound) as error:
        newest("af-fk-2002")
    assert error.value.message_en == "There is no report af-fk-2002. Did you mean af-fk-2020?"


@pytest.mark.parametrize("form", TYPES)
def test_files_are_the_same_each_time(cast, form):
    released(cast, ALL)
    first = files.content(newest("af-fk-2020"), form)
    files._content.cache_clear()
    assert files.content(newest("af-fk-2020"), form) == first
    assert files.file_name(newest("af-fk-2020"), form) == f"af-fk-2020-utgava-2026-1.{form}"


def test_small_numbers_do_not_reach_any_file(cast):
    """Three men began with sjukpenning in 2019."""
    released(cast, ALL)
    made = newest("af-fk-2020")
    table = next(made.document.presentations()).table
    assert table.cell(year=2019, registration="new", benefit="sjukpenning", sex="men").value is None
    assert table.hidden() > 1
    rows = files.content(made, "csv").decode().splitlines()
    assert [row for row in rows if "benefit=sjukpenning;sex=men,persons" in row and row.endswith((",3", ",28"))] == []


def test_there_is_no_other_format(cast):
    released(cast, ALL)
    with pytest.raises(KeyError):
        files.content(newest("af-fk-2020"), "odt")
