"""The pages that say why: rules, and the figures that rules compute with."""

import html
import re

import pytest

from samordna.edge.web.rules.figures import NAMES, figures
from samordna.ground.parameters import reader

pytestmark = pytest.mark.django_db


def words(response):
    """The words of a page, without tags."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split(" "))


def test_every_parameter_is_shown_with_a_name_a_value_and_how_we_know(client):
    assert set(NAMES) == set(reader.parameters())
    page = words(client.get("/regler/tal/"))
    for figure in figures():
        assert str(figure.name) in page
        for row in figure.rows:
            assert (row.value or "okänt") in page
    assert "54 procent" in page
    assert "Norra Mellansverige" in page
    assert "14 dagar" in page
    assert "1\N{NO-BREAK SPACE}662 timmar" in page


def test_what_is_not_known_says_so(client):
    rows = [row for figure in figures() for row in figure.rows if row.behind.value is None]
    assert rows
    assert all(row.value == "" and row.behind.status != "read" for row in rows)
    assert words(client.get("/regler/tal/")).count("okänt") >= len(rows)


def test_a_rule_says_where_it_stands_and_its_note_is_marked_as_english(client):
    page = client.get("/regler/R28/").content.decode()
    assert '<p class="s-note" lang="en">' in page
    assert "Var den står" in page
    assert "Var den står" not in client.get("/regler/fk_guarantor/").content.decode()
    assert client.get("/regler/finns-inte/").status_code == 404
