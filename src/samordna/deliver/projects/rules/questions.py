"""What a custom question may be, and what fits as an answer to it. Plain Python.

An association's own questions carry no free text: it invites sensitive data, and nobody can count it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from samordna.ground.kernel.verdict import YES, Verdict, no

RULE = "S17"
OCCASIONS = ("in", "out", "follow_up")
MOST_CHOICES = 20
#: An answer in numbers is at most this, so that no personal number can be typed as one.
MOST = 999_999


@dataclass(frozen=True)
class Choice:
    """An answer to choose; ``id`` is the stored row, 0 before it is stored."""

    sv: str
    en: str = ""
    id: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Question:
    """A question as it is asked: kind is one, several or number; choices are in order, none for a number."""

    sv: str
    kind: str
    occasions: tuple[str, ...]
    valid_from: date
    valid_to: date | None = None
    en: str = ""
    choices: tuple[Choice, ...] = ()
    id: int = field(default=0, compare=False)

    def holds_on(self, day: date) -> bool:
        """Whether it is asked on a day; ``valid_to`` is the last."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def makes_sense(question: Question) -> tuple[Verdict, ...]:
    """Everything a question must be before it is asked, each no on the field it is about."""
    return (
        _asked_sometime(question.occasions),
        _ends_after_start(question.valid_from, question.valid_to),
        _choices_fit(question.kind, question.choices),
    )


def _asked_sometime(occasions: Collection[str]) -> Verdict:
    if set(occasions) & set(OCCASIONS):
        return YES
    return no("Välj när frågan ställs.", "Choose when the question is asked.", rule=RULE, field="occasions")


def _ends_after_start(first: date, last: date | None) -> Verdict:
    if last is None or last >= first:
        return YES
    return no(
        "Välj en sista dag som är samma dag som den första eller senare.",
        "Choose a last day on the first day or later.",
        rule=RULE,
        field="valid_to",
    )


def _choices_fit(kind: str, choices: Sequence[Choice]) -> Verdict:
    names = [choice.sv.casefold() for choice in choices if choice.sv]
    if kind == "number":
        if not names:
            return YES
        return no(
            "En fråga som besvaras med ett tal har inga svar att välja på. Ta bort svaren.",
            "A question answered by a number has no answers to choose from. Take the answers away.",
            rule=RULE,
            field="choices",
        )
    if not 2 <= len(names) <= MOST_CHOICES:
        return no(
            f"Skriv minst två svar och högst {MOST_CHOICES}, ett på varje rad.",
            f"Write at least two answers and at most {MOST_CHOICES}, one on each line.",
            rule=RULE,
            field="choices",
        )
    if len(set(names)) < len(names):
        return no(
            "Samma svar står två gånger. Ta bort det ena.",
            "The same answer stands twice. Take one away.",
            rule=RULE,
            field="choices",
        )
    if any(choice.en for choice in choices) and not all(choice.sv and choice.en for choice in choices):
        return no(
            "Skriv alla svar på engelska i samma ordning, eller inget.",
            "Write all the answers in English in the same order, or none.",
            rule=RULE,
            field="choices_en",
        )
    return YES


def unanswered(answered: bool) -> Verdict:
    """A question that somebody has answered is never changed: its answers would come to mean something else."""
    if not answered:
        return YES
    return no(
        "Frågan har svar och går inte att ändra. Avsluta den och lägg till en ny.",
        "The question has answers and cannot be changed. End it and add a new one.",
        rule=RULE,
    )


def may_end_on(last: date, *, valid_from: date, today: date) -> Verdict:
    """It ends today or later, and not before it began: what was asked was asked."""
    if last >= today and last >= valid_from:
        return YES
    return no(
        "Välj en sista dag som är i dag eller senare, och inte före frågans första dag.",
        "Choose a last day that is today or later, and not before the question's first day.",
        rule=RULE,
        field="valid_to",
    )


def answer_fits(question: Question, answer: int | Collection[int] | None) -> Verdict:
    """Whether an answer is one that the question can have.

    None = not answered. One: the id of a choice. Several: ids, possibly none of them. Number: 0–999 999.

    >>> q = Question("Hur många barn bor hemma?", "number", ("in",), date(2027, 1, 1))
    >>> bool(answer_fits(q, 2)), bool(answer_fits(q, None)), bool(answer_fits(q, 199906142386))
    (True, True, False)
    """
    if answer is None:
        return YES
    known = {choice.id for choice in question.choices}
    if question.kind == "number":
        if isinstance(answer, int) and 0 <= answer <= MOST:
            return YES
        return no(
            "Skriv ett tal mellan 0 och 999 999.", "Write a number between 0 and 999,999.", rule=RULE, field="answer"
        )
    chosen = {answer} if isinstance(answer, int) else set(answer)
    if chosen <= known and (question.kind == "several" or isinstance(answer, int)):
        return YES
    return no(
        "Välj bland svaren som står under frågan.",
        "Choose among the answers below the question.",
        rule=RULE,
        field="answer",
    )
