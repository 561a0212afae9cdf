"""A report's document: its text with every figure bound, its tables and its diagrams, all from released tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from samordna.engine.document import Block, Document, Heading, Note, Paragraph, Presentation, Terms
from samordna.engine.formats.bars import Bars
from samordna.engine.formats.chart import Chart, Series
from samordna.engine.table import Table
from samordna.engine.text.numbers import integer, long_day
from samordna.engine.words import Words
from samordna.learn.reports.binding import Tables, bound
from samordna.learn.reports.description import Description, Drawing
from samordna.learn.reports.template import Piece, Placed, Remark, Text, Title
from samordna.learn.reports.wrong import WrongText
from samordna.learn.statistics.catalogue import presentation

_KINDS: dict[str, type[Chart] | type[Bars]] = {"lines": Chart, "bars": Bars}


def compose(description: Description, released: Mapping[str, Table], edition: str, made: date) -> Document:
    """The report made of the released tables by their official names.

    ``edition`` is the release's number and ``made`` the day it was released: the same release gives the same document.
    WrongText when a table is not given or is not protected, or when a reference has no cell.
    """
    tables = {short: _released(released, name) for short, name in description.tables.items()}
    shown = {short: _shown(table, edition) for short, table in tables.items()}
    blocks = [block for piece in description.pieces for block in _blocks(piece, description, tables, shown)]
    under = description.subtitle
    subtitle = Words(
        f"{under.sv}. Utgåva {edition}, {long_day(made)}.", f"{under.en}. Release {edition}, {long_day(made, 'en')}."
    )
    return Document(description.name, description.title, subtitle, made, tuple(blocks), description.author)


def _released(released: Mapping[str, Table], name: str) -> Table:
    table = released.get(name)
    if table is None or table.certificate is None:
        raise WrongText(
            f"{name} is {'not given' if table is None else 'not protected'}",
            f"Tabellen {name} är inte {'given' if table is None else 'skyddad'}.",
        )
    return table


def _shown(table: Table, edition: str) -> Presentation:
    """The table with its source and how it was protected."""
    one = presentation(table, edition)
    protection = protected(table)
    return replace(one, source=Words(f"{one.source.sv} {protection.sv}", f"{one.source.en} {protection.en}"))


def protected(table: Table) -> Words:
    """What the table's certificate says, in one or two sentences."""
    certificate = table.certificate or {}
    policy = certificate.get("policy")
    if policy is None:
        return Words(
            "Skydd: behövs inte, tabellen räknar inte personer.", "Protection: not needed, it counts no people."
        )
    threshold, hidden, cells = policy["threshold"], table.hidden(), len(table.cells)
    how_many = (
        Words("Ingen uppgift är dold.", "No figure is hidden.")
        if hidden == 0
        else Words(
            f"{integer(hidden)} av {integer(cells)} uppgifter är dolda.",
            f"{integer(hidden)} of {integer(cells)} figures are hidden.",
        )
    )
    return Words(
        f"Skydd: antal personer under {threshold} visas inte, och inte heller det som de kan räknas fram ur. "
        f"{how_many.sv}",
        f"Protection: numbers of persons below {threshold} are not shown, nor what they could be worked out from. "
        f"{how_many.en}",
    )


def _blocks(
    piece: Piece, description: Description, tables: Tables, shown: Mapping[str, Presentation]
) -> Iterator[Block]:
    match piece:
        case Title(words, level):
            yield Heading(words, level)
        case Text(sayings):
            yield Paragraph(tuple(bound(saying, tables) for saying in sayings))
        case Remark(saying):
            sentence = bound(saying, tables)
            yield Note(Words(sentence.text("sv"), sentence.text("en")))
        case Placed("table", name):
            yield shown[name]
        case Placed("chart", name):
            yield _drawn(description.drawings[name], tables)
        case Placed():
            yield Terms(tuple(dict.fromkeys(term for one in shown.values() for term in one.definitions)))


def _drawn(drawing: Drawing, tables: Tables) -> Chart | Bars:
    """The diagram. What is hidden in the table is hidden in it. WrongText when it names what the table has not."""
    table = tables[drawing.table]
    columns = {column.name: column for column in table.columns}
    try:
        of, along = columns[drawing.series], columns[drawing.along]
        places = drawing.bars or along.codes
        series = tuple(
            Series(
                of.label(code),
                tuple(table.cell(**{**drawing.where, of.name: code, along.name: place}) for place in places),
            )
            for code in drawing.codes
        )
    except KeyError as error:
        raise WrongText(
            f"diagram of {table.name}: {error.args[0]}",
            f"Diagrammet ur {table.name} pekar på något som inte finns i tabellen.",
        ) from error
    if along.name == "year":
        return _KINDS[drawing.kind](drawing.title, tuple(places), series)
    return Bars(drawing.title, tuple(places), series, tuple(along.label(place) for place in places))
