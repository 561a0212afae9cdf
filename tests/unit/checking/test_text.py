"""What running text says against itself: enumerations, lists, what is left; and ways of writing that are right."""

from __future__ import annotations

import pytest

from samordna.learn.checking.check import check
from samordna.learn.checking.reading import read_text


def found(text):
    return [(one.kind, one.printed, one.expected) for one in check(read_text(text))]


WRONG = [
    (
        "Till mottagningen kom 176 ansökningar: 72 från kommuner, 58 från regionen, 24 från staten och 13 från andra.",
        [("sum", "176", "167")],
    ),
    ("Vi möter 31 projekt. Elva av dem ägs av kommuner, nio av regioner och fem av andra.", [("sum", "fem", None)]),
    ("De 90 platserna är fördelade på 40 i norr, 30 i mitten och 25 i söder.", [("sum", "90", "95")]),
    (
        "Mötena tog 3 timmar på våren, 4 timmar på sommaren och 2 timmar på hösten, totalt 11 timmar.",
        [("sum", "11", "9")],
    ),
    ("Kostnaden var 8,5 mnkr, varav 5,1 mnkr insatser, 2,2 mnkr lokaler och 2,1 mnkr kansli.", [("sum", "8,5", "9,4")]),
    (
        "Svaren fördelade sig på ja (52 procent), nej (31 procent) och vet inte (27 procent).",
        [("sum", "27 procent", None)],
    ),
    (
        "Av deltagarna var 64 procent kvinnor. Resterande 46 procent var män.",
        [],
    ),
    ("Av de svarande var 64 procent nöjda och resterande 46 procent missnöjda.", [("sum", "46 procent", "36 procent")]),
    ("I september var 37 av 52 avtal klara. Resterande 25 avtal dröjer.", [("sum", "25", "15")]),
    ("De 75 avslutade fördelade sig så här:\n- arbete: 31\n- studier: 12\n- annat: 23", [("sum", "75", "66")]),
    (
        "Så slutade de:\n\n• arbete: 31\n• studier: 12\n• annat: 23\n\nSammanlagt slutade 76 personer.",
        [("sum", "76", "66")],
    ),
    ("Kostnader under året:\n- lokaler 120 tkr\n- löner 340 tkr\n- totalt 480 tkr", [("sum", "480", "460")]),
    (
        "Förbundet stödde tjugosju insatser: elva i norr, nio i mitten och fem i söder.",
        [("sum", "tjugosju", "tjugofem")],
    ),
    ("Antalet ökade från 389 till 342 personer.", [("growth", "342", None)]),
    ("Antalet ökade med 74, från 342 till 389.", [("growth", "74", "47")]),
    ("Kostnaden minskade med 1,2 mnkr, från 9,4 till 8,6 mnkr.", [("growth", "1,2", "0,8")]),
    ("Väntetiden halverades, från 40 dagar 2021 till 30 dagar 2022.", [("growth", "30", None)]),
    ("Kvinnor 1 320 respektive 1 386, plus 8 procent.", [("growth", "8 procent", "5 procent")]),
    (
        "Förra året var 1 150 inskrivna, i år är de 1 012. Det är en nedgång på 138 personer, eller 15 procent.",
        [("growth", "15 procent", "12 procent")],
    ),
    ("Antalet insatser fördubblades, från 40 till 65.", [("growth", "65", None)]),
    ("En av fem deltagare, 314 personer av 1 070, kom tillbaka.", [("share", "314", None)]),
    ("Av de 82 projekten har 21 en region som ägare. Det är mer än vart tredje.", [("share", "21", None)]),
    ("Drygt hälften, 43 procent, var kvinnor.", [("share", "43 procent", None)]),
    ("Knappt hälften av handläggarna, 74 av 98, kände till insatserna.", [("share", "74", None)]),
    (
        "Tre av fyra chefer är nöjda.¹\n\n¹ Enkät 2022. Påståendet stöds av 46 av 88 svarande chefer.",
        [("share", "46", None)],
    ),
    ("Svarsfrekvensen blev 68 procent (120 av 150 enkäter).", [("share", "68 procent", "80 procent")]),
    ("Vi höll 12 möten under året, nio på våren och fem på hösten.", [("sum", "12", "14")]),
    (
        "Remisserna var 45 i januari, 38 i februari, 21 i mars och 52 i april. Det blir 165 remisser.",
        [("sum", "165", "156")],
    ),
    (
        "Åldersfördelningen var 23 procent 16–24 år, 41 procent 25–44 år och 46 procent 45–64 år.",
        [("sum", "46 procent", None)],
    ),
    ("Av 45 inbjudna kom 83 till mötet.", [("impossible", "83", None)]),
    (
        "I kommunen deltog sex kvinnor. Alla sex levde med skyddade uppgifter.",
        [("group_disclosure", "Alla sex levde", None)],
    ),
    ("Av de fem på boendet hade samtliga ett pågående missbruk.", [("group_disclosure", "hade samtliga", None)]),
]

RIGHT = [
    "Antalet ärenden har sjunkit från 250 till 200, det vill säga med 20 procent.",
    "Budgeten tredubblades, från 1,5 till 4,5 miljoner kronor.",
    "Andelen kvinnor har ökat från 52 till 61 procent. Ökningen är störst bland unga, 14 procentenheter.",
    "Svarsfrekvensen blev 68 procent (102 av 150 enkäter).",
    "Vi höll 14 möten under året, nio på våren och fem på hösten.",
    "Av 48 avslutade gick 20 till arbete (42 procent), 9 till studier (19 procent) och 19 till annat (40 procent).",
    "Medelåldern var 38 år för kvinnor och 41 år för män. Den yngsta var 18 år.",
    "I gruppen 16–24 år var 45 procent kvinnor, i gruppen 25–44 år 55 procent och i gruppen 45–64 år 60 procent.",
    "Post\tBudget\tUtfall\tAvvikelse, %\nLöner\t2 000\t1 900\t5\nLokaler\t400\t420\t−5\nResor\t80\t60\t25",
    "Antalet minskade från 389 till 342, och kostnaden ökade från 8 till 9 miljoner kronor.",
    "Ökningen från 389 till 420 beror på de nya reglerna, minskningen från 90 till 80 på de gamla.",
    "En minskad frånvaro gjorde att antalet nådde från 300 till 400 personer.",
    "Antalet ökade med 47, från 342 till 389. Kostnaden ökade med drygt 10 procent.",
    "Väntetiden halverades nästan, från 40 dagar 2021 till 22 dagar 2022.",
    "Antalet har inte fördubblats utan gått från 40 till 65.",
    "Kvinnor 1 320 respektive 1 386, plus 5 procent.",
    "Antalet gick från 40 till 44, plus 10 procent, medan kostnaden steg med 15 procent.",
    "Kostnaden ökade från 9,4 till 9,9 miljoner kronor, alltså med 5 procent eller 0,5 miljoner kronor.",
    "Pris- och löneökningar på 3 procent ingår. Kostnaden steg från 200 till 230 tkr.",
    "En av fem deltagare, 214 personer av 1 070, kom tillbaka.",
    "Två av tre kommuner deltar. I norr är det 12 av 40.",
    "Hälften av de 126 deltagarna var 34 år eller yngre. Av de 60 männen hade 20 barn.",
    "Drygt hälften, 53 procent, var kvinnor. Nästan var tredje, 31 procent, var ung.",
    "En tredjedel av kostnaden, 1,4 av 4,2 miljoner kronor, avsåg lokaler.",
    "Vi såg två av tre insatser. Vi mötte 20 av 90 personer.",
    "Av de 82 projekten har 31 en region som ägare. Det är mer än vart tredje.",
    "Under andra halvåret började 40 av 90 deltagare, hälften av dem i oktober.",
    "Antalet har ökat med en tredjedel, från 48 till 64.",
    "Svarsfrekvensen var 62 procent. Av de svarande var 40 av 80 nöjda, en tredjedel av dem mycket nöjda.",
    "Insatsen har vuxit från 12 till 18 månader och når 40 procent fler.",
    "Antalet deltagare ökade från 640 till 736. Antalet kvinnor ökade med 20 procent.",
    "Projektet hade 90 deltagare: 40 fick arbete, 60 fick en plan och 55 var nöjda.",
    "Av de 95 gick 31 till arbete, 12 till studier och 22 till vården.",
    "Av 120 deltagare hade 84 sjukpenning, 66 försörjningsstöd och 20 båda delarna.",
    "Insatsen nådde 140 personer, varav 60 unga, 45 utrikes födda och 80 kvinnor.",
    "Antalet sökande var 167: bland annat 72 från kommunerna, 58 från regionen och 20 från staten.",
    "Under 2023 kom 72 från kommunen, 58 från regionen och 24 från staten. Totalt deltog 210 personer.",
    "Förbundet har 12 medlemmar: tio kommuner, regionen och staten.",
    "Budgeten var 4,2 miljoner kronor: 2,1 miljoner från staten, 1,1 miljoner från regionen och 1,1 från kommunerna.",
    "Budgeten var 4,2 mnkr, varav 2,1 mnkr från staten, 1,1 mnkr från regionen och 1,1 mnkr från kommunerna.",
    "Svaren fördelade sig på ja (52 procent), nej (31 procent) och vet inte (16 procent).",
    "Av kvinnorna var 64 procent nöjda, av männen 58 procent. Övriga 36 procent var missnöjda.",
    "Vi höll tre möten i mars, fyra i april och två i maj. Sammanlagt kom 210 personer.",
    "Under året har förbundet:\n- ordnat 12 möten\n- utbildat 140 personer\n- gett ut 3 skrifter",
    "Vi har 45 deltagare just nu:\n- 31 kvinnor\n- 14 män\n\nTotalt har 310 deltagit sedan starten.",
    "Andelen nöjda fördelade sig på 71 procent i norr, 65 procent i mitten och 80 procent i söder.",
    "Av de 58 projekten pågår 41. Resterande 17 har avslutats.",
    "I gruppen var det 12 personer. Sju av dem var kvinnor och fem av dem var män.",
    "Det kom 40 personer till mötet i mars, 30 i april och 25 i maj. Ett tjugotal återkom.",
    "Telefon 010-116 50 00. Organisationsnummer 222000-1234. Datum 2024-03-01. Det kom 40 personer.",
    "Förbundet består av 5 kommuner, 1 region, Arbetsförmedlingen och Försäkringskassan.",
    "Av 210 deltagare avslutade 130 sin insats. Övriga 12 kommuner redovisar senare.",
    "Utbildningen omfattar 30 timmar, varav 12 timmar teori, 10 timmar praktik och 8 timmar handledning.",
    "Deltagarna fördelar sig på 120 kvinnor, 80 män och 3 med okänt kön. Det är 203 personer.",
    "Av de 38 avsåg 22 ungdomar, 16 långtidssjukskrivna och 9 båda grupperna, en insats kan ha flera målgrupper.",
    "Av dem var 60 procent kvinnor. Av kvinnorna var 30 procent unga, 50 procent yngre och 20 procent äldre.",
]


@pytest.mark.parametrize(("text", "expected"), WRONG)
def test_what_is_wrong_is_found(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize("text", RIGHT)
def test_what_is_right_is_left_alone(text):
    assert found(text) == []
