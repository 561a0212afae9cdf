"""Figures in text: Swedish words, growth on the earlier number, shares with their counts, hidden stays hidden."""

from __future__ import annotations

import pytest

from samordna.engine.table import HIDDEN, MISSING, Origin, Status, Table, percent, value
from samordna.engine.text import figures
from samordna.engine.text.figures import ref
from samordna.engine.text.numbers import NBSP, integer, listing, number_word, per_cent
from samordna.engine.text.sentences import Growing, Sentence, TypedFigure, growth_sentence, share_sentence
from samordna.engine.words import Words
from samordna.learn.statistics.af_fk_2020 import ALL_MEASURES

ORIGIN = Origin("x", "2020-01-15")
W = Words("{share}: {part} av {whole}", "{share}: {part} of {whole}")


def table(*numbers):
    """2018: individual, structural, total; 2019 likewise."""
    cells = [n if not isinstance(n, int) else value(n) for n in numbers]
    return Table(ALL_MEASURES, dict(zip(ALL_MEASURES.cell_keys(), cells, strict=True)), ORIGIN)


NUMBERS = table(114, 81, 195, 154, 121, 275)


def cell(year, orientation, of=NUMBERS):
    return ref(of, year=year, orientation=orientation)


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "0"), (999, "999"), (1138, "1 138"), (31167, "31 167"), (-457, "−457"), (10**6, "1 000 000")],
)
def test_numbers_are_grouped_with_no_break_spaces(number, text):
    assert integer(number) == text.replace(" ", NBSP)


@pytest.mark.parametrize(
    ("number", "neuter", "text"),
    [(0, False, "noll"), (1, False, "en"), (1, True, "ett"), (12, False, "tolv"), (13, False, "13")],
)
def test_numbers_to_twelve_have_words(number, neuter, text):
    assert number_word(number, neuter=neuter) == text


@pytest.mark.parametrize(
    ("part", "whole", "rounded"),
    [
        (1, 8, 13),
        (1, 200, 1),
        (1, 201, 0),
        (40, 114, 35),
        (40, 154, 26),
        (103, 56, 184),
        (0, 7, 0),
        (7, 7, 100),
        (-457, 2876, -16),
    ],
)
def test_per_cent_is_rounded_half_up_without_floating_point(part, whole, rounded):
    assert percent(part, whole) == rounded


def test_a_listing():
    assert listing(["a", "b", "c"]) == "a, b och c"
    assert listing(["a", "b"], "en") == "a and b"


def test_growth_is_on_the_earlier_number():
    growth = figures.growth(cell(2019, "individual"), cell(2018, "individual"))
    assert growth.words.sv == f"35{NBSP}procent"
    assert growth.how.sv == "40 av 114, det tidigare antalet"
    assert figures.change(cell(2019, "individual"), cell(2018, "individual")).words.sv == "40"


def test_a_figure_says_where_it_comes_from():
    figure = figures.count(cell(2019, "individual"))
    assert figure.how.sv == "Insatser som samordningsförbund har betalat: 2019, Individinriktade"
    assert [one.key for one in figure.refs] == [("2019", "individual")]
    assert figures.share(cell(2019, "individual"), cell(2019, "total")).how.sv == "154 av 275"


@pytest.mark.parametrize(
    ("later", "earlier", "says"),
    [(154, 114, "fler"), (114, 154, "färre"), (7, 7, "lika")],
)
def test_the_words_follow_the_direction(later, earlier, says):
    numbers = table(earlier, 0, 0, later, 0, 0)
    templates = Growing(
        Words("{growth} fler", "{growth} more"), Words("{growth} färre", "{growth} fewer"), Words("lika", "as many")
    )
    sentence = growth_sentence(templates, cell(2019, "individual", numbers), cell(2018, "individual", numbers))
    assert sentence.text().endswith(says)


@pytest.mark.parametrize(
    ("special", "sign", "status"), [(HIDDEN, "..", Status.HIDDEN), (MISSING, "...", Status.MISSING)]
)
def test_what_is_not_in_the_table_is_not_in_the_text(special, sign, status):
    numbers = table(114, 81, 195, special, 121, 275)
    later, earlier = cell(2019, "individual", numbers), cell(2018, "individual", numbers)
    for figure in (
        figures.count(later),
        figures.share(later, cell(2019, "total", numbers)),
        figures.growth(later, earlier),
        figures.change(later, earlier),
    ):
        assert (figure.words.sv, figure.status) == (sign, status)
    sentence = share_sentence(W, later, cell(2019, "total", numbers))
    assert not sentence.is_whole
    assert sentence.text() == f"{sign}: {sign} av 275"


def test_a_share_of_nobody_and_a_growth_from_nought_are_no_figures():
    numbers = table(0, 0, 0, 7, 0, 0)
    share = figures.share(cell(2018, "individual", numbers), cell(2018, "total", numbers))
    growth = figures.growth(cell(2019, "individual", numbers), cell(2018, "individual", numbers))
    assert [share.status, growth.status] == [Status.MISSING, Status.MISSING]


def test_a_figure_cannot_be_typed():
    with pytest.raises(TypedFigure, match="41 förbund"):
        Sentence(Words("41 förbund", "{n} associations"), {"n": figures.count(cell(2019, "total"))})


def test_a_template_names_what_it_is_given():
    with pytest.raises(KeyError, match="whole"):
        Sentence(W, {"share": figures.count(cell(2019, "total")), "part": figures.count(cell(2019, "total"))})


def test_a_sentence_comes_in_parts_in_both_languages():
    sentence = share_sentence(W, cell(2019, "individual"), cell(2019, "total"))
    assert sentence.text() == f"56{NBSP}procent: 154 av 275"
    assert sentence.text("en") == f"56{NBSP}per{NBSP}cent: 154 of 275"
    assert [text for text, figure in sentence.parts() if figure is None] == [": ", " av "]


def test_a_cell_that_is_not_there_cannot_be_named():
    with pytest.raises(KeyError, match="no cell"):
        ref(NUMBERS, year=2017, orientation="total")
    with pytest.raises(KeyError, match="is asked by year, orientation"):
        ref(NUMBERS, year=2019)


def test_per_cent_is_written_out():
    assert per_cent(184) == f"184{NBSP}procent"
