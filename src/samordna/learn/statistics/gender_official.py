"""The gender analysis as official tables: what a reader must know to read each."""

from __future__ import annotations

from samordna.engine.document import Term
from samordna.engine.grid import Layout
from samordna.engine.words import Words
from samordna.learn.statistics import gender
from samordna.learn.statistics.official import Official
from samordna.learn.statistics.sus_official import ENDED, LEFT_OUT, WHO_ENDED, WHO_TOOK_PART, Over, yearly

_BEGAN = (
    Words("Började under året", "Began in the year"),
    Words(
        "Första dagen i insatsen ligger i året. Den som börjar i två insatser räknas i båda.",
        "The first day in the measure is in the year. Who begins in two measures is counted in both.",
    ),
)
_ANONYMOUS = (
    Words("Utan personuppgifter", "Without person data"),
    Words(
        "Utan samtycke, med skyddade personuppgifter eller med återtaget samtycke. Räknas i startåret.",
        "Without consent, protected, or with a withdrawn consent. Counted in the start year.",
    ),
)
_SHARE_OF_ALL = (
    Words("Andel", "Share"),
    Words(
        "Kvinnornas eller männens antal delat med allas. Båda talen står i tabellen.",
        "The number of women or of men divided by that of all. Both numbers are shown.",
    ),
)
_COMPLETED = (
    Words("Fullföljde", "Completed"),
    Words(
        "Avslutade insatsen enligt plan. Den vars orsak inte är ifylld ingår inte.",
        "Ended the measure according to plan. Whose reason is not filled in is not included.",
    ),
)
_SHARE_COMPLETED = (
    Words("Andel", "Share"),
    Words(
        "Av kvinnorna som slutade, och av männen. Båda talen står i tabellen.",
        "Of the women who ended, and of the men. Both numbers are shown.",
    ),
)
_DAYS = (
    Words("Dagar i insatser", "Days in measures"),
    Words(
        "Alla dagar under året som deltagarna var med i insatserna. Vad en dag kostar skiljer sig mellan insatser.",
        "All days of the year on which participants were in the measures. What a day costs differs between measures.",
    ),
)
_WHO_BEGAN = Words(
    "Deltagare i individinriktade insatser som samordningsförbund har betalat.",
    "Participants in individual measures paid by coordination associations.",
)


def _table(number: int, over: Over, scope: Words, definitions: tuple[Term, ...], row: str) -> Official:
    words = Words(f"Jämställdhetsanalys, tabell {number}", f"Gender analysis, table {number}")
    layout = Layout((row,), ("year", "sex")) if row else Layout(("year",), ("sex",))
    return yearly(over, "gender", words, scope, definitions, layout=layout)


OFFICIAL = (
    _table(1, gender.starts, _WHO_BEGAN, (_BEGAN, _ANONYMOUS, _SHARE_OF_ALL), "registered_as"),
    _table(2, gender.completes, WHO_ENDED, (ENDED, _COMPLETED, _SHARE_COMPLETED, LEFT_OUT), "reason"),
    _table(3, gender.resources, WHO_TOOK_PART, (_DAYS, _SHARE_OF_ALL, LEFT_OUT), ""),
)
