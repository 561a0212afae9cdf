"""The code tables hold exactly the codes that models, imports and tables share."""

from datetime import date

import pytest

from samordna.ground.parameters.reader import code_list, code_list_names
from samordna.ground.parameters.values import Code, CodeList

SHARED = {
    "sex": "women men",
    "support_source": (
        "sjukpenning rehabiliteringspenning sjukersattning aktivitetsersattning a_kassa aktivitetsstod"
        " etableringsersattning forsorjningsstod studiestod other_public none"
    ),
    "extent": "0 25 50 75 100",
    "end_reason": (
        "according_to_plan illness moved parental_leave own_break withdrawn_consent deceased other mistaken_entry"
    ),
    "target_group": "long_term_sick young_activity_compensation young_disability other",
    "referred_by": (
        "arbetsformedlingen forstarkt_samarbete forsakringskassan kommun samordningsforbund region own_initiative other"
    ),
    "education": "none compulsory upper_secondary higher",
    "support_time": "under_1 y1_3 y4_5 y6_plus",
    "orientation": "individual structural",
    "follow_up": "persons numbers",
    "participation_mode": "person anonymous",
    "role": (
        "association_manager preparation_member board_member fk_esf measure_owner participant_registrar"
        " association_admin access_orderer analyst national_viewer privacy_officer national_admin"
    ),
    "party_kind": "fk af region municipality association other",
    "commitment_kind": "cash benefits wages",
    "organiser_answer": "willing refuses unanswered",
    "organiser_condition": "no_other_organiser all_co_finance carry_on_plan",
    "programme_area": "A1 A2 B C D E F",
}


@pytest.mark.parametrize("name", SHARED)
def test_holds_the_shared_codes_in_order(name):
    assert " ".join(code_list(name).values) == SHARED[name]


@pytest.mark.parametrize("name", code_list_names())
def test_every_code_has_a_label_in_both_languages(name):
    table = code_list(name)
    assert table.source
    for code in table:
        assert code.code.isascii()
        assert code.sv.strip() == code.sv != ""
        assert code.en.strip() == code.en != ""
    for language in ("sv", "en"):
        labels = [label for _, label in table.choices(language)]
        assert len(set(labels)) == len(labels)


def test_the_official_groups_of_support():
    table = code_list("support_source")
    assert {code.group for code in table} == set(code_list("support_group").values)
    assert table.in_group("ill_health") == table.values[:4]
    assert table.in_group("labour_market") == table.values[4:7]


def test_every_category_belongs_to_an_orientation():
    assert {code.group for code in code_list("category")} == set(code_list("orientation").values)


def test_a_code_of_the_past_is_shown_but_not_chosen():
    old, new = Code("old", "Gammal", "Old", valid_to=date(2024, 12, 31)), Code("new", "Ny", "New")
    table = CodeList("x", (old, new), "s", "read")
    assert table["old"].sv == "Gammal"
    assert table.choices(on=date(2025, 1, 1)) == [("new", "Ny")]
    assert table.choices("en", on=date(2024, 12, 31)) == [("old", "Old"), ("new", "New")]


def test_an_unknown_table_or_code_is_an_error():
    with pytest.raises(KeyError, match="no code table"):
        code_list("../law/finsam")
    with pytest.raises(KeyError, match="sex"):
        code_list("sex")["other"]
    assert "other" not in code_list("sex")
