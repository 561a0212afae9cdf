"""The tables of FK's report on ESF+ of 10 February 2025, declared once.

The report covers the programme so far, 2023 and 2024 taken together. Its participants are those who had a benefit from
FK when they began, by programme area of the project: A2, B and, few, E. A positive result is to be in work (an
apprenticeship too), in studies or openly seeking work at the exit.
"""

from __future__ import annotations

from datetime import date

from samordna.engine.combined import Part, Ratio, Stacked
from samordna.engine.conditions import Has, Is, MoreThan
from samordna.engine.dimensions import Code, Dimension, Total
from samordna.engine.periods import Basis, Periods, Span, When
from samordna.engine.printed import Printed, Way
from samordna.engine.request import Count, Counted, What
from samordna.engine.words import Words
from samordna.learn.statistics.af_fk_2020 import PERSONS, SEX, WITH_PERSON_DATA
from samordna.learn.statistics.columns import OCCUPATIONS, PARTICIPATIONS, PROJECTS, SUPPORT
from samordna.learn.statistics.retained import IN_ESF, left_out

PROGRAMME = Span("2023-2024", Words("2023–2024", "2023–2024"), date(2023, 1, 1), date(2024, 12, 31))


def _time(basis: Basis) -> Periods:
    return Periods((PROGRAMME,), (When("counted", Words("Räknade", "Counted"), basis),))


# Projects: table 1 and figure 2 --------------------------------------------------------------------------------------

_PLACE = Dimension(
    "place",
    Words("Region", "Region"),
    PROJECTS["place"],
    tuple(
        Code(code, Words(sv, en), (code,))
        for code, sv, en in (
            ("national", "ESF+ nationellt", "ESF+ national"),
            ("SE33", "Övre Norrland", "Övre Norrland"),
            ("SE32", "Mellersta Norrland", "Mellersta Norrland"),
            ("SE31", "Norra Mellansverige", "Norra Mellansverige"),
            ("SE12", "Östra Mellansverige", "Östra Mellansverige"),
            ("SE11", "Stockholm", "Stockholm"),
            ("SE23", "Västsverige", "Västsverige"),
            ("SE21", "Småland med öarna", "Småland med öarna"),
            ("SE22", "Sydsverige", "Sydsverige"),
        )
    ),
    Total(),
)
_OWNER = Dimension(
    "owner",
    Words("Projektägare", "Project owner"),
    PROJECTS["owner_kind"],
    (
        Code("association", Words("Samordningsförbund", "Coordination association"), ("association",)),
        Code("municipality", Words("Kommun", "Municipality"), ("municipality",)),
        Code("foundation", Words("Stiftelse", "Foundation"), ("foundation",)),
        Code("non_profit", Words("Ideell förening", "Non-profit organisation"), ("non_profit",)),
        Code("church", Words("Kyrkan", "Church"), ("church",)),
        Code("university", Words("Högskola", "University"), ("university",)),
        Code("agency", Words("Myndighet", "Agency"), ("agency", "fk", "af")),
        Code("company", Words("Aktiebolag", "Company"), ("company",)),
        Code("other", Words("Region eller annan", "Region or other"), ("region", "other")),
    ),
    Total(),
)
_PROJECTS = What(Counted.DISTINCT, "projects", Words("projekt", "projects"), "measure")
#: Who only cooperates does not take part, and is in no table of the report.
_FK_TAKES_PART = (Is(PROJECTS["fk"], ("owner", "takes_part")),)

TABLE_1 = Count(
    "fk-esf-2025-1",
    Words("Projekt som Försäkringskassan medverkar i, efter ägare", "Projects that FK takes part in, by owner"),
    PROJECTS,
    _time(Basis.EVER),
    (_PLACE, _OWNER),
    _PROJECTS,
    where=_FK_TAKES_PART,
)
FIGURE_2 = Count(
    "fk-esf-2025-fig-2",
    Words("Försäkringskassans deltagande, antal projekt", "FK's participation, number of projects"),
    PROJECTS,
    _time(Basis.EVER),
    (_PLACE,),
    _PROJECTS,
    where=_FK_TAKES_PART,
)

# Participants --------------------------------------------------------------------------------------------------------

_AREAS = (
    ("A2", Words("A2 Uppmuntra till aktiv inkludering", "A2 Encourage active inclusion")),
    ("B", Words("B Öka möjligheten till arbete", "B Increase the possibility to work")),
    ("E", Words("E Social innovation", "E Social innovation")),
)
_A2_AND_B = Total("A2+B", Words("A2 och B", "A2 and B"))
_AREA = Dimension(
    "area",
    Words("Programområde", "Programme area"),
    PARTICIPATIONS["programme_area"],
    tuple(Code(code, words, (code,)) for code, words in _AREAS[:2]),
    _A2_AND_B,
)


def _had(*benefits: str) -> Has:
    """The participation began with one of the benefits, to any extent."""
    source = SUPPORT["source"]
    return Has(
        SUPPORT,
        "participation",
        (Is(SUPPORT["occasion"], ("in",)), MoreThan(SUPPORT["extent"], 0), Is(source, benefits)),
    )


_OF_FK = (
    WITH_PERSON_DATA,
    _had("sjukpenning", "rehabiliteringspenning", "aktivitetsersattning", "sjukersattning"),
)
#: What the answers at the exit must say: the report's own definition, wider than EECR04 of the EU.
POSITIVE = Has(
    OCCUPATIONS,
    "participation",
    (
        Is(OCCUPATIONS["occasion"], ("out",)),
        Is(OCCUPATIONS["kind"], ("work_unsubsidised", "work_subsidised", "studies", "seeking")),
    ),
)

_REFERRED_BY = Dimension(
    "referred_by",
    Words("Anvisad av", "Referred by"),
    PARTICIPATIONS["referred_by"],
    (
        Code("arbetsformedlingen", Words("Arbetsförmedlingen", "Arbetsförmedlingen"), ("arbetsformedlingen",)),
        Code("forstarkt_samarbete", Words("Förstärkt samarbete", "Strengthened cooperation"), ("forstarkt_samarbete",)),
        Code("forsakringskassan", Words("Försäkringskassan", "Försäkringskassan"), ("forsakringskassan",)),
        Code("kommun", Words("Kommun", "Municipality"), ("kommun",)),
        Code("samordningsforbund", Words("Samordningsförbund", "Coordination association"), ("samordningsforbund",)),
        Code("other", Words("Annan", "Other"), ("other", "region", "own_initiative")),
    ),
    Total(),
)

_BY_ACTOR = Words("Aktör som har anvisat deltagarna", "Who referred the participants")
TABLE_2 = Stacked(
    "fk-esf-2025-2",
    _BY_ACTOR,
    "area",
    _AREA.words,
    tuple(
        Part(
            code,
            words,
            Count(
                f"fk-esf-2025-2-{code.lower()}",
                _BY_ACTOR,
                PARTICIPATIONS,
                _time(Basis.EVER),
                (_REFERRED_BY, SEX),
                PERSONS,
                where=(*_OF_FK, Is(PARTICIPATIONS["programme_area"], (code,))),
                told=left_out(_time(Basis.EVER), IN_ESF),
            ),
        )
        for code, words in _AREAS
    ),
    PERSONS,
    _A2_AND_B,
    apart=("E",),
)

_RESULTS = Words("Resultat för dem som har avslutat", "Results of those who have left")
_PERCENT = What(Counted.SUM, "percent", Words("procent", "per cent"), printed=Printed(Way.PERCENT))
_NUMBER = What(Counted.SUM, "number", Words("antal", "number"))


def _by_area(name: str, basis: Basis, *where: Has) -> Count:
    return Count(
        f"fk-esf-2025-{name}",
        _RESULTS,
        PARTICIPATIONS,
        _time(basis),
        (_AREA, SEX),
        PERSONS,
        where=(*_OF_FK, *where),
        told=left_out(_time(Basis.EVER), IN_ESF),
    )


_LEFT = _by_area("3-left", Basis.ENDED)
_POSITIVE = _by_area("3-positive", Basis.ENDED, POSITIVE)

TABLE_3 = Stacked(
    "fk-esf-2025-3",
    _RESULTS,
    "counted",
    Words("Antal och andel", "Numbers and share"),
    (
        Part("participants", Words("Deltagare", "Participants"), _by_area("3-participants", Basis.EVER)),
        Part("left", Words("Har avslutat", "Have left"), _LEFT),
        Part("positive", Words("Positivt resultat", "Positive result"), _POSITIVE),
        Part(
            "share",
            Words("Andel positiva, procent", "Share positive, per cent"),
            Ratio("fk-esf-2025-3-share", _RESULTS, _POSITIVE, _LEFT, _PERCENT),
        ),
    ),
    _NUMBER,
)

_BENEFITS = (
    ("ae", "aktivitetsersattning", Words("aktivitetsersättning", "activity compensation")),
    ("se", "sjukersattning", Words("sjukersättning", "sickness compensation")),
    ("sjp", "sjukpenning", Words("sjukpenning", "sickness benefit")),
)


def _benefit_parts(short: str, benefit: str, words: Words) -> tuple[Part, Part, Part]:
    left = _by_area(f"4-left-{short}", Basis.ENDED, _had(benefit))
    positive = _by_area(f"4-positive-{short}", Basis.ENDED, _had(benefit), POSITIVE)
    share = Ratio(f"fk-esf-2025-4-share-{short}", _RESULTS, positive, left, _PERCENT)
    return (
        Part(f"left_{short}", Words(f"Har avslutat, {words.sv}", f"Have left, {words.en}"), left),
        Part(f"positive_{short}", Words(f"Positivt, {words.sv}", f"Positive, {words.en}"), positive),
        Part(f"share_{short}", Words(f"Andel, {words.sv}, procent", f"Share, {words.en}, per cent"), share),
    )


TABLE_4 = Stacked(
    "fk-esf-2025-4",
    Words("Resultat fördelat efter ersättning", "Results by benefit"),
    "counted",
    Words("Antal och andel", "Numbers and share"),
    tuple(part for row in zip(*(_benefit_parts(*benefit) for benefit in _BENEFITS), strict=True) for part in row),
    _NUMBER,
)
