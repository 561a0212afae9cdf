"""Lying bars, what is said of them, and totals that are sums in a workbook."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from tests.factories.af_fk_2020 import tables

from samordna.engine.formats.bars import WIDTH, Bars, bars_alternative, bars_as_svg
from samordna.engine.formats.chart import Series
from samordna.engine.formats.xlsx import workbook
from samordna.engine.table import HIDDEN, MISSING, value
from samordna.engine.text.course import course
from samordna.engine.words import Words
from samordna.learn.statistics.catalogue import presentation

YEARS = ("2016", "2017", "2018", "2019")
TITLE = Words("Insatser", "Measures")
NAME = Words("Unga med <funktionsnedsättning> utan aktivitetsersättning", "Young people")


def bars(*cells):
    return Bars(TITLE, YEARS, (Series(NAME, cells),))


def texts(svg):
    root = ElementTree.fromstring(svg)
    return [one.text for one in root.iter("{http://www.w3.org/2000/svg}text")]


def test_every_bar_has_its_year_and_its_number():
    svg = bars_as_svg(bars(value(1138), HIDDEN, MISSING, value(0)))
    assert texts(svg)[-8:] == ["2016", "1\u00a0138", "2017", "dolt", "2018", "saknas", "2019", "0"]
    assert "Unga med <funktionsnedsättning> utan" in texts(svg)


def test_lengths_follow_the_numbers_and_stay_inside():
    svg = bars_as_svg(bars(value(50), value(100), HIDDEN, value(0)))
    widths = [float(width) for width in re.findall(r'<rect [^>]*width="([\d.]+)"[^>]*fill="#', svg)]
    assert widths == [widths[1] / 2, widths[1]]
    assert widths[1] < WIDTH
    assert "style" not in svg


def test_it_is_named_where_it_stands_in_a_page():
    svg = bars_as_svg(bars(value(1), value(2), value(3), value(4)), title_id="d1")
    assert 'aria-labelledby="d1"><title id="d1">Stapeldiagram. Insatser.' in svg
    assert "aria-labelledby" not in bars_as_svg(bars(value(1), value(2), value(3), value(4)))


@pytest.mark.parametrize(
    ("cells", "sv", "en"),
    [
        (
            (77, 95, 114, 154),
            "ökar varje år, från 77 (2016) till 154 (2019)",
            "grows every year, from 77 (2016) to 154 (2019)",
        ),
        (
            (9, 8, 7, 6),
            "minskar varje år, från 9 (2016) till 6 (2019)",
            "falls every year, from 9 (2016) to 6 (2019)",
        ),
        ((5, 5, 5, 5), "är lika varje år, 5 (2019)", "is the same every year, 5 (2019)"),
        (
            (5, 9, 2, 6),
            "från 5 (2016) till 6 (2019), som mest 9 (2017), som minst 2 (2018)",
            "from 5 (2016) to 6 (2019), highest 9 (2017), lowest 2 (2018)",
        ),
        (
            (None, 85, 90, 121),
            "ökar varje år, från 85 (2017) till 121 (2019), uppgift för 2016 finns inte",
            "grows every year, from 85 (2017) to 121 (2019), there is no figure for 2016",
        ),
        (
            (7, "hidden", 9, 12),
            "från 7 (2016) till 12 (2019), uppgift för 2017 är dold",
            "from 7 (2016) to 12 (2019), the figure for 2017 is hidden",
        ),
        (
            ("hidden", "hidden", "hidden", 12),
            "12 (2019), uppgift för 2016, 2017 och 2018 är dold",
            "12 (2019), the figure for 2016, 2017 and 2018 is hidden",
        ),
        (
            (None,) * 4,
            "inget antal kan visas, uppgift för 2016, 2017, 2018 och 2019 finns inte",
            "no number can be shown, there is no figure for 2016, 2017, 2018 and 2019",
        ),
    ],
)
def test_what_is_seen(cells, sv, en):
    made = [value(c) if isinstance(c, int) else HIDDEN if c else MISSING for c in cells]
    assert course(YEARS, made) == sv
    assert course(YEARS, made, "en") == en
    assert sv in bars_alternative(bars(*made))


@pytest.mark.parametrize("series", [(), (Series(NAME, (value(1),)),)])
def test_what_cannot_be_drawn(series):
    with pytest.raises(ValueError, match="series"):
        Bars(TITLE, YEARS, series)


# Sums in a workbook ---------------------------------------------------------------------------------------------------


def formulas(one):
    """Formula and value of every computed cell on the first sheet."""
    content = workbook([one], Words("t", "t"), "2020-05-08")
    sheet = ElementTree.fromstring(zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml"))
    found = {}
    for cell in sheet.iter("{http://schemas.openxmlformats.org/spreadsheetml/2006/main}c"):
        parts = {part.tag.rsplit("}", 1)[1]: part.text for part in cell}
        if "f" in parts:
            found[cell.get("r")] = (parts["f"], int(parts["v"]))
    return found


def test_a_total_is_the_sum_of_its_parts():
    found = formulas(presentation(tables()["af-fk-2020-1"]))
    assert len(found) == 16
    assert ("B7+C7", 2781) in found.values()
    assert ("E10+F10", 2419) in found.values()


def test_a_total_is_no_sum_when_a_part_is_hidden_or_does_not_add_up():
    table = tables()["af-fk-2020-1"]
    first = ("2016", "ongoing", "sjukpenning")
    for key, cell in (((*first, "women"), HIDDEN), ((*first, "total"), value(2782))):
        changed = table.with_cells(dict(table.cells) | {key: cell}, table.certificate)
        assert len(formulas(presentation(changed))) == 15


def test_shares_and_persons_counted_under_several_codes_are_not_sums():
    given = tables()
    assert formulas(presentation(given["af-fk-2020-2"])) == {}
    assert formulas(presentation(given["af-fk-2020-3"])) == {}


def test_a_title_that_looks_like_a_formula_stays_a_text():
    one = replace(presentation(tables()["af-fk-2020-3"]), scope=Words("=1+1", "=1+1"))
    assert formulas(one) == {}
