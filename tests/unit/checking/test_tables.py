"""What tables say against themselves, however they are drawn; and tables that are right and look odd."""

from __future__ import annotations

import pytest

from samordna.learn.checking.check import check
from samordna.learn.checking.number_words import value_of
from samordna.learn.checking.reading import read_text


def found(text):
    return [(one.kind, one.printed, one.expected) for one in check(read_text(text))]


WRONG = {
    "bars": (
        "| Ort | Kvinnor | Män | Totalt |\n|---|---:|---:|---:|\n| Åby | 21 | 18 | 39 |\n| Ekby | 34 | 17 | 61 |\n"
        "| Totalt | 55 | 35 | 90 |",
        [("sum", "61", "51")],
    ),
    "semicolons": (
        "Ort;Kvinnor;Män;Totalt\nÅby;21;18;39\nEkby;34;17;51\nTotalt;55;35;80",
        [("sum", "80", "90")],
    ),
    "two spaces": (
        "Ort  Kvinnor  Män  Totalt\nÅby  21  18  39\nEkby  34  17  51\nTotalt  55  53  90",
        [("sum", "53", "35")],
    ),
    "months along the row": (
        "Insats\tjan\tfeb\tmars\tHelår\nSpåret\t10\t12\t15\t37\nStegen\t11\t21\t13\t45\nBron\t14\t15\t16\t54",
        [("sum", "54", "45")],
    ),
    "a result of income and costs": (
        "Belopp (tkr)\t2023\t2022\nMedel\t900\t800\nInsatser\t−500\t−450\nKansli\t−250\t−240\nÅrets resultat\t150\t101",
        [("sum", "101", "110")],
    ),
    "a count and its share in one cell": (
        "Ålder\tKvinnor\nUnder 30\t25 (25 %)\n30–44\t50 (50 %)\n45–64\t25 (52 %)\nAlla\t100 (100 %)",
        [("share", "52 %", "25 %")],
    ),
    "differences": (
        "Kontor\t2021\t2022\tSkillnad\nNorr\t41\t38\t−3\nSyd\t29\t33\t+4\nVäst\t18\t25\t+8",
        [("growth", "+8", "+7")],
    ),
    "differences between shares": (
        "Andel i arbete, procent\nFörbund\t2021\t2022\tFörändring (procentenheter)\n"
        "A\t38\t43\t5\nB\t45\t41\t−4\nC\t29\t36\t9",
        [("percentage_points", "9", "7")],
    ),
    "growth on the later year": (
        "Kontor\t2021\t2022\tFörändring i procent\nNorr\t100\t125\t20\nSyd\t150\t200\t25\nVäst\t80\t100\t20",
        [("growth", "20", "25"), ("growth", "20", "25"), ("growth", "25", "33")],
    ),
    "a mean per person": (
        "Insats\tKostnad, tkr\tDeltagare\tKostnad per deltagare, kronor\n"
        "A\t1 200\t40\t30 000\nB\t900\t36\t25 000\nC\t640\t20\t23 000",
        [("share", "23 000", "32 000")],
    ),
    "hidden parts that do not fit": (
        "Deltagare\tAntal\nA\t51\nB\t32\nC\tfärre än 5\nTotalt\t93",
        [("sum", "93", None)],
    ),
    "known parts that are more than all": ("Deltagare\tAntal\nA\t51\nB\t32\nC\t..\nTotalt\t80", [("sum", "80", None)]),
    "shares that are not a hundred": (
        "Deltagare, procent\tAndel\nA\t51\nB\t32\nC\t27\nTotalt\t100",
        [("sum", "100", None)],
    ),
    "persons below zero": (
        "Nya deltagare\tAntal\nVåren\t41\nHösten\t−14\nSommaren\t12",
        [("impossible", "−14", "14")],
    ),
    "a column within another": (
        "Företag\tDeltagare\tdärav kvinnor\nA\t40\t48\nB\t75\t30",
        [("impossible", "48", None)],
    ),
    "a row within another": ("Grupp\tDeltagare\nA\t40\n varav unga\t48\nB\t75", [("impossible", "48", None)]),
    "a hidden cell that the sum gives away": (
        "Deltagare\tAntal\nA\t51\nB\t32\nC\t..\nTotalt\t86",
        [("small_cell", "..", None)],
    ),
    "all of a small group": (
        "Ort\tDeltagare\tMed missbruk\nA\t51\t14\nB\t6\t6",
        [("group_disclosure", "6", None)],
    ),
    "a head with years and words": (
        "Part\t2021\t2022\tTotalt\nA\t10\t12\t22\nB\t14\t15\t29\nC\t11\t21\t23",
        [("sum", "23", "32")],
    ),
}  # fmt: skip

RIGHT = {
    "a line of dashes": "Bakgrund\n-----\nInsatsen hade 12 deltagare.\n-----\nSlut.",
    "text with two spaces": "Det var 12 deltagare.  Av dem var 7 kvinnor.\nDet var 14.  Av dem var 9 kvinnor.",
    "text with semicolons": "Norr hade 12; Syd hade 14\nVäst hade 20; Öst hade 31",
    "a result that is something else": "Insats\tResultat\nA\t12\nB\t14\nResultat\t30",
    "hidden parts that fit": "Deltagare\tAntal\nA\t51\nB\t32\nC\tfärre än 5\nD\tfärre än 5\nTotalt\t91",
    "shares that become 99": "Deltagare, procent\tAndel\nA\t33\nB\t33\nC\t33\nTotalt\t100",
    "several answers": "Stöd, procent\tAndel\nA\t63\nB\t53\nC\t33\nTotalt\t100\nFlera svar var möjliga.",
    "costs below zero": "Kostnader\tBelopp\nA\t−12\nB\t14\nC\t20",
    "changes below zero": "Deltagare\t2022\tFörändring\nA\t12\t−3\nB\t14\t2\nC\t20\t1",
    "goals over a hundred": "Mål\tMåluppfyllelse, procent\nDeltagare\t112\nAvslut\t97\nKontakter\t100",
    "change with nothing to be of": "Ort\tAntal\tFörändring\nA\t12\t3\nB\t14\t2\nC\t20\t1",
    "a mean that is not of these": "Ort\tBelopp\tPersoner\tMedelålder\nA\t1200\t40\t37\nB\t900\t36\t41\nC\t640\t20\t44",
    "two hidden cells": "Deltagare\tAntal\nA\t51\nB\t..\nC\t..\nTotalt\t60",
    "all of a large group": "Ort\tDeltagare\tMed missbruk\nA\t51\t51\nB\t60\t44",
    "few projects are hidden": "Projekt\tAntal projekt\nA\t51\nB\t..\nTotalt\t53",
    "a budget and an outcome": "Post\tBudget\tUtfall\tAvvikelse\nA\t500\t480\t20\nB\t300\t310\t−10\nC\t100\t90\t10",
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_found(name):
    text, expected = WRONG[name]
    assert sorted(found(text), key=str) == sorted(expected, key=str)


@pytest.mark.parametrize("name", RIGHT)
def test_what_is_right_is_left_alone(name):
    assert found(RIGHT[name]) == []


@pytest.mark.parametrize("word", ["tjugotal", "", "hundratals", "fler"])
def test_what_is_no_number_word(word):
    with pytest.raises(ValueError, match="no number word"):
        value_of(word)
