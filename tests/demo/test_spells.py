"""The delivered file of the demo country: the plan has the starters that section 4 of the report needs, or says so."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from samordna.edge.demo import spells

pytestmark = pytest.mark.demo


def test_the_plan_has_the_starters_of_the_report(country):
    assert spells.uncalibrated(country) == []


def test_who_is_not_found_is_who_the_report_did_not_find(country):
    """894 began with activity compensation and 811 were found, 2,419 and 2,346 with sickness benefit."""
    with_spells = {(one.number, one.benefit) for one in spells.build(country)}
    for benefit, delivered in spells.DELIVERED.items():
        began = spells._first_starts(country, benefit)[2019]
        found = Counter(one.sex for one in began if any((one.number, kind) in with_spells for kind in delivered))
        wanted = spells.published()["benefits"][delivered[0]]["found"]
        # Who has spells that begin after the start is not found either: at least as many have any.
        assert all(found[sex] >= wanted[sex] for sex in ("women", "men"))
        assert len(began) == {"sjukpenning": 2419, "aktivitetsersättning": 894}[benefit]


def test_a_country_in_which_others_began_says_so(country):
    rest = [one for one in country.participations if one.start is None or one.start.year != 2019]
    told = spells.uncalibrated(replace(country, participations=rest))
    assert len(told) == 2
    assert "0 women began, published" in told[0]
