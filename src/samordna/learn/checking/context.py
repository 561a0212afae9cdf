"""A sentence with the numbers in it and those around it, from which a claim may be explained."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from samordna.engine.words import Words
from samordna.learn.checking.document import Document, Sentence
from samordna.learn.checking.findings import Finding
from samordna.learn.checking.number_words import word_of
from samordna.learn.checking.numbers import COUNT, MONEY, PERCENT, Number, numbers

#: “I avsnitt 5 står att de ökade med 111 (26 procent)”: the figures are another's.
_QUOTES: Final = re.compile(
    r"\bstår (?:det )?att\b|\bi den tryckta\b|\bi rapporten\)|\brapporten (?:säger|anger)", re.IGNORECASE
)


@dataclass(frozen=True)
class Context:
    """``before`` and ``after`` are the sentences around in the same paragraph, nearest first."""

    sentence: Sentence
    told: tuple[Number, ...]
    before: tuple[tuple[Sentence, tuple[Number, ...]], ...]
    after: tuple[tuple[Sentence, tuple[Number, ...]], ...]
    #: The numbers of the paragraph before.
    earlier: tuple[Number, ...] = ()

    @property
    def text(self) -> str:
        """The sentence as it stands."""
        return self.sentence.text

    def of(self, *units: str) -> list[Number]:
        """The sentence's own numbers of these units."""
        return [one for one in self.told if one.unit in units]

    def around(self, *units: str, sentences: int = 2) -> list[Number]:
        """Numbers of these units in the nearest sentences before, in this, and in the next."""
        near = [*reversed(self.before[:sentences]), (self.sentence, self.told), *self.after[:1]]
        return [one for _, told in near for one in told if one.unit in units]

    @property
    def amounts(self) -> list[Number]:
        """Counts and money around: what a share may be of."""
        return self.around(COUNT, MONEY)

    @property
    def percents(self) -> list[Number]:
        """Percentages around."""
        return self.around(PERCENT)

    def finding(
        self, kind: str, number: Number, expected: str | None, cause: Words, confidence: float, *, wide: bool = False
    ) -> Finding:
        """A finding at ``number``; ``wide`` when it rests on the sentence before too."""
        places = [*self.sentence.lines]
        if wide:
            places += [place for sentence, _ in self.before[:1] for place in sentence.lines]
        place = self.sentence.at(number.start)
        return Finding(place, kind, written(self.text, number), expected, cause, confidence, tuple(places))


def contexts(document: Document) -> Iterator[Context]:
    """Every sentence of the running text with what stands around it, but for what quotes another."""
    earlier: tuple[Number, ...] = ()
    for paragraph in document.paragraphs:
        told = [(sentence, tuple(numbers(sentence.text))) for sentence in paragraph]
        for place, (sentence, own) in enumerate(told):
            if _QUOTES.search(sentence.text):
                continue
            yield Context(sentence, own, tuple(reversed(told[:place])), tuple(told[place + 1 :]), earlier)
        earlier = tuple(number for _, own in told for number in own)


def written(text: str, number: Number) -> str:
    """The number with its unit, as printed."""
    end = number.end
    for unit in (" procentenheter", " procentenhet", " procent", " %", "%"):
        for space in (unit, unit.replace(" ", "\u00a0")):
            if text.startswith(space, end):
                return text[number.start : end + len(space)]
    return text[number.start : end]


def exact(value: Fraction, number: Number, text: str) -> str:
    """``value`` written as ``number`` is: with its decimals and its unit."""
    from samordna.learn.checking.wording import printed_like  # noqa: PLC0415

    unit = written(text, number)[number.end - number.start :]
    if number.text.isalpha() and value.denominator == 1:
        word = word_of(int(value))
        return (word.capitalize() if number.text[:1].isupper() else word) + unit
    return printed_like(number.text, value) + unit
