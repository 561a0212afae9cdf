"""An attacker of its own, over everything that was ever told: releases, revised figures and tables by area.

It shares no code with the protection: it reads the tables as they are shown, has one unknown for each cell at each
time, knows how codes add up, that zeros are printed, and what is a part of what, and asks HiGHS for the least and the
most. Fractions allow more than whole numbers do, so what it finds certain is certain. Two numbers of the same cell that
are certain at two times tell their difference, which is a number of persons too.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil, floor

import highspy
import numpy as np
import pytest
from tests.factories.deliver import make_cast
from tests.factories.statistics import begin, fill, released

from samordna.engine.disclosure.protect import Earlier
from samordna.learn.statistics import ledger, stored_areas
from samordna.learn.statistics.models import AreasTold

pytestmark = pytest.mark.django_db
TABLE, THRESHOLD, NEARLY = "af-fk-2020-1", 5, 1e-6
#: What was registered between the first release and the second, and between that and the third.
STORIES = {
    "one more in the other association": [(("women", "sjukpenning", 2018, 7),), (("men", "sjukpenning", 2018, 5),)],
    "many more": [(("women", "sjukpenning", 2018, 40),), (("women", "aktivitetsersattning", 2019, 3),)],
    "a few at a time": [(("men", "sjukpenning", 2018, 2),), (("men", "sjukpenning", 2018, 4),)],
}


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.EXTRACTS = tmp_path


@dataclass
class Attacker:
    """Equations over the cells of one table at one time: what somebody who has all of it knows."""

    at: dict[tuple, int] = field(default_factory=dict)
    solver: highspy.Highs = field(default_factory=highspy.Highs)

    def reads(self, table):
        """Every cell as it is shown; every total and part as the columns say them."""
        self.solver.silent()
        for key, cell in table.cells.items():
            if key not in self.at:
                self.at[key] = len(self.at)
                self.solver.addVar(0.0, highspy.kHighsInf)
            if cell.status == "value":
                self.row({key: 1}, cell.value, cell.value)
            elif cell.status == "hidden":
                self.row({key: 1}, 1, highspy.kHighsInf)
        for place, column in enumerate(table.columns):
            self.adds_up(table, place, column)
        return self

    def adds_up(self, table, place, column):
        """Sums that the column declares, or a total of all the others; new ones are among the ongoing."""
        sums = dict(column.sums)
        if not sums and column.total and not column.apart:
            sums = {column.total: [code for code in column.codes if code != column.total]}
        for key in table.cells:
            if key[place] in sums:
                parts = {(*key[:place], part, *key[place + 1 :]): -1 for part in sums[key[place]]}
                if parts.keys() <= table.cells.keys():
                    self.row({key: 1} | parts, 0, 0)
            if column.name == "registration" and key[place] == "ongoing":
                self.row({key: 1, (*key[:place], "new", *key[place + 1 :]): -1}, 0, highspy.kHighsInf)

    def row(self, cells, low, high):
        """The sum of some cells is from low to high."""
        places = np.array([self.at[key] for key in cells], dtype=np.int32)
        self.solver.addRow(float(low), float(high), len(places), places, np.array([*cells.values()], dtype=float))

    def certain(self):
        """Cells of which one whole number is left, and that number."""
        found = {}
        for key, place in self.at.items():
            low, high = (self.end(place, sense) for sense in (1, -1))
            if high < highspy.kHighsInf and ceil(low - NEARLY) == floor(high + NEARLY):
                found[key] = ceil(low - NEARLY)
        return found

    def end(self, place, sense):
        """The least (1) or the most (-1) that a cell can be."""
        costs = np.zeros(len(self.at))
        costs[place] = sense
        self.solver.changeColsCost(len(costs), np.arange(len(costs), dtype=np.int32), costs)
        self.solver.run()
        if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return sense * -highspy.kHighsInf
        return sense * self.solver.getInfo().objective_function_value


def told_in(story):
    """The tables by area of every release of a story, the nation with them, in the order that they were told."""
    cast = make_cast()
    fill(cast)
    found = [shown(released(cast, areas=True))]
    for number, more in enumerate(story):
        begin(cast, more, tag=f"+{number}")
        found.append(shown(released(cast, areas=True)))
    return found


def shown(release):
    """The table as those with a role see it: the areas, and the nation."""
    return stored_areas.of_table(release, TABLE)


def given_away(tables):
    """Small numbers that are certain, and differences of one to four between numbers that are."""
    known = [Attacker().reads(table).certain() for table in tables]
    small = [(n, key, number) for n, one in enumerate(known) for key, number in one.items() if 0 < number < THRESHOLD]
    changes = [
        (n, later, key, one[key] - other[key])
        for n, one in enumerate(known)
        for later, other in enumerate(known[n + 1 :], n + 1)
        for key in one.keys() & other.keys()
        if 0 < abs(one[key] - other[key]) < THRESHOLD
    ]
    return small + changes


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
def test_nothing_small_is_certain_after_a_story_of_releases(story):
    tables = told_in(story)
    assert sum(cell.status == "value" for cell in tables[-1].cells.values()) > 20, "something is told at all"
    assert given_away(tables) == []


@pytest.mark.parametrize("lacking", ["areas", "all"])
def test_without_the_ledger_the_attacker_finds_some(monkeypatch, lacking):
    """The same attacker over the same story, told by a product that does not remember."""
    monkeypatch.setattr(ledger, "areas_earlier", lambda count: Earlier())
    if lacking == "all":
        monkeypatch.setattr(ledger, "earlier", dict)
    assert any(given_away(told_in(story)) for story in STORIES.values())


def test_what_an_area_told_outlives_its_table(settings):
    """It is kept in the database, for every release that shows the table."""
    cast = make_cast()
    fill(cast)
    release = released(cast, areas=True)
    said = ledger.areas_earlier(TABLE)
    assert said.printed and said.hidden
    note = AreasTold.objects.get()
    assert (note.release, note.count, note.audience) == (release, TABLE, AreasTold.ROLES)
    assert note.told_at == release.answer.answered_at
    again = released(cast)  # prints the same, and shows the same table
    stored_areas.make(again)
    assert AreasTold.objects.filter(release=again).count() == 1
    assert ledger.areas_earlier(TABLE) == said
