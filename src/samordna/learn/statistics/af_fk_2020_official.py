"""AF's and FK's report on priority groups as official tables: what a reader must know to read each."""

from __future__ import annotations

from samordna.engine.grid import Layout
from samordna.engine.words import Words
from samordna.learn.statistics import af_fk_2020 as af_fk
from samordna.learn.statistics.official import Official

_ONGOING = (
    Words("Alla pågående", "All ongoing"),
    Words(
        "Har deltagit någon dag under året. Den som deltar flera år räknas varje år.",
        "Took part on any day of the year. Who takes part for several years is counted in each.",
    ),
)
_NEW = (
    Words("Nya under året", "New in the year"),
    Words("Började under året. Ingår i alla pågående.", "Began in the year. Included in all ongoing."),
)
_ONCE = (
    Words("En person räknas en gång", "A person is counted once"),
    Words(
        "Den som har deltagit i flera insatser samma år räknas en gång i varje ruta.",
        "Who took part in several measures in a year is counted once in each cell.",
    ),
)
_BENEFIT = (
    Words("Med sjukpenning", "With sickness benefit"),
    Words(
        "Hade sjukpenning eller rehabiliteringspenning vid start, oavsett omfattning.",
        "Had sickness benefit or rehabilitation benefit at the start, to any extent.",
    ),
)
_ACTIVITY = (
    Words("Med aktivitetsersättning", "With activity compensation"),
    Words(
        "Hade aktivitetsersättning vid start. Den som hade båda räknas under båda.",
        "Had activity compensation at the start. Who had both is counted under both.",
    ),
)
_LEFT_OUT = (
    Words("Ingår inte", "Not included"),
    Words(
        "Deltagare utan samtycke, med återtaget samtycke eller med skyddade personuppgifter, och deltagare i "
        "insatser som bara räknar antal. Felregistreringar ingår aldrig.",
        "Participants without consent, with a withdrawn consent or protected, and those in measures that only count. "
        "Mistaken entries are never included.",
    ),
)
_SHARE = (
    Words("Andel", "Share"),
    Words(
        "Antalet delat med totalen på samma rad, avrundat till hela procent. Båda antalen står i tabellen.",
        "The number divided by the row's total, rounded to whole per cent. Both numbers stand in the table.",
    ),
)
_MEASURE = (
    Words("Insats", "Measure"),
    Words(
        "Räknas varje år som den har pågått någon dag och betalats av ett samordningsförbund.",
        "Counted in each year in which it ran on any day and was paid by an association.",
    ),
)
_GROUPS = (
    Words("Behovsgrupp", "Priority group"),
    Words(
        "Den grupp som förbundet har angett att insatsen riktar sig till. En insats med flera grupper räknas en gång "
        "i totalen.",
        "The group that the association has said the measure is for. One with several groups counts once in the total.",
    ),
)
_ASSOCIATIONS = (
    Words("Samordningsförbund", "Association"),
    Words(
        "Förbund som leder minst en sådan insats under året. Den som bara delar en insats som ett annat förbund leder "
        "räknas inte. Samma förbund kan finnas i flera grupper.",
        "Associations that lead at least one such measure in the year. One that only shares a measure that another "
        "leads is not counted. One may stand under several groups.",
    ),
)
_ORIENTATION = (
    Words("Inriktning", "Orientation"),
    Words(
        "Individinriktade insatser är för deltagare, strukturövergripande för hur parterna arbetar tillsammans.",
        "Individual measures are for participants, structural ones for how the parties work together.",
    ),
)
_ANONYMOUS = (
    Words("Utan personuppgifter", "Without person data"),
    Words(
        "Utan samtycke, med skyddade personuppgifter eller med återtaget samtycke. Räknas bara i startåret. Den "
        "som har börjat i två insatser räknas två gånger, eftersom ingen vet att det är samma person.",
        "Without consent, protected, or with a withdrawn consent. Counted in the start year only. Who began in two "
        "measures is counted twice, since nobody knows that it is the same person.",
    ),
)
_VOLUME = (
    Words("Bara antal", "Numbers only"),
    Words(
        "Insatser där förbundet har skrivit in ett antal kvinnor och män för året.",
        "Measures for which the association has entered a number of women and men for the year.",
    ),
)

_ADDED = (
    Words("Totalen", "The total"),
    Words(
        "De tre raderna läggs ihop. Samma person kan finnas i flera av dem, så personerna kan vara färre.",
        "The three lines are added. The same person may stand in several of them, so there may be fewer persons.",
    ),
)

_BY_BENEFIT = Layout(("benefit", "year"), ("registration", "sex"))
_WITH_DATA = Words(
    "I insatser som samordningsförbund har betalat. Antal deltagare med personuppgifter.",
    "In measures paid by coordination associations. Number of participants with person data.",
)
_PAID = Words("Insatser som samordningsförbund har betalat.", "Measures paid by coordination associations.")

OFFICIAL = (
    Official(
        af_fk.TABLE_1,
        "af-fk-2020",
        Words("Tabell 1", "Table 1"),
        _WITH_DATA,
        (_ONGOING, _NEW, _BENEFIT, _ACTIVITY, _ONCE, _LEFT_OUT),
        _BY_BENEFIT,
    ),
    Official(
        af_fk.TABLE_2,
        "af-fk-2020",
        Words("Tabell 2", "Table 2"),
        Words(
            "I insatser som samordningsförbund har betalat. Andel av deltagarna med personuppgifter, i procent.",
            "In measures paid by coordination associations. Share of participants with person data, per cent.",
        ),
        (_SHARE, _ONGOING, _NEW, _BENEFIT, _ACTIVITY, _LEFT_OUT),
        _BY_BENEFIT,
    ),
    Official(
        af_fk.TABLE_3,
        "af-fk-2020",
        Words("Tabell 3", "Table 3"),
        _PAID,
        (_MEASURE, _GROUPS, _ASSOCIATIONS),
        Layout(("group",), ("counted", "year")),
    ),
    Official(
        af_fk.ALL_MEASURES,
        "af-fk-2020",
        Words("Tabell 4", "Table 4"),
        _PAID,
        (_MEASURE, _ORIENTATION),
        Layout(("year",), ("orientation",)),
    ),
    Official(
        af_fk.PARTICIPANTS,
        "af-fk-2020",
        Words("Tabell 5", "Table 5"),
        Words(
            "I individinriktade insatser som samordningsförbund har betalat. Antal deltagare.",
            "In individual measures paid by coordination associations. Number of participants.",
        ),
        (
            _ONGOING,
            (
                Words("Med personuppgifter", "With person data"),
                Words(
                    "Har lämnat samtycke. Räknas en gång per år, även om personen deltar i flera insatser.",
                    "Gave consent. Counted once a year, even if taking part in several measures.",
                ),
            ),
            _ANONYMOUS,
            _VOLUME,
            _ADDED,
        ),
        Layout(("year", "registered_as"), ("sex",)),
    ),
)
