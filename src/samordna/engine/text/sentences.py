"""Sentences with bound figures. A template names its figures in braces and may hold no digits of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from samordna.engine.table import Status
from samordna.engine.text import figures
from samordna.engine.text.figures import Figure, Ref
from samordna.engine.words import Words

_FIELD = re.compile(r"\{(\w+)\}")


class TypedFigure(ValueError):
    """A template holds a digit: figures are bound, never typed."""


@dataclass(frozen=True)
class Sentence:
    """A sentence in both languages and the figures it names. ``names`` are texts without figures (a group, a year)."""

    template: Words
    figures: Mapping[str, Figure] = field(default_factory=dict)
    names: Mapping[str, Words] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for text in (self.template.sv, self.template.en):
            plain = _FIELD.sub("", text)
            if re.search(r"\d", plain):
                raise TypedFigure(f"a figure is typed by hand in “{text}”")
            unknown = set(_FIELD.findall(text)) - set(self.figures) - set(self.names)
            if unknown:
                raise KeyError(f"“{text}” names {', '.join(sorted(unknown))}, which is not given")

    def parts(self, language: str = "sv") -> Iterator[tuple[str, Figure | None]]:
        """The sentence in pieces: text, and figures with the text that they have."""
        text = self.template.in_language(language)
        for number, piece in enumerate(_FIELD.split(text)):
            if number % 2 == 0:
                if piece:
                    yield piece, None
            elif piece in self.figures:
                yield self.figures[piece].in_language(language), self.figures[piece]
            else:
                yield self.names[piece].in_language(language), None

    def text(self, language: str = "sv") -> str:
        """The whole sentence."""
        return "".join(piece for piece, _ in self.parts(language))

    @property
    def is_whole(self) -> bool:
        """False when a figure is hidden or missing."""
        return all(figure.status is Status.VALUE for figure in self.figures.values())


def share_sentence(template: Words, part: Ref, whole: Ref, **names: Words) -> Sentence:
    """A share with its two counts: ``{share}``, ``{part}`` and ``{whole}``."""
    bound = {
        "share": figures.share(part, whole),
        "part": figures.count(part),
        "whole": figures.count(whole),
    }
    return Sentence(template, bound, names)


@dataclass(frozen=True, slots=True)
class Growing:
    """What is said when a number has become larger, smaller, or stayed."""

    more: Words
    fewer: Words
    same: Words


def growth_sentence(templates: Growing, later: Ref, earlier: Ref, **names: Words) -> Sentence:
    """A change with its counts: ``{change}``, ``{growth}`` (on the earlier number), ``{later}`` and ``{earlier}``."""
    counts = {"later": figures.count(later), "earlier": figures.count(earlier)}
    way = figures.direction(later, earlier)
    if way == 0:
        return Sentence(templates.same, counts, names)
    bound = counts | {"change": figures.change(later, earlier), "growth": figures.growth(later, earlier)}
    return Sentence(templates.more if way > 0 else templates.fewer, bound, names)
