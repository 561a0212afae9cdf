"""PX and JSON-stat, as agencies give tables: read back, every cell is what it was, and every text."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from fractions import Fraction

import pytest
from tests.factories.af_fk_2020 import tables
from tests.factories.px_reader import read

from samordna.engine.formats.json_stat import json_stat
from samordna.engine.formats.px import table_as_px
from samordna.engine.printed import Printed, Way
from samordna.engine.seen import kept_form
from samordna.engine.table import HIDDEN, MISSING, Origin, Status, Table, value
from samordna.engine.words import Words
from samordna.learn.statistics.af_fk_2020 import ALL_MEASURES, TABLE_2
from samordna.learn.statistics.catalogue import presentation

ORIGIN = Origin("0123456789abcdef0123", "2020-01-15")
CELLS = (value(12), HIDDEN, MISSING, value(0), value(81), value(7))
NUMBERS = Table(ALL_MEASURES, dict(zip(ALL_MEASURES.cell_keys(), CELLS, strict=True)), ORIGIN)
MEANS = Table(
    TABLE_2,
    dict(
        zip(
            TABLE_2.cell_keys(),
            [value(11100, 8, Printed(Way.NUMBER, 1, Fraction(365))), HIDDEN, MISSING, value(7)] * 12,
            strict=True,
        )
    ),
    ORIGIN,
)
HARMFUL = 'Räksmörgås "på";\n\\ Östra; = "'
EVERY = [*(one for one in tables().values()), NUMBERS, MEANS]


def harmful(table, times=1):
    """The table with every text in it as hard to write as can be, and two labels alike."""
    text = Words(HARMFUL * times, HARMFUL * times)
    form = kept_form(table)
    columns = tuple(replace(column, words=text, code_words=(text,) * len(column.codes)) for column in form.columns)
    form = replace(form, columns=columns, title=text, notes=(text, text))
    one = presentation(replace(table, form=form))
    return replace(one, scope=text, source=text, definitions=((text, text),))


def px(one):
    return read(table_as_px(one).encode("utf-8"))


def expected(cell, missing='"."'):
    """What stands for a cell: its figure, and in tables of ratios the two numbers, or a sign."""
    if cell.status is not Status.VALUE:
        return '".."' if cell.status is Status.HIDDEN else missing
    return cell.rounded


# PX -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", EVERY, ids=lambda table: table.name)
def test_every_cell_of_a_px_file_is_what_it_was(table):
    one = presentation(table)
    found = px(one)
    layout = one.layout
    order = [*layout.rows, *layout.columns] if layout else ["year", "orientation"]
    names = [column.name for column in table.columns]
    for key, cell in table.rows():
        codes = dict(zip(names, key, strict=True))
        at = tuple(codes[name] for name in order)
        if not table.is_share:
            assert found.cells[at] == expected(cell)
            continue
        of = [found.cells[(*at, what)] for what in (table.form.what.name, "part", "whole")]
        if cell.status is Status.VALUE:
            assert of == [cell.rounded, str(cell.value), '"."' if cell.of is None else str(cell.of)]
        else:
            assert of == [expected(cell)] * 3
    assert len(found.cells) == len(table.cells) * (3 if table.is_share else 1)


def test_a_px_file_says_what_it_is_in_both_languages():
    one = presentation(NUMBERS)
    found = px(one)
    assert found.of("LANGUAGES") == ["sv", "en"]
    assert (found.only("CODEPAGE"), found.only("AXIS-VERSION"), found.only("DECIMALS")) == ("utf-8", "2013", "0")
    assert found.only("AGGREGALLOWED") == "NO"
    assert len(found.only("MATRIX")) <= 20
    for language, of in (("", "sv"), ("en", "en")):
        assert found.only("TITLE", language) == one.caption.in_language(of)
        assert found.only("CONTENTS", language) == NUMBERS.form.what.words.in_language(of)
        assert found.only("SOURCE", language) == one.source.in_language(of)
        year, orientation = (column.words.in_language(of) for column in NUMBERS.columns)
        assert (found.of("STUB", language=language), found.of("HEADING", language=language)) == (
            [year],
            [orientation],
        )
        assert found.of("TIMEVAL", year, language) == ["2018", "2019"]
        assert found.of("CODES", orientation, language) == ["individual", "structural", "total"]
        labels = [words.in_language(of) for words in NUMBERS.columns[1].code_words]
        assert found.of("VALUES", orientation, language) == labels


def test_the_mandatory_footnote_tells_the_signs_and_how_many_are_hidden():
    found = px(presentation(NUMBERS))
    lines = found.only("NOTEX").split("#")
    assert any(line.startswith(".. Dold. Färre än fem personer") for line in lines)
    assert ". Uppgift saknas." in lines
    assert "1 av 6 tal är dolda." in lines
    assert "1 of 6 figures are hidden." in found.only("NOTEX", "en").split("#")
    assert "Oskyddad tabell. Inte för publicering." in found.only("SOURCE")


def test_periods_that_are_not_years_are_no_timeval():
    year, *others = NUMBERS.columns
    halves = replace(year, codes=("2018-1", "2018-2"))
    cells = {
        (when, *key[1:]): cell
        for (key, cell), when in zip(NUMBERS.rows(), ["2018-1"] * 3 + ["2018-2"] * 3, strict=True)
    }
    form = replace(kept_form(NUMBERS), columns=(halves, *others))
    assert not any(key == "TIMEVAL" for key, *_ in px(presentation(Table(form, cells, ORIGIN))).said)


def test_any_text_survives_in_px_with_another_quotation_mark():
    found = px(harmful(NUMBERS, 40))
    kept = (HARMFUL * 40).replace('"', "”")
    assert found.only("SOURCE") == kept.replace("\n", " ")
    assert found.only("TITLE").endswith(kept.replace("\n", " "))
    assert found.only("NOTEX").startswith(kept.replace("\n", "#"))
    year, orientation = found.of("STUB") + found.of("HEADING")
    assert year != orientation
    assert len(set(found.of("VALUES", orientation))) == 3, "readers find a value by its name"
    assert list(found.cells.values()) == ["12", '".."', '"."', "0", "81", "7"]


# JSON-stat ------------------------------------------------------------------------------------------------------------


def keeps_the_rules(dataset):
    """The rules of JSON-stat 2.0 for a dataset that a reader leans on."""
    assert (dataset["version"], dataset["class"]) == ("2.0", "dataset")
    assert len(dataset["id"]) == len(dataset["size"]) == len(set(dataset["id"]))
    assert set(dataset["dimension"]) == set(dataset["id"])
    for name, size in zip(dataset["id"], dataset["size"], strict=True):
        category = dataset["dimension"][name]["category"]
        assert len(category["index"]) == len(set(category["index"])) == size
        assert set(category["label"]) == set(category["index"])
        assert set(category.get("unit", {})) <= set(category["index"])
    cells = 1
    for size in dataset["size"]:
        cells *= size
    assert isinstance(dataset["value"], list)
    assert len(dataset["value"]) == cells
    assert all(one is None or type(one) in (int, float) for one in dataset["value"])
    assert all(
        place.isdigit() and int(place) < cells and type(sign) is str for place, sign in dataset["status"].items()
    )
    roles = [name for names in dataset["role"].values() for name in names]
    assert set(dataset["role"]) <= {"time", "geo", "metric"}
    assert len(roles) == len(set(roles))
    assert set(roles) <= set(dataset["id"])
    assert all(type(one) is str for one in dataset["note"])
    assert type(dataset["label"]) is type(dataset["source"]) is str


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("table", EVERY, ids=lambda table: table.name)
def test_every_cell_of_a_json_stat_dataset_is_what_it_was(table, language):
    dataset = json.loads(json_stat(presentation(table), language))
    keeps_the_rules(dataset)
    categories = [dataset["dimension"][name]["category"]["index"] for name in dataset["id"]]
    for place, (*key, what) in enumerate(itertools.product(*categories)):
        cell = table.cells[tuple(key)]
        number, sign = dataset["value"][place], dataset["status"].get(str(place))
        if cell.status is not Status.VALUE:
            assert (number, sign) == (None, ".." if cell.status is Status.HIDDEN else ".")
        elif what == "whole" and cell.of is None:
            assert (number, sign) == (None, ".")
        else:
            told = {"part": cell.value, "whole": cell.of}.get(
                what, None if cell.rounded is None else float(cell.rounded)
            )
            assert (number, sign) == (told, None)


def test_a_dataset_says_what_it_is_and_how_it_was_protected():
    table = tables()["af-fk-2020-1"]
    dataset = json.loads(json_stat(presentation(table), manifest_sha256="abc"))
    assert dataset["role"] == {"time": ["year"], "metric": ["contents"]}
    assert dataset["id"] == ["year", "registration", "benefit", "sex", "contents"]
    assert dataset["updated"] == table.origin.as_of
    more = dataset["extension"]
    assert (more["extract"], more["manifest_sha256"], more["protected"]) == (table.origin.extract, "abc", True)
    assert more["certificate"]["policy"]["threshold"] == 5
    assert more["hidden"] == table.hidden()
    assert not {"primary", "secondary"} & set(more["certificate"])
    assert len(more["table_sha256"]) == 64
    plain = json.loads(json_stat(presentation(NUMBERS)))
    assert (plain["extension"]["protected"], plain["extension"]["certificate"]) == (False, None)
    assert "Oskyddad tabell. Inte för publicering." in plain["source"]
    assert any(note.startswith(".. Dold.") for note in plain["note"])
    assert ". Uppgift saknas." in plain["note"]


def test_the_same_table_has_the_same_digest_and_another_has_not():
    digests = [
        json.loads(json_stat(presentation(table), language))["extension"]["table_sha256"]
        for table, language in ((NUMBERS, "sv"), (NUMBERS, "en"), (MEANS, "sv"))
    ]
    assert digests[0] == digests[1] != digests[2]


def test_any_text_survives_in_json_stat():
    dataset = json.loads(json_stat(harmful(NUMBERS)))
    keeps_the_rules(dataset)
    assert dataset["source"] == HARMFUL
    assert dataset["dimension"]["orientation"]["category"]["label"]["total"] == HARMFUL
    assert dataset["note"].count(HARMFUL) >= 2
