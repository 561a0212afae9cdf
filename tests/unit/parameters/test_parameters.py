"""Every value is dated and sourced, no two are in force at once, and the published figures are the ones we hold."""

from datetime import date
from itertools import combinations

import pytest

from samordna.ground.kernel.money import Money
from samordna.ground.kernel.share import Share
from samordna.ground.parameters import reader
from samordna.ground.parameters.reader import BrokenParameters, parameter, parameters, rule, rules
from samordna.ground.parameters.values import NoParameter

CALL = date(2025, 9, 1)
EVERY_REGION = [None, "SE11", "SE12", "SE21", "SE22", "SE23", "SE31", "SE32", "SE33"]


@pytest.mark.parametrize("area", ["A1", "A2"])
@pytest.mark.parametrize("region", EVERY_REGION)
def test_area_a_has_the_published_shares(area, region):
    found = parameter("esf.support_rate", on=CALL, area=area, region=region)
    assert found.value == Share.percent("60" if region == "SE31" else "54")
    assert found.status == "read"


@pytest.mark.parametrize(("area", "region", "percent"), [("D", "SE32", "45"), ("D", "SE33", "45"), ("E", None, "95")])
def test_areas_d_and_e_have_the_published_shares(area, region, percent):
    assert parameter("esf.support_rate", on=CALL, area=area, region=region).share == Share.percent(percent)


@pytest.mark.parametrize("area", ["B", "C", "F"])
def test_a_share_that_is_not_public_is_empty_and_says_so(area):
    found = parameter("esf.support_rate", on=CALL, area=area, region=None)
    assert (found.value, found.status) == (None, "unknown")
    with pytest.raises(NoParameter, match="not public"):
        _ = found.share


@pytest.mark.parametrize(("area", "region"), [("D", "SE31"), ("D", None), ("E", "SE11"), ("Z", None)])
def test_a_place_without_a_row_is_told_as_such(area, region):
    with pytest.raises(NoParameter, match="no row for area"):
        parameter("esf.support_rate", on=CALL, area=area, region=region)


@pytest.mark.parametrize("day", [date(2020, 12, 31), date(2030, 1, 1)])
def test_a_day_without_a_value_is_told_with_the_days_that_have_one(day):
    with pytest.raises(NoParameter, match="2021-01-01 to 2029-12-31"):
        parameter("esf.support_rate", on=day, area="A2", region=None)


@pytest.mark.parametrize(
    ("day", "in_force"),
    [(date(2025, 3, 12), False), (date(2025, 3, 13), True), (date(2029, 12, 31), True), (date(2030, 1, 1), False)],
)
def test_the_guarantee_has_a_first_and_a_last_day(day, in_force):
    assert rule("fk_guarantor").in_force(day) is in_force
    if in_force:
        assert parameter("organiser.guarantor", on=day).value == ("fk",)
    else:
        with pytest.raises(NoParameter):
            parameter("organiser.guarantor", on=day)


def test_the_split_of_the_support_is_not_given_before_it_is_read():
    for _, row in parameters()["esf.eu_rate"]:
        assert (row.value, row.status) != (None, "read")
        assert row.value is None


def test_the_allocation_model():
    assert parameter("finsam.base_grant", on=CALL).value == Money.kronor(400_000)
    need, people = (parameter(f"finsam.{name}_weight", on=CALL).share for name in ("need", "population"))
    assert need.rest == people


def test_an_unknown_name_or_a_forgotten_dimension_is_refused():
    with pytest.raises(NoParameter, match="no parameter"):
        parameter("esf.suport_rate", on=CALL)
    with pytest.raises(NoParameter, match="no row"):
        parameter("esf.support_rate", on=CALL, area="A2")


def test_no_two_rows_are_in_force_for_the_same_place_and_day():
    for name, rows in parameters().items():
        for (one_where, one), (other_where, other) in combinations(rows, 2):
            same_place = all(set(one_where[key]) & set(other_where[key]) for key in one_where)
            assert not (same_place and one.period.overlaps(other.period)), name


def test_every_value_has_a_source_and_every_empty_value_a_reason():
    for name, rows in parameters().items():
        for _, row in rows:
            assert row.source, name
            assert row.value is not None or row.status != "read", name


def test_the_rules_of_the_act_are_all_there_in_both_languages():
    numbered = [each.id for each in rules() if each.id.startswith("R")]
    assert numbered == [f"R{number:02d}" for number in range(1, 32)]
    assert all(each.text_sv.endswith(".") and each.text_en.endswith(".") and each.source for each in rules())
    assert len(rules("organiser")) == 13


WRONG_FILES = {
    "a key too many": "x.y: {unit: share, rows: [{value: '5', valid_from: 2020-01-01, source: s, status: read, o: 1}]}",
    "a missing source": "x.y: {unit: share, rows: [{value: '5', valid_from: 2020-01-01, status: read}]}",
    "an unknown unit": "x.y: {unit: acres, rows: [{value: '5', valid_from: 2020-01-01, source: s, status: read}]}",
    "an unknown status": "x.y: {unit: share, rows: [{value: '5', valid_from: 2020-01-01, source: s, status: guess}]}",
    "an empty read value": "x.y: {unit: text, rows: [{value: null, valid_from: 2020-01-01, source: s, status: read}]}",
    "not a mapping": "x.y: [1]",
}


HEAD = "source: s\nstatus: read\ntitle: {sv: t, en: t}\nopen: false\nwhy: {sv: w, en: w}\n"


@pytest.fixture
def own_files(tmp_path, monkeypatch):
    for folder in ("law", "programme", "codes"):
        (tmp_path / folder).mkdir()
    monkeypatch.setattr(reader, "HERE", tmp_path)
    caches = (reader._parameters, reader._rules, reader.shipped_list, reader.code_list_names)
    for each in caches:
        each.cache_clear()
    yield tmp_path
    for each in caches:
        each.cache_clear()


@pytest.mark.parametrize("wrong", WRONG_FILES)
def test_a_wrong_parameter_file_stops_at_once(own_files, wrong):
    (own_files / "programme" / "x.yaml").write_text(WRONG_FILES[wrong], encoding="utf-8")
    with pytest.raises(BrokenParameters, match=r"x\.yaml, x\.y"):
        parameters()


def test_the_newer_row_takes_over_on_its_day(own_files):
    rows = [("5", "2020-01-01", "2020-12-31"), ("6", "2021-01-01", "null")]
    text = "".join(
        f"\n    - {{value: '{value}', valid_from: {start}, valid_to: {end}, source: s, status: read}}"
        for value, start, end in rows
    )
    (own_files / "programme" / "x.yaml").write_text(f"x.y:\n  unit: share\n  rows:{text}\n", encoding="utf-8")
    assert parameter("x.y", on=date(2020, 12, 31)).share == Share.percent("5")
    assert parameter("x.y", on=date(2021, 1, 1)).share == Share.percent("6")


def test_a_rule_or_code_that_stands_twice_stops_at_once(own_files):
    texts = "topic: t, text_sv: a, text_en: b, paragraph: '', source: s, strength: hard"
    one = f"{{id: X, {texts}, valid_from: null, status: read}}"
    (own_files / "law" / "x.yaml").write_text(f"rules: [{one}, {one}]", encoding="utf-8")
    with pytest.raises(BrokenParameters, match="twice"):
        rules()
    code = "{code: '1', sv: a, en: b}"
    (own_files / "codes" / "x.yaml").write_text(f"{HEAD}codes: [{code}, {code}]", encoding="utf-8")
    with pytest.raises(BrokenParameters, match="twice"):
        reader.code_list("x")
