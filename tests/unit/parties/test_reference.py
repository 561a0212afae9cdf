"""Areas with official codes, and the associations as far as they are known."""

import pytest

from samordna.ground.parties import reference
from samordna.ground.parties.models import Association, County, Membership, Municipality, Nuts2, Organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded() -> None:
    reference.load()


@pytest.mark.parametrize(("model", "count"), [(Nuts2, 8), (County, 21), (Municipality, 290)])
def test_the_country_is_whole(loaded: None, model: type, count: int) -> None:
    assert model.objects.count() == count


@pytest.mark.parametrize(
    ("party", "name"),
    [
        ("fk", "Försäkringskassan"),
        ("af", "Arbetsförmedlingen"),
        ("region-05", "Region Östergötland"),
        ("region-14", "Västra Götalandsregionen"),
        ("municipality-0584", "Vadstena kommun"),
        ("association-samspelet", "Samordningsförbundet Samspelet"),
    ],
)
def test_everybody_who_can_be_a_party_has_an_id(loaded: None, party: str, name: str) -> None:
    assert Organisation.objects.get(party_id=party).name == name


def test_an_association_has_its_municipalities_and_whom_the_law_adds(loaded: None) -> None:
    members = set(
        Membership.objects.filter(association__slug="samspelet").values_list("organisation__party_id", flat=True)
    )
    assert members == {
        "fk",
        "af",
        "region-17",
        "municipality-1761",
        "municipality-1764",
        "municipality-1780",
        "municipality-1781",
    }


def test_no_municipality_is_in_two_associations_at_once(loaded: None) -> None:
    owned = list(Membership.objects.filter(municipality__isnull=False).values_list("municipality_id", flat=True))
    assert len(owned) == len(set(owned)) > 100


def test_every_row_says_how_sure_it_is(loaded: None) -> None:
    assert not Association.objects.filter(certainty="").exists()
    assert not Membership.objects.filter(certainty="").exists()


def test_loading_again_changes_nothing(loaded: None) -> None:
    report = reference.load()
    assert (report.new_associations, report.new_memberships) == (0, 0)
