"""The sentences of the organiser rule: which rule spoke, what it says about this case, and where it stands.

One row a sentence: the rule it rests on (ground/parameters/law), then Swedish and English. ``{who}`` and other words
are filled in by the rule; a list of parties becomes "A, B och C".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from samordna.ground.kernel.identifiers import PartyId
from samordna.ground.parameters.reader import rule

Names = Callable[[PartyId], str]

# fmt: off
_MONTHS_SV: Final = ("januari", "februari", "mars", "april", "maj", "juni",
                     "juli", "augusti", "september", "oktober", "november", "december")
_MONTHS_EN: Final = ("January", "February", "March", "April", "May", "June",
                     "July", "August", "September", "October", "November", "December")
# fmt: on

_SENTENCES: Final[dict[str, tuple[str, str, str]]] = {
    "awaited": ("answers_awaited", "Svar saknas från {who}.", "Answers are missing from {who}."),
    "counts_as_no": (
        "answers_awaited",
        "Svarstiden har gått ut. Det som {who} inte har svarat på räknas som nej.",
        "The time for answers has passed. What {who} did not answer counts as no.",
    ),
    "association": (
        "R28",
        "Samordningsförbundet kan inte vara projektanordnare. Det går inte ihop med förbundets uppdrag i Finsamlagen.",
        "The coordination association cannot be organiser. It is not compatible with its task under Finsamlagen.",
    ),
    "not_taking_part": (
        "takes_part",
        "Bara en part som deltar kan vara projektanordnare. Det är inte klart att {who} deltar.",
        "Only a party that takes part can be organiser. It is not certain that {who} takes part.",
    ),
    "only_af": (
        "area_b_only_af",
        "I programområde B kan bara Arbetsförmedlingen vara projektanordnare. Därför kan inte {who} vara det.",
        "In programme area B only Arbetsförmedlingen may be organiser. Therefore {who} cannot.",
    ),
    "fk_not_here": (
        "fk_areas",
        "Försäkringskassan deltar bara i programområdena A, D och E och kan inte vara projektanordnare i {area}.",
        "Försäkringskassan takes part in areas A, D and E only, and so cannot be organiser in {area}.",
    ),
    "one_willing": ("willing_party", "{who} vill vara projektanordnare.", "{who} is willing to be organiser."),
    "several_willing": (
        "several_willing",
        "{who} vill vara projektanordnare. Beredningsgruppen kommer överens om en av dem.",
        "{who} are willing to be organiser. The preparation group agrees on one of them.",
    ),
    "none_willing": (
        "willing_party",
        "Ingen part som kan vara projektanordnare vill vara det.",
        "No party that may be organiser is willing.",
    ),
    "nobody_takes_part": (
        "takes_part",
        "Ingen part deltar i projektet. Då finns inget att vara projektanordnare för.",
        "No party takes part in the project. Then there is nothing to organise.",
    ),
    "no_guarantee_in_b": (
        "area_b_only_af",
        "I programområde B kan bara Arbetsförmedlingen vara projektanordnare. Garantin gäller inte där.",
        "In programme area B only Arbetsförmedlingen may be organiser. The guarantee does not hold there.",
    ),
    "no_guarantee_here": (
        "fk_areas",
        "Försäkringskassan deltar bara i programområdena A, D och E. I {area} finns därför ingen garanti.",
        "Försäkringskassan takes part in areas A, D and E only. Therefore there is no guarantee in {area}.",
    ),
    "area_ended": ("area_f_ended", "Programområde F har avslutats.", "Programme area F has ended."),
    "national_area": (
        "area_national",
        "Programområde {area} är nationellt. Läs i utlysningen om ett projekt i en region kan söka.",
        "Programme area {area} is national. Read in the call whether a project in a region can apply.",
    ),
    "no_guarantee_then": (
        "fk_guarantor",
        "Garantin gäller från den {first} till och med den {last}. Den gäller inte den {day}.",
        "The guarantee holds from {first} to {last}. It does not hold on {day}.",
    ),
    "guarantor": (
        "fk_guarantor",
        "Ingen annan part har beslutat att vara projektanordnare. Då blir Försäkringskassan det, som garant.",
        "No other party has decided to be organiser. Then Försäkringskassan is, as guarantor.",
    ),
    "all_co_finance": (
        "all_co_finance",
        "Alla parter som deltar medfinansierar. Det är villkoret för garantin.",
        "Every participating party co-finances. That is the condition of the guarantee.",
    ),
    "blocked": (
        "all_co_finance",
        "Garantin gäller bara om alla parter som deltar medfinansierar. Det gör inte {who}. Det hindrar garantin.",
        "The guarantee holds only if every participating party co-finances. That is not done by {who}, and blocks it.",
    ),
    "fk_position": (
        "fk_position",
        "Försäkringskassan har skrivit att myndigheten inte kan äga projekt med rehabilitering för enskilda. "
        "Ärendet vilar på regeringens senare beslut.",
        "Försäkringskassan has written that it cannot own projects with rehabilitation for individuals. "
        "The case rests on the government's later decision.",
    ),
    "fk_by_itself": (
        "fk_position",
        "Försäkringskassan har skrivit att myndigheten inte kan äga projekt med rehabilitering för enskilda. "
        "Här vill den själv vara projektanordnare. Skriv ned vem som för arbetet vidare.",
        "Försäkringskassan has written that it cannot own projects with rehabilitation for individuals. "
        "Here it is willing by itself. Write down who carries the work on.",
    ),
    "guarantor_not_counted": (
        "guarantor_not_counted",
        "Försäkringskassan medfinansierar inte själv. "
        "Så läses garantin här: garanten räknas inte till dem som måste göra det.",
        "Försäkringskassan does not co-finance itself. "
        "The guarantee is read so here: the guarantor is not among those who must.",
    ),
    "carry_on_plan": (
        "carry_on_plan",
        "Försäkringskassan kan inte föra resultatet vidare. Därför behövs en plan för vem som gör det.",
        "Försäkringskassan cannot carry on the result. Therefore a plan is needed for who does.",
    ),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why the answer is what it is: one rule, in words about this case, with where the rule stands and since when.

    ``stops`` marks the step at which the trial ended without an organiser; pages show it, files do not.
    """

    rule: str
    text_sv: str
    text_en: str
    source: str
    valid_from: date | None
    stops: bool = False

    def as_json(self) -> dict[str, str | None]:
        """The reason as files hold it; the text is the Swedish one."""
        since = self.valid_from.isoformat() if self.valid_from else None
        return {"rule": self.rule, "text": self.text_sv, "source": self.source, "valid_from": since}

    def as_record(self) -> dict[str, str | None]:
        """The reason as events keep it: in both languages, so that nobody translates what was said long ago."""
        return self.as_json() | {"text_en": self.text_en}


def say(sentence: str, names: Names, *, stops: bool = False, **words: Any) -> Reason:
    """Build the reason for one row of the table, with parties, days and codes put into words."""
    rule_id, swedish, english = _SENTENCES[sentence]
    told = rule(rule_id)
    in_swedish = swedish.format(**{key: _words(value, names, "och", _MONTHS_SV) for key, value in words.items()})
    in_english = english.format(**{key: _words(value, names, "and", _MONTHS_EN) for key, value in words.items()})
    return Reason(rule_id, in_swedish, in_english, told.source, told.valid_from, stops)


def _words(value: Any, names: Names, conjunction: str, months: Sequence[str]) -> str:
    if isinstance(value, date):
        return f"{value.day} {months[value.month - 1]} {value.year}"
    if isinstance(value, str):
        return value
    listed = [names(party) for party in value]
    return f" {conjunction} ".join(filter(None, [", ".join(listed[:-1]), listed[-1]]))
