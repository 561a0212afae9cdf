"""SUS's reports as official tables: what a reader must know to read each."""

from __future__ import annotations

from collections.abc import Callable

from samordna.engine.combined import Declaration
from samordna.engine.document import Term
from samordna.engine.grid import Layout
from samordna.engine.words import Words
from samordna.learn.statistics import sus, sus_cost, sus_measure
from samordna.learn.statistics.official import Official

#: The years that a table has before there is an extract.
_FIRST, _LAST = 2021, 2025

ENDED = (
    Words("Avslutade", "Ended"),
    Words(
        "Slutade i insatsen under året. Den som slutar i två insatser räknas i båda. Den som slutar två gånger i samma "
        "insats räknas en gång, som det var sista gången.",
        "Left the measure in the year. Who leaves two measures is counted in both. Who leaves the same one twice is "
        "counted once, as it was the last time.",
    ),
)
_BEFORE_AND_AFTER = (
    Words("Före och efter", "Before and after"),
    Words("Veckan före start och veckan efter slut.", "The week before the start and the week after the end."),
)
_SUPPORT = (
    Words("Försörjning", "Support"),
    Words(
        "I vilken omfattning som helst. Den som har flera räknas under var och en, så raderna kan inte läggas ihop.",
        "To any extent. Who has several is counted under each, so the rows cannot be added up.",
    ),
)
_ANY = (
    Words("Någon av dem", "Any of them"),
    Words(
        "Har svarat att de har minst en av dem. Ingen offentlig försörjning är också ett svar.",
        "Answered that they have at least one of them. No public support is an answer too.",
    ),
)
LEFT_OUT = (
    Words("Ingår inte", "Not included"),
    Words(
        "Deltagare utan samtycke eller med återtaget samtycke, och deltagare i insatser som bara räknar antal.",
        "Participants without consent or with a withdrawn one, and in measures that only count.",
    ),
)
WHO_ENDED = Words(
    "Avslutade deltagare med personuppgifter, i insatser som samordningsförbund har betalat.",
    "Participants with person data who ended, in measures paid by coordination associations.",
)


_DOES = (
    Words("Vad deltagaren gör", "What the participant does"),
    Words(
        "Arbete och studier i vilken omfattning som helst. Den som gör flera saker räknas under var och en, så raderna "
        "kan inte läggas ihop. Den som är sjukskriven från ett arbete arbetar inte.",
        "Work and studies to any extent. Who does several is counted under each, so the rows cannot be added up. "
        "An employee on sick leave does not work.",
    ),
)
_OCCUPATION = (
    Words("Grupper", "Groups"),
    Words(
        "Var och en står på en rad, den första som passar: arbetar, studerar, söker arbete, annat.",
        "Each stands on one row, the first that fits: works, studies, seeks work, other.",
    ),
)
_AFTERWARDS = (
    Words("Mer än före", "More than before"),
    Words(
        "Omfattningen av arbete och studier tillsammans, veckan efter slut jämfört med veckan före start.",
        "The extent of work and studies together, in the week after the end beside the week before the start.",
    ),
)
_NO_ANSWER = (
    Words("Inget svar", "No answer"),
    Words(
        "Alla frågor är inte besvarade, och inget svar avgör gruppen.",
        "Not all questions are answered, and no answer decides the group.",
    ),
)
_CHANGE = (
    Words("Förändring", "Change"),
    Words(
        "Hur många fler eller färre det är efter än före, i antal och i procent av antalet före. Båda antalen står i "
        "tabellen. Var det ingen före finns inget att räkna procent av, och då står tre punkter.",
        "How many more or fewer there are after than before, in number and in per cent of the number before. Both "
        "numbers are shown. With nobody before there is nothing to take per cent of, and three dots are shown.",
    ),
)
_LENGTH = (
    Words("Tid i insatsen", "Time in the measure"),
    Words(
        "Från första till sista dagen, båda inräknade. Tre månader är 91 dagar, sex månader 182 dagar, ett "
        "år 365 dagar.",
        "From the first to the last day, both counted. Three months are 91 days, six months 182 days, a year 365 days.",
    ),
)
_ANSWERED = (
    Words("Alla som har svarat", "All who answered"),
    Words(
        "De som inte har svarat på frågan ingår inte i tabellen.", "Who has not answered the question is not included."
    ),
)
_TOOK_PART = (
    Words("Deltog under året", "Took part in the year"),
    Words(
        "Har deltagit någon dag under året. Den som deltar i två insatser räknas i båda. Den som kommer tillbaka till "
        "samma insats under året räknas en gång, som det var sista gången.",
        "Took part on any day of the year. Who takes part in two measures is counted in both. Who comes back to the "
        "same one in the year is counted once, as it was the last time.",
    ),
)
_AGE = (
    Words("Ålder", "Age"),
    Words(
        "Den ålder som personen fyller under startåret. De som är yngre än 16 år står i den första gruppen.",
        "The age that the person reaches in the year of the start. Those under 16 are in the first group.",
    ),
)
_MEANS = (
    Words("Medel", "Means"),
    Words(
        "Vad finansiärerna har betalat till förbunden för året, och förbundens eget kapital när året började.",
        "What financiers paid to the associations for the year, and the own capital when the year began.",
    ),
)
_COSTS = (
    Words("Budget och utfall", "Budget and outcome"),
    Words(
        "Vad förbunden planerade att det skulle kosta och vad det kostade. För en insats som flera förbund betalar "
        "räknas varje förbunds del.",
        "What the associations planned for and what it cost. Of a measure that several pay each bears its part.",
    ),
)
_NOTHING_SAID = (
    Words("Inget ifyllt", "Nothing entered"),
    Words(
        "En summa är av de belopp som förbunden har fyllt i. Där inget förbund har fyllt i något står tre punkter: "
        "uppgift saknas. Noll står bara där förbunden har fyllt i noll.",
        "A sum is of the amounts that associations have entered. Where none has entered any, three dots are shown: "
        "there is no figure. Nought is shown only where they have entered nought.",
    ),
)
WHO_TOOK_PART = Words(
    "Deltagare med personuppgifter, i insatser som samordningsförbund har betalat.",
    "Participants with person data, in measures paid by coordination associations.",
)

Over = Callable[[int, int], Declaration]


def yearly(
    over: Over, report: str, number: Words, scope: Words, definitions: tuple[Term, ...], *, layout: Layout
) -> Official:
    """A table of the last whole years of an extract."""
    return Official(over(_FIRST, _LAST), report, number, scope, definitions, layout, over)


def _part(number: str, over: Over, definitions: tuple[Term, ...], layout: Layout) -> Official:
    words = Words(f"Standardrapport, del {number}", f"Standard report, part {number}")
    return yearly(over, "sus-standard", words, WHO_ENDED, (ENDED, *definitions, LEFT_OUT), layout=layout)


def _measure(number: int, over: Over, definitions: tuple[Term, ...], row: str) -> Official:
    words = Words(f"Insatsrapport, tabell {number}", f"Measure report, table {number}")
    terms = (_TOOK_PART, *definitions, LEFT_OUT)
    return yearly(over, "sus-measure", words, WHO_TOOK_PART, terms, layout=Layout((row,), ("year", "sex")))


OFFICIAL = (
    _part("1", sus.does, (_BEFORE_AND_AFTER, _DOES, _NO_ANSWER, _CHANGE), Layout(("does", "week"), ("year", "sex"))),
    _part(
        "2",
        sus.occupation,
        (_BEFORE_AND_AFTER, _OCCUPATION, _NO_ANSWER, _CHANGE),
        Layout(("occupation", "week"), ("year", "sex")),
    ),
    _part("3", sus.afterwards, (_AFTERWARDS, _NO_ANSWER), Layout(("afterwards",), ("year", "sex"))),
    _part("4", sus.support, (_BEFORE_AND_AFTER, _SUPPORT, _ANY, _CHANGE), Layout(("source", "week"), ("year", "sex"))),
    _part("5", sus.transition, (_BEFORE_AND_AFTER, _SUPPORT, _ANY), Layout(("before", "after"), ("year", "sex"))),
    _part("6", sus.length, (_LENGTH,), Layout(("length",), ("year", "sex"))),
    _part("6 b", sus.support_time, (_ANSWERED,), Layout(("support_time",), ("year", "sex"))),
    _measure(1, sus_measure.age, (_AGE,), "age"),
    _measure(2, sus_measure.education, (_ANSWERED,), "education"),
    _measure(3, sus_measure.referred_by, (_ANSWERED,), "referred_by"),
    _measure(4, sus_measure.support, (_SUPPORT, _ANY), "source"),
    yearly(
        sus_cost.costs,
        "sus-cost",
        Words("Kostnadsrapport", "Cost report"),
        Words(
            "Samordningsförbundens medel och kostnader, i kronor.", "Means and costs of the associations, in kronor."
        ),
        (_MEANS, _COSTS, _NOTHING_SAID),
        layout=Layout(("line",), ("year", "amount")),
    ),
)
