"""Running text that discloses persons: counts of one to four, and what all of a small group share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from samordna.engine.disclosure.policy import DEFAULT
from samordna.engine.words import Words
from samordna.learn.checking.context import Context, contexts
from samordna.learn.checking.document import Document
from samordna.learn.checking.findings import Finding
from samordna.learn.checking.numbers import COUNT

#: A group of this many or fewer is small: what all of it share is known of each.
GROUP: Final = 9
_PERSON: Final = re.compile(
    r"^[\s\u00a0]+(?:av (?:de \w+ )?(?:deltagarna|kvinnorna|männen|personerna|ungdomarna)\b|"
    r"(?:\w+[\s\u00a0]+)?(?:person(?:er)?\b|deltagare\b|kvinn|män\b|man\b|ungdomar|klient|individ|brukare))"
)
_STAFF: Final = re.compile(
    r"styrelse|ledamot|ledamöter|ersättare|handläggare|medarbetare|anställda|koordinator|projektledare|chefer|"
    r"tjänstem|samverkansteam|årsarbet|heltid|intervju|presidiet|revisor|föreläs|workshop",
    re.IGNORECASE,
)
_WENT: Final = re.compile(r"^[\s\u00a0]+(?:till|hade|fick|var|gick|avled|flyttade|avbröt|återgick)\b")
_OF_THEM: Final = re.compile(r"^av (?:de|dem)\b", re.IGNORECASE)
#: What is counted that is no person: “Av dem” may be these.
_THINGS: Final = re.compile(r"\b(?:insats|projekt|förbund|kommun|verksamhet|aktivitet|ärende|beslut)", re.IGNORECASE)
_ALL: Final = re.compile(
    r"\b(?:samtliga|alla)(?:[\s\u00a0]+(?:de[\s\u00a0]+)?(?P<number>[\wåäö]+))?(?:[\s\u00a0]+(?:deltagare|personer|kvinnor|män|ungdomar|individer)\w*)?(?:[\s\u00a0]+som[\s\u00a0]+\w+)?[\s\u00a0]+(?:hade|har|var|är|fick|saknade|led|lider|levde|lever|vårdades|behandlades|tillhörde)\b|"
    r"\b(?:hade|har|var|är|fick|saknade|led)[\s\u00a0]+(?:samtliga|alla)\b(?! de| som| parter)",
    re.IGNORECASE,
)
#: What is nobody else's business.
SENSITIVE: Final = re.compile(
    r"diagnos|missbruk|beroende|våld|krimin|häkt|fängelse|skuld|funktionsneds|sjuk|asyl|religi|försörjningsstöd|"
    r"psyk|hemlös|utsatt|smärt|autis|adhd|depress|självm|abort|graviditet|avvis|skyddad|identitet|hiv\b|sexuell|etnisk",
    re.IGNORECASE,
)


def text_small_cells(document: Document) -> Iterator[Finding]:
    """One to four persons, told in a sentence."""
    for context in contexts(document):
        if _STAFF.search(context.text):
            continue
        for number in context.of(COUNT):
            if not 0 < number.value < DEFAULT.threshold or number.decimals:
                continue
            of_things = any(_THINGS.search(sentence.text) for sentence, _ in context.before[:1])
            of_them = _OF_THEM.match(context.text) and _WENT.match(number.after) and number.text.isdigit()
            if (_PERSON.match(number.after) and not _ALL.search(context.text)) or (of_them and not of_things):
                cause = Words("Färre än fem personer nämns.", "Fewer than five persons are told of.")
                yield context.finding("small_cell", number, None, cause, 0.7)


def group_disclosure(document: Document) -> Iterator[Finding]:
    """“I insatsen deltog 7 personer. Samtliga hade en psykiatrisk diagnos.”"""
    for context in contexts(document):
        said = _ALL.search(context.text)
        if said is None or _STAFF.search(context.text):
            continue
        own = [n for n in context.of(COUNT) if said.start() <= n.start < said.end()]
        before = [n for n in context.of(COUNT) if n.end <= said.start()]
        earlier = [n for _, told in context.before[:1] for n in told if n.unit == COUNT and _PERSON.match(n.after)]
        group = (own or before or earlier)[-1:]
        if not group or not 0 < group[0].value <= GROUP or not SENSITIVE.search(context.text[said.start() :]):
            continue
        yield _shared(context, said[0], group[0].text)


def _shared(context: Context, printed: str, number: str) -> Finding:
    cause = Words(
        f"Det som alla {number} i en liten grupp har gemensamt är känt om var och en.",
        "What all of a small group share is known of each of them.",
    )
    places = [*context.sentence.lines, *(place for sentence, _ in context.before[:1] for place in sentence.lines)]
    return Finding(context.sentence.at(0), "group_disclosure", printed, None, cause, 0.85, tuple(places))
