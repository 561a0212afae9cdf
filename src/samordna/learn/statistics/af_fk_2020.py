"""The tables of AF's and FK's report on priority groups, 8 May 2020, declared once.

Population and counting follow the report and the register's rules: a person counts once per cell; *ongoing* took part
on any day of the year; *new* began in it; the benefit is the one at that participation's entry, to any extent. The
report calls sjukpenning and rehabiliteringspenning together sjukpenning.
"""

from __future__ import annotations

from samordna.engine.combined import Added, Part, Share, Stacked
from samordna.engine.conditions import Given, Is, MoreThan
from samordna.engine.dimensions import Basis, Code, Dimension, Link, Time, Total, When
from samordna.engine.request import Absent, Count, Counted, What
from samordna.engine.sources import Field
from samordna.engine.words import Words
from samordna.learn.statistics.columns import COUNTS, MEASURE_GROUPS_FILE, MEASURES, PARTICIPATIONS, SUPPORT
from samordna.learn.statistics.retained import INDIVIDUAL, added, kept, left_out

PERSONS = What(Counted.PERSONS, "persons", Words("personer", "persons"))

ONGOING_AND_NEW = (
    When("ongoing", Words("Alla pågående", "All ongoing"), Basis.EVER),
    When("new", Words("Varav nya under året", "Of them new in the year"), Basis.BEGAN, part_of="ongoing"),
)
ONGOING = (ONGOING_AND_NEW[0],)


def _sex(on: Field) -> Dimension:
    return Dimension(
        "sex",
        Words("Kön", "Sex"),
        on,
        (
            Code("women", Words("Kvinnor", "Women"), ("women",)),
            Code("men", Words("Män", "Men"), ("men",)),
        ),
        Total(),
    )


SEX = _sex(PARTICIPATIONS["sex"])

BENEFIT_AT_ENTRY = Dimension(
    "benefit",
    Words("Ersättning vid start", "Benefit at entry"),
    Link(
        SUPPORT,
        "participation",
        "source",
        (Is(SUPPORT["occasion"], ("in",)), MoreThan(SUPPORT["extent"], 0)),
    ),
    (
        Code(
            "sjukpenning",
            Words("Med sjukpenning", "With sickness benefit"),
            ("sjukpenning", "rehabiliteringspenning"),
        ),
        Code(
            "aktivitetsersättning",
            Words("Med aktivitetsersättning", "With activity compensation"),
            ("aktivitetsersattning",),
        ),
    ),
)

WITH_PERSON_DATA = Is(PARTICIPATIONS["mode"], ("person",))
PAID_BY_ASSOCIATION = (Given(PARTICIPATIONS["association"]), Is(PARTICIPATIONS["orientation"], ("individual",)))

_TABLE_1_YEARS = Time(2016, 2019, ONGOING_AND_NEW)
TABLE_1 = Count(
    "af-fk-2020-1",
    Words(
        "Deltagare med sjukpenning eller aktivitetsersättning",
        "Participants with sickness benefit or activity compensation",
    ),
    PARTICIPATIONS,
    _TABLE_1_YEARS,
    (BENEFIT_AT_ENTRY, SEX),
    PERSONS,
    where=(*PAID_BY_ASSOCIATION, WITH_PERSON_DATA),
    told=left_out(_TABLE_1_YEARS, INDIVIDUAL),
)

TABLE_2 = Share(
    "af-fk-2020-2",
    Words(
        "Kvinnor och män bland deltagare med sjukpenning eller aktivitetsersättning",
        "Women and men among participants with sickness benefit or activity compensation",
    ),
    TABLE_1,
    over="sex",
)

_YEARS = Time(2016, 2019, ONGOING)
_PRIORITY = Dimension(
    "group",
    Words("Behovsgrupp", "Priority group"),
    Link(MEASURE_GROUPS_FILE, "measure", "group"),
    (
        Code(
            "young_activity_compensation",
            Words("Unga med aktivitetsersättning", "Young people with activity compensation"),
            ("young_activity_compensation",),
        ),
        Code("long_term_sick", Words("Långtidssjukskrivna", "Long-term sick-listed"), ("long_term_sick",)),
        Code(
            "young_disability",
            Words(
                "Unga med funktionsnedsättning utan aktivitetsersättning",
                "Young people with a disability without activity compensation",
            ),
            ("young_disability",),
        ),
    ),
    Total(),
)
_NOT_ASKED_WHY = Words(
    "Unga med funktionsnedsättning finns i uppdraget först från 2017. Därför finns ingen total för 2016.",
    "Young people with a disability became part of the assignment only in 2017. So there is no total for 2016.",
)
_NOT_ASKED = tuple(
    Absent((("group", group), ("year", "2016")), _NOT_ASKED_WHY) for group in ("young_disability", "total")
)
_PAID_MEASURE = (Given(MEASURES["association"]),)


def _priority_count(what: What) -> Count:
    return Count(
        f"af-fk-2020-3-{what.name}",
        Words("Insatser för prioriterade behovsgrupper", "Measures for priority groups"),
        MEASURES,
        _YEARS,
        (_PRIORITY,),
        what,
        where=_PAID_MEASURE,
        absent=_NOT_ASKED,
    )


TABLE_3 = Stacked(
    "af-fk-2020-3",
    Words("Insatser för prioriterade behovsgrupper", "Measures for priority groups"),
    "counted",
    Words("Antal", "Number of"),
    (
        Part(
            "measures",
            Words("Insatser", "Measures"),
            _priority_count(What(Counted.DISTINCT, "measures", Words("insatser", "measures"), "measure")),
        ),
        Part(
            "associations",
            Words("Samordningsförbund", "Associations"),
            _priority_count(
                What(Counted.DISTINCT, "associations", Words("samordningsförbund", "associations"), "association")
            ),
        ),
    ),
    What(Counted.DISTINCT, "number", Words("antal", "number")),
)

_ORIENTATION = Dimension(
    "orientation",
    Words("Inriktning", "Orientation"),
    MEASURES["orientation"],
    (
        Code("individual", Words("Individinriktade", "Individual"), ("individual",)),
        Code("structural", Words("Strukturövergripande", "Structural"), ("structural",)),
    ),
    Total(),
)

ALL_MEASURES = Count(
    "af-fk-2020-measures",
    Words("Insatser som samordningsförbund har betalat", "Measures paid by associations"),
    MEASURES,
    Time(2018, 2019, ONGOING),
    (_ORIENTATION,),
    What(Counted.DISTINCT, "measures", Words("insatser", "measures"), "measure"),
    where=_PAID_MEASURE,
)

_PARTICIPANTS_YEARS = Time(2018, 2019, ONGOING)
_PARTICIPANTS = Words("Alla deltagare, efter hur de är registrerade", "All participants, by how they are registered")

_HEADS = Words("personer", "persons")


def _registered(code: str, what: What) -> Count:
    """The participations of one way to be registered."""
    return Count(
        f"af-fk-2020-participants-{code}",
        _PARTICIPANTS,
        PARTICIPATIONS,
        _PARTICIPANTS_YEARS,
        (SEX,),
        what,
        where=(*PAID_BY_ASSOCIATION, Is(PARTICIPATIONS["mode"], (code,))),
        told=added(_PARTICIPANTS_YEARS),
    )


_WITH = _registered("person", PERSONS)
_WITHOUT = _registered("anonymous", What(Counted.ROWS, "persons", _HEADS))
#: What retention has kept: how many of all (``more``), and of them with person data (``people``).
_KEPT, _KEPT_WITH = kept(_WITHOUT, "more"), kept(_WITH, "people")

PARTICIPANTS = Stacked(
    "af-fk-2020-participants",
    _PARTICIPANTS,
    "registered_as",
    Words("Registrerade", "Registered"),
    (
        Part(
            "person_data",
            Words("Med personuppgifter", "With person data"),
            Added(
                "af-fk-2020-participants-person-data",
                _PARTICIPANTS,
                (_WITH, _KEPT_WITH),
                PERSONS,
            ),
        ),
        Part(
            "anonymous",
            Words("Utan personuppgifter", "Without person data"),
            Added(
                "af-fk-2020-participants-without",
                _PARTICIPANTS,
                (_WITHOUT, _KEPT),
                PERSONS,
                minus=(_KEPT_WITH,),
            ),
        ),
        Part(
            "volume",
            Words("Bara antal, i volyminsatser", "Numbers only, in volume measures"),
            Count(
                "af-fk-2020-participants-volume",
                _PARTICIPANTS,
                COUNTS,
                _PARTICIPANTS_YEARS,
                (_sex(COUNTS["sex"]),),
                What(Counted.SUM, "persons", _HEADS, "persons"),
                where=(Given(COUNTS["association"]), Is(COUNTS["orientation"], ("individual",))),
            ),
        ),
    ),
    PERSONS,
    Total(),
)
