"""Kinds of co-financing that a payer or an owner may not be able to use: dated, and never a stop."""

from datetime import date

import pytest
from tests.factories.agree import make_cast
from tests.factories.cases import Story
from tests.factories.pages import as_, url, words

from samordna.agree.preparation.rules.kinds import owner_kinds, pays_no_benefits
from samordna.ground.kernel.money import Money

NOW = date(2026, 11, 12)


@pytest.mark.parametrize(
    ("party", "odd"),
    [("fk", False), ("af", False), ("municipality-0583", False), ("region-05", True), ("association-samspelet", True)],
)
def test_who_pays_benefits(party, odd):
    assert pays_no_benefits(party, NOW) is odd


def test_what_is_not_known_is_no_remark():
    assert not pays_no_benefits("region-05", date(2013, 1, 1))


@pytest.mark.parametrize(
    ("on", "kinds"), [(date(2019, 5, 1), ("cash",)), (NOW, None), (date(2013, 1, 1), None), (date(2031, 1, 1), None)]
)
def test_what_an_owner_may_use(on, kinds):
    assert owner_kinds(on) == kinds


@pytest.mark.django_db
def test_the_page_asks_one_to_look_and_stops_nothing():
    cast = make_cast()
    story = Story(cast, organiser="municipality-0583").asked()
    story.answer("region-05", amounts=[("benefits", 2027, Money.kronor(100_000))])
    story.answer("municipality-0583")
    page = words(as_(cast, "maria").get(url("cofinancing", story)))
    assert "Region Östergötland har lovat ersättning till deltagare." in page
    assert "Motala kommun ska äga projektet och medfinansierar med annat än kontanta medel." in page
    assert page.count("ska äga projektet") == 1
