"""Tables before and after retention: the same figures where they were kept, else a footnote that says so."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest
from tests.factories import deliver
from tests.factories.deliver import AT, ended, make_cast, personal_number, registered
from tests.factories.linking import SICKNESS, delivered, linked, spell
from tests.factories.statistics import extracted

from samordna.deliver.participants import retention
from samordna.deliver.projects.models import Measure
from samordna.engine.extract import open_extract
from samordna.engine.run import ENGINES, run, run_protected
from samordna.ground.kernel.errors import Refusal
from samordna.learn.statistics.catalogue import OFFICIAL, needs_linking, official
from samordna.learn.statistics.models import ExtractRecord

pytestmark = pytest.mark.django_db(databases="__all__")
#: What counts by year, measure and sex is kept. Measures, projects and money know no participants.
SAME = ("af-fk-2020-participants", "gender-starts")
NO_PARTICIPANTS = ("af-fk-2020-3", "af-fk-2020-measures", "fk-esf-2025-1", "fk-esf-2025-fig-2", "sus-cost")
LINKED_TABLES = [name for name in OFFICIAL if needs_linking(name)]
#: Tables of participants whom ESF paid for, and the years that are named when those of 2018–2023 are gone.
ESF_TABLES = {
    "fk-esf-2025-2": "2023–2024",
    "fk-esf-2025-3": "2023–2024",
    "fk-esf-2025-4": "2023–2024",
    "eu-common": "2023",
}
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
def cast(request, monkeypatch):
    """People in a measure; with the parameter ``esf`` one that ESF pays as well, which is fixed when it is made."""
    if getattr(request, "param", "") == "esf":
        monkeypatch.setattr(deliver, "measure", partial(deliver.measure, esf=True, programme_area="A2"))
    made = make_cast()
    Measure.objects.update(start=date(2016, 1, 1))
    made.measure.refresh_from_db()
    for day, (start, end) in enumerate(GONE, start=1):
        ended(made, number=personal_number(date(1985, 3, day), 980 + day), start=start, end=end)
    again = personal_number(date(1985, 3, 1), 981)
    ended(made, number=again, start=date(2018, 9, 1), end=date(2018, 12, 1))  # the first one, again in the same year
    registered(made, number=personal_number(date(1985, 3, 9), 989), start=STAYS, answers=SICKNESS)
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


@pytest.mark.parametrize("engine", sorted(ENGINES))
def test_a_linked_table_of_a_new_extract_tells_whom_it_cannot_have(cast, around, tmp_path, engine):
    """Who began in 2019 is gone, so no spell meets anybody; the years that lack them are named, protected or not."""
    file = delivered(tmp_path, [spell(personal_number(date(1985, 3, 9), 989), "2018-01-01", benefit="sjukpenning")])
    before, after = ExtractRecord.objects.order_by("pk")
    with pytest.raises(Refusal, match=r"4 personer i uttaget .* gallrats"):
        linked(cast, before, file)
    outcome, _ = linked(cast, after, file)
    for name in LINKED_TABLES:
        (told,) = table(name, outcome.extract, engine).told
        assert told.sv.startswith("Uppgifter om deltagare 2019 har gallrats."), name
        assert told.en.startswith("What was known of participants of 2019 has been erased"), name
        assert told in run_protected(official(name).declaration, outcome.extract, engine).notes


@pytest.mark.parametrize("engine", sorted(ENGINES))
@pytest.mark.parametrize("cast", ["esf"], indirect=True)
def test_a_table_of_esf_tells_of_those_whom_esf_paid_for(around, engine):
    before, after = around
    for name, years in ESF_TABLES.items():
        assert table(name, before, engine).told == ()
        (told,) = table(name, after, engine).told
        assert told.sv.startswith(f"Uppgifter om deltagare {years} har gallrats."), (name, told.sv)
        assert told in run_protected(table(name, after).form, after, engine).notes
    same = [table("af-fk-2020-participants", extract, engine).cells for extract in around]
    assert same[0] == same[1], "what was kept fills, whoever paid"


def test_what_has_no_participants_tells_nothing(around):
    for name in NO_PARTICIPANTS:
        before, after = (table(name, extract) for extract in around)
        assert (after.cells, after.told) == (before.cells, ())
