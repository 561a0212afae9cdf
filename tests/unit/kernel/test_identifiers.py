"""Identifiers: what is accepted, what is refused and in which words, and what never shows."""

from datetime import date

import pytest
from personnummer.personnummer import Personnummer

from samordna.ground.kernel.errors import Refusal
from samordna.ground.kernel.identifiers import OrganisationNumber, PartyId, PersonalNumber


def with_check_digit(eleven: str) -> str:
    """Complete eleven digits by trying the ten possible last ones with an independent library."""
    return next(eleven + last for last in "0123456789" if _is_valid(eleven + last))


def _is_valid(digits: str) -> bool:
    try:
        Personnummer(digits)
    except Exception:
        return False
    return True


@pytest.mark.parametrize("born", ["19000101", "19450229", "19640229", "19851131", "19991231", "20040101", "19700161"])
@pytest.mark.parametrize("serial", ["980", "999", "238", "239"])
def test_agrees_with_an_independent_library(born, serial):
    for last in "0123456789":
        number = born + serial + last
        try:
            PersonalNumber.parse(number)
        except Refusal:
            assert not _is_valid(number)
        else:
            assert _is_valid(number)


@pytest.mark.parametrize(
    ("eleven", "sex", "birth_date", "coordination"),
    [
        ("19900101980", "women", date(1990, 1, 1), False),
        ("19900101981", "men", date(1990, 1, 1), False),
        ("19900161238", "men", date(1990, 1, 1), True),
        ("20040229982", "women", date(2004, 2, 29), False),
    ],
)
def test_what_a_number_says(eleven, sex, birth_date, coordination):
    number = PersonalNumber.parse(with_check_digit(eleven))
    expected_sex = "men" if int(eleven[-1]) % 2 else "women"
    assert (number.sex, number.birth_date, number.is_coordination_number) == (expected_sex, birth_date, coordination)
    assert number.is_test_number


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("900101-9802", "four digits"),
        ("19900230-9800", "no such date"),
        ("19900101-9801", "check digit"),
        ("not a number", "twelve digits"),
        ("19900101-000" + "0", "no such date"),
        ("17900101-9802", "twelve digits"),
    ],
)
def test_refusals_say_what_is_wrong_and_never_repeat_the_number(typed, says):
    with pytest.raises(Refusal) as refused:
        PersonalNumber.parse(typed)
    assert says in refused.value.message_en
    assert typed not in refused.value.message_sv + refused.value.message_en


def test_a_number_never_shows_itself():
    number = PersonalNumber.parse(with_check_digit("19900101980"))
    assert number.value not in f"{number} {number!r}"


@pytest.mark.parametrize("typed", ["202100-5521", "2021005521", "162021005521", "16202100-5521"])
def test_one_organisation_number_in_four_dresses(typed):
    assert OrganisationNumber.parse(typed).value == "2021005521"


@pytest.mark.parametrize("typed", ["202100-5522", "19900101-9802", "", "210000-000", "2120000000x"])
def test_refuses_what_is_not_an_organisation_number(typed):
    with pytest.raises(Refusal):
        OrganisationNumber.parse(typed)


@pytest.mark.parametrize("text", ["fk", "af", "region-05", "municipality-0180", "association-ostra-vattern", "other-x"])
def test_party_ids_survive_a_round_trip(text):
    assert str(PartyId.parse(text)) == text


NOT_A_PARTY = [
    "FK",
    "fk-1",
    "region",
    "region-5",
    "region-005",
    "municipality-178",
    "municipality-17800",
    "municipality-١٧٨٠",
    "kommun-1780",
    "association",
    "association-",
    "association--x",
    "association-x-",
]


@pytest.mark.parametrize("text", [*NOT_A_PARTY, "", "fk ", "association-a b"])
def test_unknown_party_ids_are_refused(text):
    with pytest.raises(Refusal):
        PartyId.parse(text)
