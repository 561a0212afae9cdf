"""Section 4 of the 2020 report: starts met with payments give the printed figures back, on every engine."""

from __future__ import annotations

from datetime import date

import pytest

from samordna.engine.disclosure.protect import CannotProtect
from samordna.engine.run import ENGINES, run, run_protected
from samordna.learn.statistics import columns
from samordna.learn.statistics.af_fk_2020_linked import TABLE_4_1, TABLE_4_2
from samordna.learn.statistics.linked_columns import LINKED
from samordna.learn.statistics.printed import printed
from tests.factories.extracts import make_extract


def start(number, sex, benefit, **more):
    """A linked start that was found; ``number`` is the person's too."""
    ordinary = {
        "participation": number,
        "person": f"P{number}",
        "sex": sex,
        "measure": "I-0001",
        "association": "ostra-vattern",
        "orientation": "individual",
        "age": 26,
        "age_group": "25-28",
        "start": date(2019, 3, 1),
        "start_year": 2019,
        "benefit": benefit,
        "start_in_year": "first",
        "found": "yes",
        "days_before": 1000,
        "diagnosis_group": "F00-F99",
    }
    return ordinary | more


MISSED = {"found": "no", "why_not": "no_spell", "days_before": None, "diagnosis_group": None}
#: What is in the file and must not be counted.
NOT_COUNTED = [
    {"start_in_year": "later"},
    {"association": None},
    {"orientation": "structural"},
    {"start": date(2018, 12, 31), "start_year": 2018},
    {"start": date(2020, 1, 1), "start_year": 2020},
]
#: sex → (how many, what differs), as the report says or as follows from it.
SECTION_4_1 = {
    "women": [(210, {}), (166, {"age": 22, "age_group": "0-24"}),
              (62, {"age": 30, "age_group": "29-39", "diagnosis_group": "G00-G99", "days_before": 3741}), (53, MISSED)],
    "men": [(179, {}), (142, {"age": 22, "age_group": "0-24"}),
            (52, {"age": 30, "age_group": "29-39", "diagnosis_group": "Q00-Q99", "days_before": 3520}), (30, MISSED)],
}  # fmt: skip

OLD = {"age": 45, "age_group": "40-59", "days_before": 1064}
SECTION_4_2 = {
    "women": [(1000, OLD), (351, {"days_before": 792}), (115, {"diagnosis_group": "M00-M99", "days_before": 791}),
              (181, {"diagnosis_group": None, "days_before": 790}), (40, MISSED)],
    "men": [(573, {"days_before": 837}), (49, {"diagnosis_group": "M00-M99", "days_before": 837}),
            (77, {"diagnosis_group": "I00-I99", "days_before": 837}), (33, MISSED)],
}  # fmt: skip
TABLES = [(TABLE_4_1, "aktivitetsersattning", SECTION_4_1), (TABLE_4_2, "sjukpenning", SECTION_4_2)]


def extract(folder, benefit, rows):
    """An extract with these linked starts, and some that are not counted."""
    made = []
    for sex, groups in rows.items():
        for number, more in groups:
            made += [start(len(made) + place, sex, benefit, **more) for place in range(number)]
        made += [start(90_000 + len(made) + place, sex, benefit, **more) for place, more in enumerate(NOT_COUNTED)]
        made.append(start(95_000 + len(made), sex, "another benefit"))
    return make_extract(folder, {"linked_starts": made}, sources=(*columns.SOURCES, *LINKED))


def figures(table, sex):
    """Row → what is printed, for one sex."""
    return {key[1]: (cell.value, cell.of) for key, cell in table.rows() if key[2] == sex}


@pytest.mark.parametrize("engine", sorted(ENGINES))
def test_section_4_1(tmp_path, engine):
    table = run(TABLE_4_1, extract(tmp_path, "aktivitetsersattning", SECTION_4_1), engine)
    for sex, started, found, young, f in (
        ("women", 491, 438, 210, 376),
        ("men", 403, 373, 179, 321),
        ("total", 894, 811, 389, 697),
    ):
        said = figures(table, sex)
        assert [said[name][0] for name in ("started", "found", "age_25_28", "diagnosis_f")] == [
            started,
            found,
            young,
            f,
        ]
        assert table.cell(year=2019, counted="share_age_25_28", sex=sex).percent == 48
        assert table.cell(year=2019, counted="share_diagnosis_f", sex=sex).percent == 86
    means = {sex: figures(table, sex)["mean_years"] for sex in ("women", "men")}
    assert {sex: round(days / number / 365.25, 1) for sex, (days, number) in means.items()} == {
        "women": 3.8,
        "men": 3.7,
    }


@pytest.mark.parametrize("engine", sorted(ENGINES))
def test_section_4_2(tmp_path, engine):
    table = run(TABLE_4_2, extract(tmp_path, "sjukpenning", SECTION_4_2), engine)
    counted = ("started", "found", "diagnosis_f", "diagnosis_m")
    assert [[figures(table, sex)[name][0] for name in counted] for sex in ("women", "men", "total")] == [
        [1687, 1647, 1351, 115],
        [732, 699, 573, 49],
        [2419, 2346, 1924, 164],
    ]
    assert figures(table, "men")["mean_days"] == (699 * 837, 699)
    assert figures(table, "women")["mean_days_40_59"] == (1000 * 1064, 1000)
    assert figures(table, "women")["mean_days"] == (1000 * 1064 + 351 * 792 + 115 * 791 + 181 * 790, 1647)


@pytest.mark.parametrize("engine", sorted(ENGINES))
@pytest.mark.parametrize(("declaration", "benefit", "rows"), TABLES, ids=["4.1", "4.2"])
def test_what_the_text_says_comes_out(tmp_path, declaration, benefit, rows, engine):
    table = run(declaration, extract(tmp_path, benefit, rows), engine)
    said = printed(declaration.name)
    assert table.told == (), "nobody's data were erased"
    assert {key: int(table.cells[key].rounded) for key in said} == {key: cell.holds for key, cell in said.items()}


@pytest.mark.parametrize(("declaration", "benefit", "rows"), TABLES, ids=["4.1", "4.2"])
def test_those_found_are_the_women_and_the_men_in_the_report_and_in_the_table(tmp_path, declaration, benefit, rows):
    """In every row of persons the sexes add up, and who was not found is the rest of those who started."""
    table = run(declaration, extract(tmp_path, benefit, rows))
    persons = [part.code for part in declaration.parts if not part.count.is_share]
    assert {"started", "found"} <= set(persons)
    for of in (printed(declaration.name), table.cells):
        numbers = {key[1:]: getattr(cell, "holds", None) or cell.value for key, cell in of.items()}
        for row in (row for row in persons if (row, "women") in numbers):
            assert numbers[row, "women"] + numbers[row, "men"] == numbers[row, "total"], row
    missed = {sex: sum(number for number, more in groups if more == MISSED) for sex, groups in rows.items()}
    for sex, number in missed.items():
        said = figures(table, sex)
        assert said["started"][0] - said["found"][0] == number


def test_who_has_two_sexes_stands_in_both_and_the_sexes_then_exceed_the_total(tmp_path):
    """One person, with two starts that are each the first of their kind: an extract tells how many there are."""
    rows = [start(1, "women", "sjukpenning"), start(1, "men", "sjukpenning"), start(2, "men", "sjukpenning")]
    made = make_extract(tmp_path, {"linked_starts": rows}, sources=(*columns.SOURCES, *LINKED))
    found = {sex: figures(run(TABLE_4_2, made), sex)["found"][0] for sex in ("women", "men", "total")}
    assert found == {"women": 1, "men": 2, "total": 2}


def test_what_remains_of_a_whole_is_protected_too(tmp_path):
    rows = {"women": [(100, {}), (3, {"diagnosis_group": "G00-G99"})], "men": [(50, {})]}
    made = extract(tmp_path, "aktivitetsersattning", rows)
    assert run(TABLE_4_1, made).cell(year=2019, counted="diagnosis_f", sex="women").value == 100
    with pytest.raises(CannotProtect, match="diagnosis_f"):
        run_protected(TABLE_4_1, made)


def test_a_small_cell_is_hidden_with_its_share(tmp_path):
    rows = {"women": [(40, {"age_group": "0-24"}), (3, {})], "men": [(50, {"age_group": "0-24"}), (7, {})]}
    table = run_protected(TABLE_4_1, extract(tmp_path, "aktivitetsersattning", rows))
    hidden = {key[1:] for key, cell in table.rows() if cell.value is None and cell.status == "hidden"}
    assert {("age_25_28", "women"), ("share_age_25_28", "women")} <= hidden


def test_the_mean_of_few_is_hidden_and_so_is_the_one_that_would_give_it_back(tmp_path):
    rows = {"women": [(3, {})], "men": [(50, {"age_group": "0-24"}), (7, {})]}
    table = run_protected(TABLE_4_1, extract(tmp_path, "aktivitetsersattning", rows))
    status = {key[1:]: cell.status for key, cell in table.rows()}
    assert status["mean_years", "women"] == "hidden"
    assert status["mean_years", "men"] == "hidden", "the total less the men is the women's"
    assert status["mean_years", "total"] == "value"
