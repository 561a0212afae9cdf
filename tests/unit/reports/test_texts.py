"""Texts of reports: what is read, and what is refused with the line and the reason."""

from __future__ import annotations

import shutil

import pytest
from tests.factories.af_fk_2020 import tables

from samordna.engine.words import Words
from samordna.learn.reports.binding import bound
from samordna.learn.reports.description import TEXTS, description, names
from samordna.learn.reports.expression import comparison, expression
from samordna.learn.reports.template import (
    Depending,
    Placed,
    Remark,
    Saying,
    Text,
    Title,
    read_text,
    typed_figures,
)
from samordna.learn.reports.wrong import WrongText

YEARS = {2018, 2019}
COUNT = "{{ count t4: year=2019, orientation=total }}"


def read(swedish, english=None):
    return read_text(swedish, swedish if english is None else english, YEARS)


def shown(saying):
    found = tables()
    named = {"t1": found["af-fk-2020-1"], "t3": found["af-fk-2020-3"], "t4": found["af-fk-2020-measures"]}
    return bound(saying, named)


# Typed figures --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Under 2019 var det {{ count t1: year=2019 }} insatser.", []),
        ("Enligt lag 2003:1210 om finansiell samordning.", []),
        ("Mellan 2018 och 2019, 2018–2019.", []),
        ("Det var 44 förbund.", ["44"]),
        ("Det var 1 138 insatser.", ["1 138"]),
        ("Det var 1\u00a0138 insatser.", ["1\u00a0138"]),
        ("En ökning med 0,7 procent.", ["0,7"]),
        ("Under 2015 var det färre.", ["2015"]),
        ("År 2019 44 förbund.", ["2019 44"]),
    ],
)
def test_typed_figures_are_found(text, found):
    assert typed_figures(text, YEARS) == found


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("Det var 44 förbund.", "line 1: 44 is typed by hand"),
        ("> Det var 44 förbund.", "line 1: 44 is typed by hand"),
        ("## De 44 förbunden", "line 1: 44 is typed by hand"),
        ("En mening.\nDet var 44 förbund.", "line 2: 44 is typed by hand"),
        ("? t4: year=2019, orientation=total since year=2018\n+ Det var 44 fler.", "line 2: 44 is typed by hand"),
        (f"Det var {COUNT} av 1 138.", "line 1: 1 138 is typed by hand"),
    ],
)
def test_a_typed_figure_is_refused(line, why):
    with pytest.raises(WrongText, match=why):
        read(line)


def test_a_figure_typed_into_a_shipped_text_is_refused(tmp_path):
    folder = shutil.copytree(TEXTS, tmp_path / "texts")
    path = folder / "af-fk-2020.sv.md"
    path.write_text(path.read_text("utf-8").replace("{{ growth }} från", "26 procent från", 1), encoding="utf-8")
    with pytest.raises(WrongText, match="af-fk-2020: line 9: 26 is typed by hand"):
        description("af-fk-2020", folder)


@pytest.mark.parametrize("name", names())
def test_the_shipped_texts_are_read(name):
    found = description(name)
    assert found.pieces
    assert found.title.sv and found.title.en


# What is read ---------------------------------------------------------------------------------------------------------


def test_the_pieces():
    text = f"## 3.2 Rubrik\nDet var {COUNT} insatser.\nFler.\n\n> Obs.\n[table t4]\n[definitions]\n### Under"
    assert read(text) == (
        Title(Words("3.2 Rubrik", "3.2 Rubrik"), 1),
        Text(
            (Saying(Words(f"Det var {COUNT} insatser.", f"Det var {COUNT} insatser.")), Saying(Words("Fler.", "Fler.")))
        ),
        Remark(Saying(Words("Obs.", "Obs."))),
        Placed("table", "t4"),
        Placed("definitions", ""),
        Title(Words("Under", "Under"), 2),
    )


@pytest.mark.parametrize(
    ("swedish", "english", "why"),
    [
        ("En mening.", "One.\nTwo.", "1 lines and the English 2"),
        ("En mening.", "## One", "line 1: the English text has something else"),
        ("[table t4]", "[table t3]", "line 1: the English text has something else"),
        ("En mening.", "", "the Swedish text has 1 lines and the English 0"),
        ("En.\n\nTvå.", "One.\nTwo.\n", "the Swedish text has 3 lines"),
        ("En.\n\nTvå.", "One.\nTwo.\nThree.", "line 2: the English text has something else"),
        (f"Det var {COUNT}.", "There were many.", "line 1: the two languages name different figures"),
        ("Det var {{ count t4: year=2019.", "There.", "line 1: braces that are not closed"),
        ("Det var {count}.", "There.", "line 1: braces that are not closed"),
        ("+ Fler.", "+ More.", "line 1: “\\+” without a line above"),
    ],
)
def test_texts_that_do_not_go_together(swedish, english, why):
    with pytest.raises(WrongText, match=why):
        read(swedish, english)


def test_every_way_must_be_told(tmp_path):
    folder = shutil.copytree(TEXTS, tmp_path / "texts")
    for language in ("sv", "en"):
        path = folder / f"af-fk-2020.{language}.md"
        lines = path.read_text("utf-8").splitlines()
        del lines[next(number for number, line in enumerate(lines) if line.startswith("="))]
        path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(WrongText, match=r"nothing is said when change t3: .*: same"):
        description("af-fk-2020", folder)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("[table t2]", "", "each table must have one place"),
        ("[chart priority]", "", "each chart must have one place"),
        ("[definitions]", "", "the definitions must have one place"),
    ],
)
def test_every_table_diagram_and_definition_has_its_place(tmp_path, old, new, why):
    folder = shutil.copytree(TEXTS, tmp_path / "texts")
    for language in ("sv", "en"):
        path = folder / f"af-fk-2020.{language}.md"
        path.write_text(path.read_text("utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(WrongText, match=why):
        description("af-fk-2020", folder)


# References -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("antal t4: year=2019", "“antal” is no form"),
        ("count year=2019", "names no table"),
        ("count t4: year", "is no cell"),
        ("count t4:", "is no cell"),
        ("share t4: year=2019", "must be followed by of"),
        ("growth t4: year=2019 of orientation=total", "must be followed by since"),
        ("count t4: year=2019 since year=2018", "must be followed by nothing"),
        ("change t4: year=2019 since year=2018 since year=2017", "must be followed by since"),
    ],
)
def test_what_is_no_reference(text, why):
    with pytest.raises(WrongText, match=why):
        expression(text)


def test_the_other_cell_says_only_what_differs():
    found = expression("share t4: year=2019, orientation=individual of orientation=total")
    assert found.whole == expression("count t4: year=2019, orientation=total").place
    other = expression("share t3: year=2019, group=total of t4: year=2019, orientation=total")
    assert other.whole == found.whole
    assert (
        comparison("t4: year=2019, orientation=total since year=2018").earlier
        == expression("count t4: orientation=total, year=2018").place
    )


@pytest.mark.parametrize(
    ("reference", "text"),
    [
        ("count t4: year=2019, orientation=total", "1 138"),
        ("share t4: year=2019, orientation=individual of orientation=total", "53 procent"),
        (
            "share t3: year=2019, counted=measures, group=total of t4: year=2019, orientation=total",
            "38 procent",
        ),
        ("change t3: year=2019, counted=measures, group=young_activity_compensation since year=2018", "40"),
        ("growth t3: year=2019, counted=measures, group=young_activity_compensation since year=2018", "35 procent"),
        ("count t3: year=2016, counted=measures, group=young_disability", "..."),
    ],
)
def test_figures_are_bound(reference, text):
    sentence = shown(Saying(Words(f"Det är {{{{ {reference} }}}} 2019.", f"In 2019 {{{{ {reference} }}}}.")))
    assert sentence.text().replace("\u00a0", " ") == f"Det är {text} 2019."
    (figure,) = sentence.figures.values()
    assert figure.refs
    assert figure.how.sv


@pytest.mark.parametrize(
    ("reference", "why"),
    [
        ("count t9: year=2019", "the report has no table t9; it has t1, t3, t4"),
        ("count t4: year=2019", "af-fk-2020-measures is asked by year, orientation"),
        ("count t4: year=2031, orientation=total", "has no cell"),
        ("later", "only in a sentence about a change"),
    ],
)
def test_references_to_nothing(reference, why):
    with pytest.raises(WrongText, match=why):
        shown(Saying(Words(f"{{{{ {reference} }}}}", f"{{{{ {reference} }}}}")))


def test_a_sentence_about_a_change_follows_the_numbers():
    ways = {
        way: Saying(Words(f"{way} {{{{ change }}}} {{{{ growth }}}}", f"{way} {{{{ change }}}} {{{{ growth }}}}"))
        for way in ("more", "fewer", "same", "untold")
    }
    cells = "counted=measures, group=young_activity_compensation"
    up = shown(Depending(comparison(f"t3: year=2019, {cells} since year=2018"), ways))
    assert up.text().replace("\u00a0", " ") == "more 40 35 procent"
    down = shown(Depending(comparison(f"t3: year=2018, {cells} since year=2019"), ways))
    # Of the earlier of the two as they are named: 40 of 154.
    assert down.text().replace("\u00a0", " ") == "fewer 40 26 procent"
    assert shown(Depending(comparison(f"t3: year=2018, {cells} since year=2018"), ways)).text().startswith("same")
    lacking = comparison("t3: year=2019, counted=measures, group=young_disability since year=2016")
    assert shown(Depending(lacking, ways)).text() == "untold ... ..."
