"""Tables before and after retention: the same figures where they were kept, else a footnote that says so."""

from __future__ import annotations

from datetime import date

import pytest
from tests.factories.deliver import AT, ended, make_cast, personal_number, registered
from tests.factories.statistics import extracted

from samordna.deliver.participants import retention
from samordna.deliver.projects.models import Measure
from samordna.engine.extract import open_extract
from samordna.engine.run import ENGINES, run, run_protected
from samordna.learn.statistics.catalogue import OFFICIAL, needs_linking, official

pytestmark = pytest.mark.django_db(databases="__all__")
#: What counts by year, measure and sex is kept. Measures, projects and money know no participants.
SAME = ("af-fk-2020-participants", "gender-starts")
NO_PARTICIPANTS = ("af-fk-2020-3", "af-fk-2020-measures", "fk-esf-2025-1", "fk-esf-2025-fig-2", "sus-cost")
OTHERS = [name for name in OFFICIAL if name not in (*SAME, *NO_PARTICIPANTS) and not needs_linking(name)]
#: (start, end) of people whose data go, and of one who is still there.
GONE = [
    (date(2018, 3, 1), date(2018, 6, 30)),
    (date(2018, 3, 1), date(2019, 6, 30)),
    (date(2019, 3, 1), date(2021, 1, 31)),
    (date(2022, 2, 1), date(2023, 5, 31)),
]
STAYS = date(2018, 2, 1)


@pytest.fixture
def cast():
    made = make_cast()
    Measure.objects.update(start=date(2016, 1, 1))
    made.measure.refresh_from_db()
    for day, (start, end) in enumerate(GONE, start=1):
        ended(made, number=personal_number(date(1985, 3, day), 980 + day), start=start, end=end)
    again = personal_number(date(1985, 3, 1), 981)
    ended(made, number=again, start=date(2018, 9, 1), end=date(2018, 12, 1))  # the first one, again in the same year
    registered(made, number=personal_number(date(1985, 3, 9), 989), start=STAYS)
    return made


@pytest.fixture
def around(cast, settings, tmp_path):
    """An extract from before the retention, and one from after it."""
    settings.EXTRACTS = tmp_path

    def extract():
        return open_extract(tmp_path / extracted(AT).extract_id)

    nils = {"by": cast.actor("nils"), "at": AT}
    before = extract()
    retention.set_rule(months=24, source="Arkivnämndens beslut 12", valid_from=AT.date(), **nils)
    retention.carry_out(**nils)
    return before, extract()


def table(name, extract, engine="duckdb"):
    return run(official(name).as_of(date.fromisoformat(extract.manifest.as_of)), extract, engine)


def test_what_was_kept_gives_the_same_figures(around):
    for engine in sorted(ENGINES):
        for name in SAME:
            before, after = (table(name, extract, engine) for extract in around)
            assert after.cells == before.cells, (name, engine)
            assert any(cell.value for cell in after.cells.values())
            assert before.told == ()


def test_the_cells_are_right_and_not_only_alike(around):
    found = table("af-fk-2020-participants", around[1])
    people = [
        found.cell(year=year, registered_as=kind, sex="total").value
        for year in (2018, 2019)
        for kind in ("person_data", "anonymous", "total")
    ]
    assert people == [3, 0, 3, 3, 0, 3]
    assert [words.sv.split(" har ")[0] for words in found.told] == ["Uppgifter om deltagare 2018, 2019"]


def test_what_was_not_kept_is_told(around):
    """A table that cannot count those who are gone says which years they took part in, protected or not."""
    for name in OTHERS:
        before, after = (table(name, extract) for extract in around)
        assert before.told == ()
        if name.startswith(("fk-esf", "eu-")):
            assert after.told == (), name  # nobody was in a measure with money from ESF
            continue
        (told,) = after.told
        years = ("2018", "2019") if name.startswith("af-fk") else ("2022", "2023")
        assert all(year in told.sv and year in told.en for year in years), name
        assert told in run_protected(after.form, around[1]).notes


def test_what_has_no_participants_tells_nothing(around):
    for name in NO_PARTICIPANTS:
        before, after = (table(name, extract) for extract in around)
        assert (after.cells, after.told) == (before.cells, ())
