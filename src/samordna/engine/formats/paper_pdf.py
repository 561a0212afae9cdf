"""Papers as PDF: tagged (PDF/UA-1) and fit for the archive (PDF/A-2a), by Typst from fonts of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from samordna.engine.formats.pdf import FONT, LINE, NIGHT, PRELUDE
from samordna.engine.formats.plain import everywhere, printable
from samordna.engine.formats.typst_pdf import compiled
from samordna.engine.formats.typst_text import call, joined, string
from samordna.engine.paper import Bullets, Paper, Part, Rows, SignHere, Text

_LINES: Final = "linebreak()"
#: What a file says of itself is short; Typst takes the title in the text from it too.
_PROPERTY: Final = 1_000
#: Longer than a checksum of 64 figures, which must stay whole: signed files are known again by it.
_LONG_WORD: Final = re.compile(r"\S{70}(?=\S)")
_BREAK: Final = "\N{ZERO WIDTH SPACE}"


def paper_as_pdf(paper: Paper, language: str = "sv") -> bytes:
    """The PDF. TypstError, which would be a mistake of ours, when it cannot be made."""
    return compiled(paper_as_typst(paper, language), paper.made)


def paper_as_typst(paper: Paper, language: str = "sv") -> str:
    """The paper in Typst."""
    paper = everywhere(paper, _set)
    prelude = PRELUDE.format(language=string(language[:2]), font=string(FONT), night=NIGHT, soft="#545e63")
    said = [call("set document", title=string(paper.title[:_PROPERTY]), author=string(paper.author)), call("title")]
    if paper.subtitle:
        said.append(call("soft", string(paper.subtitle)))
    if paper.facts:
        lines = [joined([call("strong", string(f"{n}: ")), string(v), _LINES]) for n, v in paper.facts]
        said.append(call("par", joined(lines)))
    said += [piece for block in paper.blocks for piece in _block(block)]
    prelude += "#show figure: set block(breakable: true)\n"  # a long table goes on over the page
    return prelude + "\n".join(f"#{line}" for line in said) + "\n"


def _set(text: str) -> str:
    """The text as it can be set: a word without end – an address, a key held down – gets places to break.

    A checksum of 64 signs stays whole: by it a signed paper is recognised when it comes back.
    """
    return _LONG_WORD.sub(f"\\g<0>{_BREAK}", printable(text))


def _block(block: object) -> Iterator[str]:
    match block:
        case Part(heading, level):
            yield call("heading", string(heading), level=str(level))
        case Text():
            yield from (call("par", _with_line_breaks(text)) for text in block.paragraphs)
        case Bullets(lines):
            yield call("list", *(string(line) for line in lines))
        case Rows():
            yield _table(block)
        case SignHere(who, under):
            line = f'line(length: 60%, stroke: 0.6pt + rgb("{NIGHT}"))'
            place = joined([call("strong", string(who)), "v(1.4cm)", line, call("soft", string(under))])
            yield call("block", place, breakable="false", above="2em")


def _with_line_breaks(text: str) -> str:
    pieces: list[str] = []
    for number, line in enumerate(text.split("\n")):
        pieces += ([_LINES] if number else []) + [string(line)]
    return joined(pieces)


def _table(block: Rows) -> str:
    head = [call("strong", string(cell)) for cell in block.head]
    body = [call("table.header", *head)]
    for number, row in enumerate(block.rows):
        last = number >= len(block.rows) - block.sums
        body += [call("strong", string(cell)) if last else string(cell) for cell in row]
    right = ", ".join(str(place) for place in block.numbers)
    align = f"(x, _) => if x in ({right}{',' if right else ''}) {{ right }} else {{ left }}"
    lines = f'(_, y) => (bottom: if y == 0 {{ 1pt + rgb("{NIGHT}") }} else {{ 0.4pt + rgb("{LINE}") }})'
    widths = f"({', '.join(_width(block, place) for place in range(len(block.head)))},)"
    made = call("table", *body, columns=widths, align=align, stroke=lines)
    caption = f"figure.caption(position: top, {string(block.caption)})"
    figure = call(
        "figure", call("text", made, size="9.5pt"), caption=caption, kind="table", numbering="none", supplement="none"
    )
    return call("block", figure, width="100%")


def _width(block: Rows, place: int) -> str:
    """Numbers take what they need; texts share the rest by their longest cell, within reason."""
    if place in block.numbers:
        return "auto"
    longest = max(len(row[place]) for row in (block.head, *block.rows))
    return f"{min(max(longest, 20), 48)}fr"
