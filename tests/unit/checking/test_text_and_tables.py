"""Text against tables, tables against tables, and what cannot be: what is found and what is left alone."""

from __future__ import annotations

import pytest

from samordna.learn.checking.check import check
from samordna.learn.checking.reading import read_text


def found(text):
    return [(one.kind, one.printed, one.expected) for one in check(read_text(text))]


ORTER = "Tabell 2. Starter per ort\nOrt\tKvinnor\tMän\tTotalt\nAlby\t51\t37\t88\nEkby\t66\t49\t115\nÅsby\t28\t20\t48"
ORTER += "\nTotalt\t145\t106\t251\n\n"
PENGAR = "Tabell 5. Kostnader 2023 (tkr)\nKostnad\tUtfall\tBudget\nInsatser\t6 310\t6 600\nLokaler\t1 205\t1 150\n\n"
AR = "Tabell 7. Avslutade per år\nÅr\tAntal\n2020\t811\n2021\t734\n2022\t773\n\n"
MANADER = "Tabell 8. Tid i insats, månader\nKön\tMedelvärde\tMedian\nKvinnor\t11,6\t9\nMän\t10,2\t8\n\n"
FORE = "Tabell 9. Försörjning\nFörsörjning\tVid start\tVid avslut\nLön\t22\t94\nSjukpenning\t131\t78\n\n"

WRONG = [
    (ORTER + "I Ekby började 151 personer enligt tabell 2.", [("text_table", "151", "115")]),
    (ORTER + "Av tabell 2 framgår att 49 kvinnor började i Ekby.", [("text_table", "49", "66")]),
    (ORTER + "Flest starter hade Alby (tabell 2).", [("text_table", "Flest", None)]),
    (
        ORTER + "I tabell 2 var männen fler än kvinnorna.",
        [],
    ),
    (
        ORTER + "I tabell 2 är fler män än kvinnor i alla orter.",
        [("text_table", "fler män än kvinnor", None)],
    ),
    (ORTER + "Totalt började 215 personer.", [("text_table", "215", "251")]),
    (PENGAR + "Av tabell 5 framgår att insatserna kostade 3,6 miljoner kronor.", [("text_table", "3,6", "6,3")]),
    (AR + "År 2021 avslutades 773 personer.", [("text_table", "773", "734")]),
    (AR + "Antalet var lägst 2022, se tabell 7.", [("text_table", "lägst", None)]),
    (MANADER + "Kvinnornas mediantid var 7 månader, se tabell 8.", [("text_table", "7", "9")]),
    (
        FORE + "Av tabell 9 framgår att\n- antalet med sjukpenning gick från 113 till 78.",
        [("text_table", "113", "131")],
    ),
    (
        "Deltagare 2022 efter kön\nKön\tAntal\nKvinnor\t90\nMän\t60\nTotalt\t150\n\n"
        "Deltagare 2022 efter ålder\nÅlder\tAntal\nUnga\t100\nÄldre\t60\nTotalt\t160",
        [("cross_table", "160", "150")],
    ),
    (
        "Deltagare per år\nÅr\tKvinnor\tMän\tTotalt\n2022\t80\t70\t150\n2023\t90\t60\t150\n\n"
        "Deltagare 2023 efter ålder\nÅlder\tKvinnor\tMän\tTotalt\nUnga\t60\t30\t90\nÄldre\t39\t21\t60\nTotalt"
        "\t99\t51\t150",
        [("cross_table", "51", "60"), ("cross_table", "99", "90")],
    ),
    (
        "Avgifter 2024, tkr\nPart\tBelopp\nStaten\t2 820\nÖvriga\t2 820\nSumma medlemsavgifter\t5 640\n\n"
        "Finansiering 2024, kronor\nPost\tBelopp\nSumma medlemsavgifter\t5 460 000\nÖverfört\t725 000\n"
        "Summa\t6 185 000",
        [("cross_table", "5 460 000", "5 640 000")],
    ),
    ("I september var 67 av projektets 52 avtal klara.", [("impossible", "67", None)]),
    ("Kursen hade 58 deltagare, varav 61 kvinnor.", [("impossible", "61", None)]),
    ("Kursen hade 58 deltagare. 61 av dem blev klara.", [("impossible", "61", None)]),
    ("Den yngsta var 19 år och den äldsta 61 år. Medelåldern var 73 år.", [("impossible", "73", None)]),
    ("Deltagarna var mellan 18 och 29 år. Medelåldern var 42 år.", [("impossible", "42", None)]),
    ("Beslutet fattades den 31 juni 2023.", [("impossible", "den 31 juni 2023", None)]),
    ("Uppgifterna hämtades 2023-13-01.", [("impossible", "2023-13-01", None)]),
    ("Gruppen möttes 9 dagar i veckan.", [("impossible", "9 dagar i veckan", None)]),
    ("I kursen deltog −14 personer.", [("impossible", "−14 personer", None)]),
    (
        "Varje plats kostade i genomsnitt 45 100 kronor. Insatsen kostade 2 697 500 kronor och hade 65 platser.",
        [("share", "45 100", "41 500")],
    ),
    (
        "Av 480 anvisade kom 408. Av dem fullföljde 306, vilket motsvarar 75 procent av alla anvisade.",
        [("share", "75 procent", "64 procent")],
    ),
    (
        "Andelen män ökade från 41,5 till 44,0 procent mellan åren, det vill säga med 2,5 procent.",
        [("percentage_points", "2,5 procent", "2,5 procentenheter")],
    ),
]

RIGHT = [
    ORTER + "I Ekby började 115 personer, 27 fler än i Alby (tabell 2).",
    ORTER + "Flest starter hade Ekby, och minst antal hade Åsby med 48 (tabell 2).",
    ORTER + "Tabell 2 visar att kvinnorna var fler än männen i alla orter. I Ekby var 57 procent kvinnor.",
    ORTER + "Enligt tabell 2 började 66 kvinnor och 49 män i Ekby, 51 kvinnor och 37 män i Alby.",
    ORTER + "I Ekby finns tre vårdcentraler med 151 anställda.",
    ORTER + "Under 2019 började 151 personer i Ekby. Uppgiften finns inte i tabell 2.",
    ORTER + "I Alby och Åsby började sammanlagt 136 personer (tabell 2).",
    ORTER + "I Ekby, som har 12 000 invånare, är andelen kvinnor 57 procent (tabell 2).",
    ORTER + "Störst är behovet i Alby, enligt dem som arbetar där.",
    PENGAR + "Enligt tabell 5 kostade insatserna 6,3 miljoner kronor, 290 tkr mindre än budget.",
    PENGAR
    + "Enligt tabell 5 kostade lokalerna 1,2 miljoner kronor, 55 tkr över budget. Insatser för 400 tkr sköts upp.",
    AR + "År 2021 avslutades 734 personer, 39 färre än 2022 (tabell 7). År 2019 avslutades 773 personer.",
    AR + "Antalet var lägst 2021 och högst 2020, se tabell 7.",
    MANADER + "Kvinnornas mediantid var 9 månader och männens 8 månader, se tabell 8. Målet är 7 månader.",
    FORE + "Av tabell 9 framgår att\n- antalet med sjukpenning sjönk från 131 till 78\n- antalet med lön steg med 72.",
    "Deltagare 2022 efter kön\nKön\tAntal\nKvinnor\t90\nMän\t60\nTotalt\t150\n\n"
    "Deltagare 2023 efter ålder\nÅlder\tAntal\nUnga\t100\nÄldre\t60\nTotalt\t160",
    "Avslutade deltagare 2022 efter kön\nKön\tAntal\nKvinnor\t90\nMän\t60\nTotalt\t150\n\n"
    "Nya deltagare 2022 efter ålder\nÅlder\tAntal\nUnga\t100\nÄldre\t60\nTotalt\t160",
    "Avgifter 2024, tkr\nPart\tBelopp\nStaten\t2 820\nÖvriga\t2 820\nSumma medlemsavgifter\t5 640\n\n"
    "Finansiering 2024, kronor\nPost\tBelopp\nSumma medlemsavgifter\t5 640 200\nÖverfört\t725 000\nSumma\t6 365 200",
    "Av de 52 avtalen var 37 klara, och 60 av 75 möten hölls.",
    "Kursen hade 58 deltagare, varav 31 kvinnor. Den gavs 61 gånger. Sju av dem gavs på distans.",
    "Kursen gavs på 3 orter, varav 12 gånger i Ekby.",
    "Den yngsta var 19 år och den äldsta 61 år. Medelåldern var 37 år. Ledarnas medelålder är inte känd.",
    "Beslutet fattades den 29 februari 2024 och gäller från 2024-03-01 till den 31 december.",
    "Gruppen möttes 3 dagar i veckan under 14 veckor.",
    "Varje plats kostade i genomsnitt 41 500 kronor. Insatsen kostade 2 697 500 kronor och hade 65 platser.",
    "Kostnaden var 2,7 miljoner kronor, i snitt drygt 41 000 kronor för de 65 platserna.",
    "Insatsen kostade 2 697 500 kronor för 65 personer. Kostnaden per vårdplats i regionen är 9 000 kronor.",
    "Av 480 anvisade kom 408. Av dem fullföljde 306, vilket motsvarar 64 procent av alla anvisade.",
    "Vi intervjuade 20 av kommunens 12 000 anställda.",
    "Temperaturen var −14 grader. Mötet den 3 maj samlade 40 personer.",
]


@pytest.mark.parametrize(("text", "expected"), WRONG)
def test_what_is_wrong_is_found(text, expected):
    assert sorted(found(text), key=str) == sorted(expected, key=str)


@pytest.mark.parametrize("text", RIGHT)
def test_what_is_right_is_left_alone(text):
    assert found(text) == []
