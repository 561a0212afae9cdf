"""Reference pages of the tables: how is counted, shown by examples, and one page for each official table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from samordna.edge.cli.reference_pages.markdown import code, page, table
from samordna.engine.combined import Added, Change, Declaration, Mean, Ratio, Share, Stacked, counts_in
from samordna.engine.conditions import AtMost, Condition, Given, Has, Is, MoreThan
from samordna.engine.dimensions import Band, Bands, Compared, Link, Mapped, Split, YearsFrom
from samordna.engine.formats.csv import names_of_values
from samordna.engine.periods import Basis
from samordna.engine.printed import Way
from samordna.engine.request import Count, Counted
from samordna.engine.sources import Source
from samordna.learn.statistics.catalogue import OFFICIAL
from samordna.learn.statistics.examples import EXAMPLES, Example
from samordna.learn.statistics.official import YEARS, Official

INTRO = """How the tables count, for those who read them or order new ones. No programming is needed to read it.

A table is not programmed but *declared*. A declaration says:

- **population** – which file of the extract is counted, and which of its rows: `participations` has a row for each
  participation, `measures` one for each measure;
- **time basis** – the periods, and when a row belongs to one: it held on any day of it (*ever*), *began* in it, *ended*
  in it, or held on its last day;
- **dimensions** – what the table is split by, code by code. Tables of people are always split by sex, with a total;
- **count** – what a cell holds: persons, rows, different things, a sum, or days.

Shares, means, ratios and changes are made of two such counts, which always stand beside the figure. A hidden figure is
`..`, a missing one `...`, and nought is `0`: three different things; why is told in
[counting](../../explanation/counting.md).

Each example is a register of a few rows, a declaration, and the table that comes of it, unprotected. A field that is
left empty is as usual. Every engine is run on every example by the tests."""
_BASES = {
    Basis.EVER: "held on any day of the period",
    Basis.BEGAN: "began in the period",
    Basis.ENDED: "had its last day in the period",
    Basis.ON_LAST_DAY: "held on the last day of the period",
}
_COUNTED = {
    Counted.PERSONS: "persons, each once in every cell",
    Counted.ROWS: "rows",
    Counted.DISTINCT: "different values of {column}",
    Counted.SUM: "the sum of {column}",
    Counted.DAYS: "days within the period, first and last day included",
}


def pages() -> dict[str, str]:
    """The pages by their file names."""
    made = {"tables/how-to-count.md": how_to_count()}
    return made | {f"tables/{name}.md": official(one) for name, one in sorted(OFFICIAL.items())}


def how_to_count() -> str:
    """The manual: what the words mean, then examples, which are run on every engine by the tests."""
    parts = []
    chapter = ""
    for example in EXAMPLES:
        if example.chapter != chapter:
            chapter = example.chapter
            parts.append(f"## {chapter}")
        parts += _example(example)
    return page("How the tables count", INTRO, *parts)


def official(one: Official) -> str:
    """The page of an official table: what it is, who is counted, its columns, its definitions and its footnotes."""
    declaration = one.declaration
    return page(
        f"{one.name}: {declaration.title.en}",
        f"{one.number.en} of {code(one.report)}, in Swedish “{one.number.sv}. {declaration.title.sv}”. {one.scope.en}",
        "## How it is counted",
        *described(declaration),
        "## Columns",
        table(
            ["Column", "Code", "In English", "In Swedish"],
            [
                (code(column.name), code(value), words.en, words.sv)
                for column in declaration.columns[1:]
                for value, words in zip(column.codes, column.code_words, strict=True)
            ],
        ),
        _periods(one),
        "## Definitions" if one.definitions else "",
        "\n".join(f"- **{term.en}** ({term.sv}): {text.en}" for term, text in one.definitions),
        "## Footnotes" if declaration.notes else "",
        "\n".join(f"- {note.en}" for note in declaration.notes),
    )


def _periods(one: Official) -> str:
    first = one.declaration.columns[0]
    if one.over is not None:
        return f"Before them stands {code(first.name)}: the last {YEARS} whole years before the day of the extract."
    return f"Before them stands {code(first.name)}: {first.code_words[0].en} to {first.code_words[-1].en}."


def _example(example: Example) -> Iterator[str]:
    yield f"### {example.title}"
    yield example.says
    for name, rows in example.files.items():
        heads = list(dict.fromkeys(head for row in rows for head in row))
        yield table([f"{name}:", *heads], [("", *(row.get(head) for head in heads)) for row in rows])
    yield from described(example.declaration)
    heads = [*(column.name for column in example.declaration.columns), *names_of_values(example.declaration)]
    yield table(heads, [line.split(",") for line in example.lines])


# A declaration in words ----------------------------------------------------------------------------------------------


def described(declaration: Declaration) -> Iterator[str]:
    """What is declared, in words: lists for counts, a sentence for what is made of them."""
    match declaration:
        case Count():
            yield "\n".join(f"- **{head}**: {text}" for head, text in _facts(declaration))
        case Stacked():
            total = f" Under {code(declaration.total.code)} they are added up." if declaration.total else ""
            yield f"{len(declaration.parts)} tables under each other, in the column {code(declaration.column)}.{total}"
            for part in declaration.parts:
                yield f"{code(part.code)} – {part.words.en}:"
                yield from described(part.count)
        case Added():
            less = f", less the last {len(declaration.minus)}" if declaration.minus else ""
            yield f"The sum of these counts{less}:"
            for count in counts_in(declaration):
                yield from described(count)
        case _:
            yield _made_of(declaration)
            for count in counts_in(declaration)[: 1 if isinstance(declaration, Mean | Share | Change) else None]:
                yield from described(count)


_WAYS = {
    Way.NUMBER: "The first of these counts divided by the second:",
    Way.PERCENT: "In per cent, the first of these counts divided by the second:",
    Way.CHANGE: "How many more the first of these counts is than the second, in per cent of the second:",
    Way.DIFFERENCE: "The first of these counts less the second:",
}


def _made_of(declaration: Share | Mean | Ratio | Change) -> str:
    match declaration:
        case Share():
            return (
                f"Each count as a share, in per cent, of the one with {declaration.over} = {code(declaration.whole)}:"
            )
        case Mean():
            whom = "persons" if declaration.per_person else "rows that it is known for"
            unit = f" and by {declaration.unit}" if declaration.unit != 1 else ""
            return f"{declaration.words.en.capitalize()}: the sum, divided by the number of {whom}{unit}:"
        case Ratio():
            return _WAYS[declaration.what.printed.way if declaration.what.printed else Way.NUMBER]
        case Change():
            back = "the period before" if declaration.back == 1 else f"{declaration.back} periods before"
            how = "in number" if declaration.in_number else "in per cent of the number then"
            return f"The change on {back}, {how}:"


def _facts(count: Count) -> Iterator[tuple[str, str]]:
    where = [_condition(condition) for condition in count.where]
    rows = f"; rows where {' and '.join(where)}" if where else ""
    yield "Population", f"{code(count.source.name)}{rows}"
    spans = count.time.spans
    every = all(span.is_year for span in spans) and len(spans) > 2
    periods = f"{spans[0].words.en} to {spans[-1].words.en}" if every else "; ".join(span.words.en for span in spans)
    bases = [
        _BASES[when.basis] if not count.time.is_column else f"{code(when.code)} {_BASES[when.basis]}"
        for when in count.time.bases
    ]
    yield "Time basis", f"{periods}; {', '.join(bases)}"
    if count.latest is not None:
        key, by = (" and ".join(map(code, names)) for names in (count.latest.key, count.latest.by))
        among = f" where {' and '.join(map(_condition, count.latest.among))}" if count.latest.among else ""
        yield "Of several", f"of the rows{among} with the same {key} in a period, the one with the greatest {by}"
    for dimension in count.dimensions:
        yield f"Split by {code(dimension.name)}", _split(dimension)
    counted = _COUNTED[count.what.counted].format(column=code(count.what.column or ""))
    about = _comment(count.source, count.what.column)
    yield "Count", f"{counted}{f' ({about})' if about else ''}"
    for told in count.told:
        yield "Footnote", f"for the periods that have any {code(told.count.source.name)}: {told.words.en}"
    for absent in count.absent:
        named = " and ".join(f"{column} = {code(value)}" for column, value in absent.codes)
        yield "Missing", f"{named}. {absent.why.en}"


def _comment(source: Source, name: str | None) -> str:
    return next((column.comment for column in source.columns if column.name == name), "")


def _condition(condition: Condition) -> str:
    match condition:
        case Has(source=source, key=key, where=where, none=none):
            rows = f"where {' and '.join(map(_condition, where))}" if where else ""
            return f"{'no row' if none else 'a row'} of {code(source.name)} with the same {code(key)} {rows}".rstrip()
        case Given(field=field):
            return f"{code(field.name)} is given"
        case Is(field=field, codes=codes):
            return f"{code(field.name)} is {_either(codes)}"
        case MoreThan(field=field, number=number):
            return f"{code(field.name)} is more than {number}"
        case AtMost(field=field, number=number):
            return f"{code(field.name)} is {number} or less"


def _either(codes: Iterable[str]) -> str:
    return " or ".join(code(one) for one in codes)


def _split(dimension: Split) -> str:
    total = f"; {code(dimension.total.code)}" if dimension.total else ""
    about = dimension.words.en
    if isinstance(dimension, Bands):
        return f"{about}, {_number(dimension)}: {', '.join(map(_band, dimension.codes))}{total}"
    codes = [
        code(one.code) if one.includes == (one.code,) else f"{code(one.code)} ({_either(one.includes)})"
        for one in dimension.codes
    ]
    counted_anew = (
        total and " counted anew, since a row may stand under several" if isinstance(dimension.on, Link) else ""
    )
    return f"{about}, {_found(dimension)}: {', '.join(codes)}{total}{counted_anew}"


def _number(dimension: Bands) -> str:
    if isinstance(dimension.on, YearsFrom):
        return f"the year of {code(dimension.on.day.name)} less {code(dimension.on.year.name)}"
    return code(dimension.on.name)


def _band(band: Band) -> str:
    if band.low is None or band.high is None:
        bound = f"up to {band.high}" if band.low is None else f"{band.low} or more"
    else:
        bound = f"{band.low}–{band.high}"
    return f"{code(band.code)} ({bound})"


def _found(dimension: Split) -> str:
    match dimension.on:
        case Link() as link:
            where = f" where {' and '.join(map(_condition, link.where))}" if link.where else ""
            return f"{code(link.column)} in the rows of {code(link.source.name)} with the same {code(link.key)}{where}"
        case Mapped() as on:
            holds = f"with the same {code(on.key)} that holds on the day {code(on.day.name)}"
            return f"{code(on.column)} in the row of {code(on.source.name)} {holds}"
        case Compared() as on:
            after, before = (" and ".join(map(_condition, where)) for where in (on.after, on.before))
            of = f", where {' and '.join(map(_condition, on.of))}" if on.of else ""
            return (
                f"the sum of {code(on.column)} in {code(on.source.name)}{of}: when {after}, compared with when {before}"
            )
        case YearsFrom():
            return ""
        case field:
            return code(field.name)
