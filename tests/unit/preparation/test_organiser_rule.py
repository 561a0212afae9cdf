"""The organiser rule as pages use it: reasons in two languages, names, and refusals with fields.

What it answers is held by the situations in tests/spec/organiser and by the generated ones in tests/generative.
"""

import re
from datetime import date

import pytest

from samordna.agree.preparation.rules import reasons
from samordna.agree.preparation.rules.organiser import Answer, PartyAnswer, Situation, check, organiser
from samordna.ground.kernel.errors import Refusal
from samordna.ground.kernel.identifiers import PartyId
from samordna.ground.parameters.reader import code_list, rule


def answer(party, takes_part=True, co_finances=True, willing="refuses"):
    return PartyAnswer(PartyId.parse(party), takes_part, co_finances, willing)


def situation(*answers, area="A2", region="SE31", kind="individual", on=date(2025, 6, 1), deadline_passed=False):
    return Situation(area, region, kind, on, answers, deadline_passed)


GUARANTEE = situation(answer("fk"), answer("municipality-1780"))
BLOCKED = situation(
    answer("fk"), answer("municipality-1780", co_finances=False), answer("region-17", co_finances=False)
)


@pytest.mark.parametrize(
    ("asked", "sv", "en"),
    [
        (
            BLOCKED,
            "Det gör inte Karlstads kommun och Region Värmland.",
            "not done by Karlstads kommun and Region Värmland",
        ),
        (
            situation(answer("af", willing=None)),
            "Svar saknas från Arbetsförmedlingen.",
            "missing from Arbetsförmedlingen",
        ),
        (
            situation(answer("fk"), on=date(2025, 3, 12)),
            "från den 13 mars 2025 till och med den 31 december 2029. Den gäller inte den 12 mars 2025.",
            "from 13 March 2025 to 31 December 2029",
        ),
        (situation(answer("fk"), area="C", region=None), "I C finns därför ingen garanti.", "no guarantee in C"),
    ],
)
def test_the_reason_that_stops_is_about_the_case_in_both_languages(asked, sv, en):
    (stop,) = [reason for reason in organiser(asked).reasons if reason.stops]
    assert sv in stop.text_sv
    assert en in stop.text_en


def test_parties_are_called_by_the_names_that_the_page_gives():
    told = organiser(BLOCKED, names=lambda party: f"<{party}>").reasons[-1]
    assert "<municipality-1780> och <region-17>" in told.text_sv


def test_a_settled_organiser_is_not_stopped_by_anything():
    for asked in (GUARANTEE, situation(answer("fk"), answer("af", willing="willing"))):
        assert not any(reason.stops for reason in organiser(asked).reasons)


def test_both_positions_are_shown_when_fk_is_guarantor_for_individuals():
    told = {reason.rule: reason for reason in organiser(GUARANTEE).reasons}
    assert "FK 2024/025330" in told["fk_position"].source
    assert "S2025/00456" in told["fk_guarantor"].source
    assert (told["fk_position"].valid_from, told["fk_guarantor"].valid_from) == (date(2025, 2, 10), date(2025, 3, 13))


@pytest.mark.parametrize("sentence", reasons._SENTENCES)
def test_every_sentence_rests_on_a_rule_and_stands_in_both_languages(sentence):
    rule_id, sv, en = reasons._SENTENCES[sentence]
    assert rule(rule_id).source
    assert sv.endswith(".")
    assert en.endswith(".")
    assert set(re.findall(r"{\w+}", sv)) == set(re.findall(r"{\w+}", en))


def test_conditions_are_the_codes_of_the_table():
    assert organiser(GUARANTEE).conditions == code_list("organiser_condition").values


@pytest.mark.parametrize(
    ("asked", "fields"),
    [
        (situation(area="D"), ["region"]),
        (situation(area="E"), ["region"]),
        (situation(area="Q"), ["area"]),
        (situation(region="SE10"), ["region"]),
        (situation(area="D", region="SE32"), []),
        (situation(answer("fk"), answer("fk")), ["parties[2].party"]),
        (situation(answer("region-02"), answer("other-x")), ["parties[1].party", "parties[2].party"]),
        (situation(answer("fk", False, True, "willing")), ["parties[1].organiser"]),
        (situation(answer("fk", None, True, "willing"), deadline_passed=True), []),
    ],
)
def test_impossible_situations_are_refused_by_field(asked, fields):
    assert [refusal.field for refusal in check(asked)] == fields
    if fields:
        with pytest.raises(Refusal):
            organiser(asked)


@pytest.mark.parametrize("area", ["A1", "A2", "B", "C", "F"])
@pytest.mark.parametrize("region", [None, "SE11", "SE33"])
def test_other_areas_are_open_everywhere(area, region):
    assert list(check(situation(area=area, region=region))) == []


def test_no_parties_at_all_is_no_project():
    found = organiser(situation())
    assert found == Answer(reasons=found.reasons)
    assert found.reasons[-1].rule == "takes_part"
