"""An association's own question as a variable of the measure report, at one of the occasions where it is asked.

A number is counted in bands that are the same for every question. Neither a sum nor a mean is printed: with the counts
beside it either would tell what the few answered, and no way is known here of showing that it does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from samordna.deliver.projects.rules.questions import MOST, Question
from samordna.deliver.reporting.rules.variables import Variable
from samordna.ground.kernel.words import Words

#: The least number of each band.
BANDS = (0, 1, 2, 3, 4, *(first * 10**power for power in range(6) for first in (1, 2, 5) if first * 10**power > 4))
#: When a question is asked, and where those of each occasion stand among the variables.
WHEN = {
    "in": Words("när deltagaren började", "when the participant began"),
    "out": Words("när deltagaren slutade", "when the participant left"),
    "follow_up": Words("vid uppföljning", "at a follow-up"),
}
OWN_TOPICS = {
    f"own_{occasion}": Words(f"Egna frågor, {words.sv}", f"Own questions, {words.en}")
    for occasion, words in WHEN.items()
}


@dataclass(frozen=True)
class OwnVariable(Variable):
    """A variable that is an association's own question. ``until`` is the last day that it is asked, None when open."""

    question: int = 0
    kind: str = "one"
    occasion: str = "in"
    since: date | None = None
    until: date | None = None

    @property
    def followed(self) -> bool:
        """Asked of those who were followed up in the year."""
        return self.occasion == "follow_up"


def variables_of(question: Question) -> tuple[OwnVariable, ...]:
    """The question at each occasion where it is asked."""
    return tuple(_at(question, occasion) for occasion in WHEN if occasion in question.occasions)


def _at(question: Question, occasion: str) -> OwnVariable:
    choices = tuple((str(one.id), Words(one.sv, one.en or one.sv)) for one in question.choices)
    return OwnVariable(
        id=f"egen-{question.id}-{occasion.replace('_', '-')}",
        words=Words(question.sv, question.en or question.sv),
        topic=f"own_{occasion}",
        own=bands() if question.kind == "number" else choices,
        ended=occasion == "out",
        several=question.kind == "several",
        question=question.id,
        kind=question.kind,
        occasion=occasion,
        since=question.valid_from,
        until=question.valid_to,
    )


def bands() -> tuple[tuple[str, Words], ...]:
    """The least number of each band, and what it is called.

    >>> [words.sv for _code, words in bands()][3:7]
    ['3', '4', '5–9', '10–19']
    """
    return tuple(
        (str(least), _band(least, after - 1)) for least, after in zip(BANDS, (*BANDS[1:], MOST + 1), strict=True)
    )


def _band(least: int, most: int) -> Words:
    if least == most:
        return Words(str(least), str(least))
    swedish = (f"{number:,}".replace(",", "\N{NO-BREAK SPACE}") for number in (least, most))
    return Words("–".join(swedish), f"{least:,}–{most:,}")
