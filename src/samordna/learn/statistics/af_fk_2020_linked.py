"""Section 4 of AF's and FK's report of 8 May 2020: those who began in 2019, met with payments of their benefit.

A person is described by the first start of the year, so that everybody is counted once and in one group. The two tables
need a linked extract.
"""

from __future__ import annotations

from fractions import Fraction

from samordna.engine.combined import Mean, Part, Ratio, Stacked
from samordna.engine.conditions import Condition, Given, Is
from samordna.engine.dimensions import Basis, Code, Dimension, Time, Total, When
from samordna.engine.grid import Layout
from samordna.engine.printed import Printed, Way
from samordna.engine.request import Count, Counted, What
from samordna.engine.words import Words
from samordna.learn.statistics.linked_columns import LINKED_STARTS
from samordna.learn.statistics.official import Official
from samordna.learn.statistics.retained import INDIVIDUAL, left_out

PERSONS = What(Counted.PERSONS, "persons", Words("personer", "persons"))
_PER_CENT = What(Counted.SUM, "percent", Words("procent", "per cent"), printed=Printed(Way.PERCENT))
_DAYS = What(Counted.SUM, "days_before", Words("dagar före start", "days before the start"), "days_before")
#: Days of a year, leap years among them.
YEAR = Fraction(1461, 4)
_TIME = Time(2019, 2019, (When("new", Words("Nya under året", "New in the year"), Basis.BEGAN),))
_SEX = Dimension(
    "sex",
    Words("Kön", "Sex"),
    LINKED_STARTS["sex"],
    (
        Code("women", Words("Kvinnor", "Women"), ("women",)),
        Code("men", Words("Män", "Men"), ("men",)),
    ),
    Total(),
)
_FOUND = Is(LINKED_STARTS["found"], ("yes",))
_STARTED_WORDS = Words("Startade enligt registret", "Started, by the register")
_FOUND_WORDS = Words("Återfunna bland utbetalningarna", "Found among the payments")
_F_WORDS = Words("Med diagnos F00–F99", "With a diagnosis F00–F99")
_M_WORDS = Words("Med diagnos M00–M99", "With a diagnosis M00–M99")
_OF_FOUND = Words("andel av de återfunna, procent", "share of those found, per cent")


class _Rows:
    """The rows of one of the two tables, each a count of the same starts."""

    def __init__(self, name: str, title: Words, benefit: str) -> None:
        self.name, self.title = name, title
        self._all: tuple[Condition, ...] = (
            Given(LINKED_STARTS["association"]),
            Is(LINKED_STARTS["orientation"], ("individual",)),
            Is(LINKED_STARTS["start_in_year"], ("first",)),
            Is(LINKED_STARTS["benefit"], (benefit,)),
        )

    def count(self, code: str, *where: Condition, what: What = PERSONS) -> Count:
        """How many – or with ``what`` how much – of the starts."""
        name = f"{self.name}-{code.replace('_', '-')}"
        told = left_out(_TIME, INDIVIDUAL)
        return Count(name, self.title, LINKED_STARTS, _TIME, (_SEX,), what, (*self._all, *where), told=told)

    def part(self, code: str, words: Words, *where: Condition, part_of: str | None = None) -> Part:
        """A row of persons."""
        return Part(code, words, self.count(code, *where), part_of)

    def share(self, code: str, words: Words, *where: Condition) -> Part:
        """A row of shares of those who were found."""
        said = Words(f"{words.sv}, {_OF_FOUND.sv}", f"{words.en}, {_OF_FOUND.en}")
        of, to = self.count(code, _FOUND, *where), self.count("found", _FOUND)
        return Part(f"share_{code}", said, Ratio(f"{of.name}-share", self.title, of, to, _PER_CENT))

    def mean(self, code: str, words: Words, *where: Condition, decimals: int = 0, unit: Fraction | None = None) -> Part:
        """A row of means over those who were found."""
        of = self.count(code, _FOUND, *where, what=_DAYS)
        return Part(code, words, Mean(f"{of.name}-mean", self.title, of, words, decimals, unit or Fraction(1)))

    def table(self, *parts: Part) -> Stacked:
        """All rows together."""
        return Stacked(self.name, self.title, "counted", Words("Uppgift", "Figure"), parts, PERSONS)


def _diagnosis(group: str) -> Is:
    return Is(LINKED_STARTS["diagnosis_group"], (group,))


def _age(group: str) -> Is:
    return Is(LINKED_STARTS["age_group"], (group,))


_1 = _Rows(
    "af-fk-2020-4-1",
    Words("De som startade 2019 med aktivitetsersättning", "Those who started in 2019 with activity compensation"),
    "aktivitetsersattning",
)
TABLE_4_1 = _1.table(
    _1.part("started", _STARTED_WORDS),
    _1.part("found", _FOUND_WORDS, _FOUND, part_of="started"),
    _1.part("age_25_28", Words("25–28 år", "25–28 years"), _FOUND, _age("25-28"), part_of="found"),
    _1.share("age_25_28", Words("25–28 år", "25–28 years"), _age("25-28")),
    _1.part("diagnosis_f", _F_WORDS, _FOUND, _diagnosis("F00-F99"), part_of="found"),
    _1.share("diagnosis_f", _F_WORDS, _diagnosis("F00-F99")),
    _1.mean(
        "mean_years",
        Words("År med aktivitetsersättning före start, medelvärde", "Years with the benefit before the start, mean"),
        decimals=1,
        unit=YEAR,
    ),
)

_2 = _Rows(
    "af-fk-2020-4-2",
    Words("De som startade 2019 med sjukpenning", "Those who started in 2019 with sickness benefit"),
    "sjukpenning",
)
_MEAN_DAYS = Words("Dagar med sjukpenning före start, medelvärde", "Days with the benefit before the start, mean")
TABLE_4_2 = _2.table(
    _2.part("started", _STARTED_WORDS),
    _2.part("found", _FOUND_WORDS, _FOUND, part_of="started"),
    _2.part("diagnosis_f", _F_WORDS, _FOUND, _diagnosis("F00-F99"), part_of="found"),
    _2.share("diagnosis_f", _F_WORDS, _diagnosis("F00-F99")),
    _2.part("diagnosis_m", _M_WORDS, _FOUND, _diagnosis("M00-M99"), part_of="found"),
    _2.share("diagnosis_m", _M_WORDS, _diagnosis("M00-M99")),
    _2.mean("mean_days", _MEAN_DAYS),
    _2.part("age_40_59", Words("40–59 år", "40–59 years"), _FOUND, _age("40-59"), part_of="found"),
    _2.mean(
        "mean_days_40_59",
        Words(f"{_MEAN_DAYS.sv}, 40–59 år", f"{_MEAN_DAYS.en}, 40–59 years"),
        _age("40-59"),
    ),
)

_ONCE = (
    Words("En person räknas en gång", "A person is counted once"),
    Words(
        "Den som har startat flera gånger under året räknas med den första starten.",
        "Who started several times in the year is counted with the first start.",
    ),
)
_FOUND_TERM = (
    Words("Återfunna", "Found"),
    Words(
        "Hade en utbetalad period av ersättningen som gäller den första dagen. Registret är ifyllt för hand och "
        "perioderna är utbetalningar, så alla återfinns inte.",
        "Had a paid spell of the benefit that holds on the first day. The register is filled in by hand and spells are "
        "payments, so not all are found.",
    ),
)
_BEFORE = (
    Words("Före start", "Before the start"),
    Words(
        "Kalenderdagar från första dagen i den sammanhängande tiden med ersättningen till dagen före start, oavsett "
        "omfattning. Dagar i perioder som överlappar räknas en gång. Ett år är 365,25 dagar.",
        "Calendar days from the first day of the continuous time with the benefit to the day before the start, "
        "whatever the extent. Days in overlapping spells count once. A year is 365.25 days.",
    ),
)
_DIAGNOSIS = (
    Words("Diagnos", "Diagnosis"),
    Words(
        "Kapitel i ICD-10-SE för den period som gäller den första dagen. F är psykiska sjukdomar och syndrom samt "
        "beteendestörningar, M sjukdomar i muskuloskeletala systemet och bindväven.",
        "Chapter of ICD-10-SE of the spell that holds on the first day. F is mental and behavioural disorders, M "
        "diseases of the musculoskeletal system and connective tissue.",
    ),
)
_AGE = (
    Words("Ålder", "Age"),
    Words("Den ålder personen fyller under året.", "The age that the person reaches in the year."),
)
_AGREES_1 = (
    Words("Mot rapporten", "Against the report"),
    Words(
        "Rapporten anger andelar: 54 procent kvinnor och 46 procent män av 811. Det är 438 och 373 personer. Något "
        "medelvärde för båda könen anges inte. Andelen med F-diagnos, 86 procent, är här av de 811 som återfanns; "
        "rapporten skriver av hela gruppen. Åldern är här den som fylls under året; rapporten skriver åldern vid "
        "start.",
        "The report gives shares: 54 per cent women and 46 per cent men of 811. That is 438 and 373 persons. No mean "
        "is given for both sexes together. The share with an F diagnosis, 86 per cent, is here of the 811 found; the "
        "report writes of the whole group. The age is here that reached in the year; the report writes at the start.",
    ),
)
_AGREES_2 = (
    Words("Mot rapporten", "Against the report"),
    Words(
        "Rapportens tre medelvärden stämmer med varandra: 957 dagar för 1 647 kvinnor och 837 för 699 män är 921 för "
        "alla. Hur många kvinnor som är 40–59 år anges inte.",
        "The report's three means agree: 957 days for 1,647 women and 837 for 699 men are 921 for all. How many women "
        "are 40–59 years is not given.",
    ),
)
_SCOPE = Words(
    "Första starten 2019 i individinriktade insatser som samordningsförbund har betalat, med personuppgifter.",
    "The first start in 2019 in individual measures paid by coordination associations, with person data.",
)
_LAYOUT = Layout(("counted",), ("year", "sex"))

OFFICIAL = (
    Official(
        TABLE_4_1,
        "af-fk-2020",
        Words("Avsnitt 4.1", "Section 4.1"),
        _SCOPE,
        (_ONCE, _FOUND_TERM, _AGE, _BEFORE, _DIAGNOSIS, _AGREES_1),
        _LAYOUT,
    ),
    Official(
        TABLE_4_2,
        "af-fk-2020",
        Words("Avsnitt 4.2", "Section 4.2"),
        _SCOPE,
        (_ONCE, _FOUND_TERM, _AGE, _BEFORE, _DIAGNOSIS, _AGREES_2),
        _LAYOUT,
    ),
)
