"""Sweden has 290 municipalities in 21 counties in 8 NUTS2 regions, and each is called what it is called."""

import doctest

import pytest

from samordna.ground.kernel.identifiers import PartyId
from samordna.ground.parameters import areas


def test_the_country_is_whole_and_hangs_together():
    assert (len(areas.municipalities()), len(areas.counties()), len(areas.nuts2_regions())) == (290, 21, 8)
    for municipality in areas.municipalities().values():
        county = areas.counties()[municipality.county]
        assert municipality.code.startswith(county.code)
        assert municipality.nuts2 == county.nuts2


@pytest.mark.parametrize(
    ("party", "name"),
    [
        ("fk", "Försäkringskassan"),
        ("af", "Arbetsförmedlingen"),
        ("region-14", "Västra Götalandsregionen"),
        ("municipality-1780", "Karlstads kommun"),
        ("municipality-1764", "Grums kommun"),
        ("municipality-0583", "Motala kommun"),
        ("municipality-2080", "Falu kommun"),
        ("association-samspelet", "Samordningsförbundet"),
        ("other-folkhogskolan", "folkhogskolan"),
    ],
)
def test_parties_have_swedish_names(party, name):
    assert areas.party_name(PartyId.parse(party)) == name


@pytest.mark.parametrize(
    ("party", "exists"),
    [("region-09", True), ("region-02", False), ("municipality-0001", False), ("association-x", True), ("fk", True)],
)
def test_which_parties_exist(party, exists):
    assert areas.exists(PartyId.parse(party)) is exists


def test_the_examples_are_true():
    result = doctest.testmod(areas)
    assert (result.attempted > 0, result.failed) == (True, 0)
