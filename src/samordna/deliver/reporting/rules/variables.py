"""What can be asked about participants in the measure report and the standard report: variables with their values.

Source: the reports of SUS as the register's domain notes describe them; the bands of age and time are our choice. Only
those with person data have values; of the others it is said that it is not known. Every variable is shown by sex.
"""

from __future__ import annotations

from dataclasses import dataclass

from samordna.ground.kernel.words import Words
from samordna.ground.parameters.reader import code_list

#: The value of those who have person data and no answer.
UNKNOWN = "unknown"
UNKNOWN_WORDS = Words("Inget svar", "No answer")


@dataclass(frozen=True)
class Variable:
    """A variable. ``values`` is None when they are the municipalities that participants come from.

    ``table``: the values are those of a code table, as it is when it is asked, but for those that are left out.
    ``ended``: asked of those who ended in the year, not of all who took part. ``several``: a person may have several
    values, so they do not add up.
    """

    id: str
    words: Words
    topic: str
    own: tuple[tuple[str, Words], ...] | None = None
    ended: bool = False
    several: bool = False
    table: str = ""
    leave_out: tuple[str, ...] = ()

    @property
    def values(self) -> tuple[tuple[str, Words], ...] | None:
        """Code and words of each value."""
        if not self.table:
            return self.own
        listed = (one for one in code_list(self.table) if one.code not in self.leave_out)
        return tuple((one.code, Words(one.sv, one.en)) for one in listed)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes in the order of print, with that of no answer last; empty when they come from the data."""
        return (*(code for code, _words in self.values), UNKNOWN) if self.values else ()


TOPICS = {
    "who": Words("Vem", "Who"),
    "before": Words("Veckan före start", "The week before the start"),
    "after": Words("Veckan efter slut", "The week after the end"),
    "way": Words("Vägen genom insatsen", "The way through the measure"),
}
EXTENTS = (0, 25, 50, 75, 100)
#: Youngest age of each band.
AGES = (16, 25, 30, 45, 55)
#: Bands of length: at least so many days.
LENGTHS = (0, 91, 182, 365, 730)

_YES_NO = (("yes", Words("Ja", "Yes")), ("no", Words("Nej", "No")))
_EXTENT = tuple(
    (str(extent), Words("Inte alls" if not extent else f"{extent} %", "Not at all" if not extent else f"{extent} %"))
    for extent in EXTENTS
)
_WORK = (
    ("unsubsidised", Words("Utan stöd", "Unsubsidised")),
    ("subsidised", Words("Med stöd", "Subsidised")),
    ("both", Words("Både med och utan stöd", "Both")),
    ("none", Words("Arbetar inte", "Does not work")),
)
OCCUPATION = (
    ("works", Words("Arbetar", "Works")),
    ("studies", Words("Studerar", "Studies")),
    ("seeking", Words("Söker arbete aktivt", "Actively seeks work")),
    ("other", Words("Annat", "Other")),
)
#: Part 1 of the standard report: what somebody does, one thing not excluding another.
DOES = (
    ("work_unsubsidised", Words("Arbetar utan stöd", "Works, unsubsidised")),
    ("work_subsidised", Words("Arbetar med stöd", "Works, subsidised")),
    ("studies", Words("Studerar", "Studies")),
    ("seeking", Words("Söker arbete och varken arbetar eller studerar", "Seeks work, neither works nor studies")),
)
AFTERWARDS = (
    ("started", Words("Arbetar eller studerar, gjorde det inte före", "Works or studies, did not before")),
    ("increased", Words("Arbetar eller studerar mer än före", "Works or studies more than before")),
    ("same", Words("Arbetar eller studerar lika mycket eller mindre", "Works or studies as much or less")),
    ("not", Words("Arbetar eller studerar inte", "Neither works nor studies")),
)
_LENGTH = (
    ("0", Words("Mindre än 3 månader", "Less than 3 months")),
    ("91", Words("3 till 6 månader", "3 to 6 months")),
    ("182", Words("6 till 12 månader", "6 to 12 months")),
    ("365", Words("1 till 2 år", "1 to 2 years")),
    ("730", Words("2 år eller mer", "2 years or more")),
)
_AGE = tuple(
    (
        str(age),
        Words(f"{age}–{after - 1} år", f"{age}–{after - 1} years")
        if after
        else Words(f"{age} år eller äldre", f"{age} years or older"),
    )
    for age, after in zip(AGES, (*AGES[1:], 0), strict=True)
)


def _pair(
    name: str,
    words: Words,
    values: tuple[tuple[str, Words], ...] | None = None,
    *,
    table: str = "",
    several: bool = False,
) -> tuple[Variable, ...]:
    """The same question before and after."""
    return (
        Variable(f"{name}_in", words, "before", values, several=several, table=table),
        Variable(f"{name}_out", words, "after", values, ended=True, several=several, table=table),
    )


_REASONS = ("withdrawn_consent", "mistaken_entry")
_ALL = (
    Variable("age", Words("Ålder under startåret", "Age in the year of the start"), "who", _AGE),
    Variable("municipality", Words("Hemkommun", "Home municipality"), "who"),
    Variable("group", Words("Målgrupp", "Target group"), "who", table="target_group", several=True),
    Variable("education", Words("Utbildning", "Education"), "who", table="education"),
    Variable("support_time", Words("Tid med försörjning", "Time with support"), "who", table="support_time"),
    Variable("referred_by", Words("Anvisad av", "Referred by"), "who", table="referred_by"),
    *_pair("support", Words("Försörjning", "Support"), table="support_source", several=True),
    *_pair("support_group", Words("Slag av försörjning", "Kind of support"), table="support_group", several=True),
    *_pair("occupation", Words("Sysselsättning", "Occupation"), OCCUPATION),
    *_pair("work", Words("Arbete", "Work"), _WORK),
    *_pair("studies", Words("Studier", "Studies"), _EXTENT),
    *_pair("seeking", Words("Söker arbete aktivt", "Actively seeks work"), _YES_NO),
    *_pair("enrolled_af", Words("Inskriven på Arbetsförmedlingen", "Enrolled at the employment service"), _YES_NO),
    *_pair("programme_af", Words("I ett arbetsmarknadsprogram", "In a labour-market programme"), _YES_NO),
    Variable("end_reason", Words("Varför deltagaren slutade", "Why the participant left"), "way",
             table="end_reason", leave_out=_REASONS, ended=True),
    Variable("length", Words("Tid i insatsen", "Time in the measure"), "way", _LENGTH, ended=True),
    Variable("afterwards", Words("Arbete eller studier efteråt", "Work or studies afterwards"), "way",
             AFTERWARDS, ended=True),
    *_pair("does", Words("Vad deltagaren gör", "What the participant does"), DOES, several=True),
)  # fmt: skip
VARIABLES: dict[str, Variable] = {one.id: one for one in _ALL}
