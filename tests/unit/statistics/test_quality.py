"""What a reader is told of the register behind an extract, and who is in none that is made from now on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.factories.deliver import AT, association, committed, ended, make_cast, personal_number, registered

from samordna.deliver.participants import erasing
from samordna.deliver.participants.models import Participation
from samordna.deliver.projects.models import MeasureShare
from samordna.ground.parameters import reader
from samordna.ground.parties.models import Membership, Municipality, Organisation
from samordna.ground.privacy.pseudonyms import extract_key, pseudonym
from samordna.learn.statistics import columns, extraction

pytestmark = pytest.mark.django_db
SECRET = b"s" * 32


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def extract(tmp_path):
    def make(at=AT):
        return extraction.extract(root=tmp_path, secret=SECRET, at=at, made_by="Anna Lys", why="test")

    return make


def lines(extract):
    return {line.code: line for line in extract.manifest.quality}


def rows(extract, source):
    return list(extract.rows(source.name, [column.name for column in source.columns]))


@pytest.mark.parametrize(
    ("holds", "seen"),
    [((None, None), 0), ((None, date(2026, 1, 31)), 1), ((date(2026, 2, 1), None), 1), ((date(2027, 1, 1), None), 2)],
)
def test_a_code_on_a_day_when_it_did_not_hold_is_counted_and_told(cast, extract, monkeypatch, holds, seen):
    """Two began, in January and in May, with a code of a table that has days."""
    for day, serial in ((date(2026, 1, 12), 980), (date(2026, 5, 4), 981)):
        registered(cast, number=personal_number(date(1990, 1, 2), serial), name="X Y", start=day)
    Participation.objects.update(education="upper_secondary")
    known = reader.code_list("education")
    codes = tuple(
        replace(one, valid_from=holds[0], valid_to=holds[1]) if one.code == "upper_secondary" else one
        for one in known.codes
    )
    changed = replace(known, codes=codes)
    monkeypatch.setattr(columns, "code_list", lambda name: changed if name == "education" else reader.code_list(name))
    made = extract()
    line = lines(made).get("code_not_in_force")
    assert (line.count if line else 0) == seen
    if line:
        assert "participations.education" in line.sv and "upper_secondary" in line.en
    assert [row["education"] for row in rows(made, columns.PARTICIPATIONS)] == ["upper_secondary"] * 2, "not dropped"


def test_a_participation_that_ends_before_it_starts_is_told_and_stays(cast, extract, monkeypatch):
    """The register's database refuses it; an extract looks all the same."""
    ended(cast, end=date(2026, 3, 1))
    gather = extraction._gather

    def backwards(gathered, writer):
        gather(gathered, writer)
        gathered.run('UPDATE participation SET "end" = start - 10')

    monkeypatch.setattr(extraction, "_gather", backwards)
    made = extract()
    assert lines(made)["ends_before_start"].count == 1
    (row,) = rows(made, columns.PARTICIPATIONS)
    assert row["days"] == -9


def test_who_has_withdrawn_is_in_no_new_extract_under_any_name(cast, extract):
    number = personal_number(date(1999, 6, 14), 238)
    gone, stays = registered(cast, number=number), registered(cast, number=personal_number(date(2001, 2, 3)), name="B")
    person = gone.person
    before = extract()
    committed(lambda: erasing.withdraw_consent(participation=gone, by=cast.actor("sara"), at=AT))
    after = extract(AT + timedelta(minutes=1))

    def names(made):
        return {row["person"] for row in rows(made, columns.PARTICIPATIONS) if row["person"]}

    def called(made, who):
        return pseudonym(extract_key(SECRET, made.manifest.state), who)

    assert called(before, person) in names(before)
    assert names(after) == {called(after, stays.person)}, "nobody but the other one, who has another name than before"
    assert called(after, stays.person) != called(before, stays.person)
    assert lines(after)["withdrawn"].count == 1
    assert (extraction.gone_since(before, secret=SECRET), extraction.gone_since(after, secret=SECRET)) == (1, 0)


@pytest.mark.parametrize(("home", "counts_for"), [("0583", "ostra-vattern"), ("0584", "goteborg"), ("0585", "first")])
def test_in_a_joint_measure_a_person_counts_for_the_association_of_the_home(cast, extract, home, counts_for):
    """The leading association when the home is in its area or in none that shares; else the one that has the home."""
    one = registered(cast)
    other = association("goteborg", "Göteborg")
    since = date(2020, 1, 1)
    for who, share in ((cast.measure.association, 6000), (other, 4000)):
        MeasureShare.objects.create(measure=cast.measure, association=who, valid_from=since, share=share)
    county = Municipality.objects.get(pk="0583").county
    for who, code in ((cast.measure.association, "0583"), (other, "0584"), (None, "0585")):
        place, _ = Municipality.objects.get_or_create(code=code, defaults={"name": code, "county": county})
        if who:
            home_of, _ = Organisation.objects.get_or_create(
                party_id=f"municipality-{code}", defaults={"kind": "municipality", "name": code, "county": county}
            )
            Membership.objects.filter(municipality=place).delete()
            Membership.objects.create(association=who, organisation=home_of, municipality=place, valid_from=since)
    Participation.objects.filter(pk=one.pk).update(municipality_id=home)
    (row,) = rows(extract(), columns.PARTICIPATIONS)
    assert row["association"] == "ostra-vattern"
    assert row["counts_for"] == ("ostra-vattern" if counts_for == "first" else counts_for)
